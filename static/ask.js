// A client's questionnaire: the next question is shown at once, and the answer is kept behind it, in order, until it is. Without this
// module each tap posts and comes back; nothing else is different.
const root = document.querySelector(".ask");
const screens = [...document.querySelectorAll("form.screen:not(.help)")];
const help = document.querySelector("form.help"); // whom to turn to; where an answer may ask for it
const again = help && document.querySelector(".again"); // the way back to it, on every screen that follows
const state = root.querySelector(".state");
const screen = (i) => screens.find((s) => s.dataset.i === i);
document.getElementById("errors")?.focus();

// ---- what is shown

function show(i, push) {
  const to = i === "help" ? help : screen(i);
  if (!to) return false;
  for (const s of screens) s.hidden = s !== to;
  if (help) help.hidden = help !== to;
  if (push) history.pushState({ i }, "", `${location.pathname}?i=${encodeURIComponent(i)}`);
  scrollTo(0, 0);
  to.querySelector("[tabindex]").focus({ preventScroll: true });
  return true;
}
const shown = () => screens.find((s) => !s.hidden);
const say = (words) => { if (state.textContent !== words) state.textContent = words; };

// ---- what is kept: the newest answer to each question, sent until it has arrived; over a reload it lies in this tab alone

const store = `ask:${location.pathname}`;
let waiting = new Map(JSON.parse(sessionStorage.getItem(store) ?? "[]"));
let busy = null, tries = 0, timer = 0;
const action = screens[0]?.getAttribute("action");

const remember = () => (waiting.size ? sessionStorage.setItem(store, JSON.stringify([...waiting])) : sessionStorage.removeItem(store));
// An answer that asks for help goes first and alone: what is answered next must not take its place.
const first_of = (all) => [...all].find(([key]) => key.endsWith("!"));
// What is posted beside an answer: the draft that it goes into, and the file that the page showed.
const beside = () => ["_version", "file"].map((name) => [name, screens[0].elements[name].value]);
const setVersion = (v) => { for (const s of screens) s.elements._version.value = v; };
const post = (to, pairs) => fetch(to, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(pairs), signal: AbortSignal.timeout(20000), keepalive: true }); // it arrives though the page is closed
const later = () => { say(navigator.onLine ? root.dataset.unkept : root.dataset.offline); clearTimeout(timer); timer = setTimeout(keep, Math.min(1000 * 2 ** tries++, 20000)); };

// What was refused goes once more as a form: the page that comes back says why.
function plainly(pairs) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action, hidden: true });
  for (const [name, value] of [...beside(), ...pairs]) form.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(form);
  form.submit();
}

// Resolves to true once nothing is waiting.
function keep() {
  clearTimeout(timer);
  busy ??= run().finally(() => (busy = null));
  return busy;
}
async function run() {
  while (waiting.size) {
    const urgent = first_of(waiting), batch = urgent ? new Map([urgent]) : waiting;
    waiting = urgent ? new Map([...waiting].filter(([key]) => key !== urgent[0])) : new Map();
    const pairs = [...batch.values()].flat();
    let answer;
    try {
      answer = await post(action, [...beside(), ...pairs]);
    } catch { /* no answer: tried again */ }
    if (!answer || answer.status >= 500 || answer.status === 429) {
      waiting = new Map([...batch, ...waiting]);
      remember();
      later();
      return false;
    }
    if (!answer.ok) {
      remember();
      plainly(pairs);
      return false;
    }
    const kept = await answer.json();
    setVersion(kept.version);
    if (kept.support) told(!urgent);
    tries = 0;
    remember();
  }
  say("");
  return true;
}
addEventListener("online", () => (sending ? send(sending) : keep()));
addEventListener("beforeunload", (e) => { if (waiting.size) e.preventDefault(); });

// The practice knows. A page that could not tell by the answer itself shows now whom to turn to.
function told(show_it) {
  help.querySelector("[data-told]").hidden = false;
  if (show_it && help.hidden) helped(shown().dataset.i);
}
function helped(next) {
  help.dataset.next = next;
  again.hidden = false;
  show("help", true);
}
again?.addEventListener("click", (e) => {
  e.preventDefault(); // with a connection and without
  helped(help.hidden ? shown().dataset.i : help.dataset.next);
});
help?.addEventListener("submit", (e) => {
  e.preventDefault();
  show(help.dataset.next ?? first, true);
});

// ---- an answer

function mark(form, field, value, words) {
  for (const b of form.querySelectorAll(".choices button, .scale button")) {
    if (b.name === field && b.value === value) b.setAttribute("aria-pressed", "true");
    else b.removeAttribute("aria-pressed");
  }
  const line = root.querySelector(`[data-of="${CSS.escape(field)}"]`);
  line.textContent = words || root.dataset.skipped;
  line.classList.toggle("open", !words);
  const sent = line.parentElement.querySelector("input[type=hidden]");
  if (sent) sent.value = value; // of ratings the review sends what it shows, though the browser kept no draft of it
}

function answered(form, button) {
  if (form.dataset.i === "list") {
    const ticks = [...form.querySelectorAll("[name=tick]:checked")], none = button?.name === "none";
    if (none === ticks.length > 0) return false; // the page says what is wrong
    const words = none ? button.textContent : ticks.map((t) => t.parentElement.textContent.trim()).join(" · ");
    root.querySelector("[data-of=list]").textContent = words;
    return wait("list", [["i", "list"], ...(none ? [["none", "1"]] : ticks.map((t) => ["tick", t.value]))], ticks.some((t) => "help" in t.dataset));
  }
  const input = form.querySelector(".box input"), skip = button && "skip" in button.dataset;
  if (input && !skip && !form.reportValidity()) return null;
  const field = button?.name || input.name, value = skip ? "" : input ? input.value : button.value;
  if (skip && input) input.value = "";
  mark(form, field, value, skip ? "" : !input ? button.textContent : input.type === "time" ? value : `${value} ${input.parentElement.textContent.trim()}`.trim());
  return wait(field, [[field, value]], button && "help" in button.dataset);
}

// "help": it asks for help, and the page shows whom to turn to.
function wait(key, pairs, asks) {
  waiting.delete(key);
  if (asks) waiting.set(`${key}!`, [...pairs, ["shown", "1"]]);
  else waiting.set(key, pairs);
  return asks ? "help" : true;
}

const lines = (form) => screens.indexOf(form) + 1;
for (const form of screens) {
  form.addEventListener("submit", (e) => {
    const review = form.dataset.i === "review";
    if (form.dataset.plain) return;
    if (review) {
      e.preventDefault();
      send(form);
      return;
    }
    const done = answered(form, e.submitter);
    if (done === false) return;
    e.preventDefault();
    if (!done) return;
    remember();
    const then = form.elements.then?.value || form.dataset.then;
    delete form.dataset.then;
    const next = then || screens[lines(form)].dataset.i;
    if (done === "help") helped(next);
    else show(next, true);
    keep();
  });
}

root.addEventListener("click", (e) => {
  const link = e.target.closest("a[data-back], a[data-to]");
  if (!link) return;
  const to = new URL(link.href).searchParams.get("i");
  if (link.dataset.to) screen(to).dataset.then = "review";
  if (show(to, true)) e.preventDefault();
});
addEventListener("popstate", (e) => show(e.state?.i ?? new URLSearchParams(location.search).get("i") ?? first, false));

// ---- sending: after all that is waiting, and until it has arrived

let sending = null, posting = false;
async function send(form) {
  if (posting) return;
  posting = true;
  sending = form;
  const button = form.querySelector(".main");
  button.setAttribute("aria-disabled", "true");
  let answer;
  try {
    if (await keep()) answer = await post(form.getAttribute("action"), new FormData(form));
  } catch { /* no answer: tried again */ }
  posting = false;
  if (!answer || answer.status >= 500 || answer.status === 429) {
    later();
    setTimeout(() => sending && send(form), 3000);
    return;
  }
  sending = null;
  say("");
  button.removeAttribute("aria-disabled");
  if (answer.ok) location.assign((await answer.json()).next);
  else {
    form.dataset.plain = "1";
    form.requestSubmit();
  }
}

const first = shown()?.dataset.i;
if (waiting.size) keep().then((done) => done && location.reload()); // what the page shows was made without them

// The note's draft is kept at every change, and says so. Without this the button keeps it. Nothing is put anywhere but on the server: a
// note must not lie about on a shared computer; what could not be kept stays in the boxes, and the buttons send it along.
const WAIT_MS = 900;
const form = document.querySelector("form[data-note]");
if (form) start(form);

function start(form) {
  const status = form.querySelector("[data-saved]");
  const version = form.querySelector("input[name=_version]");
  let timer = 0, running = null, dirty = false, stuck = false;

  const body = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (name === "_key" || name.startsWith("add_")) continue;
      if (name.startsWith("t_") || ["unconfirmed", "position", "home", "consent_region"].includes(name)) (all[name] ??= []).push(value);
      else all[name] = value;
    }
    return JSON.stringify(all);
  };
  const failed = (why) => { status.textContent = form.dataset.notSaved.replace("{why}", why); };

  const confirmed = (left) => {
    for (const input of form.querySelectorAll("input[name=unconfirmed]")) if (!left.includes(input.value)) input.remove();
    for (const mark of form.querySelectorAll("[data-part]")) mark.hidden = !left.includes(mark.dataset.part);
    const box = form.querySelector("[data-carried]");
    if (box) box.hidden = left.length === 0;
  };
  const shown = (kept) => {
    version.value = kept.version;
    status.textContent = kept.saved;
    form.querySelector("[data-minutes]").textContent = kept.minutes;
    const breaches = form.querySelector("[data-breaches]");
    breaches.querySelector("ul").replaceChildren(...kept.breaches.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    breaches.hidden = kept.breaches.length === 0;
    const asks = { limits: kept.breaches.length > 0, minutes: kept.too_long };
    for (const box of form.querySelectorAll("[data-asks]")) {
      box.hidden = !asks[box.dataset.asks] && !box.querySelector("textarea, input").value;
    }
    confirmed(kept.unconfirmed);
  };

  async function save() {
    dirty = false;
    status.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.note, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: body() });
      const said = await answer.json();
      if (answer.ok) return shown(said);
      stuck = answer.status === 409 || answer.status === 401 || answer.status === 403;
      if (answer.status === 409) failed(form.dataset.elsewhere);
      else if (stuck) failed(form.dataset.signedOut);
      else failed(said.error.problems[0]?.message ?? said.error.message);
      if (answer.status >= 500) later();
    } catch {
      failed(form.dataset.offline);
      later();
    }
  }
  function later() {
    dirty = true;
    clearTimeout(timer);
    if (!stuck) timer = setTimeout(now, WAIT_MS);
  }
  // One at a time: each needs the version that the one before gave.
  async function now() {
    clearTimeout(timer);
    if (running) return running.then(() => (dirty ? now() : undefined));
    running = save().finally(() => { running = null; });
    await running;
  }

  form.addEventListener("input", (event) => event.target.name?.startsWith("add_") || later());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) {
      const box = button.parentElement.querySelector("input[type=number]");
      box.value = Math.min(480, Math.max(0, Number(box.value) + Number(button.dataset.step)));
      later();
    } else if (button.value === "confirm") {
      event.preventDefault();
      confirmed([]);
      now();
    }
  });
  for (const button of form.querySelectorAll("[data-step]")) button.hidden = false;

  // A button waits for what is on its way, so that the form goes with the version that is kept.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    running.finally(() => form.requestSubmit(event.submitter));
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && dirty && !stuck) now(); });
}

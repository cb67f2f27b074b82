// An answer that asks for help the same day is noted as it is given, and the task is raised then (desk/measures/responses.h): a form that is never saved has
// told somebody. Without this, saving does it. One request at a time, and saving waits for it, so that one form raises one task; but not for long: it raises
// the task anyway, and a client sits there.
const form = document.querySelector("form[data-tap]");
if (form) start(form);

function start(form) {
  const draft = form.querySelector("input[name=draft]"), said = form.querySelector("[data-tap-said]");
  const asks = new Set([...form.querySelectorAll("[data-help]")].map((box) => box.name));
  const sent = ["_csrf", "instrument", "mode", "language", "concern", "draft"];
  let waiting = 0, saving = false, running = Promise.resolve();

  const body = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (!value || !(sent.includes(name) || name.startsWith("q_"))) continue;
      all[name] = name in all ? [all[name], value].flat() : value;
    }
    return JSON.stringify(all);
  };
  async function note() {
    if (saving) return void (waiting -= 1); // it would say what saving says
    try {
      const answer = await fetch(form.dataset.tap, { method: "POST", keepalive: true, headers: { "content-type": "application/json", accept: "application/json" }, body: body(), signal: AbortSignal.timeout(8000) });
      const kept = answer.ok ? (await answer.json()).draft : null;
      if (kept) draft.value = kept;
      said.textContent = answer.ok ? form.dataset.told : form.dataset.notTold;
      said.hidden = answer.ok && !kept;
    } catch {
      said.textContent = form.dataset.notTold;
      said.hidden = false;
    }
    waiting -= 1;
  }
  form.addEventListener("change", (e) => {
    if (!asks.has(e.target.name) || !("help" in e.target.dataset || draft.value || waiting)) return;
    waiting += 1;
    running = running.then(note);
  });
  form.addEventListener("submit", (e) => {
    if (!waiting) return;
    e.preventDefault();
    if (saving) return; // pressed again
    saving = true;
    form.setAttribute("aria-busy", "true");
    said.textContent = form.dataset.waits;
    said.hidden = false;
    running.then(() => {
      saving = false;
      form.removeAttribute("aria-busy");
      form.requestSubmit(e.submitter);
    });
  });
}

// An answer that asks for help the same day is noted as it is given, and the task is raised then (desk/measures/responses.h): a form that is never saved has
// told somebody. Without this, saving does it. One request at a time, and saving waits for it, so that one form raises one task.
const form = document.querySelector("form[data-tap]");
if (form) start(form);

function start(form) {
  const draft = form.querySelector("input[name=draft]"), said = form.querySelector("[data-tap-said]");
  const asks = new Set([...form.querySelectorAll("[data-help]")].map((box) => box.name));
  const sent = ["_csrf", "instrument", "mode", "language", "concern", "draft"];
  let waiting = 0, running = Promise.resolve();

  const body = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (!value || !(sent.includes(name) || name.startsWith("q_"))) continue;
      all[name] = name in all ? [all[name], value].flat() : value;
    }
    return JSON.stringify(all);
  };
  async function note() {
    try {
      const answer = await fetch(form.dataset.tap, { method: "POST", keepalive: true, headers: { "content-type": "application/json", accept: "application/json" }, body: body() });
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
    running.then(() => form.requestSubmit(e.submitter));
  });
}

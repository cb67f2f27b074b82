// Booking as one types, on top of a form that works without: the free times follow the service, the therapist and "later" without a new
// page, and people who are known already are offered while their name or phone is typed.

const WAIT_MS = 150;

for (const form of document.querySelectorAll("form[data-book]")) book(form);

function book(form) {
  const times = form.querySelector("[data-times]");
  if (!times) return;
  document.documentElement.classList.add("script");
  const status = document.createElement("p"); // says what changed, to those who do not see it
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(status);
  let running;

  async function show(fields) {
    running?.abort();
    running = new AbortController();
    times.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(fields.address, { method: fields.body ? "POST" : "GET", body: fields.body, signal: running.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-times]");
      if (!fresh || answer.redirected) throw new Error("no times");
      times.replaceChildren(...fresh.childNodes);
      for (const name of ["therapist", "partner_therapist"]) { // another service is given by others
        const now = form.elements[name], then = page.querySelector(`[name=${name}]`);
        if (now && then) now.replaceChildren(...then.childNodes);
      }
      if (Boolean(page.querySelector("[data-person-two]")) !== Boolean(form.querySelector("[data-person-two]"))) return false;
      const line = safety(page);
      status.textContent = [...(line ? [line.textContent] : []), ...[...times.querySelectorAll("h3")].map((h) => h.textContent)].join(", ");
      return true;
    } catch (e) {
      return e.name === "AbortError";
    } finally {
      times.removeAttribute("aria-busy");
    }
  }

  // What the page says about the safety of who was chosen here; it knows what this role may read.
  function safety(page) {
    if (!known?.querySelector("input[name=client]")) return null;
    const line = page.querySelector("[data-person] .safety-line");
    known.querySelector(".safety-line")?.remove();
    if (line) known.append(line);
    return line;
  }

  // The same form is sent with `look`, as its own button would: nothing typed goes into an address.
  async function look(value) {
    const body = new URLSearchParams(new FormData(form));
    body.set("look", value);
    if (!(await show({ address: form.action, body }))) sendLook(value);
  }

  function sendLook(value) {
    const button = form.querySelector("button[name=look]");
    button.value = value;
    form.requestSubmit(button);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=look]");
    if (!button || event.detail === 0 && button.tabIndex < 0) return;
    event.preventDefault();
    look(button.value);
  });
  for (const name of ["service", "therapist", "partner_therapist"]) form.elements[name]?.addEventListener("change", () => look("."));

  // Enter in a box goes on to the next one; booking is a button.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT" || event.target.type === "checkbox") return;
    event.preventDefault();
    const boxes = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, [data-times] button")].filter((e) => e.offsetParent);
    boxes[boxes.indexOf(event.target) + 1]?.focus();
  });

  const known = form.querySelector("[data-known]");
  const boxes = ["given", "family", "phone"].map((name) => form.elements[name]).filter(Boolean);
  if (!known || boxes.length < 3) return;
  let timer, asking;

  function take(person) {
    const id = document.createElement("input");
    Object.assign(id, { type: "hidden", name: "client", value: person.id });
    const row = document.createElement("div");
    row.className = "chosen row";
    const main = document.createElement("span");
    main.className = "row-main";
    for (const [name, text] of [["row-title", person.name], ["row-note", person.note]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      main.append(part);
    }
    const other = document.createElement("button");
    Object.assign(other, { type: "button", className: "button quiet small", textContent: known.dataset.other });
    other.addEventListener("click", () => {
      known.replaceChildren();
      for (const box of boxes) box.closest(".field").hidden = false;
      boxes[0].focus();
    });
    row.append(main, other);
    known.replaceChildren(id, row);
    for (const box of boxes) box.closest(".field").hidden = true;
    form.elements.reason.focus();
    look(".");
  }

  function offer(people) {
    known.replaceChildren();
    if (!people.length) return;
    const title = document.createElement("p");
    title.className = "hint";
    title.textContent = known.dataset.title;
    const list = document.createElement("div");
    list.className = "actions";
    for (const person of people) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button small", textContent: person.note ? `${person.name} · ${person.note}` : person.name });
      button.addEventListener("click", () => take(person));
      list.append(button);
    }
    known.append(title, list);
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const q = boxes.map((box) => box.value.trim()).filter(Boolean).join(" ");
    if (q.length < 3) return offer([]);
    try {
      const answer = await fetch(`/clients?${new URLSearchParams({ q })}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) offer((await answer.json()).clients.slice(0, 3));
    } catch (e) {
      if (e.name !== "AbortError") offer([]);
    }
  }

  for (const box of boxes) {
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
  }
}

// Find as one types, on top of a plain GET form whose page shows the results in an element [data-find-results].
// The same address is fetched and that element taken from it, so there is one way to make results: the page's own.
// Keys: down and up walk the results, Enter opens the one walked to (else sends the form), Escape goes back to the text.

const WAIT_MS = 90;

for (const form of document.querySelectorAll("form[data-find]")) find(form);

function find(form) {
  const input = form.querySelector("input[type=search], input[name=q]");
  const results = document.querySelector("[data-find-results]");
  if (!input || !results) return;

  const status = document.createElement("p"); // says the number found, to those who do not see the list change
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(status);
  let timer, running, active = -1;
  const links = () => [...results.querySelectorAll(".rows a[href]")];

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("autocomplete", "off");

  function dress() {
    const list = results.querySelector(".rows");
    const found = links();
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    active = -1;
    if (!list || !found.length) {
      input.removeAttribute("aria-controls");
      return;
    }
    list.id ||= "find-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label")?.textContent ?? "");
    input.setAttribute("aria-controls", list.id);
    found.forEach((a, i) => {
      a.id = `find-option-${i}`;
      a.setAttribute("role", "option");
      a.setAttribute("aria-selected", "false");
      for (let up = a.parentElement; up !== list; up = up.parentElement) up.setAttribute("role", "none");
    });
  }

  function walk(to) {
    const found = links();
    if (!found.length) return;
    active = (to + found.length + 1) % (found.length + 1); // one place more: back in the text
    found.forEach((a, i) => {
      a.classList.toggle("active", i === active);
      a.setAttribute("aria-selected", String(i === active));
    });
    if (active < found.length) {
      input.setAttribute("aria-activedescendant", found[active].id);
      found[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
      active = -1;
    }
  }

  async function look() {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-find-results]");
      if (!fresh) return;
      results.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      dress();
      status.textContent = results.querySelector("h2, h3")?.textContent ?? "";
    } catch (e) {
      if (e.name !== "AbortError") form.dataset.failed = ""; // offline: the button still sends the form
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") walk(active + 1);
    else if (event.key === "ArrowUp") walk(active < 0 ? links().length - 1 : active - 1);
    else if (event.key === "Escape" && active >= 0) walk(links().length);
    else if (event.key === "Enter" && active >= 0) location.assign(links()[active].href);
    else return;
    event.preventDefault();
  });
  dress();
}

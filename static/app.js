// On every page, and every page works without it: focus on the error summary, what was typed after a step back, copying, printing. What one
// page needs, that page asks for (book.js, find.js, note.js): a client on a phone loads none of it.

// A series with times to choose: the button counts what will be booked, without what is left out.
for (const button of document.querySelectorAll("button[data-chosen]")) {
  const counts = (e) => /^s\d+$/.test(e.name) && e.value && (e.type === "hidden" || e.checked);
  const say = () => { button.textContent = button.dataset.chosen.replace("{count}", [...button.form.elements].filter(counts).length); };
  button.form.addEventListener("change", say);
  say();
}

// After a refused form, readers and keyboards start at the summary of what is wrong.
document.getElementById("errors")?.focus();

// Back to a form that was sent: what was typed is there again. No cache keeps our pages, so browsers forget it; here it lies with the
// entry of the tab's history, as theirs does. Never passwords.
const typable = (form) => [...form.elements].filter((e) => e.name && !["hidden", "password", "submit", "button", "fieldset"].includes(e.type));
for (const form of document.querySelectorAll("main form[method=post]")) {
  form.addEventListener("submit", () => {
    const typed = typable(form).map((e) => [e.name, e.value, e.checked ?? false]);
    history.replaceState({ form: form.getAttribute("action"), typed }, "");
  });
}
if (history.state?.form && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  const { form: action, typed } = history.state;
  const form = [...document.querySelectorAll("main form[method=post]")].find((f) => f.getAttribute("action") === action);
  const boxes = form ? typable(form) : [];
  if (boxes.length === typed.length && boxes.every((e, i) => e.name === typed[i][0])) {
    boxes.forEach((e, i) => {
      if (e.type === "checkbox" || e.type === "radio") e.checked = typed[i][2];
      else e.value = typed[i][1];
    });
  }
}

// "None of these" and what is named do not go together: what was ticked last counts. The server refuses both.
document.addEventListener("change", ({ target: box }) => {
  const question = box.checked && box.type === "checkbox" && box.closest(".intake fieldset.question");
  if (!question) return;
  const none = (e) => e.value === "none", others = [...question.querySelectorAll("input[type=checkbox]:checked")].filter((e) => e !== box && e.name === box.name);
  for (const e of others) if (none(box) || none(e)) e.click();
});

// What is closed on the screen is open on paper, in browsers, too, whose style sheets cannot open it.
if (!CSS.supports("selector(::details-content)")) {
  const opened = new Set();
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details.panel:not([open]), details.prints:not([open])")) {
      opened.add(part);
      part.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    opened.clear();
  });
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// <button type="button" hidden data-copy="id-of-input" data-copied="Copied">Copy</button>
for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

// <form data-send-on-change>: a filter that is sent when one of its choices changes; its button is not needed then.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  for (const button of form.querySelectorAll("button[type=submit]")) button.hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

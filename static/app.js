// Every page works without this. What it adds: focus on the error summary, copying, printing, finding as one types.
import { find } from "./find.js";

for (const form of document.querySelectorAll("form[data-find]")) find(form);

// After a refused form, readers and keyboards start at the summary of what is wrong.
document.getElementById("errors")?.focus();

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

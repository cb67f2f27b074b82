// A file that is chosen goes into the box where it could be pasted: what is sent is the text, and the server takes no uploads.
for (const field of document.querySelectorAll("[data-file-into]")) {
  const input = field.querySelector("input"), box = document.getElementById(field.dataset.fileInto);
  field.hidden = false;
  input.addEventListener("change", async () => {
    if (input.files[0]) box.value = await input.files[0].text();
  });
}

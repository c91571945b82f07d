// A link is copied, or handed to the phone's own sheet: data-copy and data-share name its field.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(button.dataset.copy));
    for (const words of button.querySelectorAll("span")) words.hidden = !("done" in words.dataset);
    const status = button.closest(".link-box").querySelector("[data-copied]");
    status.textContent = status.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", async () => {
    try {
      const text = textOf(button.dataset.share);
      await navigator.share(/\s/.test(text) ? { text } : { url: text });
    } catch {
      // who closes the sheet has shared nothing, and needs no word about it
    }
  });
}

function textOf(id) {
  return document.getElementById(id).value;
}

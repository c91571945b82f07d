// Forms made usable again after the back-forward cache.
// A form that was sent and left by the back button comes out of the browser's memory as it was
// left: it must take an answer again.

export function reviveForms() {
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    for (const form of document.querySelectorAll("form[inert]")) form.inert = false;
  });
}

// The worker: installed where the browser allows it; a new one waits until a person says yes.
// data-update, with data-update-now and data-update-later.

const RELOADED = "rebond.reloaded";
let asked = false;

/** Register the worker and offer new ones. Plain HTTP has none, and works without. */
export async function keepTheWorker() {
  if (!window.isSecureContext || !navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", reloadOnce);
  const options = { updateViaCache: "none" };
  const registration = await navigator.serviceWorker.register("/sw.js", options).catch(() => null);
  if (!registration) return;
  offer(registration);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => offer(registration));
  });
  document.addEventListener("click", (event) => answer(event, registration));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) registration.update().catch(() => {});
  });
}

function offer(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  for (const bar of document.querySelectorAll("[data-update]")) bar.hidden = false;
}

function answer(event, registration) {
  const bar = event.target.closest("[data-update]");
  if (!bar) return;
  if (event.target.closest("[data-update-now]")) {
    asked = true;
    registration.waiting?.postMessage("skip-waiting");
  }
  if (event.target.closest("[data-update-now], [data-update-later]")) bar.hidden = true;
}

/** Only in the tab that asked, and at most once in a session, whatever a broken build does. */
function reloadOnce() {
  if (!asked || sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
}

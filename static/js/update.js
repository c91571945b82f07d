// The worker: installed where the browser allows it; a new one waits until a person says yes.
// data-notice="update", with data-act="reload".
import { notice } from "./notices.js";

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
  notice("update", true);
}

function answer(event, registration) {
  if (!event.target.closest('[data-act="reload"]')) return;
  asked = true;
  registration.waiting?.postMessage("skip-waiting");
  notice("update", false);
}

/** Only in the tab that asked, and at most once in a session, whatever a broken build does. */
function reloadOnce() {
  if (!asked || sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
}

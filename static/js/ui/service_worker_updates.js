// Registration and updates of the service worker.
// The worker: installed where the browser allows it; a new one waits until a person says yes.
// data-notice="update", with data-act="reload" and data-act="later".
import { notice, underTheThumb } from "./notices.js";

const RELOADED = "rebond.reloaded";
const LATER = "rebond.later";
const LOOK_EVERY_MS = 60_000;
let reloadAccepted = false;
let lastCheck = 0;

/** Register the worker and offer new ones. Plain HTTP has none, and works without. */
export async function registerServiceWorker() {
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
  document.addEventListener("visibilitychange", () => document.hidden || look(registration));
}

/** Whether there is a new build; somebody may come and go many times a minute. */
function look(registration) {
  if (Math.abs(Date.now() - lastCheck) < LOOK_EVERY_MS) return;
  lastCheck = Date.now();
  registration.update().catch(() => {});
}

/** Not above the tiles, which would move under the thumb: the next page says it. */
function offer(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  notice("update", !underTheThumb() && !sessionStorage.getItem(LATER));
}

function answer(event, registration) {
  const act = event.target.closest("[data-notice=update] [data-act]")?.dataset.act;
  if (act === "later") later();
  if (act !== "reload") return;
  reloadAccepted = true;
  registration.waiting?.postMessage("skip-waiting");
  notice("update", false);
}

/** Not again in this session; the next start of the app takes the new version by itself. */
function later() {
  sessionStorage.setItem(LATER, "1");
  notice("update", false);
}

/** Only in the tab that asked, and at most once in a session, whatever a broken build does. */
function reloadOnce() {
  if (!reloadAccepted || sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
}

// Reload of a page that is older than what was sent since.
// What arrives while a page is on its way does not stand in it: the page looks again.
import { on } from "../browser/events.js";
import { getItem, setItem } from "../browser/local_storage.js";

const LAST = "rebond.arrived";
let shownAt = performance.timeOrigin; // the server wrote this page no sooner

/** The server has said that it has entries of this phone. */
export function noteArrival() {
  setItem(LAST, now());
}

/** Have the panels reload whenever something arrived since the server wrote them. */
export function keepUpWithArrivals() {
  on("journal-sent", reload);
  window.addEventListener("pageshow", catchUp);
  catchUp();
}

function catchUp() {
  if (Number(getItem(LAST)) > shownAt) reload();
}

function reload() {
  shownAt = now();
  document.body.dispatchEvent(new CustomEvent("journal-changed", { bubbles: true }));
}

function now() {
  return performance.timeOrigin + performance.now();
}

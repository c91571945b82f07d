// Whether the app can be installed and was not dismissed.
// Whether this phone can have Rebond on its home screen, and has not said no. theme.js asks it
// before the first paint, so that nothing moves when the card is there (templates/pwa/_install.html).
import { getItem, setItem } from "../browser/local_storage.js";

const AWAY = "rebond.install";

/** Whether a page may speak of it; `asked`: the browser would ask by itself. */
export function canOfferInstall(promptEvent) {
  return !isInstalled() && !isDismissed() && Boolean(promptEvent || platform());
}

export function platform() {
  const { userAgent, maxTouchPoints } = navigator;
  if (/Android/.test(userAgent)) return "android";
  const tablet = /Macintosh/.test(userAgent) && maxTouchPoints > 1;
  return tablet || /iPhone|iPad|iPod/.test(userAgent) ? "ios" : null;
}

/** No, for good: in a private window, which may refuse to remember it, until the next page. */
export function dismissInstall() {
  setItem(AWAY, "away");
}

function isInstalled() {
  return navigator.standalone || window.matchMedia("(display-mode: standalone)").matches;
}

function isDismissed() {
  return getItem(AWAY) === "away";
}

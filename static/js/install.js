// Rebond on the home screen: told once on Today, for good put away in one touch, always in Me.
// [data-install] · [data-install-now] · [data-install-how] · [data-install-away] · [data-platform]
const AWAY = "rebond.install";
let asked = null;

/** Say it where the page has a place for it; the browser's own question waits for a touch. */
export function tellInstall() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asked = event;
    show();
  });
  window.addEventListener("appinstalled", putAway);
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-install-away]")) putAway();
    else if (target.closest("[data-install-now]")) install();
  });
  show();
}

function show() {
  const phone = platform();
  const told = installed() || isAway() || !(asked || phone);
  hide("[data-install]", () => told);
  hide("[data-install-now]", () => !asked);
  hide("[data-install-how]", () => asked);
  hide("[data-platform]", ({ dataset }) => phone && dataset.platform !== phone);
}

function hide(places, whether) {
  for (const place of document.querySelectorAll(places)) place.hidden = Boolean(whether(place));
}

/** The browser asks its question, once; a yes comes back as appinstalled. */
async function install() {
  const question = asked;
  asked = null;
  await question?.prompt();
  show();
}

function platform() {
  const { userAgent, maxTouchPoints } = navigator;
  if (/Android/.test(userAgent)) return "android";
  const tablet = /Macintosh/.test(userAgent) && maxTouchPoints > 1;
  return tablet || /iPhone|iPad|iPod/.test(userAgent) ? "ios" : null;
}

function installed() {
  return navigator.standalone || window.matchMedia("(display-mode: standalone)").matches;
}

function putAway() {
  asked = null;
  try {
    localStorage.setItem(AWAY, "away");
  } catch {
    // A private window may refuse; then it is away until the next page.
  }
  show();
  hide("[data-install]", () => true);
}

function isAway() {
  try {
    return localStorage.getItem(AWAY) === "away";
  } catch {
    return false;
  }
}

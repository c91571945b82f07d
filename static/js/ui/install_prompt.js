// The install prompt.
// Rebond on the home screen: told once on Today, put away for good by either answer, always in Me.
// [data-installable] on the root shows [data-install] · [data-install-now] · [data-install-how] ·
// [data-install-away] · [data-platform]
import { canOfferInstall, dismissInstall, platform } from "./install_state.js";

let promptEvent = null;

/** Say it where the page has a place for it; the browser's own question waits for a touch. */
export function showInstallPrompt() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    promptEvent = event;
    offer(canOfferInstall(promptEvent));
    show();
  });
  window.addEventListener("appinstalled", putAway);
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-install-away], [data-install-how]")) putAway();
    else if (target.closest("[data-install-now]")) install();
  });
  show();
}

function offer(whether) {
  document.documentElement.toggleAttribute("data-installable", whether);
}

function show() {
  const phone = platform();
  hide("[data-install-now]", () => !promptEvent);
  hide("[data-install-how]", () => promptEvent);
  hide("[data-platform]", ({ dataset }) => phone && dataset.platform !== phone);
}

function hide(places, whether) {
  for (const place of document.querySelectorAll(places)) place.hidden = Boolean(whether(place));
}

/** The browser asks its question, once; a yes comes back as appinstalled. */
async function install() {
  const question = promptEvent;
  promptEvent = null;
  await question?.prompt();
  offer(canOfferInstall(promptEvent));
  show();
}

function putAway() {
  promptEvent = null;
  dismissInstall();
  offer(false);
  show();
}

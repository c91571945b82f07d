// Blank page after a sign-out or a change of member.
// Nothing of somebody who has left this phone stays on a screen: not in another tab, not in a
// page that the back button brings out of the browser's memory.
import { on } from "../browser/events.js";
import { onWake, wakeOrWait } from "../browser/wake_events.js";
import {
  displayedMember,
  mayShowPage,
  setLeaving,
  storedMember,
} from "../outbox/current_member.js";
import {
  flushSignOut,
  hopeToRevoke,
  isSignOutPending,
  revocationPause,
} from "../outbox/pending_sign_out.js";

const LEAST_MS = 1000;

/** Guard this page now, whenever it is shown again, and when the phone changes hands. */
export async function guardPage() {
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !mayShowPage({ fromMemory: true })) blankPage();
  });
  on("owner-changed", async () => {
    if (displayedMember() && (await storedMember()) !== displayedMember()) blankPage();
  });
  if (mayShowPage({ fromMemory: false })) return;
  document.documentElement.hidden = true;
  if (await isSignOutPending()) await blankPage();
  else await setLeaving(false);
  document.documentElement.hidden = false;
}

/** Take everything off the screen, then leave it for the door as soon as that is possible. */
async function blankPage() {
  const words = document.querySelector("[data-signed-out]")?.content.cloneNode(true);
  delete document.body.dataset.member;
  delete document.body.dataset.displayed;
  document.body.replaceChildren(...(words ? [words] : []));
  if (navigator.serviceWorker?.controller) location.replace("/");
  else await leaveAfterSignOut();
}

/** Without a worker a page could come from the server before the server knows: tell it first. */
async function leaveAfterSignOut() {
  onWake(() => hopeToRevoke({ woke: true }));
  while (!(await flushSignOut())) await wakeOrWait(Math.max(LEAST_MS, revocationPause()));
  location.replace("/");
}

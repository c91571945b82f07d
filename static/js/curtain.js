// Nothing of somebody who has left this phone stays on a screen: not in another tab, not in a
// page that the back button brings out of the browser's memory.
import { on } from "./bell.js";
import { mayBeSeen, rememberedOwner, setLeaving, shownMember } from "./owner.js";
import { hopeToRevoke, isLeaving, revocationPause, revoked } from "./revoke.js";
import { onWake, wakeOrWait } from "./wake.js";

const LEAST_MS = 1000;

/** Guard this page now, whenever it is shown again, and when the phone changes hands. */
export async function guardThePage() {
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !mayBeSeen({ fromMemory: true })) draw();
  });
  on("owner-changed", async () => {
    if (shownMember() && (await rememberedOwner()) !== shownMember()) draw();
  });
  if (mayBeSeen({ fromMemory: false })) return;
  document.documentElement.hidden = true;
  if (await isLeaving()) await draw();
  else await setLeaving(false);
  document.documentElement.hidden = false;
}

/** Take everything off the screen, then leave it for the door as soon as that is possible. */
async function draw() {
  const words = document.querySelector("[data-signed-out]")?.content.cloneNode(true);
  delete document.body.dataset.member;
  delete document.body.dataset.shown;
  document.body.replaceChildren(...(words ? [words] : []));
  if (navigator.serviceWorker?.controller) location.replace("/");
  else await leaveWhenTold();
}

/** Without a worker a page could come from the server before the server knows: tell it first. */
async function leaveWhenTold() {
  onWake(() => hopeToRevoke({ woke: true }));
  while (!(await revoked())) await wakeOrWait(Math.max(LEAST_MS, revocationPause()));
  location.replace("/");
}

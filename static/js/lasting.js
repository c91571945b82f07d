// What waits must not go when the phone needs room: its storage is asked to last when the first call is
// noted, and once more in the app on the home screen, which browsers trust more. Me says whether it
// does: [data-lasting=yes|no]
import { mirror, mirrored } from "./mirror.js";

const ASKED = "rebond.lasting";
const { storage } = navigator;

document.addEventListener("noted", askOnce);
for (const words of document.querySelectorAll("[data-lasting]")) tell(words);

async function askOnce() {
  const here = matchMedia("(display-mode: standalone)").matches ? "app" : "page";
  if (!storage?.persist || mirrored(ASKED) === here) return;
  mirror(ASKED, here);
  await storage.persist();
}

async function tell(words) {
  const lasts = await storage?.persisted?.();
  if (lasts !== undefined) words.hidden = lasts !== (words.dataset.lasting === "yes");
}

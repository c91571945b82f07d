// Request for persistent storage.
// What waits must not go when the phone needs room: its storage is asked to last when the first call is
// noted, and once more in the app on the home screen, which browsers trust more. Me says whether it
// does: [data-lasting=yes|no]
import { getItem, setItem } from "../browser/local_storage.js";

const ASKED = "rebond.lasting";
const { storage } = navigator;

document.addEventListener("noted", askOnce);
for (const words of document.querySelectorAll("[data-lasting]")) tell(words);

async function askOnce() {
  const here = matchMedia("(display-mode: standalone)").matches ? "app" : "page";
  if (!storage?.persist || getItem(ASKED) === here) return;
  setItem(ASKED, here);
  await storage.persist();
}

async function tell(words) {
  const lasts = await storage?.persisted?.();
  if (lasts !== undefined) words.hidden = lasts !== (words.dataset.lasting === "yes");
}

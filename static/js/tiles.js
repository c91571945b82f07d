// A tile notes an outcome. data-outcome="refusal"
import { tap } from "./haptic.js";
import { note } from "./outbox.js";
import { refused } from "./refused.js";

const TWICE_MS = 250;
const last = new WeakMap();

document.addEventListener("click", async (event) => {
  const tile = event.target.closest("[data-outcome]");
  if (!tile) return;
  event.preventDefault();
  if (isSecondOfTwo(tile, event.timeStamp)) return;
  answer(tile);
  try {
    const entry = await note("call", { outcome: tile.dataset.outcome });
    tile.dispatchEvent(new CustomEvent("noted", { bubbles: true, detail: entry }));
  } catch (error) {
    last.delete(tile);
    refused(error, tile);
  }
});

/** Two taps on one tile within 250 ms are one call (TRUST, protocol, rule 7). */
function isSecondOfTwo(tile, at) {
  const second = at - (last.get(tile) ?? -TWICE_MS) < TWICE_MS;
  if (!second) last.set(tile, at);
  return second;
}

function answer(tile) {
  tap();
  tile.dataset.tapped = "";
  setTimeout(() => delete tile.dataset.tapped, TWICE_MS);
}

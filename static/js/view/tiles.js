// A tile notes an outcome. <button data-outcome="refusal">
import { tap } from "../browser/vibration.js";
import { note } from "../outbox/outbox.js";
import { clearSaveErrors, showSaveError } from "../ui/save_errors.js";

const TWICE_MS = 250;
const last = new WeakMap();

document.addEventListener("click", async (event) => {
  const tile = event.target.closest("button[data-outcome]");
  if (!tile) return;
  event.preventDefault();
  if (isSecondOfTwo(tile, event.timeStamp)) return;
  tap();
  try {
    const entry = await note("call", { outcome: tile.dataset.outcome });
    clearSaveErrors(entry);
    tile.dispatchEvent(new CustomEvent("noted", { bubbles: true, detail: entry }));
  } catch (error) {
    showSaveError(error);
  }
});

/** Two taps on one tile within 250 ms are one call (TRUST, protocol, rule 7). */
function isSecondOfTwo(tile, at) {
  const second = at - (last.get(tile) ?? -TWICE_MS) < TWICE_MS;
  if (!second) last.set(tile, at);
  return second;
}

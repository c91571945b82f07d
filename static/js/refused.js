// The phone did not write something down: say so at once, and keep what was typed.
// data-not-saved (no room, or no storage) and data-nobody (sign in first) hold the words.
import { NobodyHere } from "./outbox.js";

/** Show why nothing was noted, in the words nearest to `element`. */
export function refused(error, element) {
  const name = error instanceof NobodyHere ? "data-nobody" : "data-not-saved";
  const words =
    element.closest("dialog")?.querySelector(`[${name}]`) ?? document.querySelector(`[${name}]`);
  if (!words) throw error;
  words.hidden = false;
  words.scrollIntoView({ block: "nearest" });
}

/** Something was noted again: the warning has had its day. */
export function accepted() {
  for (const words of document.querySelectorAll("[data-not-saved], [data-nobody]"))
    words.hidden = true;
}

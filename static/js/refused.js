// The phone did not write something down: say so at once; what was typed stays on the screen.
import { notice } from "./notices.js";
import { NobodyHere } from "./outbox.js";
import { NotSaved } from "./store.js";

/** Say why nothing was noted, in the open sheet if there is one. */
export function refused(error) {
  if (error instanceof NobodyHere) notice("signed-out", true);
  else if (error instanceof NotSaved) notice("unsaved", true);
  else throw error;
}

/** Something was noted again: the warning has had its day. */
export function accepted() {
  notice("unsaved", false);
}

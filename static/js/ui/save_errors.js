// Notices of failed writes.
// The phone did not write something down: say so at once; what was typed stays on the screen. In the
// words of data-case="unsaved" nobody has it, in those of data-case="straight" the server has.

import { NotSaved } from "../browser/indexed_db.js";
import { wasSentWithoutStoring } from "../outbox/direct_send.js";
import { NobodyHere } from "../outbox/outbox.js";
import { notice } from "./notices.js";

const UNSAVED = ["full", "unsaved"];

/** Say why nothing was noted. */
export function showSaveError(error) {
  if (error instanceof NobodyHere) tell("signed-out");
  else if (error instanceof NotSaved) tell(error.full ? "full" : "unsaved");
  else throw error;
}

// Once the page has answered the tap: what it shows of it would move these words away.
window.addEventListener("sent-straight", ({ detail }) =>
  setTimeout(tell, 0, detail.full ? "full" : "unsaved", "straight"),
);

/** An open sheet lies over the page: the words must stand in it too. */
function tell(name, reason = "unsaved") {
  const sheet = document.querySelector("dialog[open]");
  const words = `[data-notice="${name}"]`;
  if (sheet && !sheet.querySelector(words))
    sheet.querySelector("header").after(document.querySelector(words).cloneNode(true));
  for (const each of document.querySelectorAll(`${words} [data-case]`))
    each.hidden = each.dataset.case !== reason;
  notice(name, true);
}

/** Something was noted again: the warnings have had their day. */
export function clearSaveErrors(entry) {
  if (entry && wasSentWithoutStoring(entry)) return;
  for (const name of UNSAVED) notice(name, false);
}

// The number to dial, form[data-dial] with [data-phone-number]: it has no name, is sent nowhere and kept
// nowhere, and goes with the screen or once its call is noted. On coming back from the call
// [data-question] asks how it ended; [data-not-called] says that there was none.
import { dialable } from "./phone_number.js";
import { isWhole } from "./sprint_clock.js";
import { changeSprint, tick } from "./sprint_state.js";

let hasReturned = true; // this page was opened after the call, until it dials itself

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-dial]");
  if (!form) return;
  event.preventDefault();
  const field = form.querySelector("[data-phone-number]");
  const number = dialable(field.value);
  if (!number) return field.focus();
  hasReturned = false;
  changeSprint((sprint) => ({ ...sprint, dialled: !sprint.ended }));
  location.assign(`tel:${number}`);
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-not-called]")) return;
  changeSprint((sprint) => ({ ...sprint, dialled: false }));
  tick();
});

document.addEventListener("visibilitychange", () => {
  hasReturned ||= !document.hidden;
});
document.addEventListener("noted", forget);
window.addEventListener("pagehide", forget);

/** Ask how the call ended that was dialled, once whoever made it is back. */
export function askAfterCall(root, sprint) {
  const asks = Boolean(sprint?.dialled) && (hasReturned || isWhole(sprint));
  root.toggleAttribute("data-asking", asks);
  root.querySelector("[data-question]").hidden = !asks;
  if (sprint?.ended) forget();
}

function forget() {
  for (const field of document.querySelectorAll("[data-phone-number]")) field.value = "";
}

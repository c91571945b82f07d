// Sign-out with entries pending.
// Sign-out: what waits is sent first; what cannot be sent stays here, locked to its owner.
// form[data-sign-out]; dialog[data-sheet="leave"] with words for a number, data-stay, data-leave.

import { clearMember, setLeaving, storedMember } from "../outbox/current_member.js";
import { drain } from "../outbox/drain.js";
import { count } from "../outbox/outbox.js";
import { sayIn } from "./notices.js";

const PATIENCE_MS = 5000;

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sign-out]");
  if (!form) return;
  event.preventDefault();
  form.inert = true;
  const owner = await storedMember();
  await withTimeout(PATIENCE_MS, drain({ eager: true }));
  const left = owner ? await count(owner) : 0;
  if (left === 0 || (await choice(left))) await leave();
  form.inert = false;
});

/** The phone forgets, every tab of it is blanked, the server hears of it before all else. */
async function leave() {
  await setLeaving(true);
  await clearMember();
}

/** True when the person leaves although entries wait here. */
function choice(left) {
  const dialog = document.querySelector('dialog[data-sheet="leave"]');
  if (!dialog) return true;
  sayIn(dialog, left);
  return new Promise((decide) => {
    dialog.onclick = ({ target }) => {
      if (target.closest("[data-stay]")) dialog.close("stay");
      if (target.closest("[data-leave]")) dialog.close("leave");
    };
    dialog.onclose = () => decide(dialog.returnValue === "leave");
    dialog.showModal();
  });
}

function withTimeout(milliseconds, promise) {
  return Promise.race([promise, new Promise((late) => setTimeout(late, milliseconds))]);
}

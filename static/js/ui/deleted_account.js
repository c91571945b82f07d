// Notice of a deleted account.
// A sign-in that the server has let go of for good: the account is being erased, or nothing is known
// of it any more. What waits can then never be sent; its owner may erase it from this phone.
// [data-notice=leaving|unknown] · button[data-act=erase-here] · [data-left]: a page after leaving
import { emit, on } from "../browser/events.js";
import { write } from "../browser/indexed_db.js";
import { clearMember, storedMember } from "../outbox/current_member.js";
import { draftsOf } from "../outbox/drafts.js";
import { notice } from "./notices.js";

const NOTICES = ["leaving", "unknown"];

/** Say what became of the account, in place of "signed out". */
export function showAccountDeleted() {
  for (const name of NOTICES)
    on(name, () => {
      notice("signed-out", false);
      notice(name, true);
    });
  if (document.querySelector("[data-left]")) clearMember();
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest('[data-act="erase-here"]')) return;
  const owner = await storedMember();
  if (owner) await write(["entries", "meta"], (transaction) => eraseAll(transaction, owner));
  emit("outbox-changed");
  await clearMember(); // and the guard blanks this page
});

async function eraseAll(transaction, owner) {
  const store = transaction.objectStore("entries");
  const keys = await store.index("owner").getAllKeys(owner);
  transaction.objectStore("meta").delete(draftsOf(owner));
  return Promise.all(keys.map((key) => store.delete(key)));
}

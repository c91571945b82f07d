// Animation of a level gained.
// A level gained: the ball reaches the next ledge, under two seconds and over nobody's next tap.
// [data-level-up] has the picture, and in data-words what its [role=status] says once.
//
// Which level was shown last is kept on the phone and moved on in one transaction, so that of
// several tabs, syncs and reloads only one shows it. A phone's first summary is no level gained.
import { on } from "../browser/events.js";
import { write } from "../browser/indexed_db.js";
import { land } from "../browser/vibration.js";
import { currentMember } from "../outbox/current_member.js";

const SHOWN_MS = 1900;

/** Look now, with every new summary, and once the page can be seen again. */
export function celebrateLevels() {
  on("summary-changed", celebrate);
  document.addEventListener("visibilitychange", celebrate);
  document.addEventListener("close", celebrate, true); // a sheet lay over it
  celebrate();
}

async function celebrate() {
  const place = document.querySelector("[data-level-up]");
  if (!place || document.hidden || document.querySelector("dialog[open]")) return;
  const level = await gainedLevel(await currentMember()).catch(() => null);
  if (level) show(place, level);
}

/** The level that has not been shown yet, which then has been; null where there is none. */
function gainedLevel(owner) {
  return write(["meta", "summary"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const summary = owner && (await transaction.objectStore("summary").get(owner));
    const last = await meta.get("level");
    const isSameMember = last?.member === owner;
    if (!summary || (isSameMember && last.number >= summary.level.number)) return null;
    await meta.put({ member: owner, number: summary.level.number }, "level");
    return isSameMember ? summary.level : null;
  });
}

function show(place, { number, name }) {
  const words = place.querySelector("[role=status]");
  words.textContent = place.dataset.words.replace("{number}", number).replace("{name}", name);
  place.classList.add("shown");
  land();
  setTimeout(() => {
    place.classList.remove("shown");
    words.textContent = "";
  }, SHOWN_MS);
}

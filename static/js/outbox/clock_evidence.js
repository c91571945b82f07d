// Detection of a wrong device clock.
// What this phone knows of its own clock: what the server last said, and that time goes on. A clock
// may be wrong at a tap and right again when the tap is sent; only the phone can tell (RULES R1.1).

import { write } from "../browser/indexed_db.js";
import { getJson, setJson } from "../browser/local_storage.js";
import { storedMember } from "./current_member.js";

const NAME = "rebond.clock";
const OFF_MS = 24 * 3600_000;
const EVERY_MS = 60_000;
let lastHeard = null; // on this page: by a clock that never jumps, though it may stand still in sleep

/** The server has just said what time it is. */
export function heardTime(server) {
  lastHeard = { server, at: performance.now() };
  setJson(NAME, { server, device: Date.now() });
}

/** Whether the clock is now more than a day off, as far as this phone can know. */
export function isClockOff(now = Date.now()) {
  const { server, device } = getJson(NAME);
  if (!Number.isFinite(server) || !Number.isFinite(device)) return false;
  if (now < presentTime(server) - OFF_MS) return true; // that time is over
  const setBack = now < device; // whatever it was then, it is another one now
  return !setBack && Math.abs(server - device) > OFF_MS;
}

/** What time it is at least by what the server said on this page; else `otherwise`. */
export function presentTime(otherwise = Date.now()) {
  return lastHeard ? lastHeard.server + performance.now() - lastHeard.at : otherwise;
}

/** Mark what waits here and was noted a day after now, whenever somebody looks at this page. */
export function watchClock() {
  const look = () => document.hidden || markAhead().catch(() => {});
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);
  look();
}

async function markAhead() {
  const [owner, latest] = [await storedMember(), Date.now() + OFF_MS];
  if (!owner || isClockOff()) return;
  await write(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    const records = await store.index("owner").getAll(owner);
    const ahead = records.filter(({ entry }) => entry.made_at > latest && !("clock_off" in entry));
    const marked = (record) => ({ ...record, entry: { ...record.entry, clock_off: true } });
    await Promise.all(ahead.map((record) => store.put(marked(record))));
  });
}

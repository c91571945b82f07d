// What was practised in a sprint, read from what this phone has noted and what the server has
// acknowledged, by instants: once each, as corrected, without what was taken back.
import { read } from "../browser/indexed_db.js";
import { correctionsOf } from "../outbox/corrections.js";
import { LESSON_FOLLOWS } from "../outbox/outcomes.js";
import { lengthOf } from "./sprint_clock.js";

/** This phone's records that can be of this sprint; of a memory that does not answer, none. */
export function readRecords({ owner, start, calls }) {
  return read(["entries", "acknowledged"], async (transaction) => {
    const acknowledged = transaction.objectStore("acknowledged");
    const parts = await Promise.all([
      transaction.objectStore("entries").index("owner").getAll(owner),
      acknowledged.index("at").getAll(IDBKeyRange.lowerBound(start)),
      ...Object.keys(calls).map((key) => acknowledged.get(key)),
    ]);
    return parts.flat().filter((record) => record?.owner === owner);
  }).catch(() => []);
}

/**
 * The calls of a sprint in their order, `{ key, outcome, at, lesson }`: `at` is how many of its
 * milliseconds had passed, `lesson` whether one waits to be drawn.
 */
export function callsOf(sprint, records) {
  const standing = withoutWithdrawn(records.filter(({ state }) => state !== "attention"));
  const corrections = correctionsOf(standing);
  const drawn = new Set(standing.map(({ entry }) => entry.kind === "lesson" && entry.call));
  const found = new Map();
  for (const { entry } of standing) if (isOf(sprint, entry)) found.set(entry.key, entry);
  return Array.from(found.values(), (entry) => {
    const outcome = corrections.get(entry.key) ?? entry.outcome;
    const lesson = LESSON_FOLLOWS.includes(outcome) && !drawn.has(entry.key);
    return { key: entry.key, outcome, at: positionOf(sprint, entry), lesson };
  }).sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));
}

function withoutWithdrawn(records) {
  const gone = new Set(records.map(({ entry }) => entry.of).filter(Boolean));
  return records.filter(({ entry }) => !gone.has(entry.key) && !gone.has(entry.call));
}

/** Noted on its page, or within its minutes by this phone's clock; not afterwards by hand. */
function isOf(sprint, { kind, key, made_at, by_hand }) {
  if (kind !== "call") return false;
  const at = made_at - sprint.start;
  return key in sprint.calls || (!by_hand && at >= 0 && at <= lengthOf(sprint));
}

function positionOf(sprint, { key, made_at }) {
  return sprint.calls[key] ?? made_at - sprint.start;
}

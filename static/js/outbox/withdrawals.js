// The entries that a withdrawal withdraws with it.
// What a withdrawal takes with it, as the server reads it (TRUST, protocol, rule 6).
import { answerKey } from "../browser/keys.js";

const WITH_THE_EARLIER = ["lesson", "next", "share"];

/** Those of `records` that this withdrawal takes; it may come before what it names. */
export function withdrawnBy(withdrawal, records) {
  const target = records.find(({ key }) => key === withdrawal.of)?.entry;
  if (target?.kind === "withdraw") return []; // which cannot be withdrawn
  const along = [withdrawal.of, answerKey(withdrawal.of)];
  const isTaken = WITH_THE_EARLIER.includes(target?.kind)
    ? (entry) => goesWith(entry, target, withdrawal)
    : (entry) => along.includes(entry.key) || along.includes(entry.call);
  return records.filter(({ entry }) => isTaken(entry));
}

/** The earlier versions of the same, and with a lesson the shares made before it was taken back. */
function goesWith(entry, target, withdrawal) {
  if (entry.call !== target.call) return false;
  if (entry.kind === target.kind) return !isLater(entry, target);
  return target.kind === "lesson" && entry.kind === "share" && isLater(withdrawal, entry);
}

function isLater(one, other) {
  if (one.made_at !== other.made_at) return one.made_at > other.made_at;
  return one.key > other.key;
}

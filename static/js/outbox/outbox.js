// The outbox: entries without a receipt, in IndexedDB.
// What was tapped and has no receipt yet. Noted means: on disk, whatever the network does.
//
// A record is { key, owner, state, entry, sent, … }: the entry as it goes over the wire, and what
// the phone knows of its way. States: waiting, retry (a newer kind than the server knows),
// attention (its owner should look). A build before this one wrote `instead` beside a call that
// stood in for another one.

import { offsetAt } from "../browser/days.js";
import { emit } from "../browser/events.js";
import { read, write } from "../browser/indexed_db.js";
import { answerKey, newKey } from "../browser/keys.js";
import { isClockOff } from "./clock_evidence.js";
import { currentMember } from "./current_member.js";
import { sendWithoutStoring } from "./direct_send.js";
import { hasArrived } from "./receipt_backlog.js";
import { wasAttempted } from "./unrecorded_attempts.js";

/** Nobody is known here: an entry needs its owner (TRUST, protocol, rule 2). */
export class NobodyHere extends Error {}

/**
 * Write one entry down; resolves with it when the transaction is complete, or when the server has
 * what this phone had no room for (direct_send.js).
 * Raises NotSaved when neither has it, NobodyHere when nobody is signed in.
 */
export async function note(kind, fields, wall) {
  const entry = await buildEntry(kind, fields, wall);
  try {
    await write(["entries"], (transaction) => addRecord(transaction, entry));
  } catch (error) {
    if (!(await sendWithoutStoring(entry, error))) throw error;
    return entry;
  }
  emit("outbox-changed");
  return entry;
}

/**
 * This call ended otherwise: the newest correction is its outcome (RULES R1.8). `before` is what it
 * was, unless its lesson is there already.
 */
export async function correct(call, outcome, before = null) {
  await note("correct", { call, outcome });
  emit("call-corrected", { call, outcome, before });
}

/** This owner's records without a receipt, oldest first; of nobody, none. */
export async function records(owner) {
  if (!owner) return [];
  const all = await read(["entries"], (transaction) =>
    transaction.objectStore("entries").index("owner").getAll(owner),
  );
  const open = all.filter(({ key }) => !hasArrived(key));
  return open.sort((one, other) => one.entry.made_at - other.entry.made_at);
}

/** How many of this owner's entries have no receipt. */
export function count(owner) {
  return read(["entries"], (transaction) =>
    transaction.objectStore("entries").index("owner").count(owner),
  );
}

/**
 * Take an entry back. One that cannot have left the phone goes with all that refers to it;
 * any other gets a withdrawal, also when its answer was lost.
 */
export async function takeBack(key) {
  if (await removeUnsent(key)) emit("outbox-changed");
  else await note("withdraw", { of: key });
  emit("entry-withdrawn", { key });
}

function removeUnsent(key) {
  return write(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    const record = await store.get(key);
    if (!record) return false;
    const goesAlong = [key, answerKey(key)];
    const about = (await store.index("owner").getAll(record.owner)).filter(
      (other) => goesAlong.includes(other.key) || goesAlong.includes(other.entry.call),
    );
    if (about.some(({ key: its, sent }) => sent || wasAttempted(its))) return false;
    await Promise.all(about.map((other) => store.delete(other.key)));
    return true;
  });
}

/** An entry of who taps here. Raises NobodyHere. */
export async function buildEntry(kind, fields, { made_at = Date.now(), zone, offset } = {}) {
  const owner = await currentMember();
  if (!owner) throw new NobodyHere();
  return {
    v: 1,
    key: newKey(),
    owner,
    made_at: Math.max(0, made_at),
    zone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
    offset: offset ?? offsetAt(made_at),
    kind,
    ...(isClockOff() && { clock_off: true }),
    ...fields,
  };
}

/** Add an entry to the outbox, with what is known of its way. */
export function addRecord(transaction, entry, extra = {}) {
  const { key, owner } = entry;
  const record = { key, owner, state: "waiting", sent: false, entry, ...extra };
  return transaction.objectStore("entries").add(record);
}

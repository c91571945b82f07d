// Applying receipts to the outbox, in one transaction.
// What an answer does to the outbox. Only `accepted` and `duplicate` let an entry go; whatever
// has no receipt stays as it was (HOUSE, rule 6).

import { write } from "../browser/indexed_db.js";
import { isCounted, keepAcknowledged, sendAgain } from "./acknowledged.js";
import { dayOf } from "./clock_skew.js";
import { successes } from "./send_backoff.js";
import { isTaken } from "./send_batch.js";

const HOUR_MS = 3600_000;
const TRIES = 3;

/**
 * Settle a batch by its answer { receipts, journal, held }, in one transaction. Resolves with how
 * many were answered, how many the server has, and whether it says that they are somebody else's.
 */
export async function applyReceipts(batch, answer) {
  try {
    return await settleAll(batch, answer, keepAcknowledged);
  } catch (error) {
    if (!error.full) throw error;
    return settleAll(batch, answer, () => {}); // letting go needs no room
  }
}

function settleAll(batch, { receipts, journal, held: newest }, keep) {
  const sent = new Set(batch.map(({ key }) => key));
  const ours = new Map();
  for (const receipt of receipts) if (sent.has(receipt.key)) ours.set(receipt.key, receipt);
  return write(["entries", "summary", "acknowledged"], async (transaction) => {
    const store = transaction.objectStore("entries");
    await sendAgain(transaction, batch[0].owner, journal, newest);
    const arrived = batch
      .map((record) => ({ ...record, ...ours.get(record.key), state: record.state }))
      .filter(isTaken);
    await Promise.all(arrived.map(({ key }) => store.delete(key)));
    const withdrawn = await withdrawnEntries(transaction, batch, ours);
    await keep(transaction, arrived, journal);
    for (const receipt of ours.values()) if (!isTaken(receipt)) await change(store, receipt);
    if (arrived.length) await retryAfterOutage(store, batch[0].owner);
    await updateSummary(
      transaction.objectStore("summary"),
      batch.filter(({ key }) => ours.get(key)?.status === "accepted"),
      withdrawn,
    );
    const strangers = [...ours.values()].some(({ reason }) => reason === "owner");
    return { answered: ours.size, taken: arrived.length, strangers };
  });
}

/** The server choked on this entry alone: after three times its owner should look. */
export function recordFailure(record) {
  const tries = (record.tries ?? 0) + 1;
  const since = record.since ?? successes();
  const outage = since === successes() && !record.revived;
  const changes =
    tries < TRIES
      ? { tries, since }
      : { ...needsAttention("server"), ...retryInAnHour(), tries, outage };
  return write(["entries"], (transaction) =>
    update(transaction.objectStore("entries"), record.key, changes),
  );
}

/** The entries that withdrawals of this batch have just taken back, where this phone knows them. */
async function withdrawnEntries(transaction, batch, receipts) {
  const accepted = batch.filter(({ key }) => receipts.get(key)?.status === "accepted");
  const entries = new Map(accepted.map(({ key, entry }) => [key, entry]));
  const keys = accepted.map(({ entry }) => entry.of).filter(Boolean);
  const store = transaction.objectStore("acknowledged");
  const targets = keys.map(async (key) => entries.get(key) ?? (await store.get(key))?.entry);
  return (await Promise.all(targets)).filter(Boolean);
}

/**
 * The server counts these calls now, and those that are gone no longer: so does the summary, until
 * the next one comes. One that is noted anew takes the place of a call that is counted already.
 */
async function updateSummary(store, records, withdrawn) {
  const summary = records.length ? await store.get(records[0].owner) : null;
  if (!summary) return;
  const ofToday = (entry) => entry.kind === "call" && dayOf(entry, summary) === summary.day;
  const calls = records.filter(({ entry }) => ofToday(entry));
  const replaced = new Set(calls.map(({ instead }) => instead));
  const added = calls.filter((record) => !record.instead && !isCounted(record, summary));
  summary.dose.done += added.length;
  summary.gone ??= 0;
  summary.gone += withdrawn.filter((entry) => ofToday(entry) && !replaced.has(entry.key)).length;
  await store.put(summary);
}

function change(store, { key, status, reason }) {
  if (status === "retry") return update(store, key, { state: "retry", ...retryInAnHour() });
  if (status !== "rejected") return null;
  if (reason === "owner") return update(store, key, { state: "waiting", sent: false });
  return update(store, key, needsAttention(reason ?? "rejected"));
}

/** What failed while the server failed at everything was not to blame: once more, when it works. */
async function retryAfterOutage(store, owner) {
  for (const record of await store.index("owner").getAll(owner))
    if (record.outage)
      await store.put({ ...record, state: "waiting", tries: 0, outage: false, revived: true });
}

function needsAttention(reason) {
  return { state: "attention", reason, again: null };
}

function retryInAnHour() {
  return { again: Date.now() + HOUR_MS, build: BUILD };
}

async function update(store, key, changes) {
  const record = await store.get(key);
  if (record) await store.put({ ...record, ...changes });
}

// The store of acknowledged entries, for resending.
// What the server has said that it has, kept for thirty days. After a restored backup the server is
// behind what this phone holds receipts of: then all of it is sent again (TRUST, protocol, rule 6).
//
// A record is { key, owner, entry, at, number, journal }: when it was acknowledged, and under which
// number of which journal. It is its owner's alone, and gone when they sign out.
import { read, write } from "../browser/indexed_db.js";
import { withdrawnBy } from "./withdrawals.js";

const KEPT_MS = 30 * 24 * 3600_000;
const MOST = 5000;
const LONG_AGO = 1; // before any summary

/** The record with the highest number: who has that entry has all the others. Null without one. */
export async function newestAcknowledged(owner) {
  const cursor = await read(["acknowledged"], (transaction) =>
    transaction.objectStore("acknowledged").index("number").openCursor(range(owner), "prev"),
  );
  return cursor?.value ?? null;
}

/** Those of these entries that the server has acknowledged, as far as this phone still knows. */
export async function acknowledgedEntries(keys) {
  const records = await read(["acknowledged"], (transaction) =>
    Promise.all(keys.map((key) => transaction.objectStore("acknowledged").get(key))),
  ).catch(() => []);
  return records.filter(Boolean).map(({ entry }) => entry);
}

/** All of this owner's that the server has acknowledged, as far as this phone still knows. */
export async function allAcknowledged(owner) {
  const records = await read(["acknowledged"], (transaction) =>
    transaction.objectStore("acknowledged").index("owner").getAll(owner),
  ).catch(() => []);
  return records.map(({ entry }) => entry);
}

/** Whether this summary counts a call that waits to be sent again. */
export function isCounted({ resent }, summary) {
  return Boolean(summary) && resent >= summary.kept_at;
}

/** Keep what this answer acknowledged; what a withdrawal took away goes, and its words with it. */
export async function keepAcknowledged(transaction, records, journal) {
  const store = transaction.objectStore("acknowledged");
  const at = Date.now();
  for (const { key, owner, entry, number } of records)
    await store.put({ key, owner, entry, at, number: number ?? 0, journal: journal?.id ?? null });
  if (!records.some(isWithdrawal) && !records.some(({ resent }) => resent)) return;
  const ownRecords = await store.index("owner").getAll(records[0].owner);
  // What is sent again may come after the withdrawal that took it.
  const withdrawn = ownRecords
    .filter(isWithdrawal)
    .flatMap(({ entry }) => withdrawnBy(entry, ownRecords));
  await Promise.all(withdrawn.map(({ key }) => store.delete(key)));
}

/**
 * Put all that this owner holds receipts of back to waiting, where the server does not know the
 * newest one that it was asked for. True if it was so. `counts` says of a record whether the summary
 * at hand counts it: then `resent` is the present, which that summary is older than.
 */
export async function sendAgain(transaction, owner, journal, newest, counts = () => true) {
  const store = transaction.objectStore("acknowledged");
  if (!isBehind(journal, newest) || (await store.get(newest.key))?.number !== newest.number)
    return false;
  const entries = transaction.objectStore("entries");
  for (const record of await store.index("owner").getAll(owner)) {
    const { key, entry } = record;
    const resent = counts(record) ? Date.now() : LONG_AGO;
    await entries.put({ key, owner, state: "waiting", sent: true, resent, entry });
    await store.delete(key);
  }
  return true;
}

/** Nothing of this owner's is kept any longer. */
export async function dropAcknowledged(transaction, owner) {
  const store = transaction.objectStore("acknowledged");
  const keys = owner ? await store.index("owner").getAllKeys(owner) : [];
  await Promise.all(keys.map((key) => store.delete(key)));
}

/** What is older than thirty days goes, and the oldest of too many. */
export function pruneAcknowledged() {
  return write(["acknowledged"], async (transaction) => {
    const byTime = transaction.objectStore("acknowledged").index("at");
    const [now, keys] = [Date.now(), await byTime.getAllKeys()];
    const recent = await byTime.getAllKeys(IDBKeyRange.bound(now - KEPT_MS, now + KEPT_MS));
    const stay = new Set(recent.slice(-MOST));
    const outdated = keys.filter((key) => !stay.has(key));
    await Promise.all(outdated.map((key) => transaction.objectStore("acknowledged").delete(key)));
  });
}

function isWithdrawal({ entry }) {
  return entry.kind === "withdraw";
}

function isBehind(journal, newest) {
  if (!journal || !newest) return false;
  const { id, knows, reached } = journal;
  return id !== newest.journal || knows === false || reached < newest.number;
}

function range(owner) {
  return IDBKeyRange.bound([owner, 0], [owner, Number.MAX_SAFE_INTEGER]);
}

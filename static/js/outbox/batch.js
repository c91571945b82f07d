// The next batch to send: selection, order, size.
// Which entries go next: this owner's, at most a hundred and 64 kB, the doubtful ones last.

import { read, write } from "../browser/indexed_db.js";
import { records } from "./outbox.js";
import { isSettled } from "./receipt_backlog.js";
import { batchBody } from "./send_batch.js";
import { markAttempted } from "./unrecorded_attempts.js";

const MOST = 100;
const MOST_BYTES = 60_000;
const HOUR_MS = 3600_000;
const encoder = new TextEncoder();
const suspects = new Map(); // how often a key failed alone, where that could not be written down
let most = MOST;

/** The next records to send, marked as sent: from now on only a withdrawal takes them back. */
export async function nextBatch(owner) {
  const open = (await records(owner)).filter(({ key }) => !isSettled(key));
  const due = open.filter(isDue).sort((one, other) => priority(one) - priority(other));
  return markSent(fitSize(due.slice(0, most)));
}

/** A batch failed that may hold the reason: the next one is half of it. */
export function halveBatch(batch) {
  most = Math.max(1, Math.floor(batch.length / 2));
}

/** This one failed alone, and a full phone cannot write that down. */
export function suspectEntry({ key }) {
  suspects.set(key, (suspects.get(key) ?? 0) + 1);
}

/** A batch arrived: the next one may be larger again. */
export function growBatch() {
  most = Math.min(MOST, most * 2);
}

function isDue(record) {
  if (record.state === "waiting") return true;
  if (!record.again) return false;
  const left = record.again - Date.now();
  return left <= 0 || left > HOUR_MS || record.build !== BUILD;
}

function priority(record) {
  return tries(record) + (record.state === "waiting" ? 0 : 10);
}

function tries(record) {
  return (record.tries ?? 0) + (suspects.get(record.key) ?? 0);
}

/** As many as one request takes; one that failed alone goes alone. */
function fitSize(due) {
  const batch = [];
  let bytes = encoder.encode(batchBody([])).length;
  for (const record of due) {
    bytes += encoder.encode(JSON.stringify(record.entry)).length + 1;
    if (batch.length && (bytes > MOST_BYTES || tries(record))) break;
    batch.push(record);
    if (tries(record)) break;
  }
  return batch;
}

/** Those that are still there; what is marked is not written again. */
async function markSent(batch) {
  const keys = batch.filter(({ sent }) => !sent).map(({ key }) => key);
  if (!keys.length) return batch;
  const marked = new Map((await mark(keys)).map((record) => [record.key, record]));
  return batch.flatMap((record) => (record.sent ? record : (marked.get(record.key) ?? [])));
}

/** In one transaction, so that what was taken back meanwhile stays on the phone. */
async function mark(keys) {
  try {
    return await write(["entries"], async (transaction) => {
      const marked = (await present(transaction, keys)).map((it) => ({ ...it, sent: true }));
      await Promise.all(marked.map((it) => transaction.objectStore("entries").put(it)));
      return marked;
    });
  } catch {
    // No room for the mark: they are sent without it, which their keys make harmless.
    markAttempted(keys);
    return read(["entries"], (transaction) => present(transaction, keys));
  }
}

async function present(transaction, keys) {
  const store = transaction.objectStore("entries");
  return (await Promise.all(keys.map((key) => store.get(key)))).filter(Boolean);
}

// Which entries go next: this owner's, at most a hundred and 64 kB, the doubtful ones last.
import { records } from "./outbox.js";
import { bodyOf } from "./post.js";
import { write } from "./store.js";

const MOST = 100;
const MOST_BYTES = 60_000;
const HOUR_MS = 3600_000;
const encoder = new TextEncoder();
let most = MOST;

/** The next records to send, marked as sent: from now on only a withdrawal takes them back. */
export async function nextBatch(owner) {
  const due = (await records(owner)).filter(isDue).sort((one, other) => doubt(one) - doubt(other));
  return take(fitting(due.slice(0, most)));
}

/** A batch failed that may hold the reason: the next one is half of it. */
export function halve(batch) {
  most = Math.max(1, Math.floor(batch.length / 2));
}

/** A batch arrived: the next one may be larger again. */
export function grow() {
  most = Math.min(MOST, most * 2);
}

function isDue(record) {
  if (record.state === "waiting") return true;
  if (!record.again) return false;
  const left = record.again - Date.now();
  return left <= 0 || left > HOUR_MS || record.build !== BUILD;
}

function doubt(record) {
  return (record.tries ?? 0) + (record.state === "waiting" ? 0 : 10);
}

/** As many as one request takes; one that failed alone goes alone. */
function fitting(due) {
  const batch = [];
  let bytes = encoder.encode(bodyOf([])).length;
  for (const record of due) {
    bytes += encoder.encode(JSON.stringify(record.entry)).length + 1;
    if (batch.length && (bytes > MOST_BYTES || record.tries)) break;
    batch.push(record);
    if (record.tries) break;
  }
  return batch;
}

/** In one transaction, so that what was taken back meanwhile stays on the phone. */
function take(batch) {
  if (!batch.length) return batch;
  return write(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    const present = await Promise.all(batch.map(({ key }) => store.get(key)));
    const taken = present.filter(Boolean).map((record) => ({ ...record, sent: true }));
    await Promise.all(taken.map((record) => store.put(record)));
    return taken;
  });
}

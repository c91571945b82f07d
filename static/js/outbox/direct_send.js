// Fallback for a full disk: an entry is sent without being stored.
// An entry that the phone cannot write down goes straight to the server, by the key that it has:
// whatever becomes of the answer, it counts once. Without a network it is not saved, and its words
// stay on the screen.

import { emit } from "../browser/events.js";
import { read } from "../browser/indexed_db.js";
import { noteArrival } from "./arrivals.js";
import { flushSignOut } from "./pending_sign_out.js";
import * as pace from "./send_backoff.js";
import { isTaken, sendBatch } from "./send_batch.js";
import { refresh } from "./summary.js";

const PATIENCE_MS = 8000;
const SOON_MS = 1100;
const sent = new WeakSet();

/** Whether this entry is with the server and on no disk here. */
export function wasSentWithoutStoring(entry) {
  return sent.has(entry);
}

/** Send what was refused by `notSaved`; false where the server does not have it. */
export async function sendWithoutStoring(entry, notSaved) {
  if (navigator.onLine === false || !(await hasMemory())) return false;
  if (!(await flushSignOut().catch(() => false))) return false;
  // An answer that was lost may have been a yes: once more, by the same key.
  if (!(await reaches(entry)) && !(await reaches(entry))) return false;
  sent.add(entry);
  window.dispatchEvent(new CustomEvent("sent-straight", { detail: notSaved }));
  noteArrival();
  announce();
  return true;
}

/** A window without any memory has no outbox at all, and says so instead. */
function hasMemory() {
  return read(["meta"], () => true).catch(() => false);
}

async function reaches(entry) {
  pace.hope();
  const wait = pace.pause();
  if (wait > SOON_MS) return false; // the server asked for time
  await new Promise((done) => setTimeout(done, wait));
  const { receipts, later } = await sendBatch([entry], PATIENCE_MS);
  const receipt = receipts?.find(({ key }) => key === entry.key);
  if (receipt) pace.answered();
  else pace.failed(later);
  return isTaken(receipt);
}

async function announce() {
  await refresh().catch(() => null);
  emit("journal-sent");
}

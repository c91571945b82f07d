// The one drainer: posts what waits and lets go of what has a receipt (TRUST, protocol).
//
// Several tabs share it by a Web Lock; where there are none, draining twice is harmless, since
// a key is accepted once.

import { afterPaint } from "../browser/after_paint.js";
import { emit, on } from "../browser/events.js";
import { onWake } from "../browser/wake_events.js";
import { noteArrival } from "./arrivals.js";
import { growBatch, halveBatch, nextBatch, suspectEntry } from "./batch.js";
import { storedMember } from "./current_member.js";
import { flushSignOut, hopeToRevoke, revocationPause } from "./pending_sign_out.js";
import { clearBacklog, releaseEntries } from "./receipt_backlog.js";
import { applyReceipts, recordFailure } from "./receipts.js";
import * as pace from "./send_backoff.js";
import { sendBatch } from "./send_batch.js";
import { refresh } from "./summary.js";

const EVERY_MS = 30_000;
const SOON_MS = 1100;
let running = null;
let timer;

/** Send what waits, as far as it goes now. An eager caller has a reason to try once, out of turn. */
export function drain({ eager = false } = {}) {
  if (eager) pace.hope();
  if (running) schedule(SOON_MS);
  running ??= withLock(run)
    .catch(() => schedule(EVERY_MS))
    .finally(() => {
      running = null;
    });
  return running;
}

/** Drain at start and whenever there may be something to send, or a network again. */
export function keepDraining() {
  onWake(wake);
  const noted = afterPaint(() => drain({ eager: true }));
  on("outbox-changed", ({ detail }) => (detail?.elsewhere ? schedule(SOON_MS) : noted()));
  setInterval(() => document.hidden || drain(), EVERY_MS);
  wake();
}

/** A phone that woke up tries once, whatever the pauses say and however many tabs it has. */
function wake() {
  pace.hope({ woke: true });
  hopeToRevoke({ woke: true });
  drain();
}

async function withLock(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("rebond-drain", { ifAvailable: true }, (lock) =>
    lock ? work() : schedule(SOON_MS),
  );
}

async function run() {
  let takenCount = 0;
  try {
    for (;;) {
      const wait = pace.pause();
      if (wait > SOON_MS) return schedule(wait);
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      if (pace.pause() > 0) continue; // another tab was quicker
      if (!(await flushSignOut())) return schedule(Math.max(SOON_MS, revocationPause()));
      await clearBacklog();
      const owner = await storedMember();
      const batch = owner ? await nextBatch(owner) : [];
      if (!batch.length) return pace.rest();
      takenCount += await sendOne(batch);
    }
  } finally {
    if (takenCount) await notify();
  }
}

/** One request and what follows from its answer; how many entries the server has said it has. */
async function sendOne(batch) {
  const answer = await sendBatch(batch.map(({ entry }) => entry));
  if (answer.receipts) return handleReceipts(batch, answer);
  if (answer.signedOut)
    emit(["leaving", "unknown"].includes(answer.error) ? answer.error : "signed-out");
  if (answer.blamed && batch.length > 1)
    halveBatch(batch); // and go on at once, to find the one that it is
  else pace.failed(answer.later);
  if (answer.blamed && batch.length === 1) await recordEntryFailure(batch[0]);
  return 0;
}

async function handleReceipts(batch, answer) {
  const settling = applyReceipts(batch, answer).catch(() => releaseEntries(batch, answer.receipts));
  const { answered, taken: takenCount, strangers } = await settling;
  if (takenCount) noteArrival();
  if (answered > takenCount) emit("entries-settled");
  if (answered && !strangers) pace.answered();
  else pace.failed();
  if (strangers) await refresh();
  if (takenCount) growBatch();
  return takenCount;
}

async function recordEntryFailure(record) {
  await recordFailure(record).catch(() => suspectEntry(record));
  emit("entries-settled");
}

function schedule(wait) {
  clearTimeout(timer);
  timer = setTimeout(drain, wait);
}

async function notify() {
  await refresh().catch(() => null); // a full phone keeps no summary
  emit("journal-sent");
}

// The one drainer: posts what waits and lets go of what has a receipt (TRUST, protocol).
//
// Several tabs share it by a Web Lock; where there are none, draining twice is harmless, since
// a key is accepted once.
import { arrived } from "./arrivals.js";
import { clearBacklog, letGo } from "./backlog.js";
import { grow, halve, nextBatch, suspect } from "./batch.js";
import { on, ring } from "./bell.js";
import { afterPaint } from "./frames.js";
import { rememberedOwner } from "./owner.js";
import * as pace from "./pace.js";
import { post } from "./post.js";
import { blame, settle } from "./receipts.js";
import { hopeToRevoke, revocationPause, revoked } from "./revoke.js";
import { refresh } from "./summary.js";
import { onWake } from "./wake.js";

const EVERY_MS = 30_000;
const SOON_MS = 1100;
let running = null;
let timer;

/** Send what waits, as far as it goes now. An eager caller has a reason to try once, out of turn. */
export function drain({ eager = false } = {}) {
  if (eager) pace.hope();
  if (running) again(SOON_MS);
  running ??= alone(run)
    .catch(() => again(EVERY_MS))
    .finally(() => {
      running = null;
    });
  return running;
}

/** Drain at start and whenever there may be something to send, or a network again. */
export function keepDraining() {
  onWake(wake);
  const noted = afterPaint(() => drain({ eager: true }));
  on("outbox-changed", ({ detail }) => (detail?.elsewhere ? again(SOON_MS) : noted()));
  setInterval(() => document.hidden || drain(), EVERY_MS);
  wake();
}

/** A phone that woke up tries once, whatever the pauses say and however many tabs it has. */
function wake() {
  pace.hope({ woke: true });
  hopeToRevoke({ woke: true });
  drain();
}

async function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("rebond-drain", { ifAvailable: true }, (lock) =>
    lock ? work() : again(SOON_MS),
  );
}

async function run() {
  let taken = 0;
  try {
    for (;;) {
      const wait = pace.pause();
      if (wait > SOON_MS) return again(wait);
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      if (pace.pause() > 0) continue; // another tab was quicker
      if (!(await revoked())) return again(Math.max(SOON_MS, revocationPause()));
      await clearBacklog();
      const owner = await rememberedOwner();
      const batch = owner ? await nextBatch(owner) : [];
      if (!batch.length) return pace.rest();
      taken += await sendOne(batch);
    }
  } finally {
    if (taken) await announce();
  }
}

/** One request and what follows from its answer; how many entries the server has said it has. */
async function sendOne(batch) {
  const answer = await post(batch.map(({ entry }) => entry));
  if (answer.receipts) return settled(batch, answer);
  if (answer.signedOut)
    ring(["leaving", "unknown"].includes(answer.error) ? answer.error : "signed-out");
  if (answer.blamed && batch.length > 1)
    halve(batch); // and go on at once, to find the one that it is
  else pace.failed(answer.later);
  if (answer.blamed && batch.length === 1) await accuse(batch[0]);
  return 0;
}

async function settled(batch, answer) {
  const settling = settle(batch, answer).catch(() => letGo(batch, answer.receipts));
  const { answered, taken, strangers } = await settling;
  if (taken) arrived();
  if (answered > taken) ring("entries-settled");
  if (answered && !strangers) pace.answered();
  else pace.failed();
  if (strangers) await refresh();
  if (taken) grow();
  return taken;
}

async function accuse(record) {
  await blame(record).catch(() => suspect(record));
  ring("entries-settled");
}

function again(wait) {
  clearTimeout(timer);
  timer = setTimeout(drain, wait);
}

async function announce() {
  await refresh().catch(() => null); // a full phone keeps no summary
  ring("journal-sent");
}

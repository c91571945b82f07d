// The one drainer: posts what waits and lets go of what has a receipt (TRUST, protocol).
//
// Several tabs share it by a Web Lock; where there are none, draining twice is harmless, since
// a key is accepted once.
import { arrived } from "./arrivals.js";
import { grow, halve, nextBatch } from "./batch.js";
import { on, ring } from "./bell.js";
import { afterPaint } from "./frames.js";
import { rememberedOwner } from "./owner.js";
import * as pace from "./pace.js";
import { post } from "./post.js";
import { blame, settle } from "./receipts.js";
import { revoked } from "./revoke.js";
import { refresh } from "./summary.js";

const EVERY_MS = 30_000;
const SOON_MS = 1100;
let running = null;
let timer;

/** Send what waits, as far as it goes now. An eager caller has a reason to hope for a network. */
export function drain({ eager = false } = {}) {
  running ??= alone(() => run(eager))
    .catch(() => again(EVERY_MS))
    .finally(() => {
      running = null;
    });
  return running;
}

/** Drain at start and whenever there may be something to send, or a network again. */
export function keepDraining() {
  const eagerly = () => drain({ eager: true });
  window.addEventListener("online", eagerly);
  window.addEventListener("pageshow", eagerly);
  document.addEventListener("visibilitychange", () => document.hidden || eagerly());
  on(
    "outbox-changed",
    afterPaint(() => (running ? again(SOON_MS) : eagerly())),
  );
  setInterval(() => document.hidden || drain(), EVERY_MS);
  eagerly();
}

async function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("rebond-drain", { ifAvailable: true }, (lock) =>
    lock ? work() : again(SOON_MS),
  );
}

async function run(eager) {
  let taken = 0;
  try {
    for (;;) {
      const wait = pace.pause(eager);
      if (wait > SOON_MS) return again(wait);
      await new Promise((done) => setTimeout(done, wait));
      if (!(await revoked())) return again(EVERY_MS);
      const owner = await rememberedOwner();
      const batch = owner ? await nextBatch(owner) : [];
      if (!batch.length) return;
      taken += await sendOne(batch);
    }
  } finally {
    if (taken) await announce();
  }
}

/** One request and what follows from its answer; how many entries the server has said it has. */
async function sendOne(batch) {
  pace.sending();
  const answer = await post(batch.map(({ entry }) => entry));
  if (answer.receipts) return settled(batch, answer);
  if (answer.signedOut) {
    pace.failed(false);
    ring(["leaving", "unknown"].includes(answer.error) ? answer.error : "signed-out");
  } else if (answer.later) pace.asked(answer.later);
  else await failed(batch, answer);
  return 0;
}

async function settled(batch, answer) {
  const { answered, taken, strangers } = await settle(batch, answer);
  if (taken) arrived();
  if (answered > taken) ring("entries-settled");
  if (answered && !strangers) pace.answered();
  else pace.failed(true);
  if (strangers) await refresh();
  if (taken) grow();
  return taken;
}

/** Halving goes on at once, a failure alone or of the network waits longer and longer. */
async function failed(batch, { status, blamed }) {
  if (status && batch.length > 1) return halve(batch);
  if (blamed) await blame(batch[0]);
  if (blamed) ring("entries-settled");
  pace.failed(Boolean(status));
}

function again(wait) {
  clearTimeout(timer);
  timer = setTimeout(drain, wait);
}

async function announce() {
  await refresh();
  ring("journal-sent");
}

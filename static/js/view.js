// What a page may show of today: the last summary with what waits laid on top, to counts and to
// the dose, never to points, which only the server says (TRUST, what the phone keeps).
import { practiceDay, today } from "./days.js";
import { records } from "./outbox.js";
import { tapper } from "./owner.js";
import { kept } from "./summary.js";

const TRUSTED_MS = 5 * 60_000;

/** `{ summary, waiting, calls, attention }` of who taps here; the summary is null without one. */
export async function view() {
  const owner = await tapper();
  const [summary, all] = await Promise.all([kept(owner), records(owner)]);
  const skew = skewOf(summary);
  const now = today(Date.now() + skew);
  const waiting = standing(all).filter(({ state }) => state !== "attention");
  const calls = waiting.filter(isCall).filter(({ entry }) => dayOf(entry, skew) === now);
  return {
    summary: summary && laidOver(asOf(summary, now), calls.length),
    waiting,
    calls,
    attention: all.filter(({ state }) => state === "attention"),
  };
}

/** Milliseconds by which this phone's clock is behind, if that is more than the rules bear. */
function skewOf(summary) {
  const skew = summary ? summary.server_now - summary.kept_at : 0;
  return Math.abs(skew) > TRUSTED_MS ? skew : 0;
}

/** The practice day as the server will read it (RULES R1.1). */
function dayOf({ made_at, offset, by_hand }, skew) {
  return practiceDay(made_at + (by_hand ? 0 : skew), offset);
}

/** Without what was taken back while it waits. */
function standing(all) {
  const gone = new Set(all.map(({ entry }) => entry.of).filter(Boolean));
  return all.filter(({ key, entry }) => !gone.has(key) && !gone.has(entry.call));
}

/** Another day's summary says nothing of today's dose. */
function asOf(summary, day) {
  if (summary.day === day) return summary;
  return { ...summary, day, dose: { ...summary.dose, done: 0, kept: false } };
}

function laidOver(summary, waiting) {
  const { needed, done, kept } = summary.dose;
  const total = done + waiting;
  const left = Math.max(0, needed - total);
  const dose = { needed, done: total, left, twice: 2 * needed, kept: kept || left === 0 };
  return { ...summary, dose };
}

function isCall({ entry }) {
  return entry.kind === "call";
}

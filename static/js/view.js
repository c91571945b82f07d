// What a page may show of today: the last summary with what waits laid on top, to counts and to
// the dose, never to points, which only the server says (TRUST, what the phone keeps).
import { records } from "./outbox.js";
import { tapper } from "./owner.js";
import { dayNow, dayOf } from "./skew.js";
import { kept } from "./summary.js";

/** `{ summary, waiting, calls, attention }` of who taps here; the summary is null without one. */
export async function view() {
  const owner = await tapper();
  const [summary, all] = await Promise.all([kept(owner), records(owner)]);
  const now = dayNow(summary);
  const waiting = standing(all).filter(({ state }) => state !== "attention");
  const calls = waiting.filter(isCall).filter(({ entry }) => dayOf(entry, summary) === now);
  return {
    summary:
      summary && laidOver(asOf(summary, now), calls.filter(({ instead }) => !instead).length),
    waiting,
    calls,
    attention: all.filter(({ state }) => state === "attention"),
  };
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
  const goal = summary.goal && {
    ...summary.goal,
    left: Math.max(0, summary.goal.needed - total),
  };
  return { ...summary, dose, goal };
}

function isCall({ entry }) {
  return entry.kind === "call";
}

// The optimistic view: the last summary merged with pending entries.
// What a page may show of today: the last summary with what waits laid on top, to counts and to
// the dose, never to points, which only the server says (TRUST, what the phone keeps).

import { answerKey } from "../browser/keys.js";
import { acknowledgedEntries, isCounted } from "../outbox/acknowledged.js";
import { currentDay, dayOf } from "../outbox/clock_skew.js";
import { correctionsOf } from "../outbox/corrections.js";
import { currentMember } from "../outbox/current_member.js";
import { records } from "../outbox/outbox.js";
import { storedSummary } from "../outbox/summary.js";

/**
 * `{ summary, waiting, calls, corrections, attention }` of who taps here; the summary is null
 * without one. The calls are as they stand corrected; `corrections` has the outcome that waits, by
 * the key of its call, whether the call waits too or not.
 */
export async function buildView() {
  const owner = await currentMember();
  const [summary, all] = await Promise.all([storedSummary(owner), records(owner)]);
  const now = currentDay(summary);
  const waiting = withoutWithdrawn(all).filter(({ state }) => state !== "attention");
  const corrections = correctionsOf(waiting);
  const calls = waiting
    .filter(isCall)
    .filter(({ entry }) => dayOf(entry, summary) === now)
    .map((record) => corrected(record, corrections));
  const added = calls.filter((record) => !record.instead && !isCounted(record, summary));
  const withdrawn = await withdrawnEntries(waiting, calls);
  const withdrawnCalls = withdrawn.filter(
    (entry) => isCall({ entry }) && dayOf(entry, summary) === now,
  );
  const today = summary && resetForToday(summary, now);
  return {
    summary:
      today && withPending(today, added.length, withdrawnCalls.length + (today.gone ?? 0), waiting),
    waiting,
    calls,
    corrections,
    attention: all.filter(({ state }) => state === "attention"),
  };
}

/** Without what was taken back while it waits. */
function withoutWithdrawn(all) {
  const named = all.map(({ entry }) => entry.of).filter(Boolean);
  const withdrawnKeys = new Set(named.flatMap((key) => [key, answerKey(key)]));
  return all.filter(({ key, entry }) => !withdrawnKeys.has(key) && !withdrawnKeys.has(entry.call));
}

/** What the server still counts and a withdrawal that waits takes back, where no call of the day
 * stands in. */
function withdrawnEntries(waiting, calls) {
  const replaced = new Set(calls.map(({ instead }) => instead));
  const keys = waiting.map(({ entry }) => entry.of).filter((key) => key && !replaced.has(key));
  return keys.length ? acknowledgedEntries(keys) : [];
}

function corrected(record, corrections) {
  const outcome = corrections.get(record.key);
  return outcome ? { ...record, entry: { ...record.entry, outcome } } : record;
}

/** Another day's summary says nothing of today's dose. */
function resetForToday(summary, day) {
  if (summary.day === day) return summary;
  const points = { ...summary.points, day: 0 };
  const dose = { needed: summary.dose.needed, done: 0, kept: false };
  return { ...summary, day, points, gone: 0, dose };
}

function withPending(summary, added, withdrawn, waiting) {
  const { needed, done, kept, made_up } = summary.dose;
  const total = Math.max(0, done + added - withdrawn);
  const left = Math.max(0, needed - total);
  const keptNow = left === 0 || (kept && withdrawn === 0);
  const free = !keptNow && summary.free?.includes(summary.day);
  const lesson = summary.dose.lesson || waiting.some(({ entry }) => isWhole(entry, summary));
  const toward = Math.min(total, 2 * needed);
  const mend = made_up
    ? "done"
    : summary.streak.open.length
      ? makeUpStep(toward, needed, lesson)
      : "";
  const dose = {
    ...{ needed, done: total, left, twice: 2 * needed, kept: keptNow, free, toward, made_up },
    mend: { [mend]: true },
    asks: !(keptNow || free) || !["", "done"].includes(mend),
    dots: !free || total > 0,
  };
  const goal = summary.goal && {
    ...summary.goal,
    left: Math.max(0, summary.goal.needed - total),
  };
  const streak = withExtraDay(summary.streak, keptNow - kept);
  const lead = { [streak.lead ?? "count"]: true };
  return { ...summary, dose, goal, streak, lead, first: stepsLeft(summary.first, waiting) };
}

/** How far the making up of an open day is; that it is done only the server says (RULES R4.5). */
function makeUpStep(toward, needed, lesson) {
  if (lesson) return "lesson";
  if (!toward) return "plain";
  return toward < 2 * needed ? "calls" : "last";
}

/** A lesson of today with both rows of tags. */
function isWhole(entry, summary) {
  const { kind, happened, work_on } = entry;
  return kind === "lesson" && happened && work_on && dayOf(entry, summary) === summary.day;
}

/** A kept day adds one to the count (RULES R4.3); one that is kept no longer takes it back. */
function withExtraDay(streak, change) {
  if (!change) return streak;
  const lead = streak.lead === "begin" ? "count" : streak.lead;
  return { ...streak, count: Math.max(0, streak.count + change), lead };
}

/** What is left of the first steps: a call that waits is a call, a lesson a lesson. */
function stepsLeft(first, waiting) {
  if (!first) return null;
  const noted = (kind) => waiting.some(({ entry }) => entry.kind === kind);
  const steps = {
    ...first,
    call: first.call && !noted("call"),
    lesson: first.lesson && !noted("lesson"),
  };
  return { ...steps, left: steps.call + steps.lesson + steps.pattern };
}

function isCall({ entry }) {
  return entry.kind === "call";
}

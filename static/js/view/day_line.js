// The day's line: slots are arcs, meetings ledges, gaps dots, now is the ball; as webapp/today/day_line.py.
const SHORTEST_GAP_MS = 10 * 60_000; // webapp/game/gaps.py
const MEETINGS_AHEAD = 2;
const GAPS_AHEAD = 2;

/** What is left of a day's gaps: of the present one from now on. */
export function gapsLeft(agenda, now) {
  const gaps = agenda?.gaps ?? [];
  return gaps.filter(({ from, to }) => to - Math.max(from, now) >= SHORTEST_GAP_MS);
}

/** The marks of a day's slots and agenda, in order, each { begins, state, at, until }. */
export function marksOf(slots, shown, agenda, now) {
  const arcs = slots.map((slot) => ({
    begins: slot.begins,
    state: stateOf(slot, shown, now),
    at: slot.at,
  }));
  const marks = agenda
    ? [
        ...arcs,
        { begins: now, state: "now", at: "" },
        ...ledges(agenda, now),
        ...dots(slots, agenda, now),
      ]
    : arcs;
  return marks.sort((one, other) => one.begins - other.begins);
}

/** The gap in which that slot lies. */
export function gapAround(slot, gaps) {
  return gaps.find((gap) => holds(gap, slot.begins));
}

function ledges({ meetings }, now) {
  const begun = meetings.filter(({ from }) => from <= now).slice(-1);
  const ahead = meetings.filter(({ from }) => from > now).slice(0, MEETINGS_AHEAD);
  return [...begun, ...ahead].map(asMark("meeting"));
}

function dots(slots, agenda, now) {
  const free = gapsLeft(agenda, now).filter(
    (gap) => gap.from > now && !slots.some((slot) => holds(gap, slot.begins)),
  );
  return free.slice(0, GAPS_AHEAD).map(asMark("gap"));
}

function asMark(state) {
  return ({ from, at, until }) => ({ begins: from, state, at, until });
}

function stateOf(slot, shown, now) {
  if (slot.kept) return "kept";
  if (slot === shown) return "next";
  return slot.until > now ? "ahead" : "over";
}

function holds({ from, to }, instant) {
  return from <= instant && instant < to;
}

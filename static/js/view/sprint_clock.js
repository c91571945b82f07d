// The clock of a sprint, as pure functions (RULES R13). A sprint is
// { owner, minutes, start, at, elapsed, calls, dialled, ended }: `start` is when it began by this
// phone's clock, `elapsed` how many of its milliseconds had passed at `at`. `calls` has, by the key of
// each call noted on its page, how many had passed then. `dialled`: a call has yet to say how it ended.
// One of the team has its `team` too: { id, begins }, its id and its beginning by the server's clock.
export const LENGTHS = [5, 15, 25];
const MINUTE_MS = 60_000;
const STALE_MS = 12 * 60 * MINUTE_MS;

export function beginSprint(owner, minutes, now) {
  const clock = { start: now, at: now, elapsed: 0 };
  return { owner, minutes, ...clock, calls: {}, dialled: false, ended: false };
}

/** One of the team, of which so many milliseconds have passed by the server's clock. */
export function beginTeamSprint(owner, { id, begins, minutes }, elapsed, now) {
  const begun = beginSprint(owner, minutes, Math.round(now - elapsed));
  return { ...begun, at: now, elapsed, team: { id, begins } };
}

/** One that runs, with as many milliseconds passed as the server's clock says. */
export function setElapsed(sprint, elapsed, now) {
  if (sprint.ended) return sprint;
  return { ...sprint, at: now, elapsed: Math.min(elapsed, sprint.minutes * MINUTE_MS) };
}

/**
 * The sprint as it stands now. A clock that was put back since takes nothing back: then time has
 * passed by as much as `steady` says, in milliseconds of a clock that never jumps. It ends with its
 * minutes, but not before the call that was dialled in them has said how it ended.
 */
export function advanceSprint(sprint, now, steady = 0) {
  if (sprint.ended) return sprint;
  const passed = now < sprint.at ? steady : now - sprint.at;
  const elapsed = Math.min(sprint.elapsed + passed, sprint.minutes * MINUTE_MS);
  const ended = elapsed === sprint.minutes * MINUTE_MS && !sprint.dialled;
  return { ...sprint, at: now, elapsed, ended };
}

/** The one that is stored, with the time that has passed as far as this page knows. */
export function latestOf(stored, own) {
  if (stored.start !== own?.start || stored.ended) return stored;
  return { ...stored, at: own.at, elapsed: Math.max(stored.elapsed, own.elapsed) };
}

/** A call was noted on its page: it is one of the sprint's wherever the clock stands. */
export function addCall(sprint, key) {
  if (sprint.ended) return sprint;
  return { ...sprint, dialled: false, calls: { ...sprint.calls, [key]: sprint.elapsed } };
}

/** It ends early, at one tap. */
export function endSprint(sprint) {
  return { ...sprint, dialled: false, ended: true };
}

/** Milliseconds that it has, or had: one that has ended was as long as it took. */
export function lengthOf({ minutes, elapsed, ended }) {
  return ended ? elapsed : minutes * MINUTE_MS;
}

/** Whether it had all its minutes. */
export function isWhole({ minutes, elapsed }) {
  return elapsed === minutes * MINUTE_MS;
}

/** Whether nobody looks for it any more: half a day after it began. */
export function isStale({ start }, now) {
  return now - start > STALE_MS;
}

/** What is left of it as a clock shows it: `4:59`. */
export function timeLeft({ minutes, elapsed }) {
  const seconds = Math.ceil((minutes * MINUTE_MS - elapsed) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// The sprint that runs or has ended on this phone, with its calls: whoever changes it tells those who
// show it, here and in other tabs. What a second changes is not written down, as the clock knows it.
import { afterPaint } from "../browser/after_paint.js";
import { callsOf, readRecords } from "./sprint_calls.js";
import {
  addCall,
  advanceSprint,
  beginSprint,
  beginTeamSprint,
  isStale,
  latestOf,
  setElapsed,
} from "./sprint_clock.js";
import { loadSprint, onSprintChanged, updateSprint } from "./sprint_record.js";

const CHANGES = ["outbox-changed", "entries-settled", "journal-sent", "entry-withdrawn"];
let owner = null;
let show = () => {};
let sprint = null; // as it stood at the last tick
let calls = [];
let steadyAt = performance.now();

/** Follow the sprint of this member: `shows(sprint, calls)` now and whenever it has changed. */
export async function followSprint(member, shows) {
  owner = member;
  const stored = await loadSprint(owner);
  sprint = stored && !isStale(stored, Date.now()) ? stored : null;
  show = shows;
  const readSoon = afterPaint(readCalls);
  for (const what of CHANGES) window.addEventListener(what, readSoon);
  document.addEventListener("noted", ({ detail }) => {
    changeSprint((each) => addCall(each, detail.key));
    readSoon();
  });
  onSprintChanged(readSoon);
  tick();
  await readCalls();
}

/** A new one begins, unless one runs. */
export function startSprint(minutes) {
  const now = Date.now();
  const runs = (each) => each && !each.ended && !isStale(each, now);
  const begun = beginSprint(owner, minutes, now);
  if (!runs(sprint)) calls = [];
  return put((each) => (runs(each) ? each : begun));
}

/** The team's begins here, in the place of any other, or goes on; its calls so far are read. */
export async function startTeamSprint(team, elapsed) {
  const begun = beginTeamSprint(owner, team, elapsed, Date.now());
  await put((each) => (each?.team?.id === team.id ? each : begun));
  await readCalls();
}

/** So many milliseconds of the team's have passed, as the server says. */
export function keepPace(id, elapsed) {
  if (sprint?.team?.id === id) sprint = setElapsed(sprint, elapsed, Date.now());
}

/** As it stands a moment later; its end is written down, and where the clock was put back. */
export function tick() {
  const steady = performance.now() - steadyAt;
  steadyAt += steady;
  const [before, now] = [sprint, Date.now()];
  if (before) sprint = advanceSprint(before, now, steady);
  show(sprint, calls);
  if (before && (sprint.ended !== before.ended || now < before.at))
    changeSprint((each) => advanceSprint(each, each.at));
}

/** What `act` makes of it is the sprint from now on; null: there is none. */
export function changeSprint(act) {
  const own = sprint;
  return put((each) => each && act(latestOf(each, own)));
}

async function put(act) {
  sprint = act(sprint);
  show(sprint, calls);
  await updateSprint(owner, act).then(
    (stored) => {
      sprint = stored;
    },
    () => {}, // this page knows it
  );
  show(sprint, calls);
}

async function readCalls() {
  const stored = await loadSprint(owner);
  if (stored !== undefined) sprint = stored && latestOf(stored, sprint);
  calls = sprint ? callsOf(sprint, await readRecords(sprint)) : [];
  tick();
}

// A team sprint on its page: how it stands as the server last said, whether who looks is in, and when its
// minutes begin here. Joining is an entry of the outbox, so that it works without a network too.
import { note, records } from "../outbox/outbox.js";
import { storedSummary } from "../outbox/summary.js";
import { pollTeamSprint } from "./team_sprint_poll.js";

const MINUTE_MS = 60_000;
const ADDRESS = /^\/sprint\/team\/([-0-9a-f]{36})$/;

/**
 * The team sprint that this page is of: `{ id, state, now, joined, lost }`, or null. The page says it;
 * in the neutral page the address and the last summary do.
 */
export async function findTeamSprint(root, owner) {
  const id = root.dataset.team ?? location.pathname.match(ADDRESS)?.[1];
  if (!id) return null;
  const summary = await storedSummary(owner).catch(() => null);
  const ahead = summary?.team_sprint?.id === id ? summary.team_sprint : null;
  const state = root.dataset.known ? JSON.parse(root.dataset.known) : ahead;
  const skew = summary ? summary.server_now - summary.kept_at : 0;
  const now = Number(root.dataset.now) || Date.now() + skew;
  return state && makeTeamSprint(id, state, now, await hasJoined(id, owner));
}

/** The same of the sprint that runs on this phone, if it is one of the team. */
export function teamSprintOf({ team, minutes, at, elapsed }) {
  if (!team) return null;
  const now = team.begins + elapsed + Date.now() - at;
  return makeTeamSprint(team.id, { begins: team.begins, minutes }, now, true);
}

function makeTeamSprint(id, state, now, joined) {
  return {
    id,
    state,
    joined: joined || Boolean(state.joined),
    lost: false,
    ...clockAt(now),
  };
}

/** What the server's clock says, by one of this page that never jumps. */
function clockAt(now) {
  return { heardAt: performance.now(), heard: now };
}

async function hasJoined(id, owner) {
  const waiting = await records(owner).catch(() => []);
  return waiting.some(({ entry }) => entry.kind === "sprint" && entry.team_sprint === id);
}

/** Keep it up to date from the server: `changed()` whenever something of it has. */
export function keepTeamSprint(team, changed) {
  pollTeamSprint(team.id, team.state, ({ state, now, lost }) => {
    team.lost = lost ?? false;
    if (now) Object.assign(team, { state, ...clockAt(now) });
    team.joined ||= Boolean(state?.joined);
    changed(Boolean(now));
  });
}

/** How many of its milliseconds have passed; before it begins they are negative. */
export function elapsedOf({ state, heard, heardAt }) {
  return heard + performance.now() - heardAt - state.begins;
}

/** Where it stands: "ahead", "running", "over" or "cancelled". */
export function phaseOf(team) {
  const elapsed = elapsedOf(team);
  if (team.state.cancelled || team.lost === "gone") return "cancelled";
  if (elapsed < 0) return "ahead";
  return elapsed < team.state.minutes * MINUTE_MS ? "running" : "over";
}

/** Be in. Raises NotSaved, NobodyHere. */
export async function joinTeamSprint(team) {
  const { minutes } = team.state;
  const began = Math.round(Date.now() - elapsedOf(team));
  if (!team.joined) await note("sprint", { began, minutes, team_sprint: team.id });
  team.joined = true;
}

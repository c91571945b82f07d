// A team sprint joined to the sprint of this phone: it begins here once who looks is in and its time has
// come, keeps the server's pace, and shows what all who are in have done together.
import { showSaveError } from "../ui/save_errors.js";
import { keepPace, startTeamSprint, tick } from "./sprint_state.js";
import {
  elapsedOf,
  findTeamSprint,
  joinTeamSprint,
  keepTeamSprint,
  phaseOf,
  teamSprintOf,
} from "./team_sprint.js";
import { showTeamSprint } from "./team_sprint_screen.js";

/**
 * What the page of a sprint asks of it: `isHere()`, whether its address is that of a team sprint; `own`,
 * of the sprint of this phone, that one if it is what this page is of; `show` and `beginAsked`.
 */
export async function attachTeamSprint(root, owner) {
  let team = await findTeamSprint(root, owner);
  let isStarting = false;
  const isHere = Boolean(team);
  if (team) follow();
  root.addEventListener("click", ({ target }) => {
    if (team && target.closest("[data-join]")) join();
  });

  function follow() {
    keepTeamSprint(team, (heard) => {
      if (heard) keepPace(team.id, Math.max(0, elapsedOf(team)));
      tick();
    });
  }

  function join() {
    joinTeamSprint(team).then(tick, showSaveError);
  }

  async function begin() {
    isStarting = true;
    const { id, state } = team;
    await startTeamSprint({ id, ...state }, Math.max(0, elapsedOf(team)));
    isStarting = false;
  }

  return {
    isHere: () => isHere,
    own: (sprint) => (isHere && sprint?.team?.id !== team.id ? null : sprint),
    beginAsked: () => location.hash === "#join" && join(),
    show(sprint, calls) {
      root.toggleAttribute("data-together", Boolean(sprint?.team));
      if (!team && sprint?.team) {
        team = teamSprintOf(sprint);
        follow();
      }
      if (!team || (sprint && !sprint.team)) return;
      showTeamSprint(root, team, calls.length);
      if (!sprint && team.joined && !isStarting && phaseOf(team) === "running") begin();
    },
  };
}

// What is seen of a team sprint: before it begins here its lobby, [data-part=team]; while it runs and at
// its end the counter of all who are in, .together, with one's own calls, which nobody else sees.
import { formatValue, setPlural } from "../browser/format.js";
import { elapsedOf, phaseOf } from "./team_sprint.js";
import { drawTens } from "./tens.js";

const MOST_DOTS = 12;
const MINUTE_MS = 60_000;

/** Show how it stands wherever `root` says it; `own` are the calls of who looks. */
export function showTeamSprint(root, team, own) {
  for (const hero of root.querySelectorAll(".together")) showTogether(hero, team, own);
  showLobby(root.querySelector('[data-part="team"]'), team);
}

function showTogether(hero, { state, joined, lost }, own) {
  const counted = !lost && Number.isFinite(state.attempts);
  const [counter, few] = [hero.querySelector("[data-counter]"), hero.querySelector("[data-few]")];
  [counter.hidden, few.hidden] = [!counted, counted];
  drawTens(hero.querySelector("[data-tens]"), counted ? state.attempts : 0);
  if (counted) {
    for (const words of counter.querySelectorAll("[data-together-attempts]"))
      setPlural(words, state.attempts);
    counter.querySelector("[data-together-since]").hidden = state.since - state.begins < MINUTE_MS;
  } else showFew(few, state, lost);
  showPeople(hero, lost ? undefined : Math.max(state.people ?? 0, Number(joined)));
  setPlural(hero.querySelector("[data-own]"), Math.max(own, state.own ?? 0));
}

function showFew(few, { people }, lost) {
  const words = few.querySelector("b");
  const { one, many, alone } = words.dataset;
  const known = people === undefined ? "" : people > 1 ? many : one;
  words.textContent = lost ? alone : known;
  few.querySelector("[data-together-rule]").hidden = Boolean(lost);
}

function showPeople(place, people) {
  const [dots, words] = [
    place.querySelector("[data-people-dots]"),
    place.querySelector("[data-people]"),
  ];
  words.parentElement.hidden = people === undefined;
  if (people === undefined) return;
  setPlural(words, people);
  const dot = dots.firstElementChild;
  dot.hidden = !people;
  dots.replaceChildren(
    dot,
    ...Array.from({ length: Math.min(people, MOST_DOTS) - 1 }, () => dot.cloneNode()),
  );
}

function showLobby(lobby, team) {
  const [phase, { state }] = [phaseOf(team), team];
  const part = (name) => lobby.querySelector(`[data-${name}]`);
  for (const words of lobby.querySelectorAll("[data-length]"))
    words.hidden = Number(words.dataset.length) !== state.minutes;
  const [lead, elapsed] = [part("lobby-lead"), elapsedOf(team)];
  part("lobby-time").textContent =
    phase === "running"
      ? clockText(state.minutes * MINUTE_MS - elapsed)
      : formatValue(state.begins, "time");
  lead.textContent = lead.dataset[phase].replace("{time}", clockText(-elapsed));
  showPeople(part("lobby-people"), phase === "cancelled" ? undefined : state.people);
  const together = part("lobby-together");
  together.hidden = phase === "ahead" || !Number.isFinite(state.attempts);
  if (!together.hidden) setPlural(together, state.attempts);
  const open = phase === "ahead" || phase === "running";
  part("join").hidden = !open || team.joined;
  part("joined").hidden = phase !== "ahead" || !team.joined;
  part("alone").hidden = open;
  part("cancel")?.toggleAttribute("hidden", phase !== "ahead");
}

/** Milliseconds as a clock shows them: `4:59`, or `1:04:59`. */
export function clockText(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

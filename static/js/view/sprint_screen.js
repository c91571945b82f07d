// The screen of a sprint: one of three [data-part]s, as [data-sprint] says, with its time, its arc and
// its counts. What is said aloud is that it has begun, that half is left and that it is over.
import { setPlural } from "../browser/format.js";
import { drawArc } from "./sprint_arc.js";
import { isWhole, lengthOf, timeLeft } from "./sprint_clock.js";

const UNIT = "[data-attempts], [data-conversations], [data-lessons]";
let shown = null; // the sprint as it was last shown here

/** Show this sprint and its calls in `root`; without one the part `otherwise`. */
export function showSprint(root, sprint, calls, conversations, otherwise = "choosing") {
  const part = !sprint ? otherwise : sprint.ended ? "ended" : "running";
  if (root.dataset.sprint !== part) turnTo(root, part);
  if (sprint) fill(root.querySelector(`[data-part="${part}"]`), sprint, calls, conversations);
  announce(root.querySelector("[data-announcer]"), sprint);
  shown = sprint;
}

function turnTo(root, part) {
  const isFirst = !root.dataset.sprint;
  root.dataset.sprint = part;
  document.body.toggleAttribute("data-quiet", part === "running"); // for quiet_mode.js
  for (const each of root.querySelectorAll("[data-scripted]")) each.hidden = false;
  for (const each of root.querySelectorAll("[data-unscripted]")) each.hidden = true;
  for (const each of root.querySelectorAll("[data-part]")) each.hidden = each.dataset.part !== part;
  if (isFirst) return;
  window.scrollTo(0, 0);
  const heading = root.querySelector(`[data-part="${part}"] h1:not([data-unscripted] h1)`);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function fill(part, sprint, calls, conversations) {
  const counts = {
    attempts: calls.length,
    conversations: calls.filter(({ outcome }) => conversations.includes(outcome)).length,
    lessons: calls.filter(({ lesson }) => lesson).length,
  };
  for (const words of part.querySelectorAll(UNIT))
    setPlural(words, counts[Object.keys(counts).find((name) => name in words.dataset)]);
  for (const words of part.querySelectorAll("[data-length]"))
    words.hidden = Number(words.dataset.length) !== sprint.minutes;
  for (const left of part.querySelectorAll("[data-time-left]")) left.textContent = timeLeft(sprint);
  const length = Math.max(1, lengthOf(sprint));
  const shareOf = (milliseconds) => Math.min(1, Math.max(0, milliseconds / length));
  const beads = calls.map(({ at, outcome }) => ({
    share: shareOf(at),
    filled: conversations.includes(outcome),
  }));
  drawArc(part.querySelector("[data-arc]"), shareOf(sprint.elapsed), beads);
}

function announce(place, sprint) {
  const say = (name) => {
    place.textContent = place.dataset[name];
  };
  const half = (each) => each && each.elapsed * 2 >= each.minutes * 60_000;
  if (sprint && !sprint.ended && shown?.start !== sprint.start) say("begun");
  else if (sprint?.ended && shown && !shown.ended && isWhole(sprint)) say("over");
  else if (half(sprint) && !half(shown) && !sprint.ended) say("half");
}

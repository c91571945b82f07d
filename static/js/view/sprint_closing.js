// The closing of a sprint, [data-part=ended]: the longest row of no's and what is ordinary of it, and
// the lessons that wait, [data-lessons-wait], drawn one after the other by the lesson's own sheet.
import { setPlural } from "../browser/format.js";
import { isWhole } from "./sprint_clock.js";
import { longestRow } from "./sprint_rows.js";

const SHORTEST_ROW = 3;
let drawn = null; // the call whose lesson was kept a moment ago, while they are gone through
let goesThrough = false;

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-lessons-wait] [data-lesson-of]")) goesThrough = true;
  else if (target.closest("[data-skip]")) goesThrough = false;
});
document.addEventListener("lesson-kept", ({ detail }) => {
  drawn = goesThrough ? detail.call : null;
});

/** Fill it for a sprint that has ended. */
export function showClosing(part, sprint, calls) {
  part.querySelector("[data-whole]").hidden = !isWhole(sprint);
  part.querySelector("[data-early]").hidden = isWhole(sprint);
  part.querySelector("[data-nothing]").hidden = calls.length > 0;
  part.querySelector("[data-counted]").hidden = calls.length === 0;
  showRow(part, calls);
  offerLessons(
    part.querySelector("[data-lessons-wait]"),
    calls.filter(({ key, lesson }) => lesson && key !== drawn),
  );
}

/** The kinds of rows that the page knows, each with its card. */
function kindsOf(part) {
  return Array.from(part.querySelectorAll("[data-row-of]"), (card) => {
    const [outcomes, among] = [card.dataset.outcomes, card.dataset.among];
    return { card, outcomes: outcomes.split(" "), among: among.split(" ") };
  });
}

function showRow(part, calls) {
  const kinds = kindsOf(part);
  const outcomes = calls.map(({ outcome }) => outcome);
  const { card: longest, run } = longestRow(outcomes, kinds);
  for (const { card } of kinds) card.hidden = card !== longest || run < SHORTEST_ROW;
  setPlural(longest.querySelector("h2"), run);
  longest.querySelector("[data-ordinary]").hidden = run > Number(longest.dataset.high);
  for (const [n, dot] of longest.querySelectorAll(".dot").entries())
    dot.classList.toggle("on", n < run);
}

function offerLessons(offer, waiting) {
  offer.hidden = waiting.length === 0;
  if (!waiting.length) return;
  for (const words of offer.querySelectorAll("[data-many]")) setPlural(words, waiting.length);
  const [{ key, outcome }] = waiting;
  const link = offer.querySelector("[data-lesson-of]");
  Object.assign(link.dataset, { lessonOf: key, lessonOutcome: outcome });
  link.href = `/lessons/${key}/edit`;
  if (!drawn) return;
  drawn = null;
  link.click();
}

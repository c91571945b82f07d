// The tally in the undo bar.
// How the day stands after a tap, and what there is to celebrate, in the bar of what was noted:
// [data-tally] with its words. What it was worth only the server says (TRUST): [data-gain] follows
// with the summary that has it, where no other tap came between.

import { formatValue, setPlural } from "../browser/format.js";
import { land } from "../browser/vibration.js";
import { WITHOUT_HUMAN } from "../outbox/outcomes.js";
import { endedOf } from "./corrected_rows.js";

const RUN = 5;
let noted = null; // an outcome of which nothing was said yet
let taps = 0; // since the points were last told
let points = null; // of the day, as they were last told

document.addEventListener("noted", ({ detail }) => {
  noted = detail.outcome;
  taps += 1;
});
document.addEventListener("lesson-kept", ({ detail: { text, then, ...entry } }) => {
  const place = bar();
  taps += 1;
  noted = null;
  if (place && (text || (entry.if && then))) tell(place, place.dataset.returns);
});

/** Say it of this view of today, once the day's calls stand in their list. */
export function tally(summary) {
  if (!summary) return;
  const place = bar();
  const gain = summary.points.day - (points ?? summary.points.day);
  if (place && noted) celebrate(place, summary);
  if (place && taps === 1 && gain > 0) {
    place.querySelector("[data-gain]").textContent = `+${formatValue(gain)}`;
    place.hidden = false;
  }
  if (gain !== 0) taps = 0;
  points = summary.points.day;
  noted = null;
}

function bar() {
  return document.querySelector("[data-noted] [data-tally]");
}

function celebrate(place, summary) {
  const why = reason(summary, noted);
  setPlural(place.querySelector("span"), summary.dose.done);
  if (why) {
    tell(place, place.dataset[why]);
    place.classList.add("won");
    land();
  }
  place.hidden = false;
}

function tell(place, words) {
  place.querySelector("span").textContent = words;
  place.hidden = false;
}

/** The greatest of what this tap has brought, if anything. */
function reason({ dose, streak }, outcome) {
  const ended = Array.from(document.querySelectorAll("[data-calls] > li:not([hidden])"), endedOf);
  const run = ended.findIndex((each) => WITHOUT_HUMAN.includes(each));
  if (dose.done === dose.needed)
    return streak.best > 1 && streak.count > streak.best ? "best" : "kept";
  if (outcome === "meeting" && ended.filter((each) => each === outcome).length === 1)
    return "meeting";
  if ((run < 0 ? ended.length : run) === RUN) return "five";
  return dose.done === 1 && "first";
}

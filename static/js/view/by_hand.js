// A forgotten call, through the outbox, at the time that is stated (RULES R1.1). form[data-by-hand]
//
// input[data-ago=0|1] is a day that can be named: of this phone's wall, whatever zone the page was
// made for, and said in [data-named] beside it. [data-wrong=time|day|ahead] says what cannot be.

import { dayAfter, offsetAt, statedInstant, today } from "../browser/days.js";
import { on } from "../browser/events.js";
import { formatValue } from "../browser/format.js";
import { presentTime } from "../outbox/clock_evidence.js";
import { note } from "../outbox/outbox.js";
import { showSaveError } from "../ui/save_errors.js";

const form = document.querySelector("form[data-by-hand]");

/** Name the days, and the present time until another is stated, now and when the day ends. */
export function keepDaysNamed() {
  if (!form) return;
  nameDays();
  const { time } = form.elements;
  if (time.value === time.defaultValue) time.value = formatValue(presentTime(), "time");
  for (const what of ["day-ended", "summary-changed"]) on(what, nameDays);
}

function nameDays() {
  const day = today(presentTime());
  for (const input of form.querySelectorAll("[data-ago]")) {
    input.value = dayAfter(day, -input.dataset.ago);
    const words = input.parentElement.querySelector("[data-named]");
    if (words) words.textContent = formatValue(input.value, "weekday");
  }
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { day, time, outcome } = form.elements;
  const at = statedInstant(day.value, time.value);
  const wrong = whatIsWrong(day.value, at);
  for (const words of form.querySelectorAll("[data-wrong]"))
    words.hidden = words.dataset.wrong !== wrong;
  if (wrong) return time.focus();
  form.inert = true;
  try {
    const stated = { made_at: at, offset: offsetAt(at) };
    await note("call", { outcome: outcome.value, by_hand: true }, stated);
    location.assign("/log");
  } catch (error) {
    form.inert = false;
    showSaveError(error);
  }
});

/** As the server says it of a plain form (webapp/journal/forms.py). */
function whatIsWrong(day, at) {
  if (day < dayAfter(today(presentTime()), -1)) return "day";
  if (Number.isNaN(at)) return "time";
  return at > presentTime() ? "ahead" : null;
}

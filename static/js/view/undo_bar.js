// The undo bar.
// After a tap: what was noted, ten seconds to undo it, and for a call back or a meeting its date, which
// has no hurry. The bar is template[data-noted-bar], shown in [data-noted-slot], and follows its call:
// it says how it ended after a change, and that it was taken back, wherever that was done. A lesson
// that was kept is answered there too.

import { wallDate } from "../browser/days.js";
import { on } from "../browser/events.js";
import { formatValue } from "../browser/format.js";
import { note, takeBack } from "../outbox/outbox.js";
import { LESSON_FOLLOWS, PROMISES } from "../outbox/outcomes.js";
import { showSaveError } from "../ui/save_errors.js";
import { find } from "./outcome_icons.js";
import { nextWorkingDay } from "./promises.js";
import { isQuiet } from "./quiet_mode.js";

const SHOWN_MS = 10_000;
const UNDO = "[data-undo]";
const DATES = "[data-dates]";
const WAYS = `${UNDO}, ${DATES}, [data-lesson-of]`;
let timer;

document.addEventListener("noted", ({ detail }) => show(detail.key, detail.outcome));

document.addEventListener("lesson-kept", ({ detail }) => {
  show(detail.call);
  const bar = barOf(detail.call);
  if (!bar) return;
  const words = bar.querySelector("[data-noted-words]");
  words.textContent = words.dataset.learned;
  bar.classList.add("learned");
  close(bar);
});

on("call-corrected", ({ detail }) => barOf(detail.call) && show(detail.call, detail.outcome));

on("call-moved", ({ detail }) => {
  const bar = barOf(detail.from);
  if (bar) bar.dataset.noted = detail.to; // what is said here from now on is said of the new one
});

on("entry-withdrawn", ({ detail }) => {
  const bar = barOf(detail.key);
  if (!bar) return;
  const words = bar.querySelector("[data-noted-words]");
  words.textContent = words.dataset.undone;
  bar.querySelector("[data-dated]").hidden = true;
  close(bar);
});

document.addEventListener("click", async (event) => {
  const undo = event.target.closest("button[data-undo]");
  const bar = undo?.closest("[data-noted]");
  if (!bar) return;
  event.preventDefault();
  try {
    await takeBack(bar.dataset.noted);
  } catch (error) {
    showSaveError(error);
  }
});

document.addEventListener("submit", async (event) => {
  const bar = event.target.closest("[data-noted]");
  if (!bar || !event.target.matches(DATES)) return;
  event.preventDefault();
  try {
    const { at } = event.target.elements;
    const on = await dateOf(event.submitter, event.target);
    await note("next", { call: bar.dataset.noted, on, ...(at?.value && { at: at.value }) });
    setText(bar, "[data-dated]", "day", formatValue(on, "date")).hidden = false;
    close(bar, DATES);
    bar.querySelector("[data-label-form]")?.removeAttribute("hidden");
  } catch (error) {
    showSaveError(error);
  }
});

function barOf(key) {
  return document.querySelector(`[data-noted="${key}"]`);
}

function show(key, outcome) {
  const slot = document.querySelector("[data-noted-slot]");
  if (!slot) return;
  const bar = document.querySelector("[data-noted-bar]").content.firstElementChild.cloneNode(true);
  bar.dataset.noted = key;
  setText(bar, "[data-noted-words]", "name", find(outcome)?.name.toLowerCase() ?? "");
  if (PROMISES.includes(outcome)) offerDates(bar, outcome);
  else close(bar, DATES); // forms that nobody sees still cost the frame of the tap
  const lesson = bar.querySelector("[data-lesson-of]");
  if (isQuiet() && LESSON_FOLLOWS.includes(outcome))
    Object.assign(lesson.dataset, { lessonOf: key, lessonOutcome: outcome });
  else lesson.remove();
  slot.replaceChildren(bar);
  closeLater(bar);
}

async function offerDates(bar, outcome) {
  for (const dates of bar.querySelectorAll(DATES)) dates.hidden = false;
  bar.querySelector('[data-on="pick"]').min = wallDate();
  const asks = bar.querySelector("[data-asks]");
  const dated = bar.querySelector("[data-dated]");
  if (outcome === "meeting") {
    asks.textContent = asks.dataset.meeting;
    dated.dataset.words = dated.dataset.meeting;
  }
  const tomorrow = bar.querySelector('[data-on="tomorrow"]');
  const next = await nextWorkingDay();
  const isTomorrow = next === wallDate(1);
  if (!isTomorrow) tomorrow.textContent = tomorrow.dataset.else;
  if (next === monday())
    (isTomorrow ? bar.querySelector('[data-on="monday"]') : tomorrow).hidden = true;
}

async function dateOf(button, form) {
  if (button?.dataset.on === "today") return wallDate();
  if (button?.dataset.on === "tomorrow") return nextWorkingDay();
  if (button?.dataset.on === "monday") return monday();
  return form.querySelector('[data-on="pick"]').value;
}

function monday() {
  return wallDate((8 - new Date().getDay()) % 7 || 7);
}

function setText(bar, selector, name, text) {
  const words = bar.querySelector(selector);
  words.textContent = words.dataset.words.replace(`{${name}}`, text);
  return words;
}

function closeLater(bar) {
  clearTimeout(timer);
  timer = setTimeout(close, SHOWN_MS, bar, UNDO);
}

/** What was done stays to be read; ways to change it go. */
function close(bar, ways = WAYS) {
  for (const way of bar.querySelectorAll(ways)) way.remove();
}

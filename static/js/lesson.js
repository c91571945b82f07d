// A lesson: the sheet opens by itself after a refusal, one tap skips it, and it works offline.
// dialog[data-sheet="lesson"], [data-skip], a[data-lesson-of]; the form is form[data-lesson], and
// [data-empty] in it says that a page of its own has nothing to keep.
import { note } from "./outbox.js";
import { accepted, refused } from "./refused.js";
import { wentStraight } from "./straight.js";

const TEACHING = ["refusal", "do_not_call", "gatekeeper"];
const TEXTS = ["text", "if", "then"];
const UNPAIRED = /[\ud800-\udfff]/gu;

document.addEventListener("noted", ({ detail }) => {
  if (TEACHING.includes(detail.outcome)) open(detail.key, detail.outcome);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-lesson-of]");
  if (opener && open(opener.dataset.lessonOf, opener.dataset.lessonOutcome)) event.preventDefault();
  if (event.target.closest("[data-skip]")) event.target.closest("dialog")?.close();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-lesson]")) return;
  event.preventDefault();
  const sheet = form.closest("dialog");
  const lesson = fields(new FormData(form));
  const empty = !saysSomething(lesson);
  form.querySelector("[data-empty]").hidden = !empty || Boolean(sheet);
  if (empty && !sheet) return;
  try {
    const entry = empty ? null : await note("lesson", lesson);
    accepted(entry);
    if (entry && wentStraight(entry)) return; // its words stay on the screen: no phone has them
    if (sheet) sheet.close();
    else location.assign(form.elements.back.value === "lessons" ? "/lessons" : "/log");
  } catch (error) {
    refused(error);
  }
});

function open(key, outcome) {
  const sheet = document.querySelector('dialog[data-sheet="lesson"]');
  if (!sheet) return false;
  const form = sheet.querySelector("form");
  form.reset();
  form.elements.call.value = key;
  form.dataset.outcome = outcome;
  const title = sheet.querySelector("h1");
  title.textContent =
    title.getAttribute(`data-${outcome.replaceAll("_", "-")}`) ?? title.dataset.callback;
  if (!sheet.open) sheet.showModal();
  return true;
}

/** There is no lesson without a word: a sheet that is kept as it came up is skipped. */
function saysSomething({ call, ...said }) {
  return Object.values(said).some(Boolean);
}

function fields(form) {
  const said = (name) => form.get(name)?.replace(UNPAIRED, "").trim() || null;
  const lesson = { call: said("call"), happened: said("happened"), work_on: said("work_on") };
  for (const name of TEXTS) if (said(name)) lesson[name] = said(name);
  return lesson;
}

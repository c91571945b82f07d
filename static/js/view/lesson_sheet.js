// A lesson: the sheet opens by itself after a refusal, and after a change to one; one tap skips it, and
// it works offline. In quiet mode (quiet_mode.js) it waits on Today instead. What was typed is a draft
// until the lesson is kept (draft_forms.js), which says "lesson-kept".
// dialog[data-sheet="lesson"], [data-skip], a[data-lesson-of]; the form is form[data-lesson], and
// [data-empty] in it says that there is nothing to keep.
import { on } from "../browser/events.js";
import { wasSentWithoutStoring } from "../outbox/direct_send.js";
import { keepDraft } from "../outbox/drafts.js";
import { fields, saysSomething } from "../outbox/lesson_fields.js";
import { note } from "../outbox/outbox.js";
import { LESSON_FOLLOWS } from "../outbox/outcomes.js";
import { clearSaveErrors, showSaveError } from "../ui/save_errors.js";
import { restore, settle } from "./draft_forms.js";
import { isQuiet } from "./quiet_mode.js";

document.addEventListener("noted", ({ detail }) => offer(detail.key, detail.outcome));

on("call-corrected", ({ detail: { call, outcome, before, elsewhere } }) => {
  if (!elsewhere && before && !LESSON_FOLLOWS.includes(before)) offer(call, outcome);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-lesson-of]");
  const { lessonOf, lessonOutcome } = opener?.dataset ?? {};
  if (opener && openLesson(lessonOf, lessonOutcome)) event.preventDefault();
  if (event.target.closest("[data-skip]")) event.target.closest("dialog")?.close();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-lesson]")) return;
  event.preventDefault();
  const sheet = form.closest("dialog");
  const lesson = fields(new FormData(form));
  const empty = !saysSomething(lesson);
  form.querySelector("[data-empty]").hidden = !empty;
  if (empty) return;
  try {
    const entry = await note("lesson", lesson);
    clearSaveErrors(entry);
    await settle(form);
    if (wasSentWithoutStoring(entry)) return; // its words stay on the screen: no phone has them
    if (sheet) sheet.close();
    form.dispatchEvent(new CustomEvent("lesson-kept", { bubbles: true, detail: entry }));
    if (sheet) return;
    location.assign(form.elements.back.value === "lessons" ? "/lessons" : "/log");
  } catch (error) {
    showSaveError(error);
  }
});

function offer(key, outcome) {
  if (!LESSON_FOLLOWS.includes(outcome)) return;
  if (!isQuiet()) openLesson(key, outcome);
  else
    keepDraft({ call: key, outcome, said: {}, at: Date.now() }).catch(() =>
      openLesson(key, outcome),
    );
}

/** Open the sheet for a call, with what was typed of it before. False where there is no sheet. */
export function openLesson(key, outcome) {
  const sheet = document.querySelector('dialog[data-sheet="lesson"]');
  if (!sheet) return false;
  const form = sheet.querySelector("form");
  form.reset();
  form.elements.call.value = key;
  form.dataset.outcome = outcome;
  const title = sheet.querySelector("h1");
  const { refusal, gatekeeper, callback } = title.dataset;
  title.textContent = { refusal, do_not_call: refusal, gatekeeper }[outcome] ?? callback;
  form.querySelector("[data-empty]").hidden = true;
  restore(form);
  if (!sheet.open) sheet.showModal();
  return true;
}

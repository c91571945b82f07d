// Autosave of a lesson's form as a draft.
// What is typed into a lesson's form, form[data-lesson], is kept on this phone as it is typed, and put
// back when the form is seen again. [data-draft] says so, [data-discard] throws it away on purpose.
import { draftOf, dropDraft, keepDraft } from "../outbox/drafts.js";
import { fields, saysSomething } from "../outbox/lesson_fields.js";
import { showSaveError } from "../ui/save_errors.js";

const QUIET_MS = 300; // of somebody who types
let saving;

for (const typed of ["input", "change"])
  document.addEventListener(typed, ({ target }) => {
    const form = target.closest("[data-lesson]");
    if (!form) return;
    form.querySelector("[data-empty]").hidden = true;
    clearTimeout(saving);
    saving = setTimeout(save, QUIET_MS, form);
  });

// A phone call, another app, a sheet that is closed: there may be no later.
for (const left of ["pagehide", "visibilitychange"]) window.addEventListener(left, saveNow, true);
document.addEventListener("close", saveNow, true);

for (const form of document.querySelectorAll("main [data-lesson]")) restore(form);

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-discard]")?.closest("[data-lesson]");
  if (!form) return;
  event.preventDefault();
  discard(form).catch(showSaveError);
});

/** Put back what was typed of this call and not kept, unless somebody types already. */
export async function restore(form) {
  tellDraft(form, false);
  const call = form.elements.call.value;
  const before = JSON.stringify(fields(new FormData(form)));
  const draft = await draftOf(call).catch(() => null);
  if (!draft || JSON.stringify(fields(new FormData(form))) !== before) return;
  for (const [name, value] of Object.entries(draft.said))
    if (form.elements[name]) form.elements[name].value = value ?? "";
  tellDraft(form, true);
}

/** Keep what is typed; nothing is left of a draft of which every word was taken out again. */
async function save(form) {
  stopSaving();
  const { call, ...content } = fields(new FormData(form));
  const draft = { call, outcome: form.dataset.outcome, said: content, at: Date.now() };
  const isDraft = saysSomething(content);
  const saving = (isDraft ? keepDraft(draft) : dropDraft(call)).then(
    () => isDraft,
    () => false, // no room, say: the words are on the screen, and the lesson may yet leave
  );
  tellDraft(form, await saving);
}

function stopSaving() {
  clearTimeout(saving);
  saving = undefined;
}

function saveNow() {
  const form = document.querySelector("dialog [data-lesson], main [data-lesson]");
  if (saving && form) save(form);
}

/** The lesson was kept: there is no draft of it any more. */
export async function settle(form) {
  stopSaving();
  await dropDraft(form.elements.call.value).catch(() => {}); // where no room was there is none
  tellDraft(form, false);
}

async function discard(form) {
  stopSaving();
  await dropDraft(form.elements.call.value);
  form.reset();
  tellDraft(form, false);
  form.closest("dialog")?.close();
}

function tellDraft(form, isDraft) {
  form.querySelector("[data-draft]").hidden = !isDraft;
}

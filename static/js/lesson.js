// The lesson sheet: opens by itself after a refusal, one tap skips it, and it works offline.
// <dialog data-lesson> with a form: happened, work_on, text, if, then; data-skip.
import { note } from "./outbox.js";
import { accepted, refused } from "./refused.js";

let call = null;

document.addEventListener("noted", ({ target, detail }) => {
  if (target.dataset.opens === "lesson") open(detail.key);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-lesson-of]");
  if (opener && find()) {
    event.preventDefault();
    open(opener.dataset.lessonOf);
  }
  if (event.target.closest("[data-lesson] [data-skip]")) find().close();
});

document.addEventListener("submit", async (event) => {
  const sheet = event.target.closest("[data-lesson]");
  if (!sheet) return;
  event.preventDefault();
  try {
    await note("lesson", { call, ...fields(new FormData(event.target)) });
    accepted();
    sheet.close();
  } catch (error) {
    refused(error, event.target);
  }
});

function open(key) {
  const sheet = find();
  if (!sheet) return;
  call = key;
  sheet.querySelector("form").reset();
  if (!sheet.open) sheet.showModal();
}

function find() {
  return document.querySelector("dialog[data-lesson]");
}

function fields(form) {
  const said = (name) => form.get(name)?.trim() || null;
  const lesson = { happened: said("happened"), work_on: said("work_on") };
  for (const name of ["text", "if", "then"]) if (said(name)) lesson[name] = said(name);
  return lesson;
}

// Forms that plan: form[data-plan] notes a slot through the outbox, form[data-take-back] withdraws
// one, and [data-taken] with its [data-again] offers to plan the same anew.
import { statedInstant, today } from "../browser/days.js";
import { currentMember } from "../outbox/current_member.js";
import { note, takeBack } from "../outbox/outbox.js";
import { storedSummary } from "../outbox/summary.js";
import { showSaveError } from "../ui/save_errors.js";
import { tellOutside, windowsOf } from "./outside_hours.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("plan" in form.dataset) answer(event, plan(form, event.submitter));
  if ("takeBack" in form.dataset) answer(event, withdraw(form));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-again]");
  if (button) answer(event, planAgain(button));
});

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-plan]");
  const part = form?.querySelector("[data-outside]");
  if (part) warn(part, fieldsOf(new FormData(form), null)).catch(() => {});
});

/** Say where consumers may not be called at the chosen time, on the first such day. */
async function warn(part, { on, weekdays, at }) {
  const windows = windowsOf(part, await storedSummary(await currentMember())) ?? {};
  const falls = (day) => on === day || weekdays?.includes(new Date(day).getUTCDay() || 7);
  const days = Object.keys(windows).sort().filter(falls);
  if (!at || !days.some((day) => tellOutside(part, windows, day, at))) part.hidden = true;
}

function answer(event, act) {
  event.preventDefault();
  act.catch(showSaveError);
}

async function plan(form, button) {
  const fields = fieldsOf(new FormData(form), button);
  const wrong = wrongIn(fields);
  for (const words of form.querySelectorAll("[data-wrong]"))
    words.hidden = words.dataset.wrong !== wrong;
  const planned = form.querySelector("[data-planned]");
  planned.hidden = true;
  if (wrong) return;
  await note("slot", fields);
  form.reset();
  planned.hidden = false;
}

async function withdraw(form) {
  const { takeBack: key, slot } = form.dataset;
  await takeBack(key);
  form.closest("li").hidden = true;
  const taken = document.querySelector("[data-taken]");
  taken.querySelector("[data-again]").dataset.again = slot;
  taken.hidden = false;
}

async function planAgain(button) {
  const fields = JSON.parse(button.dataset.again);
  const from = fields.from && { from: fields.from > today() ? fields.from : today() };
  await note("slot", { ...fields, ...from });
  button.closest("[data-taken]").hidden = true;
}

/** As webapp/plan/forms.py reads them. */
function fieldsOf(form, button) {
  const weekly = form.get("day") === "week";
  const at = form.get("at") === "other" ? form.get("other") : form.get("at");
  const cue = form.get("cue")?.trim() || form.get("listed");
  const weekdays = form.getAll("weekdays").map(Number);
  return {
    ...(weekly ? { weekdays, from: today() } : { on: form.get("day") }),
    ...(at && { at }),
    ...(cue && { cue }),
    minutes: Number(button?.value),
  };
}

function wrongIn({ on, weekdays, at, cue }) {
  if (weekdays?.length === 0) return "weekdays";
  if (!at && !cue) return "at";
  return on && at && statedInstant(on, at) < Date.now() ? "past" : null;
}

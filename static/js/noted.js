// After a tap: what was noted, ten seconds to undo it, and for a call back its date.
// data-noted-toast, with data-slot="noted", data-undo, data-dates.
import { wallDate } from "./days.js";
import { note, takeBack } from "./outbox.js";
import { accepted, refused } from "./refused.js";

const SHOWN_MS = 10_000;
let entry = null;
let timer;

document.addEventListener("noted", ({ target, detail }) => {
  const toast = find();
  if (!toast) return;
  accepted();
  entry = detail;
  toast.querySelector('[data-slot="noted"]').textContent = target.dataset.noted;
  toast.querySelector("[data-dates]").hidden = target.dataset.opens !== "dates";
  toast.querySelector('[data-slot="date-kept"]').hidden = true;
  toast.hidden = false;
  stay(toast);
});

document.addEventListener("click", async (event) => {
  const undo = event.target.closest("[data-undo]");
  if (!undo || !entry) return;
  event.preventDefault();
  const { key } = entry;
  hide(find());
  await takeBack(key).catch((error) => refused(error, undo));
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-noted-toast] [data-date]");
  if (!choice) return;
  event.preventDefault();
  keepDate(
    choice.dataset.date === "monday"
      ? wallDate(untilMonday())
      : wallDate(Number(choice.dataset.date)),
    choice,
  );
});

document.addEventListener("change", (event) => {
  const picked = event.target.closest("[data-date-pick]");
  if (picked?.value) keepDate(picked.value, picked);
});

async function keepDate(on, choice) {
  if (!entry) return;
  try {
    await note("next", { call: entry.key, on });
  } catch (error) {
    refused(error, choice);
    return;
  }
  const toast = find();
  toast.querySelector("[data-dates]").hidden = true;
  toast.querySelector('[data-slot="date-kept"]').hidden = false;
  stay(toast);
}

/** Days until the next Monday, never today. */
function untilMonday() {
  return (8 - new Date().getDay()) % 7 || 7;
}

function stay(toast) {
  clearTimeout(timer);
  timer = setTimeout(hide, SHOWN_MS, toast);
}

function hide(toast) {
  clearTimeout(timer);
  entry = null;
  if (toast) toast.hidden = true;
}

function find() {
  return document.querySelector("[data-noted-toast]");
}

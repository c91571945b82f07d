// « Not now »: dialog[data-sheet="not-now"], opened by [data-not-now] and by the address #not-now. A
// reason of form[data-reasons] is noted at the tap and shows its [data-answer]; another one takes its
// place. [data-later-time] are forms that plan five minutes, [data-tomorrow] closes kindly. What the
// server knows of *no time* is read when the sheet opens, and shown as far as that is chosen.
import { formatValue } from "../browser/format.js";
import { nextLegal } from "../browser/legal_hours.js";
import { currentMember } from "../outbox/current_member.js";
import { note, takeBack } from "../outbox/outbox.js";
import { storedSummary } from "../outbox/summary.js";
import { sayIn } from "../ui/notices.js";
import { showSaveError } from "../ui/save_errors.js";
import { putOffTimes } from "./put_off_times.js";

const ADDRESS = "#not-now";
let chosen = null; // the reason that is shown
let noted = null; // the reason that this opening noted, with its key

/** Open the sheet where the address asks for it, now and whenever it comes to ask. */
export function openSheetByAddress() {
  window.addEventListener("hashchange", openIfAsked);
  openIfAsked();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-not-now]") && openSheet()) event.preventDefault();
  const sheet = target.closest('dialog[data-sheet="not-now"]');
  if (!sheet) return;
  const leaves = target.closest("[data-tomorrow], a[href^='/today#']");
  if (leaves) event.preventDefault();
  if (leaves || target.closest("[data-close-not-now]")) sheet.close();
  if (leaves?.hash) document.querySelector(leaves.hash)?.focus();
  else if (leaves) tellPutAway();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const sheet = form.closest('dialog[data-sheet="not-now"]');
  if (!sheet || !("reasons" in form.dataset)) return;
  event.preventDefault();
  choose(sheet, event.submitter.value).catch(showSaveError);
});

/** The slot that Today proposes is put away on this phone (day_slots.js). */
function tellPutAway() {
  document.dispatchEvent(new CustomEvent("slot-put-away"));
}

document.addEventListener("htmx:after:swap", () => {
  const sheet = document.querySelector('dialog[data-sheet="not-now"][open]');
  if (sheet) showAnswer(sheet, chosen);
});

function openIfAsked() {
  if (location.hash !== ADDRESS || !openSheet()) return;
  history.replaceState(history.state, "", location.pathname + location.search);
}

function openSheet() {
  const sheet = document.querySelector('dialog[data-sheet="not-now"]');
  if (!sheet) return false;
  noted = chosen = null;
  showAnswer(sheet, null);
  countPromises(sheet);
  fillTimes(sheet).catch(() => {});
  if (!sheet.open) sheet.showModal();
  document.body.dispatchEvent(new CustomEvent("not-now-opened", { bubbles: true }));
  return true;
}

async function choose(sheet, reason) {
  chosen = reason;
  showAnswer(sheet, reason);
  const former = noted;
  if (former?.reason === reason) return;
  const { key } = await note("not_now", { reason });
  noted = { reason, key };
  if (former) await takeBack(former.key);
  tellPutAway();
}

function showAnswer(sheet, reason) {
  for (const button of sheet.querySelectorAll("[data-reasons] button"))
    button.ariaPressed = String(button.value === reason);
  for (const answer of sheet.querySelectorAll("[data-answer]"))
    answer.hidden = answer.dataset.answer !== reason;
}

/** Whoever waits for a call stands on Today, which lies under the sheet. */
function countPromises(sheet) {
  const due = document.querySelectorAll("[data-promises] li[data-promise]:not([hidden])").length;
  const part = sheet.querySelector("[data-due]");
  part.hidden = due === 0;
  sheet.querySelector("[data-none-due]").hidden = due > 0;
  if (due) sayIn(part, due);
}

function withinHours(summary, { day, at, isToday }) {
  const next = nextLegal(summary?.legal, day, at);
  return next
    ? { day: next.date, at: next.time, isToday: isToday && next.date === day }
    : { day, at, isToday };
}

/** As far as this phone knows; the server's answer takes their place. */
async function fillTimes(sheet) {
  const title = sheet.querySelector("[data-plain]");
  title.textContent = title.dataset.plain;
  const summary = await storedSummary(await currentMember());
  const times = putOffTimes(Date.now(), summary?.working ?? []).map((each) =>
    withinHours(summary, each),
  );
  for (const [place, form] of sheet.querySelectorAll("[data-later-time]").entries()) {
    const { day, at, isToday } = times[place];
    form.elements.day.value = day;
    form.elements.at.value = at;
    form.querySelector("[data-planned]").hidden = true;
    form.elements.minutes.textContent = isToday
      ? at
      : form.dataset.day.replace("{day}", formatValue(day, "dayname")).replace("{time}", at);
  }
}

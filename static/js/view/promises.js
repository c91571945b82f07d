// The promises whose day has come, section[data-promises] of Today, and those to come, folded in
// details[data-coming] with their [data-number], with what waits laid on top. A row is an
// li[data-promise], or cloned from template[data-promise-row]; its forms are answered through the
// outbox: [data-answer], [data-later], [data-moved].

import { today, wallDate } from "../browser/days.js";
import { on } from "../browser/events.js";
import { formatValue, setPlural } from "../browser/format.js";
import { answerKey } from "../browser/keys.js";
import { acknowledgedEntries, allAcknowledged } from "../outbox/acknowledged.js";
import { correctionsOf } from "../outbox/corrections.js";
import { currentMember } from "../outbox/current_member.js";
import { labelsOf } from "../outbox/labels.js";
import { note } from "../outbox/outbox.js";
import { PROMISES } from "../outbox/outcomes.js";
import { storedSummary } from "../outbox/summary.js";
import { showSaveError } from "../ui/save_errors.js";

let shows = 0;

/** Show what is due, and what is to come, by this view of today. */
export async function showPromises(now) {
  const boxes = document.querySelectorAll("[data-promises], [data-coming]");
  if (!boxes.length) return;
  shows += 1;
  const turn = shows;
  const promises = [
    ...listedPromises(now.summary, boxes),
    ...(await reopenedPromises(now.waiting)),
  ];
  if (turn !== shows || !boxes[0].isConnected) return; // a newer view is on its way
  const [due, coming] = Array.from(boxes, (box) => box.querySelector("ul"));
  const rows = promisesOf(promises, now).map((promise) =>
    rowFor(promise, promise.on > wallDate() ? coming : due),
  );
  for (const row of allRows(boxes)) row.hidden = !rows.includes(row);
  const number = rows.filter((row) => coming.contains(row)).length;
  boxes[0].hidden = number === rows.length;
  boxes[1].hidden = number === 0;
  setPlural(boxes[1].querySelector("[data-number]"), number + Number(boxes[1].dataset.more));
  await showLabels(rows);
}

/** Its row in this list, in its place: as the server made it, unless what waits says otherwise. */
function rowFor(promise, list) {
  const rows = [...list.children];
  const same = rows.find(
    ({ dataset }) => dataset.promise === promise.call && moment(dataset) === moment(promise),
  );
  if (same) return same;
  const row = createRow(promise);
  list.insertBefore(row, rows.find(({ dataset }) => moment(dataset) > moment(promise)) ?? null);
  return row;
}

/** The working day after today, as far as this phone knows. */
export async function nextWorkingDay() {
  const tomorrow = wallDate(1);
  const summary = await storedSummary(await currentMember()).catch(() => null);
  return summary?.working?.find((day) => day >= tomorrow) ?? tomorrow;
}

/** What the page says, or without a network the last summary. */
function listedPromises(summary, boxes) {
  const isShell = document.querySelector("[data-shell]") !== null;
  if (isShell) return summary?.promises ?? [];
  return allRows(boxes)
    .filter(({ dataset }) => !("own" in dataset))
    .map(promiseOf);
}

/**
 * The promises that the server has as kept, by a call that is taken back here and has yet to tell it,
 * as far as this phone noted them itself.
 */
async function reopenedPromises(waiting) {
  const withdrawnKeys = waiting.map(({ entry }) => entry.of).filter(Boolean);
  const answers = withdrawnKeys.length
    ? await acknowledgedEntries(withdrawnKeys.map(answerKey))
    : [];
  if (!answers.length) return [];
  const entries = await allAcknowledged(await currentMember());
  return answers.map(({ call }) => promiseAmong(entries, call)).filter(Boolean);
}

function promiseAmong(entries, key) {
  const call = entries.find((entry) => entry.key === key);
  const dates = entries.filter((entry) => entry.kind === "next" && entry.call === key);
  const newest = dates.sort((one, other) => one.made_at - other.made_at).at(-1);
  const outcome = correctionsOf(entries.map((entry) => ({ entry }))).get(key) ?? call?.outcome;
  const promise = call && newest && promiseBy(call, outcome);
  return promise && { ...promise, ...datesOf(newest) };
}

/** What stands, the soonest first. */
function promisesOf(listed, { summary, waiting, corrections }) {
  const promises = new Map(listed.map((promise) => [promise.call, promise]));
  const everyone = new Map((summary?.promises ?? []).map((promise) => [promise.call, promise]));
  const answers = new Map();
  for (const { entry } of waiting) {
    const { kind, call, of, how } = entry;
    const before =
      promises.get(call) ?? everyone.get(call) ?? waitingCall(call, waiting, corrections);
    if (kind === "next" && before) promises.set(call, { ...before, ...datesOf(entry) });
    if (kind === "held") answers.set(call, how);
    if (kind === "withdraw") promises.delete(of);
  }
  for (const [call, how] of answers) if (how !== "moved") promises.delete(call);
  for (const [call, outcome] of corrections) {
    if (!PROMISES.includes(outcome)) promises.delete(call);
    else if (promises.has(call))
      promises.set(call, { ...promises.get(call), meeting: outcome === "meeting" });
  }
  return [...promises.values()].sort((one, other) => (moment(one) < moment(other) ? -1 : 1));
}

function datesOf({ on, at }) {
  return { on, at: at ?? null, asked: null };
}

function waitingCall(key, waiting, corrections) {
  const call = waiting.find((record) => record.key === key)?.entry;
  return call ? promiseBy(call, corrections.get(key) ?? call.outcome) : null;
}

/** What a call promises that ended so; its day is yet to be said. */
function promiseBy({ key, made_at }, outcome) {
  if (!PROMISES.includes(outcome)) return null;
  return { call: key, meeting: outcome === "meeting", noted: today(made_at) };
}

function moment({ on, at }) {
  return `${on} ${at ?? ""}`;
}

function allRows(boxes) {
  return Array.from(boxes, (box) => [...box.querySelectorAll("[data-promise]")]).flat();
}

function promiseOf({ dataset }) {
  const { promise: call, on, at, noted } = dataset;
  return { call, on, at, noted, meeting: "meeting" in dataset };
}

function createRow({ call, meeting, on: day, at, noted, asked: askedFrom }) {
  const template = document.querySelector("[data-promise-row]");
  const row = template.content.firstElementChild.cloneNode(true);
  const now = wallDate();
  const due = day <= now;
  const callback = !meeting;
  const isAsked = callback && Boolean(askedFrom) && askedFrom <= now;
  const parts = {
    ...{ meeting, callback, asked: isAsked, due, over: meeting && due, later: callback && due },
    off: isAsked || (callback && !due),
  };
  Object.assign(row.dataset, { promise: call, own: "", on: day, ...(at && { at }) });
  for (const part of row.querySelectorAll("[data-of]")) part.hidden = !parts[part.dataset.of];
  row.querySelector("a").setAttribute("href", `/log?promise=${call}`); // no base in a template
  const words = row.querySelector("[data-noted-on]");
  if (due) setText(words, "words", formatValue(noted, "weekday"));
  else words.textContent = [formatValue(day, "date"), at].filter(Boolean).join(", ");
  const badge = row.querySelector("[data-when]");
  if (day < now) setText(badge, "since", formatValue(day, "weekday"));
  else badge.textContent = at ?? badge.dataset.today;
  return row;
}

function setText(place, name, day) {
  place.textContent = place.dataset[name].replace("{day}", day);
}

async function showLabels(rows) {
  const labels = await labelsOf(rows.map(({ dataset }) => dataset.promise));
  for (const [place, row] of rows.entries()) {
    const words = row.querySelector("[data-label]");
    words.textContent = labels[place] ?? "";
    words.hidden = !labels[place];
  }
}

const ACTS = {
  answer: async (call, form, button) => {
    const { key, how } = await note("held", { call, how: button.value });
    const isLost = form.dataset.of === "meeting" && how === "fell_through";
    if (isLost) location.assign(`/log#lost=${key}`); // where the lesson's sheet is, also offline
  },
  later: async (call) => note("next", { call, on: await nextWorkingDay() }),
  moved: async (call, form) => {
    const { on: day, at } = form.elements;
    await note("held", { call, how: "moved" });
    await note("next", { call, on: day.value, ...(at.value && { at: at.value }) });
  },
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const row = form.closest("[data-promise]");
  const name = row && Object.keys(ACTS).find((act) => act in form.dataset);
  if (!name) return;
  event.preventDefault();
  try {
    await ACTS[name](row.dataset.promise, form, event.submitter);
    const folded = row.closest("[data-coming]");
    (folded?.querySelector("summary") ?? document.querySelector("#promises"))?.focus();
  } catch (error) {
    showSaveError(error);
  }
});

on("labels-changed", () => {
  showLabels(allRows(document.querySelectorAll("[data-promises], [data-coming]")));
});

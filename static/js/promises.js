// The promises whose day has come: section[data-promises] of Today, with what waits laid on top. A
// row is an li[data-promise], or cloned from template[data-promise-row]; its forms are answered
// through the outbox: [data-answer], [data-later], [data-moved].
import { on } from "./bell.js";
import { today, wallDate } from "./days.js";
import { labelsOf } from "./labels.js";
import { note } from "./outbox.js";
import { tapper } from "./owner.js";
import { refused } from "./refused.js";
import { kept } from "./summary.js";
import { write } from "./words.js";

/** The outcomes that promise something for a day. */
export const PROMISES = ["callback", "meeting"];

/** Show what is due by this view of today. */
export async function showPromises({ summary, waiting }) {
  const box = document.querySelector("[data-promises]");
  if (!box) return;
  const list = box.querySelector("ul");
  const isShell = document.querySelector("[data-shell]") !== null;
  const known = isShell ? (summary?.promises ?? []) : rowsOf(list).map(promiseOf);
  const due = promisesOf(known, waiting, summary, summary?.day ?? today());
  for (const row of list.children) row.hidden = !due.has(row.dataset.promise);
  for (const promise of due.values()) {
    const row = list.querySelector(`[data-promise="${promise.call}"]`) ?? made(promise, box);
    if (!row.isConnected) list.append(row);
  }
  box.hidden = due.size === 0;
  await showLabels(list);
}

/** The working day after today, as far as this phone knows. */
export async function nextWorkingDay() {
  const tomorrow = wallDate(1);
  const summary = await kept(await tapper()).catch(() => null);
  return summary?.working?.find((day) => day >= tomorrow) ?? tomorrow;
}

/** `{ call: promise }` of what stands on this day, the soonest first. */
function promisesOf(known, waiting, summary, day) {
  const found = new Map(known.map((promise) => [promise.call, promise]));
  const everyone = new Map((summary?.promises ?? []).map((promise) => [promise.call, promise]));
  for (const { entry } of waiting) {
    const { kind, call, of } = entry;
    const before = found.get(call) ?? everyone.get(call) ?? waitingCall(call, waiting);
    if (kind === "next" && before) found.set(call, { ...before, ...datesOf(entry) });
    if (kind === "held" && entry.how !== "moved") found.delete(call);
    if (kind === "correct" && !PROMISES.includes(entry.outcome)) found.delete(call);
    if (kind === "withdraw") found.delete(of);
  }
  const due = [...found.values()].filter(({ on: its }) => its <= day);
  due.sort((one, other) => (moment(one) < moment(other) ? -1 : 1));
  return new Map(due.map((promise) => [promise.call, promise]));
}

function datesOf({ on, at }) {
  return { on, at: at ?? null, asked: null };
}

function waitingCall(key, waiting) {
  const call = waiting.find((record) => record.key === key)?.entry;
  if (!PROMISES.includes(call?.outcome)) return null;
  return { call: key, meeting: call.outcome === "meeting", noted: today(call.made_at) };
}

function moment({ on, at }) {
  return `${on} ${at ?? ""}`;
}

function rowsOf(list) {
  return [...list.querySelectorAll("[data-promise]:not([data-own])")];
}

function promiseOf({ dataset }) {
  const { promise: call, on, at, noted } = dataset;
  return { call, on, at, noted };
}

function made({ call, meeting, on: day, at, noted, asked }, box) {
  const row = box.querySelector("[data-promise-row]").content.firstElementChild.cloneNode(true);
  const now = today();
  const isAsked = !meeting && Boolean(asked) && asked <= now;
  const shown = { meeting, callback: !meeting, asked: isAsked };
  Object.assign(row.dataset, { promise: call, own: "" });
  for (const part of row.querySelectorAll("[data-of]")) part.hidden = !shown[part.dataset.of];
  row.querySelector("a").setAttribute("href", `/log?promise=${call}`); // no base in a template
  put(row.querySelector("[data-noted-on]"), "words", write(noted, "weekday"));
  const badge = row.querySelector("[data-when]");
  if (day < now) put(badge, "since", write(day, "weekday"));
  else badge.textContent = at ?? badge.dataset.today;
  return row;
}

function put(place, name, day) {
  place.textContent = place.dataset[name].replace("{day}", day);
}

async function showLabels(list) {
  const rows = [...list.querySelectorAll("[data-promise]")];
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
    document.querySelector("#promises")?.focus();
  } catch (error) {
    refused(error);
  }
});

on("labels-changed", () => {
  const list = document.querySelector("[data-promises] ul");
  if (list) showLabels(list);
});

// The neutral shell: the pages that a cold start without a network gets, filled on the phone from
// the last summary. data-shell="today", data-fill="streak.count", data-if="lesson".
import { on } from "./bell.js";
import { today } from "./days.js";
import { rememberedOwner } from "./owner.js";
import { kept } from "./summary.js";
import { number, say } from "./words.js";

const ADDRESSES = { "/": "today", "/today": "today", "/log": "log" };

/** Show the part that was asked for, with what the phone remembers. */
export async function fillShell() {
  if (!document.querySelector("[data-shell]")) return;
  on("summary-changed", show);
  await show();
}

async function show() {
  const summary = await kept(await rememberedOwner());
  const wanted = ADDRESSES[location.pathname] ?? "elsewhere";
  const name = summary || wanted === "elsewhere" ? wanted : "nobody";
  for (const part of document.querySelectorAll("[data-shell]"))
    part.hidden = part.dataset.shell !== name;
  if (summary) fill(document, asOfToday(summary));
}

/** Yesterday's summary says nothing about today's dose. */
function asOfToday(summary) {
  if (summary.day === today()) return summary;
  return { ...summary, dose: { ...summary.dose, done: 0, kept: false }, stale: true };
}

function fill(part, summary) {
  for (const place of part.querySelectorAll("[data-if]"))
    place.hidden = !present(find(summary, place.dataset.if));
  for (const place of part.querySelectorAll("[data-fill]"))
    place.textContent = text(find(summary, place.dataset.fill));
  for (const place of part.querySelectorAll("[data-plural]"))
    say(place, find(summary, place.dataset.plural) ?? 0);
  for (const count of part.querySelectorAll("[data-count]"))
    count.dataset.value = summary.dose.done;
  for (const dose of part.querySelectorAll("[data-dose]")) fillDose(dose, summary.dose);
  for (const list of part.querySelectorAll("[data-each]"))
    repeat(list, find(summary, list.dataset.each) ?? []);
}

/** As many children as the list has items, each cloned from its template and filled. */
function repeat(list, items) {
  const template = list.querySelector("template");
  const only = list.dataset.row;
  const rows = items
    .filter(({ row }) => !only || row === only)
    .map((item) => {
      const row = template.content.firstElementChild.cloneNode(true);
      for (const place of [row, ...row.querySelectorAll("*")]) {
        if (place.dataset.item) place.textContent = text(find(item, place.dataset.item));
        if (place.dataset.itemValue) place.value = find(item, place.dataset.itemValue);
        if (place.dataset.itemState) place.dataset.state = find(item, place.dataset.itemState);
      }
      return row;
    });
  list.replaceChildren(template, ...rows);
}

function fillDose(dose, { needed, done }) {
  Object.assign(dose.dataset, { needed, done });
  const dot = dose.firstElementChild;
  dose.replaceChildren(...Array.from({ length: needed }, () => dot.cloneNode(true)));
}

function find(summary, path) {
  return path.split(".").reduce((held, name) => held?.[name], summary);
}

function present(value) {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
}

function text(value) {
  return typeof value === "number" ? number(value) : (value ?? "");
}

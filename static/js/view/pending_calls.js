// Rows of the day's pending calls.
// The day's calls that wait, as rows cloned from template[data-call-row] into [data-calls], and
// their menus from template[data-call-menu].
import { on } from "../browser/events.js";
import { formatValue } from "../browser/format.js";
import { correctRows } from "./corrected_rows.js";
import { find } from "./outcome_icons.js";

const entries = new WeakMap(); // of rows whose menu has not been opened
const rowsByKey = new Map(); // the rows by their keys: one outlives its list, and so does its open menu

/**
 * Put the calls that wait above the rows that the server knows, and give those the outcomes that
 * wait for them, by the keys of their calls. A call that has left stands until the list is read
 * anew, which a lost network may put off.
 */
export function listCalls(list, { calls, corrections, attention }) {
  const template = document.querySelector("[data-call-row]");
  if (!template) return;
  const listed = new Set(Array.from(list.querySelectorAll("form[data-remove]"), keyOf));
  const isFirst = list.dataset.calls !== "earlier"; // nothing that waits is on a later page
  const own = isFirst ? calls.filter(({ key }) => !listed.has(key)) : [];
  const rows = own.reverse().map((record) => rowOf(record, template));
  const refused = new Set(attention.map(({ key }) => key));
  for (const [key, row] of rowsByKey)
    if (!rows.includes(row) && (refused.has(key) || !hasLeft(row))) drop(key, row);
  placeFirst(list, rows);
  const theirs = (key) => {
    const row = list.querySelector(`li[data-key="${key}"]`);
    return rows.includes(row) ? null : row;
  };
  correctRows({ corrections, attention }, theirs, nameRow);
  for (const words of document.querySelectorAll("[data-no-calls]"))
    words.hidden = !isFirst || list.children.length > 0;
}

/** These rows first, without a touch to those that stand right: a long day stays quick. */
function placeFirst(list, rows) {
  let place = list.firstElementChild;
  for (const row of rows) {
    if (row === place) place = place.nextElementSibling;
    else list.insertBefore(row, place);
  }
}

function rowOf(record, template) {
  if (!rowsByKey.has(record.key)) rowsByKey.set(record.key, createRow(template, record));
  const row = rowsByKey.get(record.key);
  nameRow(row, record.entry.outcome);
  return row;
}

/** Its record is gone: it was received, unless it was taken back; another list knows by itself. */
function hasLeft(row) {
  const stands = row.isConnected && !row.hidden;
  if (stands) row.querySelector("[data-pending]")?.remove();
  return stands;
}

function drop(key, row) {
  row.remove();
  rowsByKey.delete(key);
}

function createRow(template, { key, entry }) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.key = key;
  row.querySelector("[data-time]").textContent = formatValue(entry.made_at, "time");
  entries.set(row, entry);
  return row;
}

on("entry-withdrawn", ({ detail }) => putOutOfSight(detail.key));
on("call-moved", ({ detail }) => putOutOfSight(detail.from));

function putOutOfSight(key) {
  const row = document.querySelector(`[data-calls] > li[data-key="${key}"]`);
  if (row) row.hidden = true;
}

/** Name how it ended; a menu that is open stays so. */
function nameRow(row, id) {
  if (row.dataset.ended === id) return;
  row.dataset.ended = id;
  const outcome = find(id);
  row.className = `call ${outcome?.look ?? ""}`;
  row.querySelector("[data-icon]").replaceChildren(...(outcome?.icons() ?? []));
  row.querySelector("[data-name]").textContent = outcome?.name ?? "";
  const menu = row.querySelector("form[data-change]");
  if (menu) menu.elements.outcome.value = id;
  const lesson = row.querySelector("[data-lesson-of]");
  if (lesson) lesson.dataset.lessonOutcome = id;
  if (entries.has(row)) entries.set(row, { ...entries.get(row), outcome: id });
}

// A browser goes through every form of a page whenever one comes: a long day has none until then.
document.addEventListener(
  "toggle",
  ({ target }) => {
    const row = target.closest("[data-calls] > li");
    const entry = entries.get(row);
    if (!entry) return;
    entries.delete(row);
    fillMenu(row.querySelector(".menu"), entry);
  },
  true,
);

function fillMenu(menu, { key, outcome }) {
  menu.append(document.querySelector("[data-call-menu]").content.cloneNode(true));
  const { dataset, elements } = menu.querySelector("form[data-change]");
  dataset.change = key;
  elements.outcome.value = outcome;
}

function keyOf(form) {
  return form.dataset.remove;
}

// The day's calls that wait, as rows cloned from template[data-call-row] into [data-calls], and
// their menus from template[data-call-menu].
import { find } from "./outcomes.js";
import { write } from "./words.js";

const entries = new WeakMap(); // of rows whose menu has not been opened
const made = new Map(); // the rows by what they say: one outlives its list, and so does its open menu

/** Put these records above the rows that the server knows. */
export function listCalls(list, records) {
  const template = document.querySelector("[data-call-row]");
  if (!template) return;
  const known = new Set(Array.from(list.querySelectorAll("form[data-remove]"), keyOf));
  const own = records.filter(({ key }) => !known.has(key));
  const rows = own.reverse().map((record) => rowOf(record, template));
  for (const [name, row] of made) if (!rows.includes(row)) drop(name, row);
  lead(list, rows);
  for (const words of document.querySelectorAll("[data-no-calls]"))
    words.hidden = list.children.length > 0;
}

/** These rows first, without a touch to those that stand right: a long day stays quick. */
function lead(list, rows) {
  let place = list.firstElementChild;
  for (const row of rows) {
    if (row === place) place = place.nextElementSibling;
    else list.insertBefore(row, place);
  }
}

function rowOf(record, template) {
  const name = `${record.key} ${record.entry.outcome}`;
  if (!made.has(name)) made.set(name, filled(template, record));
  return made.get(name);
}

function drop(name, row) {
  row.remove();
  made.delete(name);
}

function filled(template, { key, entry }) {
  const row = template.content.firstElementChild.cloneNode(true);
  const outcome = find(entry.outcome);
  row.dataset.key = key;
  if (outcome?.look) row.classList.add(outcome.look);
  row.querySelector("[data-icon]").replaceChildren(...(outcome?.icons() ?? []));
  row.querySelector("[data-name]").textContent = outcome?.name ?? "";
  row.querySelector("[data-time]").textContent = write(entry.made_at, "time");
  entries.set(row, entry);
  return row;
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

function fillMenu(menu, { key, outcome, made_at: madeAt, zone, offset }) {
  menu.append(document.querySelector("[data-call-menu]").content.cloneNode(true));
  const { dataset, elements } = menu.querySelector("form[data-change]");
  Object.assign(dataset, { change: key, madeAt, zone, offset });
  elements.outcome.value = outcome;
}

function keyOf(form) {
  return form.dataset.remove;
}

// The day's calls that wait, as rows cloned from template[data-call-row] into [data-calls], and
// their menus from template[data-call-menu].
import { find } from "./outcomes.js";
import { write } from "./words.js";

const entries = new WeakMap(); // of rows whose menu has not been opened

/** Put these records above the rows that the server knows. */
export function listCalls(list, records) {
  const template = document.querySelector("[data-call-row]");
  if (!template) return;
  const shown = new Map(
    Array.from(list.querySelectorAll("[data-key]"), (row) => [nameOf(row), row]),
  );
  const known = new Set(Array.from(list.querySelectorAll("form[data-remove]"), keyOf));
  const own = records.filter(({ key }) => !known.has(key));
  const rows = own.reverse().map((record) => {
    const { key, entry } = record;
    return shown.get(`${key} ${entry.outcome}`) ?? filled(template, record);
  });
  for (const row of shown.values()) if (!rows.includes(row)) row.remove();
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

function filled(template, { key, entry }) {
  const row = template.content.firstElementChild.cloneNode(true);
  const outcome = find(entry.outcome);
  Object.assign(row.dataset, { key, outcome: entry.outcome });
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

/** A row that says what it said stays, and so does its open menu. */
function nameOf({ dataset }) {
  return `${dataset.key} ${dataset.outcome}`;
}

function keyOf(form) {
  return form.dataset.remove;
}

// The day's calls that wait, as rows cloned from template[data-call-row] into [data-calls].
import { find } from "./outcomes.js";
import { write } from "./words.js";

/** Put these records above the rows that the server knows. */
export function listCalls(list, records) {
  const template = document.querySelector("[data-call-row]");
  if (!template) return;
  for (const row of list.querySelectorAll("[data-key]")) row.remove();
  const known = new Set(Array.from(list.querySelectorAll("form[data-remove]"), keyOf));
  const own = records.filter(({ key }) => !known.has(key));
  list.prepend(...own.reverse().map((record) => filled(template, record)));
  for (const words of document.querySelectorAll("[data-no-calls]"))
    words.hidden = list.children.length > 0;
}

function filled(template, { key, entry }) {
  const row = template.content.firstElementChild.cloneNode(true);
  const outcome = find(entry.outcome);
  row.dataset.key = key;
  if (outcome?.look) row.classList.add(outcome.look);
  row.querySelector("[data-icon]").replaceChildren(...(outcome?.icons() ?? []));
  row.querySelector("[data-name]").textContent = outcome?.name ?? "";
  row.querySelector("[data-time]").textContent = write(entry.made_at, "time");
  return row;
}

function keyOf(form) {
  return form.dataset.remove;
}

// The day's calls that wait, as rows cloned from the list's own <template data-call-row>.
import { clock } from "./words.js";

/** Put these records above the rows that the server knows. */
export function list(place, records) {
  for (const row of place.querySelectorAll("[data-waiting-row]")) row.remove();
  const known = new Set([...place.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
  const template =
    place.querySelector("[data-call-row]") ?? document.querySelector("[data-call-row]");
  if (!template) return;
  for (const record of records) if (!known.has(record.key)) place.prepend(row(template, record));
}

function row(template, { key, entry, state }) {
  const filled = template.content.firstElementChild.cloneNode(true);
  filled.dataset.key = key;
  filled.dataset.waitingRow = state;
  slot(filled, "time", clock(entry.made_at));
  slot(filled, "word", word(entry.outcome));
  return filled;
}

/** The outcome as its tile says it. */
function word(outcome) {
  return document.querySelector(`[data-outcome="${CSS.escape(outcome)}"]`)?.dataset.word ?? "";
}

function slot(row, name, text) {
  const place = row.querySelector(`[data-slot="${name}"]`);
  if (place) place.textContent = text;
}

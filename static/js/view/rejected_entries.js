// The list of rejected entries.
// Entries that the server refused: their owner sees why, sends them again or lets them go.
// [data-attention-line], [data-attention] with its list, its row and its template[data-why].
import { emit } from "../browser/events.js";
import { formatValue } from "../browser/format.js";
import { write as save } from "../browser/indexed_db.js";
import { sayIn } from "../ui/notices.js";
import { find } from "./outcome_icons.js";

/** Show these records wherever the page has a place for them. */
export function showAttention(records) {
  for (const line of document.querySelectorAll("[data-attention-line], [data-attention]")) {
    line.hidden = records.length === 0;
    sayIn(line, records.length);
  }
  for (const part of document.querySelectorAll("[data-attention]")) fillPart(part, records);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-retry], [data-forget]");
  const key = button?.closest("[data-key]")?.dataset.key;
  if (!key) return;
  await save(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    if ("forget" in button.dataset) return store.delete(key);
    const record = await store.get(key);
    return record && store.put({ ...record, state: "waiting", tries: 0 });
  });
  emit("outbox-changed");
});

function fillPart(part, records) {
  const template = part.querySelector("[data-attention-row]");
  const rows = records.map((record) => createRow(template, record, part));
  part.querySelector("[data-attention-list]").replaceChildren(...rows);
}

/** A call by its outcome; what is said of one by what it is, where the page has words for that. */
function nameOf({ kind, outcome }, { dataset }) {
  return (dataset[kind] ?? "{name}").replace("{name}", find(outcome)?.name ?? "");
}

function createRow(template, { key, entry, reason }, part) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.dataset.key = key;
  row.querySelector("[data-name]").textContent = nameOf(entry, template);
  row.querySelector("[data-time]").textContent = formatValue(entry.made_at, "time");
  const why =
    part.querySelector(`[data-why="${reason}"]`) ?? part.querySelector('[data-why="other"]');
  row.querySelector("p[data-why]").append(why.content.cloneNode(true));
  return row;
}

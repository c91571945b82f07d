// Entries that the server refused: their owner sees why, and sends them again or lets them go.
// data-attention (how many) and data-attention-list with its <template data-attention-row>.
import { on, ring } from "./bell.js";
import { records } from "./outbox.js";
import { tapper } from "./owner.js";
import { write } from "./store.js";
import { clock, say } from "./words.js";

/** Show what needs attention, now and whenever it changes. */
export function showAttention() {
  on("outbox-changed", show);
  on("journal-sent", show);
  document.addEventListener("htmx:after:swap", show);
  document.addEventListener("click", answer);
  show();
}

async function show() {
  const refused = (await records(await tapper())).filter(({ state }) => state === "attention");
  for (const place of document.querySelectorAll("[data-attention]")) {
    place.hidden = refused.length === 0;
    const count = place.matches("[data-other]") ? place : place.querySelector("[data-other]");
    if (count) say(count, refused.length);
  }
  for (const list of document.querySelectorAll("[data-attention-list]")) fill(list, refused);
}

function fill(list, refused) {
  const template = list.querySelector("template");
  const rows = refused.map((record) => {
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.key = record.key;
    const texts = {
      what: what(list, record),
      time: clock(record.entry.made_at),
      reason: why(list, record),
    };
    for (const slot of row.querySelectorAll("[data-slot]"))
      slot.textContent = texts[slot.dataset.slot] ?? "";
    return row;
  });
  list.replaceChildren(template, ...rows);
}

function what(list, { entry }) {
  return list.dataset[entry.outcome ?? entry.kind] ?? list.dataset[entry.kind] ?? "";
}

function why(list, { reason }) {
  return list.dataset[`reason${reason[0].toUpperCase()}${reason.slice(1)}`] ?? list.dataset.reason;
}

async function answer(event) {
  const button = event.target.closest("[data-again], [data-drop]");
  const key = button?.closest("[data-key]")?.dataset.key;
  if (!key) return;
  event.preventDefault();
  await write(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    if ("drop" in button.dataset) return store.delete(key);
    const record = await store.get(key);
    return record && store.put({ ...record, state: "waiting", reason: null, tries: 0 });
  });
  ring("outbox-changed");
}

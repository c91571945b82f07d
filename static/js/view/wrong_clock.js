// A call of a phone whose clock was wrong, noted anew at its right time: one write takes it back and
// notes another one by hand, with all that hangs on it. form[data-wrong-clock]

import { offsetAt, wallInstant } from "../browser/days.js";
import { emit } from "../browser/events.js";
import { write } from "../browser/indexed_db.js";
import { anewKey, answerKey, derivedKey } from "../browser/keys.js";
import { presentTime } from "../outbox/clock_evidence.js";
import { correctionsOf } from "../outbox/corrections.js";
import { addRecord, buildEntry } from "../outbox/outbox.js";
import { clearSaveErrors, showSaveError } from "../ui/save_errors.js";

const WEEK_MS = 7 * 24 * 3600_000;
// What the last two bytes of a key differ by, as on the server (webapp/calls/wrong_clock.py).
const PLACES = {
  ...{ call: 0x7e00, withdraw: 0x7e01, lesson: 0x7e02, next: 0x7e03, share: 0x7e04 },
  ...{ held: 0x7e06, lost_lesson: 0x7e07, lost_share: 0x7e08 },
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-wrong-clock]")) return;
  event.preventDefault();
  const at = wallInstant(form.elements.day.value, form.elements.time.value);
  const late = isTooLate(form, at);
  const wrong = !late && !(at <= presentTime(Number.POSITIVE_INFINITY)); // the clock of this phone may be wrong
  form.querySelector("[data-late]").hidden = !late;
  form.querySelector("[data-wrong]").hidden = !wrong;
  if (late || wrong) return;
  form.inert = true;
  try {
    const anew = await noteAnew(form.dataset, at);
    clearSaveErrors();
    hide(form);
    emit("call-moved", { from: form.dataset.wrongClock, to: anew });
    emit("outbox-changed");
  } catch (error) {
    form.inert = false;
    showSaveError(error);
  }
});

/** By what the server said, as the clock of this phone may still be the wrong one (RULES R1.3). */
function isTooLate({ elements, dataset }, at) {
  return elements.day.value < dataset.earliest || presentTime() - at > WEEK_MS;
}

/** Resolves with the key of the call that stands for it from now on. */
async function noteAnew({ wrongClock: key, outcome, along, counted }, at) {
  const [anew, wall] = [anewKey(key), { made_at: at, offset: offsetAt(at) }];
  const call = await buildEntry(
    "call",
    { key: anew, outcome, by_hand: true, clock_off: false },
    wall,
  );
  const withdrawal = await buildEntry("withdraw", {
    key: derivedKey(key, PLACES.withdraw),
    of: key,
  });
  await write(["entries"], async (transaction) => {
    const store = transaction.objectStore("entries");
    const records = await store.index("owner").getAll(call.owner);
    if (records.some((record) => record.key === anew || record.entry.of === key)) return;
    call.outcome = correctionsOf(records).get(key) ?? outcome;
    await addRecord(transaction, call, counted === undefined ? {} : { instead: key });
    await addRecord(transaction, withdrawal);
    const { of, ...present } = withdrawal;
    for (const { was: previousKey, ...own } of newest(of, JSON.parse(along), records))
      await addRecord(transaction, { ...present, ...own });
    for (const { key: other, entry, sent } of records)
      if (entry.call === key && !sent) await store.delete(other);
  });
  return anew;
}

/** What goes along: what the page knows and nobody took back, unless something newer waits here. */
function newest(key, along, records) {
  const withdrawn = new Set(records.map(({ entry }) => entry.of));
  const entries = new Map(Object.entries(along).filter(([, it]) => it && !withdrawn.has(it.was)));
  const calls = { [key]: ["", "call"], [entries.get("held")?.was ?? ""]: ["lost_", "held"] };
  const waiting = records.filter(({ key: its, entry }) => entry.call && !withdrawn.has(its));
  for (const { entry } of waiting.sort((one, other) => one.entry.made_at - other.entry.made_at)) {
    const [before, call] = calls[entry.call] ?? [];
    const name = before + entry.kind;
    if (!(name in PLACES)) continue;
    const own = { key: derivedKey(key, PLACES[name]), call: derivedKey(key, PLACES[call]) };
    entries.set(name, { kind: entry.kind, ...ownFields(entry), ...own });
    if (name === "held") calls[entry.key] = ["lost_", "held"];
  }
  const tick = records.find((record) => record.key === answerKey(key))?.entry;
  if (tick) entries.set("kept", { ...tick, key: answerKey(anewKey(key)) });
  return entries.values();
}

/** What a kind says, without what every entry has. */
function ownFields({ v, key, owner, made_at, zone, offset, kind, clock_off, ...own }) {
  return own;
}

function hide(form) {
  const section = form.closest("section");
  form.closest("li").remove();
  if (!section.querySelector("li")) section.remove();
}

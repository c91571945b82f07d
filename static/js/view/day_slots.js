// The day's plan on Today: section[data-slots], drawn from what the server knows (data-known, or in
// the shell the summary) with the slots and withdrawals that wait on this phone laid on top.
// form[data-slot-move] moves the next slot; « not now » (not_now.js) puts it away on this phone alone.
// [data-no-slots] is shown where there is none.
import { dayAfter, statedInstant } from "../browser/days.js";
import { on } from "../browser/events.js";
import { nextLegal } from "../browser/legal_hours.js";
import { getItem, setItem } from "../browser/local_storage.js";
import { currentDay } from "../outbox/clock_skew.js";
import { currentMember } from "../outbox/current_member.js";
import { note, records, takeBack } from "../outbox/outbox.js";
import { storedSummary } from "../outbox/summary.js";
import { showSaveError } from "../ui/save_errors.js";
import { showGap } from "./day_gaps.js";
import { gapAround, gapsLeft, marksOf } from "./day_line.js";
import { tellOutside, windowsOf } from "./outside_hours.js";

const CHANGES = ["outbox-changed", "summary-changed", "entries-settled", "day-ended"];
const PUT_AWAY = "rebond.slot";
let shown = null; // the next slot, as the section says it
let grace = 0; // milliseconds around its time in which a slot is kept

/** Draw the section now, and whenever what it says may have changed. */
export function keepSlotsShown() {
  const draw = () => drawSlots().catch(() => {});
  for (const what of CHANGES) on(what, draw);
  document.addEventListener("htmx:after:swap", draw);
  document.addEventListener("visibilitychange", () => document.hidden || draw());
  const shell = document.querySelector("[data-shell]"); // which gets its view later
  if (shell) new MutationObserver(draw).observe(shell, { childList: true });
  draw();
}

async function drawSlots() {
  const owner = await currentMember();
  const [summary, waiting] = await Promise.all([storedSummary(owner), records(owner)]);
  const section = document.querySelector("[data-slots]");
  if (!section) return;
  grace = Number(section.dataset.grace) * 60_000;
  const inShell = document.querySelector("[data-shell]");
  const known = inShell ? (summary?.slots ?? []) : JSON.parse(section.dataset.known);
  const days = inShell ? (summary?.agenda ?? []) : JSON.parse(section.dataset.agenda);
  const [day, now] = [currentDay(summary), Date.now()];
  const slots = slotsOf(known, waiting, day);
  const agenda = days.find((each) => each.day === day);
  const gaps = gapsLeft(agenda, now);
  const away = getItem(PUT_AWAY);
  shown = slots.find((slot) => !slot.kept && slot.until > now && nameOf(slot) !== away);
  if (shown?.on !== day && gaps.length) shown = null;
  const isEmpty = !slots.length && !gaps.length;
  section.hidden = isEmpty;
  const none = document.querySelector("[data-no-slots]");
  if (none) none.hidden = !isEmpty;
  showNext(section, day, windowsOf(section.querySelector("[data-outside]"), summary));
  showGap(section, shown ? [] : gaps, day, now);
  showOpen(section.querySelector("[data-slot-open]"), shown && gapAround(shown, gaps));
  const ofDay = slots.filter((slot) => slot.on === day);
  drawLine(section, marksOf(ofDay, shown, agenda, now));
}

/** Until when the gap lasts in which the next slot lies. */
function showOpen(line, gap) {
  line.hidden = !gap;
  if (gap) line.textContent = line.dataset.words.replace("{until}", gap.until);
}

/** Those of today and tomorrow, by their times; of several at the same time one. */
function slotsOf(known, waiting, day) {
  const days = [day, dayAfter(day, 1)];
  const withdrawn = new Set(waiting.map(({ entry }) => entry.of).filter(Boolean));
  const noted = waiting.filter(
    ({ key, entry }) => entry.kind === "slot" && entry.at && !withdrawn.has(key),
  );
  const added = noted.flatMap(({ key, entry }) =>
    days.filter((each) => fallsOn(entry, each)).map((each) => occurrence(key, entry, each)),
  );
  const standing = known.filter((slot) => slot.kept || !withdrawn.has(slot.key));
  const all = [...standing.map((slot) => ({ ...slot, begins: slot.until - grace })), ...added];
  const byTime = new Map(all.reverse().map((slot) => [`${slot.on} ${slot.at}`, slot]));
  const slots = [...byTime.values()]
    .filter((slot) => days.includes(slot.on))
    .sort((one, other) => one.until - other.until);
  return keepSlots(
    slots,
    waiting.filter(({ key }) => !withdrawn.has(key)),
  );
}

/** With those that calls without a receipt keep: each the earliest near it, as game.slots has it. */
function keepSlots(slots, waiting) {
  const calls = waiting.filter(({ entry }) => entry.kind === "call").map(({ entry }) => entry);
  const kept = new Set();
  for (const { made_at: at } of calls.sort((one, other) => one.made_at - other.made_at)) {
    const isNear = ({ until }) => Math.abs(at - (until - grace)) <= grace;
    const earliest = slots.find((slot) => !slot.kept && !kept.has(slot) && isNear(slot));
    if (earliest) kept.add(earliest);
  }
  return slots.map((slot) => (kept.has(slot) ? { ...slot, kept: true } : slot));
}

function fallsOn({ on: single, weekdays, from, to }, day) {
  if (single) return single === day;
  const weekday = new Date(day).getUTCDay() || 7;
  return weekdays.includes(weekday) && from <= day && (!to || day <= to);
}

function occurrence(key, { at, minutes, cue, weekdays, to, made_at }, day) {
  const time = statedInstant(day, at);
  const until = made_at < time ? time + grace : 0;
  return { key, on: day, at, minutes, cue, weekdays, to, kept: false, begins: time, until };
}

function nameOf({ key, on: day }) {
  return `${key} ${day}`;
}

function showNext(section, day, windows) {
  const part = (name) => section.querySelector(`[data-slot-${name}]`);
  const words = part("words");
  const when = !shown ? "over" : shown.on === day ? "today" : "tomorrow";
  words.textContent = words.dataset[when].replace("{at}", shown?.at);
  for (const name of ["minutes", "next"]) part(name).hidden = !shown;
  part("cue").hidden = !shown?.cue;
  const outside = section.querySelector("[data-outside]");
  outside.hidden = true;
  if (!shown) return;
  const date = shown.at < "04" ? dayAfter(shown.on, 1) : shown.on;
  tellOutside(outside, windows, date, shown.at);
  part("begin").href = `/sprint#${shown.minutes}`;
  part("minutes").textContent = part("minutes").dataset.words.replace("{n}", shown.minutes);
  part("cue").textContent =
    shown.says ?? part("cue").dataset.words.replace("{cue}", shown.cue ?? "");
  const later = section.dataset.later.split(" ").map(Number);
  for (const [place, button] of part("move").querySelectorAll("button").entries()) {
    const [date, time] = withinHours(windows, laterThan(shown, later[place]));
    button.value = `${date} ${time}`;
    button.textContent = date === shown.on ? time : button.dataset.tomorrow.replace("{at}", time);
  }
}

/** A time within the legal hours: that one, or the next (RULES R18). */
function withinHours(windows, [day, time]) {
  const next = nextLegal(windows, time < "04" ? dayAfter(day, 1) : day, time);
  return next ? [next.date, next.time] : [day, time];
}

/** The practice day and the time so many minutes after a slot's. */
function laterThan({ on: day, at }, minutes) {
  const date = at < "04" ? dayAfter(day, 1) : day;
  const wall = Date.parse(`${date}T${at}Z`) + minutes * 60_000;
  const iso = (instant) => new Date(instant).toISOString();
  return [iso(wall - 4 * 3600_000).slice(0, 10), iso(wall).slice(11, 16)];
}

function drawLine(section, marks) {
  const line = section.querySelector("[data-slot-line]");
  const template = section.querySelector("[data-slot-arc]").content.firstElementChild;
  const rows = marks.map(({ state, at, until }) => {
    const row = template.cloneNode(true);
    row.dataset.state = state;
    const [time, words] = row.querySelectorAll("span");
    time.textContent = at;
    const said = line.dataset[state];
    words.textContent = said ? (at && ", ") + said.replace("{until}", until) : "";
    return row;
  });
  line.replaceChildren(...rows);
}

/** The new one first: should the phone take no more, the former stands. */
async function move({ key, cue, minutes, weekdays, on: day, at, to: last }, value) {
  const [date, time] = value.split(" ");
  const same = { minutes, ...(cue && { cue }) };
  await note("slot", { on: date, at: time, ...same });
  const rest = { weekdays, from: dayAfter(day, 1), at, ...same, ...(last && { to: last }) };
  if (weekdays?.length && (!last || last > day)) await note("slot", rest);
  await takeBack(key);
}

document.addEventListener("submit", (event) => {
  if (!("slotMove" in event.target.dataset) || !shown) return;
  event.preventDefault();
  event.target.closest("details")?.removeAttribute("open");
  move(shown, event.submitter.value).catch(showSaveError);
});

document.addEventListener("slot-put-away", () => {
  if (!shown) return;
  setItem(PUT_AWAY, nameOf(shown));
  drawSlots();
});

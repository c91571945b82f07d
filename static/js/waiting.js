// What waits on this phone, laid over what the server has said: in words (data-waiting), in
// counts (data-count, data-dose) and in the day's calls (data-calls). Never in points.
import { on } from "./bell.js";
import { list } from "./calls.js";
import { practiceDay, today } from "./days.js";
import { land } from "./haptic.js";
import { records } from "./outbox.js";
import { tapper } from "./owner.js";
import { say } from "./words.js";

const QUIET_MS = 1500;
let timer;

/** Show what waits now, and again whenever that or the page changes. */
export function showWaiting() {
  const neutral = "neutral" in document.documentElement.dataset;
  on("outbox-changed", everything);
  on("summary-changed", neutral ? everything : words);
  document.addEventListener("htmx:after:swap", everything);
  everything();
}

async function everything() {
  const calls = standing(await mine()).filter(isCall);
  const now = today();
  const ofToday = calls.filter(({ entry }) => practiceDay(entry.made_at, entry.offset) === now);
  for (const count of document.querySelectorAll("[data-count]"))
    count.textContent = Number(count.dataset.value) + ofToday.length;
  for (const dose of document.querySelectorAll("[data-dose]")) fillDose(dose, ofToday.length);
  for (const calls of document.querySelectorAll("[data-calls]")) list(calls, ofToday);
  words();
}

/** In words only after a moment: with a network an entry is gone before it could be read. */
async function words() {
  clearTimeout(timer);
  const waiting = standing(await mine()).filter(({ state }) => state !== "attention");
  const since = Math.max(0, ...waiting.map(({ entry }) => entry.made_at));
  if (waiting.length && Date.now() - since < QUIET_MS) timer = setTimeout(words, QUIET_MS);
  else for (const place of document.querySelectorAll("[data-waiting]")) fill(place, waiting);
}

function fill(place, waiting) {
  place.hidden = waiting.length === 0;
  if (!place.hidden) say(place, waiting.filter(isCall).length);
}

function fillDose(dose, waiting) {
  const { needed, done } = dose.dataset;
  const total = Number(done) + waiting;
  [...dose.children].forEach((dot, place) => {
    dot.dataset.state = place < done ? "done" : place < total ? "waiting" : "left";
  });
  const before = Number(dose.dataset.total ?? total);
  if (before < needed && total >= needed) land();
  dose.dataset.total = total;
  for (const left of document.querySelectorAll("[data-dose-left]"))
    say(left, Math.max(0, needed - total));
}

async function mine() {
  return records(await tapper());
}

/** Without what was taken back while it waits. */
function standing(waiting) {
  const gone = new Set(waiting.map(({ entry }) => entry.of).filter(Boolean));
  return waiting.filter(({ key, entry }) => !gone.has(key) && !gone.has(entry.call));
}

function isCall({ entry }) {
  return entry.kind === "call";
}

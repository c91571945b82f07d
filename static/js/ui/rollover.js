// Reload at the end of the practice day or the board's week.
// A page that stays open while what it says comes to its end: the practice day at 04:00 (RULES
// R1.1), a board's week, and its close. It reads itself anew then, or when the phone wakes up.
//
// data-until: the instant, in milliseconds of the server's clock, up to which a panel holds. The
// day of the shell, and of what waits, is that of the clock on the phone's wall.
import { on } from "../browser/events.js";
import { onWake } from "../browser/wake_events.js";
import { currentDay, serverNow } from "../outbox/clock_skew.js";
import { currentMember } from "../outbox/current_member.js";
import { storedSummary } from "../outbox/summary.js";
import { expire, isStale } from "./panels.js";

const LOOK_EVERY_MS = 10 * 60_000; // clocks are set, and timers sleep with the phone
const [SOON_MS, AGAIN_MS] = [4000, 60_000]; // a phone ahead of the server reads too early
const SHORTEST_MS = 250;
const DAY_MS = 24 * 3600_000;
const reads = new Map(); // for each end that was read for: when to do so again, and how long that is
let shownDay;
let timer;

/** Look now, whenever the phone wakes up, at every tap, and when the next thing ends. */
export async function watchRollover() {
  shownDay = currentDay(await lastSummary(), -performance.now()); // as the page was asked for
  onWake(look);
  for (const what of ["outbox-changed", "summary-changed"]) on(what, look);
  document.addEventListener("htmx:after:swap", look);
  await look();
}

async function look() {
  const summary = await lastSummary();
  const day = currentDay(summary);
  const isOver = day !== shownDay;
  shownDay = day;
  if (isOver) window.dispatchEvent(new CustomEvent("day-ended"));
  const now = serverNow(summary);
  const ends = Array.from(document.querySelectorAll("[data-until]"), endOf);
  const ended = ends.filter((end) => end <= now);
  if (isOver || ended.some(isDue)) read(ended);
  const ahead = ends.map((end) => (end > now ? end - now : Math.max(untilAgain(end), SOON_MS)));
  clearTimeout(timer);
  timer = setTimeout(look, untilNext(summary, day, ahead));
}

/** Whether to read anew for this end: of another that was just read for, it knows nothing. */
function isDue(end) {
  return !isStale() && untilAgain(end) <= 0;
}

function untilAgain(end) {
  return (reads.get(end)?.due ?? Number.NEGATIVE_INFINITY) - performance.now();
}

function read(ended) {
  for (const end of ended) {
    const pause = Math.min(AGAIN_MS, 2 * (reads.get(end)?.pause ?? SOON_MS / 2));
    reads.set(end, { pause, due: performance.now() + pause });
  }
  expire();
}

function endOf({ dataset }) {
  return Number(dataset.until);
}

/** Milliseconds to the next end that is known, at most ten minutes. */
function untilNext(summary, day, ahead) {
  return Math.max(SHORTEST_MS, Math.min(LOOK_EVERY_MS, untilTomorrow(summary, day), ...ahead));
}

/** By halves: how long a night is that summer time begins or ends in, the phone knows. */
function untilTomorrow(summary, day) {
  let [low, high] = [0, DAY_MS + 2 * 3600_000];
  while (high - low > SHORTEST_MS) {
    const middle = (low + high) / 2;
    if (currentDay(summary, middle) === day) low = middle;
    else high = middle;
  }
  return high;
}

async function lastSummary() {
  return storedSummary(await currentMember()).catch(() => null);
}

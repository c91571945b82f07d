// Times for calls that are put off, on this phone's wall; as webapp/game/slots.py has them.
import { dayAfter, today, wallDate } from "../browser/days.js";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const [LATEST, MORNING, AFTERNOON] = ["18:00", "10:30", "14:00"];

/** Two times, each { day, at, isToday }; `working` are the working days to come, in order. */
export function putOffTimes(now, working) {
  const day = today(now);
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const soon = new Date(Math.ceil((minute + HOUR_MS) / QUARTER_MS) * QUARTER_MS);
  const at = soon.toTimeString().slice(0, 5);
  const isToday = wallDate(0, soon.getTime()) === wallDate(0, now) && day === wallDate(0, now);
  const next = working.find((each) => each > day) ?? nextWeekday(day);
  const times = [MORNING, AFTERNOON].map((each) => ({ day: next, at: each, isToday: false }));
  return isToday && at <= LATEST ? [{ day, at, isToday }, times[0]] : times;
}

/** Of who has no summary yet: the next of Monday to Friday. */
function nextWeekday(day) {
  const next = dayAfter(day, 1);
  return [0, 6].includes(new Date(next).getUTCDay()) ? nextWeekday(next) : next;
}

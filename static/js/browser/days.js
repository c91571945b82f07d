// Practice days by the clock on the wall where the tap was made: 04:00 to 04:00 (RULES R1.1).
const DAY_STARTS_MINUTES = 4 * 60;

/** The practice day, `2026-11-20`, of an instant in milliseconds at an offset in minutes. */
export function practiceDay(instant, offset) {
  return isoDate(instant + (offset - DAY_STARTS_MINUTES) * 60_000);
}

/** Minutes east of UTC on this phone at an instant. */
export function offsetAt(instant) {
  return -new Date(instant).getTimezoneOffset();
}

/** The practice day that this phone is in. */
export function today(now = Date.now()) {
  return practiceDay(now, offsetAt(now));
}

/** The calendar date on this phone's wall, some days from now. */
export function wallDate(days = 0, now = Date.now()) {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  return isoDate(date.getTime() + offsetAt(date.getTime()) * 60_000);
}

/** When this phone's wall showed HH:MM of a calendar date; NaN where summer time leaps over it. */
export function wallInstant(date, time) {
  const at = new Date(`${date}T${time}`);
  return at.toTimeString().startsWith(time) ? at.getTime() : Number.NaN;
}

/** … and of a practice day, which before four is still in its night; as webapp/game/days.py. */
export function statedInstant(day, time) {
  return wallInstant(time < "04" ? dayAfter(day, 1) : day, time);
}

/** The day some days from this one. */
export function dayAfter(day, days) {
  return isoDate(Date.parse(day) + days * 24 * 3600_000);
}

function isoDate(milliseconds) {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

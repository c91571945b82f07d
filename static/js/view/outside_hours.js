// That consumers may not be called at a time: [data-outside] stands hidden; its [data-next] has
// data-day for the words of another day than today, its form plans five minutes at the next time.
import { wallDate } from "../browser/days.js";
import { formatValue } from "../browser/format.js";
import { nextLegal } from "../browser/legal_hours.js";

/** What is known of the legal hours: the page's own, in `part`, or those of the last summary. */
export function windowsOf(part, summary) {
  return part.dataset.windows ? JSON.parse(part.dataset.windows) : (summary?.legal ?? null);
}

/** Say it of that time, or hide it where calls are allowed; the next time, or null. */
export function tellOutside(part, windows, date, time) {
  const next = nextLegal(windows, date, time);
  part.hidden = !next;
  if (!next) return null;
  const words = part.querySelector("[data-next]");
  const isToday = next.date === wallDate();
  words.textContent = isToday
    ? next.time
    : words.dataset.day
        .replace("{day}", formatValue(next.date, "weekday"))
        .replace("{time}", next.time);
  const form = part.querySelector("form");
  if (form?.elements.day) form.elements.day.value = next.date;
  if (form?.elements.at) form.elements.at.value = next.time;
  const button = form?.querySelector("button[name=to]");
  if (button) button.value = `${next.date} ${next.time}`;
  return next;
}

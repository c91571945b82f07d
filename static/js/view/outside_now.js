// [data-outside="now"]: that consumers may not be called at present, said for as long as that is so.
import { wallDate } from "../browser/days.js";
import { on } from "../browser/events.js";
import { currentMember } from "../outbox/current_member.js";
import { storedSummary } from "../outbox/summary.js";
import { tellOutside, windowsOf } from "./outside_hours.js";

const EVERY_MS = 30_000;

/** Say it now, and whenever it may have changed. */
export function keepOutsideTold() {
  const tell = () => tellNow().catch(() => {});
  on("summary-changed", tell);
  document.addEventListener("htmx:after:swap", tell);
  document.addEventListener("visibilitychange", () => document.hidden || tell());
  setInterval(() => document.hidden || tell(), EVERY_MS);
  const shell = document.querySelector("[data-shell]");
  if (shell) new MutationObserver(tell).observe(shell, { childList: true });
  tell();
}

/** Whether consumers may not be called now, as the page or the last summary has it. */
export async function tellNow() {
  const parts = [...document.querySelectorAll('[data-outside="now"]')];
  if (!parts.length) return false;
  const summary = await storedSummary(await currentMember());
  const time = new Date().toTimeString().slice(0, 5);
  const tell = (part) => tellOutside(part, windowsOf(part, summary), wallDate(), time);
  return parts.map(tell).some(Boolean);
}

// The list of drafts that wait.
// Lessons that wait on this phone, begun or not (quiet_mode.js): [data-unfinished] on Today, with words for
// how many; the Log opens the newest of them by its address, /log#unfinished, and once that is kept
// the next.
import { on } from "../browser/events.js";
import { drafts } from "../outbox/drafts.js";
import { sayIn } from "../ui/notices.js";
import { openLesson } from "./lesson_sheet.js";

const ADDRESS = "#unfinished";
let isGoingThrough = false;

/** Say how many wait, now and whenever that changes; open the newest where it was asked for. */
export async function tellUnfinished() {
  on("drafts-changed", tell);
  document.addEventListener("htmx:after:swap", tell);
  window.addEventListener("hashchange", openNewest);
  document.addEventListener("noted", () => {
    isGoingThrough = false;
  });
  document.addEventListener("lesson-kept", () => isGoingThrough && openNext());
  await Promise.all([tell(), openNewest()]);
}

async function tell() {
  const count = (await dueDrafts()).length;
  for (const words of document.querySelectorAll("[data-unfinished]")) {
    words.hidden = count === 0;
    if (count) sayIn(words, count);
  }
}

async function openNewest() {
  if (location.hash !== ADDRESS) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  await openNext();
}

async function openNext() {
  const [newest] = await dueDrafts();
  isGoingThrough = Boolean(newest) && openLesson(newest.call, newest.outcome);
}

function dueDrafts() {
  return drafts().catch(() => []); // a phone whose memory does not answer says so elsewhere
}

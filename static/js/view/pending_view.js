// Rendering of pending entries.
// What waits on this phone, laid over what the server has said: the dose, the day's calls, and
// how many wait, in words.

import { afterPaint } from "../browser/after_paint.js";
import { badge } from "../browser/badge.js";
import { on } from "../browser/events.js";
import { notice, sayIn, underTheThumb } from "../ui/notices.js";
import { bindData } from "./bind.js";
import { bounceSteps } from "./onboarding.js";
import { buildView } from "./optimistic_view.js";
import { listCalls } from "./pending_calls.js";
import { showPromises } from "./promises.js";
import { showAttention } from "./rejected_entries.js";
import { showShell } from "./shell.js";
import { tally } from "./tally.js";

const CHANGES = ["outbox-changed", "entries-settled", "summary-changed", "journal-sent"];
const OF_THE_PHONE = ["dose.", "goal.", "lead.", "first.", "streak.count"];
const QUIET_MS = 1500;
let timer;
let laidOver = false;

/** Show it now, and again whenever it, the summary or the page changes. */
export async function showPending() {
  const showSoon = afterPaint(show);
  for (const what of CHANGES) on(what, showSoon);
  for (const what of ["outbox-changed", "sent-straight"])
    on(what, () => {
      laidOver = true; // the page was made before it, and it may have left before it is looked at
    });
  on("day-ended", () => {
    for (const list of document.querySelectorAll("[data-calls]")) list.replaceChildren();
    laidOver = true; // yesterday's numbers too
    showSoon();
  });
  document.addEventListener("htmx:after:swap", showSoon);
  await show();
}

async function show() {
  const now = await buildView();
  if (!showShell(now)) applyPending(now);
  for (const list of document.querySelectorAll("[data-calls]")) listCalls(list, now);
  showPromises(now);
  showAttention(now.attention);
  bounceSteps(now.summary);
  tally(now.summary);
  tell(now);
}

/** A page of the server is right by itself, but for what it cannot know of. */
function applyPending({ summary, waiting }) {
  if (summary && (waiting.length || laidOver)) bindData(document, summary, OF_THE_PHONE);
  laidOver = waiting.length > 0 || (laidOver && !summary); // the first summary may come last
}

/** After a moment only: with a network, an entry is gone before that could be read. */
function tell(now) {
  const { waiting } = now;
  clearTimeout(timer);
  const newest = Math.max(0, ...waiting.map(({ entry }) => entry.made_at));
  if (waiting.length && Math.abs(Date.now() - newest) < QUIET_MS)
    timer = setTimeout(tell, QUIET_MS, now);
  else say(now);
}

function say({ waiting, attention, summary }) {
  const calls = waiting.filter(({ entry }) => entry.kind === "call").length;
  badge([...waiting, ...attention], summary);
  notice("waiting", waiting.length > 0 && !underTheThumb(), waiting.length);
  for (const place of document.querySelectorAll("[data-waiting]")) {
    place.hidden = calls === 0;
    if (calls) sayIn(place, calls);
  }
}

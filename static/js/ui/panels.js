// Panels that read themselves anew: section[data-panel][hx-get], on journal-changed from the body.
// What is not that panel (a hotel's page, a sign-in page, half an answer) is not put in its place;
// it is asked for again later and later, and at once when the phone wakes up. The shell has no
// panel of the server's, and reads the summary.
import { createBackoff } from "../browser/backoff.js";
import { onWake } from "../browser/wake_events.js";
import { refresh } from "../outbox/summary.js";
import { notice } from "./notices.js";

const SPREAD_MS = 2000; // not all phones of a company in one instant
const SUMMARY = "summary";
const backoff = createBackoff(); // of this page: a hidden one asks for nothing
const stale = new Set();
let timer;

/** Keep what is shown ours, and have it come back by itself. */
export function keepPanels() {
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.response.status >= 400) return recordFailure(panelOf(ctx));
    if (isOurs(ctx)) return recordRead(panelOf(ctx));
    event.preventDefault();
    notice("error", true);
    recordFailure(panelOf(ctx));
  });
  document.addEventListener("htmx:error", ({ detail }) => recordFailure(panelOf(detail.ctx)));
  onWake(() => {
    if (!stale.size) return;
    backoff.hope();
    readWhenDue();
  });
}

/** What the page says has come to its end: read it anew, soon, or once it can be seen. */
export function expire() {
  if (document.querySelector("[data-shell]")) stale.add(SUMMARY);
  for (const { dataset } of document.querySelectorAll("[data-panel][hx-get]"))
    stale.add(dataset.panel);
  readWhenDue(Math.random() * SPREAD_MS);
}

/** Whether something is still to be read anew. */
export function isStale() {
  return stale.size > 0;
}

function readWhenDue(wait = 0) {
  clearTimeout(timer);
  timer = setTimeout(
    () => stale.size && !document.hidden && readAnew(),
    Math.max(wait, backoff.pause()),
  );
}

async function readAnew() {
  if (backoff.pause() > 0) return readWhenDue();
  backoff.sending();
  document.body.dispatchEvent(new CustomEvent("journal-changed", { bubbles: true }));
  if (await refresh().catch(() => null)) recordRead(SUMMARY);
  else if (stale.has(SUMMARY)) recordFailure(SUMMARY);
}

/**
 * Whether an answer holds what was asked for: the panel itself and no page around it, or the part
 * that is selected.
 */
function isOurs({ sourceElement, text, select, response }) {
  if (response.raw.redirected) return false;
  const panel = panelOf({ sourceElement });
  if (panel) return text.includes(`data-panel="${panel}"`) && !text.includes("<html");
  return !select?.startsWith("#") || text.includes(`id="${select.slice(1)}"`);
}

function panelOf(ctx) {
  return ctx?.sourceElement?.dataset?.panel;
}

function recordRead(name) {
  if (stale.delete(name) && !stale.size) backoff.answered();
}

function recordFailure(name) {
  if (!name) return;
  stale.add(name);
  backoff.failed();
  readWhenDue();
}

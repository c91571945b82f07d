// The neutral shell: what a cold start without a network gets, filled on the phone.
// data-shell="today | log | elsewhere | nobody" stand hidden, one of them is shown.
import { fill } from "./fill.js";
import { fillTags } from "./tags.js";

const ADDRESSES = { "/": "today", "/today": "today", "/log": "log" };

/** Show the part that was asked for, from this view. False where the page is no shell. */
export function showShell({ summary }) {
  const parts = document.querySelectorAll("[data-shell]");
  const wanted = ADDRESSES[location.pathname] ?? "elsewhere";
  const name = summary || wanted === "elsewhere" ? wanted : "nobody";
  for (const part of parts) {
    part.hidden = part.dataset.shell !== name;
    if (summary && !part.hidden) fill(part, summary);
  }
  if (parts.length) fillTags(summary?.tags);
  return parts.length > 0;
}

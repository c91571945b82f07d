// The neutral shell: what a cold start without a network gets, filled on the phone from the last
// summary. [data-shell] takes template[data-view] by the address: that of today, of log or of plan, or more of
// them of a page that shows one thing alone.
import { bindData } from "./bind.js";
import { fillTags } from "./tags.js";

/** Show what was asked for, from this view of today. False where the page is no shell. */
export function showShell({ summary }) {
  const shell = document.querySelector("[data-shell]");
  if (!shell) return false;
  const missing = shell.querySelector("[data-no-summary]");
  const name = /^\/(log|plan)$/.exec(location.pathname)?.[1] ?? "today";
  missing.hidden = summary !== null;
  document.body.dataset.displayed = summary?.member ?? "";
  if (summary) {
    const { content } = document.querySelector(`[data-view~="${name}"]`);
    if (shell.children.length === 1) shell.append(content.cloneNode(true));
    bindData(shell, summary);
    fillTags(summary.tags);
  } else shell.replaceChildren(missing);
  document.querySelector(`.tabs a[href="/${name}"]`)?.setAttribute("aria-current", "page");
  return true;
}

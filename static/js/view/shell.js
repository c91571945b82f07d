// The neutral shell: what a cold start without a network gets, filled on the phone from the last
// summary. [data-shell] takes template[data-view=today|log] by the address.
import { bindData } from "./bind.js";
import { fillTags } from "./tags.js";

/** Show what was asked for, from this view of today. False where the page is no shell. */
export function showShell({ summary }) {
  const shell = document.querySelector("[data-shell]");
  if (!shell) return false;
  const missing = shell.querySelector("[data-no-summary]");
  const name = location.pathname === "/log" ? "log" : "today";
  missing.hidden = summary !== null;
  document.body.dataset.displayed = summary?.member ?? "";
  if (summary === null) shell.replaceChildren(missing);
  else if (shell.children.length === 1) shell.append(contentOf(name));
  if (summary) bindData(shell, summary);
  if (summary) fillTags(summary.tags);
  document.querySelector(`.tabs a[href="/${name}"]`)?.setAttribute("aria-current", "page");
  return true;
}

function contentOf(name) {
  return document.querySelector(`template[data-view="${name}"]`).content.cloneNode(true);
}

// Forms that are submitted through the outbox.
// The forms of the page that note something, through the outbox: remove a call or a lesson, share
// a lesson or stop, say how a call ended in fact.
// data-remove, data-unshare, data-share, data-change; [data-later] beside a share says
// that it is noted and has yet to leave

import { correct, note, takeBack } from "../outbox/outbox.js";
import { showSaveError } from "../ui/save_errors.js";
import { endedOf } from "./corrected_rows.js";

const QUIET_MS = 1500;

const ACTS = {
  remove: (form) => takeBack(form.dataset.remove).then(() => hide(form)),
  unshare: (form) => takeBack(form.dataset.unshare).then(() => announceLater(form)),
  share: (form, button) =>
    note("share", { call: form.dataset.share, signed: button?.value === "1" }).then(() =>
      announceLater(form),
    ),
  change: (form) =>
    correct(form.dataset.change, form.elements.outcome.value, outcomeWithoutLesson(form)).then(() =>
      closeMenu(form),
    ),
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const name = Object.keys(ACTS).find((act) => act in form.dataset);
  if (!name) return;
  event.preventDefault();
  form.inert = true;
  ACTS[name](form, event.submitter).catch((error) => {
    form.inert = false;
    showSaveError(error);
  });
});

document.addEventListener("click", (event) => {
  const key = event.target.closest("button[data-remove]")?.closest("[data-key]")?.dataset.key;
  if (key) takeBack(key).catch(showSaveError);
});

/** What was taken back is out of sight, though the server may hear of it later. */
function hide(form) {
  const row = form.closest("li, article");
  if (row) row.hidden = true;
}

/** How the call of this menu ended so far; null where its lesson was drawn. */
function outcomeWithoutLesson(form) {
  const row = form.closest("li");
  return row.querySelector(".badge.clay") ? null : endedOf(row);
}

/** The call stays, by another name: its menu closes and may be opened again. */
function closeMenu(form) {
  form.inert = false;
  form.closest("details")?.removeAttribute("open");
}

/** Without a network the page stays as it is for a while: it says that it was noted. */
function announceLater(form) {
  const words = form.closest("article")?.querySelector("[data-later]");
  setTimeout(() => words?.removeAttribute("hidden"), QUIET_MS);
}

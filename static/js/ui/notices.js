// Notices of the page.
// What the phone has to say about itself, in the page's words. data-notice="waiting"
import { setPlural } from "../browser/format.js";

/** Show or hide a notice; with a count it says that number. */
export function notice(name, visible, count) {
  for (const place of document.querySelectorAll(`[data-notice="${name}"]`)) {
    place.hidden = !visible;
    if (visible && count !== undefined) sayIn(place, count);
    if (visible && place.matches(".wrong")) place.scrollIntoView({ block: "nearest" });
  }
}

/** Whether tiles are on the page: a notice that came now would move them under the thumb. */
export function underTheThumb() {
  return document.querySelector("[data-tiles]") !== null;
}

/** The number into each place of `part` that has words for one. */
export function sayIn(part, count) {
  for (const words of part.querySelectorAll("[data-many]")) setPlural(words, count);
}

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest('[data-act="dismiss"]');
  if (dismiss) dismiss.closest("[data-notice]").hidden = true;
});

// Data binding of the summary to templates.
// Values of the summary into a page made for them: data-fill="streak.count" (data-format),
// data-say="… {dose.twice} …", data-n="dose.left" (data-none, data-one, data-many),
// data-show="lesson" (or "!dose.kept"), data-jokers, data-dose, data-line.

import { formatValue, setPlural } from "../browser/format.js";
import { drawLine } from "./bounce_line.js";

const HOLE = /\{([\w.]+)(?:\|(\w+))?\}/g;

/** Fill every place in `root`, or only those whose path begins with one of `only`. */
export function bindData(root, view, only = null) {
  const about = (path) => !only || only.some((start) => path.replace("!", "").startsWith(start));
  const places = (name) => [...root.querySelectorAll(`[data-${name}]`)];
  for (const place of places("show")) if (about(place.dataset.show)) show(place, view);
  for (const place of places("n"))
    if (about(place.dataset.n)) {
      setPlural(place, Number(find(view, place.dataset.n) ?? 0));
      place.textContent = fillPlaceholders(place.textContent, view);
    }
  for (const place of places("fill"))
    if (about(place.dataset.fill))
      place.textContent = formatValue(find(view, place.dataset.fill), place.dataset.format);
  if (!only)
    for (const place of places("say"))
      place.textContent = fillPlaceholders(place.dataset.say, view);
  if (!only) for (const dots of places("jokers")) drawDots(dots, view.streak.jokers);
  for (const dots of places("dose")) drawDose(dots, view.dose);
  for (const line of places("line")) drawLine(line, view, only);
}

/** What stands at a dotted path of the summary. */
export function find(view, path) {
  return path.split(".").reduce((value, name) => value?.[name], view);
}

function show(place, view) {
  const path = place.dataset.show;
  const value = find(view, path.replace("!", ""));
  const present = Array.isArray(value) ? value.length > 0 : Boolean(value);
  place.hidden = present === path.startsWith("!");
}

function fillPlaceholders(words, view) {
  return words.replace(HOLE, (_, path, format) => formatValue(find(view, path), format));
}

/** The dots of the dose, and the same in words for who does not see them. */
function drawDose(dots, { done, needed }) {
  drawDots(dots, done, needed);
  const words = dots.dataset.words?.replace("{done}", done).replace("{needed}", needed);
  if (words) dots.ariaLabel = words;
}

function drawDots(dots, on, all = dots.children.length) {
  const dot = dots.firstElementChild;
  while (dots.children.length < all) dots.append(dot.cloneNode());
  while (dots.children.length > all) dots.lastElementChild.remove();
  for (const [place, each] of [...dots.children].entries()) each.classList.toggle("on", place < on);
}

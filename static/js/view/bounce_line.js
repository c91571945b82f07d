// The bounce line: five days, an arc each; today's ball moves attempt by attempt until the dose
// is met, and then it lands. data-line
import { land } from "../browser/vibration.js";

/** Draw the days of the summary, or with `only` today's ball alone. */
export function drawLine(line, view, only) {
  if (!only && view.line) drawDays(line, view.line);
  moveBall(line, view);
}

function drawDays(line, days) {
  const arcs = line.querySelectorAll(".slot");
  const items = line.querySelectorAll(".days > li");
  for (const [place, { label, state, gilded }] of days.entries()) {
    arcs[place].dataset.state = state;
    items[place].dataset.state = state;
    gild(arcs[place], items[place], gilded);
    items[place].querySelector(".label").textContent = label;
    const words = items[place].querySelector(".state");
    words.textContent = words.getAttribute(`data-${state.replace("_", "-")}`) ?? "";
  }
}

/** A day on which the member reached their own goal. */
function gild(arc, item, reached) {
  arc.toggleAttribute("data-gilded", Boolean(reached));
  item.querySelector(".gilded").hidden = !reached;
}

function moveBall(line, { dose: { done, needed }, goal }) {
  const ball = line.querySelector(".today");
  if (!ball) return;
  gild(ball, line.querySelector(".days > li:last-child"), goal?.left === 0);
  const before = Number(ball.dataset.done);
  ball.dataset.needed = needed;
  ball.dataset.done = Math.min(done, needed);
  const landed = before < needed && done >= needed;
  if (!landed) return;
  ball.classList.add("landed");
  land();
}

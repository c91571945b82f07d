// The bounce line: five days, an arc each; today's ball moves attempt by attempt until the dose
// is met, and then it lands. data-line
import { land } from "./haptic.js";

/** Draw the days of the summary, or with `only` today's ball alone. */
export function drawLine(line, view, only) {
  if (!only && view.line) drawDays(line, view.line);
  moveBall(line.querySelector(".today"), view.dose);
}

function drawDays(line, days) {
  const arcs = line.querySelectorAll(".slot");
  const items = line.querySelectorAll(".days > li");
  for (const [place, { label, state }] of days.entries()) {
    arcs[place].dataset.state = state;
    items[place].dataset.state = state;
    items[place].querySelector(".label").textContent = label;
    const words = items[place].querySelector(".state");
    words.textContent = words.getAttribute(`data-${state.replace("_", "-")}`) ?? "";
  }
}

function moveBall(ball, { done, needed }) {
  if (!ball) return;
  const before = Number(ball.dataset.done);
  ball.dataset.needed = needed;
  ball.dataset.done = Math.min(done, needed);
  const landed = before < needed && done >= needed;
  if (!landed) return;
  ball.classList.add("landed");
  land();
}

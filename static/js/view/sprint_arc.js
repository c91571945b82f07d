// The arc of a sprint, svg[data-arc]: the ball runs along it with the time, each call is a bead on it,
// a conversation a filled one; it lands when the sprint ends.
import { spreadBeads } from "./sprint_rows.js";

const [BEGIN, CROWN, END] = [
  [16, 120],
  [160, -92],
  [304, 120],
];
const GAP = 0.036; // of the arc's length: beads that touch
const SVG = "http://www.w3.org/2000/svg";

/** Draw it as far as `share` of its length, with `beads`: { share, filled } in their order. */
export function drawArc(arc, share, beads) {
  const [x, y] = pointAt(share);
  const bend = between(BEGIN, CROWN, share);
  arc.querySelector("[data-trail]").setAttribute("d", `M${BEGIN}Q${bend} ${x},${y}`);
  const ball = arc.querySelector("[data-ball]");
  ball.setAttribute("cx", x);
  ball.setAttribute("cy", y);
  const places = spreadBeads(
    beads.map((bead) => bead.share),
    share,
    GAP,
  );
  arc
    .querySelector("[data-beads]")
    .replaceChildren(...beads.map(({ filled }, n) => bead(places[n], filled)));
}

function bead(share, filled) {
  const circle = document.createElementNS(SVG, "circle");
  const [x, y] = pointAt(share);
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 4.5 }))
    circle.setAttribute(name, value);
  circle.classList.toggle("filled", filled);
  return circle;
}

/** A point of the curve, in tenths of its units. */
function pointAt(share) {
  const [from, to] = [between(BEGIN, CROWN, share), between(CROWN, END, share)];
  return between(from, to, share);
}

function between([x, y], [toX, toY], share) {
  const tenths = (from, to) => Math.round((from + (to - from) * share) * 10) / 10;
  return [tenths(x, toX), tenths(y, toY)];
}

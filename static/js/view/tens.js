// Ten to an arc, svg[data-tens]: what many count together. Five arcs are shown, and the ball is in the
// last of them at most.
const [LEFT, WIDTH, FLOOR, CROWN] = [8, 62, 62, -34];
const ARCS = 5;
const STEP = 10;

/** Which of the arcs are shown of a count: the number of the `first`, how many of them are `whole`,
 *  and which `share` of the next one the ball has run along. */
export function tensOf(count) {
  const whole = Math.floor(count / STEP);
  const first = Math.max(0, whole - ARCS + 1);
  return { first, whole: whole - first, share: (count % STEP) / STEP };
}

/** Draw a count. */
export function drawTens(picture, count) {
  const { first, whole, share } = tensOf(count);
  const arcs = Array.from({ length: whole }, (_, n) => arc(n));
  const from = [LEFT + WIDTH * whole, FLOOR];
  const bend = between(from, [from[0] + WIDTH / 2, CROWN], share);
  const [x, y] = pointAt(from, share);
  const path = `M${LEFT} ${FLOOR}${arcs.join("")}${share ? `Q${bend} ${x},${y}` : ""}`;
  picture.querySelector("[data-tens-trail]").setAttribute("d", path);
  const ball = picture.querySelector("[data-tens-ball]");
  ball.setAttribute("cx", x);
  ball.setAttribute("cy", y);
  for (const [n, mark] of picture.querySelectorAll("[data-tens-mark]").entries())
    mark.textContent = (first + n + 1) * STEP;
}

function arc(n) {
  const x = LEFT + WIDTH * n;
  return `Q${x + WIDTH / 2} ${CROWN} ${x + WIDTH} ${FLOOR}`;
}

function pointAt(from, share) {
  const crown = [from[0] + WIDTH / 2, CROWN];
  const end = [from[0] + WIDTH, FLOOR];
  return between(between(from, crown, share), between(crown, end, share), share);
}

function between([x, y], [toX, toY], share) {
  const tenths = (from, to) => Math.round((from + (to - from) * share) * 10) / 10;
  return [tenths(x, toX), tenths(y, toY)];
}

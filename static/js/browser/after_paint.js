// A debounce until after the next paint.
// What may wait until the screen has answered: a thumb feels the frame after its tap.

/** `act`, once after the next frame is painted, however often it was called for. */
export function afterPaint(act) {
  let due = false;
  const run = () => {
    due = false;
    act();
  };
  return () => {
    if (due) return;
    due = true;
    if (document.hidden) setTimeout(run);
    else requestAnimationFrame(() => setTimeout(run));
  };
}

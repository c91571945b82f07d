// Vibration.
// A short tick in the hand, where the phone has one and motion is welcome.

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** One tap answered. */
export function tap() {
  vibrate(8);
}

/** The day's dose is met: the ball lands. */
export function land() {
  vibrate([12, 60, 24]);
}

function vibrate(pattern) {
  const touched = navigator.userActivation?.hasBeenActive ?? true;
  if (touched && !still.matches) navigator.vibrate?.(pattern);
}

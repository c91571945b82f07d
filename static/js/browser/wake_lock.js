// A screen that stays on while somebody needs it, where the phone can do that.
let lock = null;
let wanted = false;

/** Keep the screen on from now, or no longer. A hidden page has lost its lock: ask again. */
export async function keepScreenOn(on) {
  wanted = on;
  if (!on) {
    await lock?.release();
    lock = null;
  } else if (!document.hidden && (!lock || lock.released)) {
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    if (!wanted) await keepScreenOn(false); // it ended meanwhile
  }
}

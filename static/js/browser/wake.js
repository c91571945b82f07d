// A page that wakes up: it can be seen again, it came back from the browser's memory, or there is
// a network again.

/** Call `heard` each time, of one waking perhaps more than once; until the signal says stop. */
export function onWake(heard, signal) {
  window.addEventListener("online", () => heard(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && heard(), { signal });
  const seen = () => document.hidden || heard();
  document.addEventListener("visibilitychange", seen, { signal });
}

/** Resolves at the next waking, or after that many milliseconds. */
export async function wakeOrWait(milliseconds) {
  const over = new AbortController();
  await new Promise((done) => {
    setTimeout(done, milliseconds);
    onWake(done, over.signal);
  });
  over.abort();
}

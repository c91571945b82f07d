// Wake-up events: visibility, back-forward cache, network.
// A page that wakes up: it can be seen again, it came back from the browser's memory, or there is
// a network again.

/** Call `heard` each time, of one waking perhaps more than once; until the signal says stop. */
export function onWake(listener, signal) {
  window.addEventListener("online", () => listener(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && listener(), { signal });
  const onVisible = () => document.hidden || listener();
  document.addEventListener("visibilitychange", onVisible, { signal });
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

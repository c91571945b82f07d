// What happened on this phone, told to every open tab of it: outbox-changed, entries-settled,
// summary-changed, owner-changed, journal-sent, signed-out, leaving, unknown.
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("rebond");

/** Tell this tab and the others. */
export function ring(what) {
  announce(what);
  channel?.postMessage(what);
}

/** Call `heard` when that happened, here or in another tab. */
export function on(what, heard) {
  window.addEventListener(what, heard);
}

function announce(what) {
  window.dispatchEvent(new CustomEvent(what));
}

channel?.addEventListener("message", (event) => announce(event.data));

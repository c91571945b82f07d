// An event bus between tabs (BroadcastChannel).
// What happened on this phone, told to every open tab of it: outbox-changed, entries-settled,
// summary-changed, owner-changed, drafts-changed, journal-sent, signed-out, leaving, unknown; and
// with what it is about: call-corrected { call, outcome }, entry-withdrawn { key },
// call-moved { from, to }.
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("rebond");

/** Tell this tab and the others, whose events say `detail.elsewhere`. */
export function emit(what, detail) {
  dispatch(what, { ...detail, elsewhere: false });
  channel?.postMessage(detail ? { what, detail } : what);
}

/** Call `heard` when that happened, here or in another tab. */
export function on(what, listener) {
  window.addEventListener(what, listener);
}

function dispatch(what, detail) {
  window.dispatchEvent(new CustomEvent(what, { detail }));
}

channel?.addEventListener("message", ({ data }) =>
  dispatch(data.what ?? data, { ...data.detail, elsewhere: true }),
);

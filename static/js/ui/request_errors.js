// Notices of failed requests.
// What went wrong between this page and the server, in words that say what is safe.
import { emit, on } from "../browser/events.js";
import { notice, underTheThumb } from "./notices.js";

// A sign-in that is over has a notice of its own, a refused form its reasons beside its fields; who
// was too quick has only to wait.
const TOLD = [401, 422, 429];

/** Follow requests, the network and the sign-in. */
export function watchRequestErrors() {
  document.addEventListener("htmx:error", () => notice("error", true));
  document.addEventListener("htmx:before:response", ({ detail }) => {
    const { status } = detail.ctx.response;
    if (status === 401) emit("signed-out");
    notice("undone", status >= 400 && status < 500 && !TOLD.includes(status));
    notice("error", status >= 500 || status === 429);
  });
  on("signed-out", () => notice("signed-out", true));
  on("journal-sent", () => {
    for (const name of ["signed-out", "leaving", "unknown"]) notice(name, false);
  });
  const network = () => notice("offline", !navigator.onLine && !underTheThumb());
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  network();
}

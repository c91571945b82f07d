// What went wrong between this page and the server, in words that say what is safe.
import { on, ring } from "./bell.js";
import { notice, underTheThumb } from "./notices.js";

/** Follow requests, the network and the sign-in. */
export function tellTrouble() {
  document.addEventListener("htmx:error", () => notice("error", true));
  document.addEventListener("htmx:before:response", ({ detail }) => {
    const { status } = detail.ctx.response;
    if (status === 401) ring("signed-out");
    notice("error", status >= 500);
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

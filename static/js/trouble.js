// A panel or a form could not reach the server: say what is safe. data-trouble
import { ring } from "./bell.js";

/** Show it while requests fail, hide it when one succeeds; a 401 asks to sign in. */
export function tellTrouble() {
  const show = (failing) => {
    for (const words of document.querySelectorAll("[data-trouble]")) words.hidden = !failing;
  };
  document.addEventListener("htmx:error", () => show(true));
  document.addEventListener("htmx:before:response", ({ detail }) => {
    const { status } = detail.ctx.response;
    show(status >= 500);
    if (status === 401) ring("signed-out");
  });
}

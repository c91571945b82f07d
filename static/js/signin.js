// The session has ended and entries wait: say so, where a person can sign in. data-signin-bar
import { on } from "./bell.js";

/** Show the bar when the server says "signed out", on any page. */
export function offerSignIn() {
  on("signed-out", () => {
    for (const bar of document.querySelectorAll("[data-signin-bar]")) bar.hidden = false;
  });
  on("journal-sent", () => {
    for (const bar of document.querySelectorAll("[data-signin-bar]")) bar.hidden = true;
  });
}

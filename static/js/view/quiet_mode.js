// Quiet mode: the sheet of a lesson does not open by itself, and its lesson waits on Today. Its owner's
// choice for this phone, made in Me: [data-quiet] with radios "quiet"; and so while a sprint runs.
import { getItem, setItem } from "../browser/local_storage.js";
import { displayedMember } from "../outbox/current_member.js";

const QUIET = "rebond.quiet";

/** Whether a sprint runs here, or who is shown here has chosen it on this phone. */
export function isQuiet() {
  const member = displayedMember();
  return (member !== null && getItem(QUIET) === member) || "quiet" in document.body.dataset;
}

for (const form of document.querySelectorAll("[data-quiet]")) {
  show(form);
  form.addEventListener("change", ({ target }) => {
    setItem(QUIET, target.value ? displayedMember() : "");
    show(form); // a private window may have refused
  });
}

function show(form) {
  form.elements.quiet.value = isQuiet() ? "1" : "";
  form.hidden = false;
}

// The next call keeps the promise that the address names.
// A call that keeps a promise: the Log at /log?promise=<key> ticks it with the next tap, whose key the
// tick's follows from. [data-promise-line] says so, with the phone's own words for whom. And /log#lost=<key> opens the lesson of a meeting that fell through.
import { answerKey } from "../browser/keys.js";
import { labelsOf } from "../outbox/labels.js";
import { note } from "../outbox/outbox.js";
import { showSaveError } from "../ui/save_errors.js";
import { openLesson } from "./lesson_sheet.js";

document.addEventListener("noted", async ({ detail }) => {
  const promise = promiseOfPage();
  if (!promise) return;
  history.replaceState(history.state, "", location.pathname);
  document.querySelector("[data-promise-line]")?.classList.add("done");
  try {
    await note("held", { key: answerKey(detail.key), call: promise, how: "held" });
  } catch (error) {
    showSaveError(error);
  }
});

/** Say whom the next tap is for, or open the lesson that was asked for. */
export async function tellPromise() {
  const [, lost] = location.hash.match(/^#lost=([\w-]+)$/) ?? [];
  if (lost) {
    history.replaceState(history.state, "", location.pathname);
    openLesson(lost, "refusal");
  }
  const line = document.querySelector("[data-promise-line]");
  if (!line || !promiseOfPage()) return;
  line.hidden = false;
  const [label] = await labelsOf([promiseOfPage()]);
  if (label) line.querySelector("[data-label]").textContent = label;
}

function promiseOfPage() {
  return new URLSearchParams(location.search).get("promise");
}

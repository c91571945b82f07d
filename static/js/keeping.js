// A call that keeps a promise: the Log at /log?promise=<key> ticks it with the next tap, whose key the
// tick's follows from. [data-promise-line] says so, with the phone's own words for whom. And /log#lost=<key> opens the lesson of a meeting that fell through.
import { answerKey } from "./keys.js";
import { labelsOf } from "./labels.js";
import { openLesson } from "./lesson.js";
import { note } from "./outbox.js";
import { refused } from "./refused.js";

document.addEventListener("noted", async ({ detail }) => {
  const promise = promised();
  if (!promise) return;
  history.replaceState(history.state, "", location.pathname);
  document.querySelector("[data-promise-line]")?.classList.add("done");
  try {
    await note("held", { key: answerKey(detail.key), call: promise, how: "held" });
  } catch (error) {
    refused(error);
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
  if (!line || !promised()) return;
  line.hidden = false;
  const [label] = await labelsOf([promised()]);
  if (label) line.querySelector("[data-label]").textContent = label;
}

function promised() {
  return new URLSearchParams(location.search).get("promise");
}

// Labels of promises, in IndexedDB.
// Of whom a promise is: words that stay on this phone, for their owner, by the call. Never sent.
import { emit, on } from "../browser/events.js";
import { read, write } from "../browser/indexed_db.js";
import { anewKey } from "../browser/keys.js";
import { currentMember } from "./current_member.js";

const META = ["meta"];

/** Keep these words of a call; none: forget it. Raises NotSaved. */
export async function keepLabel(call, words) {
  const name = ["label", (await currentMember()) ?? "", call];
  await write(META, (it) => {
    const meta = it.objectStore("meta");
    if (words) return meta.put(words, name);
    meta.delete(["label", name[1], anewKey(call)]);
    return meta.delete(name);
  });
  emit("labels-changed");
}

/** The words of each of these calls, in their order; null where there are none. A call that was noted
 * anew, here or on another phone, has those of the one that it stands for. */
export async function labelsOf(calls) {
  const owner = (await currentMember()) ?? "";
  return read(META, (it) => {
    const meta = it.objectStore("meta");
    const wordsOf = (call) => meta.get(["label", owner, call]);
    return Promise.all(calls.map(async (call) => (await wordsOf(call)) ?? wordsOf(anewKey(call))));
  }).catch(() => []);
}

on("entry-withdrawn", ({ detail }) => keepLabel(detail.key, "").catch(() => {}));

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-label-form]");
  const { promise, noted } = form?.closest("[data-promise], [data-noted]")?.dataset ?? {};
  if (!form) return;
  event.preventDefault();
  keepLabel(promise ?? noted, form.elements.label.value.trim()).then(
    () => form.closest("details")?.removeAttribute("open"),
    () => {},
  );
});

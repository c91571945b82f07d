// Of whom a promise is: words that stay on this phone, for their owner, by the call. Never sent.
import { on, ring } from "./bell.js";
import { tapper } from "./owner.js";
import { read, write } from "./store.js";

const META = ["meta"];

/** Keep these words of a call; none: forget it. Raises NotSaved. */
export async function keepLabel(call, words) {
  const name = ["label", (await tapper()) ?? "", call];
  await write(META, (it) => {
    const meta = it.objectStore("meta");
    return words ? meta.put(words, name) : meta.delete(name);
  });
  ring("labels-changed");
}

/** The words of each of these calls, in their order; null where there are none. */
export async function labelsOf(calls) {
  const owner = (await tapper()) ?? "";
  return read(META, (it) => {
    const meta = it.objectStore("meta");
    return Promise.all(calls.map((call) => meta.get(["label", owner, call])));
  }).catch(() => []);
}

on("entry-withdrawn", ({ detail }) => keepLabel(detail.key, "").catch(() => {}));

on("call-moved", async ({ detail }) => {
  const [words] = await labelsOf([detail.from]);
  if (words) await keepLabel(detail.to, words).catch(() => {});
});

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

// Drafts of lessons, in IndexedDB.
// What was typed of a lesson and is not kept yet: on this phone alone, for its owner, by its call.
// It stays until it is kept or thrown away on purpose, and moves and goes with its call.
import { emit, on } from "../browser/events.js";
import { read, write } from "../browser/indexed_db.js";
import { currentMember } from "./current_member.js";
import { LESSON_FOLLOWS } from "./outcomes.js";

const META = ["meta"];
const PAID_MS = 7 * 24 * 3600_000; // RULES R1.5

/** Keep it in the place of what was kept of this call before. Raises NotSaved. */
export async function keepDraft(draft) {
  const owner = await currentMember();
  if (!owner) return;
  await write(META, (it) => it.objectStore("meta").put(draft, draftKey(owner, draft.call)));
  emit("drafts-changed");
}

/** The draft of a call, or null. */
export async function draftOf(call) {
  const name = draftKey(await currentMember(), call);
  return (await read(META, (it) => it.objectStore("meta").get(name))) ?? null;
}

/** All drafts of who taps here, the newest first. */
export async function drafts() {
  const owner = await currentMember();
  if (!owner) return [];
  const drafts = await read(META, (it) => it.objectStore("meta").getAll(draftsOf(owner)));
  const worthIt = drafts.filter(
    ({ said: fields, at }) => hasWords(fields) || Date.now() - at < PAID_MS,
  );
  return worthIt.sort((one, other) => other.at - one.at);
}

/** It was kept, or thrown away. */
export async function dropDraft(call) {
  const name = draftKey(await currentMember(), call);
  await write(META, (it) => it.objectStore("meta").delete(name));
  emit("drafts-changed");
}

on("entry-withdrawn", ({ detail }) => dropDraft(detail.key).catch(() => {}));

on("call-corrected", async ({ detail: { call, outcome } }) => {
  const draft = await draftOf(call).catch(() => null);
  if (!draft) return;
  const isDue = hasWords(draft.said) || LESSON_FOLLOWS.includes(outcome);
  await (isDue ? keepDraft({ ...draft, outcome }) : dropDraft(call)).catch(() => {});
});

on("call-moved", async ({ detail }) => {
  const draft = await draftOf(detail.from).catch(() => null);
  if (!draft) return;
  await keepDraft({ ...draft, call: detail.to }).then(
    () => dropDraft(detail.from),
    () => {}, // it stays where it is
  );
});

/** Something was typed; a lesson that waits in quiet mode has no word yet. */
function hasWords(fields) {
  return Object.values(fields).some(Boolean);
}

function draftKey(owner, call) {
  return ["draft", owner ?? "", call];
}

/** The names of all drafts of an owner. */
export function draftsOf(owner) {
  return IDBKeyRange.bound(["draft", owner], ["draft", owner, []]);
}

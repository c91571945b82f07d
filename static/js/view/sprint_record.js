// The sprint of this phone, in its memory for its owner alone: it outlives the page, a locked screen and
// a killed browser, and every tab has the same one. It stands among its owner's labels, which are theirs
// alone and go with a sign-out (static/js/outbox/current_member.js).
import { read, write } from "../browser/indexed_db.js";

const META = ["meta"];
const channel =
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("rebond.sprint");

/** The sprint of this member, or null; undefined where the memory does not answer. */
export function loadSprint(owner) {
  return read(META, (it) => it.objectStore("meta").get(nameOf(owner))).then(
    (sprint) => sprint ?? null,
    () => undefined,
  );
}

/**
 * Put in the place of the sprint that is there, or null, what `act` makes of it; null: none. Resolves
 * with it once it is on disk. Raises NotSaved.
 */
export async function updateSprint(owner, act) {
  const name = nameOf(owner);
  const sprint = await write(META, async (it) => {
    const meta = it.objectStore("meta");
    const changed = act((await meta.get(name)) ?? null);
    await (changed ? meta.put(changed, name) : meta.delete(name));
    return changed;
  });
  channel?.postMessage(owner);
  return sprint;
}

/** Call `heard` when another tab has changed it. */
export function onSprintChanged(heard) {
  channel?.addEventListener("message", () => heard());
}

function nameOf(owner) {
  return ["label", owner, "sprint"];
}

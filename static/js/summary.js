// The last summary of who is signed in: what Today and Log show without a network.
import { ring } from "./bell.js";
import { ask } from "./json.js";
import { remember, rememberedOwner } from "./owner.js";
import { revoked } from "./revoke.js";
import { read, write } from "./store.js";

/** Ask the server; resolves with the summary, or null when it could not be had. */
export async function refresh() {
  if (!(await revoked())) return null;
  const before = await rememberedOwner();
  const answer = await ask("/today/summary");
  if (answer?.status === 401) ring("signed-out");
  if (answer?.status !== 200 || !answer.body?.member) return null;
  return (await keep(answer.body, before)) ? answer.body : null;
}

/** The summary kept for this owner, or null. */
export async function kept(owner) {
  if (!owner) return null;
  return (await read(["summary"], (it) => it.objectStore("summary").get(owner))) ?? null;
}

/** Keeps it unless the phone changed hands while the answer was on its way. */
async function keep(summary, before) {
  if ((await rememberedOwner()) !== before) return false;
  await remember(summary.member, summary);
  await write(["summary"], async (transaction) => {
    const store = transaction.objectStore("summary");
    await store.clear();
    await store.put({ ...summary, kept_at: Date.now() });
  });
  ring("summary-changed");
  return true;
}

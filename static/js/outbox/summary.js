// Fetch and cache of the member's summary.
// The last summary of who is signed in: what Today and Log show without a network.

import { emit, on } from "../browser/events.js";
import { fetchJson } from "../browser/fetch_json.js";
import { read, write } from "../browser/indexed_db.js";
import { newestAcknowledged, pruneAcknowledged, sendAgain } from "./acknowledged.js";
import { heardTime } from "./clock_evidence.js";
import { storedMember, storeMember } from "./current_member.js";
import { flushSignOut } from "./pending_sign_out.js";

let unwritten = null; // the newest, while a full phone has no room for it: this page knows it

on("owner-changed", forgetUnwritten);

/** Ask the server; resolves with the summary, or null when it could not be had. */
export async function refresh() {
  if (!(await flushSignOut())) return null;
  const before = await storedMember();
  const newest = before ? await newestAcknowledged(before).catch(() => null) : null;
  const answer = await fetchJson(
    "/today/summary",
    newest ? { headers: { "rebond-held": newest.key } } : {},
  );
  if (answer?.status === 401) emit("signed-out");
  if (answer?.status !== 200 || !answer.body?.member) return null;
  if (!(await keep(answer.body, before))) return null;
  await catchUp(answer.body, newest);
  return answer.body;
}

/** The summary kept for this owner, or null. */
export async function storedSummary(owner) {
  if (!owner) return null;
  if (unwritten?.member === owner) return unwritten;
  return (await read(["summary"], (it) => it.objectStore("summary").get(owner))) ?? null;
}

/** The server may be behind what this phone has receipts of; and what is too old is let go of. */
async function catchUp({ member, journal }, newest) {
  const stores = ["entries", "acknowledged"];
  const isThere = ({ number }) => number <= journal.reached; // as far as can be told
  if (newest?.owner === member)
    if (await write(stores, (it) => sendAgain(it, member, journal, newest, isThere)))
      emit("outbox-changed");
  await pruneAcknowledged();
}

/** Keeps it unless the phone changed hands while the answer was on its way. */
async function keep(summary, before) {
  if ((await storedMember()) !== before) return false;
  heardTime(summary.server_now);
  await storeMember(summary.member, summary);
  unwritten = { ...summary, kept_at: Date.now() };
  await write(["summary"], async (transaction) => {
    const store = transaction.objectStore("summary");
    await store.clear();
    await store.put(unwritten);
  }).then(forgetUnwritten, () => null);
  emit("summary-changed");
  return true;
}

function forgetUnwritten() {
  unwritten = null;
}

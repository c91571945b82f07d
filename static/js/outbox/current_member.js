// The current member of this phone, in IndexedDB.
// Whose phone this is at the moment: the member of the page, or of the last summary.
//
// localStorage repeats the answer: a page that comes back from the browser's memory has to know
// whether it may be seen before anything can be read from IndexedDB.

import { emit } from "../browser/events.js";
import { read, write } from "../browser/indexed_db.js";
import { getItem, setItem } from "../browser/local_storage.js";
import { dropAcknowledged } from "./acknowledged.js";

const OWNER = "rebond.owner";
const LEAVING = "rebond.leaving";

/** The member that this page was made for; null on the neutral shell and before sign-in. */
export function pageMember() {
  return document.body.dataset.member || null;
}

/** Who this page shows: its member, or whom the neutral shell was filled for. */
export function displayedMember() {
  return pageMember() ?? (document.body.dataset.displayed || null);
}

/** Who taps here, by public id; null when somebody has to sign in first. */
export async function currentMember() {
  return pageMember() ?? (await storedMember());
}

/** Who is signed in as far as the phone knows, by public id, or null. */
export function storedMember() {
  return read(["meta"], (transaction) => transaction.objectStore("meta").get("owner")).then(
    (owner) => owner ?? null,
    () => null,
  );
}

/** This member is signed in here: so the server says, by a page or a summary. */
export async function storeMember(member, { language, words, theme } = {}) {
  const stored = await recall(["owner", "language", "words", "theme"]);
  const present = { owner: member, language, words, theme };
  const news = Object.entries(present).filter(([name, value]) => value && value !== stored[name]);
  if (news.length)
    await write(["meta"], (transaction) => {
      const meta = transaction.objectStore("meta");
      return Promise.all(news.map(([name, value]) => meta.put(value, name)));
    });
  setItem(OWNER, member);
  if (stored.owner && stored.owner !== member) emit("owner-changed");
}

async function recall(names) {
  return read(["meta"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const values = await Promise.all(names.map((name) => meta.get(name)));
    return Object.fromEntries(names.map((name, place) => [name, values[place]]));
  });
}

/**
 * Nobody's from now on: the summary goes, and what the server has; the entries that wait stay,
 * locked to their owners.
 */
export async function clearMember() {
  setItem(OWNER, "");
  await write(["meta", "summary", "acknowledged"], async (transaction) => {
    const meta = transaction.objectStore("meta");
    const owner = await meta.get("owner");
    await dropAcknowledged(transaction, owner);
    if (owner) await meta.delete(IDBKeyRange.bound(["label", owner], ["label", owner, []]));
    await meta.delete("owner");
    await meta.delete("level");
    await transaction.objectStore("summary").clear();
  });
  emit("owner-changed");
}

/** A sign-out that the server has yet to hear of, or has just heard of. */
export async function setLeaving(leaving) {
  setItem(LEAVING, leaving ? "1" : "");
  await write(["meta"], (transaction) => {
    const meta = transaction.objectStore("meta");
    return leaving ? meta.put(true, "leaving") : meta.delete("leaving");
  });
}

/** Whether what a page shows of a member may be seen: not after they have left this phone. */
export function mayShowPage({ fromMemory }) {
  const member = displayedMember();
  if (member === null) return true;
  if (getItem(LEAVING) === "1") return false;
  return !fromMemory || [null, member].includes(getItem(OWNER));
}

// The phone's memory: IndexedDB, opened when first needed and again after the browser lost it.
//
// A new version of the schema may only add. So an old tab closes for the upgrade and goes on
// with what it finds, and an older build opens what a newer one has left.
import { openDB } from "idb";

const NAME = "rebond";
const VERSION = 2;
const PATIENCE_MS = 4000;
const FULL = "QuotaExceededError";
// What browsers say when they took the connection away, as phones do in their sleep.
const LOST = ["InvalidStateError", "UnknownError", "AbortError"];
let opening = null;

/** Nothing was written; `full` says that there is no room. What was typed is still on screen. */
export class NotSaved extends Error {
  constructor(cause) {
    super("not saved", { cause });
    this.full = cause?.name === FULL;
  }
}

/**
 * One transaction over `stores`: its work's result, once the transaction is on disk. Where there is
 * no room, what the server has already goes first. Raises NotSaved, and then nothing was written.
 */
export async function write(stores, work) {
  try {
    return await transact(stores, "readwrite", work).catch(async (error) => {
      if (error?.name === FULL && (await makeRoom())) return transact(stores, "readwrite", work);
      throw error;
    });
  } catch (error) {
    throw new NotSaved(error);
  }
}

/** What one reading transaction finds. */
export function read(stores, work) {
  return transact(stores, "readonly", work);
}

/** Let go of all that is kept of what was acknowledged. False if there was nothing. */
function makeRoom() {
  return transact(["acknowledged"], "readwrite", async (transaction) => {
    const store = transaction.objectStore("acknowledged");
    const count = await store.count();
    if (count) await store.clear();
    return count > 0;
  });
}

async function transact(stores, mode, work, again = true) {
  let transaction;
  try {
    transaction = (await open()).transaction(stores, mode, { durability: "strict" });
    const [result] = await Promise.all([work(transaction), transaction.done]);
    return result;
  } catch (error) {
    abort(transaction);
    if (!again || !LOST.includes(error.name)) throw error;
    opening = null;
    return transact(stores, mode, work, false);
  }
}

function abort(transaction) {
  try {
    transaction?.abort();
  } catch {
    // It has already ended.
  }
}

function open() {
  opening ??= withTimeout(connect()).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function connect() {
  const callbacks = { upgrade, blocking, terminated };
  try {
    return await openDB(NAME, VERSION, callbacks);
  } catch (error) {
    if (error.name !== "VersionError") throw error;
    return openDB(NAME, undefined, callbacks);
  }
}

function upgrade(database, from) {
  if (from < 1) {
    const entries = database.createObjectStore("entries", { keyPath: "key" });
    entries.createIndex("owner", "owner");
    database.createObjectStore("summary", { keyPath: "member" });
    database.createObjectStore("meta");
  }
  if (from < 2) {
    const acknowledged = database.createObjectStore("acknowledged", { keyPath: "key" });
    acknowledged.createIndex("owner", "owner");
    acknowledged.createIndex("number", ["owner", "number"]);
    acknowledged.createIndex("at", "at");
  }
}

function blocking(_version, _wanted, event) {
  opening = null;
  event.target.close();
}

function terminated() {
  opening = null;
}

/** Some phones never answer after a long sleep: saying so is better than a dead button. */
function withTimeout(promise) {
  const late = new Promise((_, refuse) => {
    setTimeout(refuse, PATIENCE_MS, new DOMException("no answer", "TimeoutError"));
  });
  return Promise.race([promise, late]);
}

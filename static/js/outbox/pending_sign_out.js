// A pending sign-out and its retries.
// A sign-out that the server has to hear of before anything else. Used by pages and the worker.
import { createBackoff } from "../browser/backoff.js";
import { fetchJson } from "../browser/fetch_json.js";
import { read, write } from "../browser/indexed_db.js";

const SOON_MS = 1000;
const backoff = createBackoff("rebond.pace.sign-out");
let running = null;

/** Whether a sign-out has yet to reach the server. */
export function isSignOutPending() {
  return read(["meta"], (transaction) => transaction.objectStore("meta").get("leaving")).then(
    Boolean,
    () => false,
  );
}

/** True once no sign-out is pending: at once, or after the server has said that it is done. */
export async function flushSignOut() {
  if (!(await isSignOutPending())) return true;
  if (!running && backoff.pause() > SOON_MS) return false;
  running ??= revoke().finally(() => {
    running = null;
  });
  return running;
}

/** There is a reason to tell the server once, out of turn. */
export function hopeToRevoke(why) {
  backoff.hope(why);
}

/** Milliseconds until the server may be told again. */
export function revocationPause() {
  return backoff.pause();
}

async function revoke() {
  await new Promise((done) => setTimeout(done, backoff.pause()));
  backoff.sending();
  const done = await isProven();
  if (!done) backoff.failed();
  else {
    await write(["meta"], (transaction) => transaction.objectStore("meta").delete("leaving"));
    backoff.answered();
  }
  return done;
}

/** Any answer but "signed out" proves nothing: portals and proxies say 200 to everything. */
async function isProven() {
  const answer = await fetchJson("/sign-out", { method: "POST" });
  if (answer?.status !== 204) return false;
  return (await fetchJson("/today/summary"))?.status === 401;
}

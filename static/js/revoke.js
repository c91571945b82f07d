// A sign-out that the server has to hear of before anything else. Used by pages and the worker.
import { ask } from "./json.js";
import { read, write } from "./store.js";

let running = null;

/** Whether a sign-out has yet to reach the server. */
export function isLeaving() {
  return read(["meta"], (transaction) => transaction.objectStore("meta").get("leaving")).then(
    Boolean,
    () => false,
  );
}

/** True once no sign-out is pending: at once, or after the server has said that it is done. */
export async function revoked() {
  if (!(await isLeaving())) return true;
  running ??= revoke().finally(() => {
    running = null;
  });
  return running;
}

/** Any answer but "signed out" proves nothing: portals and proxies say 200 to everything. */
async function revoke() {
  await ask("/sign-out", { method: "POST" });
  const proof = await ask("/today/summary");
  if (proof?.status !== 401) return false;
  await write(["meta"], (transaction) => transaction.objectStore("meta").delete("leaving"));
  return true;
}

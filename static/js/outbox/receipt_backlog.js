// Receipts that wait in memory for room on disk.
// Receipts that a full phone could not write down. What the server has is let go of as soon as
// that is possible; meanwhile this page neither sends nor counts it again.
import { createBackoff } from "../browser/backoff.js";
import { write } from "../browser/indexed_db.js";
import { isTaken } from "./send_batch.js";

const backlog = new Map(); // receipts by key
const patience = createBackoff();

/** Whether the server has answered for this entry, whatever the phone has of it on disk. */
export function isSettled(key) {
  return backlog.has(key);
}

/** Whether the server has this entry, though it could not be let go of. */
export function hasArrived(key) {
  return isTaken(backlog.get(key));
}

/** As `applyReceipts` of receipts.js, with no room to write: what was taken is deleted, nothing more. */
export async function releaseEntries(batch, receipts) {
  const sent = new Set(batch.map(({ key }) => key));
  const ours = receipts.filter(({ key }) => sent.has(key));
  for (const receipt of ours) backlog.set(receipt.key, receipt);
  patience.hope();
  await clearBacklog();
  return {
    answered: ours.length,
    taken: ours.filter(isTaken).length,
    strangers: ours.some(({ reason }) => reason === "owner"),
  };
}

/** Delete what the server has, where there is something and it is time to try again. */
export async function clearBacklog() {
  const keys = [...backlog.keys()].filter(hasArrived);
  if (!keys.length || patience.pause() > 0) return;
  patience.sending();
  try {
    await write(["entries"], (transaction) =>
      Promise.all(keys.map((key) => transaction.objectStore("entries").delete(key))),
    );
    for (const key of keys) backlog.delete(key);
    patience.answered();
  } catch {
    patience.failed();
  }
}

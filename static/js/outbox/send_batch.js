// One POST of a batch, and the parsing of its answer.
// One request to the door, and what its answer means. Only receipts of our own server count:
// captive portals say 200, expired sessions redirect, and proxies speak HTML (TRUST).

import { isJson } from "../browser/fetch_json.js";
import { newestAcknowledged } from "./acknowledged.js";
import { sending } from "./send_backoff.js";

const PATIENCE_MS = 30_000;
const STATUSES = ["accepted", "duplicate", "rejected", "retry"];
const NO_SERVER = [502, 503, 504]; // what stands before it says so: no entry is to blame
const NO_ROOM = 507;
const NOT_READ = [400, 413, 422];

/**
 * Post these entries. Never raises; answers one of
 * { receipts, journal, held } (how far the server has the owner, and what it was asked for),
 * { signedOut, error } (signed_out, or: leaving, unknown), { blamed } (the server choked, perhaps on
 * an entry), { nothing } (no answer of ours); each but the first with `later`, the seconds that were
 * asked for, or null.
 */
export async function sendBatch(entries, patience = PATIENCE_MS) {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), patience);
  try {
    const newest = await newestAcknowledged(entries[0].owner).catch(() => null);
    return {
      held: newest,
      ...(await interpretResponse(await send(entries, newest, aborter.signal))),
    };
  } catch {
    return { nothing: true, later: null };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the server has the entry of this receipt, now or since before. */
export function isTaken(receipt) {
  return receipt?.status === "accepted" || receipt?.status === "duplicate";
}

/** A body of the door, to be measured and sent. */
export function batchBody(entries, newest) {
  return JSON.stringify({ sent_at: Date.now(), build: BUILD, held: newest?.key, entries });
}

/** The pace counts from here: reading what is held may have taken its time. */
function send(entries, newest, signal) {
  sending();
  return fetch("/journal", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: batchBody(entries, newest),
    redirect: "manual",
    credentials: "same-origin",
    cache: "no-store",
    signal,
  });
}

async function interpretResponse(response) {
  const { status } = response;
  const later = retryAfter(response);
  if (status === 200 && isJson(response)) return receiptsIn(await response.json());
  if (status === 401 && isJson(response)) {
    const { error } = await response.json();
    return { signedOut: true, error, later };
  }
  return rejectsEntry(response, later) ? { blamed: true, later } : { nothing: true, later };
}

/** Whether our server stumbled over what it was sent, and did not only ask for time. */
function rejectsEntry(response, later) {
  const { status } = response;
  if (later !== null || NO_SERVER.includes(status) || status === NO_ROOM) return false;
  return status >= 500 || (NOT_READ.includes(status) && isJson(response));
}

function receiptsIn(answer) {
  if (!Array.isArray(answer?.receipts)) return { nothing: true, later: null };
  const { receipts, journal } = answer;
  const numbered = receipts.map((receipt, n) => ({ ...receipt, number: journal?.numbers?.[n] }));
  return { receipts: numbered.filter(({ status }) => STATUSES.includes(status)), journal };
}

/** Seconds of Retry-After, which is a number or a date; null without one. */
function retryAfter(response) {
  const header = response.headers.get("retry-after");
  if (!header || response.status < 400) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}

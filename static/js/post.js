// One request to the door, and what its answer means. Only receipts of our own server count:
// captive portals say 200, expired sessions redirect, and proxies speak HTML (TRUST).
import { newestAcknowledged } from "./acknowledged.js";
import { isJson } from "./json.js";

const PATIENCE_MS = 30_000;

/**
 * Post these entries. Never raises; answers one of
 * { receipts, journal, held } (how far the server has the owner, and what it was asked for), { signedOut, error } (signed_out, or: leaving, unknown), { status, blamed } (the server choked, perhaps on an entry),
 * { status, later: seconds or null } (it wants time), { nothing } (no answer of ours).
 */
export async function post(entries) {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), PATIENCE_MS);
  try {
    const held = await newestAcknowledged(entries[0].owner).catch(() => null);
    return { held, ...(await meaning(await send(entries, held, aborter.signal))) };
  } catch {
    return { nothing: true };
  } finally {
    clearTimeout(timer);
  }
}

/** A body of the door, to be measured and sent. */
export function bodyOf(entries, held) {
  return JSON.stringify({ sent_at: Date.now(), build: BUILD, held: held?.key, entries });
}

function send(entries, held, signal) {
  return fetch("/journal", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: bodyOf(entries, held),
    redirect: "manual",
    credentials: "same-origin",
    cache: "no-store",
    signal,
  });
}

async function meaning(response) {
  const { status } = response;
  if (status === 200 && isJson(response)) return receiptsIn(await response.json());
  if (status === 401 && isJson(response)) {
    const { error } = await response.json();
    return { signedOut: true, error };
  }
  const seconds = waitAsked(response);
  if (seconds !== null || [429, 503, 507].includes(status)) return { later: seconds, status };
  if (status >= 500 || ([400, 413, 422].includes(status) && isJson(response)))
    return { status, blamed: true };
  return { nothing: true };
}

function receiptsIn(answer) {
  if (!Array.isArray(answer?.receipts)) return { nothing: true };
  return { receipts: answer.receipts, journal: answer.journal };
}

/** Seconds of Retry-After, which is a number or a date; null without one. */
function waitAsked(response) {
  const asked = response.headers.get("retry-after");
  if (!asked || response.status < 400) return null;
  const seconds = /^\d+$/.test(asked) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}

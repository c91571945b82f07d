// fetch with a time-out, JSON only.
// A question to our own server, in JSON: an answer that is not ours is no answer.

const PATIENCE_MS = 15_000;

/** `{ status, body }` of a JSON answer or of an empty one; null for anything else, and for none. */
export async function fetchJson(address, options = {}) {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), PATIENCE_MS);
  try {
    const response = await fetch(address, {
      redirect: "manual",
      credentials: "same-origin",
      cache: "no-store",
      signal: aborter.signal,
      ...options,
      headers: { accept: "application/json", ...options.headers },
    });
    if (response.status === 204) return { status: 204, body: null };
    if (!isJson(response)) return null;
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an answer says that it is JSON. */
export function isJson(response) {
  return (response.headers.get("content-type") ?? "").startsWith("application/json");
}

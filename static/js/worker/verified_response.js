// Verification of responses by hash, type and completeness.
// Whether an answer is what its address says: portals, proxies and cut connections say 200 too.
// A built file proves itself by its name, which carries the beginning of its SHA-256
// (static/build.mjs); a neutral page by what it says of itself, from its first tag to its last.

const HASHED = /-([0-9a-f]{10})(\.\w+)$/;
const TYPES = {
  ".js": "javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Whether that is the built file of this address, whole; reads the answer. */
export async function isWhole(address, answer) {
  const [, hash, extension] = HASHED.exec(address) ?? [];
  if (!hash || answer.status !== 200 || !isOfType(answer, TYPES[extension])) return false;
  try {
    return (await hashOf(answer)).startsWith(hash);
  } catch {
    return false; // cut on its way
  }
}

/** Whether that is the neutral page of this address, in its words and whole. */
export function isNeutral(address, answer, text) {
  const words = address.slice(address.lastIndexOf("/") + 1);
  const root = /<html [^>]*>/.exec(text)?.[0] ?? "";
  return (
    answer.status === 200 &&
    isOfType(answer, "text/html") &&
    root.includes(` data-words="${words}"`) &&
    root.includes(" data-neutral") &&
    text.trimEnd().endsWith("</html>")
  );
}

function isOfType(answer, type) {
  return (answer.headers.get("content-type") ?? "").includes(type);
}

async function hashOf(answer) {
  const digest = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

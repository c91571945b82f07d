// Send attempts that could not be written down.
// What this page has tried to send although a full phone had no room to write that down: such an
// entry may be on the server, and only a withdrawal takes it back.
const attempted = new Set();

export function markAttempted(keys) {
  for (const key of keys) attempted.add(key);
}

export function wasAttempted(key) {
  return attempted.has(key);
}

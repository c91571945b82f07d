// Keys of entries: UUIDv7, made at the tap. Plain HTTP has no crypto.randomUUID (TRUST).

const [ANEW, ANSWER] = [0x7e00, 0x7e05];

/** The key that differs by `place` in its last two bytes: whoever makes it makes the same. */
export function derivedKey(key, place) {
  const end = Number.parseInt(key.slice(-4), 16) ^ place;
  return key.slice(0, -4) + end.toString(16).padStart(4, "0");
}

/** Of the answer that a call gives to the promise that it keeps; taken back, it takes it along. */
export function answerKey(call) {
  return derivedKey(call, ANSWER);
}

/** Of the call that stands for one of a wrong clock; and of that one, the key of the first. */
export function anewKey(call) {
  return derivedKey(call, ANEW);
}

/** A new key: 48 bits of milliseconds, then chance. */
export function newKey(at = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let milliseconds = Math.max(0, at);
  for (let place = 5; place >= 0; place--) {
    bytes[place] = milliseconds % 256;
    milliseconds = Math.floor(milliseconds / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

// A telephone number as somebody typed or pasted it.

/** What a telephone can dial of it: `+33261914027`; "" where it is no number. */
export function dialable(text) {
  const international = text.trim().startsWith("+");
  const digits = text.replace(international ? /\(0\)/g : /(?!)/, "").replace(/[^\d*#]/g, "");
  return digits.length > 1 ? (international ? "+" : "") + digits : "";
}

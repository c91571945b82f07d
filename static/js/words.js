// Numbers into the page's own words: data-one, data-other and, if it differs, data-zero.

const rules = new Intl.PluralRules(document.documentElement.lang || "fr");
const figures = new Intl.NumberFormat(document.documentElement.lang || "fr");

/** Say `count` in the words that the element carries; `{n}` stands for the number. */
export function say(element, count) {
  const words = element.dataset;
  const form = count === 0 && words.zero !== undefined ? "zero" : rules.select(count);
  element.textContent = (words[form] ?? words.other).replace("{n}", figures.format(count));
}

/** A number as this page writes it. */
export function number(value) {
  return figures.format(value);
}

/** A time of the day as this page writes it. */
export function clock(instant) {
  return new Intl.DateTimeFormat(document.documentElement.lang || "fr", {
    hour: "2-digit",
    minute: "2-digit",
  }).format(instant);
}

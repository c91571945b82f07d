// Formatting of numbers, dates and plurals (Intl).
// Numbers, days and times into the page's own words and its language's own figures.
//
// An element carries its words: data-one, data-many and, if nothing is said differently,
// data-none; {n} is the number's place.

const language = document.documentElement.lang || "fr";
const rules = new Intl.PluralRules(language);
const locale = language === "en" ? "en-GB" : language; // the day before the month, as the server
const FORMATS = {
  number: new Intl.NumberFormat(locale),
  decimal: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  time: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }),
  weekday: new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", timeZone: "UTC" }),
  dayname: new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }),
  date: new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }),
};

/** Say `count` in the words that the element carries. */
export function setPlural(element, count) {
  const { none, one, many } = element.dataset;
  const words = rules.select(count) === "one" ? (one ?? many) : many;
  const text = count === 0 && none !== undefined ? none : words;
  element.textContent = text.replace("{n}", formatValue(count));
}

/** A date; the first of a month is « 1er » in French. */
function formatDate(format, day) {
  const parts = format.formatToParts(day);
  const first = language === "fr" && day.getUTCDate() === 1;
  return parts.map(({ type, value }) => (first && type === "day" ? "1er" : value)).join("");
}

/** A value as this page writes it: weekday, dayname, date (of an ISO date), decimal, time. */
export function formatValue(value, format) {
  if (value === null || value === undefined) return "";
  if (/day|date/.test(format)) return formatDate(FORMATS[format], new Date(value));
  if (format) return FORMATS[format].format(value);
  return typeof value === "number" ? FORMATS.number.format(value) : String(value);
}

// A calendar that is given as a file: of input[data-calendar-file] only the lines that say when it is
// busy are sent; titles, places and people do not leave the phone. As webapp/calendar_reader/calendar_text.py.
const MAX_BYTES = 60_000; // of a form; webapp/config.py
const MAX_FILE_BYTES = 2_000_000;
const COMPONENTS = "VCALENDAR VTIMEZONE STANDARD DAYLIGHT VEVENT VFREEBUSY".split(" ");
const PROPERTIES =
  /^(BEGIN|END|VERSION|CALSCALE|X-WR-TIMEZONE|X-WR-CALNAME|UID|SEQUENCE|RECURRENCE-ID|STATUS|TRANSP|FREEBUSY|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|X-MICROSOFT-CDO-BUSYSTATUS|X-MICROSOFT-CDO-ALLDAYEVENT|TZID|TZOFFSETFROM|TZOFFSETTO)[:;]/i;
const DECLINED = /^ATTENDEE;.*PARTSTAT="?DECLINED/i;
const SERIES = /^(RRULE|RDATE|RECURRENCE-ID|SEQUENCE)[:;]/im;
const MARGIN_DAYS = 3;
const DAYS_AHEAD = 63;

document.addEventListener("change", async ({ target }) => {
  if (!("calendarFile" in target.dataset) || !target.files.length) return;
  const [file] = target.files;
  const button = target.form.querySelector("button");
  button.disabled = true; // nothing is sent before it was read here
  const text = file.size > MAX_FILE_BYTES ? "" : timesOf(await file.text());
  const tooLarge = file.size > MAX_FILE_BYTES || new Blob([text]).size > MAX_BYTES;
  target.form.querySelector("[data-too-large]").hidden = !tooLarge;
  const kept = new DataTransfer();
  if (!tooLarge) kept.items.add(new File([text], "calendar.ics", { type: "text/calendar" }));
  target.files = kept.files;
  button.disabled = false;
});

/** The lines that say when it is busy, without the single events of other days. */
function timesOf(text) {
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n|\r/);
  const opened = [];
  const kept = lines.filter((line) => {
    const component = line
      .slice(line.indexOf(":") + 1)
      .trim()
      .toUpperCase();
    if (/^BEGIN:/i.test(line)) opened.push(component);
    const inside = opened.length > 0 && opened.every((name) => COMPONENTS.includes(name));
    if (/^END:/i.test(line)) opened.pop();
    return inside && (PROPERTIES.test(line) || DECLINED.test(line));
  });
  return `${kept.join("\r\n")}\r\n`.replace(/BEGIN:VEVENT\r\n[\s\S]*?END:VEVENT\r\n/gi, (event) =>
    isElsewhen(event) ? "" : event,
  );
}

function isElsewhen(event) {
  if (SERIES.test(event)) return false;
  const start = event.match(/^DTSTART[^:]*:\s*(\d{8})/im)?.[1];
  const end = event.match(/^DTEND[^:]*:\s*(\d{8})/im)?.[1];
  return start > dayFrom(DAYS_AHEAD) || end < dayFrom(-MARGIN_DAYS);
}

function dayFrom(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
}

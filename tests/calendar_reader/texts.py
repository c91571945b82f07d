"""Calendars as the programs of people write them, short."""

GOOGLE = "-//Google Inc//Google Calendar 70.9054//EN"
OUTLOOK = "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
EXCHANGE = "Microsoft Exchange Server 2010"
APPLE = "-//Apple Inc.//macOS 14.6.1//EN"
ZIMBRA = "Zimbra-Calendar-Provider"
NEXTCLOUD = "-//IDN nextcloud.com//Calendar app 4.7.16//EN"

PARIS_RULES = """BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT"""


def zone(name, rules=PARIS_RULES):
    """A VTIMEZONE under this name."""
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{rules}\nEND:VTIMEZONE"


def event(*lines, uid="one@example.com"):
    """An event of these lines, as a title and a place would stand among them."""
    inside = "\n".join(lines)
    return (
        f"BEGIN:VEVENT\nDTSTAMP:20261101T080000Z\nUID:{uid}\n{inside}\n"
        "SUMMARY:Visite chez Dupont\\, 3e étage\nLOCATION:Rue Paré\nEND:VEVENT"
    )


def at(start, end, *lines, tz="", uid="one@example.com"):
    """An event of 16 November, « 1000 » to « 1100 » (or « 18T1000 »), in that zone or in none."""
    begins, ends = (_stamp(each) for each in (start, end))
    named = f";TZID={tz}" if tz else ""
    return event(f"DTSTART{named}:{begins}", f"DTEND{named}:{ends}", *lines, uid=uid)


def whole_days(first, last, *lines):
    """An event of whole days of November, up to the day `last` and without it."""
    return event(f"DTSTART;VALUE=DATE:202611{first}", f"DTEND;VALUE=DATE:202611{last}", *lines)


def calendar(*parts, prodid=GOOGLE, head=()):
    """The calendar as bytes, with the line ends of the format."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{prodid}", *head, *parts, "END:VCALENDAR"]
    return "\n".join([*lines, ""]).replace("\n", "\r\n").encode()


def _stamp(text):
    day, _, time = text.rpartition("T")
    ending = "Z" if time.endswith("Z") else ""
    return f"202611{day or '16'}T{time.removesuffix('Z')}00{ending}"

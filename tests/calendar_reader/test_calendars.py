"""Calendars of many programs, and which of their times are busy."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.calendar_reader.texts import (
    APPLE,
    EXCHANGE,
    GOOGLE,
    NEXTCLOUD,
    OUTLOOK,
    PARIS_RULES,
    ZIMBRA,
    at,
    calendar,
    event,
    whole_days,
    zone,
)
from webapp.calendar_reader.busy_times import Owner, read_busy_times
from webapp.calendar_reader.calendar_text import strip_calendar
from webapp.game.gaps import Interval

PARIS = ZoneInfo("Europe/Paris")
WINDOW = Interval(datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC))
INES = "ines@ouest.test"
ROMANCE = "Romance Standard Time"
LYON = "Europe/Paris"
WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO"
BUSY, FREE, OOF, ELSEWHERE, TENTATIVE = (
    f"X-MICROSOFT-CDO-BUSYSTATUS:{status}"
    for status in ("BUSY", "FREE", "OOF", "WORKINGELSEWHERE", "TENTATIVE")
)
NEW_YORK_RULES = PARIS_RULES.replace("+0200", "-0400").replace("+0100", "-0500")
AT_TEN = ["16 10:00-11:00"]


def read(data, owner_zone=PARIS):
    return read_busy_times(
        strip_calendar(data, WINDOW), WINDOW, Owner(owner_zone, frozenset({INES}))
    )


def on_wall(busy):
    """« 16 10:00-11:00 » as a wall in Paris shows it; the end with its day where it is another."""
    said = []
    for each in busy:
        begins, ends = each.begins.astimezone(PARIS), each.ends.astimezone(PARIS)
        day = "" if begins.date() == ends.date() else f"{ends:%d }"
        said.append(f"{begins:%d %H:%M}-{day}{ends:%H:%M}")
    return said


CALENDARS = {
    # Google
    "Google writes a meeting in UTC": (calendar(at("0900Z", "1000Z")), AT_TEN),
    "Google writes a series in its zone": (
        calendar(zone(LYON), at("09T1000", "09T1100", WEEKLY, tz=LYON)),
        ["16 10:00-11:00", "23 10:00-11:00"],
    ),
    "Google leaves out a date of a series": (
        calendar(at("02T1000", "02T1100", WEEKLY, f"EXDATE;TZID={LYON}:20261123T100000", tz=LYON)),
        AT_TEN,
    ),
    "Google moves one of a series": (
        calendar(
            at("02T1000", "02T1100", WEEKLY, tz=LYON),
            at("17T1400", "17T1430", f"RECURRENCE-ID;TZID={LYON}:20261116T100000", tz=LYON),
        ),
        ["17 14:00-14:30", "23 10:00-11:00"],
    ),
    "Google cancels one of a series": (
        calendar(
            at("02T1000", "02T1100", WEEKLY, tz=LYON),
            at(
                *("1000", "1100", "STATUS:CANCELLED", f"RECURRENCE-ID;TZID={LYON}:20261116T100000"),
                tz=LYON,
            ),
        ),
        ["23 10:00-11:00"],
    ),
    "Google ends a series with UNTIL": (
        calendar(at("02T1000", "02T1100", WEEKLY + ";UNTIL=20261116T225959Z", tz=LYON)),
        AT_TEN,
    ),
    "Google counts a series": (
        calendar(at("02T1000", "02T1100", WEEKLY + ";COUNT=3", tz=LYON)),
        AT_TEN,
    ),
    "Google's whole day is free unless it is said to be busy": (
        calendar(whole_days("16", "17", "TRANSP:TRANSPARENT")),
        [],
    ),
    "Google's whole days that are busy take them whole": (
        calendar(whole_days("16", "18", "TRANSP:OPAQUE")),
        ["16 00:00-18 00:00"],
    ),
    "Google's owner has declined, by the name of the calendar": (
        calendar(
            at(
                *("1000", "1100"),
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=I;\n"
                " X-NUM-GUESTS=0:mailto:Ines.Martin@gmail.com",
                tz=LYON,
            ),
            head=["X-WR-CALNAME:ines.martin@gmail.com"],
        ),
        [],
    ),
    "Who is known by their address here has declined": (
        calendar(at("1000", "1100", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{INES}", tz=LYON)),
        [],
    ),
    "Somebody else has declined": (
        calendar(
            at(
                *("1000", "1100", "ATTENDEE;PARTSTAT=DECLINED:mailto:theo@ouest.test"),
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{INES}",
                tz=LYON,
            )
        ),
        AT_TEN,
    ),
    "One date of a series was declined": (
        calendar(
            at("02T1000", "02T1100", WEEKLY, tz=LYON),
            at(
                *("1000", "1100", f"RECURRENCE-ID;TZID={LYON}:20261116T100000"),
                f"ATTENDEE;PARTSTAT=DECLINED:mailto:{INES}",
                tz=LYON,
            ),
        ),
        ["23 10:00-11:00"],
    ),
    "An invitation without an answer is busy": (
        calendar(at("1000", "1100", f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{INES}", tz=LYON)),
        AT_TEN,
    ),
    "Google says the zone of the calendar beside UTC": (
        calendar(
            at("02T0900Z", "02T1000Z", "RRULE:FREQ=DAILY;UNTIL=20261117T090000Z"),
            head=["X-WR-TIMEZONE:Europe/Paris"],
        ),
        ["15 10:00-11:00", "16 10:00-11:00", "17 10:00-11:00"],
    ),
    # Outlook and Exchange
    "Outlook names its zones as Windows does": (
        calendar(zone(ROMANCE), at("1000", "1100", BUSY, tz=ROMANCE), prodid=OUTLOOK),
        AT_TEN,
    ),
    "Outlook names a zone of Windows and does not explain it": (
        calendar(at("1000", "1100", BUSY, tz='"Romance Standard Time"'), prodid=OUTLOOK),
        AT_TEN,
    ),
    "Outlook explains a zone under a name of its own": (
        calendar(
            zone("(UTC+01:00) Brussels\\, Copenhagen\\, Madrid\\, Paris"),
            at("1000", "1100", tz='"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"'),
            prodid=OUTLOOK,
        ),
        AT_TEN,
    ),
    "Exchange explains a customized zone": (
        calendar(
            zone("Customized Time Zone", NEW_YORK_RULES),
            at("0400", "0500", tz="Customized Time Zone"),
            prodid=EXCHANGE,
        ),
        AT_TEN,
    ),
    "Outlook's appointment that is shown as free": (
        calendar(at("1000", "1100", FREE, "TRANSP:OPAQUE", tz=ROMANCE), prodid=OUTLOOK),
        [],
    ),
    "Outlook's appointment that may take place is busy": (
        calendar(at("1000", "1100", TENTATIVE, "STATUS:TENTATIVE", tz=ROMANCE), prodid=OUTLOOK),
        AT_TEN,
    ),
    "Who works elsewhere can call": (
        calendar(at("1000", "1100", ELSEWHERE, "TRANSP:OPAQUE", tz=ROMANCE), prodid=OUTLOOK),
        [],
    ),
    "Outlook's whole day is a note": (
        calendar(whole_days("16", "17", FREE, "TRANSP:TRANSPARENT"), prodid=OUTLOOK),
        [],
    ),
    "Outlook's whole day out of office": (
        calendar(whole_days("16", "17", OOF), prodid=OUTLOOK),
        ["16 00:00-17 00:00"],
    ),
    "Exchange says a whole day by its times": (
        calendar(
            at(
                *("0000", "17T0000", FREE, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
                tz=ROMANCE,
            ),
            prodid=EXCHANGE,
        ),
        [],
    ),
    "Exchange says by its times a whole day out of office": (
        calendar(
            at("0000", "17T0000", OOF, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", tz=ROMANCE),
            prodid=EXCHANGE,
        ),
        ["16 00:00-17 00:00"],
    ),
    "Outlook publishes only that it is busy": (
        calendar(at("1000", "1100", BUSY, "CLASS:PUBLIC", "PRIORITY:5", tz=ROMANCE)),
        AT_TEN,
    ),
    "Exchange's monthly meeting on the third Monday": (
        calendar(
            zone(ROMANCE),
            event(
                f"DTSTART;TZID={ROMANCE}:20260119T100000",
                f"DTEND;TZID={ROMANCE}:20260119T110000",
                "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=3MO",
            ),
            prodid=EXCHANGE,
        ),
        AT_TEN,
    ),
    "Outlook's series from before the clocks changed keeps its time on the wall": (
        calendar(
            zone(ROMANCE),
            event(
                f"DTSTART;TZID={ROMANCE}:20260706T100000",
                f"DTEND;TZID={ROMANCE}:20260706T110000",
                "RRULE:FREQ=WEEKLY;UNTIL=20261117T090000Z;INTERVAL=1;BYDAY=MO;WKST=MO",
            ),
            prodid=OUTLOOK,
        ),
        AT_TEN,
    ),
    # Apple
    "Apple's meeting with a reminder and a way to it": (
        calendar(
            zone(LYON),
            at(
                *("1000", "1100", "TRANSP:OPAQUE", "X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M"),
                "BEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\nDESCRIPTION:x\nEND:VALARM",
                tz=LYON,
            ),
            prodid=APPLE,
        ),
        AT_TEN,
    ),
    "Apple's birthday is a note": (
        calendar(
            event("DTSTART;VALUE=DATE:20001116", "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT"),
            prodid=APPLE,
        ),
        [],
    ),
    "A holiday that says nothing of being busy is a note": (
        calendar(event("DTSTART;VALUE=DATE:20261116"), prodid="-//holidays//FR"),
        [],
    ),
    "Apple's floating time is that of one's own wall": (
        calendar(at("1000", "1100"), prodid=APPLE),
        AT_TEN,
    ),
    "Apple changes all that follows in a series": (
        calendar(
            at("02T0800", "02T0900", WEEKLY + ";UNTIL=20261109T070000Z", tz=LYON, uid="before"),
            at("1000", "1100", WEEKLY, tz=LYON, uid="after"),
            prodid=APPLE,
        ),
        ["16 10:00-11:00", "23 10:00-11:00"],
    ),
    "Apple adds dates to a series": (
        calendar(
            at("02T1000", "02T1100", f"RDATE;TZID={LYON}:20261117T100000,20261119T100000", tz=LYON)
        ),
        ["17 10:00-11:00", "19 10:00-11:00"],
    ),
    # Zimbra, Nextcloud and others
    "Zimbra gives a length instead of an end": (
        calendar(
            zone(LYON),
            event(f'DTSTART;TZID="{LYON}":20261116T100000', "DURATION:PT1H", "STATUS:CONFIRMED"),
            prodid=ZIMBRA,
        ),
        AT_TEN,
    ),
    "Zimbra cancels a meeting": (
        calendar(at("1000", "1100", "STATUS:CANCELLED", "SEQUENCE:2", tz=LYON), prodid=ZIMBRA),
        [],
    ),
    "Zimbra's meeting that is shown as free": (
        calendar(at("1000", "1100", FREE, "TRANSP:TRANSPARENT", tz=LYON), prodid=ZIMBRA),
        [],
    ),
    "Nextcloud's newest version of a meeting holds": (
        calendar(
            at("0800", "0900", "SEQUENCE:1", tz=LYON),
            at("1000", "1100", "SEQUENCE:2", tz=LYON),
            prodid=NEXTCLOUD,
        ),
        AT_TEN,
    ),
    "Nextcloud's task is no meeting": (
        calendar(
            "BEGIN:VTODO\nUID:t\nDTSTART:20261116T100000Z\nDUE:20261116T110000Z\nEND:VTODO",
            prodid=NEXTCLOUD,
        ),
        [],
    ),
    "Thunderbird names a zone with its maker before it": (
        calendar(at("1000", "1100", tz="/freeassociation.sourceforge.net/Europe/Paris")),
        AT_TEN,
    ),
    "A calendar of free and busy times tells the busy ones": (
        calendar(
            "BEGIN:VFREEBUSY\nUID:f\nDTSTART:20261115T000000Z\nDTEND:20261130T000000Z\n"
            "FREEBUSY;FBTYPE=BUSY:20261116T090000Z/20261116T100000Z,20261117T090000Z/PT30M\n"
            "FREEBUSY;FBTYPE=FREE:20261118T090000Z/20261118T100000Z\n"
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261119T090000Z/20261119T100000Z\nEND:VFREEBUSY",
            prodid=ZIMBRA,
        ),
        ["16 10:00-11:00", "17 10:00-10:30", "19 10:00-11:00"],
    ),
    "A meeting in New York stands at the time that it has here": (
        calendar(at("0400", "0500", tz="America/New_York")),
        AT_TEN,
    ),
    "A night shift goes over midnight": (
        calendar(at("2200", "17T0600", tz=LYON)),
        ["16 22:00-17 06:00"],
    ),
    "Meetings side by side and over each other are one busy time": (
        calendar(
            at("1000", "1030", tz=LYON, uid="1"),
            at("1020", "1045", tz=LYON, uid="2"),
            at("1045", "1100", tz=LYON, uid="3"),
        ),
        AT_TEN,
    ),
    "A moment without a length is not busy": (
        calendar(event(f"DTSTART;TZID={LYON}:20261116T100000")),
        [],
    ),
    "A meeting that ends before it begins is not busy": (
        calendar(at("1100", "1000", tz=LYON)),
        [],
    ),
    "A meeting of long ago and one of next year are not told": (
        calendar(
            event("DTSTART:20200101T100000Z", "DTEND:20200101T110000Z", uid="1"),
            event("DTSTART:20270301T100000Z", "DTEND:20270301T110000Z", uid="2"),
        ),
        [],
    ),
    "A calendar with nothing in it is one": (calendar(), []),
    "A file with the mark of UTF-8 before it is read": (
        b"\xef\xbb\xbf" + calendar(at("1000", "1100", tz=LYON)),
        AT_TEN,
    ),
    "A file of an old Windows is read": (
        calendar(at("1000", "1100", tz=LYON)).decode().encode("latin-1"),
        AT_TEN,
    ),
    "A file with the line ends of Unix is read": (
        calendar(at("1000", "1100", tz=LYON)).replace(b"\r\n", b"\n"),
        AT_TEN,
    ),
    "Two calendars in one file are both read": (
        calendar(at("1000", "1030", tz=LYON)) + calendar(at("1030", "1100", tz=LYON)),
        AT_TEN,
    ),
    "A zone that nobody knows is that of one's own wall": (
        calendar(at("1000", "1100", tz="Nowhere/Land")),
        AT_TEN,
    ),
    "A title that looks like a time changes nothing": (
        calendar(at("1000", "1100", "DESCRIPTION:a\\n DTSTART:20261117T000000Z", tz=LYON)),
        AT_TEN,
    ),
}


@pytest.mark.parametrize("what", CALENDARS)
def test_a_calendar_tells_its_busy_times(what):
    data, expected = CALENDARS[what]
    times = read(data)
    assert on_wall(times.busy) == expected
    assert times.skipped == 0


def test_there_are_forty_calendars_at_least():
    assert len(CALENDARS) >= 40


def test_a_floating_time_is_read_in_the_zone_of_its_owner():
    times = read(calendar(at("1000", "1100"), prodid=APPLE), ZoneInfo("America/New_York"))
    assert on_wall(times.busy) == ["16 16:00-17:00"]


def test_a_whole_day_is_one_in_the_zone_of_its_owner():
    data = calendar(whole_days("16", "17", "TRANSP:OPAQUE"), prodid=GOOGLE)
    times = read(data, ZoneInfo("Asia/Tokyo"))
    assert on_wall(times.busy) == ["15 16:00-16 16:00"]


@pytest.mark.parametrize(
    "broken",
    [
        event("DTSTART:yesterday", "DTEND:20261116T110000Z", uid="broken"),
        event("DTEND:20261116T110000Z", uid="broken"),
        event("DTSTART:20261116T090000Z", "DTEND:soon", uid="broken"),
        event("DTSTART:20261116T090000Z", "DURATION:PT1H", "RRULE:FREQ=NEVER", uid="broken"),
        event("DTSTART:20261116T090000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY", uid="broken"),
        event("DTSTART:20261116T090000Z", "DURATION:PT1H", "EXDATE:x", WEEKLY, uid="broken"),
        event("DTSTART;TZID=Europe/Paris:20261116T250000", "DURATION:PT1H", uid="broken"),
        event("DTSTART:20261116T090000Z", "DURATION:P99999999999W", uid="broken"),
    ],
)
def test_one_broken_event_is_told_of_and_the_others_are_read(broken):
    times = read(calendar(broken, at("1000", "1100", tz=LYON)))
    assert on_wall(times.busy) == AT_TEN
    assert times.skipped == 1


def test_what_it_is_busy_with_is_dropped_before_it_is_read():
    text = strip_calendar(
        calendar(
            at(
                *("1000", "1100", f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Théo:mailto:{INES}"),
                "DESCRIPTION:Devis de Dupont\n , deuxième page",
                "BEGIN:VALARM\nDESCRIPTION:Dupont\nTRIGGER:-PT15M\nEND:VALARM",
                "ORGANIZER;CN=Dupont:mailto:dupont@example.com",
            )
        ),
        WINDOW,
    )
    for word in ("Dupont", "Paré", "Théo", "deuxième", "VALARM", INES):
        assert word not in text
    assert "DTSTART:20261116T100000" in text

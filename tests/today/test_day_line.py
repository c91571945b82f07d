"""The day's line: slots are arcs, meetings ledges, gaps dots, now is the ball (RULES R13, R17)."""

import html
import json
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.agenda.hands import connects
from tests.cast import PARIS, cost, instant
from webapp.clock import to_milliseconds
from webapp.game.points import SLOT_GRACE
from webapp.providers import DayGaps, PlannedSlot, WallTime
from webapp.today.day_line import build_day_line

ROOT = Path(__file__).resolve().parents[2]
MONDAY = date(2026, 11, 16)
MORNING = instant("2026-11-16 09:40")


def wall_time(text):
    begins, ends = (instant(f"{MONDAY} {at}") for at in text.split("-"))
    at, until = (f"{each.astimezone(PARIS):%H:%M}" for each in (begins, ends))
    return WallTime(begins, ends, at, until)


def agenda(gaps, meetings):
    """Their times, apart by spaces."""
    return DayGaps(MONDAY, *(tuple(map(wall_time, each.split())) for each in (gaps, meetings)))


def slot(at, *, kept=False):
    until = instant(f"{MONDAY} {at}") + SLOT_GRACE
    key = UUID(int=int(at.replace(":", "")))
    return PlannedSlot(key, MONDAY, at, 5, "", "", kept, until, ())


BUSY = agenda("09:40-11:00 12:00-14:00 14:45-16:00", "09:00-09:30 11:00-12:00 14:00-14:45")
DAYS = {
    "a present gap": ((), BUSY),
    "a slot in the present gap": ((slot("10:40"),), BUSY),
    "a kept slot and one in the next gap": ((slot("09:15", kept=True), slot("12:30")), BUSY),
    "a slot that is over": ((slot("09:00"),), BUSY),
    "slots without a calendar": ((slot("09:15", kept=True), slot("10:40"), slot("14:00")), None),
    "a meeting that runs": ((), agenda("11:00-18:00", "09:00-11:00")),
    "nothing left": ((), agenda("", "09:00-18:00")),
    "many meetings": (
        (),
        agenda(
            "10:00-10:30 11:00-11:30 12:00-12:30 13:00-13:30",
            "09:00-09:10 09:20-10:00 10:30-11:00 11:30-12:00 12:30-13:00 13:30-14:00",
        ),
    ),
}


def line_of(day):
    slots, of_calendar = DAYS[day]
    ahead = next((each for each in slots if not each.kept and each.until > MORNING), None)
    return build_day_line(slots, ahead, of_calendar, MORNING)


def marks(day):
    return [f"{mark.state} {mark.at}".strip() for mark in line_of(day).marks]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("a present gap", "meeting 09:00 now meeting 11:00 gap 12:00 meeting 14:00 gap 14:45"),
        (
            "a slot in the present gap",
            "meeting 09:00 now next 10:40 meeting 11:00 gap 12:00 meeting 14:00 gap 14:45",
        ),
        (
            "a kept slot and one in the next gap",
            "meeting 09:00 kept 09:15 now meeting 11:00 next 12:30 meeting 14:00 gap 14:45",
        ),
        ("slots without a calendar", "kept 09:15 next 10:40 ahead 14:00"),
        ("a meeting that runs", "meeting 09:00 now gap 11:00"),
        (
            "many meetings",
            "meeting 09:20 now gap 10:00 meeting 10:30 gap 11:00 meeting 11:30",
        ),
    ],
)
def test_a_day_is_a_line_of_marks(day, expected):
    assert " ".join(marks(day)) == expected


def test_a_gap_is_offered_with_the_longest_sprint_that_it_holds():
    line = line_of("a present gap")
    assert (line.gap.until, line.gap.minutes, line.is_present) == ("11:00", 25, True)
    assert (line.later.at, line.later.minutes) == ("12:00", 25)
    short = build_day_line((), None, agenda("10:00-10:12", ""), MORNING)
    assert (short.gap.minutes, short.is_present, short.later.at) == (5, False, "10:00")
    assert line_of("nothing left").gap is None


def test_the_gap_of_the_next_slot_says_how_long_it_lasts():
    assert line_of("a slot in the present gap").open_until == "11:00"
    assert line_of("a kept slot and one in the next gap").open_until == "14:00"
    assert line_of("slots without a calendar").open_until == ""


def test_the_phone_draws_the_same_line():
    """static/js/view/day_line.js, of what the summary holds."""
    given = {
        day: {
            "slots": [each.as_json() | {"begins": _begins(each)} for each in slots],
            "agenda": of_calendar.as_json() if of_calendar else None,
        }
        for day, (slots, of_calendar) in DAYS.items()
    }
    script = f"""
    import {{ marksOf }} from "{ROOT}/static/js/view/day_line.js";
    const now = {to_milliseconds(MORNING)};
    const lines = Object.entries({json.dumps(given)}).map(([day, {{ slots, agenda }}]) => {{
      const shown = slots.find((slot) => !slot.kept && slot.until > now);
      const marks = marksOf(slots, shown, agenda ?? undefined, now);
      return [day, marks.map(({{ state, at }}) => `${{state}} ${{at}}`.trim())];
    }});
    console.log(JSON.stringify(Object.fromEntries(lines)));
    """
    command = [ROOT / "bin" / "node.sh", "node", "--no-warnings", "--input-type=module"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {day: marks(day) for day in DAYS}


def _begins(slot):
    return to_milliseconds(slot.until - SLOT_GRACE)


def text_of(person):
    page = re.sub(r"(?s)<template.*?</template>", "", person.opens("/today").text)
    section = re.search(r"(?s)<section class=\"card stack day-slots\".*?</section>", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", section[0])).split()) if section else ""


def test_today_offers_the_present_gap_and_the_next_one(ines):
    connects(ines, "11:00-12:00")
    assert text_of(ines).startswith("Libre jusqu’à 11:00")
    assert "Prévoir 12:00" in text_of(ines)
    assert "/sprint#25" in ines.opens("/today").text


def test_today_offers_the_next_gap_while_a_meeting_runs(ines):
    connects(ines, "09:00-10:30", "11:00-18:00")
    assert text_of(ines).startswith("Libre de 10:30 à 11:00")


def test_a_slot_of_today_goes_before_a_gap_and_says_how_long_it_is_free(ines):
    connects(ines, "11:00-12:00")
    ines.submits("/plan", {"day": str(MONDAY), "at": "10:30", "minutes": "5"})
    assert text_of(ines).startswith("Ton créneau de 10:30 5 min")
    assert "Libre jusqu’à 11:00" in text_of(ines)


def test_a_gap_is_planned_by_its_button_without_scripts(ines):
    connects(ines, "09:00-10:30", "11:00-18:00")
    form = {"day": str(MONDAY), "at": "10:30", "minutes": "25"}
    assert ines.submits("/plan", form).status_code == 303
    assert text_of(ines).startswith("Ton créneau de 10:30 25 min")


def test_a_day_off_offers_no_gap(ines, at):
    connects(ines, "11:00-12:00", at="2026-11-14 09:00")
    at("2026-11-15 10:00")  # a Sunday
    assert "Libre" not in ines.opens("/today").text.partition("<template")[0]
    agenda_days = ines.opens("/today/summary").get_json()["agenda"]
    assert [each["day"] for each in agenda_days] == ["2026-11-16"]


def test_the_summary_has_the_gaps_and_meetings_of_two_days(ines):
    connects(ines, "11:00-12:00")
    today, tomorrow = ines.opens("/today/summary").get_json()["agenda"]
    assert [(each["at"], each["until"]) for each in today["gaps"]] == [
        ("09:30", "11:00"),
        ("12:00", "18:00"),
    ]
    assert [(each["at"], each["until"]) for each in today["meetings"]] == [("11:00", "12:00")]
    assert [each["at"] for each in tomorrow["gaps"]] == ["09:00"]
    assert today["meetings"][0]["from"] == to_milliseconds(instant("2026-11-16 11:00"))


def test_a_calendar_costs_today_one_statement_and_nothing_whoever_has_none(app, ines, theo):
    without = {path: cost(app, ines, path) for path in ("/today", "/today/summary")}
    connects(theo, "11:00-12:00")
    assert {path: cost(app, ines, path) for path in without} == without
    connects(ines, "11:00-12:00")
    assert {path: cost(app, ines, path) for path in without} == {
        path: count + 1 for path, count in without.items()
    }


def test_a_slot_that_was_put_off_to_tomorrow_leaves_the_gap(ines):
    connects(ines, "11:00-12:00")
    tomorrow = MONDAY + timedelta(days=1)
    ines.submits("/plan", {"day": str(tomorrow), "at": "10:30", "minutes": "5"})
    assert text_of(ines).startswith("Libre jusqu’à 11:00")

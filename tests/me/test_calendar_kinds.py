"""Each kind of declaration over each kind of day, practised or not (RULES R4.1, R4.7)."""

from datetime import date, timedelta
from itertools import product

import pytest

import webapp.clock as clock
from tests.cast import instant
from webapp.database.transactions import write_transaction
from webapp.game.calendars import Calendar, Pattern
from webapp.people.schedule import declarations, facts
from webapp.progress import updates
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.both_databases(always=True)
NOW = "2026-12-29 09:00"
WORKING, WEEKEND, HOLIDAY, JOINING = "2026-12-22", "2026-12-19", "2026-12-25", "2026-11-13"
SWAPPED_ON, SWAPPED_OFF, PAUSED = "2026-12-12", "2026-12-15", "2026-12-16"
DAYS = {
    "a working day": WORKING,
    "a day off": WEEKEND,
    "a public holiday": HOLIDAY,
    "a day off that is worked": SWAPPED_ON,
    "a working day that is off": SWAPPED_OFF,
    "a day on pause": PAUSED,
    "the day of joining": JOINING,
}
# Whether the day is a working day afterwards, where nothing refuses it.
AFTER = {
    "leave": dict.fromkeys(DAYS, False) | {"a day off that is worked": True},
    "sick": dict.fromkeys(DAYS, False) | {"a day off that is worked": True},
    "worked": dict.fromkeys(DAYS, True) | {"the day of joining": False},
    "off": dict.fromkeys(DAYS, False),
}
REFUSED = {  # there is nothing to swap
    ("worked", "a working day"),
    *(("off", day) for day in DAYS if day != "a working day"),
}
FREE = "2026-12-27"  # a Sunday, to be worked for a day off


@pytest.fixture
def ines_with_a_pause(app, ines, at):
    """Inès with a swapped day and a pause, some time after she joined."""
    at("2026-12-14 08:00")
    swap = {"what": "swap", "worked": SWAPPED_ON, "off": SWAPPED_OFF}
    assert ines.submits("/me/calendar/changes", swap).status_code == 303
    day, now = date.fromisoformat(PAUSED), clock.now()
    with app.app_context(), write_transaction():
        whose = (ines.organisation_id, "member", ines.id)
        declarations.add_fact(*whose, "pause", day, now, last_day=day)
        updates.after_member_change(ines.who, day, now)
    return ines


def form(kind: str, day: str) -> dict[str, str]:
    if kind in ("leave", "sick"):
        return {"what": kind, "from": day, "to": day}
    if kind == "worked":
        return {"what": "swap", "worked": day}
    return {"what": "swap", "worked": FREE, "off": day}


def working(app, person, day: str) -> bool:
    with app.app_context():
        all_facts = facts.read_facts(person.organisation_id, [person.id])
    first = date.fromisoformat(day)
    return all_facts.calendar(person.id, date(2026, 11, 13), first, first).working(first)


def practise(person, at, day: str) -> None:
    at(f"{day} 18:00")
    taps = [
        person.taps("refusal", instant(f"{day} 17:00") + timedelta(minutes=n)) for n in range(3)
    ]
    assert person.sends(*taps) == ["accepted"] * 3


@pytest.mark.lengthy
@pytest.mark.parametrize("kept", [False, True], ids=["not kept", "kept"])
@pytest.mark.parametrize(("kind", "day"), list(product(AFTER, DAYS)))
def test_a_day_is_what_was_declared_of_it(app, ines_with_a_pause, at, kind, day, kept):
    ines, iso_date = ines_with_a_pause, DAYS[day]
    if kept:
        practise(ines, at, iso_date)
    at(NOW)
    before = ines.today().state
    answer = ines.submits("/me/calendar/changes", form(kind, iso_date))
    if (kind, day) in REFUSED:
        assert answer.status_code == 422
        assert ines.today().state == before
        return
    assert answer.status_code == 303
    assert working(app, ines, iso_date) is AFTER[kind][day]
    after = ines.today().state
    if kind in ("leave", "sick"):
        assert after.count >= before.count
        assert after.jokers >= before.jokers
        assert after.best >= before.best
    with app.app_context():
        assert rebuild().differences == []


@pytest.mark.lengthy
def test_an_absence_that_is_taken_back_is_as_if_it_had_not_been(app, ines_with_a_pause, at):
    ines = ines_with_a_pause
    practise(ines, at, WORKING)
    at(NOW)
    before = ines.today()
    for kind in ("leave", "sick", "off"):
        assert ines.submits("/me/calendar/changes", form(kind, WORKING)).status_code == 303
        with app.app_context():
            all_facts = facts.read_facts(ines.organisation_id, [ines.id])
        newest = all_facts.spans(ines.id, "leave", "sick", "off")[-1]
        back = {"what": "back", "fact": str(newest.id)}
        assert ines.submits("/me/calendar/changes", back).status_code == 303
        assert ines.today() == before
    with app.app_context():
        assert (
            facts.read_facts(ines.organisation_id, [ines.id]).spans(ines.id, "leave", "sick") == []
        )
        assert rebuild().differences == []


def pattern(first: str, *weeks: set[int]) -> Calendar:
    begun = date.fromisoformat(first)
    weekly = Pattern(begun, tuple(map(frozenset, weeks)), instant("2020-01-01 09:00"))
    return Calendar(date(2020, 1, 1), (weekly,))


@pytest.mark.parametrize(
    ("first", "worked", "free"),
    [
        ("2020-12-21", ["2020-12-21", "2021-01-04"], ["2020-12-28", "2021-01-11"]),  # week 53
        ("2026-12-21", ["2026-12-21", "2027-01-04"], ["2026-12-28", "2027-01-11"]),  # week 53
        ("2025-12-22", ["2025-12-22", "2026-01-05"], ["2025-12-29", "2026-01-12"]),  # no week 53
        ("2024-12-26", ["2024-12-26", "2025-01-06"], ["2024-12-30", "2025-01-13"]),  # in a week
    ],
)
def test_weeks_go_on_in_turn_over_the_end_of_a_year(first, worked, free):
    """Not by even and odd numbers: after week 53 comes week 1, and both are odd."""
    calendar = pattern(first, {1, 2, 3, 4, 5}, set())
    assert [calendar.working(date.fromisoformat(day)) for day in worked] == [True] * 2
    assert [calendar.working(date.fromisoformat(day)) for day in free] == [False] * 2


@pytest.mark.parametrize(
    ("begins", "this"), [("2026-12-28", "2026-12-28"), ("2027-01-04", "2026-12-28")]
)
def test_the_first_of_two_weeks_is_the_one_that_the_page_calls_this_week(
    app, ines, at, begins, this
):
    """Whichever of the two the pattern begins in."""
    at("2026-12-30 09:00")
    assert f'value="{this}"' in ines.opens("/me/calendar/week").text
    chosen = {"what": "week", "weeks": "2", "this": this, "from": begins, "a1": "on", "b3": "on"}
    assert ines.submits("/me/calendar/changes", chosen).status_code == 303
    days = ("2027-01-06", "2027-01-11", "2027-01-20")  # Wednesday, Monday, Wednesday
    assert [working(app, ines, day) for day in days] == [True] * 3
    others = ("2027-01-05", "2027-01-04", "2027-01-13")
    assert [working(app, ines, day) for day in others] == [False] * 3


# Each holiday is a weekday, and worked by whoever is elsewhere.
@pytest.mark.parametrize(
    ("place", "holiday", "elsewhere"),
    [
        (("FR", "6AE"), "2027-03-26", ("FR", "")),
        (("BE", ""), "2027-07-21", ("NL", "")),
        (("CH", "GE"), "2026-12-31", ("CH", "ZH")),
        (("DE", "BY"), "2027-01-06", ("DE", "BE")),
        (("GB", "SCT"), "2027-01-04", ("GB", "")),
        (("US", ""), "2027-01-18", ("CA", "")),
    ],
)
def test_holidays_are_those_of_ones_own_place_from_its_day_on(
    app, ines, at, place, holiday, elsewhere
):
    at("2026-12-14 08:00")
    bastille = "2027-07-14"
    assert working(app, ines, holiday)  # in the company's place
    assert not working(app, ines, bastille)
    for lives, works in ((elsewhere, True), (place, False)):
        place_form = {
            "what": "place",
            "from": "2026-12-14",
            "country": lives[0],
            "region": lives[1],
        }
        assert ines.submits("/me/calendar/changes", place_form).status_code == 303
        assert working(app, ines, holiday) is works
        assert working(app, ines, bastille) is (lives[0] != "FR")
    assert working(app, ines, "2026-11-20")  # a Friday of before, as it was
    own = {"what": "place", "from": "2027-01-01", "country": ""}
    assert ines.submits("/me/calendar/changes", own).status_code == 303
    assert working(app, ines, holiday) is (holiday >= "2027-01-01")
    assert not working(app, ines, bastille)  # the company's again
    with app.app_context():
        assert rebuild().differences == []

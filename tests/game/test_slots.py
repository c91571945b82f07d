"""Slots of one's own: what is planned, and what practice keeps of it (RULES R13)."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import FRIDAY, MONDAY, ONE_DAY, Hand, on
from tests.game.histories import examples
from webapp.game import slots
from webapp.game.acts import Call, Entry, Slot, Withdraw, interpret
from webapp.game.points import day_points

AT_EIGHT = on(MONDAY, 8)
SATURDAY = MONDAY + 5 * ONE_DAY
EVERY_DAY = frozenset(range(1, 8))
TOKYO, LOS_ANGELES = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")
PARIS, LORD_HOWE = ZoneInfo("Europe/Paris"), ZoneInfo("Australia/Lord_Howe")
ZONES = [PARIS, TOKYO, LOS_ANGELES, LORD_HOWE, ZoneInfo("America/New_York")]


def plans(hand, at, day=MONDAY, planned=AT_EIGHT, arrives=None):
    """A slot of one day, at that time on any wall; None is a cue alone."""
    wall_time = time.fromisoformat(at) if at else None
    return hand.does(Slot(day, day, frozenset(), wall_time, 5), planned, arrives)


def plans_weekly(hand, at, weekdays, planned=AT_EIGHT, first=MONDAY, last=None):
    act = Slot(first, last, frozenset(weekdays), time.fromisoformat(at), 5)
    return hand.does(act, planned)


def calls(hand, *times, day=MONDAY, zone=PARIS):
    for each in times:
        hour, minute = map(int, each.split(":"))
        hand.taps("no_answer", on(day, hour, minute, zone=zone), zone=zone)


def three_calls(hand, day=MONDAY, zone=PARIS):
    calls(hand, "10:40", "10:41", "10:42", day=day, zone=zone)


def keep_slots_of(entries, day=MONDAY):
    """What the wall showed of the slots that are kept."""
    planned = slots.read_planned_slots(entries, FRIDAY)
    attempts = interpret(entries, FRIDAY).days.get(day, ())
    return slots.keep_slots(planned, attempts, day)


def points(hand, day=MONDAY):
    attempts = interpret(hand.entries, FRIDAY).days.get(day, ())
    return day_points(attempts, len(keep_slots_of(hand.entries, day))).points


@pytest.mark.parametrize(
    ("at", "paid"), [("10:55", 16), ("10:25", 16), ("10:58", 6), ("10:57", 16), ("10:24", 6)]
)
def test_a_slot_is_kept_from_a_quarter_of_an_hour_before_to_one_after(ines, at, paid):
    plans(ines, at)
    three_calls(ines)
    assert points(ines) == paid


def test_a_slot_that_is_planned_for_this_very_minute_is_none(ines):
    three_calls(ines)
    plans(ines, "10:41", planned=on(MONDAY, 10, 41))
    assert points(ines) == 6


def test_a_slot_that_is_withdrawn_holds_no_more_from_then_on(ines):
    later, before = plans(ines, "10:55"), plans(ines, "10:41")
    three_calls(ines)
    for slot in (later, before):
        ines.withdraws(slot, on(MONDAY, 10, 50))
    assert list(keep_slots_of(ines.entries)) == [datetime(2025, 9, 8, 10, 41)]
    assert points(ines) == 16


def test_a_moved_slot_is_kept_once(ines):
    first = plans(ines, "10:40")
    ines.withdraws(first, on(MONDAY, 10, 45))
    plans(ines, "11:00", planned=on(MONDAY, 10, 45))
    calls(ines, "10:50", "10:51", "10:52")
    assert list(keep_slots_of(ines.entries)) == [datetime(2025, 9, 8, 11, 0)]


def test_a_slot_that_is_withdrawn_twice_holds_until_the_first_time(ines):
    slot = plans(ines, "10:41")
    for hour in (12, 9):
        ines.withdraws(slot, on(MONDAY, hour))
    three_calls(ines)
    assert points(ines) == 6


def test_three_slots_of_one_morning_pay_two(ines):
    for at in ("10:45", "10:50", "10:55"):
        plans(ines, at)
    three_calls(ines)
    assert len(keep_slots_of(ines.entries)) == 3
    assert points(ines) == 26


def test_slots_at_the_same_time_are_one(ines):
    for _ in range(3):
        plans(ines, "10:45")
    plans_weekly(ines, "10:45", {1})
    three_calls(ines)
    assert points(ines) == 16


def test_a_call_keeps_one_slot_the_earliest_near_it(ines):
    plans(ines, "10:55")
    plans(ines, "10:30")
    calls(ines, "10:40", "13:00", "14:00")
    assert list(keep_slots_of(ines.entries)) == [datetime(2025, 9, 8, 10, 30)]


def test_a_slot_pays_on_a_day_with_three_calls(ines):
    plans(ines, "10:45")
    calls(ines, "10:40", "10:41")
    assert points(ines) == 4
    calls(ines, "16:00")
    assert points(ines) == 16


def test_a_cue_without_a_time_earns_nothing(ines):
    plans(ines, None)
    three_calls(ines)
    assert keep_slots_of(ines.entries) == {}


def test_a_day_with_slots_pays_three_hundred_at_most(ines):
    plans(ines, "10:00")
    for _ in range(30):
        ines.learns(ines.taps("meeting"))
    for outcome in ("no_answer", "gatekeeper"):
        for _ in range(50):
            ines.taps(outcome)
    before = interpret(ines.entries, FRIDAY).days[MONDAY]
    assert day_points(before).points < points(ines) <= 300


def test_a_weekly_slot_keeps_its_time_when_the_clocks_change(ines):
    """Paris goes back an hour on 26 October 2025."""
    plans_weekly(ines, "10:45", {1})
    for day in (date(2025, 10, 20), date(2025, 10, 27)):
        three_calls(ines, day)
        assert points(ines, day) == 16
    tuesday = date(2025, 10, 28)
    three_calls(ines, tuesday)
    assert points(ines, tuesday) == 6


def test_a_weekly_slot_has_a_first_and_a_last_day(ines):
    plans_weekly(ines, "10:45", EVERY_DAY, first=MONDAY + ONE_DAY, last=MONDAY + 2 * ONE_DAY)
    days = [MONDAY + n * ONE_DAY for n in range(4)]
    for day in days:
        three_calls(ines, day)
    assert [points(ines, day) for day in days] == [6, 16, 16, 6]


def test_a_slot_is_read_on_the_wall_where_the_call_is_made(ines):
    plans(ines, "10:45", day=MONDAY + ONE_DAY)
    three_calls(ines, MONDAY + ONE_DAY, zone=TOKYO)
    assert points(ines, MONDAY + ONE_DAY) == 16


def test_a_slot_of_a_day_off_pays_like_any_other(ines):
    plans(ines, "10:45", day=SATURDAY)
    three_calls(ines, SATURDAY)
    assert points(ines, SATURDAY) == 16


def test_a_slot_before_four_is_of_the_night_that_its_day_ends_with(ines):
    plans(ines, "00:30")
    calls(ines, "0:20", "0:25", "0:35", day=MONDAY + ONE_DAY)
    assert points(ines) == 16


def test_a_slot_that_was_planned_offline_counts_from_its_own_instant(ines):
    three_calls(ines)
    plans(ines, "10:45", arrives=on(MONDAY + 3 * ONE_DAY))
    assert points(ines) == 16


def test_a_slot_that_arrives_after_seven_days_earns_nothing(ines):
    three_calls(ines)
    plans(ines, "10:45", arrives=AT_EIGHT + timedelta(days=7, seconds=1))
    assert points(ines) == 6


# Properties, against an oracle that reads R13 aloud: it moves one minute hand over the day.


def list_kept_by_oracle(entries, day):
    """How many slots are kept: by every attempt in turn, every time that any wall shows."""
    counted = {
        entry.key: entry
        for entry in entries
        if entry.received_at - entry.instant <= timedelta(hours=168) and entry.day >= FRIDAY
    }
    withdrawn = {e.act.of for e in entries if isinstance(e.act, Withdraw)}
    attempts = [e for e in counted.values() if isinstance(e.act, Call) and e.key not in withdrawn]
    attempts = [e for e in attempts if e.day == day]
    attempts.sort(key=lambda e: (wall(e.instant, e.offset), e.instant, e.key))
    unkept, kept_times = [], set()
    midnight = datetime.combine(day, time(4))
    for minute in range(24 * 60):
        wall_time = midnight + timedelta(minutes=minute)
        if any(is_of(e.act, day, wall_time) for e in counted.values() if isinstance(e.act, Slot)):
            unkept.append(wall_time)
    for attempt in attempts:
        for wall_time in [each for each in unkept if each not in kept_times]:
            apart = wall(attempt.instant, attempt.offset) - wall_time
            if not timedelta(minutes=-15) <= apart <= timedelta(minutes=15):
                continue
            at = wall_time.replace(tzinfo=UTC) - timedelta(minutes=attempt.offset)
            if any(
                is_of(e.act, day, wall_time)
                and e.instant < at
                and not any(
                    w.act.of == e.key and (w.instant <= at or w.instant <= attempt.instant)
                    for w in entries
                    if isinstance(w.act, Withdraw)
                )
                for e in counted.values()
                if isinstance(e.act, Slot)
            ):
                kept_times.add(wall_time)
                break
    return kept_times


def wall(instant, offset):
    return instant.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=offset)


def is_of(slot, day, wall_time):
    if slot.at is None or slot.at != wall_time.time():
        return False
    if slot.weekdays and day.isoweekday() not in slot.weekdays:
        return False
    return slot.first <= day and (slot.last is None or day <= slot.last)


def a_plan(seed, travels=True):
    """A few days of slots and calls at near times, some withdrawn, some late, in some zones."""
    rng, hand = Random(seed), Hand()
    days = [date(2025, 10, 24) + n * ONE_DAY for n in range(4)]  # Paris goes back on the 26th
    zones = {day: rng.choice(ZONES) if travels else PARIS for day in days}
    slot_keys = []
    for day in days:
        for _ in range(rng.randrange(5)):
            wall_time = None if rng.random() < 0.1 else time(10, rng.randrange(0, 60, 5))
            planned = on(day - rng.choice([ONE_DAY, 0 * ONE_DAY]), rng.choice([8, 10]), 30)
            weekly = rng.random() < 0.4
            slot = Slot(
                first=day,
                last=rng.choice([None, day + ONE_DAY]) if weekly else day,
                weekdays=frozenset(rng.sample(range(1, 8), 4)) if weekly else frozenset(),
                at=wall_time,
                minutes=5,
            )
            late = timedelta(days=rng.choice([0, 0, 0, 2, 8]))
            slot_keys.append(hand.does(slot, planned, planned + late, zones[day]))
        for _ in range(rng.randrange(6)):
            zone = rng.choice(ZONES) if travels and rng.random() < 0.2 else zones[day]
            at = on(day, 10, rng.randrange(60), zone=zone)
            hand.taps("no_answer", at, zone=zone)
        for key in rng.sample(slot_keys, min(len(slot_keys), rng.randrange(3))):
            hand.withdraws(key, on(day, 10, rng.randrange(60)))
    return hand.entries, days


@given(st.integers(0, 2**32))
@examples(0.3)
def test_slots_are_kept_as_the_oracle_reads_them_in_any_order_of_arrival(seed):
    entries, days = a_plan(seed)
    shuffled = Random(seed + 1).sample(entries, len(entries))
    for day in days:
        kept_slots = keep_slots_of(entries, day)
        assert set(kept_slots) == list_kept_by_oracle(entries, day)
        assert keep_slots_of(shuffled, day) == kept_slots
        assert len(set(kept_slots.values())) == len(kept_slots)  # an attempt keeps one


@given(st.integers(0, 2**32))
@examples(0.3)
def test_no_entry_but_a_withdrawal_lowers_what_is_kept(seed):
    """On days of one zone, as phones have them."""
    entries, days = a_plan(seed, travels=False)
    removable = [e for e in entries if not isinstance(e.act, Withdraw)]
    added = Random(seed).choice(removable) if removable else None
    fewer = [e for e in entries if e is not added]
    for day in days:
        assert len(keep_slots_of(fewer, day)) <= len(keep_slots_of(entries, day))


@given(st.integers(0, 2**32))
@examples(0.2)
def test_what_was_kept_before_a_withdrawal_stays_kept(seed):
    """It takes no slot whose time and whose call were before it."""
    entries, days = a_plan(seed, travels=False)
    planned = [e for e in entries if isinstance(e.act, Slot)]
    if not planned:
        return
    at = max(e.instant for e in entries) + ONE_DAY
    withdrawn_slot = Random(seed).choice(planned)
    withdrawal = Entry(UUID(int=2**100), Withdraw(withdrawn_slot.key), at, 60, at)
    for day in days:
        assert (
            keep_slots_of([*entries, withdrawal], day).keys() == keep_slots_of(entries, day).keys()
        )


@given(st.integers(0, 2**32))
@examples(0.2)
def test_the_days_that_a_slot_changes_are_among_those_that_are_counted_again(seed):
    entries, days = a_plan(seed)
    for entry in entries:
        acts = {e.key: e for e in entries if isinstance(e.act, Slot)}
        slot = entry if entry.key in acts else acts.get(getattr(entry.act, "of", None))
        if slot is None:
            continue
        others = [e for e in entries if e is not entry]
        changed = {day for day in days if keep_slots_of(entries, day) != keep_slots_of(others, day)}
        since = max(slot.instant, entry.instant)
        arrived = max(e.received_at for e in entries)
        assert changed <= set(slots.affected_days(slot.act, since, arrived))

"""Why these points (RULES R2): each line and band, whose sum is what a day and a week are worth."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import FRIDAY, MONDAY, ONE_DAY, on
from tests.game.histories import examples, histories
from webapp.game import breakdown
from webapp.game.acts import Call, interpret
from webapp.game.breakdown import Band, PointsLine
from webapp.game.days import week_of
from webapp.game.outcomes import Outcome
from webapp.game.points import PaidCall, day_points, share_points
from webapp.game.unpaid import list_unpaid

pytestmark = pytest.mark.lengthy

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Read:
    """A call as points read it."""

    outcome: Outcome
    rows: int
    dated: bool


busy_days = st.lists(
    st.tuples(
        st.builds(Read, st.sampled_from(Outcome), st.integers(0, 2), st.booleans()),
        st.sampled_from([1, 1, 2, 5, 9, 21, 45]),
    ),
    max_size=12,
).map(lambda runs: [call for call, times in runs for _ in range(times)])
counts = st.integers(0, 13)


def taps(hand, outcome, count, rows=None):
    for _ in range(count):
        call = hand.taps(outcome)
        if rows is not None:
            hand.learns(call, rows)


def why(hand, slots=0):
    return breakdown.break_down_day(
        hand.reading().days.get(MONDAY, ()), slots, hand.cards.get(MONDAY, 0)
    )


def describe_reasons(explanation):
    """The reasons as « 20 × 2, 4 × 1 » by name, and how many stand beyond."""
    return {
        reason.name: (", ".join(f"{b.count} × {b.each}" for b in reason.bands), reason.over_cap)
        for reason in explanation.reasons
    }


def left_out(hand):
    reading = hand.reading()
    unpaid = list_unpaid(hand.entries, reading, hand.calendar.joined)
    return [(each.what, each.why) for each in unpaid]


@given(busy_days, counts, counts)
def test_the_reasons_of_a_day_are_its_points_line_by_line(
    calls: list[PaidCall], slots: int, cards: int
):
    explanation = breakdown.break_down_day(calls, slots, cards)
    paid = day_points(calls, slots, cards)
    assert explanation.points == paid.points
    assert [(r.name, r.count, r.points) for r in explanation.reasons] == [
        (line.name, line.count, line.points) for line in paid.lines
    ]
    assert explanation.points_over_cap == sum(line.points for line in paid.lines) - paid.points
    for reason in explanation.reasons:
        assert reason.over_cap >= 0
        assert all(band.count > 0 and band.each > 0 for band in reason.bands)
        rates = [band.each for band in reason.bands]
        assert rates == sorted(set(rates), reverse=True)


@examples()
@given(histories())
def test_the_reasons_of_every_day_and_week_of_a_history_are_its_points(history):
    reading = interpret(history.entries, history.calendar.joined)
    for day in {*reading.days, *history.cards, *history.slots}:
        day_inputs = reading.days.get(day, ()), history.slots.get(day, 0), history.cards.get(day, 0)
        assert breakdown.break_down_day(*day_inputs).points == day_points(*day_inputs).points
    for week in {week_of(share.day) for share in reading.shares}:
        own = [share for share in reading.shares if week_of(share.day) == week]
        for reviewed in (False, True):
            explanation = breakdown.break_down_week(own, reviewed)
            assert explanation.points == share_points(own, reviewed).points
            assert sum(r.count for r in explanation.reasons) == len(own) + reviewed


@examples()
@given(histories())
def test_each_call_that_stands_counts_or_says_why_not(history):
    joined = history.calendar.joined
    reading = interpret(history.entries, joined)
    unpaid = list_unpaid(history.entries, reading, joined)
    calls = [e for e in history.entries if isinstance(e.act, Call)]
    standing = {e.key for e in calls if e.key not in reading.withdrawn}
    counted = {call.key for day_calls in reading.days.values() for call in day_calls}
    missing = {each.entry.key for each in unpaid if each.what == "call"}
    assert counted | missing == standing
    assert not counted & missing
    assert not reading.withdrawn & {each.entry.key for each in unpaid}


@examples()
@given(histories())
def test_what_is_called_late_would_have_counted_in_time(history):
    """With every entry arriving at its instant nothing is late, and what was said late is paid."""
    joined = history.calendar.joined
    prompt = [replace(e, received_at=e.instant) for e in history.entries]
    before, after = interpret(history.entries, joined), interpret(prompt, joined)
    unpaid = list_unpaid(history.entries, before, joined)
    assert all(each.why != "late" for each in list_unpaid(prompt, after, joined))
    counted = {call.key: call for day_calls in after.days.values() for call in day_calls}
    for each in unpaid:
        if each.what == "call":
            assert (each.entry.key in counted) == (each.why == "late")


def test_twenty_four_unanswered_calls_are_twenty_at_2_and_four_at_1(ines):
    taps(ines, "no_answer", 24)
    assert why(ines).reasons == (PointsLine("without_human", 24, (Band(20, 2), Band(4, 1))),)


def test_what_stands_beyond_the_bands_is_counted_and_pays_nothing(ines):
    taps(ines, "voicemail", 43)
    taps(ines, "gatekeeper", 21)
    taps(ines, "meeting", 25)
    assert describe_reasons(why(ines)) == {
        "without_human": ("20 × 2, 20 × 1", 3),
        "gatekeepers": ("10 × 4, 10 × 2", 1),
        "conversations": ("8 × 10, 8 × 5, 8 × 2", 1),
        "meetings": ("3 × 10", 22),
    }


def test_a_full_band_alone_has_no_second_one(ines):
    taps(ines, "no_answer", 20)
    taps(ines, "gatekeeper", 10)
    taps(ines, "refusal", 16)
    assert describe_reasons(why(ines)) == {
        "without_human": ("20 × 2", 0),
        "gatekeepers": ("10 × 4", 0),
        "conversations": ("8 × 10, 8 × 5", 0),
    }


def test_the_best_five_lessons_pay_each_at_its_rate(ines):
    taps(ines, "callback", 2, rows=2)
    taps(ines, "callback", 1, rows=1)
    taps(ines, "refusal", 2, rows=1)
    taps(ines, "refusal", 2, rows=2)
    assert describe_reasons(why(ines))["lessons"] == ("2 × 10, 2 × 5, 1 × 4", 2)


def test_dated_call_backs_pay_four_times(ines):
    for _ in range(5):
        ines.dates(ines.taps("callback"), MONDAY + ONE_DAY)
    assert describe_reasons(why(ines))["callbacks"] == ("4 × 5", 1)


@pytest.mark.parametrize(
    ("attempts", "bands", "missing"), [(0, "", 3), (2, "", 1), (3, "2 × 10", 0), (4, "2 × 10", 0)]
)
def test_a_slot_says_how_many_attempts_it_lacks(ines, attempts, bands, missing):
    taps(ines, "no_answer", attempts)
    slots = why(ines, slots=3).reasons[-1]
    assert (describe_reasons(why(ines, slots=3))["slots"], slots.missing) == (
        (bands, 3 if missing else 1),
        missing,
    )


def test_a_day_with_more_than_300_says_what_the_cap_keeps_back(ines):
    taps(ines, "no_answer", 40)
    taps(ines, "gatekeeper", 20)
    taps(ines, "refusal", 20, rows=2)
    taps(ines, "meeting", 4)
    explanation = why(ines)
    assert (explanation.points, explanation.points_over_cap, explanation.before_cap) == (
        300,
        36,
        336,
    )


def test_a_day_of_exactly_300_keeps_nothing_back():
    calls = [Read(Outcome.NO_ANSWER, 0, False)] * 40 + [Read(Outcome.GATEKEEPER, 0, False)] * 20
    calls += [Read(Outcome.MEETING, 0, False)] * 16 + [Read(Outcome.REFUSAL, 1, False)] * 5
    assert (
        breakdown.break_down_day(calls).points,
        breakdown.break_down_day(calls).points_over_cap,
    ) == (
        300,
        0,
    )
    assert (
        breakdown.break_down_day(calls, cards=1).points,
        breakdown.break_down_day(calls, cards=1).points_over_cap,
    ) == (300, 2)


def test_a_day_without_anything_has_no_reason(ines):
    assert why(ines) == breakdown.DayBreakdown(())


def test_a_week_says_its_shares_the_repeated_ones_and_the_review(ines):
    calls = [ines.taps("refusal") for _ in range(3)]
    for call in calls:
        ines.learns(call)
    first, second, third = calls
    for hour, call in enumerate([first, first, second, third], start=14):
        ines.shares(call, at=on(MONDAY, hour))
    explanation = breakdown.break_down_week(ines.reading().shares, reviewed=True)
    assert describe_reasons(explanation) == {
        "shares": ("2 × 5", 1),
        "shared_again": ("", 1),
        "review": ("1 × 20", 0),
    }
    assert explanation.points == 30


def test_a_week_without_shares_has_no_reason():
    assert breakdown.break_down_week([]) == breakdown.WeekBreakdown(())


def test_what_came_after_seven_days_says_so(ines):
    ines.taps("refusal", arrives=on(MONDAY) + WEEK)
    assert left_out(ines) == []
    late = on(MONDAY) + WEEK + timedelta(seconds=1)
    ines.learns(ines.taps("refusal", arrives=late))
    call = ines.taps("callback")
    ines.learns(call, arrives=late + timedelta(days=1))
    ines.dates(call, MONDAY + ONE_DAY)
    assert left_out(ines) == [("call", "late"), ("lesson", "late")]


def test_what_is_of_a_day_before_joining_says_so(ines):
    ines.taps("refusal", on(FRIDAY - ONE_DAY))
    ines.taps("refusal", on(FRIDAY))
    assert left_out(ines) == [("call", "joining")]


def test_a_lesson_or_a_date_far_from_its_call_says_so(ines):
    call = ines.taps("callback")
    ines.learns(call, rows=1)
    far = on(MONDAY) + WEEK + ONE_DAY
    ines.learns(call, rows=2, at=far, arrives=far + WEEK)
    ines.dates(call, MONDAY, at=on(MONDAY) + WEEK + ONE_DAY)
    assert left_out(ines) == [("lesson", "apart"), ("date", "apart")]


def test_a_better_version_that_is_paid_leaves_nothing_to_say(ines):
    call = ines.taps("callback")
    ines.learns(call, rows=2)
    ines.learns(call, rows=1, at=on(MONDAY) + WEEK + ONE_DAY)
    ines.dates(call, MONDAY)
    ines.dates(call, MONDAY, at=on(MONDAY) + WEEK + ONE_DAY)
    assert left_out(ines) == []


def test_a_lesson_without_a_tag_says_so_and_one_of_a_meeting_is_not_asked(ines):
    ines.learns(ines.taps("refusal"), rows=0)
    ines.learns(ines.taps("meeting"), rows=0)
    ines.dates(ines.taps("refusal"), MONDAY, at=on(MONDAY) + WEEK + ONE_DAY)
    assert left_out(ines) == [("lesson", "untagged")]


def test_a_withdrawn_entry_is_as_if_it_had_never_been(ines):
    late = on(MONDAY) + WEEK + timedelta(seconds=1)
    ines.withdraws(ines.taps("refusal", arrives=late))
    call = ines.taps("refusal")
    ines.withdraws(ines.learns(call, arrives=late))
    assert left_out(ines) == []
    assert describe_reasons(why(ines)) == {"conversations": ("1 × 10", 0)}


@pytest.mark.parametrize(
    "shares, paid, bands",
    [(0, 0, None), (1, 0, ()), (1, 5, (Band(1, 5),)), (3, 10, (Band(2, 5),))],
)
def test_a_week_of_which_the_sums_are_left_says_what_its_shares_paid(shares, paid, bands):
    explanation = breakdown.break_down_reduced_week(shares, paid)
    assert explanation.points == paid
    assert explanation.reasons == ((PointsLine("shares", shares, bands),) if shares else ())

"""What counts, versions and withdrawals (RULES R1.3 to R1.5; the journal's point 6)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.game.cast import FRIDAY, MONDAY, on
from webapp.game.acts import Held, How, Lesson, Share, answer_key

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
TUESDAY = MONDAY + DAY
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def paid(hand, day=MONDAY):
    (call,) = hand.reading().days[day]
    return call


def test_ines_calls_are_read_in_order_of_instant(ines):
    later, earlier = ines.taps("meeting", on(MONDAY, 12)), ines.taps("refusal", on(MONDAY, 9))
    assert [call.key for call in ines.reading().days[MONDAY]] == [earlier, later]


def test_a_call_that_arrives_after_seven_days_earns_nothing(ines):
    ines.taps("refusal", arrives=on(MONDAY) + 7 * DAY + SECOND)
    assert ines.reading().days == {}


def test_a_call_from_before_joining_earns_nothing(ines):
    ines.taps("refusal", on(FRIDAY, 3, 59))
    ines.taps("refusal", on(FRIDAY, 4))
    assert set(ines.reading().days) == {FRIDAY}


def test_a_lesson_belongs_to_the_day_of_its_call(ines):
    call = ines.taps("refusal")
    ines.learns(call, at=on(TUESDAY))
    assert paid(ines).rows == 2


def test_a_lesson_earns_nothing_until_its_call_is_there(ines):
    ines.learns(UUID(int=99))
    reading = ines.reading()
    assert (reading.days, reading.shares) == ({}, ())
    assert reading.shown_lessons == {UUID(int=99): UUID(int=1)}


def test_a_lesson_of_a_call_that_came_too_late_earns_nothing(ines):
    call = ines.taps("refusal", arrives=on(MONDAY) + 8 * DAY)
    ines.learns(call, at=on(MONDAY) + 8 * DAY)
    ines.shares(call, at=on(MONDAY) + 8 * DAY)
    assert (ines.reading().days, ines.reading().shares) == ({}, ())


@pytest.mark.parametrize(("seconds", "rows"), [(0, 2), (1, 0)])
def test_a_lesson_is_paid_within_seven_days_of_its_call(ines, seconds, rows):
    call = ines.taps("refusal")
    ines.learns(call, at=on(MONDAY) + 7 * DAY + seconds * SECOND)
    assert paid(ines).rows == rows


@pytest.mark.parametrize(("seconds", "rows"), [(0, 2), (1, 0)])
def test_a_lesson_is_paid_when_it_arrives_within_seven_days(ines, seconds, rows):
    call = ines.taps("refusal")
    ines.learns(call, at=on(MONDAY, 11), arrives=on(MONDAY, 11) + 7 * DAY + seconds * SECOND)
    assert paid(ines).rows == rows
    assert call in ines.reading().shown_lessons


def test_rewording_never_costs_and_the_newest_version_is_shown(ines):
    call = ines.taps("refusal")
    ines.learns(call, rows=2, at=on(MONDAY, 11))
    reworded = ines.learns(call, rows=1, at=on(MONDAY, 12))
    assert paid(ines).rows == 2
    assert ines.reading().shown_lessons == {call: reworded}
    assert ines.points() == 20


def test_of_two_versions_of_one_instant_the_greater_key_is_shown(ines):
    call = ines.taps("refusal")
    ines.learns(call)
    second = ines.learns(call)
    ines.entries.reverse()
    assert ines.reading().shown_lessons == {call: second}


def test_the_newest_date_is_shown_and_any_that_counts_is_paid(ines):
    call = ines.taps("callback")
    ines.dates(call, date(2025, 9, 15))
    ines.dates(call, date(2025, 9, 22), at=on(MONDAY) + 8 * DAY)
    assert paid(ines).dated
    assert ines.reading().shown_dates == {call: date(2025, 9, 22)}


def test_a_date_set_after_seven_days_is_shown_and_not_paid(ines):
    call = ines.taps("callback")
    ines.dates(call, date(2025, 9, 22), at=on(MONDAY) + 7 * DAY + SECOND)
    assert not paid(ines).dated
    assert call in ines.reading().shown_dates


def test_withdrawing_a_call_takes_its_lesson_date_and_share(ines):
    call, other = ines.taps("callback"), ines.taps("callback")
    withdrawn = {call, ines.learns(call), ines.dates(call, TUESDAY), ines.shares(call)}
    ines.learns(other)
    ines.withdraws(call)
    assert ines.reading().withdrawn == withdrawn
    assert paid(ines).key == other


def test_withdrawing_a_call_takes_what_is_added_to_it_later(ines):
    call = ines.taps("refusal")
    ines.withdraws(call)
    lesson = ines.learns(call, at=on(TUESDAY))
    assert lesson in ines.reading().withdrawn


def test_withdrawing_a_lesson_takes_earlier_versions_and_earlier_shares(ines):
    call = ines.taps("refusal")
    first, second = ines.learns(call, at=on(MONDAY, 11)), ines.learns(call, at=on(MONDAY, 12))
    shared = ines.shares(call, at=on(MONDAY, 14))
    ines.withdraws(second, at=on(MONDAY, 15))
    third = ines.learns(call, rows=1, at=on(MONDAY, 16))
    again = ines.shares(call, at=on(MONDAY, 17))
    reading = ines.reading()
    assert reading.withdrawn == {first, second, shared}
    assert reading.shown_lessons == {call: third}
    assert [share.key for share in reading.shares] == [again]
    assert paid(ines).rows == 1


def test_withdrawing_an_early_version_leaves_the_later_one(ines):
    call = ines.taps("refusal")
    first, second = ines.learns(call, at=on(MONDAY, 11)), ines.learns(call, at=on(MONDAY, 12))
    ines.withdraws(first)
    assert ines.reading().shown_lessons == {call: second}


@pytest.mark.parametrize("kind", ["dates", "shares"])
def test_withdrawing_a_date_or_a_share_takes_the_earlier_ones_of_its_call(ines, kind):
    def make(hand, call, hour):
        at = on(MONDAY, hour)
        return hand.dates(call, TUESDAY, at) if kind == "dates" else hand.shares(call, at)

    call, other = ines.taps("callback"), ines.taps("callback")
    ines.learns(call)
    first, second = make(ines, call, 14), make(ines, call, 15)
    make(ines, call, 16)
    make(ines, other, 14)
    ines.withdraws(second, at=on(MONDAY, 18))
    assert ines.reading().withdrawn == {first, second}


def test_a_withdrawal_counts_whenever_it_arrives_and_cannot_be_withdrawn(ines):
    call = ines.taps("refusal")
    withdrawal = ines.withdraws(call, at=on(MONDAY) + 300 * DAY)
    ines.withdraws(withdrawal, at=on(MONDAY) + 301 * DAY)
    ines.entries.reverse()
    assert ines.reading().withdrawn == {call}


def test_a_withdrawal_may_arrive_before_what_it_withdraws(ines):
    ines.withdraws(UUID(int=2))
    assert ines.reading().withdrawn == frozenset()
    call = ines.taps("refusal")
    assert call == UUID(int=2)
    assert ines.reading().withdrawn == {call}


def test_a_share_earns_only_with_a_lesson_that_counts(ines):
    call, bare = ines.taps("refusal"), ines.taps("refusal")
    ines.shares(bare)
    shared = ines.shares(call, at=on(TUESDAY))
    assert ines.reading().shares == ()
    ines.learns(call)
    (share,) = ines.reading().shares
    assert (share.key, share.call, share.day) == (shared, call, TUESDAY)


def test_a_share_that_comes_too_late_earns_nothing_and_is_shown(ines):
    call = ines.taps("refusal")
    ines.learns(call)
    late = ines.shares(call, arrives=on(MONDAY, 12) + 7 * DAY + SECOND)
    assert ines.reading().shares == ()
    assert ines.reading().shown_shares == {call: late}


def test_a_lesson_drawn_on_a_wall_where_it_is_still_the_day_before_joining_is_paid(ines):
    call = ines.taps("refusal", on(FRIDAY, 5))
    ines.does(Lesson(call, "price", "ask_first"), on(FRIDAY, 6), zone=LOS_ANGELES)
    assert ines.entries[-1].day < FRIDAY
    assert paid(ines, FRIDAY).rows == 2


def test_a_share_belongs_to_its_own_day_and_not_before_joining(ines):
    call = ines.taps("refusal", on(FRIDAY, 5))
    ines.learns(call, at=on(FRIDAY, 6))
    ines.does(Share(call), on(FRIDAY, 7), zone=LOS_ANGELES)
    assert ines.reading().shares == ()


def test_a_share_of_a_lesson_that_came_too_late_earns_nothing(ines):
    call = ines.taps("refusal")
    ines.learns(call, arrives=on(MONDAY, 11) + 7 * DAY + SECOND)
    ines.shares(call)
    assert ines.reading().shares == ()


def test_the_newest_correction_is_the_outcome_in_whatever_order_they_arrive(ines):
    call = ines.taps("refusal")
    ines.learns(call)
    assert ines.points() == 20
    ines.corrects(call, "no_answer", on(MONDAY, 12))
    assert ines.points() == 2
    newest = ines.corrects(call, "do_not_call", on(MONDAY, 14))
    assert ines.points() == 20
    ines.entries.reverse()
    assert ines.points() == 20
    assert ines.reading().outcomes == {call: "do_not_call"}
    ines.withdraws(newest, on(MONDAY, 15))
    assert ines.points() == 2
    assert ines.reading().withdrawn == {newest}


def test_a_corrected_call_keeps_its_day_its_lesson_its_date_and_its_share(ines):
    call = ines.taps("callback", on(MONDAY, 9))
    lesson = ines.learns(call)
    ines.dates(call, TUESDAY)
    share = ines.shares(call)
    ines.corrects(call, "refusal", on(TUESDAY))
    assert (paid(ines).key, paid(ines).outcome, paid(ines).instant) == (
        call,
        "refusal",
        on(MONDAY, 9),
    )
    reading = ines.reading()
    assert (reading.shown_lessons, reading.shown_dates) == ({call: lesson}, {call: TUESDAY})
    assert reading.shown_shares == {call: share}
    assert ines.points() == 20
    ines.corrects(call, "callback", on(TUESDAY, 11))
    assert ines.points() == 20


def test_a_correction_may_arrive_before_its_call_and_twice(ines):
    correction = ines.corrects(UUID(int=2), "meeting")
    assert ines.reading().outcomes == {}
    call = ines.taps("no_answer")
    assert call == UUID(int=2)
    ines.entries.append(ines.entries[0])
    assert ines.reading().outcomes == {call: "meeting"}
    assert ines.points() == 20
    ines.withdraws(correction)
    assert ines.points() == 2


def test_of_two_corrections_of_one_instant_the_greater_key_stands(ines):
    call = ines.taps("no_answer")
    ines.corrects(call, "meeting")
    ines.corrects(call, "refusal")
    ines.entries.reverse()
    assert ines.reading().outcomes == {call: "refusal"}


@pytest.mark.parametrize(("seconds", "outcome"), [(0, "refusal"), (1, "no_answer")])
def test_a_correction_is_made_within_seven_days_of_its_call(ines, seconds, outcome):
    call = ines.taps("no_answer")
    ines.corrects(call, "refusal", on(MONDAY) + 7 * DAY + seconds * SECOND)
    assert ines.reading().outcomes == {call: outcome}


@pytest.mark.parametrize(("seconds", "outcome"), [(0, "refusal"), (1, "no_answer")])
def test_a_correction_arrives_within_seven_days_of_its_making(ines, seconds, outcome):
    call = ines.taps("no_answer")
    made_at = on(MONDAY, 11)
    ines.corrects(call, "refusal", made_at, arrives=made_at + 7 * DAY + seconds * SECOND)
    assert ines.reading().outcomes == {call: outcome}


def test_withdrawing_a_call_takes_its_corrections_also_those_still_to_come(ines):
    call = ines.taps("refusal")
    first = ines.corrects(call, "no_answer")
    ines.withdraws(call)
    second = ines.corrects(call, "meeting", on(TUESDAY))
    assert ines.reading().withdrawn == {call, first, second}
    assert (ines.reading().days, ines.reading().outcomes) == ({}, {})


def test_a_correction_of_a_correction_corrects_nothing(ines):
    call = ines.taps("refusal")
    correction = ines.corrects(call, "no_answer")
    ines.corrects(correction, "meeting", on(MONDAY, 12))
    assert ines.reading().outcomes == {call: "no_answer"}


def test_withdrawing_a_lesson_leaves_the_correction_beside_it(ines):
    call = ines.taps("no_answer")
    lesson = ines.learns(call, at=on(MONDAY, 14))
    ines.corrects(call, "refusal", on(MONDAY, 11))
    ines.withdraws(lesson, on(MONDAY, 15))
    assert ines.reading().withdrawn == {lesson}
    assert ines.points() == 10


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_call_that_is_taken_back_takes_along_that_it_kept_a_promise(ines, order):
    """And what was said of the promise before it stands again."""
    meeting = ines.taps("meeting")
    fell = ines.answers(meeting, "fell_through", on(TUESDAY, 9))
    keeping = ines.taps("refusal", on(TUESDAY, 10))
    second_answer = ines.does(Held(meeting, How.HELD), on(TUESDAY, 10), key=answer_key(keeping))
    assert ines.reading().answers == {meeting: second_answer}
    ines.withdraws(keeping, on(TUESDAY, 11))
    *others, call, answer, withdrawal = ines.entries
    ines.entries[:] = [*others, *((call, answer, withdrawal)[place] for place in order)]
    for _ in range(2):
        assert ines.reading().answers == {meeting: fell}
        assert second_answer in ines.reading().withdrawn
        ines.entries[:] = [e for e in ines.entries if e != call]  # it may never come


def test_an_answer_known_to_be_withdrawn_is_so_without_the_withdrawal(ines):
    meeting = ines.taps("meeting")
    fell = ines.answers(meeting, "fell_through", on(TUESDAY, 9))
    lesson = ines.learns(fell, at=on(TUESDAY, 10))
    ines.entries[:] = [replace(e, withdrawn=e.key == fell) for e in ines.entries]
    assert ines.reading().withdrawn == {fell, lesson}
    assert ines.reading().lost == {}


def test_a_keeping_call_that_ended_otherwise_has_kept_its_promise_all_the_same(ines):
    back, keeping = ines.taps("callback"), ines.taps("callback", on(TUESDAY, 10))
    answer = ines.does(Held(back, How.HELD), on(TUESDAY, 10), key=answer_key(keeping))
    ines.corrects(keeping, "no_answer", on(TUESDAY, 11))
    assert ines.reading().answers == {back: answer}


def test_a_promise_whose_call_promises_nothing_any_more_is_answered_by_nobody(ines):
    back, keeping = ines.taps("callback"), ines.taps("refusal", on(TUESDAY, 10))
    answer = ines.does(Held(back, How.HELD), on(TUESDAY, 10), key=answer_key(keeping))
    ines.corrects(back, "refusal", on(TUESDAY, 11))
    assert ines.reading().answers == {}
    ines.corrects(back, "meeting", on(TUESDAY, 12))
    assert ines.reading().answers == {back: answer}

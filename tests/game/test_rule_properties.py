"""Every sentence of RULES that begins with *So*, tried on random histories."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game.cast import Hand
from tests.game.histories import examples, histories
from tests.game.test_oracle import build_team, teams
from webapp.game.acts import Correct, Held, Withdraw, answer_key, interpret
from webapp.game.days import LATEST_ARRIVAL, is_closed, today, week_close, week_of
from webapp.game.points import day_points, share_points
from webapp.game.standings import MemberWeek, effort, kept_enough, rank_teams, usual_day
from webapp.game.streaks import is_kept

pytestmark = pytest.mark.lengthy

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
seeds = st.integers(0, 2**32)
usual_days = st.builds(lambda points: usual_day([(points, 1)]), st.integers(20, 130))


def hand(history, taps=None, calendar=None):
    entries = history.entries if taps is None else [tap.entry for tap in taps]
    calendar = calendar or history.calendar
    return Hand(calendar, history.dose, history.cards, entries)


def points_of_days(history, entries):
    reading = interpret(entries, history.calendar.joined)
    days, lost = reading.days, reading.lost
    every = set(days) | set(lost) | set(history.cards) | set(history.slots)
    return {
        day: day_points(
            days.get(day, ()),
            history.slots.get(day, 0),
            history.cards.get(day, 0),
            lost.get(day, ()),
        ).points
        for day in every
    }


def points_of_weeks(history, entries):
    weeks = {}
    for day, points in points_of_days(history, entries).items():
        weeks[week_of(day)] = weeks.get(week_of(day), 0) + points
    shares = interpret(entries, history.calendar.joined).shares
    for week in {week_of(share.day) for share in shares}:
        paid = share_points([share for share in shares if week_of(share.day) == week]).points
        weeks[week] = weeks.get(week, 0) + paid
    return weeks


def member_week(history, entries, week, calendar, usual):
    """A member's week as its board reads it, from what has arrived before its close."""
    in_time = [e for e in entries if not is_closed(week, history.zone, e.received_at)]
    reading, points = interpret(in_time, calendar.joined), points_of_days(history, in_time)
    working = [day for day in (week + DAY * n for n in range(7)) if calendar.working(day)]
    kept_days = [
        day
        for day in working
        if is_kept(len(reading.days.get(day, ())), history.cards.get(day, 0), history.dose)
    ]
    return MemberWeek(
        sum(points.get(day, 0) for day in working),
        len(working),
        len(kept_days),
        any(week_of(share.day) == week for share in reading.shares),
        usual,
    )


def weeks_of(history):
    weeks = {week_of(history.calendar.joined), week_of(today(history.now, history.zone))}
    return sorted(weeks | {week_of(entry.day) for entry in history.entries})


def one_entry_less(history, seed):
    """The taps without one that is no withdrawal, no correction of a call or of what became of a
    meeting, and not withdrawn, or None."""
    withdrawn = interpret(history.entries, history.calendar.joined).withdrawn
    takes = Withdraw | Correct | Held
    able = [t for t in history.taps if t.key not in withdrawn and not isinstance(t.act, takes)]
    if not able:
        return None
    left_out = Random(seed).choice(able)
    return [tap for tap in history.taps if tap is not left_out]


def deliver_taps(history, seed):
    """The same taps, whose phones are right, in other batches: in time and before the close."""
    rng, all_closes = Random(seed), [week_close(week, history.zone) for week in weeks_of(history)]
    for tap in history.taps:
        ends = [tap.made_at + LATEST_ARRIVAL, *(at - SECOND for at in all_closes)]
        arrival = tap.made_at + timedelta(hours=rng.choice([0, 0, 1, 30, 90, 200]))
        arrival = min(arrival, *(end for end in ends if end >= tap.made_at))
        sent = arrival - rng.randrange(301) * SECOND
        yield replace(tap, received_at=arrival, sent_at=sent).entry


@examples()
@given(histories(wrong_clocks=False), seeds, seeds, usual_days)
def test_r1_order_of_arrival_and_batching_change_nothing(history, one, other, usual):
    first, second = list(deliver_taps(history, one)), list(deliver_taps(history, other))
    Random(one).shuffle(first)
    Random(other).shuffle(second)
    assert interpret(first, history.calendar.joined) == interpret(second, history.calendar.joined)
    day = today(history.now, history.zone)
    assert replace(hand(history), entries=first).streak(day) == (
        replace(hand(history), entries=second).streak(day)
    )
    week = Random(one).choice(weeks_of(history))
    assert member_week(history, first, week, history.calendar, usual) == (
        member_week(history, second, week, history.calendar, usual)
    )


@examples()
@given(histories())
def test_r2_a_day_depends_on_nothing_but_its_own_entries(history):
    """And a lesson of a meeting that fell through on its call, whatever day that is of."""
    own, days = {}, {}
    entries = {entry.key: entry for entry in history.entries}
    for entry in history.entries:
        about = entry
        while isinstance(about.act, Withdraw) and about.act.of in entries:
            about = entries[about.act.of]
        while about and (call := getattr(about.act, "call", None)):
            if isinstance(about.act, Held):
                days.setdefault(call, set()).add(about.day)
            about = entries.get(call)
        if about:
            own.setdefault(about.key, []).append(entry)
            days.setdefault(about.key, set()).add(about.day)
        answer = isinstance(entry.act, Withdraw) and entries.get(answer_key(entry.act.of))
        if answer and isinstance(answer.act, Held):
            own.setdefault(answer.act.call, []).append(entry)
    own = {
        day: [entry for call, about in own.items() if day in days[call] for entry in about]
        for day in {day for each in days.values() for day in each}
    }
    for day, points in points_of_days(history, history.entries).items():
        assert points_of_days(history, own.get(day, [])).get(day) == points


@examples()
@given(histories(), seeds)
def test_r2_no_entry_ever_lowers_a_day_or_a_week(history, seed):
    fewer = one_entry_less(history, seed)
    if fewer is None:
        return
    without = [tap.entry for tap in fewer]
    for read_points in (points_of_days, points_of_weeks):
        now = read_points(history, history.entries)
        for when, points in read_points(history, without).items():
            assert points <= now[when]


def no_less(before, after):
    return (
        before.count <= after.count
        and before.jokers <= after.jokers
        and before.tenths <= after.tenths
        and before.best <= after.best
    )


@examples()
@given(histories(), seeds)
def test_r4_no_entry_ever_lowers_the_count_the_jokers_or_the_best(history, seed):
    fewer = one_entry_less(history, seed)
    if fewer is not None:
        day = today(history.now, history.zone)
        assert no_less(hand(history, fewer).streak(day), hand(history).streak(day))


@examples()
@given(histories())
def test_r4_no_leave_ever_lowers_the_count_the_jokers_or_the_best(history):
    day = today(history.now, history.zone)
    with_leave = hand(history, calendar=history.calendar_now)
    assert no_less(hand(history).streak(day), with_leave.streak(day))


@examples()
@given(histories(), seeds, teams, st.lists(teams, max_size=4), usual_days, st.booleans())
def test_r5_no_entry_lowers_any_teams_figure(history, seed, mates, others, usual, running):
    fewer = one_entry_less(history, seed)
    if fewer is None:
        return
    less = [tap.entry for tap in fewer]
    rest = [build_team(n, team) for n, team in enumerate(others)]
    week, boards = Random(seed).choice(weeks_of(history)), []
    for entries in (less, history.entries):
        members = [*mates, member_week(history, entries, week, history.calendar, usual)]
        board = rank_teams([build_team("hers", members), *rest], running=running)
        boards.append({place.id: place.score for place in board})
    before, after = boards
    assert all(after[team] is None or before[team] <= after[team] for team in before)


@examples()
@given(histories(), seeds, usual_days)
def test_r5_leave_without_practice_never_lowers_effort_or_kept_days(history, seed, usual):
    reading = interpret(history.entries, history.calendar.joined)
    practised = {*reading.days, *reading.lost}  # the lesson of a lost meeting is practice too
    week = Random(seed).choice(weeks_of(history))
    free = [day for day in (week + DAY * n for n in range(7)) if day not in practised]
    leave = set(Random(seed).sample(free, Random(seed).randrange(len(free) + 1)))
    holiday = replace(
        history.calendar,
        holidays=history.calendar.holidays | leave,
        worked=history.calendar.worked - leave,
    )
    quiet = replace(history, cards={d: n for d, n in history.cards.items() if d not in leave})
    before = member_week(quiet, history.entries, week, history.calendar, usual)
    after = member_week(quiet, history.entries, week, holiday, usual)
    if after.working_days:
        assert effort_of(before) <= effort_of(after)
        assert enough(before) <= enough(after)
        assert before.kept_days * after.working_days <= after.kept_days * before.working_days


def effort_of(member):
    return effort(member.points, member.usual, member.working_days)


def enough(member):
    return kept_enough(member.kept_days, member.working_days)

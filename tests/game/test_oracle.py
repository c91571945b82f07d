"""The library and a slow reading of RULES agree on random histories."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.game import oracle
from tests.game.cast import Hand
from tests.game.histories import DAY, Server, examples, histories
from webapp.game.acts import Lesson, Next, Share, interpret
from webapp.game.days import today, week_of
from webapp.game.levels import level_of
from webapp.game.points import day_points, share_points
from webapp.game.standings import MemberWeek, Team, rank_teams, raw_score, usual_day
from webapp.game.streaks import State

pytestmark = pytest.mark.lengthy


def as_oracle_streak(state: State) -> oracle.Streak:
    open_days = [(missed.day, missed.since) for missed in state.open]
    regularity = None if state.regularity is None else pytest.approx(state.regularity, abs=1e-12)
    return oracle.Streak(
        state.count, state.tenths, state.best, open_days, regularity, state.missed, state.broken
    )


@examples()
@given(histories())
def test_calls_lessons_dates_and_withdrawals_are_read_as_the_rules_say(history):
    reading = interpret(history.entries, history.calendar.joined)
    assert {
        day: [(c.instant, c.key, str(c.outcome), c.rows, c.dated) for c in calls]
        for day, calls in reading.days.items()
    } == oracle.calls_of(history.taps, history.calendar.joined)
    assert {
        day: [(each.instant, each.key, each.rows) for each in lost]
        for day, lost in reading.lost.items()
    } == oracle.lost_of(history.taps, history.calendar.joined)
    assert reading.outcomes == oracle.outcomes_of(history.taps, history.calendar.joined)
    assert reading.withdrawn == oracle.withdrawn_keys(oracle.read_all(history.taps))
    for by_call, kind, value in (
        (reading.shown_lessons, Lesson, lambda e: e.key),
        (reading.shown_dates, Next, lambda e: e.act.on),
        (reading.shown_shares, Share, lambda e: e.key),
    ):
        newest = oracle.shown_of(history.taps, kind)
        assert by_call == {call: value(entry) for call, entry in newest.items()}


@examples()
@given(histories())
def test_days_weeks_and_levels_pay_as_the_rules_say(history):
    reading = interpret(history.entries, history.calendar.joined)
    calls = oracle.calls_of(history.taps, history.calendar.joined)
    lost = oracle.lost_of(history.taps, history.calendar.joined)
    total = 0
    for day in {*calls, *lost}:
        slots, cards = history.slots.get(day, 0), history.cards.get(day, 0)
        read_day = reading.days.get(day, ()), slots, cards, reading.lost.get(day, ())
        paid = day_points(*read_day).points
        assert paid == oracle.points_of_day(calls.get(day, []), slots, cards, lost.get(day, []))
        total += paid
    assert level_of(total).number == oracle.level_at(total)
    shares = oracle.shares_of(history.taps, history.calendar.joined)
    assert [(s.instant, s.key, s.call, s.day) for s in reading.shares] == shares
    for monday in {week_of(share.day) for share in reading.shares}:
        week = [share for share in reading.shares if week_of(share.day) == monday]
        assert share_points(week).points == oracle.points_of_shares(shares, monday)


@examples()
@given(histories())
def test_the_streak_is_what_the_whole_history_says(history):
    day = today(history.now, history.zone)
    assert day == oracle.today_of(history.now, history.zone)
    calendar = history.calendar_now
    hand = Hand(calendar, history.dose, history.cards, history.entries)
    expected = oracle.streak_of(history.taps, calendar, day, history.dose, history.cards)
    assert as_oracle_streak(hand.streak(day)) == expected


@examples()
@given(histories(), st.integers(0, 2**32))
def test_stored_rows_read_batch_after_batch_give_the_same_streak(history, seed):
    rng = Random(seed)
    joined = history.calendar.joined
    server = Server(joined, history.calendar, history.dose, history.cards)
    waiting = history.entries
    rng.shuffle(waiting)
    leave_after = rng.randrange(len(waiting) + 1)
    while waiting or leave_after is not None:
        if leave_after is not None and len(waiting) <= leave_after:
            first = history.leave.first if history.leave else joined + DAY
            server.declares(history.calendar_now, first)
            leave_after = None
        batch = [waiting.pop() for _ in range(min(len(waiting), rng.choice([1, 2, 7, 100])))]
        server.takes(batch)
    day, calendar = today(history.now, history.zone), history.calendar_now
    expected = oracle.streak_of(history.taps, calendar, day, history.dose, history.cards)
    assert as_oracle_streak(server.streak(history.now, history.zone)) == expected
    hand = Hand(calendar, history.dose, history.cards, history.entries)
    assert server.streak(history.now, history.zone) == hand.streak(day)  # to the last digit


member_weeks = st.builds(
    lambda points, days, shared, usual: MemberWeek(
        points, days[1], min(days), shared, usual_day([(usual, 1)])
    ),
    st.integers(0, 1500),
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    st.booleans(),
    st.integers(0, 200),
)
teams = st.lists(member_weeks, max_size=6)


@examples()
@given(st.lists(st.tuples(st.integers(-40, 900), st.integers(0, 7)), max_size=12))
def test_the_usual_day_is_the_median_that_the_rules_say(weeks):
    assert usual_day(weeks) == oracle.usual_day_of(weeks)


@examples()
@given(st.lists(teams, max_size=7), st.booleans())
def test_boards_are_what_the_rules_say(members, running):
    board = [build_team(n, team) for n, team in enumerate(members)]
    assert [team.raw for team in board] == [oracle.raw_of(team) for team in members]
    ranking = rank_teams(board, running=running)
    expected = oracle.board_of(board, running)
    assert {
        p.id: (p.place, None if p.score is None else int(p.score * 10)) for p in ranking
    } == expected
    places = [place.place or 99 for place in ranking]
    assert places == sorted(places)
    for place in ranking:
        assert place.rests == (board[place.id].raw is None)
        few = board[place.id].size if place.rests else board[place.id].at_work
        assert place.training == (few < 3)


def build_team(name, members):
    """A team as its board reads it."""
    return Team(name, len(members), raw_score(members), sum(m.working_days > 0 for m in members))

"""The team board (RULES R5)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from webapp.game.standings import (
    MemberWeek,
    RankedTeam,
    Team,
    effort,
    kept_enough,
    open_raw,
    own_parts,
    rank_teams,
    raw_score,
    round_to_tenth,
    score_gain,
    score_parts,
    usual_day,
    with_additional,
)

THIRTY = Fraction(30)
NANTES = [
    MemberWeek(150, 5, 5, shared=True, usual=THIRTY),
    MemberWeek(75, 5, 3, shared=False, usual=THIRTY),
    MemberWeek(0, 5, 0, shared=False, usual=THIRTY),
]


def team(name, raw, size=3, at_work=None):
    return Team(name, size, None if raw is None else Fraction(raw), at_work)


def test_three_members_of_nantes_make_a_raw_of_0_5167():
    made_of = score_parts(NANTES)
    assert made_of.effort == Fraction(1, 2)
    assert made_of.kept == Fraction(2, 3)
    assert made_of.shared == Fraction(1, 3)
    assert raw_score(NANTES) == Fraction(31, 60)


def test_nantes_meets_a_team_of_six():
    board = rank_teams([Team("Nantes", 3, raw_score(NANTES)), team("Lyon", "0.6", size=6)])
    assert board == (
        RankedTeam("Lyon", 1, Decimal("57.9")),
        RankedTeam("Nantes", 2, Decimal("54.4")),
    )


def test_while_the_week_is_open_the_same_board_is_in_whole_points():
    board = [Team("Nantes", 3, raw_score(NANTES)), team("Lyon", "0.6", size=6)]
    assert rank_teams(board, running=True) == (
        RankedTeam("Lyon", 1, Decimal(58)),
        RankedTeam("Nantes", 2, Decimal(54)),
    )


def test_places_of_an_open_week_follow_the_whole_points():
    board = [team("a", "0.505"), team("b", "0.5"), team("c", "0.3")]
    assert [(p.id, p.place) for p in rank_teams(board, running=True)] == [
        ("a", 1),
        ("b", 1),
        ("c", 3),
    ]
    assert [(p.id, p.place) for p in rank_teams(board)] == [("a", 1), ("b", 2), ("c", 3)]


def test_without_a_past_the_usual_day_is_30():
    assert usual_day([]) == usual_day([(0, 0)]) == 30


def test_the_usual_day_is_held_between_30_and_120():
    assert usual_day([(100, 5)]) == 30
    assert usual_day([(900, 5)]) == 120
    assert usual_day([(250, 5)]) == 50


def test_the_usual_day_is_the_mean_of_the_two_middle_weeks():
    assert usual_day([(200, 5), (300, 5), (101, 2), (500, 5)]) == (60 + Fraction(101, 2)) / 2


def test_the_usual_day_reads_the_last_eight_weeks_with_working_days():
    old, recent = [(600, 5)] * 5, [(200, 5)] * 4
    assert usual_day([*old, *recent]) == 80
    assert usual_day([*old, *recent, (200, 5)]) == 40
    assert usual_day([*old, *recent[:3], (0, 0), (200, 5)]) == 80


def test_effort_climbs_to_one_and_no_further():
    assert effort(0, THIRTY, 5) == 0
    assert effort(149, THIRTY, 5) == Fraction(149, 150)
    assert effort(150, THIRTY, 5) == effort(900, THIRTY, 5) == 1
    assert effort(50, THIRTY, 0) == 0


def test_60_percent_of_the_working_days_to_the_nearest_day_at_least_one():
    needed = [next(k for k in range(9) if kept_enough(k, days)) for days in range(1, 8)]
    assert needed == [1, 1, 2, 2, 3, 4, 4]
    assert not kept_enough(0, 0)


def test_effort_weighs_by_working_days_and_each_person_counts_once_for_days_and_shares():
    """Weighted, a fifth of the shares would say that it was the part-timer who shared."""
    full, half = MemberWeek(150, 4, 4, True, THIRTY), MemberWeek(0, 1, 0, False, THIRTY)
    made_of = score_parts([full, half])
    assert (made_of.effort, made_of.kept, made_of.shared) == (
        Fraction(4, 5),
        Fraction(1, 2),
        Fraction(1, 2),
    )
    made_of = score_parts([replace(full, shared=False), replace(half, shared=True)])
    assert made_of.shared == Fraction(1, 2)


def test_ones_own_parts_are_what_the_team_would_lack_without_ones_practice():
    for member in NANTES:
        rest = [replace(member, points=0, kept_days=0, shared=False)]
        others = [each for each in NANTES if each is not member]
        assert raw_score(NANTES) - raw_score([*others, *rest]) == own_parts(member, 15, 3).raw


def test_what_is_gained_is_what_the_board_grows_by():
    before = [Team("Nantes", 3, Fraction(31, 60)), team("Lyon", "0.6", size=6)]
    grown = score_gain(Fraction(1, 10), size=3, ranked=2)
    assert grown == (3 * Fraction(1, 10) + 6 * Fraction(1, 10) / 2) / 9
    after = [replace(before[0], raw=before[0].raw + Fraction(1, 10)), before[1]]
    scores = [
        next(p.score for p in rank_teams(each) if p.id == "Nantes") for each in (before, after)
    ]
    assert abs(scores[1] - scores[0] - round_to_tenth(grown)) <= Decimal("0.1")


def test_a_member_on_leave_all_week_weighs_nothing():
    away = MemberWeek(0, 0, 0, True, THIRTY)
    assert raw_score([*NANTES, away]) == raw_score(NANTES)


def test_a_team_without_a_working_day_rests():
    assert raw_score([MemberWeek(0, 0, 0, False, THIRTY)]) is None
    assert raw_score([]) is None
    assert rank_teams([team("Nantes", None)]) == (RankedTeam("Nantes", None, None, rests=True),)


def test_equal_teams_share_a_place_and_the_next_one_is_skipped():
    board = rank_teams([team("d", "0.1"), team("a", "0.9"), team("b", "0.5"), team("c", "0.5")])
    assert [(place.id, place.place) for place in board] == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]


def test_places_follow_what_is_shown():
    board = rank_teams([team("a", "0.50001"), team("b", "0.50002"), team("c", "0.3")])
    assert [(place.id, place.place) for place in board] == [("a", 1), ("b", 1), ("c", 3)]


def test_halves_are_rounded_up_once():
    assert round_to_tenth(Fraction(1, 2000)) == Decimal("0.1")
    assert round_to_tenth(Fraction(999, 2000000)) == Decimal("0.0")
    assert round_to_tenth(Fraction(1, 200), running=True) == 1
    assert round_to_tenth(Fraction(999, 200000), running=True) == 0
    assert rank_teams([team("a", 1)])[0].score == Decimal("100.0")


def test_fewer_than_three_members_are_in_training_and_not_in_the_mean():
    ranked = [team("a", "0.6"), team("b", "0.4")]
    board = rank_teams([team("small", "0.95", size=2), *ranked])
    assert board[:2] == rank_teams(ranked)
    assert board[2] == RankedTeam("small", None, None, training=True)


def test_with_two_at_work_a_team_is_in_training_whatever_its_size():
    """The score would be the week of one or two people, and the mean would tell it."""
    ranked = [team("a", "0.6"), team("b", "0.4")]
    board = rank_teams([team("five", "0.95", size=5, at_work=2), *ranked])
    assert board[:2] == rank_teams(ranked)
    assert board[2] == RankedTeam("five", None, None, training=True)


def test_a_board_of_teams_in_training_has_no_places():
    assert [place.place for place in rank_teams([team("a", "0.2", 1), team("b", "0.3", 2)])] == [
        None
    ] * 2


def test_what_is_still_to_take_is_read_off_calendars_alone():
    assert open_raw([(5, 5), (5, 1), (2, 1)]) == 1
    assert open_raw([(5, 0), (5, 0), (0, 0)]) == open_raw([]) == 0
    left = Fraction(7, 10) * Fraction(5, 12) + Fraction(3, 10) * Fraction(1, 3)
    assert open_raw([(5, 2), (5, 0), (2, 0), (0, 0)]) == left


def test_one_more_dose_shows_what_it_would_change():
    better = with_additional(NANTES[2], points=75, kept=3, shared=True)
    gain = own_parts(better, 15, 3).raw - own_parts(NANTES[2], 15, 3).raw
    assert raw_score([*NANTES[:2], better]) == raw_score(NANTES) + gain


SIZES = (3, 4, 5, 6, 8, 10, 12, 15)


@pytest.mark.lengthy
def test_a_team_of_three_stands_as_well_as_one_of_fifteen():
    """Eight teams drawn alike: each takes 9 to 16 % of the first places of 10,000 weeks."""
    rng = Random(2024)
    drawn = [int(raw_score([a_member(rng)]) * 1000) for _ in range(4000)]
    firsts = dict.fromkeys(SIZES, Fraction(0))
    for _ in range(10_000):
        board = rank_teams(
            [Team(n, n, Fraction(sum(rng.choices(drawn, k=n)), 1000 * n)) for n in SIZES]
        )
        first = [place.id for place in board if place.place == 1]
        for size in first:
            firsts[size] += Fraction(1, len(first))
    assert all(900 <= wins <= 1600 for wins in firsts.values()), firsts


def a_member(rng):
    """Somebody's week, of five days: every usual day, every eagerness."""
    usual, kept = Fraction(rng.randrange(30, 121)), rng.choice([1, 2, 3, 4, 4, 5, 5])
    points = int(5 * usual * min(rng.gauss(0.25 + kept * 0.15, 0.25), 2))
    return MemberWeek(max(0, points), 5, kept, rng.random() < 0.4, usual)


@pytest.mark.parametrize("size", SIZES)
def test_the_more_a_team_does_the_better_it_stands(size):
    others = [team("b", "0.5"), team("c", "0.7", size=9)]
    scores = [
        next(
            p.score for p in rank_teams([*others, team("a", n / Fraction(20), size)]) if p.id == "a"
        )
        for n in range(21)
    ]
    assert all(less < more for less, more in pairwise(scores))

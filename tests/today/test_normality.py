"""What chance alone makes of a morning."""

import random

import pytest

from webapp.today.ordinary_runs import ANSWERED, MORNING, find_ordinary_run, ordinary_range


def test_twelve_without_an_answer_is_an_ordinary_morning():
    run = find_ordinary_run(["refusal"] + ["no_answer"] * 12)
    assert (run.kind, run.run, run.low, run.high) == ("silence", 12, 8, 22)


def test_nothing_is_said_of_a_short_run_or_after_an_answer():
    assert find_ordinary_run([]) is None
    assert find_ordinary_run(["no_answer"] * 7) is None
    assert find_ordinary_run(["no_answer"] * 12 + ["gatekeeper"]) is None


def test_nothing_is_called_ordinary_that_chance_alone_seldom_makes():
    assert find_ordinary_run(["voicemail"] * 23) is None


def test_refusals_in_a_row_are_counted_among_conversations():
    day = ["meeting"] + ["refusal", "no_answer"] * 6 + ["do_not_call"]
    run = find_ordinary_run(day)
    assert (run.kind, run.run) == ("refusals", 7)
    assert run.low <= 7 <= run.high


@pytest.mark.parametrize("chance", [1 / 8, 1 / 5, 1 / 2])
def test_the_ordinary_lengths_are_those_of_a_thousand_mornings(chance):
    dice = random.Random(7)

    def longest() -> int:
        best = run = 0
        for _ in range(MORNING):
            run = 0 if dice.random() < chance else run + 1
            best = max(best, run)
        return best

    mornings = sorted(longest() for _ in range(4000))
    low, high = ordinary_range(MORNING, chance)
    assert abs(mornings[400] - low) <= 1
    assert abs(mornings[3600] - high) <= 1


def test_a_longer_day_bears_longer_runs():
    assert ordinary_range(60, ANSWERED) > ordinary_range(MORNING, ANSWERED)

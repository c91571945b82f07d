"""The cast can be relied on."""

import pytest

pytestmark = pytest.mark.both_databases


def test_a_refusal_sent_twice_is_one_call(ines):
    refusal = ines.taps("refusal")
    assert ines.sends(refusal) == ["accepted"]
    assert ines.sends(refusal) == ["duplicate"]
    assert ines.today().attempts == 1


def test_a_refusal_with_its_lesson_pays_twenty(ines, at):
    at("2026-11-17 14:00")
    refusal = ines.taps("refusal")
    assert ines.sends(refusal, ines.draws(refusal)) == ["accepted"] * 2
    assert ines.today().points_day == 20


def test_both_teams_stand_on_the_board_and_ottos_does_not(ines, maya):
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    assert [line.name for line in maya.board().lines if line.place] == ["Nantes", "Lyon"]

"""Whatever order entries arrive in, the shelf shows what a simple oracle says of them all."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import webapp.clock as clock
from tests.cast import START
from tests.lessons.hands import read_page

pytestmark = pytest.mark.lengthy

NUMBERS: Iterator[int] = count()
KINDS = ("lesson", "lesson", "share", "signed", "un-lesson", "un-share", "un-call")


@st.composite
def stories(draw):
    """What happens to a call after it was noted, in order: a lesson, a share, or a withdrawal of
    one of those before it; and the order in which all of it arrives, in how many batches.
    """
    acts = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7))
    targets = [draw(st.integers(0, 6)) for _ in acts]
    order = draw(st.permutations(range(len(acts) + 1)))
    cuts = draw(st.sets(st.integers(1, len(acts)), max_size=3))
    return acts, targets, order, sorted(cuts)


def play_story(person, acts, targets, mark):
    """The entries of a story in the order of their making, and what the oracle says is shown."""
    call = person.taps("refusal", at=START)
    entries, lessons, shares = [call], [], []
    standing, signed = None, None  # the words that are shown, and how they are shared
    withdrawn = False
    for number, (act, target) in enumerate(zip(acts, targets, strict=True), 1):
        at = START + timedelta(minutes=number)
        if act == "lesson":
            entries.append(person.draws(call, text=f"{mark} {number}.", at=at))
            lessons.append((number, entries[-1]))
            standing = number
        elif act in ("share", "signed"):
            entries.append(person.shares(call, act == "signed", at=at))
            shares.append((number, entries[-1]))
            signed = (number, act == "signed")
        elif act == "un-call":
            entries.append(person.withdraws(call, at=at))
            withdrawn = True
        else:
            candidates = lessons if act == "un-lesson" else shares
            if not candidates:
                continue
            which, entry = candidates[target % len(candidates)]
            entries.append(person.withdraws(entry, at=at))
            if act == "un-lesson":
                standing = standing if standing and standing > which else None
                signed = None
            else:
                signed = signed if signed and signed[0] > which else None
    if withdrawn or standing is None or signed is None:
        return entries, None
    return entries, (f"{mark} {standing}.", signed[1])


@pytest.mark.both_databases
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_the_shelf_is_what_the_oracle_says(ines, theo, story):
    acts, targets, order, cuts = story
    mark = f"Histoire {next(NUMBERS)}"
    clock.set_now(START + timedelta(minutes=30))
    entries, expected = play_story(ines, acts, targets, mark)
    arriving = [entries[place] for place in order if place < len(entries)]
    for first, last in zip([0, *cuts], [*cuts, len(arriving)], strict=True):
        if arriving[first:last]:
            assert set(ines.sends(*arriving[first:last])) == {"accepted"}
    cards = read_page(theo, f"/lessons/team?q={mark}").split("<article")[1:]
    matches = [card for card in cards if f"{mark} " in card]
    if expected is None:
        assert matches == []
    else:
        words, signed = expected
        (card,) = matches
        assert words in card
        assert ("Inès" in card) is signed

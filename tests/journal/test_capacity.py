"""A member's day takes a thousand entries, and as many withdrawals (RULES R1.7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.game.days import ENTRIES_A_DAY
from webapp.journal.capacity import Capacity

pytestmark = pytest.mark.lengthy

BOTH = pytest.mark.both_databases
BATCH = 100
DAYS = [date(2026, 11, 16), date(2026, 11, 17)]


def fills(person, at, start, entries):
    """Send them a hundred at a time, as slowly as the door asks for; their statuses."""
    statuses = []
    for first in range(0, len(entries), BATCH):
        at(start + timedelta(seconds=7 * first // BATCH))
        statuses += person.receipts(*entries[first : first + BATCH])
    return statuses


@BOTH
def test_the_thousand_and_first_entry_of_a_day_is_refused_and_says_why(ines, theo, at):
    start = at("2026-11-17 10:00")
    taps = [ines.taps("no_answer", start - timedelta(hours=1)) for _ in range(ENTRIES_A_DAY)]
    first = [receipt["status"] for receipt in fills(ines, at, start, taps[:-1])]
    assert first == ["accepted"] * (ENTRIES_A_DAY - 1)
    at(start + timedelta(minutes=5))
    late = [ines.taps("refusal"), ines.draws(taps[0]), ines.corrects(taps[0], "meeting")]
    receipts = ines.receipts(taps[-1], *late, taps[0])
    assert [receipt["status"] for receipt in receipts] == [
        "accepted",
        *["rejected"] * 3,
        "duplicate",
    ]
    assert {receipt["reason"] for receipt in receipts[1:4]} == {"full"}
    assert ines.sends(ines.taps("refusal", "2026-11-16 15:00")) == ["accepted"]
    assert ines.sends(ines.withdraws(taps[0])) == ["accepted"]
    assert ines.sends(late[0]) == ["rejected"]
    assert ines.today().attempts == ENTRIES_A_DAY - 1
    assert theo.sends(theo.taps("refusal")) == ["accepted"]


@BOTH
def test_a_day_takes_as_many_withdrawals_and_one_more_is_refused(ines, at):
    start = at("2026-11-17 10:00")
    tap = ines.taps("no_answer")
    ines.sends(tap)
    withdrawals = [ines.withdraws(ines.taps("meeting")) for _ in range(ENTRIES_A_DAY)]
    assert {receipt["status"] for receipt in fills(ines, at, start, withdrawals)} == {"accepted"}
    at(start + timedelta(minutes=5))
    assert ines.receipts(ines.withdraws(tap))[0]["reason"] == "full"
    assert ines.sends(ines.taps("refusal")) == ["accepted"]


@BOTH
def test_a_plain_form_on_a_full_day_says_so(ines, at):
    start = at("2026-11-17 10:00")
    fills(ines, at, start, [ines.taps("no_answer") for _ in range(ENTRIES_A_DAY)])
    at(start + timedelta(minutes=5))
    form = {"kind": "call", "outcome": "refusal", "key": ines.taps("refusal")["key"]}
    answer = ines.submits("/journal", form)
    assert answer.status_code == 422
    assert "mille saisies" in answer.text


@BOTH
def test_one_batch_over_the_edge_of_two_days_is_taken_as_far_as_each_has_room(ines, at):
    start = at("2026-11-17 10:00")
    early = "2026-11-16 11:00"
    fills(ines, at, start, [ines.taps("no_answer", early) for _ in range(ENTRIES_A_DAY - 1)])
    at(start + timedelta(minutes=5))
    batch = [
        *(ines.taps("refusal"), ines.taps("refusal", early)),
        *(ines.taps("meeting", early), ines.taps("meeting")),
    ]
    statuses = ["accepted", "accepted", "rejected", "accepted"]
    assert ines.sends(*batch) == statuses
    assert ines.sends(*batch) == ["duplicate", "duplicate", "rejected", "duplicate"]


@dataclass
class Row:
    """An entry, as far as it takes room."""

    day: date
    target: UUID | None


kinds = st.tuples(st.sampled_from(DAYS), st.booleans())


@given(
    st.dictionaries(kinds, st.integers(ENTRIES_A_DAY - 6, ENTRIES_A_DAY)),
    st.lists(kinds, max_size=40),
)
def test_whatever_comes_a_day_takes_what_it_has_room_for_and_others_lose_nothing(used, coming):
    capacity = Capacity(Counter(used))
    accepted = Counter(
        kind for kind in coming if capacity.take(Row(kind[0], UUID(int=1) if kind[1] else None))
    )
    for kind, number in Counter(coming).items():
        assert accepted[kind] == min(number, ENTRIES_A_DAY - used.get(kind, 0))

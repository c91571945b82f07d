"""The rules that a phone keeps of a sprint: its clock, its calls, its row of no's (RULES R13)."""

import atexit
import json
import subprocess
from functools import cache
from typing import Any

import pytest

from webapp.config import ROOT
from webapp.today.ordinary_runs import list_ordinary_ranges

MINUTE = 60_000
START = 1_790_000_000_000
# A phone's scripts, asked line by line: each line runs some functions of one of them, each on what
# the one before has made.
ASKED = """
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const [script, calls] = JSON.parse(line);
  const functions = await import(`./static/js/view/${script}.js`);
  const made = [];
  const filled = (each) => (each === "last" ? made.at(-1) : each);
  for (const [name, ...given] of calls) made.push(functions[name](...given.map(filled)));
  console.log(JSON.stringify(made));
}
"""


@cache
def phone() -> subprocess.Popen[str]:
    """One node for all the tests of this module, which ends with them."""
    command = ("bin/node.sh", "node", "--input-type=module", "--eval", ASKED)
    pipe = subprocess.PIPE
    started = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    atexit.register(started.communicate)
    return started


def runs(script: str, *calls: Any) -> list[Any]:
    """What each of these calls of a script's functions gives: (name, argument, …)."""
    node = phone()
    assert node.stdin
    assert node.stdout
    print(json.dumps((script, calls)), file=node.stdin, flush=True)
    return list(json.loads(node.stdout.readline()))


def clock(*calls: Any) -> list[Any]:
    """A sprint of five minutes of Inès, and what these calls make of it in turn."""
    return runs("sprint_clock", ("beginSprint", "ines", 5, START), *calls)


def after(milliseconds: int, steady: int = 0) -> tuple[Any, ...]:
    return ("advanceSprint", "last", START + milliseconds, steady)


def test_a_sprint_ends_by_itself_with_its_minutes():
    begun, late, over = clock(after(5 * MINUTE - 1), after(20 * MINUTE))
    assert (begun["ended"], late["ended"], over["ended"]) == (False, False, True)
    assert over["elapsed"] == 5 * MINUTE


def test_a_clock_that_is_put_back_takes_nothing_back():
    """Two hours back after a minute: what goes on is what a clock that never jumps says."""
    *_, back, on, over = clock(
        after(MINUTE),
        after(-120 * MINUTE, steady=1000),
        after(-119 * MINUTE, steady=MINUTE),
        after(-115 * MINUTE, steady=4 * MINUTE),
    )
    assert [back["elapsed"], on["elapsed"]] == [MINUTE + 1000, 2 * MINUTE + 1000]
    assert over["ended"]


def test_a_sprint_waits_for_the_call_that_was_dialled_in_it():
    begun = clock()[0] | {"dialled": True}
    waits, noted, over = runs(
        "sprint_clock",
        ("advanceSprint", begun, START + 9 * MINUTE),
        ("addCall", "last", "a"),
        ("advanceSprint", "last", START + 9 * MINUTE + 1000),
    )
    assert [each["ended"] for each in (waits, noted, over)] == [False, False, True]
    assert over["calls"] == {"a": 5 * MINUTE}


def test_a_sprint_that_is_ended_early_is_as_long_as_it_took():
    *_, ended, length, whole, later = clock(
        after(3 * MINUTE),
        ("endSprint", "last"),
        ("lengthOf", {"minutes": 5, "elapsed": 3 * MINUTE, "ended": True}),
        ("isWhole", {"minutes": 5, "elapsed": 3 * MINUTE}),
        ("timeLeft", {"minutes": 5, "elapsed": 3 * MINUTE - 1}),
    )
    assert (ended["ended"], length, whole, later) == (True, 3 * MINUTE, False, "2:01")


def test_a_sprint_of_this_morning_is_nobodys_in_the_evening():
    of = {"start": START}
    hours = 60 * MINUTE
    answers = runs(
        "sprint_clock",
        *(("isStale", of, START + after * hours) for after in (-2, 0, 12, 13)),
    )
    assert answers == [False, False, False, True]


def call(key: str, minutes: float, outcome: str = "no_answer", **more: Any) -> dict[str, Any]:
    made_at = START + int(minutes * MINUTE)
    return record({"kind": "call", "key": key, "outcome": outcome, "made_at": made_at} | more)


def record(entry: dict[str, Any]) -> dict[str, Any]:
    return {"key": entry["key"], "owner": "ines", "state": "waiting", "entry": entry}


def calls_of(sprint: dict[str, Any], *records: dict[str, Any]) -> list[dict[str, Any]]:
    (calls,) = runs("sprint_calls", ("callsOf", sprint, records))
    return list(calls)


@pytest.fixture(scope="module")
def sprint() -> dict[str, Any]:
    return dict(clock()[0])


def test_calls_of_a_sprint_are_read_by_instants_once_each(sprint):
    """Waiting and acknowledged at once, before and after its minutes, and one added by hand."""
    calls = calls_of(
        sprint,
        *(call("b", 2), call("a", 1), call("a", 1), call("early", -1), call("late", 6)),
        *(call("hand", 3, by_hand=True), call("refused", 3) | {"state": "attention"}),
    )
    assert [(each["key"], each["at"]) for each in calls] == [("a", MINUTE), ("b", 2 * MINUTE)]


def test_calls_under_a_clock_put_back_are_the_sprints_where_they_were_noted(sprint):
    (only_call,) = calls_of(sprint | {"calls": {"a": 4 * MINUTE}}, call("a", -120))
    assert only_call["at"] == 4 * MINUTE


def test_calls_of_a_sprint_stand_corrected_and_without_what_was_taken_back(sprint):
    calls = calls_of(
        sprint,
        *(call("a", 1), call("b", 2), call("c", 3, "refusal"), call("d", 4, "gatekeeper")),
        record(
            {"kind": "correct", "key": "x", "call": "a", "outcome": "refusal", "made_at": START}
        ),
        record({"kind": "withdraw", "key": "y", "of": "b", "made_at": START}),
        record({"kind": "lesson", "key": "z", "call": "c", "made_at": START}),
    )
    assert [(each["key"], each["outcome"], each["lesson"]) for each in calls] == [
        ("a", "refusal", True),
        ("c", "refusal", False),
        ("d", "gatekeeper", True),
    ]


def test_a_sprint_that_was_ended_early_has_the_calls_up_to_then(sprint):
    ended = sprint | {"elapsed": 2 * MINUTE, "ended": True}
    assert [each["key"] for each in calls_of(ended, call("a", 1), call("b", 3))] == ["a"]


N, R, M, G = "no_answer", "refusal", "meeting", "gatekeeper"


@pytest.mark.parametrize(
    "outcomes, kind, run",
    [
        ([], "silence", 0),
        ([N, N, M, N, N, N, G, N], "silence", 3),
        ([R, N, R, N, R, M, N, N], "refusals", 3),
        ([N, R, N, R], "refusals", 2),
    ],
)
def test_the_longest_row_of_nos_is_of_silence_or_of_refusals(outcomes, kind, run):
    kinds = [
        {"kind": each.kind, "outcomes": each.outcomes, "among": each.among}
        for each in list_ordinary_ranges()
    ]
    (row,) = runs("sprint_rows", ("longestRow", outcomes, kinds))
    assert (row["kind"], row["run"]) == (kind, run)


def test_beads_lie_beside_one_another_and_never_ahead_of_the_ball():
    alone, together, many = runs(
        "sprint_rows",
        ("spreadBeads", [0.1, 0.5], 0.6, 0.04),
        ("spreadBeads", [0.5, 0.5, 0.5], 0.5, 0.04),
        ("spreadBeads", [0.2] * 40, 0.2, 0.04),
    )
    assert alone == [0.1, 0.5]
    assert together == pytest.approx([0.42, 0.46, 0.5])
    assert min(many) >= 0
    assert max(many) <= 0.2
    assert many == sorted(many)


@pytest.mark.parametrize(
    "typed, number",
    [
        ("02 61 91 40 27", "0261914027"),
        (" +33 (0)2.61-91 40 27", "+33261914027"),
        ("(020) 7946 0018", "02079460018"),
        ("*31#0261914027", "*31#0261914027"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_as_it_was_pasted(typed, number):
    assert runs("phone_number", ("dialable", typed)) == [number]


@pytest.mark.parametrize(
    "count, first, whole, share",
    [
        (0, 0, 0, 0),
        (9, 0, 0, 0.9),
        (37, 0, 3, 0.7),
        (49, 0, 4, 0.9),
        (50, 1, 4, 0),
        (123, 8, 4, 0.3),
    ],
)
def test_ten_to_an_arc_and_the_last_five_arcs_are_shown(count, first, whole, share):
    (tens,) = runs("tens", ("tensOf", count))
    assert tens == {"first": first, "whole": whole, "share": pytest.approx(share)}


def test_a_team_sprint_is_as_old_as_the_server_says_whatever_the_phones_clock(sprint):
    joined, later, ended = runs(
        "sprint_clock",
        ("beginTeamSprint", "ines", {"id": "a", "begins": 7, "minutes": 15}, 6 * MINUTE, START),
        ("setElapsed", "last", 7 * MINUTE, START - 120 * MINUTE),
        ("setElapsed", "last", 40 * MINUTE, START),
    )
    assert (joined["start"], joined["elapsed"], joined["ended"]) == (
        *(START - 6 * MINUTE, 6 * MINUTE),
        False,
    )
    assert joined["team"] == {"id": "a", "begins": 7}
    assert (later["elapsed"], ended["elapsed"]) == (7 * MINUTE, 15 * MINUTE)

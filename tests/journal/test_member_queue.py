"""Who sends from many connections waits for themself alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from webapp.auth.rate_limits import RateLimitExceededError
from webapp.journal.member_queue import MAX_WAITING, MemberQueue

pytestmark = pytest.mark.processes

SECONDS = 20


class Sending:
    """A sending that stays at the door until the test lets it go."""

    def __init__(self, turns, whose):
        self.is_in, self.may_go = threading.Event(), threading.Event()
        self._turns, self._whose = turns, whose

    def __call__(self):
        with self._turns.of(self._whose):
            self.is_in.set()
            assert self.may_go.wait(SECONDS)


def until(holds):
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < SECONDS
        time.sleep(0.01)


def test_one_sending_of_a_member_waits_for_the_other_and_nobody_elses_does():
    turns, ines, otto = MemberQueue(), uuid4(), uuid4()
    first, second, others = (Sending(turns, each) for each in (ines, ines, otto))
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(first)]
        assert first.is_in.wait(SECONDS)
        done += [pool.submit(second), pool.submit(others)]
        assert others.is_in.wait(SECONDS)
        assert not second.is_in.is_set()
        for each in (others, first, second):
            each.may_go.set()
        for each in done:
            each.result(SECONDS)
    assert second.is_in.is_set()


def test_who_fills_a_line_is_told_to_come_again_and_leaves_none_behind():
    turns, ines, otto = MemberQueue(), uuid4(), uuid4()
    sendings = [Sending(turns, ines) for _ in range(MAX_WAITING)]
    with ThreadPoolExecutor(MAX_WAITING) as pool:
        done = [pool.submit(each) for each in sendings]
        until(lambda: turns._lines and turns._lines[ines].length == MAX_WAITING)
        with pytest.raises(RateLimitExceededError) as error, turns.of(ines):
            pass
        assert error.value.wait.total_seconds() == 1
        with turns.of(otto):
            pass
        for each in sendings:
            each.may_go.set()
        for each in done:
            each.result(SECONDS)
    with turns.of(ines):
        pass
    assert turns._lines == {}


def test_a_phone_that_is_sent_away_keeps_what_it_has_and_is_told_when(app, ines, theo):
    turns = app.extensions["rebond"].ingest.turns
    ines.signs_in()
    for _ in range(MAX_WAITING):
        turns._join(ines.id)
    tap = ines.taps("refusal")
    answer = ines.posts(tap)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert theo.sends(theo.taps("refusal")) == ["accepted"]
    for _ in range(MAX_WAITING):
        turns._leave(ines.id, turns._lines[ines.id])
    assert ines.sends(tap) == ["accepted"]

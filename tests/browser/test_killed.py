"""kill -9 for the server, again and again, on both databases: nothing lost, nothing doubled."""

import time
from collections.abc import Callable

import pytest

from tests.browser.conftest import World
from tests.browser.phone import OUTCOMES, Phone, calls, rows, until
from tests.support.repetitions import times

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]
TIMES, WHOLE = times(3, 200), times(2, 41)


def test_a_server_killed_between_commit_and_answer(
    falling: World, phones: Callable[..., Phone]
) -> None:
    """Its process dies once the entry is committed, and the phone never hears of it."""
    ines, phone = falling.member("Inès"), phones(falling)
    phone.meets(ines)
    for number in range(TIMES):
        falling.server.dies()
        phone.taps(OUTCOMES[number % len(OUTCOMES)])
        until(lambda: phone.hurries() or falling.server.has_died())
        until(lambda: phone.hurries() or not phone.outbox())
        assert len(rows(ines)) == number + 1
    assert len(calls(ines)) == TIMES


def test_a_server_killed_whole_at_any_moment(falling: World, phones: Callable[..., Phone]) -> None:
    """All of it is gone without warning while a person goes on tapping, and started again."""
    ines, phone = falling.member("Inès"), phones(falling)
    phone.meets(ines)
    for number in range(WHOLE):
        phone.taps("meeting")
        phone.taps("voicemail")
        time.sleep(0.04 * (number % 5))
        falling.server.kill()
        phone.taps("no_answer")
        falling.server.restart()
        until(lambda: phone.hurries() or not phone.outbox())
    assert len(calls(ines)) == len(rows(ines)) == 3 * WHOLE

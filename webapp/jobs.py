"""Job loop: what is due is done by one loop, beside the web process or as `rebond work` (HOUSE).

What there is to do lies in tables, each of its owner, and is claimed there; so there may be as many
loops as wanted, and none that dies takes anything with it. Nobody waits for it: a page never
depends on its having run.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask

import webapp.clock as clock

# Does what is due, one after the other and no longer than until it is told to stop; says when it
# next has something to do.
Task = Callable[[Callable[[], bool]], datetime | None]

POLL_SECONDS = 5.0  # what another process wrote and could not say
ANSWER_SECONDS = 0.2  # whoever woke it has answered by then, and not slower for what there is to do
SHORTEST_SECONDS, LONGEST_SECONDS = 0.1, 60.0
STOP_SECONDS = 15.0
logger = logging.getLogger(__name__)


class Jobs:
    """The loop and what it does; `checks` are done once, where they are asked for."""

    def __init__(
        self, app: Flask, tasks: Sequence[Task], checks: Sequence[Callable[[], None]] = ()
    ) -> None:
        self._app, self._tasks, self._checks = app, tasks, checks
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0

    def wake(self) -> None:
        """There is something to do; from any thread, at no cost."""
        self._woken.set()

    def start(self, *, with_checks: bool = True) -> None:
        """Loop in a thread of this process, which does not keep the process from ending."""
        self._thread = threading.Thread(
            target=self.run, kwargs={"with_checks": with_checks}, name="jobs", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done just now; waits for the thread, but not for ever."""
        self._stopping.set()
        self._woken.set()
        if self._thread:
            self._thread.join(STOP_SECONDS)

    def run(self, *, with_checks: bool = True) -> None:
        """Loop until `stop`."""
        if with_checks:
            self._check()
        while not self._stopping.is_set():
            self._woken.clear()
            if self._woken.wait(self.run_once()):
                self._stopping.wait(ANSWER_SECONDS)

    def run_once(self) -> float:
        """Do what is due now; says how many seconds to wait. What goes wrong is logged, and tried
        again later and later.
        """
        try:
            with self._app.app_context():
                times = [task(self._stopping.is_set) for task in self._tasks]
            self._failures = 0
        except Exception:
            logger.exception("What is due could not be done; it is tried again.")
            self._failures += 1
            return min(POLL_SECONDS * 2.0 ** min(self._failures - 1, 8), LONGEST_SECONDS)
        now = clock.now()
        pauses = [(time - now).total_seconds() for time in times if time]
        return max(min([POLL_SECONDS, *pauses]), SHORTEST_SECONDS)

    def _check(self) -> None:
        for check in self._checks:
            try:
                with self._app.app_context():
                    check()
            except Exception:
                logger.exception("What was to be checked at the start could not be.")

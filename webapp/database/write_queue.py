"""A group-commit queue for the writers of one process: who waits together shares a commit.

A durable write costs its own statements and a commit, which waits for the disk; the commit is the
same for one writer and for a dozen. So the first who comes leads, and takes along all who are
waiting by then; whoever comes later waits for the next round, which the first of them leads.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

MAX_BATCH_SIZE = 32  # in one round, so that nobody's answer waits for many others

Result = TypeVar("Result")


class BatchAbortedError(RuntimeError):
    """The round ended before it was known what became of this writer: nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("The round was given up; nothing of it was kept.")


class QueuedWrite(Generic[Result]):
    """A future: what one writer wants done, and then its result or its error."""

    def __init__(self, act: Callable[[], Result]) -> None:
        self.act = act
        self.is_leader = False
        self._called = threading.Event()
        self._results: list[Result] = []
        self._error: BaseException = BatchAbortedError()

    def run(self) -> None:
        """Do it; the result counts once the round is kept. Raises what it raises."""
        self._results.append(self.act())

    def fail(self, error: BaseException) -> None:
        """It came to nothing, for this reason."""
        self._results.clear()
        self._error = error

    def wait(self) -> None:
        """Wait until it is done, or until this one is to lead."""
        self._called.wait()
        self._called.clear()

    def call(self) -> None:
        """End the waiting."""
        self._called.set()

    def result(self) -> Result:
        """What came of it: its result, or its error raised."""
        if self._results:
            return self._results[0]
        raise self._error


class WriteQueue:
    """Lets writers through in rounds; `carry` takes a round and runs or fails each of it."""

    def __init__(self, carry: Callable[[Sequence[QueuedWrite[Any]]], None]) -> None:
        self._carry = carry
        self._lock = threading.Lock()
        self._waiting: deque[QueuedWrite[Any]] = deque()
        self._busy = False

    def submit(self, act: Callable[[], Result]) -> Result:
        """What `act` returns, or raises, after the round in which it went was kept."""
        own = QueuedWrite(act)
        with self._lock:
            self._waiting.append(own)
            own.is_leader, self._busy = not self._busy, True
        if not own.is_leader:
            own.wait()
        if own.is_leader:
            self._run_leader()
        return own.result()

    def _run_leader(self) -> None:
        with self._lock:
            count = min(MAX_BATCH_SIZE, len(self._waiting))
            together = [self._waiting.popleft() for _ in range(count)]
        try:
            self._carry(together)
        finally:
            with self._lock:
                self._busy = bool(self._waiting)
                if self._busy:
                    self._waiting[0].is_leader = True
                    self._waiting[0].call()
            for each in together:
                each.call()

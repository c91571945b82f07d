"""Queue of a member's sendings in each process, one at a time: who sends a lot waits alone.

A member's admissions stand in line anyway, behind the lock of their row. Here they do so before
they cost anything, so that whoever sends from many connections keeps nobody else waiting.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from webapp.auth.rate_limits import RateLimitExceededError

MAX_WAITING = 32  # who stand in one line, of the threads that a process has
AGAIN = timedelta(seconds=1)


@dataclass
class _Line:
    lock: threading.Lock = field(default_factory=threading.Lock)
    length: int = 0


class MemberQueue:
    """Lines of those who send for one member; there is one only while somebody stands in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[UUID, _Line] = {}

    @contextmanager
    def of(self, member_id: UUID) -> Iterator[None]:
        """Wait for the member's turn. Raises RateLimitExceededError where the line is too long."""
        line = self._join(member_id)
        try:
            with line.lock:
                yield
        finally:
            self._leave(member_id, line)

    def _join(self, member_id: UUID) -> _Line:
        with self._lock:
            line = self._lines.setdefault(member_id, _Line())
            if line.length >= MAX_WAITING:
                raise RateLimitExceededError(AGAIN)
            line.length += 1
            return line

    def _leave(self, member_id: UUID, line: _Line) -> None:
        with self._lock:
            line.length -= 1
            if not line.length:
                del self._lines[member_id]

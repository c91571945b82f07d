"""HTTP channel: a client's connection, as waitress reads and writes it."""

import contextlib
import socket

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from webapp.server.error_pages import WordedErrorTask

MAX_DISCARDED_BYTES = 1024 * 1024  # of what follows a request that was refused before it was read


class LastingTask(WSGITask):  # type: ignore[misc]
    """An answer after which the connection stays open, unless the process is about to end."""

    def build_response_header(self) -> bytes:
        if not self.channel.server.accepting:
            self.set_close_on_finish()
        head: bytes = super().build_response_header()
        return head


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection; one that was refused stays to hear its client out.

    Closed with something unread it would be reset, and the client might never see why.
    """

    task_class = LastingTask
    error_task_class = WordedErrorTask

    refused = False  # by the error task
    left: int | None = None  # bytes that are still to be discarded at most, once it ends

    def is_idle(self) -> bool:
        """Whether nothing of it is being answered or sent; part of a request may have arrived."""
        return not self.requests and not self.total_outbufs_len

    def handle_close(self) -> None:
        """End the connection; where it was refused, at first our half of it."""
        if self.refused and self.connected and self.left is None:
            self.left, self.will_close = MAX_DISCARDED_BYTES, False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
        else:
            super().handle_close()

    def readable(self) -> bool:
        return self.left is not None or bool(super().readable())

    def handle_read(self) -> None:
        if self.left is None:
            super().handle_read()
            return
        self.left -= len(self.recv(self.adj.recv_bytes))
        if self.left <= 0:
            self.handle_close()

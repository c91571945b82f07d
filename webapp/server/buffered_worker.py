"""Buffered worker process: gunicorn starts, watches and ends it, waitress speaks HTTP in it.

No thread waits for a client. One loop reads what arrives and sends what is left to send, on all
connections; a thread has a request once it is there whole, and leaves the answer to the loop where
its reader is slow. So whoever begins a request and stops costs a place, and nobody's time.
"""

import logging
import os
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import create_server

import webapp.clock as clock
from webapp.server.http_channel import Channel

POLL_SECONDS = 1
CHANNEL_TIMEOUT_SECONDS = (
    60  # after which a connection is closed on which nothing comes and nothing goes
)
LINGER_SECONDS = 2.0  # the same once the process is to end
SPARE_CONNECTIONS = (
    800  # connections; beyond it the longest silent one makes room for each that comes
)
MAX_ACCEPTS = 50  # that come beyond it before somebody goes
LIMITS = {
    "connection_limit": SPARE_CONNECTIONS
    + 2 * MAX_ACCEPTS,  # with the database's files within the usual 1,024
    "channel_timeout": CHANNEL_TIMEOUT_SECONDS,
    "cleanup_interval": POLL_SECONDS,
    "max_request_header_size": 32 * 1024,
    # Twice config.MAX_BODY_BYTES: what is a little too long is refused in its sender's language.
    "max_request_body_size": 128 * 1024,
}


class BufferedWorker(Worker):  # type: ignore[misc]
    """The process, of as many threads as `--threads` says."""

    def run(self) -> None:
        """Answer until SIGTERM, or until gunicorn's first process is gone; then end in order."""
        for name in ("waitress", "waitress.queue"):  # tells of each time that somebody has to wait
            logging.getLogger(name).setLevel(logging.ERROR)
        self._connections: dict[int, Any] = {}
        self._server = self._create_server()
        while self.alive and self.ppid == os.getppid():
            self._poll()
            self._close_idle()
        self._stop_listening()
        self._finish()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM, which may come before there is anything to be ended."""
        super().handle_exit(sig, frame)
        if hasattr(self, "_server"):
            self._server.pull_trigger()

    def _create_server(self) -> Any:
        (listener,) = self.sockets
        server = create_server(
            self.wsgi,
            map=self._connections,
            sockets=[listener.sock],
            threads=self.cfg.threads,
            backlog=self.cfg.backlog,
            clear_untrusted_proxy_headers=False,  # webapp.security believes as many as it is told
            log_socket_errors=False,
            ident=None,
            **LIMITS,
        )
        server.channel_class = Channel
        return server

    def _poll(self) -> None:
        """Do what has become possible, and let gunicorn's first process know that we live."""
        self.notify()
        wasyncore.poll2(POLL_SECONDS, self._connections)

    def _close_idle(self) -> None:
        """Where there are many, take the others who wait, and let the longest silent ones go.

        A look takes one: with so many connections who comes last would wait for a thousand looks.
        """
        channels = self._server.active_channels
        if len(channels) <= SPARE_CONNECTIONS // 2:
            return
        self._accept_waiting(SPARE_CONNECTIONS + MAX_ACCEPTS)
        idle = [channel for channel in channels.values() if channel.is_idle()]
        idle.sort(key=lambda channel: channel.last_activity)
        for channel in idle[: max(0, len(channels) - SPARE_CONNECTIONS)]:
            channel.handle_close()

    def _accept_waiting(self, most: int) -> None:
        """Accept whoever has connected by now, until there are so many."""
        channels, before = self._server.active_channels, -1
        while before < (before := len(channels)) < most:
            self._server.handle_accept()

    def _stop_listening(self) -> None:
        """Whoever has not come by now finds who listens next, or hears at once that nobody does."""
        self._accept_waiting(SPARE_CONNECTIONS + MAX_ACCEPTS)
        wasyncore.dispatcher.close(self._server)

    def _finish(self) -> None:
        """Answer what has begun to arrive, and let go of whoever says nothing for a while.

        Right after a look: what had arrived has been read by then.
        """
        now = clock.monotonic()
        until = now + self.cfg.graceful_timeout - LINGER_SECONDS  # then we would be killed
        look_at, last_activity = now + LINGER_SECONDS, self._last_activities()
        while self._server.active_channels and (now := clock.monotonic()) < until:
            self._poll()
            if now > look_at:
                for channel, last in last_activity.items():
                    if channel.connected and channel.is_idle() and channel.last_activity == last:
                        channel.handle_close()
                look_at, last_activity = now + LINGER_SECONDS, self._last_activities()

    def _last_activities(self) -> dict[Channel, float]:
        """When something last came or went on each connection."""
        channels = self._server.active_channels.values()
        return {channel: channel.last_activity for channel in channels}

"""The letters of a test: what the loop of jobs would send, read where it would be printed."""

from collections.abc import Sequence

import pytest
from flask import Flask

import webapp.mail.delivery as delivery
from webapp.mail.message import Outgoing


class Letters(Sequence[Outgoing]):
    """What has left so far, newest last; whoever looks lets the outbox be emptied first."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self._app = app
        self._sent: list[Outgoing] = []
        monkeypatch.setattr(delivery, "print_mail", self._sent.append)

    def __getitem__(self, index):
        return self._present()[index]

    def __len__(self) -> int:
        return len(self._present())

    def _present(self) -> list[Outgoing]:
        with self._app.app_context():
            delivery.deliver_due(lambda: False)
        return self._sent

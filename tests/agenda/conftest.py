"""An HTTPS server with a calendar, which the app may call."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.calendar_reader.texts import at, calendar
from tests.support.https_server import AUTHORITY, HttpsServer, serving_https


@pytest.fixture
def server(app: Flask) -> Iterator[HttpsServer]:
    """One under https://localhost; what it answers may be changed in `server.answer`."""
    app.config |= {"OUTBOUND_HOSTS": frozenset({"localhost"}), "OUTBOUND_CA_FILE": AUTHORITY}
    with serving_https(says(calendar(at("1000", "1100", tz="Europe/Paris")))) as started:
        yield started


def says(body: bytes, status: int = 200, **headers: str):
    return lambda _request: (status, headers, [body])

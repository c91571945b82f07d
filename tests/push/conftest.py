"""An app whose devices are reached by a push service of this machine, which opens what it gets."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.push.service import PushService, serving_pushes
from tests.support.https_server import AUTHORITY

LOOPBACK = frozenset({"localhost"})


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    """The push service; the app may call it, and takes it for one of those it knows."""
    app.config |= {
        "OUTBOUND_HOSTS": LOOPBACK,
        "PUSH_HOSTS": LOOPBACK,
        "OUTBOUND_CA_FILE": AUTHORITY,
    }
    with serving_pushes() as served:
        yield served

"""A body may be long in coming, whatever server is in front: nobody holds a connection for it."""

import io

import pytest

from tests.support.routes import walked
from webapp.database.engine import db

pytestmark = pytest.mark.lengthy

FORM = "application/x-www-form-urlencoded"
WRITING = [route for route in walked() if "POST" in route.access]


class Body(io.BytesIO):
    """A form on its way; notes how many connections were out each time that it was waited for."""

    def __init__(self):
        super().__init__(b"key=1")
        self.out = []

    def readinto(self, buffer):
        self.out.append(db.engine.pool.checkedout())
        return super().readinto(buffer)

    def read(self, size=-1):
        self.out.append(db.engine.pool.checkedout())
        return super().read(size)


@pytest.mark.both_databases
def test_no_route_holds_a_connection_to_the_database_while_it_waits_for_a_body(app, nobody, cast):
    for route in WRITING:
        for browser in (nobody, cast("maya")):
            body, path = Body(), route.path()
            options = {"input_stream": body, "content_type": FORM, "content_length": 5}
            browser.asks("POST", path, headers={"Sec-Fetch-Site": "same-origin"}, **options)
            assert set(body.out) <= {0}, route.rule
        assert body.out, route.rule

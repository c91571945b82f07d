"""`HOST=0.0.0.0`: a server that is asked by the address that its machine has in the network."""

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from tests.browser.live_server import Server
from tests.support.live_servers import REBOND
from webapp.app import create_app
from webapp.database.engine import db
from webapp.demo.company import seed
from webapp.migrations import upgrade_database

pytestmark = pytest.mark.lengthy

EVERYWHERE = "0.0.0.0"
INSECURE, BEHIND_A_PROXY = {"REBOND_INSECURE": "1"}, {"REBOND_PROXIES": "1"}
HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.77"}
SECONDS = 30


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'own.sqlite3'}"


class Reached(Server):
    """`make run` or `make serve` with HOST=0.0.0.0, on a port and a database of its own."""

    def __init__(self, command: str, folder: Path, **environ: str) -> None:
        self._words = command
        own = {"REBOND_MODE": "production", "REBOND_SECRET_FILE": str(folder / "secret")}
        super().__init__(database(folder), folder, **own, HOST=EVERYWHERE, **environ)

    @property
    def address(self) -> str:
        """The address that it prints for phones on the same network."""
        log = self._log.read_text(errors="replace")
        (address,) = re.findall(r"On a phone on the same network: (http://\S+)/", log)
        return address

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """What another machine gets: the status and the text."""
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)
        try:
            with closing(urllib.request.urlopen(request, timeout=SECONDS)) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with closing(error):
                return error.code, error.read().decode()

    def _command(self) -> list[str]:
        return [str(REBOND), self._words, "--port", str(self.port)]


@pytest.fixture(scope="module")
def addresses() -> list[str]:
    """Those of this machine that are not loopback's."""
    each = (one for all_of_one in psutil.net_if_addrs().values() for one in all_of_one)
    ipv4 = [one.address for one in each if one.family == socket.AF_INET]
    others = [address for address in ipv4 if not address.startswith("127.")]
    return others or pytest.skip("this machine has no address but loopback's")


@pytest.fixture
def reached(addresses: list[str], tmp_path: Path) -> Iterator[Callable[..., Reached]]:
    """Start it, and know that the address which it prints is this machine's."""
    started = []

    def start(command: str, **environ: str) -> Reached:
        started.append(Reached(command, tmp_path, **environ))
        assert started[-1].address in [f"http://{a}:{started[-1].port}" for a in addresses]
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def a_short_demo(tmp_path: Path) -> None:
    """A demo company of a week, made beforehand: a start has no eight weeks to make."""
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": database(tmp_path)})
    with app.app_context():
        upgrade_database()
    seed(app, datetime.now(UTC), weeks=1)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.usefixtures("a_short_demo")
def test_the_demo_opens_on_a_phone_by_the_address_that_is_printed(reached):
    status, text = reached("run").get("/demo", **{"Accept-Language": "fr"})
    assert status == 200
    assert 'action="/demo/ines"' in text


def test_ones_own_company_is_not_opened_to_the_network_unasked(tmp_path):
    with pytest.raises(RuntimeError, match=r"HOST=0\.0\.0\.0 opens plain HTTP to others"):
        Reached("serve", tmp_path)


def test_who_accepts_the_risk_lets_people_sign_in_over_plain_http(reached):
    status, text = reached("serve", **INSECURE).get("/sign-in")
    assert status == 200
    assert 'name="email"' in text


def test_behind_a_proxy_people_sign_in_over_https_alone(reached):
    server = reached("serve", **BEHIND_A_PROXY)
    status, text = server.get("/sign-in")
    assert status == 403
    assert "https" in text
    assert server.get("/sign-in", **HTTPS)[0] == 200


def test_nobody_is_answered_by_a_name_that_is_not_the_servers(reached):
    server = reached("serve", **INSECURE)
    assert server.get("/sign-in", Host="rebond.evil.example")[0] == 400

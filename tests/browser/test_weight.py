"""What the Log weighs on its way to a phone, headers included, behind a server that compresses."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.browser.phone import Phone
from tests.browser.proxy import Answer, Request
from tests.cast import Person
from webapp.assets import DIST_DIR, STATIC_URL, load_manifest

pytestmark = pytest.mark.browser
KB = 1000
FIRST, FONT, REQUESTS, SCRIPTS, AGAIN = 62_800, 45 * KB, 10, 36_800, 8400
WORKER = 5_500  # it comes after the page, and keeps nobody waiting
PAGE_SCRIPTS = ("app.js", "theme.js")
WORDS = (b"text/html", b"application/json", b"application/manifest+json")


@dataclass(frozen=True)
class Weighed:
    """An answer on the wire; `worker` tells what the worker asked for after the page was there."""

    path: str
    size: int
    worker: bool


class Scales:
    """Between a phone and the server: compresses as deploy/Caddyfile says, and weighs."""

    def __init__(self) -> None:
        self.answers: list[Weighed] = []

    def __call__(self, request: Request, upstream: Callable[..., bytes]) -> Answer:
        whole = compress(upstream())
        by = request.headers.get("referer", "")
        worker = by.endswith("/sw.js") or request.path == "/sw.js"
        self.answers.append(Weighed(request.path, len(whole), worker))
        return whole

    def of_page(self) -> list[Weighed]:
        return [each for each in self.answers if not each.worker]


def compress(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    named = {
        name.lower(): value.strip() for name, _, value in (x.partition(b":") for x in lines[1:])
    }
    kind = named.get(b"content-type", b"")
    if not kind.startswith(WORDS) or b"content-encoding" in named:
        return answer
    small = gzip.compress(body, 6)
    others = [line for line in lines if not line.lower().startswith(b"content-length:")]
    new_lines = [*others, b"Content-Encoding: gzip", b"Content-Length: %d" % len(small)]
    return b"\r\n".join(new_lines) + b"\r\n\r\n" + small


def sum_of(answers: list[Weighed]) -> int:
    return sum(each.size for each in answers)


@pytest.fixture
def scales(phone: Phone) -> Scales:
    balance = Scales()
    phone.proxy.does = balance
    return balance


def test_the_log_is_light_on_the_first_visit_and_lighter_on_the_next(
    phone: Phone, ines: Person, scales: Scales
) -> None:
    phone.meets(ines)
    phone.page.wait_for_load_state("networkidle")
    page = scales.of_page()
    font = [each for each in page if each.path.endswith(".woff2")]
    rest = [each for each in page if each not in font]
    assert sum_of(rest) <= FIRST, rest
    assert len(page) <= REQUESTS, page
    assert sum_of(font) <= FONT
    scripts = [each for each in page if each.path.endswith(".js")]
    assert {each.path for each in scripts} == {load_manifest().url(name) for name in PAGE_SCRIPTS}
    assert sum_of(scripts) <= SCRIPTS, scripts
    scales.answers.clear()
    phone.opens("/log")
    phone.page.wait_for_load_state("networkidle")
    assert sum_of(scales.answers) <= AGAIN, scales.answers


def test_the_scripts_of_a_page_and_its_worker_are_light() -> None:
    files = [DIST_DIR / load_manifest().url(name).removeprefix(STATIC_URL) for name in PAGE_SCRIPTS]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}
    assert sum(sizes.values()) <= SCRIPTS, sizes
    assert len(gzip.compress((DIST_DIR / "sw.js").read_bytes(), 9)) <= WORKER

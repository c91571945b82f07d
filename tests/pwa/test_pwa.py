"""The installed app: what the phone keeps knows nobody."""

import json
import re
import struct
import zlib

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

MOST_BYTES = 60_000
RGBA = 6  # the kind of a PNG whose pixels have an alpha
CLEAR, COURT = bytes(4), b"\x0e\x3b\x36\xff"
KEPT = (
    *("/shell/fr", "/shell/fr-vous", "/shell/en", "/offline/fr", "/offline/fr-vous"),
    *("/offline/en", "/sprint-shell/fr", "/sprint-shell/fr-vous", "/sprint-shell/en"),
    *("/manifest.webmanifest", "/sw.js"),
)


def there(person, address):
    """The status of a built file."""
    with person.opens(address) as answer:
        return answer.status_code


def png(person, address):
    """Width × height of a PNG picture, and the first pixel of its first line as RGBA."""
    with person.opens(address) as answer:
        data = answer.data
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    parts, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        parts += data[at + 8 : at + 8 + length] if data[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    pixel = zlib.decompress(parts)[1:5]  # as it is, for before the first there is nothing
    return f"{width}x{height}", pixel if kind == RGBA else pixel[:3] + b"\xff"


def size_of(webp):
    """Width × height of a WebP picture, from its first frame."""
    start = webp.index(b"VP8 ") + 14
    width, height = struct.unpack("<HH", webp[start : start + 4])
    return f"{width & 0x3FFF}x{height & 0x3FFF}"


@pytest.mark.parametrize("path", KEPT)
def test_what_the_phone_keeps_is_the_same_for_two_members_and_for_nobody(
    nobody, ines, maya, otto, path
):
    maya.submits("/me/settings", {"language": "en", "theme": "dark"})
    answers = [person.opens(path) for person in (nobody, ines, maya, otto)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert [name for answer in answers for name in answer.headers if name == "Set-Cookie"] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_shell_speaks_the_language_of_its_address(nobody, ines, language):
    words = {"fr": "Cet appel", "en": "This call?"}
    answer = ines.opens(f"/shell/{language}", headers={"Accept-Language": "fr"})
    assert (
        f'<html lang="{language}" data-words="{language}" data-theme="auto" data-neutral>'
        in answer.text
    )
    assert words[language] in answer.text
    assert "data-member" not in answer.text


def test_the_shell_may_be_kept_by_anyone_and_does_not_vary_by_cookie(nobody):
    answer = nobody.opens("/shell/fr")
    assert answer.cache_control.public
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_there_is_no_shell_in_another_language(nobody):
    assert nobody.opens("/shell/de").status_code == 404
    assert nobody.opens("/offline/de").status_code == 404


def test_the_manifest_makes_rebond_installable(nobody):
    answer = nobody.opens("/manifest.webmanifest", headers={"Accept-Language": "en"})
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/today",
        "/",
        "standalone",
    )
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512", "512x512"]
    pictures = {icon["src"]: png(nobody, icon["src"]) for icon in manifest["icons"]}
    assert [pictures[icon["src"]][0] for icon in manifest["icons"]] == [
        icon["sizes"] for icon in manifest["icons"]
    ]
    corners = {icon["purpose"]: pictures[icon["src"]][1] for icon in manifest["icons"]}
    assert corners == {"any": CLEAR, "maskable": COURT}  # a mask of any shape meets no gap


@pytest.mark.parametrize(
    "language, names",
    [
        ("fr", ["Noter un appel", "Un sprint", "Une leçon", "Ma journée"]),
        ("en", ["Note a call", "A sprint", "A lesson", "My day"]),
    ],
)
def test_the_icon_has_four_ways_in_and_pictures_in_the_phones_language(
    nobody, ines, language, names
):
    headers = {"Accept-Language": language}
    manifest = json.loads(nobody.opens("/manifest.webmanifest", headers=headers).text)
    assert (manifest["id"], manifest["lang"]) == ("/", language)
    assert [way["name"] for way in manifest["shortcuts"]] == names
    assert [way["url"] for way in manifest["shortcuts"]] == [
        "/log",
        "/sprint",
        "/lessons",
        "/today",
    ]
    assert {way["form_factor"] for way in manifest["screenshots"]} == {"narrow", "wide"}
    for picture in manifest["screenshots"]:
        assert f".{language}-" in picture["src"]
        with nobody.opens(picture["src"]) as answer:
            assert len(answer.data) <= MOST_BYTES
            assert size_of(answer.data) == picture["sizes"]
    icons = [icon for way in manifest["shortcuts"] for icon in way["icons"]]
    assert [png(nobody, icon["src"])[0] for icon in icons] == [icon["sizes"] for icon in icons]
    assert len({icon["src"] for icon in icons}) == 4
    assert {ines.opens(way["url"]).status_code for way in manifest["shortcuts"]} == {200}


def test_the_worker_is_asked_for_anew_each_time(nobody):
    answer = nobody.opens("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_whatever_a_shell_names_is_there(nobody):
    named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', nobody.opens("/shell/fr").text))
    assert len(named) >= 4
    assert {there(nobody, address) for address in named} == {200}


def test_a_healthy_app_says_so(nobody):
    answer = nobody.opens("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"ok": True})


def test_without_its_database_it_says_that_it_is_not(nobody, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(Session, "execute", fail)
    assert nobody.opens("/healthz").status_code == 503

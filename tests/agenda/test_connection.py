"""My agenda: a calendar connected by its address or a file, read anew, and erased."""

import html
import io
import json
import re
from datetime import timedelta

import pytest

import webapp.clock as clock
from tests.agenda.conftest import says
from tests.agenda.hands import connects
from tests.agenda.test_day_gaps import MONDAY, gaps_of
from tests.calendar_reader.texts import at as meeting
from tests.calendar_reader.texts import calendar, event
from tests.cast import Person
from webapp.agenda import calendars, connection
from webapp.agenda.busy_times import BUSY, CALENDARS
from webapp.auth import rate_limits
from webapp.database.engine import db
from webapp.outbound import addresses, http_client

PARIS = "Europe/Paris"
A_MEETING = calendar(meeting("1000", "1100", tz=PARIS))
ANOTHER = calendar(meeting("1400", "1500", tz=PARIS))
BEFORE = ["09:30-18:00"]
WITH_THE_MEETING = ["09:30-10:00", "11:00-18:00"]


def text_of(person, answer=None):
    page = (answer or person.opens("/agenda")).text
    page = re.sub(r"(?s)^.*?<main\b|</main>.*$", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def connects_by_address(person, address):
    return person.submits("/agenda/address", {"address": address})


def connects_by_file(person, data):
    file = (io.BytesIO(data), "agenda.ics")
    return person.submits("/agenda/file", {"file": file}, content_type="multipart/form-data")


def connected(person):
    with person.app.app_context():
        return calendars.list_calendars(person.who)


def rows(person, table):
    with person.app.app_context():
        own = table.c.organisation_id == person.organisation_id, table.c.member_id == person.id
        return db.session.execute(db.select(table).where(*own)).mappings().all()


@pytest.mark.both_databases
def test_a_calendar_is_connected_by_its_address(ines, server):
    answer = connects_by_address(ines, f" {server.address}/private/secret.ics ")
    assert (answer.status_code, answer.location) == (303, "/agenda")
    assert gaps_of(ines)[MONDAY] == WITH_THE_MEETING
    assert server.requests[0].path == "/private/secret.ics"


def test_webcal_is_https(ines, server):
    assert connects_by_address(ines, f"webcal://localhost:{server.port}/a").status_code == 303


def test_a_secret_address_is_encrypted_and_never_shown_again(ines, server):
    connects_by_address(ines, f"{server.address}/private/secret.ics")
    assert "secret" not in ines.opens("/agenda").text
    assert "localhost" in text_of(ines)
    (row,) = rows(ines, CALENDARS)
    assert row["host"] == "localhost"
    assert "secret" not in str(dict(row))
    assert "secret.ics" not in ines.opens("/me/export/json").text


@pytest.mark.both_databases
def test_a_calendar_is_connected_by_a_file(ines):
    answer = connects_by_file(ines, A_MEETING)
    assert (answer.status_code, answer.location) == (303, "/agenda")
    assert gaps_of(ines)[MONDAY] == WITH_THE_MEETING
    assert "Un fichier" in text_of(ines)
    assert "2 trous encore aujourd’hui" in text_of(ines)


def test_a_file_is_read_for_sixty_days(ines):
    connects_by_file(ines, A_MEETING)
    (file,) = connected(ines)
    assert file.known_until - clock.now() > timedelta(days=59)


def test_what_an_owner_has_declined_is_free(ines, server):
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ines@ouest.test"
    server.answer = says(calendar(meeting("1000", "1100", declined, tz=PARIS)))
    connects_by_address(ines, server.address)
    assert gaps_of(ines)[MONDAY] == BEFORE


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choisis un fichier"),
        (b"a letter", "n’est pas un agenda"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "n’est pas un agenda"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_in_a_sentence(ines, data, words):
    answer = connects_by_file(ines, data)
    assert answer.status_code == 422
    assert words in text_of(ines, answer)
    assert connected(ines) == []
    assert not ines.who.has_agenda


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(b"<html>Sign in</html>"), "n’est pas un agenda"),
        (says(b"", 404), "n’y a pas d’agenda"),
        (says(b"", 401), "n’y a pas d’agenda"),
        (says(b"", 302, Location="https://169.254.169.254/"), "renvoie vers une autre"),
        (says(b"", 301, Location="http://localhost/"), "renvoie vers une autre"),
        (says(b"", 500), "Personne n’a répondu"),
        (says(b"X" * 2_100_000), "dépasse 2"),
    ],
    ids=["page", "404", "401", "302 inside", "301", "500", "large"],
)
def test_an_address_that_has_no_calendar_is_refused_in_a_sentence(ines, server, answer, words):
    server.answer = answer
    said = connects_by_address(ines, server.address)
    assert said.status_code == 422
    assert words in text_of(ines, said)
    assert connected(ines) == []
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "not an address",
        "http://calendar.example.com/a.ics",
        "ftp://calendar.example.com/a.ics",
        "file:///etc/passwd",
        "https://127.0.0.1/a.ics",
        "https://localhost/a.ics",
        "https://2130706433/a.ics",
        "https://0x7f000001/a.ics",
        "https://0177.0.0.1/a.ics",
        "https://127.1/a.ics",
        "https://10.0.0.1/a.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.ics",
        "https://[::ffff:127.0.0.1]/a.ics",
        "https://[fd00::1]/a.ics",
        "https://[64:ff9b::7f00:1]/a.ics",
        "https://me:secret@calendar.example.com/a.ics",
        "https://calendar.example.com:22/a.ics",
        "webcal://10.0.0.1/a.ics",
        "https://" + "a" * 2000,
    ],
)
def test_an_address_that_leads_inside_is_refused_at_save(ines, address):
    answer = connects_by_address(ines, address)
    assert answer.status_code == 422
    assert "ne peut pas appeler cette adresse" in text_of(ines, answer)
    assert connected(ines) == []


def test_a_name_that_leads_inside_is_refused_at_save(ines, monkeypatch):
    inside = [(2, 1, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_args, **_named: inside)
    assert connects_by_address(ines, "https://calendar.example.com/a").status_code == 422


def test_a_name_that_leads_inside_later_is_refused_at_fetch(ines, server):
    connects_by_address(ines, server.address)
    ines.app.config["OUTBOUND_HOSTS"] = frozenset()
    (calendar_row,) = connected(ines)
    assert ines.submits(f"/agenda/{calendar_row.id}/refresh").status_code == 303
    assert len(server.requests) == 1
    assert "ne peut pas appeler cette adresse" in text_of(ines)
    assert gaps_of(ines)[MONDAY] == WITH_THE_MEETING


def test_a_server_that_never_ends_is_cut(ines, server, monkeypatch):
    monkeypatch.setattr(http_client, "MAX_SECONDS", 0.3)
    server.answer = lambda _request: (200, {}, (b"X" for _ in iter(int, 1)))
    answer = connects_by_address(ines, server.address)
    assert answer.status_code == 422
    assert connected(ines) == []


def test_what_is_typed_stands_there_after_a_refusal(ines):
    answer = connects_by_address(ines, 'https://me@x/"><script>')
    assert "https://me@x/&#34;&gt;&lt;script&gt;" in answer.text


def test_the_fourth_calendar_is_refused_before_it_is_fetched(ines, server):
    for _ in range(3):
        connects(ines)
    answer = connects_by_address(ines, server.address)
    assert answer.status_code == 422
    assert server.requests == []
    assert "Trois agendas" in text_of(ines, answer)


def test_a_calendar_is_read_anew_when_asked(ines, server):
    connects_by_address(ines, server.address)
    server.answer = says(ANOTHER)
    (connected_one,) = connected(ines)
    assert ines.submits(f"/agenda/{connected_one.id}/refresh").status_code == 303
    assert gaps_of(ines)[MONDAY] == ["09:30-14:00", "15:00-18:00"]


def test_reading_anew_has_a_limit(ines, server, monkeypatch):
    few = (rate_limits.RateLimit("calendars read", 2, rate_limits.HOUR),)
    monkeypatch.setattr(rate_limits, "CALENDARS_PER_MEMBER", few)
    connects_by_address(ines, server.address)
    (connected_one,) = connected(ines)
    path = f"/agenda/{connected_one.id}/refresh"
    assert [ines.submits(path).status_code for _ in range(2)] == [303, 429]
    assert len(server.requests) == 2


def test_who_waits_while_all_places_are_taken_is_told_so(ines, server, monkeypatch):
    monkeypatch.setattr(connection._places, "acquire", lambda **_: False)
    answer = connects_by_address(ines, server.address)
    assert answer.status_code == 422
    assert "en cours de lecture" in text_of(ines, answer)
    assert server.requests == []


def test_what_could_not_be_read_is_said(ines, server):
    server.answer = says(calendar(event("DTSTART:never", uid="x"), meeting("1000", "1100")))
    connects_by_address(ines, server.address)
    assert "1 entrée y est illisible" in text_of(ines)


@pytest.mark.both_databases
def test_a_calendar_that_is_disconnected_is_erased(ines, server):
    connects_by_address(ines, server.address)
    (connected_one,) = connected(ines)
    answer = ines.submits(f"/agenda/{connected_one.id}/disconnect")
    assert (answer.status_code, answer.location) == (303, "/agenda")
    assert rows(ines, CALENDARS) == rows(ines, BUSY) == []
    assert ines.submits(f"/agenda/{connected_one.id}/disconnect").status_code == 404


def test_hours_and_a_margin_are_saved(ines):
    connects(ines, "10:00-11:00")
    form = {"from": "08:00", "to": "12:30", "margin": "15"}
    assert ines.submits("/agenda/hours", form).status_code == 303
    with ines.app.app_context():
        hours = calendars.get_hours(ines.who)
    assert (str(hours.first), str(hours.last)) == ("08:00:00", "12:30:00")
    assert hours.margin == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"from": "x", "to": "12:00", "margin": "0"}, "Choisis une heure"),
        ({"from": "03:00", "to": "12:00", "margin": "0"}, "4:00"),
        ({"from": "12:00", "to": "12:30", "margin": "0"}, "une heure au moins"),
        ({"from": "18:00", "to": "09:00", "margin": "0"}, "une heure au moins"),
        ({"from": "09:00", "to": "18:00", "margin": "7"}, "marges"),
        ({"from": "09:00", "to": "18:00"}, "marges"),
    ],
)
def test_hours_that_are_none_are_refused_in_a_sentence(ines, form, words):
    connects(ines)
    answer = ines.submits("/agenda/hours", form)
    assert answer.status_code == 422
    assert words in text_of(ines, answer)


def test_nobody_elses_calendar_is_touched(ines, theo, cast):
    calendar_id = connects(ines, "10:00-11:00")
    for other in (theo, cast("maya"), cast("otto")):
        for act in ("refresh", "disconnect"):
            assert other.submits(f"/agenda/{calendar_id}/{act}").status_code == 404
        assert "calendar.example.com" not in other.opens("/agenda").text
    assert len(connected(ines)) == 1


def test_what_others_open_says_nothing_of_a_calendar(ines, theo, cast):
    """Their manager and an administrator see the same whether somebody has connected one or not."""
    paths = ("/team", "/boards", "/today", "/today/summary")
    maya: Person = cast("maya")
    admin = ("/admin/people", "/admin/audit", "/admin/teams")
    for person, seen in ((theo, paths), (maya, (*paths, *admin))):
        before = {path: _still(person.opens(path).text) for path in seen}
        calendar_id = connects(ines, "10:00-11:00")
        assert [path for path in seen if _still(person.opens(path).text) != before[path]] == []
        with ines.app.app_context():
            calendars.disconnect_calendar(ines.who, calendar_id)


def _still(text):
    """Without what each answer has of its own: keys, instants and times."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "", text)


def test_an_export_has_the_busy_times_and_the_host(ines, server):
    connects_by_address(ines, f"{server.address}/secret")
    export = json.loads(ines.opens("/me/export/json").data)
    assert [each["host"] for each in export["calendars"]] == ["localhost"]
    assert export["calendars"][0]["margin"] == 0
    assert export["busy-times"] == [
        {
            "host": "localhost",
            "begins": "2026-11-16T09:00:00+00:00",
            "ends": "2026-11-16T10:00:00+00:00",
        }
    ]

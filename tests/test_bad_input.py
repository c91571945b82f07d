"""Bad input: a clear no, or text shown as text; nothing breaks, and nothing good is lost."""

import json
from itertools import product

import pytest

import webapp.clock as clock
from tests.support.repetitions import CHECK
from tests.support.routes import walked
from webapp.people.forms import clean_text

JSON = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}<img src=x onerror=y>"
ROUTES = walked()


def raw(person, body: bytes, **headers):
    return person.asks("POST", "/journal", data=body, headers=JSON | headers)


def batch(*entries: str) -> bytes:
    """A batch of entries as they would be written by hand."""
    sent_at = int(clock.now().timestamp() * 1000)
    return f'{{"sent_at": {sent_at}, "build": "", "entries": [{", ".join(entries)}]}}'.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"entries"',
        b"\x00",
        b"\xff\xfe{}",
        b'{"entries": 1}',
        b'{"sent_at": 1, "entries": {}}',
        b'{"entries": []}',
        b'{"sent_at": NaN, "entries": []}',
        b'{"sent_at": Infinity, "entries": []}',
        b'{"sent_at": 1e400, "entries": []}',
        b'{"sent_at": "1", "entries": []}',
        b'{"sent_at": true, "entries": []}',
        b'{"sent_at": -9999999999999, "entries": []}',
        b'{"sent_at": 99999999999999999999999, "entries": []}',
        b'{"sent_at": 1, "entries": [' + b"9" * 5000 + b"]}",
        b"[" * 20000,
        b'{"a":' * 9000,
        b'{"sent_at": 1, "entries": [' + b",".join([b"1"] * 101) + b"]}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_that_is_no_batch_is_said_to_be_none(ines, body):
    answer = raw(ines, body)
    assert answer.status_code == 400
    assert answer.get_json()["error"]
    assert "Ce que tu as noté" in answer.get_json()["says"]
    assert ines.today().attempts == 0


def test_a_body_that_is_too_large_is_refused_whole(ines):
    answer = raw(ines, batch(json.dumps(ines.taps("refusal") | {"pad": "x" * 70_000})))
    assert (answer.status_code, answer.get_json()["error"]) == (413, "request_entity_too_large")
    form = ines.submits("/journal", {"kind": "call", "pad": "x" * 70_000})
    assert form.status_code == 413
    assert "<!doctype html>" in form.text
    assert ines.submits("/journal", {f"f{n}": "" for n in range(2000)}).status_code in (413, 422)
    assert ines.today().attempts == 0


BAD = {
    "key": [None, "", 1, "x", "0" * 36, "not-a-uuid-not-a-uuid-not-a-uuid-not", [], {}, True],
    "v": [None, 0, 2, "1", 1.5, [], 10**19],
    "owner": [None, "", 1, "x", "01a1d422-9ac0-758d-9537-1bf0702598fc", []],
    "made_at": [None, "", "now", 1.5, -(10**14), 10**18, 2**63, True, [], {}],
    "zone": [None, 1, "Mars/" + "x" * 80, "a\u0000b", "\ud800", []],
    "offset": [None, "", "60", 1.5, 5000, -5000, True, []],
    "kind": [None, "", 1, "sprint", "__class__", [], {}],
    "outcome": [None, "", "victory", 1, [], {}, True, "REFUSAL", "\ud800"],
    "by_hand": ["yes", 1, [], None, "\u0000"],
}


@pytest.mark.both_databases
@pytest.mark.parametrize("field", BAD)
def test_a_bad_field_costs_its_own_entry_and_no_other(ines, field):
    worse = [ines.taps("refusal") | {field: value} for value in BAD[field]]
    good = [ines.taps("no_answer") for _ in range(len(worse) + 1)]
    mixed = [entry for pair in zip(good, worse, strict=False) for entry in pair] + good[-1:]
    receipts = ines.receipts(*mixed)
    statuses = {receipt["key"]: receipt["status"] for receipt in receipts}
    assert [statuses[entry["key"]] for entry in good] == ["accepted"] * len(good)
    assert {r["status"] for r in receipts[1:-1:2]} <= {"rejected", "retry"}
    assert ines.today().attempts == len(good)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "fields",
    [
        {"text": "x" * 281},
        {"text": "\u0000"},
        {"text": "a\ud800b"},
        {"text": 1},
        {"text": ["x"]},
        {"if": "x" * 81},
        {"then": {"a": 1}},
        {"happened": "no such tag"},
        {"happened": "x" * 41},
        {"work_on": "<b>"},
        {"happened": 1},
        {"call": "x"},
        {"call": None},
        {"text": [[[[[[[[[["deep"]]]]]]]]]]},
    ],
    ids=lambda fields: repr(fields)[:40],
)
def test_a_bad_lesson_is_rejected_and_its_call_stays(ines, fields):
    call = ines.taps("refusal")
    assert ines.sends(call, ines.draws(call) | fields) == ["accepted", "rejected"]
    assert ines.today().attempts == 1


def test_entries_that_are_none_are_rejected_one_by_one(ines):
    good = ines.taps("refusal")
    odd = ["1", "null", "[]", '"x"', "NaN".lower().replace("nan", "1.5"), "{}", '{"key": {}}']
    answer = raw(ines, batch(*odd, json.dumps(good)))
    statuses = [receipt["status"] for receipt in answer.get_json()["receipts"]]
    assert statuses == ["rejected"] * len(odd) + ["accepted"]


def test_a_field_named_twice_or_named_oddly_breaks_nothing(ines):
    good = json.dumps(ines.taps("refusal"))
    doubled = good[:-1] + ', "outcome": "meeting", "outcome": "refusal", "": 1, "\\u0000": 2}'
    named = good[:-1] + ', "__proto__": {}, "constructor": 1}'
    answer = raw(ines, batch(doubled, named))
    assert answer.status_code == 200
    assert ines.today().attempts == 1


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "text/html",
        "application/xml",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/json" * 20,
        "*/*",
    ],
)
def test_odd_content_types_are_said_to_be_odd(ines, kind):
    for body in (batch(json.dumps(ines.taps("refusal"))), b"--\r\n\r\n", b"\xff\x00"):
        answer = raw(ines, body, **{"Content-Type": kind})
        assert 200 <= answer.status_code < 500


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "rebond=" + "x" * 4000},
        {"Cookie": "rebond=\xff\xfe; ;=;==; rebond"},
        {"Accept-Language": "x" * 2000},
        {"Accept-Language": "fr;q=nan,en;q=-1,*;q=1e400"},
        {"Cookie": "language=../../etc"},
        {"Accept": "text/" + "x" * 1000},
        {"HX-Request": "true", "HX-Target": "<b>", "HX-Current-URL": "\x7f"},
        {"If-None-Match": '"' + "x" * 1000, "Range": "bytes=-1"},
        {"Content-Length": "-1"},
        {"Sec-Fetch-Site": "x" * 500},
    ],
    ids=lambda headers: repr(headers)[:40],
)
def test_odd_headers_break_nothing(nobody, headers):
    for path in ("/", "/sign-in", "/today/summary", "/nothing"):
        answer = nobody.asks("GET", path, headers=headers)
        assert answer.status_code < 500


PATHS = ("%00", "%ff", "%F0%9F%92%A9", "..%2f..%2fetc", "x" * 3000, "%ed%a0%80", "'--", "2026-W99")


@pytest.mark.parametrize("route", [r for r in ROUTES if r.names], ids=lambda r: r.rule)
def test_odd_paths_lead_nowhere(maya, route):
    for odd in PATHS:
        path = route.rule[: route.rule.index("<")] + odd + route.rule.partition(">")[2]
        for verb in ("GET", "POST"):
            answer = maya.asks(verb, path, headers={"Sec-Fetch-Site": "same-origin"})
            assert 400 <= answer.status_code < 500 or answer.status_code == 303, path


NAMES = (
    *("page", "noted", "week", "before", "back", "kept", "about", "call", "language"),
    *("after", "q", "happened", "work_on"),
)
QUERIES = ("\x00", "\ud800".encode("utf-8", "surrogatepass"), "-1", "9" * 400, "nan", "x" * 2000)


@pytest.mark.parametrize("route", [r for r in ROUTES if "GET" in r.access], ids=lambda r: r.rule)
def test_odd_questions_break_nothing(maya, ines, route):
    """All names at once by one person; in `make check` each name alone, by both."""
    together = [NAMES, *zip(NAMES, strict=True)] if CHECK else [NAMES]
    people = (maya, ines) if CHECK else (maya,) if route.rule.startswith("/admin") else (ines,)
    for names, odd, person in product(together, QUERIES, people):
        answer = person.opens(route.path(), query_string=dict.fromkeys(names, odd))
        assert answer.status_code < 500, f"{route.rule}?{names}={odd!r}"


NO_TIMES = (
    *("0001-W01", "9999-W01", "9999-W52", "0001-01-01", "9999-12-31"),
    *("0000-12", "0001-01", "9999-12"),
)


@pytest.mark.parametrize(
    "route",
    [r for r in ROUTES if "GET" in r.access and r.access["GET"] != "anyone"],
    ids=lambda r: r.rule,
)
def test_the_ends_of_the_calendar_break_nothing(maya, route):
    names = ("of", "before", "month")
    for odd in NO_TIMES:
        for params in [names] if not CHECK else [names, *zip(names, strict=True)]:
            answer = maya.opens(route.path(), query_string=dict.fromkeys(params, odd))
            assert answer.status_code < 500, f"{route.rule}?{params}={odd}"
        if route.names:
            path = route.rule[: route.rule.index("<")] + odd + route.rule.partition(">")[2]
            assert maya.opens(path).status_code in (200, 404), path


@pytest.mark.parametrize(
    "path",
    [
        "/boards/seasons/0001-W01",
        "/boards/seasons/9999-W52",
        "/boards/seasons/2026-W46",
        "/boards/seasons?before=0001-W01",
        "/boards/seasons?before=9999-W52",
        "/boards/seasons?before=2027-W01",
        "/boards/seasons?before=2026-W46",
        "/boards/0001-W01",
        "/boards/9999-W52",
        "/boards/week?of=9999-W52",
        "/insights/week/0001-W01",
        "/insights/week/9999-W52",
        "/insights/week/panel?of=9999-W52",
        "/insights/day/0001-01-01",
        "/insights/day/9999-12-31",
        "/insights/day/panel?of=9999-12-31",
    ],
)
def test_a_time_that_is_none_of_theirs_is_not_found(ines, path):
    assert ines.opens(path).status_code == 404


@pytest.mark.parametrize("number", ["0000000079999", f"{79:09}" * 600, "000", "201", "1e1", "٣٠"])
def test_a_goal_that_is_no_number_of_calls_is_refused(ines, number):
    answer = ines.submits("/me/goal", {"goal": "free", "number": number})
    assert answer.status_code == 422
    assert "200" in answer.text
    assert ines.opens("/today/summary").get_json()["goal"] is None


FIELDS = (
    *("what", "whom", "from", "to", "worked", "off", "weeks", "this", "fact", "month"),
    *("name", "email", "code", "token", "organisation", "team", "role", "zone", "dose", "country"),
    *(
        "region",
        "language",
        "you",
        "theme",
        "goal",
        "key",
        "kind",
        "outcome",
        "call",
        "on",
        "of",
        "text",
    ),
    *("if", "then", "happened", "work_on", "signed", "by_hand", "day", "time", "about", "back"),
    *("q", "helps", "people", "days", "most", "row", "name_fr", "name_en", "first", "day1"),
)
ODD = ("", "\x00", "\ud800".encode("utf-8", "surrogatepass"), "9" * 400, HOSTILE, "é" * 3000)


@pytest.mark.sampled(1000)  # each database has its own mind about what a text may hold
@pytest.mark.both_databases
@pytest.mark.parametrize("route", [r for r in ROUTES if "POST" in r.access], ids=lambda r: r.rule)
def test_odd_forms_break_nothing(maya, cast, route):
    path = route.path(cast("awa").id, token="x" * 40)
    for odd in ODD:
        answer = maya.submits(path, dict.fromkeys(FIELDS, odd))
        assert answer.status_code < 500, f"{route.rule} {odd!r:.20}"
        if route.rule == "/sign-out":
            return
    # A kind is read at the journal alone; in `make check` it is sent everywhere.
    kinds = ("call", "next", "lesson", "share", "withdraw")
    for kind in kinds if CHECK or route.rule == "/journal" else ():
        for odd in ODD:
            fields = dict.fromkeys(FIELDS, odd) | {"kind": kind, "key": str(maya.id)}
            assert maya.submits(path, fields).status_code < 500


@pytest.mark.lengthy
@pytest.mark.both_databases
def test_hostile_text_is_shown_as_text(maya, ines, theo, cast, letters):
    nantes, lyon = cast("nantes").id, cast("lyon").id
    assert maya.submits(f"/admin/teams/{nantes}", {"name": HOSTILE[:60]}).status_code == 303
    form = {"language": "fr", "zone": "Europe/Paris", "country": "FR", "dose": "3"}
    assert maya.submits("/admin/company", form | {"name": HOSTILE}).status_code == 303
    new = {"name": HOSTILE[:60], "email": "x@ouest.test", "team": str(lyon), "role": "member"}
    assert maya.submits("/admin/people", new).status_code == 303
    call = ines.taps("refusal")
    words = {"text": HOSTILE, "if": HOSTILE, "then": HOSTILE}
    sent = ines.sends(call, ines.draws(call, **words), ines.shares(call, signed=True))
    assert sent == ["accepted"] * 3
    escaped = 0
    for person in (ines, theo, maya):
        for route in ROUTES:
            if "GET" not in route.access or route.rule == "/today/summary":
                continue
            answer = person.opens(route.path(call["key"]))
            if answer.mimetype == "text/csv":  # no browser shows a table, nosniff sees to that
                assert "attachment" in answer.headers["Content-Disposition"]
                continue
            assert "<script>alert" not in answer.text, route.rule
            assert "<img src=x" not in answer.text, route.rule
            escaped += "&lt;script&gt;alert" in answer.text
    assert escaped >= 6
    assert letters[0].subject.count("\n") == 0
    summary = ines.opens("/today/summary")
    assert summary.mimetype == "application/json"
    assert summary.get_json()["team"]["name"] == HOSTILE[:60]


def test_a_text_is_one_line_without_what_cannot_be_shown():
    assert clean_text("  a\x00b\r\nBcc:  c\u0085\ud800 ") == "ab Bcc: c"

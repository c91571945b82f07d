"""Log without JavaScript: tiles, undo, date, the day's calls, a call by hand, a call corrected."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.cast import statements
from webapp.progress.rebuild.rebuild import rebuild

TILES = re.compile(
    r'name="key" value="([0-9a-f-]{36})">\s*<input type="hidden" name="kind" value="call">'
    r'\s*<button class="tile[^"]*" name="outcome" value="(\w+)"'
)


def tiles(person):
    return {outcome: key for key, outcome in TILES.findall(person.opens("/log").text)}


def taps(person, outcome):
    """The tile as a plain form; says where it leads."""
    form = {"key": tiles(person)[outcome], "kind": "call", "outcome": outcome}
    answer = person.submits("/journal", form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def bar(person, address):
    """What stands in the bar of what was just noted."""
    text = person.opens(address).text
    match = re.search(r'<div class="slot-noted".*?<p class="after">', text, re.S)
    return html.unescape(match[0])


def hidden_fields(part, kind):
    """The hidden fields of the first form of that kind."""
    forms = re.findall(r"<form.*?</form>", part, re.S)
    form = next(f for f in forms if f'value="{kind}"' in f)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def change_form(person, call):
    """The hidden fields of the day's form that corrects this call."""
    page = person.opens("/log/day", htmx=True).text
    forms = re.findall(r"<form.*?</form>", page, re.S)
    form = next(f for f in forms if f'data-change="{call["key"]}"' in f)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def changes(person, call, outcome):
    """Say on the plain page how the call ended in fact."""
    return person.submits("/journal", change_form(person, call) | {"outcome": outcome})


def rows(person):
    """The day's calls as (name, time) in the order shown."""
    text = html.unescape(person.opens("/log/day", htmx=True).text)
    listed = text.split("<template")[0]
    return re.findall(r'<p><b data-name>([^<]+)</b> <span class="mute">([^<]+)</span>', listed)


def test_each_tile_has_a_key_of_its_own(ines):
    keys = tiles(ines)
    assert len(keys) == len(set(keys.values())) == 8
    assert not set(keys.values()) & set(tiles(ines).values())


@pytest.mark.both_databases
def test_a_tile_sent_twice_is_one_call(ines):
    form = {"key": tiles(ines)["refusal"], "kind": "call", "outcome": "refusal"}
    first, second = ines.submits("/journal", form), ines.submits("/journal", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert ines.today().attempts == 1


def test_a_noted_call_can_be_undone(ines):
    noted = bar(ines, taps(ines, "no_answer"))
    assert "C’est noté : pas de réponse" in noted
    undone = ines.submits("/journal", hidden_fields(noted, "withdraw"))
    assert "Annulé" in bar(ines, undone.headers["Location"])
    assert ines.today().attempts == 0
    assert rows(ines) == []


@pytest.mark.both_databases
def test_a_call_back_is_offered_today_tomorrow_and_next_monday(ines):
    noted = bar(ines, taps(ines, "callback"))
    assert list_offered_days(noted) == ["2026-11-16", "2026-11-17", "2026-11-23"]
    assert 'min="2026-11-16"' in noted
    dated = ines.submits("/journal", hidden_fields(noted, "next") | {"on": "2026-11-23"})
    assert "À rappeler lundi 23 novembre" in bar(ines, dated.headers["Location"])
    assert ines.today().points_day == 15


def test_tomorrow_is_the_next_working_day(ines, at):
    at("2026-11-20 11:00")
    noted = bar(ines, taps(ines, "callback"))
    assert list_offered_days(noted) == ["2026-11-20", "2026-11-23"]
    assert ">Lundi<" in noted
    assert ">Demain<" not in noted


def list_offered_days(noted):
    """The days that can be chosen by a chip."""
    chips = re.findall(r'<button[^>]* name="on"[^>]*>', noted)
    return [re.search(r'value="([\d-]+)"', chip)[1] for chip in chips if " hidden" not in chip]


def test_a_date_may_have_a_time(ines):
    noted = bar(ines, taps(ines, "meeting"))
    ines.submits("/journal", hidden_fields(noted, "next") | {"on": "2026-11-16", "at": "14:30"})
    assert "14:30" in ines.opens("/today").text
    wrong = {"on": "2026-11-16", "at": "26:00"}
    noted = bar(ines, taps(ines, "callback"))
    assert ines.submits("/journal", hidden_fields(noted, "next") | wrong).status_code == 422


def test_a_tap_that_keeps_a_promise_ticks_it_without_scripts_too(app, ines):
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, "2026-11-16"))
    page = ines.opens(f"/log?promise={call['key']}").text
    assert "Tu tiens une promesse" in page
    form = {"kind": "call", "outcome": "no_answer", "key": str(uuid4())}
    for _ in range(2):
        answer = ines.submits(f"/log/promise/{call['key']}", form)
        assert answer.headers["Location"] == f"/log?noted={form['key']}"
    assert ines.today().attempts == 2
    assert not is_promised(ines)
    with app.app_context():
        assert rebuild().differences == []


def test_only_what_teaches_is_offered_a_lesson(ines):
    assert "/lessons/" in bar(ines, taps(ines, "gatekeeper"))
    assert "/lessons/" not in bar(ines, taps(ines, "meeting"))


def test_nobody_elses_call_is_shown_as_noted(ines, theo):
    tap = theo.taps("refusal")
    theo.sends(tap)
    for key in (tap["key"], str(uuid4()), "nonsense", ""):
        assert "data-noted-hint" in bar(ines, f"/log?noted={key}")


def test_the_days_calls_stand_newest_first_at_the_time_of_their_own_wall(ines, at):
    at("2026-11-16 15:00")
    abroad = ines.taps("refusal", "2026-11-16 12:00") | {"offset": -300, "zone": "America/New_York"}
    ines.sends(ines.taps("voicemail", "2026-11-16 14:05"), abroad)
    assert rows(ines) == [("Messagerie", "14:05"), ("Refus", "06:00")]


def test_yesterdays_calls_stand_below_only_if_they_were_added_by_hand(ines, at):
    at("2026-11-16 17:00")
    ines.sends(ines.taps("voicemail"))
    at("2026-11-17 09:00")
    ines.sends(ines.taps("meeting", "2026-11-16 16:00", by_hand=True), ines.taps("refusal"))
    assert rows(ines) == [("Refus", "09:00"), ("Rendez-vous", "hier 16:00")]


def test_the_day_says_what_was_dated_and_drawn(ines):
    back, refusal = ines.taps("callback"), ines.taps("refusal")
    ines.sends(back, ines.dates(back, "2026-11-20"), refusal, ines.draws(refusal))
    text = html.unescape(ines.opens("/log/day", htmx=True).text)
    assert "ven. 20 nov." in text
    assert "leçon gardée" in text


def test_a_call_from_a_phone_whose_clock_was_off_says_so(ines):
    tap = ines.taps("refusal", "2036-01-01 12:00")
    ines.sends(tap, sent_at=tap["made_at"])
    assert rows(ines) == [("Refus", "09:30")]
    assert "horloge du téléphone décalée" in ines.opens("/log/day").text


def test_a_forgotten_call_of_yesterday_is_added_by_hand(ines, at):
    at("2026-11-17 09:00")
    page = ines.opens("/log/by-hand").text
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    form = {"key": key, "kind": "call", "by_hand": "1", "outcome": "meeting"}
    assert 'value="2026-11-17"' in page
    answer = ines.submits("/journal", form | {"day": "2026-11-16", "time": "16:20"})
    assert answer.status_code == 303
    assert rows(ines) == [("Rendez-vous", "hier 16:20")]
    assert ines.today().points_total == 20


def test_on_the_day_of_joining_no_call_of_yesterday_is_offered_as_one_that_counts(ines, at):
    for moment, offered in (("2026-11-13 15:00", False), ("2026-11-14 15:00", True)):
        at(moment)
        page = html.unescape(ines.opens("/log/by-hand").text)
        assert ('data-ago="1"' in page, "D’aujourd’hui ou d’hier" in page) == (offered, offered)


def test_a_time_that_has_not_come_is_refused_with_its_reason(ines):
    form = {"key": str(uuid4()), "kind": "call", "by_hand": "1", "outcome": "meeting"}
    answer = ines.submits("/journal", form | {"day": "today", "time": "23:59"})
    assert answer.status_code == 422
    assert "Cette heure n’est pas encore passée" in html.unescape(answer.text)
    assert ines.today().attempts == 0


@pytest.mark.both_databases
def test_a_corrected_call_keeps_its_instant_and_its_lesson(ines, at):
    tap = ines.taps("refusal", "2026-11-16 08:10")
    plan = {"if": "un si", "then": "un alors"}
    ines.sends(tap, ines.draws(tap, "budget", "question", "une phrase", **plan))
    assert ines.today().points_day == 20
    answer = changes(ines, tap, "gatekeeper")
    assert answer.status_code == 303
    assert "C’est noté : barrage" in bar(ines, answer.headers["Location"])
    assert rows(ines) == [("Barrage", "08:10")]
    assert ines.today().points_day == 14
    lessons = html.unescape(ines.opens("/lessons").text)
    assert lessons.count("une phrase") == 1
    assert "Si un si, alors un alors." in lessons


def test_a_correction_sent_twice_corrects_once(ines):
    tap = ines.taps("refusal")
    ines.sends(tap)
    form = change_form(ines, tap)
    for _ in range(2):
        assert ines.submits("/journal", form | {"outcome": "meeting"}).status_code == 303
    assert [name for name, _ in rows(ines)] == ["Rendez-vous"]
    assert ines.today().attempts == 1
    assert ines.submits("/journal", form | {"outcome": "callback"}).status_code == 422
    assert [name for name, _ in rows(ines)] == ["Rendez-vous"]


def test_a_correction_to_the_same_outcome_changes_nothing(ines):
    tap = ines.taps("refusal")
    ines.sends(tap)
    changes(ines, tap, "refusal")
    assert [name for name, _ in rows(ines)] == ["Refus"]
    assert ines.today().attempts == 1


@pytest.mark.both_databases
def test_the_newest_correction_stands_from_whichever_phone_it_comes(app, ines, at):
    tap = ines.taps("refusal")
    at("2026-11-16 09:40")
    first = ines.corrects(tap, "no_answer")
    at("2026-11-16 09:50")
    second = ines.corrects(tap, "do_not_call")
    assert ines.sends(second) == ["accepted"]
    assert rows(ines) == []
    assert ines.sends(tap, first, second) == ["accepted", "accepted", "duplicate"]
    assert rows(ines) == [("Ne plus appeler", "09:30")]
    assert ines.sends(ines.withdraws(second)) == ["accepted"]
    assert rows(ines) == [("Pas de réponse", "09:30")]
    assert ines.today().points_day == 2
    with app.app_context():
        assert rebuild().differences == []


def test_a_corrected_call_taken_back_takes_its_correction_along(app, ines):
    tap = ines.taps("refusal")
    ines.sends(tap, ines.draws(tap))
    noted = bar(ines, changes(ines, tap, "meeting").headers["Location"])
    assert "C’est noté : rendez-vous" in noted
    undone = ines.submits("/journal", hidden_fields(noted, "withdraw"))
    assert "ne compte pas" in bar(ines, undone.headers["Location"])
    assert rows(ines) == []
    assert ines.today().attempts == 0
    assert ines.sends(ines.corrects(tap, "callback")) == ["accepted"]
    assert ines.today().attempts == 0
    with app.app_context():
        assert rebuild().differences == []


def test_a_changed_call_is_offered_a_date_only_while_it_is_a_call_back(ines):
    tap = ines.taps("callback")
    ines.sends(tap, ines.dates(tap, "2026-11-16"))
    assert "16 novembre" in html.unescape(ines.opens("/log/day").text).replace("nov.", "novembre")
    assert is_promised(ines)
    refused = bar(ines, changes(ines, tap, "refusal").headers["Location"])
    assert 'value="next"' not in refused
    assert "rappeler lundi" not in refused
    assert not is_promised(ines)
    again = bar(ines, changes(ines, tap, "callback").headers["Location"])
    assert "À rappeler lundi 16 novembre" in again
    assert ines.today().points_day == 15


def is_promised(person):
    return 'class="promise" data-promise=' in person.opens("/today").text


def test_nobody_corrects_the_call_of_another(ines, theo, otto):
    tap = theo.taps("refusal")
    theo.sends(tap)
    for person in (ines, otto):
        person.sends(person.corrects(tap, "meeting"))
    assert [name for name, _ in rows(theo)] == ["Refus"]
    assert theo.today().points_day == 10


@pytest.mark.parametrize("outcome", ["", "sale", "refusal\x00"])
def test_a_correction_to_no_outcome_is_refused(ines, outcome):
    tap = ines.taps("refusal")
    ines.sends(tap)
    answer = ines.submits("/journal", change_form(ines, tap) | {"outcome": outcome})
    assert answer.status_code == 422
    assert ines.receipts(ines.corrects(tap, outcome))[0]["status"] == "rejected"
    assert ines.receipts(ines.corrects("nonsense", "refusal"))[0]["reason"] == "call"
    assert [name for name, _ in rows(ines)] == ["Refus"]


@pytest.mark.both_databases
def test_a_logged_call_costs_fourteen_statements_and_one_commit(app, ines, at):
    """The first of a week, which opens its boards, twenty."""
    at("2026-11-23 10:00")
    ines.opens("/today")
    first, second = ines.taps("refusal"), ines.taps("refusal")
    with statements(app) as opening:
        ines.sends(first)
    with statements(app) as sql:
        ines.sends(second, ines.draws(second))
    assert sql.count("COMMIT") == opening.count("COMMIT") == 1
    assert len(opening) - 1 <= 20
    assert len(sql) - 1 <= 14


def test_the_log_costs_seven_statements(app, ines):
    ines.sends(ines.taps("refusal"))
    with statements(app) as sql:
        ines.opens("/log")
    assert len(sql) <= 7


def test_a_corrected_call_keeps_the_share_of_its_lesson_on_its_day(app, ines, at):
    at("2026-11-18 10:00")
    refusal = ines.taps("refusal")
    ines.sends(refusal, ines.draws(refusal), ines.shares(refusal, signed=True))
    at("2026-11-18 11:00")
    points = ines.today().points_day
    changes(ines, refusal, "do_not_call")
    assert ines.today().points_day == points == 25
    assert "partagée, signée" in ines.opens("/lessons").text
    with app.app_context():
        assert rebuild().differences == []


@pytest.mark.both_databases
def test_a_long_day_is_shown_by_fifties_each_call_once_and_as_it_stands(app, ines, at):
    start = at("2026-11-17 18:00")
    taps = [ines.taps("no_answer", start - timedelta(minutes=n)) for n in range(1, 121)]
    for first in range(0, len(taps), 60):
        ines.sends(*taps[first : first + 60])
    ines.sends(ines.corrects(taps[60], "meeting"), ines.withdraws(taps[119]))
    pages = [ines.opens(f"/log?page={number}").text for number in (1, 2, 3, 4)]
    keys_by_page = [re.findall(r'data-change="([^"]+)"', text) for text in pages]
    assert [len(keys) for keys in keys_by_page] == [50, 50, 19, 0]
    assert [key for keys in keys_by_page for key in keys] == [tap["key"] for tap in taps[:119]]
    assert "Rendez-vous" in pages[1].split("data-calls")[1].split("<template")[0]
    links = [re.findall(r'href="/log\?page=(\d)#day-title"', text) for text in pages]
    assert links == [["2"], ["1", "3"], ["2"], ["3"]]
    assert 'hx-get="/log/day?page=2" hx-trigger' in pages[1]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "1e3"])
def test_a_page_that_is_none_is_answered(ines, page):
    assert ines.opens(f"/log?page={page}").status_code == 200
    assert ines.opens(f"/log/day?page={page}").status_code == 200


@pytest.mark.both_databases
def test_the_list_of_a_long_day_reads_fifty_calls_and_no_more(app, ines, at):
    start = at("2026-11-17 18:00")
    for _ in range(4):
        ines.sends(*[ines.taps("refusal", start) for _ in range(50)])
    with statements(app) as sql:
        ines.opens("/log/day")
    assert sum("LIMIT" in each and "entries" in each for each in sql) == 1

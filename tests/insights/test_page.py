"""Insights: the page of a new member, of one call, of years; only one's own, and what it costs."""

import html
import re
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import insert, update

import webapp.clock as clock
from tests.cast import CANARY, instant, statements
from tests.progress.bulk_data import career, plans, whole
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.game import acts
from webapp.game.outcomes import CONVERSATIONS, Outcome
from webapp.insights import queries
from webapp.journal import repository as journal
from webapp.journal.models import Entry
from webapp.people.models import MemberRow

pytestmark = pytest.mark.lengthy

PICTURES = ("calendar", "curve", "endings", "doses", "rebound", "hours", "trails", "heat")
OUTCOMES = [str(outcome) for outcome in Outcome]
STATEMENTS = 9
MONDAY = date(2026, 11, 16)


def read_page(person, path="/insights"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.text))
        .replace("\u202f", " ")
        .replace("\xa0", " ")
        .split()
    )


@pytest.mark.both_databases
def test_a_new_member_sees_what_each_picture_will_show(ines):
    text = read_page(ines)
    assert "La pratique paie-t-elle ? Tes appels le diront." in text
    assert "Trois appels remplissent le carré d’aujourd’hui." in text
    assert "Encore 30 appels, et on verra ta meilleure heure." in text
    assert text.count("exemple") >= 7


@pytest.mark.both_databases
def test_one_call_is_enough_for_a_picture(ines):
    ines.sends(ines.taps("meeting"))
    text = read_page(ines)
    assert "Trop tôt pour le dire, mais c’est bien parti. 1 appel noté. Encore 99," in text
    assert "Sur 1 appel, 1 conversation et 1 rendez-vous." in text
    assert "Encore trop peu d’appels pour une courbe" in text
    assert "Encore 29 appels, et on verra ta meilleure heure." in text


def test_kept_days_joker_and_open_days_are_told(ines, at):
    for day in (16, 17):
        at(f"2026-11-{day} 10:00")
        ines.sends(*[ines.taps("no_answer") for _ in range(6)])
    at("2026-11-19 09:00")
    page = ines.opens("/insights").text
    assert "Tu as tenu 2 journées sur 3." in html.unescape(page)
    assert page.count('<rect class="open"') == page.count('<rect class="today"') == 1
    at("2026-11-27 09:00")
    assert '<circle class="joker"' in ines.opens("/insights").text


@pytest.mark.both_databases
def test_who_joined_on_a_monday_and_travels_west_sees_their_sunday(app, ines, at):
    with app.app_context(), write_transaction() as session:
        monday = {"joined_on": date(2026, 11, 16)}
        session.execute(update(MemberRow).where(MemberRow.id == ines.id).values(monday))
    at("2026-11-16 04:30")
    ines.submits("/me/zone", {"zone": "America/New_York"})
    assert ines.today().day == date(2026, 11, 15)
    assert "La pratique paie-t-elle ?" in read_page(ines)
    assert "Semaine 46" in read_page(ines, "/insights/week")
    assert "dimanche 15 novembre 2026" in read_page(ines, "/insights/day")
    for page in ("/today", "/log", "/lessons", "/boards", "/me", "/me/calendar", "/team"):
        assert ines.opens(page).status_code == 200, page


def test_the_pictures_have_names_and_tables(ines):
    ines.sends(*[ines.taps("refusal") for _ in range(4)])
    page = ines.opens("/insights").text
    for svg in re.findall(r"<svg[^>]*>", page):
        assert 'aria-hidden="true"' in svg or 'role="img"' in svg
    for name in re.findall(r'aria-labelledby="([^"]*)"', page):
        assert all(page.count(f'id="{each}"') == 1 for each in name.split())
    assert page.count("<details") >= 4


@pytest.fixture
def busy_ines(app, ines, at):
    """Inès after eight weeks of calls and lessons: nothing on her page is an example."""
    for week in range(8):
        for day in range(3):
            at(instant("2026-11-16 09:00") + timedelta(weeks=week, days=day))
            for n in range(5):
                now = at(clock.now() + timedelta(minutes=7))
                call = ines.taps(("refusal", "no_answer", "meeting", "voicemail")[n % 4], now)
                draws = [ines.draws(call, at=now)] if call["outcome"] == "refusal" else []
                assert set(ines.sends(call, *draws)) == {"accepted"}
    return ines


def test_each_picture_with_figures_has_one_heading_one_sentence_and_one_table(busy_ines):
    page = busy_ines.opens("/insights").text
    assert 'class="badge"' not in page  # no example
    charts = dict(
        re.findall(
            r'<section class="card chart[^"]*" aria-labelledby="(\w+)">(.*?)</section>', page, re.S
        )
    )
    assert sorted(charts) == sorted(PICTURES)
    for name, chart in charts.items():
        (heading,) = re.findall(rf'<h2 class="says" id="{name}">(.*?)</h2>', chart, re.S)
        assert heading.strip(), name
        assert chart.count("<h2") == chart.count("<table") == 1, name
        (sentence,) = re.findall(r'<p class="mute">(.*?)</p>', chart, re.S)
        assert sentence.strip().endswith("."), name
        assert re.search(r"<caption[^>]*>[^<]+</caption>.*<tbody>.*<td", chart, re.S), name
        assert "<svg" in chart or '<table class="heat"' in chart, name


def table_of(page, name):
    """The figures below a picture, row by row."""
    (chart,) = re.findall(rf'aria-labelledby="{name}">(.*?)</section>', page, re.S)
    body = re.search(r"<tbody>(.*?)</tbody>", chart, re.S)[1]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")[:-1])
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def list_shapes(page, kind):
    """The shapes of the first such picture in order: the class of each, and where it stands."""
    picture = re.search(rf'<svg class="{kind}"[^>]*>(.*?)</svg>', page, re.S)[1]
    return re.findall(r'<(?:path|rect) class="([\w-]+)" (?:d|x)="([^"]+)"', picture)


def test_the_pictures_and_their_tables_hold_what_was_practised(busy_ines):
    """By hand: eight weeks of three days of five calls, two refusals with their lessons among them;
    a day pays 4 for the silences, 30 for the conversations, 10 for the meeting and 20 for lessons.
    Christmas Day and New Year's Day are no working days. Of the last week three days are over.
    """
    page = busy_ines.opens("/insights").text
    assert "Tu as tenu 24 journées sur 36." in html.unescape(page)
    weeks = table_of(page, "calendar")
    assert [row[1] for row in weeks] == ["3/3", *["3/4"] * 2, *["3/5"] * 5, "–"]
    assert [row[4] for row in weeks] == [*["15"] * 8, "0"]
    assert sum(look == "missed" for look, _ in list_shapes(page, "year")) == 9
    assert page.count('<circle class="joker"') == 2
    assert ("kept-1", "".join(f"M{x}0 0h10v30h-10z" for x in range(5, 13))) in list_shapes(
        page, "year"
    )

    assert table_of(page, "curve") == [
        ["50", "50", "60 (51 à 68)", "20 (14 à 28)"],
        ["120", "70", "60 (52 à 67)", "20 (15 à 27)"],
    ]
    assert "Encore trop peu d’appels pour une courbe" in html.unescape(page)
    assert {"band", "meetings", "talks"} <= {look for look, _ in list_shapes(page, "curve")}

    assert table_of(page, "endings") == [
        ["Pas de réponse", "24", "20"],
        ["Messagerie", "24", "20"],
        ["Refus", "48", "40"],
        ["Rendez-vous", "24", "20"],
    ]
    parts = [("no_answer", "0.0"), ("voicemail", "20.0"), ("refusal", "40.0"), ("meeting", "80.0")]
    assert [shape for shape in list_shapes(page, "stacked") if shape[0] != "cut"] == parts

    assert [row[1:] for row in table_of(page, "doses")] == [
        ["64", "3/3"],
        *[["48", "3/4"]] * 2,
        *[["38", "3/5"]] * 5,
    ]
    doses = page[page.index('aria-labelledby="doses"') :]
    bars = [(look, where[where.index("V") :]) for look, where in list_shapes(doses, "columns")[1:]]
    assert bars == [*[("held", "V40.6")] * 5, *[("held", "V25.0")] * 2, ("held", "V0.0")]
    assert table_of(page, "rebound") == [
        ["ce mois-ci", "7\xa0minutes", "3"],
        ["le mois dernier", "7\xa0minutes", "14"],
    ]
    assert {"past", "present"} <= {look for look, _ in list_shapes(page, "bounces")}
    hours = table_of(page, "hours")
    assert hours[0] == ["9\xa0h", "120", "72", "60"]
    assert {row[1] for row in hours[1:]} == {"0"}
    assert page.count('<path class="best"') == 1
    assert [row[1:] for row in table_of(page, "trails")] == [["Ouverture", "6"]] * 8
    assert len(re.findall(r'<path class="dot-4"', page)) == 8
    assert table_of(page, "heat") == [["Budget", "48"]]


MICROSECOND = timedelta(microseconds=1)


@pytest.mark.both_databases
@pytest.mark.parametrize("late", [-MICROSECOND, 0 * MICROSECOND, MICROSECOND, 999 * MICROSECOND])
@pytest.mark.parametrize("fraction", [0, 1, 999_499, 999_500, 999_999])
def test_an_entry_late_by_a_split_second_counts_in_no_picture_and_in_no_day(
    app, ines, late, fraction
):
    """Made on a microsecond of its own, and arrived seven days after it, and that much more."""
    made_at = instant("2026-11-16 10:59:59").replace(microsecond=fraction)
    row = {
        "organisation_id": ines.organisation_id,
        "member_id": ines.id,
        "key": new_id(),
        "kind": "call",
        "made_at": 0,
        "zone": "Europe/Paris",
        "offset": 60,
        "instant": made_at,
        "received_at": made_at + timedelta(days=7) + late,
        "day": MONDAY,
        "clock_off": False,
        "digest": b"",
        "about": None,
        "about_day": MONDAY,
        "outcome": "meeting",
        "current_outcome": "meeting",
    }
    with app.app_context(), write_transaction() as session:
        session.execute(insert(Entry).values(row))
    who = ines.who
    with app.app_context():
        (entry,) = journal.list_rows(who, Entry.kind == "call").values()
        of_day = acts.interpret([entry.entry()], who.joined_on).days
        attempts = queries.list_attempts(who, MONDAY)
        hours = [(c.hour, c.count) for c in queries.calls_by_outcome(who, MONDAY)]
    assert entry.instant == made_at
    assert len(attempts) == len(of_day) == (late <= 0 * MICROSECOND)
    assert hours == [(10, 1)] * len(attempts)


def test_the_rebound_of_this_month_and_the_last(ines, at):
    at("2026-11-16 12:00")
    ines.sends(
        ines.taps("refusal", "2026-11-16 09:00"),
        ines.taps("no_answer", "2026-11-16 09:04"),
        ines.taps("gatekeeper", "2026-11-16 10:00"),
        ines.taps("no_answer", "2026-11-16 10:06"),
    )
    assert "Après un non, ton appel suivant part 5 minutes après." in read_page(ines)
    at("2026-12-01 09:00")
    assert "Le mois dernier, ton appel suivant partait 5 minutes après un non." in read_page(ines)


def test_the_hour_is_that_of_the_wall_where_the_call_was_made(app, ines, at):
    """Ten o'clock in Paris, in Tokyo and in New York, whatever the member's zone is."""
    at("2026-11-18 20:00")
    moments = [
        (instant(f"2026-11-18T10:15:00{zone}"), minutes)
        for zone, minutes in (("+01:00", 60), ("+09:00", 540), ("-05:00", -300), ("+05:30", 330))
    ]
    entries = [ines.taps("refusal", moment, offset=offset) for moment, offset in moments]
    assert ines.sends(*entries) == ["accepted"] * 4
    who = ines.who
    with app.app_context():
        assert [(c.hour, c.count) for c in queries.calls_by_outcome(who, date(2026, 11, 1))] == [
            (10, 4)
        ]


def test_the_hours_around_the_end_of_summer_time(app, ines, at, database):
    """On the night of 28 March 2027 Paris leaves out the hour from two to three."""
    at("2027-03-28 12:00")
    ines.sends(
        ines.taps("refusal", "2027-03-28T01:59:59+01:00", offset=60),
        ines.taps("refusal", "2027-03-28T03:00:00+02:00", offset=120),
    )
    who = ines.who
    with app.app_context():
        hours = {c.hour for c in queries.calls_by_outcome(who, date(2027, 3, 1))}
    assert hours == {1, 3}


@pytest.mark.both_databases
def test_the_sums_of_the_page_are_what_the_rules_read(app, ines, at):
    """A wild history: late calls, withdrawals, versions, offsets; the slow way reads it whole."""
    rng = Random(7)
    at("2026-12-19 23:30")
    sent = []
    for day in range(14, 20):
        for _ in range(rng.randrange(14)):
            minutes = rng.choice((60, 0, -480, 345))
            when = instant(f"2026-12-{day} {rng.randrange(5, 23):02}:{rng.randrange(60):02}")
            call = ines.taps(rng.choice(OUTCOMES), when, offset=minutes)
            sent.append(call)
            for _version in range(rng.choice((0, 0, 1, 2))):
                tags = rng.choice((("budget", "opening"), (None, "voice"), ("hung_up", None)))
                sent.append(ines.draws(call, *tags, at=when + timedelta(minutes=rng.randrange(60))))
            if rng.random() < 0.15:
                sent.append(ines.withdraws(rng.choice(sent)))
    sent.append(ines.taps("meeting", "2026-12-01 10:00"))  # arrives too late to count
    rng.shuffle(sent)
    assert set(ines.sends(*sent[:90])) | set(ines.sends(*sent[90:])) == {"accepted"}
    who, since = ines.who, date(2026, 11, 1)
    with app.app_context():
        everything = journal.list_rows(who, journal.TABLE.c.key.is_not(None))
        call_counts, lesson_counts = (
            queries.calls_by_outcome(who, since),
            queries.lessons_by_tag(who, since),
        )
        attempts, steps = queries.list_attempts(who, since), queries.totals_by_step(who)
    reading = acts.interpret([row.entry() for row in everything.values()], who.joined_on)
    calls = [(day, call) for day, of_day in reading.days.items() for call in of_day]
    offsets = {key: row.offset for key, row in everything.items()}
    walls = Counter(
        (str(call.outcome), (call.instant + timedelta(minutes=offsets[call.key])).hour)
        for _, call in calls
    )
    assert {(c.outcome, c.hour): c.count for c in call_counts} == walls
    assert Counter(attempts) == Counter(
        queries.Attempt(day, call.instant, call.outcome) for day, call in calls
    )
    lessons = Counter(
        (everything[call].day, everything[key].happened, everything[key].work_on)
        for call, key in reading.shown_lessons.items()
    )
    assert {(d.day, d.happened, d.work_on): d.count for d in lesson_counts} == lessons
    talks = sum(call.outcome in CONVERSATIONS for _, call in calls)
    assert sum(step.attempts for step in steps) == len(calls)
    assert sum(step.conversations for step in steps) == talks


@pytest.mark.both_databases
def test_ten_years_cost_as_many_statements_as_a_day_all_by_index(app, ines, at):
    ines.opens("/insights")
    with app.app_context(), write_transaction() as session:
        session.execute(
            update(MemberRow).where(MemberRow.id == ines.id).values(joined_on=date(2016, 11, 18))
        )
    career(app, ines, 10, date(2026, 11, 16))
    with statements(app) as sql:
        page = ines.opens("/insights")
    assert page.status_code == 200
    assert len([each for each in sql if each != "COMMIT"]) <= STATEMENTS
    with plans(app) as explanations:
        ines.opens("/insights")
    assert [line for _, plan in explanations for line in whole(plan)] == []
    assert page.text.count('<svg class="year"') == 2


def test_a_years_calendar_is_small(app, ines):
    with app.app_context(), write_transaction() as session:
        session.execute(
            update(MemberRow).where(MemberRow.id == ines.id).values(joined_on=date(2016, 11, 18))
        )
    career(app, ines, 1, date(2026, 11, 16))
    page = ines.opens("/insights").text
    pictures = re.findall(r'<svg class="year".*?</svg>', page, re.S)
    assert sum(map(len, pictures)) < 5000
    assert len(page) < 60_000


def test_nobody_else_is_in_the_pictures(ines, theo, otto):
    call = otto.taps("meeting")
    otto.sends(call)
    theo.sends(*[theo.taps("refusal") for _ in range(40)])
    text = read_page(ines)
    assert "appel cette semaine 0 conversation 0 rendez-vous 0" in text
    assert CANARY not in text
    assert "appels cette semaine 40 conversations 40" in read_page(theo)


def test_insights_are_one_link_from_today_and_from_me(ines):
    ines.sends(ines.taps("refusal"))
    for page in ("/today", "/me"):
        assert 'href="/insights"' in ines.opens(page).text
    assert re.search(r'<a href="/me" aria-current="page"', ines.opens("/insights").text)


@pytest.mark.both_databases
def test_meetings_that_took_place_are_counted_of_those_made(ines, at):
    meetings = [ines.taps("meeting") for _ in range(4)]
    back = ines.taps("callback")
    ines.sends(*meetings, back)
    assert "Dis sur Aujourd’hui si un rendez-vous a eu lieu" in read_page(ines)
    at("2026-11-18 10:00")
    ines.sends(
        *(ines.answers(meeting, "held") for meeting in meetings[:2]),
        ines.answers(meetings[1], "fell_through", "2026-11-18 11:00"),
        ines.answers(meetings[2], "moved"),
        ines.answers(back, "held"),
    )
    at("2026-11-18 12:00")
    assert "Rendez-vous pris : 4. Tenus : 1. Tombés à l’eau : 1." in read_page(ines)


def test_the_page_says_what_to_do_next_and_folds_all_but_three_pictures(ines, busy_ines):
    page = busy_ines.opens("/insights").text
    assert "À faire maintenant" in page
    before, folded = page.split('<details class="further">')
    assert [len(re.findall('<section class="card chart', part)) for part in (before, folded)] == [
        3,
        5,
    ]

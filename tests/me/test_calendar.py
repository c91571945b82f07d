"""My working days: what is shown, previewed, kept, taken back and refused."""

import html
import re
from datetime import date

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import Nobody, Person, statements
from webapp.database.engine import db
from webapp.people.models import Fact
from webapp.people.schedule import facts
from webapp.progress.rebuild.rebuild import rebuild

LEAVE = {"what": "leave", "from": "2026-11-18", "to": "2026-11-19"}
SWAP = {"what": "swap", "worked": "2026-11-21", "off": "2026-11-16"}
WEEK = {"what": "week", "weeks": "1", "this": "2026-11-16", "from": "2026-11-16", "a1": "on"}
PLACE = {"what": "place", "from": "2026-11-16", "country": "FR", "region": "6AE"}
WISHES = {"leave": LEAVE, "swap": SWAP, "week": WEEK, "place": PLACE}


def read_words(answer) -> str:
    """The page's words, one line, spaces as spaces."""
    text = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])
    return " ".join(html.unescape(text).replace("\u202f", " ").split())


def list_declarations(app, person) -> list[tuple[str, str]]:
    with app.app_context():
        all_facts = facts.read_facts(person.organisation_id, [person.id])
    names = ("leave", "sick", "off", "worked", "pattern", "holidays")
    return [(fact.name, fact.first_day.isoformat()) for fact in all_facts.spans(person.id, *names)]


def fact_of(app, person, *names):
    with app.app_context():
        return facts.read_facts(person.organisation_id, [person.id]).spans(person.id, *names)[-1]


def keeps(person, day, at, attempts=3):
    at(f"{day} 18:00")
    calls = [person.taps("refusal") for _ in range(attempts)]
    assert set(person.sends(*calls)) == {"accepted"}


def test_me_says_in_one_line_what_holds_and_leads_to_the_calendar(ines, at):
    page = read_words(ines.opens("/me"))
    assert "Mes jours travaillés lundi à vendredi · France" in page
    ines.submits("/me/calendar/changes", LEAVE)
    at("2026-11-18 09:00")
    assert "Congé jusqu’au jeudi 19 novembre" in read_words(ines.opens("/me"))
    at("2026-11-20 09:00")
    two = WEEK | {"weeks": "2", "b4": "on", "b5": "on", "from": "2026-11-20"}
    ines.submits("/me/calendar/changes", two)
    page = read_words(ines.opens("/me"))
    assert "lundi une semaine, jeudi, vendredi la suivante · France" in page


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_a_missed_day_that_was_leave_is_previewed_then_kept(app, ines, at):
    for day in ("2026-11-16", "2026-11-17"):
        keeps(ines, day, at)
    keeps(ines, "2026-11-19", at)
    at("2026-11-20 09:00")
    assert [each.day.day for each in ines.today().state.open] == [18]
    leave = {"what": "leave", "from": "2026-11-18"}
    preview = ines.submits("/me/calendar/preview", leave)
    assert preview.status_code == 200
    words = read_words(preview)
    assert "1 jour travaillé devient un jour de repos." in words
    assert "Mercredi 18 novembre n’est plus à rattraper." in words.replace("mercredi", "Mercredi")
    assert "Record jusqu’ici 2 → ensuite 3" in words
    assert "jusqu’ici : ouverte" in words
    assert [each.day.day for each in ines.today().state.open] == [18]  # only looked at
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', preview.text))
    assert fields == leave
    assert ines.submits("/me/calendar/changes", fields).headers["Location"] == "/me/calendar?kept="
    state = ines.today().state
    assert (state.count, state.best, state.open) == (3, 3, ())
    page = ines.opens("/me/calendar?kept=")
    assert '<p class="notice" tabindex="-1" autofocus>' in page.text
    assert "congé" in read_words(page)
    with app.app_context():
        assert rebuild().differences == []


def test_a_preview_that_costs_says_so(ines, at):
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        keeps(ines, day, at)
    keeps(ines, "2026-11-19", at)
    at("2026-11-23 09:00")
    worked = {"what": "swap", "worked": "2026-11-21"}
    words = read_words(ines.submits("/me/calendar/preview", worked))
    assert "1 jour de repos devient un jour travaillé." in words
    assert "samedi 21 novembre devient une journée ouverte" in words
    assert "jusqu’au soir du samedi 28 novembre" in words


def test_a_preview_says_nothing_changes_where_nothing_does(ines):
    weekend = {"what": "leave", "from": "2026-11-21", "to": "2026-11-22"}
    words = read_words(ines.submits("/me/calendar/preview", weekend))
    assert "Aucun jour travaillé ne change. La série reste comme elle est." in words


def test_leave_over_a_day_that_is_declared_as_worked_says_which_holds(ines):
    ines.submits("/me/calendar/changes", SWAP)
    leave = {"what": "leave", "from": "2026-11-19", "to": "2026-11-22"}
    words = read_words(ines.submits("/me/calendar/preview", leave))
    assert "2 jours travaillés deviennent des jours de repos." in words
    assert "samedi 21 novembre reste un jour travaillé : il est déclaré comme tel" in words


def test_in_english_too(ines):
    ines.submits("/me/settings", {"language": "en", "theme": "auto"})
    words = read_words(ines.submits("/me/calendar/preview", LEAVE))
    assert "2 working days become days off. The streak stays as it is." in words
    ines.submits("/me/calendar/changes", LEAVE)
    page = read_words(ines.opens("/me/calendar"))
    assert "Monday to Friday · France" in page
    assert "Leave Wed 18 November to Thu 19 November Take back" in page


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_what_is_declared_stands_in_the_list_and_is_taken_back(app, ines, wish):
    before = ines.today()
    assert ines.submits("/me/calendar/changes", wish).status_code == 303
    page = ines.opens("/me/calendar")
    assert page.text.count("Retirer") == 1
    fact_id = re.search(r'name="fact" value="([^"]+)"', page.text).group(1)
    back = {"what": "back", "fact": fact_id}
    assert "Le retirer" in read_words(ines.submits("/me/calendar/preview", back))
    assert list_declarations(app, ines)
    for _ in range(2):  # a second tap is no other
        assert ines.submits("/me/calendar/changes", back).status_code == 303
    assert list_declarations(app, ines) == []
    assert ines.today() == before


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_two_taps_declare_once(app, ines, wish):
    for _ in range(2):
        assert ines.submits("/me/calendar/changes", wish).status_code == 303
    assert len(list_declarations(app, ines)) == (2 if wish is SWAP else 1)
    assert ines.submits("/me/calendar/preview", wish).status_code == 200


def test_a_second_pattern_from_the_same_day_takes_the_place_of_the_first(app, ines):
    ines.submits("/me/calendar/changes", WEEK)
    ines.submits("/me/calendar/changes", WEEK | {"a2": "on"})
    assert list_declarations(app, ines) == [("pattern", "2026-11-16")]
    assert fact_of(app, ines, "pattern").value == {"weeks": [[1, 2]]}


def test_the_week_is_filled_in_as_it_holds(ines, at):
    two = WEEK | {"weeks": "2", "b4": "on", "b5": "on"}
    ines.submits("/me/calendar/changes", two)
    page = ines.opens("/me/calendar/week").text
    assert re.findall(r'name="([ab]\d)" checked', page) == ["a1", "b4", "b5"]
    at("2026-11-25 09:00")  # the other of the two is this week now
    page = ines.opens("/me/calendar/week").text
    assert re.findall(r'name="([ab]\d)" checked', page) == ["a4", "a5", "b1"]


def test_regions_are_those_of_the_country_that_was_chosen(ines):
    page = read_words(ines.opens("/me/calendar/place?country=CH"))
    assert "Genève" in page
    assert "Bavière" not in page
    assert "a partout les mêmes jours fériés" in read_words(
        ines.opens("/me/calendar/place?country=BE")
    )
    assert "France · ce sont les jours fériés de l’entreprise" in read_words(
        ines.opens("/me/calendar/place")
    )


REFUSED = [
    ({}, "Congé ou arrêt maladie"),
    ({"what": "victory"}, "Congé ou arrêt maladie"),
    ({"what": "leave"}, "Il faut un jour"),
    ({"what": "leave", "from": "soon"}, "Il faut un jour"),
    ({"what": "leave", "from": "2026-02-30"}, "Il faut un jour"),
    ({"what": "leave", "from": "2026-W47-1"}, "Il faut un jour"),
    ({"what": "leave", "from": "2026-11-19", "to": "2026-11-18"}, "avant le premier"),
    ({"what": "leave", "from": "2026-09-16"}, "jusqu’à 60 jours en arrière"),
    ({"what": "leave", "from": "0001-01-01"}, "à partir du 17 septembre 2026"),
    ({"what": "sick", "from": "2026-11-16", "to": "9999-12-31"}, "trop loin"),
    ({"what": "leave", "from": "2026-11-16", "to": "99999-01-01"}, "Il faut un jour"),
    ({"what": "swap", "off": "2026-11-20"}, "Il faut un jour"),
    ({"what": "swap", "worked": "2026-11-21", "off": "2026-11-21"}, "même jour"),
    ({"what": "swap", "worked": "2026-11-20"}, "déjà un jour travaillé"),
    ({"what": "swap", "worked": "2026-11-21", "off": "2026-11-22"}, "déjà un jour de repos"),
    (WEEK | {"weeks": "3"}, "Il faut l’un des deux"),
    (WEEK | {"this": "2026-11-17"}, "rouvrir cette page"),
    (WEEK | {"this": "2030-01-07"}, "rouvrir cette page"),
    (WEEK | {"from": "2026-09-16"}, "60 jours"),
    ({k: v for k, v in WEEK.items() if k != "a1"}, "au moins un jour"),
    (PLACE | {"country": "XX", "region": ""}, "Choisis dans la liste"),
    (PLACE | {"country": "DE"}, "une région de ce pays"),
    (PLACE | {"country": "", "region": "BY"}, "une région de ce pays"),
    ({"what": "back", "fact": "this one"}, "ne fait plus partie"),
]


@pytest.mark.parametrize(("form", "sentence"), REFUSED)
def test_a_declaration_that_cannot_be_is_refused_with_its_sentence(app, ines, form, sentence):
    for address in ("preview", "changes"):
        answer = ines.submits(f"/me/calendar/{address}", form)
        assert answer.status_code == 422
        assert sentence in read_words(answer)
    assert list_declarations(app, ines) == []


def test_sixty_days_back_is_the_last_that_is_taken(app, ines):
    assert (
        ines.submits("/me/calendar/changes", {"what": "leave", "from": "2026-09-17"}).status_code
        == 303
    )
    assert list_declarations(app, ines) == [("leave", "2026-09-17")]


@pytest.mark.lengthy
def test_nobody_takes_back_what_is_anothers(app, ines, theo, maya, otto):
    for person in (theo, otto):
        person.submits("/me/calendar/changes", LEAVE)
    others = [fact_of(app, person, "leave") for person in (theo, otto)]
    team = fact_of(app, ines, "team")
    for fact in (*others, team):
        back = {"what": "back", "fact": str(fact.id)}
        for person in (ines, maya):
            for address in ("preview", "changes"):
                assert person.submits(f"/me/calendar/{address}", back).status_code == 404
    assert list_declarations(app, theo) == list_declarations(app, otto) == [("leave", "2026-11-18")]


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_of_long_leave_only_the_last_sixty_days_are_taken_back(app, ines, at):
    for old in (WEEK, SWAP):
        ines.submits("/me/calendar/changes", old)
    ines.submits("/me/calendar/changes", {"what": "sick", "from": "2026-11-23", "to": "2027-02-26"})
    at("2027-02-01 09:00")
    ines = Person(app, ines.organisation_id, ines.id)  # her sign-in from before was not used
    sick = fact_of(app, ines, "sick")
    assert "sick" in str(list_declarations(app, ines))
    back = {"what": "back", "fact": str(sick.id)}
    ines.submits("/me/calendar/changes", back)
    left = fact_of(app, ines, "sick")
    assert (left.first_day, left.last_day) == (date(2026, 11, 23), date(2026, 12, 2))
    with app.app_context():
        assert rebuild().differences == []
    for name in ("pattern", "worked"):
        back = {"what": "back", "fact": str(fact_of(app, ines, name).id)}
        assert ines.submits("/me/calendar/changes", back).status_code == 422


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_a_change_after_the_close_changes_days_and_no_closed_board(app, ines, theo, at):
    keeps(ines, "2026-11-16", at)
    keeps(ines, "2026-11-18", at)
    at("2026-11-24 12:30")  # the week closed half an hour ago
    before, state = ines.board(date(2026, 11, 16)), ines.today().state
    assert len(state.open) == 4
    leave = {"what": "leave", "from": "2026-11-17", "to": "2026-11-23"}
    words = read_words(ines.submits("/me/calendar/preview", leave))
    assert "Les classements des semaines closes restent comme ils sont." in words
    assert ines.submits("/me/calendar/changes", leave).status_code == 303
    assert ines.board(date(2026, 11, 16)) == before
    assert ines.today().state.open == ()
    assert ines.today().state.best > state.best
    with app.app_context():
        assert rebuild().differences == []


def test_a_pause_is_shown_and_not_taken_back_here(app, ines, maya):
    pause = {"whom": str(ines.id), "from": "2026-11-18", "to": "2026-11-20"}
    assert maya.submits("/admin/pauses", pause).status_code == 303
    page = read_words(ines.opens("/me/calendar"))
    assert "Pause du mer. 18 novembre au ven. 20 novembre · par l’entreprise" in page
    assert "Retirer" not in page
    fact = fact_of(app, ines, "pause")
    back = {"what": "back", "fact": str(fact.id)}
    assert ines.submits("/me/calendar/changes", back).status_code == 404


def test_the_month_is_a_table_in_words(ines, at):
    keeps(ines, "2026-11-16", at)
    at("2026-11-18 09:00")
    ines.submits("/me/calendar/changes", {"what": "sick", "from": "2026-11-19"})
    page = ines.opens("/me/calendar").text
    table = page[page.index("<table") : page.index("</table>")]
    assert table.count('<th scope="col">') == 7
    cells = [
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())
        for cell in re.findall(r"<td.*?</td>", table, re.S)
    ]
    cells_by_day = {cell.split()[0]: cell for cell in cells if cell}
    assert cells_by_day["13"] == "13 , premier jour"
    assert cells_by_day["11"].startswith("11 , avant le premier jour")
    assert cells_by_day["16"] == "16 , tenue"
    assert cells_by_day["17"] == "17 , ouverte"
    assert cells_by_day["18"] == "18 , aujourd’hui, jour travaillé"
    assert cells_by_day["19"] == "19 , arrêt maladie"
    assert cells_by_day["21"] == "21 , jour de repos"
    assert table.count('aria-current="date"') == 1


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-12", "décembre 2026"),
        ("2026-09", "septembre 2026"),
        ("2020-01", "septembre 2026"),
        ("2999-01", "novembre 2027"),
        ("2026-13", "novembre 2026"),
        ("x", "novembre 2026"),
    ],
)
def test_months_reach_as_far_as_days_may_be_declared(ines, month, expected):
    answer = ines.opens(f"/me/calendar?month={month}")
    assert answer.status_code == 200
    assert expected in read_words(answer).split("Absence")[0]


def test_a_holiday_has_its_name_where_it_is_known(ines):
    assert "vendredi 25 décembre · Noël" in read_words(ines.opens("/me/calendar?month=2026-12"))
    germany = {"what": "place", "from": "2026-11-16", "country": "DE", "region": "BY"}
    ines.submits("/me/calendar/changes", germany)
    page = read_words(ines.opens("/me/calendar?month=2027-01"))
    assert "jour férié" in page
    assert "Epiphany" not in page


@pytest.mark.both_databases
def test_the_calendar_costs_few_statements(app, ines, at):
    keeps(ines, "2026-11-16", at)
    for path, most in (("/me/calendar", 3), ("/me/calendar/week", 2), ("/me/calendar/place", 2)):
        ines.opens(path)
        with statements(app) as sent:
            ines.opens(path)
        assert len([line for line in sent if line != "COMMIT"]) <= most, path
    with statements(app) as sent:
        ines.submits("/me/calendar/preview", LEAVE)
    assert len([line for line in sent if line != "COMMIT"]) <= 3
    with statements(app) as sent:
        ines.submits("/me/calendar/changes", LEAVE)
    assert len([line for line in sent if line != "COMMIT"]) <= 30
    assert sent.count("COMMIT") == 1


@pytest.mark.lengthy
def test_two_hundred_changes_a_day_are_enough(app, ines):
    answers = {ines.submits("/me/calendar/changes", LEAVE).status_code for _ in range(200)}
    assert answers == {303}
    answer = ines.submits("/me/calendar/changes", LEAVE)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    with app.app_context():
        mine = select(func.count()).select_from(Fact).where(Fact.scope_id == ines.id)
        assert db.session.execute(mine).scalar() == 2  # the team, and one leave


def test_the_signed_out_see_nothing(app):
    for path in ("/me/calendar", "/me/calendar/week", "/me/calendar/place"):
        assert Nobody(app).opens(path).status_code == 303
    assert clock.now()

"""Pauses of a person, a team, the company: who sets them, what they do, what nobody sees."""

import html
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.cast import CANARY, Person, instant, statements
from webapp.database.engine import db
from webapp.people.schedule import facts
from webapp.progress.models import MemberWeek
from webapp.progress.rebuild.rebuild import rebuild

DAYS = {"from": "2026-11-18", "to": "2026-11-20"}


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])
    return " ".join(html.unescape(text).replace("\u202f", " ").split())


def pauses(person, whom, **days):
    return person.submits("/admin/pauses", {"whom": str(whom), **(days or DAYS)})


def keeps(person, at, *days):
    for day in days:
        at(f"{day} 18:00")
        calls = [
            person.taps("refusal", instant(f"{day} 17:00") + timedelta(minutes=n)) for n in range(3)
        ]
        assert set(person.sends(*calls)) == {"accepted"}


def list_open_days(person):
    return [each.day.day for each in person.today().state.open]


def ends(page) -> list[str]:
    return re.findall(r'action="(/admin/pauses/[^"]+/end)"', page)


def sound(app):
    with app.app_context():
        return rebuild().differences == []


def test_who_changes_teams_in_the_evening_is_in_the_new_ones_pause_that_day(app, cast, maya, at):
    ines, lyon = cast("ines"), cast("lyon").id
    form = {"name": "Atelier Ouest", "language": "fr", "country": "FR", "dose": "3"}
    maya.submits("/admin/company", form | {"zone": "America/New_York"})
    at("2026-11-18 20:00-05:00")  # the 19th by UTC
    maya.submits(f"/admin/people/{ines.id}", {"team": str(lyon), "role": "member"})
    assert pauses(maya, lyon, **{"from": "2026-11-18", "to": "2026-11-18"}).status_code == 303
    day, who = date(2026, 11, 18), ines.who
    with app.app_context():
        their_facts = facts.read_facts(who.organisation_id, [who.id])
    assert not their_facts.calendar(who.id, who.joined_on, day, day).working(day)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize("whom", ["nantes", "organisation"])
def test_a_pause_afterwards_closes_what_was_open_and_lowers_nothing(app, cast, maya, at, whom):
    ines, bilal = cast("ines"), cast("bilal")
    keeps(ines, at, "2026-11-16", "2026-11-17")
    keeps(bilal, at, "2026-11-16", "2026-11-18")
    keeps(ines, at, "2026-11-19")
    at("2026-11-21 10:00")
    before = {person.id: person.today().state for person in (ines, bilal)}
    assert list_open_days(ines) == [18, 20]
    whose = ines.organisation_id if whom == "organisation" else cast(whom).id
    assert pauses(maya, whose).status_code == 303
    assert list_open_days(ines) == []
    assert list_open_days(bilal) == ([17] if whom == "organisation" else [17, 19, 20])
    for person in (ines, bilal):
        earlier, state = before[person.id], person.today().state
        assert state.count >= earlier.count
        assert state.jokers >= earlier.jokers
        assert state.best >= earlier.best
    assert sound(app)
    keeps(cast("awa"), at, "2026-11-21")
    assert sound(app)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize("whom", ["ines", "nantes", "organisation"])
def test_a_pause_ahead_is_in_the_weeks_of_who_has_not_practised(app, cast, maya, at, whom):
    """Awa has logged nothing; her team's week was opened by Inès, and weighs her days."""
    keeps(cast("ines"), at, "2026-11-16")
    keeps(cast("bilal"), at, "2026-11-16")
    at("2026-11-17 09:00")
    whose = maya.organisation_id if whom == "organisation" else cast(whom).id
    assert pauses(maya, whose).status_code == 303
    assert sound(app)
    pause = ends(maya.opens("/admin/pauses").text)
    assert len(pause) == 1
    at("2026-11-19 09:00")
    assert maya.submits(pause[0]).status_code == 303  # Wednesday was on pause, Thursday counts
    assert sound(app)
    with app.app_context():
        read = facts.read_facts(maya.organisation_id, [cast("ines").id])
    calendar = read.calendar(cast("ines").id, date(2026, 11, 13), *[date(2026, 11, 16)] * 2)
    worked = [calendar.working(date(2026, 11, day)) for day in (17, 18, 19, 20)]
    assert worked == [True, False, True, True]
    assert ends(maya.opens("/admin/pauses").text) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("first", ["2026-11-10", "2026-11-15", "2026-11-16"])
def test_a_pause_of_one_person_begins_tomorrow_at_the_earliest(app, maya, theo, ines, first):
    for person in (maya, theo):
        answer = pauses(person, ines.id, **{"from": first, "to": "2026-11-20"})
        assert answer.status_code == 422
        reason = "commence demain au plus tôt, le 17 novembre 2026"
        assert reason in words(answer).replace("\xa0", " ")
    assert pauses(theo, ines.id, **{"from": "2026-11-17"}).status_code == 303
    assert sound(app)


def test_tomorrow_is_that_of_who_is_paused_too(maya, cast, at):
    """In Auckland the 17th has begun; in Honolulu it is still the 16th, and in Paris too."""
    at("2026-11-16 22:00")
    zones = ("ines", "Pacific/Auckland", True), ("awa", "Pacific/Honolulu", False)
    for name, zone, refused in zones:
        cast(name).submits("/me/zone", {"zone": zone})
        answer = pauses(maya, cast(name).id, **{"from": "2026-11-17"})
        assert (answer.status_code == 422) is refused, name


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_a_pause_of_one_person_moves_no_board_before_the_next_monday(app, cast, theo, ines, at):
    """Not when it is set, ends early or is taken back; days and streak read it at once."""
    keeps(ines, at, "2026-11-16")
    at("2026-11-17 09:00")
    boards = {name: cast(name).board() for name in ("theo", "awa", "maya")}
    steps = [
        lambda: pauses(theo, ines.id, **{"from": "2026-11-18", "to": "2026-12-11"}),
        lambda: pauses(theo, cast("awa").id, **{"from": "2026-11-19", "to": "2026-12-11"}),
        lambda: theo.submits(ends(theo.opens("/admin/pauses").text)[0]),  # Awa's, before it began
    ]
    for step in steps:
        assert step().status_code == 303
        for name, board in boards.items():
            assert cast(name).board() == board, name
    at("2026-11-19 09:00")
    assert list_open_days(ines) == [17]
    before = theo.board()
    assert theo.submits(ends(theo.opens("/admin/pauses").text)[0]).status_code == 303
    assert theo.board() == before
    assert sound(app)
    at("2026-11-20 09:00")
    assert list_open_days(ines) == [17, 19]
    assert pauses(theo, ines.id, **{"from": "2026-11-23", "to": "2026-11-24"}).status_code == 303
    keeps(ines, at, "2026-11-25")
    with app.app_context():
        row = db.session.execute(
            select(MemberWeek.working_days).where(
                MemberWeek.member_id == ines.id, MemberWeek.week == date(2026, 11, 23)
            )
        ).scalar_one()
    assert row == 3
    assert sound(app)


@pytest.mark.both_databases
def test_a_suspension_moves_no_board_before_the_next_monday(app, cast, maya, ines, at):
    keeps(ines, at, "2026-11-16")
    at("2026-11-17 09:00")
    before = cast("theo").board()
    assert maya.submits(f"/admin/people/{cast('awa').id}/suspension").status_code == 303
    assert cast("theo").board() == before
    at("2026-11-18 09:00")
    before = cast("theo").board()
    assert maya.submits(f"/admin/people/{cast('awa').id}/return").status_code == 303
    assert cast("theo").board() == before
    assert sound(app)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize("whom", ["nantes", "organisation"])
def test_a_pause_of_days_that_have_begun_moves_no_board(app, cast, maya, ines, theo, at, whom):
    """On Friday Inès alone works: paused or given back afterwards, that day would be hers."""
    for name in ("theo", "awa"):
        leave = {"what": "leave", "from": "2026-11-20", "to": "2026-11-20"}
        assert cast(name).submits("/me/calendar/changes", leave).status_code == 303
    keeps(ines, at, "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-20")
    before = theo.board()
    whose = maya.organisation_id if whom == "organisation" else cast(whom).id
    for first in ("2026-11-16", "2026-11-20"):
        assert pauses(maya, whose, **{"from": first, "to": first}).status_code == 303
        assert theo.board() == before
    assert list_open_days(ines) == [19]  # her streak reads it, and each day that she kept stands
    assert sound(app)


@pytest.mark.both_databases
def test_a_pause_of_a_team_is_on_the_board_for_the_days_that_have_not_begun(
    app, cast, maya, ines, theo, at
):
    keeps(ines, at, "2026-11-16")
    at("2026-11-17 09:00")
    before = theo.board()
    days = {"from": "2026-11-17", "to": "2026-11-22"}
    assert pauses(maya, cast("nantes").id, **days).status_code == 303
    with app.app_context():
        days = db.session.scalars(
            select(MemberWeek.working_days).where(
                MemberWeek.team_id == cast("nantes").id, MemberWeek.week == date(2026, 11, 16)
            )
        ).all()
    assert days == [2, 2, 2]  # Monday and Tuesday, which had begun
    assert theo.board().own_line.score > before.own_line.score
    at("2026-11-19 09:00")
    before = theo.board()
    (pause,) = ends(maya.opens("/admin/pauses").text)
    assert maya.submits(pause).status_code == 303
    assert (
        theo.board().own_line.score < before.own_line.score
    )  # Friday counts again, Thursday had begun
    assert sound(app)


@pytest.mark.both_databases
def test_ones_own_leave_is_on_the_board_at_once(app, cast, ines, theo, at):
    keeps(ines, at, "2026-11-16")
    at("2026-11-17 09:00")
    before = theo.board().own_line.score
    leave = {"what": "leave", "from": "2026-11-18", "to": "2026-11-20"}
    assert cast("awa").submits("/me/calendar/changes", leave).status_code == 303
    assert theo.board().own_line.score > before


@pytest.mark.both_databases
def test_a_pause_that_has_not_begun_is_taken_back_whole(app, ines, theo):
    assert pauses(theo, ines.id).status_code == 303
    page = theo.opens("/admin/pauses")
    assert "Inès du mer. 18 novembre au ven. 20 novembre Retirer" in words(page)
    assert theo.submits(ends(page.text)[0]).status_code == 303
    assert "Personne n’est en pause" in words(theo.opens("/admin/pauses"))
    assert sound(app)


@pytest.mark.lengthy
def test_who_has_left_the_team_or_the_company_breaks_nothing(app, cast, maya, ines, at):
    awa = cast("awa")
    keeps(ines, at, "2026-11-16", "2026-11-17")
    keeps(awa, at, "2026-11-16")
    lyon = {"team": str(cast("lyon").id), "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", lyon).status_code == 303
    assert maya.submits(f"/admin/people/{awa.id}/removal", {"sure": "1"}).status_code == 303
    past = {"from": "2026-11-16", "to": "2026-11-19"}
    assert pauses(maya, cast("nantes").id, **past).status_code == 303
    assert sound(app)
    assert pauses(maya, maya.organisation_id, **past).status_code == 303
    assert sound(app)
    assert pauses(maya, awa.id).status_code == 422
    for person in ("theo",):
        assert (
            maya.submits(f"/admin/people/{cast(person).id}", lyon | {"role": "manager"}).status_code
            == 303
        )
    assert maya.submits(f"/admin/teams/{cast('nantes').id}/archive").status_code == 303
    assert pauses(maya, cast("nantes").id).status_code == 422
    assert "Nantes" not in words(maya.opens("/admin/pauses"))


@pytest.mark.lengthy
def test_a_manager_reaches_their_own_team_and_no_other(cast, theo, maya, otto):
    page = words(theo.opens("/admin/pauses"))
    form = page.partition("Pour qui")[2].partition("Premier jour")[0]
    assert form.split() == ["Équipe", "Nantes", "Awa", "Inès", "Théo"]
    for other in ("bilal", "maya", "lyon", "ottos_team", "otto"):
        assert pauses(theo, cast(other).id).status_code == 422
    assert pauses(theo, theo.organisation_id).status_code == 422
    assert pauses(maya, cast("ottos_team").id).status_code == 422
    assert pauses(maya, otto.organisation_id).status_code == 422
    assert pauses(maya, cast("lyon").id).status_code == 303
    assert pauses(maya, maya.organisation_id).status_code == 303
    assert pauses(otto, cast("ottos_team").id).status_code == 303
    page = theo.opens("/admin/pauses")
    assert "Toute l’entreprise du mer. 18 novembre" in words(page)
    assert "Équipe Lyon" not in words(page)
    assert CANARY not in page.text
    assert ends(page.text) == []  # the company's is not theirs to end
    for pause in ends(maya.opens("/admin/pauses").text) + ends(otto.opens("/admin/pauses").text):
        assert theo.submits(pause).status_code == 404
    for pause in ends(otto.opens("/admin/pauses").text):
        assert maya.submits(pause).status_code == 404


def test_members_set_none(cast, ines):
    assert ines.opens("/admin/pauses").status_code == 403
    assert pauses(ines, ines.id).status_code == 403
    assert ines.submits(f"/admin/pauses/{uuid4()}/end").status_code == 403


def test_an_administrator_begins_at_a_persons_name(cast, maya):
    bilal = cast("bilal")
    assert f'href="/admin/pauses?whom={bilal.id}"' in maya.opens("/admin/people").text
    page = maya.opens(f"/admin/pauses?whom={bilal.id}").text
    assert f'<option value="{bilal.id}" selected>Bilal</option>' in page
    assert pauses(maya, bilal.id).status_code == 303
    assert "Bilal du mer. 18 novembre" in words(maya.opens("/admin/pauses"))


def test_nothing_of_anyones_practice_or_own_leave_stands_there(cast, ines, theo, at):
    """The page is the same, byte for byte, whatever Inès has done and declared."""
    pauses(theo, ines.id)
    before = theo.opens("/admin/pauses").text
    ines.submits("/me/calendar/changes", {"what": "sick", "from": "2026-11-16"})
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    assert theo.opens("/admin/pauses").text == before


@pytest.mark.both_databases
def test_the_suspended_are_not_listed_as_paused(cast, maya, ines):
    assert maya.submits(f"/admin/people/{ines.id}/suspension").status_code == 303
    assert "Personne n’est en pause" in words(maya.opens("/admin/pauses"))


@pytest.mark.both_databases
def test_a_pause_that_ended_more_than_sixty_days_ago_is_not_shown_any_more(app, maya, ines, at):
    pauses(maya, ines.id)
    maya = Person(app, maya.organisation_id, maya.id)  # her sign-in from before was not used
    for day, visible in (("2027-01-19", True), ("2027-01-20", False)):
        at(f"{day} 10:00")
        assert ("Inès du mer. 18 novembre" in words(maya.opens("/admin/pauses"))) is visible


@pytest.mark.both_databases
def test_who_was_removed_is_not_listed_as_paused(cast, maya):
    awa = cast("awa")
    pauses(maya, awa.id)
    assert maya.submits(f"/admin/people/{awa.id}/removal", {"sure": "1"}).status_code == 303
    assert "Personne n’est en pause" in words(maya.opens("/admin/pauses"))


@pytest.mark.both_databases
def test_two_taps_pause_once(app, maya, ines):
    for _ in range(2):
        assert pauses(maya, ines.id).status_code == 303
    assert len(ends(maya.opens("/admin/pauses").text)) == 1


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"from": "2026-11-20", "to": "2026-11-18"}, "Le dernier jour vient avant le premier."),
        ({"from": "2026-09-16", "to": "2026-11-18"}, "jusqu’à 60 jours en arrière"),
        ({"from": "2026-11-18", "to": "9999-12-31"}, "C’est trop loin."),
        ({"from": "", "to": "2026-11-18"}, "Il faut un jour."),
        ({"from": "2026-11-31"}, "Il faut un jour."),
        ({"from": "<b>"}, "Il faut un jour."),
    ],
)
def test_days_that_cannot_be_are_refused_with_their_sentence(maya, ines, days, sentence):
    answer = pauses(maya, ines.id, **days)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Bilal" not in words(answer)
    assert "Personne n’est en pause" in words(answer)


def test_the_page_of_pauses_costs_few_statements(app, cast, maya, theo):
    for short in ("ines", "awa"):
        pauses(maya, cast(short).id)
    pauses(maya, cast("lyon").id)
    for person, most in ((maya, 5), (theo, 6)):
        person.opens("/admin/pauses")
        with statements(app) as sql:
            person.opens("/admin/pauses")
        assert len([line for line in sql if line != "COMMIT"]) <= most

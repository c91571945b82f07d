"""The team's page: what a team practised together, the same to its members and its manager."""

import html
import re
from datetime import date

import pytest

import webapp.clock as clock
from tests.cast import statements
from webapp.admin import people as admin_people
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.members import get_member
from webapp.people.schedule import declarations
from webapp.progress import updates

pytestmark = pytest.mark.both_databases(always=True)


def main(person, path="/team"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    return answer.text.partition("<main")[2].partition("</main>")[0]


def words(person, path="/team"):
    """What the page says, without its table."""
    text = re.sub(r"<table.*?</table>", " ", main(person, path), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def totals(person, path="/team"):
    """Calls, conversations, meetings and lessons of the week; None before they are shown."""
    figures = re.findall(r'<dd class="figure">([\d\s\u202f]+)</dd>', main(person, path))
    return [int(re.sub(r"\D", "", number)) for number in figures] or None


def all_practise(people, outcome="refusal", lesson=True):
    for person in people:
        call = person.taps(outcome)
        assert set(person.sends(call, *([person.draws(call)] if lesson else []))) == {"accepted"}


def test_a_manager_sees_what_their_team_sees(house, at):
    built = house(6)
    manager, *others = built.people["Nord"]
    all_practise(others)
    at("2026-11-17 10:00")
    assert totals(manager) == [5, 5, 0, 5]
    page = main(manager, f"/team/{built.teams['Nord']}")
    assert (
        page == main(manager) == main(others[0]) == main(others[0], f"/team/{built.teams['Nord']}")
    )


def test_what_my_manager_sees_is_a_link_to_this_very_page(ines, theo):
    assert 'href="/team"' in ines.opens("/me").text
    assert main(ines) == main(theo)


def test_today_is_not_in_the_totals_yet(house, at):
    built = house(6)
    all_practise(built.people["Nord"])
    assert totals(built.people["Nord"][0]) is None
    at("2026-11-17 10:00")
    assert totals(built.people["Nord"][0]) == [6, 6, 0, 6]
    all_practise(built.people["Nord"])
    assert totals(built.people["Nord"][0]) == [6, 6, 0, 6]


def test_four_who_practised_are_not_summed_up_until_a_fifth_does(house, at):
    built = house(6)
    people = built.people["Nord"]
    all_practise(people[:4])
    at("2026-11-17 10:00")
    assert totals(people[0]) is None
    assert "dès que 5 d’entre vous" in words(people[0])
    all_practise(people[4:5], "meeting", lesson=False)
    at("2026-11-18 10:00")
    assert totals(people[0]) == [5, 5, 1, 4]
    assert "Jusqu’au mardi 17 novembre inclus" in words(people[0])


def test_a_team_of_three_is_told_kindly_why_it_sees_no_figure(ines, theo, cast, at):
    all_practise([ines, theo, cast("awa")])
    at("2026-11-17 10:00")
    assert totals(theo) is None
    assert "elle n’est qu’à elle" in words(theo)


def test_who_withdraws_leaves_or_sends_late_changes_nothing_that_was_shown(app, house, at):
    built = house(7, 6)
    people = built.people["Nord"]
    calls = [person.taps("refusal") for person in people[:6]]
    for person, call in zip(people, calls, strict=False):
        person.sends(call)
    late = people[6].taps("meeting")
    at("2026-11-17 10:00")
    page = main(people[0])
    people[1].sends(people[1].withdraws(calls[1]))
    people[6].sends(late)
    assert main(people[0]) == page
    with app.app_context():
        boss = get_member(built.organisation_id, people[0].id)
        admin_people.remove_member(boss, people[2].id, clock.now())
    built.moves(people[3], "Sud")
    built.joins("Nord")
    assert main(people[0]) == page


def test_a_manager_sees_their_own_team_and_an_administrator_every_one(ines, theo, maya, cast):
    nantes, lyon = (f"/team/{cast(name).id}" for name in ("nantes", "lyon"))
    assert [theo.opens(path).status_code for path in (nantes, lyon)] == [200, 404]
    assert [ines.opens(path).status_code for path in (nantes, lyon)] == [200, 404]
    assert [maya.opens(path).status_code for path in (nantes, lyon)] == [200, 200]
    assert f'href="{nantes}"' in main(maya)
    assert "Autres équipes" not in main(theo)
    assert main(maya, nantes).partition("data-panel")[2] == main(ines).partition("data-panel")[2]


def test_otto_and_the_others_see_nothing_of_each_others_teams(otto, maya, cast):
    assert otto.opens(f"/team/{cast('nantes').id}").status_code == 404
    assert maya.opens(f"/team/{cast('ottos_team').id}").status_code == 404


def test_themes_are_those_of_five_people_over_four_closed_weeks(house, at):
    built = house(6)
    people = built.people["Nord"]
    for n, person in enumerate(people):
        call = person.taps("refusal")
        tag = "budget" if n < 5 else "equipped"
        person.sends(call, person.draws(call, happened=tag, work_on="question"))
    at("2026-11-30 10:00")
    assert "Budget" not in words(people[0])
    at("2026-12-01 12:01")
    text = words(people[0])
    assert "Budget 5 personnes ou plus" in text
    assert "Question 5 personnes ou plus" in text
    assert "Déjà équipé" not in text
    assert "Les autres ensemble" not in text


def bars(person):
    """The picture's weeks in order: their number, height of the bar in per cent, its label, who."""
    picture = re.search(r'<svg class="regularity".*?</svg>', main(person), re.S)[0]
    return [
        (
            int(re.search(r'class="when"[^>]*>(\d+)', week)[1]),
            *(float(tall) / 0.9 for tall in re.findall(r'class="held".*? height="([\d.]+)"', week)),
            *re.findall(r"<text x[^>]*>(\d+)</text>", week),
            *re.findall(r'class="who"[^>]*>([^<]+)', week),
        )
        for week in re.findall(r"<g class.*?</g>", picture, re.S)
    ]


def rows_of(person):
    """The table below the picture, newest week first."""
    table = re.search(r"<tbody>.*?</tbody>", main(person), re.S)[0]
    return [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in table.split("</tr>")[:-1]]


def keeps_the_day(people):
    for person in people:
        assert set(person.sends(*[person.taps("no_answer") for _ in range(3)])) == {"accepted"}


@pytest.mark.lengthy
def test_the_regularity_of_the_team_and_who_took_part_are_drawn_and_told(house, at):
    """Of 30 working days of persons 16 were kept, 53 %; of the 12 of the week after, all."""
    built = house(6)
    people = built.people["Nord"]
    for day, some in ((16, people), (17, people[:5]), (18, people[:5])):
        at(f"2026-11-{day} 10:00")
        keeps_the_day(some)
    at("2026-11-23 10:00")
    assert "L’équipe tient 50 % de ses jours travaillés." in words(people[0])
    keeps_the_day(people)
    at("2026-11-24 10:00")
    keeps_the_day(people)
    at("2026-11-25 10:00")
    text = words(people[5])
    assert (
        "Selon la semaine, l’équipe tient de 50 % à 90 % ou plus de ses jours travaillés." in text
    )
    assert "Jusqu’au mardi 24 novembre inclus, par au moins 5 d’entre vous." in text
    assert bars(people[5])[-3:] == [(46,), (47, 50.0, "50", "5+"), (48, 90.0, "90", "5+")]
    assert len(bars(people[5])) == 8
    assert rows_of(people[5])[:3] == [
        ["48", "36", "0", "0", "0", "90", "5+"],
        ["47", "48", "0", "0", "0", "50", "5+"],
        ["46", "moins de 3 personnes"],
    ]


def test_no_name_of_a_member_is_on_the_page(house, at):
    built = house(6)
    all_practise(built.people["Nord"])
    at("2026-11-17 10:00")
    assert not re.search(r"Nord \d", main(built.people["Nord"][1]))


@pytest.mark.lengthy
@pytest.mark.parametrize("size", [6, 20])
def test_the_page_costs_eight_statements_whatever_the_size_of_the_team(app, house, at, size):
    built = house(size)
    people = built.people["Nord"]
    for when in ("2026-11-16 10:00", "2026-11-17 10:00", "2026-11-18 10:00"):
        at(when)
        all_practise(people)
    at("2026-12-01 12:01")  # the first look after all of it: days and themes are summed up
    people[0].opens("/healthz")  # and the use of the sign-in is noted
    people[0].opens("/lessons")
    with statements(app) as first:
        main(people[0])
    with statements(app) as again:
        main(people[0])
    assert len([statement for statement in first if statement != "COMMIT"]) <= 8
    assert len(again) <= 8
    assert not [statement for statement in again if not statement.startswith("SELECT")]


def test_who_is_in_no_team_is_told_so(app, ines):
    with app.app_context(), write_transaction():
        company.move_to_team(ines.organisation_id, ines.id, None, clock.now())
    assert "dans aucune équipe" in words(ines)


def test_who_pauses_four_of_five_for_days_that_are_over_leaves_the_fifth_in_their_midst(
    app, house, at
):
    """Whole teams can be paused afterwards: the parcel goes by what was said when the day ended."""
    built = house(5)
    people = built.people["Nord"]
    keeps_the_day(people)
    at("2026-11-17 10:00")
    with app.app_context():
        whose = (built.organisation_id, "team", built.teams["Nord"])
        with write_transaction():
            declarations.add_fact(*whose, "pause", date(2026, 11, 16), clock.now(), last_day=None)
            updates.after_team_pause(
                built.organisation_id, built.teams["Nord"], date(2026, 11, 16), clock.now()
            )
    assert "L’équipe tient 90 % ou plus de ses jours travaillés." in words(people[0])


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_closed_week_of_three_has_totals_and_nothing_finer(house, at, size):
    """An open one has none, and of two there is never any (RULES R11.1)."""
    built = house(size)
    people = built.people["Nord"]
    all_practise(people)
    for now in ("2026-11-17 10:00", "2026-11-24 11:59"):
        at(now)
        assert totals(people[0]) is None
    at("2026-11-24 12:00")
    row = ["47", str(size), str(size), "0", str(size), "–", "3+"]
    assert ("<table>" in main(people[0])) is (size >= 3)
    assert size < 3 or rows_of(people[0])[1] == row
    assert "tient" not in words(people[0])


def test_a_week_of_which_something_was_shown_shows_no_remainder_of_three(house, at):
    """Five on Monday, three on Friday: the week less Monday would be a day of three."""
    built = house(6)
    people = built.people["Nord"]
    all_practise(people[:5])
    at("2026-11-17 10:00")
    assert totals(people[0]) == [5, 5, 0, 5]
    at("2026-11-20 10:00")
    all_practise(people[:3])
    at("2026-11-25 10:00")
    assert rows_of(people[0])[1][:5] == ["47", "5", "5", "0", "5"]


def test_who_was_off_is_not_among_the_three(house, at):
    built = house(3)
    people = built.people["Nord"]
    leave = {"what": "leave", "from": "2026-11-16", "to": "2026-11-22"}
    assert people[2].submits("/me/calendar/changes", leave).status_code == 303
    all_practise(people)
    at("2026-11-25 10:00")
    assert "<table>" not in main(people[0])

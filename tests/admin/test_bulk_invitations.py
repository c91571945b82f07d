"""People by the handful: a list that is pasted, all of it or nobody."""

import html
import re
from uuid import UUID

import pytest

from webapp.admin import pasted_people
from webapp.people import roster

pytestmark = pytest.mark.lengthy

SEVERAL = "/admin/people/several"
NANTES, LYON = UUID(int=1), UUID(int=2)
TEAMS = {"Nantes": NANTES, "Lyon": LYON}


def read(app, text, otherwise=None):
    with app.test_request_context():
        newcomers, wrong = pasted_people.parse_newcomers(text, TEAMS, otherwise)
    return [(each.name, each.email, each.team) for each in newcomers], wrong


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("zoe.martin@ouest.test", [("Zoe Martin", "zoe.martin@ouest.test", None)]),
        ("Zoé Martin <Zoe@ouest.test>", [("Zoé Martin", "zoe@ouest.test", None)]),
        ("Zoé\tzoe@ouest.test\tNantes", [("Zoé", "zoe@ouest.test", NANTES)]),
        ("zoe@ouest.test;Zoé;lyon", [("Zoé", "zoe@ouest.test", LYON)]),
        ("Zoé;Martin;zoe@ouest.test;Lyon", [("Zoé Martin", "zoe@ouest.test", LYON)]),
        ('"Zoé","zoe@ouest.test",""', [("Zoé", "zoe@ouest.test", None)]),
        ("\n\nNom;Adresse;Équipe\nZoé;zoe@ouest.test;\n", [("Zoé", "zoe@ouest.test", None)]),
        (
            "a@ouest.test, b@ouest.test; c@ouest.test".replace(";", ","),
            [(n.upper(), f"{n}@ouest.test", None) for n in "abc"],
        ),
        ("a@ouest.test b@ouest.test", [(n.upper(), f"{n}@ouest.test", None) for n in "ab"]),
    ],
)
def test_lines_are_read_as_people_paste_them(app, text, people):
    assert read(app, text) == (people, {})


def test_who_has_no_team_in_their_line_has_the_one_that_was_chosen(app):
    newcomers, _ = read(app, "zoe@ouest.test\nIda;ida@ouest.test;Lyon", NANTES)
    assert [team for *_, team in newcomers] == [NANTES, LYON]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("zoe@ouest.test\nIda\nBob;b@@ouest;Nantes", {2, 3}),
        ("Zoé;zoe@ouest.test;Toulouse", {1}),
        ("zoe@ouest.test\n\nZOE@ouest.test", {3}),
        ("Z" * 61 + ";zoe@ouest.test", {1}),
        ("", {1}),
        ("\n".join(f"p{n}@ouest.test" for n in range(101)), {1}),
    ],
)
def test_a_wrong_line_of_a_list_is_named_and_nobody_is_left_over(app, text, lines):
    newcomers, wrong = read(app, text)
    assert (newcomers, set(wrong)) == ([], lines)


def joins(page):
    """The links of a page, each once."""
    return list(dict.fromkeys(re.findall(r"/join/[\w-]+", page.text)))


@pytest.mark.both_databases(always=True)
def test_all_of_a_list_are_invited_once_and_shown_their_links(maya, nobody, cast, letters):
    form = {"people": "Zoé;zoe@ouest.test;Nantes\nida@ouest.test", "team": str(cast("lyon").id)}
    for _ in range(2):
        assert maya.submits(SEVERAL, form).location == SEVERAL
    with maya.app.app_context():
        people = {p.email: p for p in roster.list_people(maya.organisation_id, 0, 99)}
    teams = people["zoe@ouest.test"].team, people["ida@ouest.test"].team
    assert teams == (cast("nantes").id, cast("lyon").id)
    assert sorted(letter.recipient for letter in letters) == ["ida@ouest.test", "zoe@ouest.test"]
    links = joins(maya.opens(SEVERAL))
    assert len(links) == 2
    assert nobody.submits(links[0], {"name": "Zoé"}).location == "/today"
    assert joins(maya.opens(SEVERAL)) == links[1:]


def test_one_wrong_line_invites_nobody(maya, letters):
    form = {"people": "zoe@ouest.test\nInès;ines@ouest.test", "team": ""}
    answer = maya.submits(SEVERAL, form)
    assert answer.status_code == 422
    assert "Ligne 2\N{NO-BREAK SPACE}: Quelqu’un" in html.unescape(answer.text)
    assert "zoe@ouest.test" in answer.text
    assert "zoe@ouest.test" not in maya.opens("/admin/people").text
    assert list(letters) == []


def test_a_team_without_room_for_all_takes_none_of_them(maya, cast, letters):
    people = "\n".join(f"p{n}@ouest.test" for n in range(48))
    form = {"people": people, "team": str(cast("nantes").id)}
    assert maya.submits(SEVERAL, form).status_code == 422
    assert list(letters) == []


def test_a_list_is_invited_by_administrators_and_to_their_own_teams(maya, ines, cast):
    form = {"people": "zoe@ouest.test", "team": str(cast("ottos_team").id)}
    assert maya.submits(SEVERAL, form).status_code == 422
    assert ines.submits(SEVERAL, form).status_code == 403

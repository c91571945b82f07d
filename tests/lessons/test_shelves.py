"""A shared lesson stays with its team: no day on which a shelf changes says who wrote what."""

from uuid import UUID

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

import webapp.clock as clock
from tests.lessons.hands import forms, gifts, helps, learns, moves, read_page, shares
from webapp.database.engine import db
from webapp.lessons.models import SharedLesson
from webapp.me.erasure import erase_due
from webapp.migrations import MIGRATIONS, init_app
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.lengthy

BOTH = pytest.mark.both_databases
TEAM = "/lessons/team"
CARD = "<article"
READ_BY = {  # by the author's present team, by an earlier one, by nobody
    "tu": (
        "Toute l’équipe Nantes peut la lire.",
        "Toute l’équipe Nantes peut la lire : c’était la tienne quand tu l’as partagée.",
        "Personne ne la voit : tu n’avais pas d’équipe quand tu l’as partagée.",
    ),
    "vous": (
        "Toute l’équipe Nantes peut la lire.",
        "Toute l’équipe Nantes peut la lire : c’était la vôtre quand vous l’avez partagée.",
        "Personne ne la voit : vous n’aviez pas d’équipe quand vous l’avez partagée.",
    ),
    "en": (
        "Everyone in Nantes can read it.",
        "Everyone in Nantes can read it: that was your team when you shared it.",
        "Nobody sees it: you were in no team when you shared it.",
    ),
}


def cards(person):
    """The lessons on the shelf of the person's team, as they stand there."""
    page = read_page(person, TEAM)
    return [card.split("</article>")[0] for card in page.split(CARD)[1:]]


def read_shelf(person):
    """The shelf of the person's team as one text."""
    return "".join(cards(person))


@pytest.fixture
def shelves(ines, theo, maya, cast):
    """Both shelves, with one of Inès's without her name, one with it, and one of somebody else's;
    asking says what stands on them now.
    """
    shares(ines, "Sans mon nom.")
    shares(ines, "Avec mon nom.", signed=True)
    shares(theo, "Théo l’a partagée.")
    shares(cast("bilal"), "De Bilal.")
    for gift in gifts(read_page(cast("awa"), TEAM)):
        helps(cast("awa"), gift)

    def both():
        return cards(cast("awa")), cards(maya)

    nantes, lyon = both()
    assert (len(nantes), len(lyon)) == (3, 1)
    return both


@BOTH
def test_who_moves_changes_neither_shelf(app, ines, cast, shelves):
    before = shelves()
    moves(app, ines, cast("lyon").id)
    assert shelves() == before
    moves(app, ines, None)
    assert shelves() == before
    moves(app, ines, cast("nantes").id)
    assert shelves() == before


@BOTH
@pytest.mark.parametrize(
    ("shuts_out", "sure"), [("suspension", {}), ("removal", {"sure": "1"})], ids=str
)
def test_who_is_shut_out_changes_neither_shelf(ines, maya, shelves, shuts_out, sure):
    before = shelves()
    assert maya.submits(f"/admin/people/{ines.id}/{shuts_out}", sure).status_code == 303
    assert ines.opens("/today").headers["Location"] == "/sign-in"
    assert shelves() == before


def test_who_asks_to_be_erased_changes_neither_shelf_in_the_days_of_grace(ines, at, shelves):
    before = shelves()
    assert ines.submits("/me/leave", {"sure": "1"}).headers["Location"] == "/me/left"
    at("2026-12-16 09:00")
    assert shelves() == before


@BOTH
def test_what_they_shared_is_erased_with_them_wherever_it_stands(app, ines, maya, at, shelves):
    maya.submits(f"/admin/people/{ines.id}/removal", {"sure": "1"})
    at("2026-12-17 10:00")
    with app.app_context():
        assert erase_due(clock.now()) == 1
        assert (
            db.session.scalars(select(SharedLesson).where(SharedLesson.member_id == ines.id)).all()
            == []
        )
    (left,) = shelves()[0]
    assert "Théo l’a partagée." in left


@BOTH
def test_who_moves_sees_the_new_teams_shelf_and_no_longer_the_old_one(
    app, ines, theo, maya, cast, shelves
):
    (gift,) = gifts(
        next(card for card in map(CARD.__add__, cards(theo)) if "Théo l’a partagée." in card)
    )
    moves(app, ines, cast("lyon").id)
    assert cards(ines) == shelves()[1]
    assert "n’est plus partagée" in helps(ines, gift, htmx=True).text
    moves(app, ines, None)
    assert "Tu n’as pas encore d’équipe" in read_page(ines, TEAM)
    assert cards(ines) == []


@BOTH
def test_a_lessons_author_still_sees_that_it_is_shared_and_takes_it_back(app, ines, theo, cast):
    shares(ines, "Sans mon nom.")
    moves(app, ines, cast("lyon").id)
    mine = read_page(ines)
    assert "partagée, sans nom" in mine
    (unshare, *_) = forms(mine, "withdraw")
    ines.submits("/journal", unshare)
    assert "Sans mon nom." not in read_shelf(theo)
    assert "partagée, sans nom" not in read_page(ines)


@BOTH
@pytest.mark.parametrize("wording", ["tu", "vous", "en"])
def test_a_shared_lessons_author_is_told_which_team_can_read_it(app, ines, cast, wording):
    now, moved, nowhere = READ_BY[wording]
    language, you = ("en", "tu") if wording == "en" else ("fr", wording)
    ines.submits("/me/settings", {"language": language, "you": you, "theme": "auto"})
    shares(ines, "Sans mon nom.")
    assert now in read_page(ines)
    moves(app, ines, cast("lyon").id)
    assert moved in read_page(ines)
    moves(app, ines, None)
    assert moved in read_page(ines)
    shares(ines, "Pour personne.")
    assert nowhere in read_page(ines)
    moves(app, ines, cast("nantes").id)
    assert now in read_page(ines)
    for unshare in forms(read_page(ines), "withdraw"):
        ines.submits("/journal", unshare)
    assert not any(sentence in read_page(ines) for sentence in (now, nowhere))


@BOTH
@pytest.mark.parametrize("what", ["lesson", "call"])
def test_a_withdrawn_lesson_leaves_the_shelf_of_the_old_team_too(app, ines, theo, cast, what):
    call = ines.taps("refusal")
    lesson = ines.draws(call, text="À reprendre.")
    ines.sends(call, lesson, ines.shares(call))
    moves(app, ines, cast("lyon").id)
    assert "À reprendre." in read_shelf(theo)
    ines.sends(ines.withdraws({"lesson": lesson, "call": call}[what]))
    assert "À reprendre." not in read_shelf(theo)


def test_a_reworded_lesson_is_reworded_where_it_stands(app, ines, theo, maya, cast):
    call = shares(ines, "Mal dit.")
    moves(app, ines, cast("lyon").id)
    ines.sends(ines.draws(call, text="Mieux dit."))
    assert "Mieux dit." in read_shelf(theo)
    assert "Mieux dit." not in read_shelf(maya)


@BOTH
def test_what_is_shared_by_who_is_in_no_team_is_on_nobodys_shelf(app, ines, theo, cast):
    moves(app, ines, None)
    call = shares(ines, "Pour personne.")
    moves(app, ines, cast("nantes").id)
    assert "partagée, sans nom" in read_page(ines)
    for person in (ines, theo, cast("maya")):
        assert "Pour personne." not in read_shelf(person)
    ines.submits("/journal", forms(read_page(ines), "withdraw")[0])
    own = read_page(ines, f"/lessons/{call['key']}/edit")
    ines.submits("/journal", forms(own, "share")[0] | {"signed": "0"})
    assert "Pour personne." in read_shelf(theo)


@BOTH
def test_what_a_phone_kept_goes_to_the_team_it_was_shared_with(app, ines, theo, maya, cast, at):
    call = learns(ines, "Dans le train.")
    share = ines.shares(call)
    at("2026-11-17 10:00")
    moves(app, ines, cast("lyon").id)
    assert ines.sends(share) == ["accepted"]
    assert "Dans le train." in read_shelf(theo)
    assert "Dans le train." not in read_shelf(maya)


@BOTH
@pytest.mark.parametrize("phone_time", ["2026-11-16 12:00", "2026-11-13 12:00"])
def test_nobody_dates_new_words_back_onto_the_shelf_of_a_team_that_they_have_left(
    app, ines, theo, maya, cast, at, phone_time
):
    at("2026-11-17 10:00")
    moves(app, ines, cast("lyon").id)
    at("2026-11-17 10:05")
    call = ines.taps("refusal", at=phone_time)
    lesson = ines.draws(call, text="Venin.", at=phone_time)
    share = ines.shares(call, at=phone_time)
    assert ines.sends(call, lesson, share) == ["accepted"] * 3
    for person in (theo, maya, ines):
        assert "Venin." not in read_shelf(person)
    assert "Personne ne la voit" in read_page(ines)


@BOTH
def test_words_sent_before_the_move_are_given_to_the_old_team_for_seven_days(
    app, ines, theo, maya, cast, at
):
    call, later = learns(ines, "Dans le train."), learns(ines, "Trop tard.")
    share, late = ines.shares(call), ines.shares(later)
    at("2026-11-17 10:00")
    moves(app, ines, cast("lyon").id)
    at("2026-11-24 09:59")
    assert ines.sends(share) == ["accepted"]
    at("2026-11-24 10:01")
    assert ines.sends(late) == ["accepted"]
    assert "Dans le train." in read_shelf(theo)
    assert "Trop tard." not in read_shelf(theo) + read_shelf(maya)


@BOTH
def test_who_has_come_back_gives_to_the_team_as_ever(app, ines, theo, cast, at):
    call = learns(ines, "Revenue.")
    share = ines.shares(call)
    moves(app, ines, cast("lyon").id)
    moves(app, ines, cast("nantes").id)
    at("2026-11-20 10:00")
    assert ines.sends(share) == ["accepted"]
    assert "Revenue." in read_shelf(theo)


@BOTH
def test_an_author_without_a_team_unshares_a_lesson_and_the_page_names_nobody(
    app, ines, theo, cast
):
    shares(ines, "Sans mon nom.")
    before = cards(theo)
    moves(app, ines, None)
    assert cards(theo) == before
    ines.submits("/journal", forms(read_page(ines), "withdraw")[0])
    assert cards(theo) == []
    assert "Inès" not in read_page(theo, TEAM)


def test_a_corrected_call_leaves_its_lesson_with_its_team(app, ines, theo, maya, cast):
    call = shares(ines, "Reste ici.")
    moves(app, ines, cast("lyon").id)
    assert ines.sends(ines.corrects(call, "gatekeeper")) == ["accepted"]
    assert "Barrage" in read_page(ines)
    assert "Reste ici." in read_shelf(theo)
    assert "Reste ici." not in read_shelf(maya)


@BOTH
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_shared_again_from_another_team_it_is_another_gift(app, ines, theo, maya, cast, at, order):
    """Whatever arrives first, the newest share says whose shelf; no mark follows from the other."""
    call = learns(ines, "Une phrase.")
    both_shares = [ines.shares(call)]
    at("2026-11-16 11:00")
    moves(app, ines, cast("lyon").id)
    at("2026-11-16 12:00")
    both_shares.append(ines.shares(call))
    first, second = (both_shares[place] for place in order)
    ines.sends(first)
    for reader in (theo, maya):
        for gift in gifts(read_page(reader, TEAM)):
            helps(reader, gift)
    ines.sends(second)
    assert "Une phrase." not in read_shelf(theo)
    assert "Une phrase." in read_shelf(maya)
    assert f"elle aide {order[0]} personne" in read_shelf(maya)


def test_before_the_next_call_the_new_team_lends_and_the_old_one_no_longer(app, ines, theo, cast):
    shares(theo, "De Nantes.")
    shares(cast("maya"), "De Lyon.")
    assert "De Nantes." in read_page(ines, "/today")
    moves(app, ines, cast("lyon").id)
    assert "De Lyon." in read_page(ines, "/today")
    moves(app, theo, cast("lyon").id)
    assert "De Nantes." in read_page(cast("awa"), "/today")


def test_a_rebuild_changes_no_shelf(app, ines, cast, shelves):
    moves(app, ines, cast("lyon").id)
    before = shelves()
    with app.app_context():
        assert rebuild(write=True).differences == []
    assert shelves() == before


@BOTH
def test_a_share_that_does_not_say_so_is_not_signed(ines, theo):
    call = learns(ines, "Sans le dire.")
    share = ines.shares(call)
    del share["signed"]
    assert ines.sends(share) == ["accepted"]
    assert "Sans le dire." in read_shelf(theo)
    assert "Inès" not in read_shelf(theo)
    assert "partagée, sans nom" in read_page(ines)


@pytest.mark.parametrize("signed", [None, 1, "true", "", []])
def test_a_share_that_says_neither_yes_nor_no_is_refused(ines, theo, signed):
    share = ines.shares(learns(ines, "À moitié.")) | {"signed": signed}
    assert ines.sends(share) == ["rejected"]
    assert "À moitié." not in read_shelf(theo)


@BOTH
def test_a_lesson_shared_before_the_migration_is_given_to_the_team_of_that_day(
    app, ines, otto, cast, shelves
):
    moves(app, cast("awa"), cast("lyon").id)
    shares(cast("awa"), "De Lyon déjà.")
    moves(app, cast("awa"), cast("nantes").id)
    moves(app, ines, None)
    shares(ines, "Pour personne.")
    before, ottos = shelves(), cards(otto)
    init_app(app)
    with app.app_context():
        downgrade(MIGRATIONS, "0007")
        upgrade(MIGRATIONS)
        rows = db.session.execute(select(SharedLesson.id, SharedLesson.team_id)).all()
    team_ids = {row.id: row.team_id for row in rows}
    assert len(team_ids) == 7
    assert list(team_ids.values()).count(None) == 1
    assert (shelves(), cards(otto)) == (before, ottos)
    assert {UUID(gift) for gift in gifts(read_page(otto, TEAM))} < set(team_ids)

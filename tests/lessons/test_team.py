"""What the team shares: who sees it, and that nothing tells who wrote it, or who it helps."""

import html
import io
import re
import zipfile
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from tests.cast import CANARY, statements
from tests.lessons.hands import forms, gifts, helps, learns, moves, read_page, shares
from tests.support.routes import walked
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.lessons.models import HelpfulMark, SharedLesson
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.lengthy

BOTH = pytest.mark.both_databases(always=True)
TEAM = "/lessons/team"


def team_of(person):
    return read_page(person, TEAM)


def count_rows(app, what):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(what)).scalar_one()


@BOTH
def test_a_shared_lesson_stands_on_the_shelf_of_its_team_alone(ines, theo, maya, otto):
    shares(ines, "Pour l’équipe.", **{"if": "on dit non", "then": "je demande"})
    for person in (ines, theo):
        page = team_of(person)
        assert "Pour l’équipe." in page
        assert "Si on dit non, alors je demande." in page
    for person in (maya, otto):
        assert "Pour l’équipe." not in team_of(person)


def test_a_lesson_that_is_not_shared_is_on_nobodys_shelf(ines, theo):
    learns(ines, "À moi.")
    assert "À moi." not in team_of(theo)
    assert "À moi." not in team_of(ines)


def test_only_who_signs_is_named(ines, theo):
    shares(ines, "Sans nom.")
    assert "Inès" not in team_of(theo)
    assert "sans nom" in team_of(theo)
    shares(ines, "Signée.", signed=True)
    assert team_of(theo).count("Inès") == 1


@BOTH
def test_a_newer_share_says_whether_it_is_signed(ines, theo):
    call = shares(ines, "Une phrase.", signed=True)
    (gift,) = gifts(team_of(theo))
    helps(theo, gift)
    ines.sends(ines.shares(call, signed=False))
    page = team_of(theo)
    assert "Inès" not in page
    assert gifts(page) == [gift]
    assert 'class="figure" aria-label="elle aide 1 personne"' in page


def test_nothing_in_the_page_tells_the_call_the_time_or_the_author(app, ines, theo):
    call = shares(ines, "Sans trace.", outcome="gatekeeper")
    pages = [theo.opens(path).text for path in (TEAM, f"{TEAM}/list")]
    (gift,) = gifts(pages[0])
    pages.append(helps(theo, gift, htmx=True).text)
    with app.app_context():
        keys = db.session.scalars(select(Entry.key)).all()
    assert UUID(call["key"]) in keys
    for page in pages:
        shelf = page[page.index("<article") :].split("</section>")[0]
        assert not [key for key in keys if str(key) in page or key.hex in page]
        assert str(ines.id) not in page
        assert "<time" not in shelf
        assert "novembre" not in shelf
        assert "2026" not in shelf.replace(gift, "")
        assert "Barrage ·" not in shelf


@BOTH
def test_no_address_tells_anybody_else_its_keys_or_its_time(ines, theo, cast, maya, at):
    """Nor what is lent before the next call, nor what who is helped by it takes away as a file."""
    at("2026-11-16 09:17")
    call, words = ines.taps("refusal"), {"if": "on dit non", "then": "je demande"}
    lesson, share = ines.draws(call, **words), ines.shares(call)
    assert ines.sends(call, lesson, share) == ["accepted"] * 3
    at("2026-11-16 11:05")
    (gift,) = gifts(team_of(theo))
    helps(theo, gift)
    ids = [UUID(entry["key"]) for entry in (call, lesson, share)]
    traces = [text for id_ in ids for text in (str(id_), id_.hex)]
    traces += ["09:17", "9:17", "9\u202fh\u202f17", "9\xa0h\xa017", "08:17", str(call["made_at"])]
    lent = []
    for person in (theo, cast("awa"), maya):
        for route in (route for route in walked() if "GET" in route.access):
            for form in ("json", "zip") if "<form>" in route.rule else (None,):
                answer_text = read(person.opens(route.path(gift, form=form, address="2026-W47")))
                assert [text for text in traces if text in answer_text] == [], (
                    person.who.name,
                    route.rule,
                )
                lent += [route.rule] * ("je demande" in answer_text)
    assert {"/today", "/log", "/lessons/team", "/lessons/team/list"} <= set(lent)


def read(answer):
    """The answer as text; a folder as that of all its files."""
    if answer.mimetype != "application/zip":
        return html.unescape(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return "".join(folder.read(name).decode("utf-8-sig") for name in folder.namelist())


def test_the_id_of_a_gift_is_chance_alone(app, ines, theo):
    calls = [shares(ines, f"{n}.") for n in range(8)]
    ids = [UUID(gift) for gift in gifts(team_of(theo))]
    assert {each.version for each in ids} == {4}
    assert not {str(each) for each in ids} & {call["key"] for call in calls}
    with app.app_context():
        order = db.session.scalars(select(SharedLesson.id).order_by(SharedLesson.key)).all()
    assert order != sorted(order)  # one in 40,320 says otherwise


def test_a_lesson_shared_again_is_another_gift(ines, theo):
    call = shares(ines, "Une phrase.", signed=True)
    (first,) = gifts(team_of(theo))
    helps(theo, first)
    (unshare, *_) = forms(read_page(ines), "withdraw")
    ines.submits("/journal", unshare)
    assert gifts(team_of(theo)) == []
    ines.sends(ines.shares(call))
    page = team_of(theo)
    assert gifts(page) != [first]
    assert "elle aide 0" in page


@BOTH
def test_the_most_helpful_stands_first_and_equals_by_their_ids_whoever_came_first(
    ines, theo, cast, at
):
    for number in range(6):
        at(f"2026-11-16 10:{number:02}")
        shares(ines, f"{number}.")
    ids = gifts(team_of(theo))
    assert ids == sorted(ids)
    helps(theo, ids[4])
    helps(cast("awa"), ids[4])
    helps(theo, ids[2])
    assert gifts(team_of(theo)) == [ids[4], ids[2], ids[0], ids[1], ids[3], ids[5]]
    assert gifts(team_of(ines)) == gifts(team_of(theo))


@BOTH
def test_this_helps_me_is_set_once_and_taken_away(app, ines, theo):
    shares(ines, "Une phrase.")
    (gift,) = gifts(team_of(theo))
    assert "elle aide 0 personne" in team_of(theo)
    for _ in range(2):
        assert helps(theo, gift).headers["Location"] == TEAM
    page = team_of(theo)
    assert "elle aide 1 personne" in page
    assert 'aria-pressed="true"' in page
    assert count_rows(app, HelpfulMark) == 1
    for _ in range(2):
        helps(theo, gift, yes=False)
    assert "elle aide 0 personne" in team_of(theo)
    assert count_rows(app, HelpfulMark) == 0


def test_with_htmx_the_card_alone_comes_back(ines, theo):
    shares(ines, "Une phrase.")
    (gift,) = gifts(team_of(theo))
    card = helps(theo, gift, htmx=True)
    assert card.status_code == 200
    assert card.text.count("<article") == 1
    assert "<html" not in card.text
    assert 'aria-pressed="true"' in card.text


def test_the_way_back_keeps_what_was_asked_for(ines, theo):
    shares(ines, "Une phrase.")
    page = read_page(theo, f"{TEAM}?q=phrase&happened=budget")
    assert '<input type="hidden" name="q" value="phrase">' in page
    (gift,) = gifts(page)
    form = {"helps": "1", "q": "phrase", "happened": "budget"}
    answer = theo.submits(f"{TEAM}/{gift}/help", form)
    assert answer.headers["Location"] == f"{TEAM}?q=phrase&happened=budget"


def test_nobody_says_it_of_their_own_nor_of_what_they_do_not_see(app, ines, theo, maya, otto):
    shares(ines, "Une phrase.")
    page = team_of(ines)
    assert f"{TEAM}/" not in page.replace(f"{TEAM}/list", "")
    assert "la tienne, sans ton nom" in page
    (gift,) = gifts(page)
    (ottos,) = gifts(team_of(otto))
    for person, id_ in ((ines, gift), (maya, gift), (otto, gift), (theo, ottos), (theo, uuid4())):
        assert helps(person, id_).status_code == 303
        answer = helps(person, id_, htmx=True)
        assert "n’est plus partagée" in answer.text
        assert CANARY not in answer.text
    assert count_rows(app, HelpfulMark) == 0


def test_nobody_sees_who_it_helps(app, ines, theo, cast):
    shares(ines, "Une phrase.", signed=True)
    (gift,) = gifts(team_of(theo))
    before = [cast("awa").opens(TEAM).text, ines.opens("/lessons").text]
    helps(theo, gift)
    for person, path in ((ines, "/lessons"), (ines, TEAM), (cast("awa"), TEAM)):
        page = person.opens(path).text
        assert "Théo" not in page
        assert str(theo.id) not in page
    assert "Elle aide 1 collègue." in read_page(ines)
    assert "elle aide 1 personne" in team_of(cast("awa"))
    assert "Elle aide" not in before[1]
    with app.app_context():
        assert {column.name for column in HelpfulMark.__table__.columns} == {
            *("organisation_id", "gift_id", "member_id")
        }


@BOTH
@pytest.mark.parametrize("what", ["share", "lesson", "call"])
def test_an_unshared_lesson_is_gone_from_the_shelf_with_its_marks(app, ines, theo, what):
    ottos = count_rows(app, SharedLesson)
    call, lesson = ines.taps("refusal"), None
    lesson = ines.draws(call, text="À reprendre.")
    share = ines.shares(call)
    ines.sends(call, lesson, share)
    (gift,) = gifts(team_of(theo))
    helps(theo, gift)
    ines.sends(ines.withdraws({"share": share, "lesson": lesson, "call": call}[what]))
    assert "À reprendre." not in team_of(theo)
    assert count_rows(app, SharedLesson) == ottos
    assert count_rows(app, HelpfulMark) == 0
    assert "n’est plus partagée" in helps(theo, gift, htmx=True).text


def test_a_reworded_lesson_is_reworded_on_the_shelf(ines, theo):
    call = shares(ines, "Mal dit.")
    (gift,) = gifts(team_of(theo))
    helps(theo, gift)
    ines.sends(ines.draws(call, text="Mieux dit."))
    page = team_of(theo)
    assert "Mieux dit." in page
    assert "Mal dit." not in page
    assert gifts(page) == [gift]
    assert "elle aide 1 personne" in page


def test_a_small_team_is_told_that_people_may_guess(app, ines, cast):
    sheet = f"/lessons/{learns(ines)['key']}/edit"
    page = read_page(ines, sheet)
    assert "À 3, même sans ton nom" in page
    assert "on peut deviner" in page
    for short in ("bilal", "chloe"):
        moves(app, cast(short), cast("nantes").id)
    assert "on peut deviner" not in read_page(ines, sheet)
    assert "Toute l’équipe Nantes la lira" in read_page(ines, sheet)


def test_who_is_alone_or_in_no_team_is_told_that_nobody_sees_it(app, ines, theo, cast):
    sheet = f"/lessons/{learns(ines)['key']}/edit"
    for person in (theo, cast("awa")):
        moves(app, person, None)
    assert "personne ne la voit" in read_page(ines, sheet)
    moves(app, ines, None)
    assert "personne ne la verrait" in read_page(ines, sheet)


def test_a_team_without_a_shared_lesson_is_taught_to_share_one(ines):
    page = team_of(ines)
    assert "Personne n’a encore partagé de leçon chez Nantes" in page
    assert 'href="/lessons"' in page


@BOTH
def test_the_team_is_read_a_page_at_a_time(ines, theo):
    for number in range(31):
        shares(ines, f"Leçon {number}.")
    page = team_of(theo)
    assert len(gifts(page)) == 30
    helps(theo, gifts(page)[3])
    page = team_of(theo)
    more = re.search(r'href="(/lessons/team\?after=[^"]+)"', page)[1]
    rest = read_page(theo, more)
    assert len(gifts(rest)) == 1
    assert {*gifts(page)} & {*gifts(rest)} == set()
    assert theo.opens(f"{TEAM}?after=nonsense").status_code == 404


def test_the_team_costs_six_statements(app, ines, theo):
    for number in range(5):
        shares(ines, f"{number}.")
    (gift, *_) = gifts(team_of(theo))
    for path in (TEAM, f"{TEAM}/list?q=budget&happened=budget&after={gift}"):
        with statements(app) as sent:
            theo.opens(path)
        assert len(sent) <= 6, path


def test_hostile_words_are_shown_as_words_to_the_team(ines, theo):
    shares(ines, "<script>alert(1)</script>", **{"if": '"><img src=x>', "then": "{{ 7*7 }}"})
    page = theo.opens(TEAM).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in page


@BOTH
def test_a_rebuild_finds_nothing_to_mend_and_changes_no_gift(app, ines, theo):
    call = shares(ines, "Une phrase.")
    shares(ines, "Une autre.", signed=True)
    helps(theo, gifts(team_of(theo))[0])
    ines.sends(ines.withdraws(ines.shares(call)))
    before = team_of(theo)
    with app.app_context():
        report = rebuild(write=True)
    assert report.differences == []
    assert team_of(theo) == before


def test_a_share_that_a_rebuild_finds_taken_back_is_not_shown(app, ines, theo):
    """The shelf reads the journal too: what no longer stands in it is not there."""
    call = shares(ines, "Une phrase.")
    with app.app_context(), write_transaction():
        conditions = (Entry.about == UUID(call["key"]), Entry.kind == "share")
        db.session.execute(update(Entry).where(*conditions).values(withdrawn=True))
    assert "Une phrase." not in team_of(theo)
    assert "sans nom" not in read_page(ines).split("<footer>")[0]

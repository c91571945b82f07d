"""How far the journal has a member: what a phone hears, and what tells it of a restored backup."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import Person, statements
from webapp.app import create_app
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.lessons.models import Lesson
from webapp.progress.rebuild.rebuild import rebuild

both_databases = pytest.mark.both_databases


@pytest.fixture
def restore_backup(app, database, request, tmp_path) -> Callable[[Callable[[], None]], Callable]:
    """Take a backup, let something happen, put the backup back; says who is who in it."""

    def person_in(url: str) -> Callable[[Person], Person]:
        again = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
        request.addfinalizer(lambda: close_app(again))
        return lambda person: Person(again, person.organisation_id, person.id)

    def close_app(one):
        with one.app_context():
            db.session.remove()
            db.engine.dispose()

    def after(happens: Callable[[], None]) -> Callable[[Person], Person]:
        url = database[0]
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if url.startswith("sqlite"):
            backup = tmp_path / "backup.sqlite3"
            shutil.copyfile(Path(url.removeprefix("sqlite:///")), backup)
            happens()
            return person_in(f"sqlite:///{backup}")
        server, name = request.getfixturevalue("postgres"), f"backup_{new_id().hex}"
        template = url.partition("?")[0].rpartition("/")[2]
        backup = server.create(name, template)
        happens()
        request.addfinalizer(lambda: server.drop(name))
        return person_in(backup)

    return after


def journal(person, *entries, receipt_key=None):
    """What the answer says of the journal."""
    return person.posts(*entries, held=receipt_key).get_json()["journal"]


def summary(person, receipt_key=None):
    headers = {"Rebond-Held": receipt_key} if receipt_key else {}
    return person.opens("/today/summary", headers=headers).get_json()["journal"]


@both_databases
def test_each_entry_has_its_number_and_a_repeat_has_the_first_one(ines):
    first, second, odd = ines.taps("refusal"), ines.taps("meeting"), ines.taps("nothing")
    numbers = journal(ines, first, odd, second)["numbers"]
    assert numbers[1] is None
    assert numbers[0] < numbers[2]
    later = ines.taps("voicemail")
    again = journal(ines, second, later, first)["numbers"]
    assert (again[0], again[2]) == (numbers[2], numbers[0])
    assert again[1] > numbers[2]


@both_databases
def test_the_door_and_the_summary_say_the_same_journal_and_reach(ines, otto):
    from_door = journal(ines, ines.taps("refusal"))
    from_summary = summary(ines)
    assert (from_door["id"], from_door["reached"]) == (from_summary["id"], from_summary["reached"])
    assert summary(otto)["id"] != from_door["id"]


@both_databases
def test_a_phone_is_told_whether_the_journal_has_what_it_holds(ines, theo):
    call = ines.taps("refusal")
    assert summary(ines)["knows"] is None
    assert journal(ines, call, receipt_key=str(new_id()))["knows"] is False
    assert journal(ines, ines.taps("meeting"), receipt_key=call["key"])["knows"] is True
    assert summary(ines, call["key"])["knows"] is True
    assert summary(theo, call["key"])["knows"] is False
    for nonsense in ("", "x", call["key"].upper(), "0"):
        assert summary(ines, nonsense)["knows"] is None


@both_databases
def test_a_withdrawn_entry_is_known_too(ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.withdraws(call))
    assert summary(ines, call["key"])["knows"] is True


@both_databases
def test_asking_costs_the_door_no_statement(app, ines):
    ines.sends(call := ines.taps("no_answer"))
    ines.sends(ines.taps("no_answer"))
    with statements(app) as plain:
        journal(ines, ines.taps("refusal"))
    with statements(app) as asking:
        assert journal(ines, ines.taps("refusal"), receipt_key=call["key"])["knows"] is True
    assert len(asking) == len(plain)


def test_a_batch_that_nothing_could_be_read_of_says_nothing_of_the_journal(ines):
    assert journal(ines, ines.taps("nothing")) is None


@pytest.mark.lengthy
@both_databases
def test_after_a_restored_backup_each_phone_is_told_and_every_entry_stands_once(
    ines, restore_backup
):
    """The journal grows past what it had reached before the second phone opens."""
    before = ines.taps("refusal")
    ines.sends(before)
    answers = {}
    first = [ines.taps("meeting"), ines.draws(before, text="One pause more")]
    second = [ines.taps("voicemail"), ines.taps("callback")]

    def happens():
        answers["first"] = journal(ines, *first)
        answers["second"] = journal(ines, *second)

    again = restore_backup(happens)(ines)
    own = summary(again)
    assert own["id"] == answers["second"]["id"]
    assert own["reached"] < answers["first"]["reached"]
    assert summary(again, first[-1]["key"])["knows"] is False
    others = [again.taps("no_answer") for _ in range(9)]
    grown = journal(again, *others, receipt_key=first[-1]["key"])
    assert grown["knows"] is False
    assert set(again.sends(before, *first)) == {"accepted", "duplicate"}
    past = summary(again, second[-1]["key"])
    assert past["reached"] > answers["second"]["reached"]
    assert past["knows"] is False
    assert again.sends(*second) == ["accepted"] * 2
    assert summary(again, second[-1]["key"])["knows"] is True
    assert again.today().attempts == 1 + 1 + 2 + len(others)
    with again.app.app_context():
        assert list(rebuild().differences) == []


@pytest.mark.lengthy
@both_databases(always=True)
def test_words_that_were_taken_back_do_not_come_back_from_a_phone(ines, restore_backup):
    """In whatever order the phone sends again: the withdrawal wins."""
    call = ines.taps("refusal")
    lesson = ines.draws(call, text="Words to forget")
    withdrawal = ines.withdraws(lesson)
    again = restore_backup(lambda: ines.sends(call, lesson, withdrawal))(ines)
    again.sends(withdrawal)
    again.sends(call, lesson)
    with again.app.app_context():
        assert db.session.query(Lesson).filter_by(member_id=ines.id).all() == []
        assert list(rebuild().differences) == []

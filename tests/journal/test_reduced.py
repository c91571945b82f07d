"""What is older than the company keeps is reduced to its days (RULES R14, TRUST 6).

In these tests the company keeps a month. Inès practises in the week of 16 November; on Wednesday
23 December the journal begins on Monday 23 November.
"""

from datetime import date
from uuid import UUID

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select, update

import webapp.clock as clock
from tests.cast import SETTINGS, statements
from tests.lessons.hands import gifts, read_page
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game import acts
from webapp.journal import reduced_entries, reduction
from webapp.journal.models import Entry, ReducedEntry
from webapp.lessons.models import Lesson
from webapp.me import erasure, retention
from webapp.migrations import MIGRATIONS, init_app
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.models import MemberDay, MemberWeek
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]
BEGINS = date(2026, 11, 23)
WORDS = "Inesquarzword"


@pytest.fixture
def practised_entries(app, ines, at):
    """A month is kept; a day of Inès's with a lesson, and one of which a part was taken back."""
    keeps(app, ines, 1)
    at("2026-11-17 17:00")
    calls = [ines.taps("refusal", f"2026-11-17 {hour}:00") for hour in ("09", "10", "11")]
    lesson = ines.draws(calls[0], text=WORDS, at="2026-11-17 09:05")
    withdrawn_lesson = ines.draws(calls[1], text="taken back", at="2026-11-17 10:05")
    sendings = [
        *calls,
        lesson,
        withdrawn_lesson,
        ines.withdraws(withdrawn_lesson),
        ines.withdraws(calls[2]),
    ]
    assert set(ines.sends(*sendings)) == {"accepted"}
    at("2026-11-18 17:00")
    assert set(ines.sends(*[ines.taps("no_answer") for _ in range(3)])) == {"accepted"}
    return sendings


@pytest.fixture
def swept_entries(app, at, practised_entries):
    """The daily sweep, on a day on which all of it is older than a month."""
    at("2026-12-23 10:00")
    assert sweep(app) == len(practised_entries) + 3
    return practised_entries


def keeps(app, person, months):
    """The company keeps so many months from its first day on."""
    whose = person.organisation_id
    with app.app_context(), write_transaction():
        declarations.add_fact(
            *(whose, "organisation", whose, "retention", date(2026, 11, 13), clock.now()),
            value={"months": months},
        )


def sweep(app, **more):
    with app.app_context():
        erasure.erase_due(clock.now())
        return retention.apply_retention(clock.now(), pause=0, **more)


def rows(app, model, person):
    """The person's rows, as the database has them."""
    columns = model.__table__.c
    mine = columns.organisation_id == person.organisation_id, columns.member_id == person.id
    with app.app_context():
        results = db.session.execute(
            select(*columns).where(*mine).order_by(*model.__mapper__.primary_key)
        )
        return [tuple(row) for row in results]


def is_sound(app):
    with app.app_context():
        return rebuild().differences == []


@pytest.mark.both_databases(always=True)
def test_days_weeks_and_points_stay_as_they_were(app, ines, at, practised_entries):
    at("2026-12-23 10:00")
    with app.app_context():
        erasure.erase_due(clock.now())
    before = [rows(app, model, ines) for model in (MemberDay, MemberWeek)], ines.today()
    boards = [ines.board(date(2026, 11, 16)).lines, ines.board().lines]
    assert sweep(app) == len(practised_entries) + 3
    assert ([rows(app, model, ines) for model in (MemberDay, MemberWeek)], ines.today()) == before
    assert [ines.board(date(2026, 11, 16)).lines, ines.board().lines] == boards
    assert is_sound(app)


def test_nothing_can_be_read_of_what_was_reduced(app, ines, swept_entries):
    """Neither an outcome, a tag, a word nor a time: a key would tell its tap to the millisecond."""
    assert rows(app, Entry, ines) == []
    assert rows(app, Lesson, ines) == []
    left = rows(app, ReducedEntry, ines)
    assert len(left) == len(swept_entries) + 3
    keys = {str(entry["key"]) for entry in swept_entries}
    text = " ".join(map(str, left))
    assert [key for key in keys if key in text or key.replace("-", "") in text] == []
    with app.app_context():
        digests = {bytes(each) for each in db.session.scalars(select(ReducedEntry.digest))}
    assert {len(each) for each in digests} == {32}
    assert len(digests) == len(left)


def test_a_reduced_entry_sent_again_is_a_duplicate_with_its_number(
    app, ines, swept_entries, practised_entries
):
    answers = ines.posts(*practised_entries).get_json()
    assert {receipt["status"] for receipt in answers["receipts"]} == {"duplicate"}
    assert sorted(answers["journal"]["numbers"]) == [*range(1, 8)]
    assert rows(app, Entry, ines) == []
    assert is_sound(app)


def test_another_content_under_an_old_key_is_a_conflict(ines, swept_entries):
    call = swept_entries[0] | {"outcome": "meeting"}
    assert ines.receipts(call) == [{"key": call["key"], "status": "rejected", "reason": "conflict"}]
    assert ines.sends(swept_entries[0] | {"made_at": swept_entries[0]["made_at"] + 1}) == [
        "rejected"
    ]


def test_a_withdrawal_of_what_is_gone_is_accepted_and_moves_no_day(app, ines, swept_entries):
    before = rows(app, MemberDay, ines), ines.today()
    assert (
        ines.sends(ines.withdraws(swept_entries[0]), ines.withdraws(swept_entries[3]))
        == ["accepted"] * 2
    )
    assert (rows(app, MemberDay, ines), ines.today()) == before
    assert ines.sends(swept_entries[0]) == ["duplicate"]
    assert is_sound(app)


def test_a_late_call_of_an_old_day_is_kept_as_history_and_moves_no_day(app, ines, swept_entries):
    before = rows(app, MemberDay, ines)
    late = ines.taps("meeting", "2026-11-17 12:00")
    assert ines.sends(late, ines.draws(late, at="2026-11-17 12:05")) == ["accepted"] * 2
    assert rows(app, MemberDay, ines) == before
    assert sweep(app) == 0
    assert is_sound(app)


def test_old_words_about_a_call_that_is_gone_are_not_kept(app, ines, swept_entries):
    """They may be those that were taken back; who knows it is gone too."""
    again = ines.draws(swept_entries[1], text="taken back", at="2026-11-17 10:04")
    about_a_call_taken_back = ines.draws(swept_entries[2], text="of nothing")
    assert ines.sends(again, about_a_call_taken_back) == ["accepted"] * 2
    assert rows(app, Lesson, ines) == []
    new = ines.draws(swept_entries[0], text="new words")
    assert ines.sends(new) == ["accepted"]
    assert len(rows(app, Lesson, ines)) == 1
    assert is_sound(app)


def test_a_withdrawal_that_came_before_its_call_still_wins(app, ines, at):
    keeps(app, ines, 1)
    call = ines.taps("refusal")
    assert ines.sends(ines.withdraws(call)) == ["accepted"]
    at("2026-12-23 10:00")
    assert sweep(app) == 1
    assert ines.sends(call) == ["duplicate"]
    assert ines.today().points_total == 0
    assert is_sound(app)


def test_a_phone_that_holds_an_old_receipt_sees_a_journal_that_is_whole(ines, swept_entries):
    answer = ines.posts(ines.taps("refusal"), held=swept_entries[0]["key"]).get_json()
    assert answer["journal"]["knows"] is True
    summary = ines.opens(
        "/today/summary", headers={"Rebond-Held": swept_entries[3]["key"]}
    ).get_json()
    assert summary["journal"]["knows"] is True
    unknown = ines.taps("refusal")["key"]
    summary = ines.opens("/today/summary", headers={"Rebond-Held": unknown}).get_json()
    assert summary["journal"]["knows"] is False


def test_a_lesson_that_the_team_has_stays_until_it_is_taken_back(app, ines, theo, at):
    keeps(app, ines, 1)
    call = ines.taps("refusal")
    share = ines.shares(call)
    ines.sends(call, ines.draws(call, text="For the team"), share)
    at("2026-12-23 10:00")
    assert sweep(app) == 0
    (gift,) = gifts(read_page(theo, "/lessons/team"))
    assert theo.submits(f"/lessons/team/{gift}/help", {"helps": "1"}).status_code in (200, 303)
    before = rows(app, MemberDay, ines)
    assert ines.sends(ines.withdraws(share)) == ["accepted"]
    assert gifts(read_page(theo, "/lessons/team")) == []
    assert rows(app, MemberDay, ines) == before
    assert is_sound(app)
    at("2027-02-03 10:00")
    assert sweep(app) == 4
    assert rows(app, Entry, ines) == []
    assert is_sound(app)


def test_a_call_back_is_remembered_until_its_date_was_five_weeks_ago(app, ines, at):
    keeps(app, ines, 1)
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, "2027-01-04"))
    at("2026-12-23 10:00")
    assert sweep(app) == 0
    at("2027-02-08 10:00")
    assert sweep(app) == 0
    at("2027-02-16 10:00")
    assert sweep(app) == 2


def test_what_was_said_of_a_call_later_keeps_it_so_long(app, ines, practised_entries, at):
    at("2026-11-25 09:00")
    assert ines.sends(ines.withdraws(practised_entries[0])) == ["accepted"]
    at("2026-12-23 10:00")
    # the call and its lesson stay, with the withdrawal
    assert sweep(app) == len(practised_entries) + 3 - 2
    assert {entry.kind for entry in entries(app, ines)} == {"call", "lesson", "withdraw"}
    assert is_sound(app)
    at("2026-12-30 10:00")
    assert sweep(app) == 3
    assert is_sound(app)


def entries(app, person):
    with app.app_context():
        return db.session.scalars(select(Entry).where(Entry.member_id == person.id)).all()


def test_leave_said_afterwards_is_read_on_both_sides_of_the_beginning(app, ines, swept_entries):
    before = ines.today().state
    assert (before.count, before.broken) == (0, True)
    day = date(2026, 11, 17), date(2026, 12, 22)
    with app.app_context(), write_transaction():
        mine = ines.organisation_id, "member", ines.id
        declarations.add_fact(*mine, "leave", day[0], clock.now(), last_day=day[1])
        updates.after_member_change(ines.who, day[0], clock.now())
    after = ines.today().state
    assert (after.count, after.missed, after.broken) == (1, 0, False)
    assert is_sound(app)


PLANTED = {
    "a point before": update(MemberDay).values(points=MemberDay.points + 1),
    "a total before": update(MemberDay).values(total=7),
    "a count before": update(MemberDay).values(count=7),
    "a kept day before": update(MemberDay).values(kept=False, makes_up=False),
    "a day less before": delete(MemberDay),
}


@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize("statement", PLANTED.values(), ids=PLANTED.keys())
@pytest.mark.parametrize("day", [date(2026, 11, 18), date(2026, 12, 23)], ids=["before", "after"])
def test_a_planted_difference_is_found_on_both_sides_and_mended(
    app, ines, swept_entries, statement, day
):
    assert set(ines.sends(*[ines.taps("no_answer") for _ in range(3)])) == {"accepted"}
    ines.sends(*[ines.taps("voicemail", "2026-12-22 10:00") for _ in range(3)])
    with app.app_context(), write_transaction():
        mine = MemberDay.organisation_id == ines.organisation_id, MemberDay.day == day
        assert db.session.execute(statement.where(*mine)).rowcount == 1
    with app.app_context():
        report = rebuild(ines.organisation_id)
        assert {difference.kind for difference in report.open} == {"day"}
        assert "before a journal begins" in str(report)
        rebuild(ines.organisation_id, write=True)
        assert rebuild(ines.organisation_id).differences == []


def test_a_planted_usual_day_of_a_reduced_week_is_found(app, ines, swept_entries):
    with app.app_context(), write_transaction():
        theirs = MemberWeek.member_id == ines.id, MemberWeek.week == date(2026, 11, 16)
        statement = update(MemberWeek).where(MemberWeek.organisation_id == ines.organisation_id)
        assert db.session.execute(statement.where(*theirs).values(working_days=1)).rowcount == 1
    with app.app_context():
        assert "week" in {difference.kind for difference in rebuild(ines.organisation_id).closed}


@pytest.mark.both_databases(always=True)
def test_a_sweep_that_is_stopped_goes_on_where_it_was(
    app, ines, at, practised_entries, monkeypatch
):
    monkeypatch.setattr(reduction, "MAX_BATCH_ENTRIES", 2)
    at("2026-11-24 10:00")
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    at("2027-01-13 10:00")
    first = sweep(app, batches=1)
    assert first == len(practised_entries) + 3
    assert is_sound(app)
    assert first + sweep(app) == len(practised_entries) + 6
    assert rows(app, Entry, ines) == []
    assert is_sound(app)


def test_nothing_due_costs_no_transaction(app, swept_entries):
    sweep(app)
    with statements(app) as sweep_statements, app.app_context():
        retention.apply_retention(clock.now(), pause=0)
    assert len([each for each in sweep_statements if each == "COMMIT"]) <= 1
    assert [
        each
        for each in sweep_statements
        if "reduced_entries" in each or "FROM entries" in each[:20]
    ] == []


@pytest.mark.both_databases(always=True)
def test_who_goes_a_version_back_and_forth_keeps_days_that_stand(app, ines, swept_entries):
    """The seals are lost with it: what is sent again is history, and moves no day."""
    before = rows(app, MemberDay, ines)
    init_app(app)
    with app.app_context():
        db.session.remove()
        downgrade(MIGRATIONS, "0017")
        upgrade(MIGRATIONS)
    assert ines.who.journal_from == BEGINS
    assert is_sound(app)
    assert ines.sends(swept_entries[1]) == ["accepted"]
    assert rows(app, MemberDay, ines) == before
    assert is_sound(app)


def test_the_journal_of_another_company_stays(app, ines, otto, swept_entries):
    """Otto's keeps twelve months."""
    assert len(rows(app, Entry, otto)) == 3
    assert rows(app, ReducedEntry, otto) == []


def test_who_is_erased_leaves_no_seal(app, ines, at, swept_entries):
    ines.submits("/me/leave", {"sure": "1"})
    at("2027-01-25 10:00")
    sweep(app)
    assert rows(app, ReducedEntry, ines) == []
    with app.app_context():
        assert db.session.get(MemberRow, (ines.organisation_id, ines.id)) is None


def test_more_months_bring_nothing_back_and_days_stay(app, ines, maya, at, swept_entries):
    assert maya.submits("/admin/company", SETTINGS | {"months": "24"}).status_code == 303
    before = rows(app, MemberDay, ines)
    assert sweep(app) == 0
    late = ines.taps("refusal", "2026-11-18 11:00")
    assert ines.sends(late) == ["accepted"]
    assert rows(app, MemberDay, ines) == before
    assert is_sound(app)


def test_a_day_and_a_week_before_the_beginning_say_what_is_left_of_them(ines, swept_entries):
    day = read(ines, "/insights/day/2026-11-17")
    assert "2 appels" in day
    assert "1 leçon complète" in day
    assert "pendant 1 mois" in day
    assert "points" in read(ines, "/insights/week/2026-W47")
    assert "pendant 1 mois" in read(ines, "/insights")
    assert "gardée 1 mois" not in read(ines, "/lessons")


def read(person, path):
    """The page as it is read, with ordinary spaces."""
    return read_page(person, path).replace("\N{NO-BREAK SPACE}", " ")


def test_a_week_before_the_beginning_says_what_was_shared(app, ines, at):
    keeps(app, ines, 1)
    call = ines.taps("refusal")
    share = ines.shares(call)
    ines.sends(call, ines.draws(call), share)
    at("2026-12-23 10:00")
    sweep(app)
    ines.sends(ines.withdraws(share))
    at("2027-02-03 10:00")
    sweep(app)
    assert "1 leçon partagée" in read(ines, "/insights/week/2026-W47")
    assert "1 leçon partagée" in read(ines, "/insights/day/2026-11-16")


def test_my_export_says_from_when_on_entries_are_there(ines, swept_entries):
    export = ines.opens("/me/export/json").get_json()
    assert export["profile"][0]["journal_from"] == "2026-11-23"
    assert export["entries"] == export["lessons"] == []
    assert [day["day"] for day in export["days"]] == ["2026-11-17", "2026-11-18"]
    assert "23 novembre 2026" in ines.opens("/me/data").text


def test_a_seal_is_of_the_key_alone_and_a_digest_of_both():
    key = reduction.LAST_KEY
    assert reduced_entries.seal_rows(key) != key
    assert reduced_entries.sealed_key(key, b"x") != reduced_entries.sealed_key(key, b"y")
    assert reduced_entries.sealed_key(key, b"x") != reduced_entries.sealed_key(
        reduced_entries.seal_rows(key), b"x"
    )


def test_twelve_months_are_kept_where_nobody_says_otherwise(app, ines, at):
    ines.sends(ines.taps("refusal"))
    at("2027-11-20 10:00")
    assert sweep(app) == 0
    at("2027-11-24 10:00")
    assert sweep(app) > 0
    assert rows(app, Entry, ines) == []


def test_a_promise_stays_open_though_the_call_that_kept_it_was_taken_back_and_is_gone(
    app, ines, at
):
    keeps(app, ines, 1)
    at("2026-11-17 17:00")
    back, keeping = ines.taps("callback"), ines.taps("no_answer")
    tick = ines.answers(back, "held") | {"key": str(acts.answer_key(UUID(keeping["key"])))}
    withdrawn_pair = keeping, ines.withdraws(keeping)
    ines.sends(back, ines.dates(back, "2027-01-15"), tick, *withdrawn_pair)
    at("2026-12-23 10:00")
    assert sweep(app) == len(withdrawn_pair)
    for day in ("2027-01-18", "2027-01-20"):
        ines.sends(ines.dates(back, day))
        (promise,) = ines.opens("/today/summary").get_json()["promises"]
        assert promise["on"] == day
        at("2026-12-23 11:00")
    with app.app_context():
        assert list(rebuild().differences) == []

"""Not now: its reason through the door, what it was over weeks, and nobody else's business."""

import pytest

import webapp.clock as clock
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.me import erasure, retention
from webapp.people.members import get_member
from webapp.plan import not_now
from webapp.progress.rebuild.rebuild import rebuild

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"  # a test begins on the Monday, at half past nine
REASONS = ("no_time", "no_wish", "after_a_no", "nobody_to_call")


def reasons_of(app, person):
    with app.app_context():
        rows = db.select(Entry.reason).where(Entry.member_id == person.id, Entry.kind == "not_now")
        return db.session.scalars(rows.where(Entry.withdrawn.is_(False))).all()


def history_of(app, person, had_gap=lambda *_: {}):
    with app.app_context():
        member = get_member(person.organisation_id, person.id)
        return not_now.load_history(member, clock.now(), had_gap)


def puts_off(person, *reasons):
    entries = [person.puts_off(reason, f"{MONDAY} 09:0{n}") for n, reason in enumerate(reasons)]
    assert set(person.sends(*entries)) == {"accepted"}
    return entries


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_comes_in_once_and_is_no_practice(app, ines, reason):
    before = ines.today()
    entry = ines.puts_off(reason)
    assert ines.sends(entry, entry) == ["accepted", "duplicate"]
    assert reasons_of(app, ines) == [reason]
    assert ines.today() == before
    with app.app_context():
        assert rebuild().differences == []


@pytest.mark.parametrize("reason", ["busy", "", None, 3, ["no_time"], True])
def test_a_reason_that_is_unknown_is_refused_by_the_name_of_its_field(ines, reason):
    [receipt] = ines.receipts(ines.puts_off(reason))
    assert (receipt["status"], receipt["reason"]) == ("rejected", "reason")


def test_another_reason_under_the_same_key_is_refused(ines):
    entry = ines.puts_off("no_time")
    ines.sends(entry)
    assert ines.receipts(entry | {"reason": "no_wish"})[0]["reason"] == "conflict"


@pytest.mark.parametrize("first", ["entry", "withdrawal"])
def test_a_reason_that_is_taken_back_is_gone_in_any_order(app, ines, first):
    entry = ines.puts_off("no_wish")
    entries = [entry, ines.withdraws(entry)]
    for each in entries if first == "entry" else reversed(entries):
        assert ines.sends(each) == ["accepted"]
    assert reasons_of(app, ines) == []
    with app.app_context():
        assert rebuild().differences == []


@pytest.mark.both_databases
def test_the_history_counts_the_reasons_from_three_on(app, ines):
    puts_off(ines, "no_time", "no_wish")
    assert history_of(app, ines) is None
    gone = ines.puts_off("after_a_no")
    ines.sends(ines.puts_off("no_time"), gone, ines.withdraws(gone))
    history = history_of(app, ines)
    assert (str(history.since), history.times) == (MONDAY, {"no_time": 2, "no_wish": 1})
    assert history.gaps is None


def test_gaps_are_said_of_three_times_with_a_calendar_and_only_where_there_was_no_time(app, ines):
    puts_off(ines, "no_time", "no_time", "no_wish", "no_time", "no_time")
    asked = []

    def had_gap(_member, instants):
        asked.extend(instants)
        return dict(zip(instants, (True, None, False, True), strict=True))

    gaps = history_of(app, ines, had_gap).gaps
    assert (gaps.had, gaps.of, len(asked)) == (2, 3, 4)
    two = history_of(app, ines, lambda _, instants: dict.fromkeys(instants[:2], True))
    assert two.gaps is None
    assert history_of(app, ines, lambda _, instants: dict.fromkeys(instants)).gaps is None


def test_what_is_older_than_twelve_weeks_is_said_no_more(app, ines, at):
    puts_off(ines, *REASONS)
    at("2027-02-08 10:00")
    assert history_of(app, ines)
    at("2027-02-09 10:00")
    assert history_of(app, ines) is None


def test_reasons_go_with_their_year(app, ines, at):
    puts_off(ines, *REASONS)
    at("2027-12-06 20:00")
    with app.app_context():
        erasure.erase_due(clock.now())
        assert retention.apply_retention(clock.now(), pause=0) == len(REASONS)
    assert reasons_of(app, ines) == []


def test_an_erased_member_leaves_no_reason(app, ines, at):
    puts_off(ines, *REASONS)
    assert ines.submits("/me/leave", {"sure": "1"}).status_code in (200, 303)
    at("2026-12-20 10:00")
    with app.app_context():
        erasure.erase_due(clock.now())
    assert reasons_of(app, ines) == []


def test_reasons_are_in_the_owners_export_alone(cast, ines):
    puts_off(ines, "nobody_to_call")
    assert "nobody_to_call" in ines.opens("/me/export/json").text
    for who in ("theo", "maya", "otto"):
        assert "nobody_to_call" not in cast(who).opens("/me/export/json").text


@pytest.mark.parametrize("who", ["theo", "otto"])
def test_nobody_gives_or_takes_back_a_reason_for_somebody_else(app, cast, ines, who):
    [entry] = puts_off(ines, "no_time")
    other = cast(who)
    assert other.sends(other.withdraws(entry)) == ["accepted"]  # of nothing
    forged = ines.puts_off("no_wish")
    assert other.receipts(forged)[0]["reason"] == "owner"
    assert reasons_of(app, ines) == ["no_time"]

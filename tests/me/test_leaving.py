"""Erase me: out at once, thirty days to come back, then not a byte is left (TRUST, privacy)."""

import html
import re
import secrets
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Uuid, func, select, text

import webapp.clock as clock
from tests.cast import Person, instant
from webapp.admin import person_invitations
from webapp.auth import invitations, login_codes
from webapp.auth.clients import Client
from webapp.auth.erasure import PERSONAL_COLUMNS, erase_member
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.lessons import helpful_marks
from webapp.lessons.models import SharedLesson
from webapp.mail.models import Mail
from webapp.me.erasure import erase_due
from webapp.people.models import Account, Audit, MemberRow, RateLimitCounter, SignIn
from webapp.progress.closing import closes as week_closes
from webapp.progress.models import TeamWeek
from webapp.progress.rebuild.rebuild import rebuild

OVER = "2026-12-17 10:00"
LEAVE = {"what": "leave", "from": "2026-11-30", "to": "2026-12-01"}
WORD = "Inesquarzword"
# Columns of ids that say nothing of whose a row is.
NOT_PERSONAL = {
    *(
        "id",
        "organisation_id",
        "account_id",
        "team_id",
        "key",
        "about",
        "target",
        "call",
        "gift_id",
        "came_by",
        "seal",
        "subscription_id",
        "team_sprint_id",
        "calendar_id",
    ),
}


def leaves(person, at="2026-11-16 11:00"):
    if at:
        clock.set_now(instant(at))
    answer = person.submits("/me/leave", {"sure": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/left")
    return answer


def practises(person, at, days=("2026-11-16",), calls=4):
    for day in days:
        at(f"{day} 10:00")
        refusal = person.taps("refusal")
        words = {"text": f"{WORD} {day}", "if": f"{WORD} if", "then": f"{WORD} then"}
        person.sends(
            *[person.taps("no_answer") for _ in range(calls)],
            refusal,
            person.draws(refusal, **words),
            person.shares(refusal, signed=True),
        )


def declares(person):
    """A leave, which is counted under the member's id."""
    assert person.submits("/me/calendar/changes", LEAVE).status_code == 303


def count_rate_limits(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(RateLimitCounter))


def sweep(app):
    with app.app_context():
        return erase_due(clock.now())


def signs_in_by_code(nobody, email):
    """A code, entered; the answer of the page that comes after it."""
    browser = secrets.token_urlsafe(12)
    with nobody.app.app_context():
        code = login_codes.request_code(email, Client(browser=browser), clock.now())
    nobody.client.set_cookie("rebond-code", browser)
    return nobody.submits("/sign-in/code", {"code": code or "000000"})


def read_text(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


@pytest.mark.both_databases
def test_who_leaves_is_signed_out_everywhere(ines):
    other = Person(ines.app, ines.organisation_id, ines.id)
    other.signs_in()
    answer = leaves(ines, None)
    assert "rebond=;" in answer.headers["Set-Cookie"]
    assert {p.opens("/today").headers["Location"] for p in (ines, other)} == {"/sign-in"}


def test_leaving_is_asked_for_plainly_and_not_by_a_stray_tap(ines):
    page = read_text(ines.opens("/me/leave"))
    assert "Jusqu’au 16 décembre 2026" in page
    answer = ines.submits("/me/leave")
    assert answer.status_code == 422
    assert "Coche la case" in read_text(answer)
    assert ines.opens("/today").status_code == 200


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_signing_in_within_the_days_of_grace_offers_to_come_back(ines, nobody, at):
    practises(ines, at)
    before = ines.today()
    leaves(ines)
    at("2026-11-30 10:00")
    answer = signs_in_by_code(nobody, "ines@ouest.test")
    assert answer.headers["Location"] == "/sign-in/choose"
    page = nobody.opens("/sign-in/choose")
    assert "Jusqu’au 16 décembre tout est encore là" in read_text(page).replace(", tout", " tout")
    form = {"organisation": str(ines.organisation_id)}
    assert nobody.submits("/sign-in/choose", form).headers["Location"] == "/today"
    assert nobody.opens("/today").status_code == 200
    after = ines.today()
    assert (after.points_total, after.state.count) == (before.points_total, before.state.count)
    assert after.state.open == ()
    assert nobody.opens("/lessons").text.count(WORD) > 0


def test_looking_at_the_offer_brings_nobody_back(ines, nobody, at):
    leaves(ines)
    at("2026-11-30 10:00")
    signs_in_by_code(nobody, "ines@ouest.test")
    nobody.opens("/sign-in/choose")
    assert nobody.opens("/today").headers["Location"] == "/sign-in"


@pytest.mark.both_databases
def test_no_link_undoes_it(app, ines, maya, nobody, at, letters):
    """Neither one from before, nor one that is made in spite of it, nor one that is asked for."""
    with app.app_context(), write_transaction():
        before = invitations.create_invitation(
            ines.organisation_id, ines.id, clock.now(), private=True
        )
    leaves(ines, None)
    at("2026-11-30 10:00")
    with app.app_context(), write_transaction():
        later = invitations.create_invitation(
            ines.organisation_id, ines.id, clock.now(), private=True
        )
    for token in (before, later):
        assert nobody.opens(f"/join/{token}").status_code == 404
        assert nobody.submits(f"/join/{token}", {"name": "Inès"}).status_code == 404
    assert maya.submits(f"/admin/people/{ines.id}/link").status_code == 422
    with app.app_context():
        assert (
            person_invitations.renew_invitation(ines.organisation_id, ines.id, clock.now()) is None
        )
    assert len(letters) == 0
    assert nobody.opens("/today").status_code == 303


def test_after_the_days_of_grace_nobody_comes_back_even_before_the_sweep(ines, nobody, at):
    leaves(ines)
    at(OVER)
    answer = signs_in_by_code(nobody, "ines@ouest.test")
    assert answer.status_code == 422


def test_the_days_between_are_a_pause_for_the_team(ines, theo, awa, at):
    practises(ines, at)
    leaves(ines)
    at("2026-11-25 10:00")
    theo.sends(theo.taps("meeting"))
    board = theo.board(date(2026, 11, 23))
    assert board.own.gives.effort == Fraction(20, 30 * 10)  # of two at work, with ten days
    assert (board.own_line.size, board.own_line.training) == (3, True)


@pytest.mark.both_databases
def test_the_last_administrator_hands_over_first(maya, ines):
    assert "D’abord, passer le relais" in read_text(maya.opens("/me/leave"))
    answer = maya.submits("/me/leave", {"sure": "1"})
    assert answer.status_code == 422
    assert maya.opens("/today").status_code == 200
    maya.submits(f"/admin/people/{ines.id}", {"role": "admin", "team": ""})
    leaves(maya, None)
    answer = ines.submits("/me/leave", {"sure": "1"})
    assert answer.status_code == 422


@pytest.mark.both_databases
def test_an_administrator_sees_until_when_somebody_can_come_back(ines, maya):
    leaves(ines)
    assert "part le 16 décembre" in read_text(maya.opens("/admin/people"))


@pytest.mark.both_databases
def test_until_when_is_said_by_the_day_where_they_are(ines, maya, nobody, at):
    ines.submits("/me/zone", {"zone": "America/New_York"})
    at("2026-11-17 03:00")  # still the evening of the 16th there, and the 17th by UTC
    assert "Jusqu’au 16 décembre 2026" in read_text(ines.opens("/me/leave"))
    assert "Supprimer mon compte le 16 décembre" in read_text(ines.opens("/me/leave"))
    leaves(ines, None)
    assert "part le 16 décembre" in read_text(maya.opens("/admin/people"))
    signs_in_by_code(nobody, "ines@ouest.test")
    assert "Jusqu’au 16 décembre" in read_text(nobody.opens("/sign-in/choose"))


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_nothing_of_them_is_left_byte_for_byte(app, ines, theo, bilal, nobody, maya, at):
    days = [f"2026-11-{day}" for day in (16, 17, 18, 19, 20, 23, 24)]
    for day in days:
        practises(ines, at, [day], calls=12)
        for other in (theo, bilal):
            other.sends(*[other.taps("voicemail") for _ in range(12)])
    ines.submits("/me/goal", {"goal": "10"})
    ines.submits("/me/settings", {"language": "fr", "theme": "dark", "you": "vous"})
    declares(ines)
    maya.submits(f"/admin/people/{ines.id}/link")
    signs_in_by_code(nobody, "ines@ouest.test")
    helps_each_other(app, ines, theo)
    leaves(ines, "2026-11-24 12:00")
    theirs = traces(app, ines)
    assert find_bytes(app, theirs) != []
    at("2026-12-25 10:00")
    assert sweep(app) == 1
    assert find_bytes(app, theirs) == []
    assert find_bytes(app, [b"Otto"]) != []


@pytest.mark.both_databases
def test_the_counters_of_their_rate_limits_go_with_them(app, ines, theo):
    for person in (ines, theo):
        declares(person)
    with app.app_context():
        with write_transaction():
            erase_member(ines.organisation_id, ines.id, clock.now())
        (name,) = db.session.scalars(select(RateLimitCounter.name)).all()
    assert name == f"days declared {token_digest(str(theo.id)).hex()}"


@pytest.mark.both_databases
def test_a_mail_to_them_that_has_not_left_goes_with_them(app, ines, nobody):
    for email in ("ines@ouest.test", "theo@ouest.test"):
        nobody.submits("/sign-in", {"email": email})
    with app.app_context():
        with write_transaction():
            erase_member(ines.organisation_id, ines.id, clock.now())
        assert db.session.scalars(select(Mail.recipient)).all() == ["theo@ouest.test"]


@pytest.mark.both_databases
def test_the_sweep_empties_mails_that_are_worth_nothing_and_deletes_those_of_yesterday(
    app, nobody, at
):
    nobody.submits("/sign-in", {"email": "ines@ouest.test"})
    at("2026-11-16 09:41")
    sweep(app)
    with app.app_context():
        assert db.session.execute(select(Mail.subject, Mail.text, Mail.html)).all() == [
            ("", "", "")
        ]
    at("2026-11-17 09:42")
    sweep(app)
    with app.app_context():
        assert db.session.scalars(select(Mail.id)).all() == []


@pytest.mark.both_databases
def test_the_sweep_forgets_what_was_counted_of_anyone_in_a_day_that_is_over(app, ines, at):
    declares(ines)
    at("2026-11-17 00:59")
    assert (sweep(app), count_rate_limits(app)) == (0, 1)
    at("2026-11-17 01:01")
    assert (sweep(app), count_rate_limits(app)) == (0, 0)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_closed_boards_keep_the_teams_row_and_rebuild_finds_no_difference(
    app, ines, theo, awa, otto, at
):
    for person in (ines, theo, awa):
        practises(person, at)
    leaves(ines, "2026-11-17 12:00")
    at("2026-12-14 10:00")
    theo.sends(theo.taps("meeting"))
    at("2026-12-25 10:00")
    board = theo.board(date(2026, 11, 16))
    with app.app_context():
        for person in (theo, otto):
            week_closes.close_in_background(person.organisation_id, clock.now(), 99)
    before = weeks(app)
    assert sweep(app) == 1
    closed = {key: row for key, row in weeks(app).items() if key[0] < date(2026, 12, 14)}
    assert closed == {key: row for key, row in before.items() if key[0] < date(2026, 12, 14)}
    assert theo.board(date(2026, 11, 16)).lines == board.lines
    with app.app_context():
        report = rebuild(at=clock.now())
    assert report.differences == []
    assert report.published > 0
    assert "stand as published" in str(report)


@pytest.mark.lengthy
def test_open_boards_are_written_again_without_them(app, ines, theo, awa, at):
    at("2026-11-16 11:00")
    leaves(ines)
    at("2026-12-17 09:00")
    theo.sends(theo.taps("meeting"))
    sizes = {line.name: line.size for line in theo.board().lines}
    assert sizes["Nantes"] == 3
    at("2026-12-17 12:00")
    sweep(app)
    sizes = {line.name: line.size for line in theo.board().lines}
    assert sizes["Nantes"] == 2
    with app.app_context():
        assert rebuild(at=clock.now()).differences == []


def test_the_sweep_waits_for_the_thirtieth_day(app, ines, at):
    leaves(ines)
    at("2026-12-16 10:59")
    assert sweep(app) == 0
    at("2026-12-16 11:01")
    assert sweep(app) == 1
    assert sweep(app) == 0


@pytest.mark.both_databases
def test_the_next_sign_in_of_anyone_sweeps_too(app, ines, nobody, at):
    leaves(ines)
    at(OVER)
    signs_in_by_code(nobody, "theo@ouest.test")
    with app.app_context():
        assert db.session.get(MemberRow, (ines.organisation_id, ines.id)) is None


@pytest.mark.both_databases
def test_an_account_stays_with_its_other_member(app, ines, otto, at):
    with app.app_context(), write_transaction() as session:
        account = session.scalar(select(MemberRow.account_id).where(MemberRow.id == ines.id))
        olga = select(MemberRow.id).where(MemberRow.organisation_id == otto.organisation_id)
        olga = session.scalars(olga.where(MemberRow.name.like("%olga"))).one()
        session.get(MemberRow, (otto.organisation_id, olga)).account_id = account
    leaves(ines)
    at(OVER)
    sweep(app)
    with app.app_context():
        assert db.session.get(Account, account) is not None
        assert db.session.get(MemberRow, (otto.organisation_id, olga)) is not None


@pytest.mark.both_databases
def test_who_was_removed_is_erased_after_as_many_days(app, maya, ines, at):
    practises(ines, at)
    theirs = traces(app, ines)
    maya.submits(f"/admin/people/{ines.id}/removal", {"sure": "1"})
    at("2026-12-15 10:00")
    assert sweep(app) == 0
    at(OVER)
    assert sweep(app) == 1
    assert find_bytes(app, theirs) == []


@pytest.mark.both_databases
def test_the_erasure_is_written_down_without_a_name(app, ines, at):
    leaves(ines)
    at(OVER)
    sweep(app)
    with app.app_context():
        rows = db.session.execute(
            select(Audit.what, Audit.actor_id, Audit.about_id).where(Audit.what == "erasure")
        ).all()
        assert [tuple(row) for row in rows] == [("erasure", None, None)]


def test_a_phone_that_still_holds_entries_is_told_what_is_so(app, ines, nobody, at):
    phone = Person(app, ines.organisation_id, ines.id)
    phone.signs_in()
    leaves(ines)
    tap = phone.taps("refusal")
    answer = phone.posts(tap)
    assert (answer.status_code, answer.get_json()) == (401, {"error": "leaving"})
    at(OVER)
    sweep(app)
    answer = phone.posts(tap)
    assert (answer.status_code, answer.get_json()) == (401, {"error": "unknown"})


def test_the_page_after_leaving_knows_nobody(ines, nobody):
    leaves(ines)
    page = nobody.opens("/me/left")
    assert "data-member" not in page.text
    assert "Dans trente jours" in read_text(page)


def test_every_column_of_ids_is_known_to_the_erasure():
    """A new column that names a member must have a name that the erasure looks for."""
    strange = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Uuid) and column.name not in {*PERSONAL_COLUMNS, *NOT_PERSONAL}
    ]
    assert strange == [], (
        "Does the column say whose the row is? Then call it member_id, or add its name to PERSONAL "
        "in webapp/auth/erasure.py; otherwise add it to NOT_PERSONAL here."
    )


def helps_each_other(app, one, other):
    """Each marks a lesson that the other shared."""
    call = other.taps("refusal")
    other.sends(call, other.draws(call, text="of the other"), other.shares(call))
    for reader, author in ((one, other), (other, one)):
        with app.app_context():
            gifts = db.session.scalars(
                select(SharedLesson.id).where(SharedLesson.member_id == author.id)
            ).all()
            assert helpful_marks.set_helpful(reader.who, gifts[0], True)


def traces(app, person):
    """What the person could be found by: name, address, words, ids in each spelling and hashed;
    and the keys of all that they noted, with the ids by which the team knew what they shared.
    """
    with app.app_context():
        account = db.session.execute(
            select(Account.id, Account.email)
            .join(MemberRow, MemberRow.account_id == Account.id)
            .where(MemberRow.id == person.id)
        ).one()
        tokens = db.session.scalars(select(SignIn.token).where(SignIn.member_id == person.id)).all()
        keys = db.session.scalars(select(Entry.key).where(Entry.member_id == person.id)).all()
        gifts = db.session.scalars(
            select(SharedLesson.id).where(SharedLesson.member_id == person.id)
        ).all()
    assert len(keys) > len(gifts) > 0
    ids = [person.id, account.id, *keys, *gifts]
    texts = [person.who.name, account.email, WORD, *map(str, ids), *(each.hex for each in ids)]
    hashed = [token_digest(text) for text in (str(person.id), account.email)]
    texts += [each.hex() for each in hashed]
    binary = [*(each.bytes for each in ids), *tokens, *hashed]
    return [each.encode() for each in texts] + binary


def find_bytes(app, needles):
    """Which of these are anywhere in the database: its file, or every row of every table."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.remove()
            file = Path(db.engine.url.database)
            files = (file, file.with_name(f"{file.name}-wal"))
            whole = b"".join(each.read_bytes() for each in files if each.exists())
        else:
            whole = b"\n".join(_rows())
    return [each for each in needles if each in whole]


def _rows():
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars():
            yield row.encode()
            yield row.replace("\\\\x", "").encode()
            for blob in re.findall(r"\\\\?x([0-9a-f]{32,})", row):
                yield bytes.fromhex(blob)


def weeks(app):
    with app.app_context():
        rows = db.session.execute(select(*TeamWeek.__table__.columns)).mappings()
        return {(row["week"], row["team_id"]): dict(row) for row in rows}

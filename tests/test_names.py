"""Names that can be seen, that turn no line and that can be told apart (TRUST, names)."""

import unicodedata
from datetime import UTC, datetime

import pytest
from flask_migrate import downgrade, upgrade
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

import webapp.clock as clock
from webapp.auth import emails
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.migrations import MIGRATIONS, init_app
from webapp.names import clean_name, fold_name, is_visible
from webapp.people.models import MemberRow, Organisation, OrganisationVersion, Team
from webapp.text_direction import CONTROLS, FIRST_STRONG, POP, isolate

FINE = (
    "Jean-Noël",
    "O’Brien",
    "Nguyễn Thị Ánh",
    "محمد علي",
    "می‌خواهم",  # Persian, with its non-joiner
    "שָׁלוֹם",
    "สมชาย",
    "क्‍ष",  # with the joiner that Hindi needs
    "李小龍",
    "葛󠄀城",  # an ideograph in the shape that a family writes
    "👩‍👩‍👧‍👦 Nantes",
    "❤️",
    "👋🏽",
    "🏴‍☠️",
    "🇫🇷",
    "5️⃣",
    "R&D",
    "Équipe 2",
    "C++",
    "🫨",  # newer than some Pythons
)
UNSEEN = (
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u115f",
    "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180e", "\u200e", "\u200f", "\u202a", "\u202e",
    "\u2066", "\u2069", "\u2800", "\u3164", "\uffa0", "\ufe00", "\ufe0f", "\U000e0041",
    "\U000e007f", "\U000e0100", "\ufffc", "\ue000", "\U000f0000", "\ufdd0", "\x00", "\x1b", "\x85",
    "\U0001d173", "\ud800", "\U0001d159",
)  # fmt: skip
ALIKE = (
    ("Nantes", "NANTES"),
    ("Nantes", "nantes"),
    ("Nantes", "Ｎａｎｔｅｓ"),
    ("Nantes", "  Nantes\u200b "),
    ("Nantes", "Na\u00adntes"),
    ("Nantes", "Nаntes"),  # a Cyrillic а
    ("Nantes", "Νantes"),  # a Greek Ν
    ("CCCP", "СССР"),
    ("Équipe", "E\u0301quipe"),
    ("Straße", "STRASSE"),
    ("O’Brien", "O'Brien"),
    ("Jean-Noël", "Jean‑Noël"),
    ("❤️", "❤"),
    ("office", "oﬃce"),
)
APART = (("Nantes", "Nante"), ("Eclair", "Éclair"), ("Nantes 1", "Nantes 2"), ("Лион", "Lyon"))


@pytest.mark.parametrize("name", FINE)
def test_a_name_of_any_script_stays_as_it_is(name):
    assert clean_name(name) == unicodedata.normalize("NFC", name)
    assert is_visible(name)


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_nobody_sees_is_left_out(sign):
    assert clean_name(f"a{sign}b").replace(" ", "") == "ab"
    assert not is_visible(clean_name(sign * 3))


@pytest.mark.parametrize("typed", ["", " ", "…", "-", "·", "''", "\u0301\u0301", "\u3000", "(  )"])
def test_a_name_without_a_letter_a_figure_or_a_symbol_is_none(typed):
    assert not is_visible(clean_name(typed))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_cannot_be_told_apart_are_one(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_can_be_told_apart_are_two(one, other):
    assert fold_name(one) != fold_name(other)


def test_marks_do_not_grow_over_other_lines():
    grown = clean_name("a" + "\u0301\u0317" * 40)
    assert 1 <= sum(unicodedata.combining(sign) > 0 for sign in grown) <= 5


@given(st.text(max_size=30))
@example("👩‍👩‍👧‍👦")
@example("a\ufb1d\u0301\u200d")
def test_reading_twice_changes_nothing_and_folding_is_of_the_whole_name(typed):
    name = clean_name(typed)
    assert clean_name(name) == name
    assert fold_name(name) == fold_name(typed)
    assert not CONTROLS.search(name)


@given(st.text(alphabet="a1 אب\u2066\u2067\u2068\u2069\u202a\u202e\u200f", max_size=12))
def test_what_is_typed_never_turns_what_stands_beside_it(typed):
    """Each isolate is closed within it, no other control is left, and once is enough."""
    isolated, depth = isolate(typed), 0
    for sign in CONTROLS.findall(isolated):
        assert sign in (FIRST_STRONG, POP)
        depth += 1 if sign == FIRST_STRONG else -1
        assert depth >= 0
    assert depth == 0
    assert isolate(isolated) == isolated
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in CONTROLS.sub("", typed)):
        assert FIRST_STRONG in isolated


@pytest.mark.lengthy
def test_every_form_reads_a_name_the_same_way(app, maya, nobody, ines):
    """A person, a team, the company: without what is not seen; nothing but that is refused."""
    lied = "Na\u202entes \u3164 Sud\u200b"
    assert maya.submits("/admin/teams", {"name": lied}).status_code == 303
    form = {"name": "\u2067Zo\u0065\u0308", "email": "zoe@ouest.test", "role": "member", "team": ""}
    assert maya.submits("/admin/people", form).status_code == 303
    with app.app_context():
        teams = set(
            db.session.scalars(
                select(Team.name).where(Team.organisation_id == ines.organisation_id)
            )
        )
        people = set(
            db.session.scalars(
                select(MemberRow.name).where(MemberRow.organisation_id == ines.organisation_id)
            )
        )
    assert "Nantes Sud" in teams
    assert "Zoë" in people
    for hidden in ("\u3164", "\u200b\u2800", "…"):
        for path, more in (
            ("/admin/teams", {}),
            ("/admin/people", {"email": "x@ouest.test", "role": "member"}),
        ):
            answer = maya.submits(path, {"name": hidden} | more)
            assert answer.status_code == 422
            assert "aria-invalid" in answer.text


def _names(model, person):
    own = model.organisation_id == person.organisation_id
    return set(db.session.scalars(select(model.name).where(own)))


@pytest.mark.both_databases
@pytest.mark.parametrize("lookalike", ["NANTES", "Nan\u00adtes", "Nаntes", "Ｎantes"])
def test_a_team_that_looks_like_another_is_refused(maya, lookalike):
    answer = maya.submits("/admin/teams", {"name": lookalike})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.text


@pytest.mark.both_databases
def test_the_database_itself_keeps_two_alike_apart(app, ines):
    def another(archived):
        db.session.execute(
            insert(Team).values(
                organisation_id=ines.organisation_id,
                id=new_id(),
                name="nantes",
                folded="nantes",
                created_at=clock.now(),
                archived_at=archived,
            )
        )

    with app.app_context():
        with write_transaction():
            another(clock.now())
        with pytest.raises(Exception, match=r"(?i)unique"), write_transaction():
            another(None)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
def test_names_of_before_are_put_right_and_told_apart(app, cast, ines, otto):
    """The first of two alike keeps its name; what nobody sees has a name; others are untouched."""
    init_app(app)
    teams = {name: new_id() for name in ("NANTES", "nan\u200btes", "\u3164", "Nantes 2", "gone")}
    with app.app_context():
        downgrade(MIGRATIONS, "0009")
        for day, (name, team_id) in enumerate(teams.items(), 1):
            db.session.execute(
                text(
                    "INSERT INTO teams (organisation_id, id, name, created_at, archived_at) "
                    "VALUES (:organisation, :id, :name, :at, :archived)"
                ).bindparams(
                    organisation=_bound(ines.organisation_id),
                    id=_bound(team_id),
                    name="Nantes" if name == "gone" else name,
                    at=_stamp(day),
                    archived=_stamp(9) if name == "gone" else None,
                )
            )
        db.session.execute(
            text("UPDATE members SET name = :name WHERE id = :id").bindparams(
                name="\u202eIne\u0300s\u200b", id=_bound(ines.id)
            )
        )
        db.session.commit()
        upgrade(MIGRATIONS, "head")
        rows = db.session.execute(
            select(Team.id, Team.name, Team.folded).where(
                Team.organisation_id == ines.organisation_id
            )
        ).all()
        names = {row.id: row.name for row in rows}
        assert all(row.folded == fold_name(row.name) for row in rows)
        assert names[cast("nantes").id] == "Nantes 4"
        assert names[teams["NANTES"]] == "NANTES"
        assert names[teams["nan\u200btes"]] == "nantes 3"
        assert names[teams["Nantes 2"]] == "Nantes 2"
        assert names[teams["gone"]] == "Nantes"
        assert names[teams["\u3164"]] == "Équipe"
        assert db.session.scalar(select(MemberRow.name).where(MemberRow.id == ines.id)) == "Inès"
        others = select(Team.name).where(Team.organisation_id == otto.organisation_id)
        assert not any(name.endswith(" 2") for name in db.session.scalars(others))
        assert db.session.scalar(
            select(OrganisationVersion.version).where(
                OrganisationVersion.organisation_id == ines.organisation_id
            )
        )


def _stamp(day):
    at = datetime(2026, 11, day, 8, tzinfo=UTC)
    return at if db.engine.dialect.name == "postgresql" else f"{at:%Y-%m-%d %H:%M:%S}"


def _bound(value):
    return value if db.engine.dialect.name == "postgresql" else value.hex


def test_a_name_from_right_to_left_keeps_to_itself_on_every_surface(app, ines, theo, maya):
    name, team = "יוסי!", "فريق (1)"
    with app.app_context(), write_transaction():
        db.session.execute(
            MemberRow.__table__.update().where(MemberRow.id == ines.id).values(name=name)
        )
        db.session.execute(
            Organisation.__table__.update()
            .where(Organisation.id == ines.organisation_id)
            .values(name=team)
        )
    ines.sends(ines.taps("refusal"))
    for person, path in (
        (ines, "/today"),
        (ines, "/me"),
        (maya, "/admin/people"),
        (maya, "/admin/company"),
    ):
        text = person.opens(path).text
        assert name in text or team in text, path
        for each in (name, team):
            for place in _places(text, each):
                inside = text[place - 1] == FIRST_STRONG and text[place + len(each)] == POP
                typed = text[place - 7 : place] == 'value="'
                assert inside or typed, (path, text[place - 40 : place + 40])
    assert ines.opens("/today/summary").get_json()["name"] == f"{FIRST_STRONG}{name}{POP}"
    with app.test_request_context():
        letter = emails.invitation_email("a@b.test", name, team, "https://r.test/join/x", "fr")
    assert f"{FIRST_STRONG}{team}{POP}" in letter.subject
    assert f"{FIRST_STRONG}{name}{POP}" in letter.text


def _places(text, name):
    place = text.find(name)
    while place >= 0:
        yield place
        place = text.find(name, place + 1)


def test_a_field_gives_back_what_was_typed_and_nothing_more(maya):
    team = "فريق"
    assert maya.submits("/admin/teams", {"name": team}).status_code == 303
    assert f'value="{team}"' in maya.opens("/admin/teams").text

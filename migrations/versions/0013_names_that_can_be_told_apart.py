"""Names that can be seen and told apart"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# What stands where nothing of a name can be seen, in the company's language.
NAMELESS = {
    "organisations": {"fr": "Entreprise", "en": "Company"},
    "teams": {"fr": "Équipe", "en": "Team"},
    "members": {"fr": "Sans nom", "en": "No name"},
}
LONGEST = {"organisations": 80, "teams": 60, "members": 60}


def upgrade() -> None:
    op.add_column("teams", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, language FROM organisations"))
    languages = {row.id: row.language for row in rows}
    touched = set()
    for table in NAMELESS:
        touched |= _clean_names(connection, table, languages)
    touched |= _fold_teams(connection)
    for organisation_id in touched:
        _count_change(connection, organisation_id)
    op.create_index(
        "teams_by_name",
        "teams",
        ["organisation_id", "folded"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    """Names stay as they are: people know them so by now."""
    op.drop_index("teams_by_name", table_name="teams")
    op.execute("ALTER TABLE teams DROP COLUMN folded")


def _clean_names(connection, table, languages):
    """Read every name anew; says the organisations in which one has changed."""
    organisation = "id" if table == "organisations" else "organisation_id"
    rows = connection.execute(
        sa.text(f"SELECT {organisation} AS organisation, id, name FROM {table}")
    )
    changed = {}
    for row in rows:
        name = clean_name(row.name)[: LONGEST[table]].strip()
        if not is_visible(name):
            name = NAMELESS[table].get(languages.get(row.organisation), NAMELESS[table]["fr"])
        if name != row.name:
            changed[row.organisation, row.id] = name
    statement = f"UPDATE {table} SET name = :name WHERE id = :id AND {organisation} = :organisation"
    for (organisation_id, row_id), name in changed.items():
        values = {"name": name, "id": row_id, "organisation": organisation_id}
        connection.execute(sa.text(statement), values)
    return {organisation_id for organisation_id, _ in changed}


def _fold_teams(connection):
    """Fill what names share. Of present teams that share it the first keeps its name, the others
    have a number behind theirs; says the organisations in which one has.
    """
    rows = connection.execute(
        sa.text(
            "SELECT organisation_id, id, name, archived_at FROM teams "
            "ORDER BY organisation_id, created_at, id"
        )
    ).all()
    taken = {(row.organisation_id, fold_name(row.name)) for row in rows if row.archived_at is None}
    given, numbered = set(), set()
    for row in rows:
        name, number = row.name, 1
        while row.archived_at is None and (row.organisation_id, fold_name(name)) in given:
            number += 1
            ending = f" {number}"
            tried = row.name[: LONGEST["teams"] - len(ending)].rstrip() + ending
            if (row.organisation_id, fold_name(tried)) not in taken:
                name = tried
        folded = fold_name(name)
        if row.archived_at is None:
            given.add((row.organisation_id, folded))
            taken.add((row.organisation_id, folded))
        if name != row.name:
            numbered.add(row.organisation_id)
        connection.execute(
            sa.text(
                "UPDATE teams SET name = :name, folded = :folded "
                "WHERE organisation_id = :organisation AND id = :id"
            ),
            {"name": name, "folded": folded, "organisation": row.organisation_id, "id": row.id},
        )
    return numbered


def _count_change(connection, organisation_id):
    """Boards that a process remembers show the new names."""
    connection.execute(
        sa.text(
            "INSERT INTO editions (organisation_id, version) VALUES (:organisation, 1) "
            "ON CONFLICT (organisation_id) DO UPDATE SET version = editions.version + 1"
        ),
        {"organisation": organisation_id},
    )


# As names were read and compared when this was written.
ZWNJ, ZWJ, EMOJI_STYLE, TEXT_STYLE = "\u200c", "\u200d", "\ufe0f", "\ufe0e"
MAX_MARKS = 4
# Drawn as nothing although no format sign: fillers, blanks, selectors, what has no agreed shape.
INKLESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\ufff0-\uffff"
    "\U0001d159\U0001d173-\U0001d17a\U00016fe4\ufdd0-\ufdef\ue000-\uf8ff"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
)
# Format signs that are drawn: the signs over numbers of Arabic, Syriac and Kaithi.
DRAWN_FORMATS = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Scripts that need a joiner between letters: Arabic and its kin, those of India to Mongolia.
JOINING = re.compile(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1b7f\ua800-\uabff\U00010a00-\U00011fff]"
)
IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
VARIANT = re.compile("[\U000e0100-\U000e01ef]")  # of an ideograph, as names in Japan have them
KEYCAP = "\u20e3"
# Letters drawn alike, as capitals or as small letters; names are folded to small ones before.
CYRILLIC = dict(zip("авекмнорстухѕіјһԛԝёѵ", "abekmhopctyxsijhqwëv", strict=True))
GREEK = dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))
TYPOGRAPHY = (
    dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("«»“”„″", '"') | dict.fromkeys("‐‑‒–—−", "-")
)
LOOKALIKES = str.maketrans(CYRILLIC | GREEK | TYPOGRAPHY)
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")


def clean_name(text: str) -> str:
    """The name on one line, in normal form C, without what nobody sees or what turns a line.

    Joiners stay where a script or an emoji needs them, a sign's style after its sign. Empty where
    nothing is left. What is clean stays as it is.
    """
    normal = unicodedata.normalize("NFC", "".join(filter(_may_stand, text)))
    kept: list[str] = []
    for place, sign in enumerate(normal):
        if _stands_here(kept, sign, normal[place + 1 : place + 2]):
            kept.append(sign)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def is_visible(name: str) -> bool:
    """Whether a letter, a figure or a symbol of it can be seen; points and dashes are no name."""
    return any(unicodedata.category(sign)[0] in "LNS" or _is_emoji(sign) for sign in name)


def fold_name(name: str) -> str:
    """What two names share that cannot be told apart: by capitals, normal form or alike letters.

    Letters of Greek and Cyrillic that are drawn as Latin ones are those; accents differ.
    """
    clean = clean_name(name)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean).casefold())
    bare = "".join(sign for sign in folded if sign not in (ZWJ, ZWNJ, EMOJI_STYLE, TEXT_STYLE))
    alike = VARIANT.sub("", bare).translate(LOOKALIKES)
    return " ".join(unicodedata.normalize("NFKC", alike).split())


def _may_stand(sign: str) -> bool:
    if sign in (ZWJ, ZWNJ, EMOJI_STYLE, TEXT_STYLE) or sign in DRAWN_FORMATS or sign.isspace():
        return True
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs") and not INKLESS.match(sign)


def _stands_here(kept: list[str], sign: str, after: str) -> bool:
    """Whether a sign that depends on its neighbours has those that it needs."""
    before = kept[-1] if kept else ""
    if sign in (ZWJ, ZWNJ):
        joins = bool(JOINING.match(before) and JOINING.match(after))
        return joins or (sign == ZWJ and _may_join(before) and _is_emoji(after))
    if sign in (EMOJI_STYLE, TEXT_STYLE):
        return _is_emoji(before) or (after == KEYCAP and before in tuple("0123456789#*"))
    if VARIANT.match(sign):
        return bool(IDEOGRAPH.match(before))
    if unicodedata.category(sign).startswith("M"):
        base = before not in ("", " ")
        return base and not all(_is_mark(each) for each in (kept[-MAX_MARKS:] or [""]))
    return True


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign or " ").startswith("M")


def _may_join(sign: str) -> bool:
    return _is_emoji(sign) or sign == EMOJI_STYLE or bool(SKIN_TONES.match(sign))


def _is_emoji(sign: str) -> bool:
    """A pictograph, or one so new that this Python has not heard of it."""
    return (
        bool(sign)
        and (unicodedata.category(sign) == "So" or "\U0001f000" <= sign <= "\U0001fbff")
        or sign in ("\u2194", "\u21aa", "\u00a9", "\u00ae")
    )

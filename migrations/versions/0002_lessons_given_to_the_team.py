"""Lessons given to the team"""

import unicodedata
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AT_ONCE = 500
PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("«»“”„", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def upgrade() -> None:
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))

    op.create_table(
        "gifts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("call", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id"),
    )
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.create_index(
            "gifts_by_call", ["organisation_id", "member_id", "call"], unique=True
        )

    op.create_table(
        "helps",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("gift_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "gift_id"],
            ["gifts.organisation_id", "gifts.id"],
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "gift_id", "member_id"),
    )
    _fold()
    _give()


def downgrade() -> None:
    op.drop_table("helps")
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.drop_index("gifts_by_call")

    op.drop_table("gifts")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_column("folded")


def _fold() -> None:
    """The words that are there, as a search compares them."""
    names = ("organisation_id", "member_id", "call", "text", "if_text", "then_text", "folded")
    kinds = {name: sa.Uuid() for name in names[:3]}
    lessons = sa.table("lessons", *(sa.column(name, kinds.get(name, sa.Text())) for name in names))
    found = op.get_bind().execute(sa.select(lessons)).all()
    filled = (
        sa.update(lessons)
        .where(
            lessons.c.organisation_id == sa.bindparam("whose"),
            lessons.c.member_id == sa.bindparam("who"),
            lessons.c.call == sa.bindparam("which"),
        )
        .values(folded=sa.bindparam("words"))
    )
    for first in range(0, len(found), AT_ONCE):
        op.get_bind().execute(
            filled,
            [
                {
                    "whose": row.organisation_id,
                    "who": row.member_id,
                    "which": row.call,
                    "words": folded(" ".join((row.text, row.if_text, row.then_text))),
                }
                for row in found[first : first + AT_ONCE]
            ],
        )


def _give() -> None:
    """A gift for each call whose share stands, with its newest one."""
    ids = [sa.column(name, sa.Uuid()) for name in ("organisation_id", "member_id", "about", "key")]
    entries = sa.table(
        "entries",
        *ids,
        sa.column("kind", sa.String()),
        sa.column("withdrawn", sa.Boolean()),
        sa.column("instant", sa.DateTime(timezone=True)),
    )
    standing = (
        sa.select(*(entries.c[column.name] for column in ids))
        .where(entries.c.kind == "share", entries.c.withdrawn.is_(False))
        .order_by(entries.c.instant, entries.c.key)
    )
    newest = {
        (row.organisation_id, row.member_id, row.about): row.key
        for row in op.get_bind().execute(standing)
    }
    gifts = sa.table(
        "gifts",
        *(sa.column(n, sa.Uuid()) for n in ("organisation_id", "id", "member_id", "call", "key")),
    )
    rows = [
        {"organisation_id": whose, "id": uuid4(), "member_id": who, "call": call, "key": key}
        for (whose, who, call), key in newest.items()
    ]
    for first in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(sa.insert(gifts), rows[first : first + AT_ONCE])


def folded(text: str) -> str:
    """As the app folded words for its search when this migration was written."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in parts if not unicodedata.category(sign).startswith("M"))
    return " ".join(bare.casefold().translate(PLAIN).split())

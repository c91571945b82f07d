"""Slots are planned, and days say how many of them were kept"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
ENTRIES = sa.table(
    "entries",
    *(sa.column(name) for name in ("organisation_id", "member_id", "key", "kind", "target")),
)
IS_SLOT = sa.text("minutes IS NOT NULL")


def upgrade() -> None:
    op.add_column("entries", sa.Column("weekdays", sa.SmallInteger(), nullable=True))
    op.add_column("entries", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("entries", sa.Column("minutes", sa.SmallInteger(), nullable=True))
    op.create_index(
        "entries_slots",
        "entries",
        ["organisation_id", "member_id", "on_date"],
        postgresql_where=IS_SLOT,
        sqlite_where=IS_SLOT,
    )
    op.add_column(
        "member_days", sa.Column("slots", COUNT, nullable=False, server_default="0")
    )
    op.add_column(
        "members",
        sa.Column("has_slots", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "cues",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "member_id", "key"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )


def downgrade() -> None:
    """A slot is unknown to an older version, which could not read it; what withdrew one stays, as
    what withdraws an entry that never came.
    """
    op.drop_table("cues")
    slots = sa.select(ENTRIES.c.key).where(ENTRIES.c.kind == "slot")
    about = sa.table("entries", sa.column("about"), sa.column("kind"), sa.column("target"))
    op.execute(
        sa.update(about).where(about.c.target.in_(slots)).values(about=None)
    )
    op.execute(sa.delete(ENTRIES).where(ENTRIES.c.kind == "slot"))
    op.drop_column("members", "has_slots")
    op.drop_column("member_days", "slots")
    op.drop_index("entries_slots", table_name="entries")
    for name in ("minutes", "until", "weekdays"):
        op.drop_column("entries", name)

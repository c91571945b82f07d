"""Entries are reduced to their days"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MEMBERS = sa.table(
    "members",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("journal_from", sa.Date()),
)
DAYS = sa.table(
    "member_days",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("member_id", sa.Uuid()),
    sa.column("day", sa.Date()),
    sa.column("attempts", sa.Integer()),
)
ENTRIES = sa.table(
    "entries",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("member_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("about_day", sa.Date()),
)
CALLED = (
    sa.exists()
    .where(
        ENTRIES.c.organisation_id == DAYS.c.organisation_id,
        ENTRIES.c.member_id == DAYS.c.member_id,
        ENTRIES.c.about_day == DAYS.c.day,
        ENTRIES.c.kind == "call",
    )
    .correlate(DAYS)
)
COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reduced_entries",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("seal", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("number", COUNT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        sa.PrimaryKeyConstraint("organisation_id", "member_id", "seal"),
    )
    op.add_column("members", sa.Column("journal_from", sa.Date(), nullable=True))
    _begin_journals()


def _begin_journals() -> None:
    """Where this was there before and was taken back, days have no entries: they stand. Elsewhere
    there are none such, and no journal begins anywhere.
    """
    connection = op.get_bind()
    reduced = connection.execute(
        sa.select(DAYS.c.organisation_id, DAYS.c.member_id, sa.func.max(DAYS.c.day))
        .where(DAYS.c.attempts > 0, ~CALLED)
        .group_by(DAYS.c.organisation_id, DAYS.c.member_id)
    ).all()
    for organisation_id, member_id, last in reduced:
        monday = last - timedelta(days=last.weekday()) + timedelta(days=7)
        theirs = MEMBERS.c.organisation_id == organisation_id, MEMBERS.c.id == member_id
        connection.execute(sa.update(MEMBERS).where(*theirs).values(journal_from=monday))


def downgrade() -> None:
    """Days stay as they are, without entries: an older version's rebuild would take them away."""
    op.drop_column("members", "journal_from")
    op.drop_table("reduced_entries")

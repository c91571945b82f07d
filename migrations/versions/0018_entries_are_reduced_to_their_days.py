"""Entries are reduced to their days"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

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


def downgrade() -> None:
    """Days stay as they are; an older version counts those again that are touched, of what is there."""
    op.drop_column("members", "journal_from")
    op.drop_table("reduced_entries")

"""Promises have a time of day, and what became of them is said"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ENTRIES = sa.table("entries", sa.column("kind", sa.String()))


def upgrade() -> None:
    op.add_column("entries", sa.Column("at_time", sa.String(length=5), nullable=True))


def downgrade() -> None:
    """What became of a promise is unknown to an older version, which could not read it."""
    op.execute(sa.delete(ENTRIES).where(ENTRIES.c.kind == "held"))
    op.drop_column("entries", "at_time")

"""Calls are put off for a reason, which only their owner reads"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ENTRIES = sa.table(
    "entries", *(sa.column(name) for name in ("key", "kind", "about", "target"))
)


def upgrade() -> None:
    op.add_column("entries", sa.Column("reason", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """An older version could not read what puts calls off; what withdrew one stays, as what
    withdraws an entry that never came.
    """
    put_off = sa.select(ENTRIES.c.key).where(ENTRIES.c.kind == "not_now")
    op.execute(sa.update(ENTRIES).where(ENTRIES.c.target.in_(put_off)).values(about=None))
    op.execute(sa.delete(ENTRIES).where(ENTRIES.c.kind == "not_now"))
    op.drop_column("entries", "reason")

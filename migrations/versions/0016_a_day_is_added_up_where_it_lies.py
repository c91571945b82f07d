"""A day is added up where it lies

What came in before is not filled in: where it is empty, the day is read entry by entry.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = {"counts": sa.Boolean(), "lesson_rows": sa.SmallInteger(), "dated": sa.Boolean()}


def upgrade() -> None:
    for name, of in COLUMNS.items():
        op.add_column("entries", sa.Column(name, of, nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("entries", name)

"""Exports are made one at a time for a person"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("exporting_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("members", "exporting_since")

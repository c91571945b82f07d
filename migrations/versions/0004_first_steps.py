"""First steps: put away, and the company's days agreed to"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("steps_away_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("pattern_agreed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.drop_column("pattern_agreed_at")
        batch.drop_column("steps_away_at")

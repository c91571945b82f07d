"""What a member chooses for themself

« tu » or « vous » (the organisation's, and over it the member's own), and to leave. A goal is a
dated fact: the column that was kept for it goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisations") as batch:
        batch.add_column(sa.Column("vous", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("vous", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("leaving_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_column("goal")
        batch.create_index("members_leaving", ["organisation_id", "leaving_at"])
    op.execute("UPDATE members SET leaving_at = removed_at")


def downgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.drop_index("members_leaving")
        batch.add_column(
            sa.Column("goal", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), nullable=True)
        )
        batch.drop_column("leaving_at")
        batch.drop_column("vous")
    with op.batch_alter_table("organisations") as batch:
        batch.drop_column("erased_at")
        batch.drop_column("vous")

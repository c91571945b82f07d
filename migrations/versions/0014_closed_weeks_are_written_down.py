"""Closed weeks are written down"""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "closed_weeks",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("leagues", COUNT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id", "week"),
    )
    with op.batch_alter_table("team_weeks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("league", COUNT, nullable=True))
        batch_op.add_column(sa.Column("position", COUNT, nullable=True))
        batch_op.add_column(sa.Column("at_work", COUNT, nullable=True))
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.create_index("teams_by_making", ["organisation_id", "created_at"])
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("zone_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_column("zone_since")
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_index("teams_by_making")
    with op.batch_alter_table("team_weeks", schema=None) as batch_op:
        batch_op.drop_column("at_work")
        batch_op.drop_column("position")
        batch_op.drop_column("league")
    op.drop_table("closed_weeks")

"""Boards say whether they changed"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("version", COUNT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    with op.batch_alter_table("team_weeks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", COUNT, nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("team_weeks", schema=None) as batch_op:
        batch_op.drop_column("version")
    op.drop_table("editions")

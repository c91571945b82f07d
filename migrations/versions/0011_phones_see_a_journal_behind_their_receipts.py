"""Phones see a journal that is behind their receipts, and a wrong clock is found again"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
CLOCK_OFF = sa.column("clock_off", sa.Boolean()).is_(True)


def upgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("admitted", COUNT, nullable=False, server_default="0"))
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", COUNT, nullable=False, server_default="0"))
    op.create_index(
        "entries_clock_off",
        "entries",
        ["organisation_id", "member_id", "received_at"],
        postgresql_where=CLOCK_OFF,
        sqlite_where=CLOCK_OFF,
    )


def downgrade() -> None:
    op.drop_index("entries_clock_off", "entries")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_column("number")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_column("admitted")

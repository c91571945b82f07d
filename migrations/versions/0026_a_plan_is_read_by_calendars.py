"""A plan is read by calendar programs under a secret address"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_feeds",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarm_minutes", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "member_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )
    op.create_index("plan_feeds_token", "plan_feeds", ["organisation_id", "token"], unique=True)


def downgrade() -> None:
    op.drop_index("plan_feeds_token", table_name="plan_feeds")
    op.drop_table("plan_feeds")

"""A manager looks after further teams"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]
        ),
        sa.PrimaryKeyConstraint("organisation_id", "member_id", "team_id"),
    )


def downgrade() -> None:
    op.drop_table("charges")

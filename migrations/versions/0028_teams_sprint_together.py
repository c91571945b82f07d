"""Teams sprint together, and a company says until when one of its teams does"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ENTRIES = sa.table("entries", sa.column("kind"))


def upgrade() -> None:
    op.add_column(
        "organisations", sa.Column("sprints_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "team_sprints",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )
    op.create_index(
        "team_sprints_by_team", "team_sprints", ["organisation_id", "team_id", "ends_at"]
    )
    op.create_table(
        "team_sprint_members",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("team_sprint_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "team_sprint_id", "member_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "team_sprint_id"],
            ["team_sprints.organisation_id", "team_sprints.id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )


def downgrade() -> None:
    """A joined sprint is unknown to an older version, which could not read it."""
    op.drop_table("team_sprint_members")
    op.drop_table("team_sprints")
    op.execute(sa.delete(ENTRIES).where(ENTRIES.c.kind == "sprint"))
    op.drop_column("organisations", "sprints_until")

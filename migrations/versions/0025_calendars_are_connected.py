"""Calendars are connected, and their busy times kept"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COUNT = sa.SmallInteger()


def _ids(*names):
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _instant(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "agendas",
        *_ids("organisation_id", "member_id"),
        sa.Column("day_from", sa.Time(), nullable=False),
        sa.Column("day_to", sa.Time(), nullable=False),
        sa.Column("margin", COUNT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "member_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )
    op.create_table(
        "agenda_calendars",
        *_ids("organisation_id", "member_id", "id"),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        *(_instant(name) for name in ("connected_at", "read_at", "known_until", "due_at")),
        _instant("claimed_at", nullable=True),
        sa.Column("failures", COUNT, nullable=False),
        sa.Column("error", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "member_id", "id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["agendas.organisation_id", "agendas.member_id"]
        ),
    )
    op.create_index("agenda_calendars_due", "agenda_calendars", ["due_at"])
    op.create_table(
        "busy_times",
        *_ids("organisation_id", "member_id", "calendar_id"),
        _instant("begins"),
        _instant("ends"),
        sa.PrimaryKeyConstraint("organisation_id", "member_id", "calendar_id", "begins"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "member_id", "calendar_id"],
            ["agenda_calendars.organisation_id", "agenda_calendars.member_id", "agenda_calendars.id"],
        ),
    )
    op.add_column(
        "members",
        sa.Column("has_agenda", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("members", "has_agenda")
    op.drop_table("busy_times")
    op.drop_index("agenda_calendars_due", table_name="agenda_calendars")
    op.drop_table("agenda_calendars")
    op.drop_table("agendas")

"""One reminder a day, on the devices that its owner has said"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
OF_MEMBER = (["organisation_id", "member_id"], ["members.organisation_id", "members.id"])


def upgrade() -> None:
    op.add_column("members", sa.Column("reminder", sa.String(length=4), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at_time", sa.Time(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("to_time", sa.Time(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "member_id"),
        sa.ForeignKeyConstraint(*OF_MEMBER),
    )
    op.create_index("reminders_by_time", "reminders", ["due_at"])
    op.create_table(
        "push_subscriptions",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("sign_in", sa.LargeBinary(length=32), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("p256dh", sa.LargeBinary(length=65), nullable=False),
        sa.Column("auth", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("failures", COUNT, nullable=False, server_default="0"),
        sa.Column("error", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id"),
        sa.ForeignKeyConstraint(*OF_MEMBER),
    )
    op.create_index(
        "push_subscriptions_by_member", "push_subscriptions", ["organisation_id", "member_id"]
    )
    op.create_index("push_subscriptions_by_endpoint", "push_subscriptions", ["endpoint_digest"])
    op.create_table(
        "pushes",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("attempts", COUNT, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("organisation_id", "id"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subscription_id"],
            ["push_subscriptions.organisation_id", "push_subscriptions.id"],
        ),
    )
    op.create_index("pushes_by_time", "pushes", ["due_at"])
    op.create_index("pushes_by_expiry", "pushes", ["expires_at"])
    op.create_index("pushes_by_subscription", "pushes", ["organisation_id", "subscription_id"])
    op.create_table(
        "push_keys",
        sa.Column("id", COUNT, nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.String(length=88), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """An older version reminds nobody; whoever is asked again later is asked anew."""
    for table in ("push_keys", "pushes", "push_subscriptions", "reminders"):
        op.drop_table(table)
    op.drop_column("members", "reminder")

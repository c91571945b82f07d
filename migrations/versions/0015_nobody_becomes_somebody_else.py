"""Nobody becomes somebody else"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "completions",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id", "form"),
    )
    with op.batch_alter_table("members") as members:
        members.add_column(sa.Column("way_in_at", sa.DateTime(timezone=True), nullable=True))
        members.add_column(sa.Column("way_in_by", sa.Uuid(), nullable=True))
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        sign_ins.add_column(sa.Column("browser", sa.LargeBinary(length=32), nullable=True))
    with op.batch_alter_table("codes") as codes:
        codes.add_column(sa.Column("sign_in", sa.LargeBinary(length=32), nullable=True))
    with op.batch_alter_table("links") as links:
        links.add_column(
            sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        links.add_column(sa.Column("browser", sa.LargeBinary(length=32), nullable=True))
        links.add_column(sa.Column("sign_in", sa.LargeBinary(length=32), nullable=True))
    with op.batch_alter_table("audits") as audits:
        audits.add_column(
            sa.Column("detail", sa.String(length=60), server_default="", nullable=False)
        )
        audits.add_column(sa.Column("count", COUNT, server_default="1", nullable=False))
        for side in ("actor_left", "about_left"):
            audits.add_column(
                sa.Column(side, sa.Boolean(), server_default=sa.false(), nullable=False)
            )


def downgrade() -> None:
    for table, names in {
        "audits": ("detail", "count", "actor_left", "about_left"),
        "links": ("private", "browser", "sign_in"),
        "codes": ("sign_in",),
        "sign_ins": ("proved_at", "browser"),
        "members": ("way_in_at", "way_in_by"),
    }.items():
        with op.batch_alter_table(table) as altered:
            for name in reversed(names):
                altered.drop_column(name)
    op.drop_table("completions")

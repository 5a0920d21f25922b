"""Links of a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("previous", sa.String(64), nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        # A number that was given is never given again, so that a link cut off leaves a gap.
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("links")

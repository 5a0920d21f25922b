"""Documents and aliases: the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(255), nullable=False, unique=True),
        sa.Column("parent", sa.String(255), nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "aliases",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("target", sa.String(255), sa.ForeignKey("documents.name"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("aliases")
    op.drop_table("documents")

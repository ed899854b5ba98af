"""What came in by folder or mail, and how it went."""

import sqlalchemy as sa
from alembic import op

from ledgers.migrations.columns import belongs, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    """Bring a book forward."""
    op.create_table(
        "arrival",
        whole("id"),
        text("key"),
        text("place"),
        text("name"),
        text("message_id"),
        text("sender"),
        sa.Column("came_on", sa.Date(), nullable=False),
        whole("tries"),
        text("outcome"),
        belongs("arrival", "document_id", "document", nullable=True),
        whole("drafts"),
        whole("known"),
        whole("without_day"),
        whole("without_unit"),
        sa.Column("issued_on", sa.Date()),
        flag("doubtful"),
        text("said"),
        flag("told"),
        sa.PrimaryKeyConstraint("id", name="pk_arrival"),
        sa.UniqueConstraint("key", name="uq_arrival_key"),
    )
    op.create_index("ix_arrival_message_id", "arrival", ["message_id"])
    where = sa.text("told = FALSE")
    op.create_index(
        "ix_arrival_untold", "arrival", ["id"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError

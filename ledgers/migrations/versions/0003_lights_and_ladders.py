"""Lights with reasons, ladders with people, scores: what they remember."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# In plain SQL, one column at a time: SQLite need not copy the whole table.
NEW_COLUMNS = (
    ("commitment", "reds", "VARCHAR NOT NULL DEFAULT ''"),
    ("commitment", "yellow_since", "DATE"),
    ("commitment", "forecast_on", "DATE"),
    ("commitment", "forecast_from", "DATE"),
    ("commitment", "forecast_to", "DATE"),
    ("notice", "policy_id", "INTEGER NOT NULL DEFAULT 0"),
    ("notice", "card", "VARCHAR NOT NULL DEFAULT ''"),
    ("notice", "addressed", "VARCHAR NOT NULL DEFAULT ''"),
    ("policy_version", "rebinds", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("calendar_day", "reason", "VARCHAR NOT NULL DEFAULT ''"),
    ("calendar_day", "document", "VARCHAR NOT NULL DEFAULT ''"),
    ("unit", "peer_group", "VARCHAR NOT NULL DEFAULT ''"),
)


def upgrade() -> None:
    """Bring a book forward."""
    for table, column, kind in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    # A ladder goes on by the policy under which it began.
    op.execute(
        "UPDATE notice SET policy_id = coalesce((SELECT max(v.id) FROM policy_version v"
        " WHERE v.adopted_on <= notice.claimed_on), 0)"
    )
    # A day may be spoken of more than once; no word is written over.
    with op.batch_alter_table("calendar_day") as days:
        days.alter_column("works", existing_type=sa.Boolean(), nullable=True)
        days.drop_constraint("pk_calendar_day", type_="primary")
        days.create_primary_key("pk_calendar_day", ["day", "event_id"])
    _table(
        "plan_point",
        sa.Column("day", sa.Date(), nullable=False),
        _text("percent"),
        sa.Column("replaced_on", sa.Date()),
    )
    _table(
        "receipt",
        _belongs("receipt", "notice_id", "notice"),
        sa.Column("on_day", sa.Date(), nullable=False),
        _belongs("receipt", "person_id", "person"),
    )
    _table(
        "proposal",
        _text("step"),
        _text("basis"),
        _text("version"),
        _text("rung"),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        _text("state"),
        sa.Column("decided_on", sa.Date()),
        _belongs("proposal", "decided_by", "person", nullable=True),
        _text("decision"),
    )
    _table(
        "callback",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        _text("satisfied"),
        _text("note"),
    )
    _table(
        "appraisal",
        _belongs("appraisal", "unit_id", "unit"),
        sa.Column("on_day", sa.Date(), nullable=False),
        _text("mark"),
        _text("words"),
        _belongs("appraisal", "leader_id", "person", nullable=True),
    )
    # The rules have grown: whatever is open is looked at on the next day that is lived.
    op.execute("UPDATE commitment SET look_on = docketed_on WHERE closed_on IS NULL")


def _table(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs(name, "commitment_id", "commitment"),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_commitment_id", name, ["commitment_id"])


def _belongs(table: str, column: str, to: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(
        column,
        sa.Integer(),
        sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}_{to}"),
        nullable=nullable,
    )


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError

"""The whole life of a commitment: every turn, registers, seals, and a past that can be rebuilt."""

import sqlalchemy as sa
from alembic import op

from ledgers.migrations.columns import belongs, matter_table, text
from ledgers.migrations.journal_guard import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Added in plain SQL, one column at a time: both databases take a named foreign key so, and
# SQLite need not copy the whole table.
NEW_COLUMNS = (
    ("commitment", "rhythm", "VARCHAR NOT NULL DEFAULT ''"),
    ("commitment", "assigned_on", "DATE"),
    ("commitment", "suspended_on", "DATE"),
    ("commitment", "pause_reason", "VARCHAR NOT NULL DEFAULT ''"),
    ("commitment", "resumed_on", "DATE"),
    ("commitment", "paused_days", "INTEGER NOT NULL DEFAULT 0"),
    ("commitment", "parent_id", "INTEGER REFERENCES commitment (id)"),
    ("commitment", "follows_id", "INTEGER REFERENCES commitment (id)"),
    ("commitment", "superseded_by", "INTEGER REFERENCES commitment (id)"),
    ("milestone", "starts", "DATE"),
    ("milestone", "due_version", "INTEGER NOT NULL DEFAULT 1"),
    ("support_unit", "part", "VARCHAR NOT NULL DEFAULT ''"),
    ("report", "unit_id", "INTEGER REFERENCES unit (id)"),
    ("evidence", "sort", "VARCHAR NOT NULL DEFAULT ''"),
    ("extension_request", "consented_on", "DATE"),
    ("extension_request", "consented_by", "INTEGER REFERENCES person (id)"),
    ("extension_request", "screened_on", "DATE"),
    ("extension_request", "screened_by", "INTEGER REFERENCES person (id)"),
    ("extension_request", "opinion", "VARCHAR NOT NULL DEFAULT ''"),
    ("extension_request", "decided_by", "INTEGER REFERENCES person (id)"),
    ("policy_version", "event_id", "INTEGER NOT NULL DEFAULT 0"),
    ("calendar_day", "event_id", "INTEGER NOT NULL DEFAULT 0"),
)


def upgrade() -> None:
    """Bring a book forward."""
    for table, column, kind in NEW_COLUMNS:
        target = kind.partition("REFERENCES ")[2].partition(" ")[0]
        named = f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.replace('REFERENCES', named)}")
    op.create_index("ix_commitment_parent_id", "commitment", ["parent_id"])
    # With the stage in it, open matters are counted without drafts from the index alone.
    op.drop_index("ix_commitment_open_due", "commitment")
    op.create_index(
        "ix_commitment_open_due",
        "commitment",
        ["due", "number", "stage"],
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.drop_index("ix_commitment_totals", "commitment")
    op.create_index(
        "ix_commitment_totals",
        "commitment",
        ["lead_unit_id", "owner_post_id", "sponsor_post_id", "light", "closed_on", "due", "stage"],
    )
    # A rhythm is one text now: a number of days is written as every:30.
    op.execute(
        "UPDATE commitment SET rhythm = 'every:' || report_every WHERE report_every IS NOT NULL"
    )
    op.execute("ALTER TABLE commitment DROP COLUMN report_every")
    # A matter was assigned on the day of the last event that says so; an audit reads it there.
    op.execute(
        "UPDATE commitment SET assigned_on = (SELECT e.on_day FROM event e"
        " WHERE e.commitment_id = commitment.id AND e.happened IN ('docketed', 'assigned')"
        " AND e.changes LIKE '%\"stage\":[%\"assigned\"]%' ORDER BY e.place DESC LIMIT 1)"
    )
    # The ladder of a milestone is known by the count of its deadlines, as that of a matter is.
    op.execute("UPDATE notice SET version = '1' WHERE basis LIKE 'milestone:%'")
    # The rules have grown: whatever is open is looked at on the next day that is lived.
    op.execute("UPDATE commitment SET look_on = docketed_on WHERE closed_on IS NULL")
    # From now on an event's hash covers its id too; those written before keep theirs.
    op.execute(
        "INSERT INTO book_fact (name, value) SELECT 'journal_id_after',"
        " CAST(coalesce(max(id), 0) AS VARCHAR(20)) FROM event"
    )
    _registers()
    _seals()


def _registers() -> None:
    matter_table(
        "check_record",
        belongs("check_record", "closure_id", "closure_request"),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        belongs("check_record", "checked_by", "person"),
        text("findings"),
        text("missing"),
    )
    matter_table(
        "objection",
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        text("reason"),
        text("state"),
        sa.Column("decided_on", sa.Date()),
        belongs("objection", "decided_by", "person", nullable=True),
        text("decision"),
    )
    matter_table(
        "lookback",
        sa.Column("month", sa.Date(), nullable=False),
        text("seed"),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        text("state"),
        sa.Column("on_day", sa.Date()),
        belongs("lookback", "checked_by", "person", nullable=True),
        text("findings"),
    )
    matter_table(
        "obstacle",
        text("cause"),
        text("text"),
        text("waits_on"),
        sa.Column("since", sa.Date(), nullable=False),
        text("state"),
        sa.Column("cleared_on", sa.Date()),
        text("outcome"),
    )
    matter_table(
        "help_request",
        belongs("help_request", "obstacle_id", "obstacle", nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        text("ask"),
        belongs("help_request", "leader_post_id", "post"),
        text("state"),
        sa.Column("decided_on", sa.Date()),
        belongs("help_request", "decided_by", "person", nullable=True),
        text("decision"),
    )
    matter_table(
        "instruction",
        belongs("instruction", "leader_id", "person"),
        sa.Column("on_day", sa.Date(), nullable=False),
        text("words"),
        sa.Column("due", sa.Date()),
        belongs("instruction", "milestone_id", "milestone", nullable=True),
    )
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        belongs("deputy", "principal_id", "person"),
        belongs("deputy", "deputy_id", "person"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_deputy"),
    )
    op.create_index("ix_deputy_principal_id", "deputy", ["principal_id"])
    op.create_index("ix_deputy_deputy_id", "deputy", ["deputy_id"])


def _seals() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        text("recorded_at"),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        text("root"),
        text("previous"),
        text("hash"),
        sa.PrimaryKeyConstraint("id", name="pk_seal"),
        sa.UniqueConstraint("day", name="uq_seal_day"),
    )
    op.create_table(
        "seal_node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        text("hash"),
        sa.PrimaryKeyConstraint("level", "place", name="pk_seal_node"),
    )
    guard("seal", ("id",), ("day",))


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError

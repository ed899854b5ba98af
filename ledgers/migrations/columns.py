"""How migrations write the columns of a new table."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def matter_table(name: str, *columns: sa.Column[Any]) -> None:
    """Make a table whose rows belong to a commitment, and are found by it."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        belongs(name, "commitment_id", "commitment"),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_commitment_id", name, ["commitment_id"])


def belongs(table: str, column: str, to: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Point to a row of another table, by a named key: SQLite cannot alter what has no name."""
    return sa.Column(
        column,
        sa.Integer(),
        sa.ForeignKey(f"{to}.id", name=f"fk_{table}_{column}_{to}"),
        nullable=nullable,
    )


def text(name: str) -> sa.Column[Any]:
    """Keep a text, empty where nothing is said."""
    return sa.Column(name, sa.String(), nullable=False)

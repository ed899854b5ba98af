"""Partial indexes: cost follows what is due, whatever the size of the book (DESIGN §4.7).

Apart from their tables, because naming a database makes SQLAlchemy load all it knows of it,
and docketing one commitment would wait for that. Only migrations and their test need them.
"""

from typing import Any

from sqlalchemy import Column, Index, text

from models.commitment import Commitment
from models.intake.arrival import Arrival
from models.paperwork import Letter
from models.tables import Table


def _partial(name: str, kind: type[Table], *names: str, where: str) -> Index:
    columns = Table.metadata.tables[kind.__name__.lower()].c
    wanted: list[Column[Any]] = [columns[one] for one in names]
    return Index(name, *wanted, sqlite_where=text(where), postgresql_where=text(where))


PARTIAL = (
    # The morning reads through this one.
    _partial("ix_commitment_look_on", Commitment, "look_on", where="look_on IS NOT NULL"),
    # Lists of open matters read through this one.
    _partial(
        "ix_commitment_open_due", Commitment, "due", "number", "stage", where="closed_on IS NULL"
    ),
    _partial("ix_arrival_untold", Arrival, "id", where="told = FALSE"),
    _partial("ix_letter_undelivered", Letter, "state", "id", where="state <> 'sent'"),
)

"""Rows as they are stored, for whoever must not trust them.

Whoever can write in the file of a book can write anything there. SQLite reads 20200803 as
the day 2020-08-03 and 2 as true; here a value comes as it stands, so that a changed byte is
a changed value.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from ledgers.journal import plain

PLAINLY_READ = (int, int | None, str, str | None)


@cache
def as_stored(table: str) -> str:
    """Write the SELECT of a table; a value that is computed is not converted by its column."""
    columns = (
        name if one.annotation in PLAINLY_READ else f"coalesce({name}, NULL) AS {name}"
        for name, one in _fields(table).items()
    )
    return f"SELECT {', '.join(columns)} FROM {table}"


@cache
def defaults(table: str) -> dict[str, Any]:
    """Map the columns of a table to what a new row has where nothing is told."""
    return {
        name: plain(None if one.is_required() else one.default)
        for name, one in _fields(table).items()
    }


@cache
def days_in(table: str) -> frozenset[str]:
    """Name the columns of a table that hold days."""
    return frozenset(
        name for name, one in _fields(table).items() if one.annotation in (date, date | None)
    )


@cache
def _fields(table: str) -> dict[str, Any]:
    from models import commitment, paperwork, people, record, registers
    from models.intake import kept

    kinds: dict[str, Any] = {
        kind.__tablename__: kind
        for module in (commitment, paperwork, people, record, registers, kept)
        for kind in vars(module).values()
        if hasattr(kind, "__table__")
    }
    return dict(kinds[table].model_fields)


def day_of(value: Any) -> Any:
    """Make a stored day a day again, to be told; what is none stays as it is."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def readable(value: Any) -> Any:
    """Return what can be shown of a value: bytes that are no text become question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return repr(value) if isinstance(value, bytes) else value

"""Rows that the journal tells one by one: written, and told as ``table:id`` → [before, after]."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.journal import plain

if TYPE_CHECKING:
    from ledgers.book import Book

Changes = dict[str, list[Any]]


def stored(values: dict[str, Any]) -> dict[str, Any]:
    """Write values as the drivers take them: days as days, terms and decimals as text."""
    return {name: one if isinstance(one, date) else plain(one) for name, one in values.items()}


def new_row(book: Book, table: str, values: dict[str, Any]) -> tuple[int, Changes]:
    """Insert one row; returns its id and how the journal tells it."""
    row_id = book.add(table, stored(values))
    return row_id, {f"{table}:{row_id}": [None, plain(values)]}


def add_row(book: Book, table: str, values: dict[str, Any]) -> Changes:
    """Insert one row of which only the journal needs to know the id."""
    return new_row(book, table, values)[1]


def change_row(book: Book, table: str, row: Row, values: dict[str, Any]) -> Changes:
    """Change columns of one row that was read before; what stays the same is not told."""
    new = {name: one for name, one in stored(values).items() if getattr(row, name) != one}
    if not new:
        return {}
    sets = ", ".join(f"{name} = :{name}" for name in new)
    book.db.tell(f"UPDATE {table} SET {sets} WHERE id = :id", {**new, "id": row.id})
    before = {name: plain(getattr(row, name)) for name in new}
    return {f"{table}:{row.id}": [before, plain(new)]}


def merged(first: Changes, then: Changes) -> Changes:
    """Tell two changes of one event as one: a row made and changed is told as it ends up."""
    told = dict(first)
    for key, (before, after) in then.items():
        if key in told:
            old_before, old_after = told[key]
            before = old_before if old_before is None else {**before, **old_before}
            after = {**old_after, **after}
        told[key] = [before, after]
    return told


def read_row(book: Book, table: str, row_id: int) -> Row:
    """Read one row by its id."""
    return book.db.ask(f"SELECT * FROM {table} WHERE id = :id", {"id": row_id})[0]

"""Both totals: 145 targets are 222 tasks (DOMAIN §2). Light, because every list asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledgers.book import Book


@dataclass(frozen=True, slots=True)
class BothTotals:
    """How many matters there are counted as wholes, and how many once they are split."""

    wholes: int
    tasks: int


def both_totals(book: Book) -> BothTotals | None:
    """Count open matters in both ways, where anything is split at all.

    A whole is one target, its parts are its tasks.
    """
    if not book.db.ask("SELECT 1 FROM commitment WHERE parent_id IS NOT NULL LIMIT 1"):
        return None
    found = book.db.ask(
        "SELECT sum(CASE WHEN c.parent_id IS NULL THEN 1 ELSE 0 END) AS wholes,"
        " sum(CASE WHEN p.id IS NULL THEN 1 ELSE 0 END) AS tasks"
        " FROM commitment c LEFT JOIN (SELECT DISTINCT parent_id AS id FROM commitment"
        " WHERE parent_id IS NOT NULL) p ON p.id = c.id"
        " WHERE c.closed_on IS NULL AND c.stage <> 'draft'"
    )[0]
    return BothTotals(int(found.wholes or 0), int(found.tasks or 0))

"""A matter and the parts it is split into, level by level (四级联动)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledgers.beside import ASKED, by_commitment
from ledgers.lines import Line
from ledgers.sql import with_ids
from models.lights import MilestoneFacts

if TYPE_CHECKING:
    from ledgers.book import Book


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One branch of a matter: how deep it hangs, at which level of government, its nodes."""

    depth: int
    level: str
    line: Line
    milestones: tuple[MilestoneFacts, ...]


def tree(book: Book, number: str, on: date) -> list[TreeLine]:
    """List a matter and everything below it, each part after its whole (四级联动)."""
    top = book.lists.one(number, on)
    lines, depths, order = {top.commitment_id: top}, {top.commitment_id: 0}, [top.commitment_id]
    below = [top.commitment_id]
    while below:
        rows = book.db.ask(
            with_ids("SELECT id, parent_id FROM commitment WHERE parent_id IN (:ids)"
                     " ORDER BY number DESC", below)
        )  # fmt: skip
        for row in rows:
            depths[row.id] = depths[row.parent_id] + 1
            order.insert(order.index(row.parent_id) + 1, row.id)
        below = [row.id for row in rows]
        lines |= book.lists.these(below, on)
    levels = {row.id: row.level for row in book.db.ask("SELECT id, level FROM unit")}
    steps = by_commitment(book.db.ask(with_ids(ASKED["milestones_of"], order)))
    return [
        TreeLine(depths[one], levels[lines[one].unit_id], lines[one], steps.get(one, ()))
        for one in order
    ]

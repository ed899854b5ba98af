"""The journal: events are added, never edited, and each one seals the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.people import Actor
from models.terms import Happened

if TYPE_CHECKING:
    from ledgers.book import Book

BOOK_CHAIN = "book"
ID_AFTER = "journal_id_after"  # the book's fact: events after this id cover it with their hash
COLUMNS = (
    "id",
    "commitment_id",
    "chain",
    "place",
    "recorded_at",
    "on_day",
    "actor_id",
    "behalf_id",
    "happened",
    "changes",
    "note",
    "previous",
    "hash",
)
INSERT = insert_into("event", COLUMNS)
# What a hash covers beside the business day; ``changes`` as the text that is stored.
HASHED = (
    "chain", "place", "recorded_at", "actor_id", "behalf_id", "happened", "changes", "note",
)  # fmt: skip


@dataclass(slots=True)
class Chain:
    """The end of one chain: how many events it has, and the hash of the last."""

    name: str
    commitment_id: int | None
    length: int = 0
    head: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event about to be written; ``changes`` maps a column to [from, to]."""

    chain: Chain
    happened: Happened
    changes: dict[str, list[Any]] = field(default_factory=dict)
    note: str = ""


AS_IS = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """Make a value fit for canonical JSON: no floats, no objects."""
    if type(value) in AS_IS:
        return value
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain
).encode


def canonical(value: Any) -> str:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, plain characters.

    A date or a decimal in it is written as ``plain`` makes it.
    """
    return _ENCODE(value)


def told_by_hash(text: Any) -> str:
    """Tell a long text as the journal does: by its SHA-256; what is no text has none."""
    if not isinstance(text, str):
        return ""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def hashed_line(row: dict[str, Any]) -> str:
    """Write what an event's hash covers beside the hash before it; the id only if it is told.

    Events of the first version of the book did not cover their id (see ``ID_AFTER``).
    """
    line = [row["on_day"].isoformat(), *(row[name] for name in HASHED)]
    return canonical([*line, row["id"]] if "id" in row else line)


def link(previous: str, row: dict[str, Any]) -> str:
    """Hash one event onto the hash before it."""
    return hashlib.sha256(f"{previous}\n{hashed_line(row)}".encode()).hexdigest()


class Journal:
    """Writes events, many at a time."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def write(self, entries: Sequence[Entry], *, by: Actor | None, on: date) -> None:
        """Append events and move their chains on; the caller stores the new heads."""
        self.append(self.compose(entries, by=by, on=on))

    def compose(
        self, entries: Sequence[Entry], *, by: Actor | None, on: date
    ) -> list[dict[str, Any]]:
        """Write events up and move their chains on, without putting them in the book yet."""
        if not entries:
            return []
        first = self._book.db.reserve("event", len(entries))
        return [self._row(entry, first + n, by, on) for n, entry in enumerate(entries)]

    def append(self, rows: Sequence[dict[str, Any]]) -> None:
        """Put composed events in the book."""
        self._book.db.tell_many(INSERT, rows)

    def write_book_event(
        self,
        happened: Happened,
        *,
        by: Actor | None,
        on: date,
        changes: dict[str, list[Any]] | None = None,
        note: str = "",
    ) -> int:
        """Append an event about the book itself: policy, directory, calendar; returns its id."""
        entry = Entry(self.book_chain(), happened, plain(changes or {}), note)
        rows = self.compose([entry], by=by, on=on)
        self.append(rows)
        return int(rows[0]["id"])

    def book_chain(self) -> Chain:
        """Return the end of the book's own chain."""
        rows = self._book.db.ask(
            "SELECT place, hash FROM event WHERE chain = :chain ORDER BY place DESC LIMIT 1",
            {"chain": BOOK_CHAIN},
        )
        last = rows[0] if rows else None
        return Chain(BOOK_CHAIN, None, last.place if last else 0, last.hash if last else "")

    @cached_property
    def id_after(self) -> int:
        """Events up to this id were written before hashes covered ids."""
        return int(self._book.fact(ID_AFTER, "0"))

    def last_id(self) -> int:
        """Return the id of the newest event; 0 in an empty book."""
        return int(self._book.db.ask("SELECT coalesce(max(id), 0) AS n FROM event")[0].n)

    def _row(self, entry: Entry, event_id: int, by: Actor | None, on: date) -> dict[str, Any]:
        chain = entry.chain
        row: dict[str, Any] = {
            "id": event_id,
            "commitment_id": chain.commitment_id,
            "chain": chain.name,
            "place": chain.length + 1,
            "recorded_at": self._book.recorded_at,
            "on_day": on,
            "actor_id": by.person_id if by else None,
            "behalf_id": by.behalf_id if by else None,
            "happened": entry.happened.value,
            "changes": canonical(entry.changes),
            "note": entry.note,
            "previous": chain.head,
        }
        row["hash"] = link(chain.head, row)
        chain.length, chain.head = row["place"], row["hash"]
        return row

"""What tests look at a book with: everything in it, and a driver that counts or fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import models.indexes
import models.intake.arrival
import models.intake.kept
import models.people
import models.record
import models.registers  # noqa: F401 — the tables have to be known
from ledgers.book import Book, reach
from ledgers.drivers import Driver
from models.tables import Table
from tests.makers import MORNING

TABLES = tuple(table.name for table in Table.metadata.sorted_tables)


def contents(db: Driver, *, without: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Read every table whole."""
    return {
        name: sorted((tuple(row) for row in db.ask(f"SELECT * FROM {name}")), key=repr)
        for name in TABLES
        if name not in without
    }


def contents_of(url: str, **options: Any) -> dict[str, list[Any]]:
    """Read every table of the book at this address."""
    with reach(url) as db:
        return contents(db, **options)


class PowerCut(Exception):
    """What a failing driver raises."""


class Spy:
    """A driver that counts statements and rows read, and fails after the n-th where asked."""

    def __init__(self, db: Driver, *, fail_after: int = 0) -> None:
        self._db = db
        self.dialect, self.url = db.dialect, db.url
        self.fail_after = fail_after
        self.statements: list[str] = []
        self.rows = 0

    def _note(self, sql: str) -> None:
        self.statements.append(sql)
        if len(self.statements) == self.fail_after:
            raise PowerCut(sql)

    def ask(self, sql: str, values: Any = None) -> list[Any]:
        found = self._db.ask(sql, values)
        self.rows += len(found)
        self._note(sql)
        return found

    def tell(self, sql: str, values: Any = None) -> int:
        touched = self._db.tell(sql, values)
        self._note(sql)
        return touched

    def tell_many(self, sql: str, rows: Sequence[Any]) -> int:
        touched = self._db.tell_many(sql, rows)
        if rows:
            self._note(sql)
        return touched

    def reserve(self, table: str, count: int) -> int:
        first = self._db.reserve(table, count)
        self._note(f"reserve {table}")
        return first

    def page(self, *, write: bool) -> Any:
        return self._db.page(write=write)

    def relax(self) -> None:
        self._db.relax()

    def close(self) -> None:
        self._db.close()


@contextmanager
def watched(
    url: str, evidence: Path, *, fail_after: int = 0, at: datetime = MORNING
) -> Iterator[tuple[Book, Spy]]:
    """Open a page whose driver is watched."""
    with reach(url) as db, db.page(write=True):
        spy = Spy(db, fail_after=fail_after)
        yield Book(spy, at=at, evidence=evidence), spy

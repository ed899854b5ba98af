"""The two databases behind one face: SQL with ``:name`` blanks, rows with named columns.

SQLite through the standard library, PostgreSQL through psycopg. A driver is one
connection; a page is one transaction on it. There is one writer at a time on both: SQLite
has one lock, PostgreSQL takes an advisory one, so that event ids follow commit order and
chains of hashes cannot fork.
"""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from models.not_ready import BookBusy, BookUnreachable

if TYPE_CHECKING:
    import psycopg

Row = Any
Values = Mapping[str, Any]
WRITER_LOCK = 7_311_950  # one number for every duban book: who holds it writes
BUSY_SECONDS = 20


class Driver(Protocol):
    """What the rooms may ask of a database."""

    dialect: str
    url: str

    def ask(self, sql: str, values: Values | None = None) -> list[Row]:
        """Run a question and return all its rows."""

    def tell(self, sql: str, values: Values | None = None) -> int:
        """Run a change and return how many rows it touched."""

    def tell_many(self, sql: str, rows: Sequence[Values]) -> int:
        """Run a change for many rows at once."""

    def reserve(self, table: str, count: int) -> int:
        """Reserve so many ids of a table and return the first; they are consecutive."""

    def page(self, *, write: bool, scratch: bool = False) -> Any:
        """Open one transaction: written whole or not at all.

        ``scratch`` reads, and may make temporary tables in front of the book's own.
        """

    def relax(self) -> None:
        """Let a commit return before the disk has it: for marks whose loss repeats a letter."""

    def forgive(self) -> None:
        """Read texts that are no texts too, for whoever looks for altered bytes."""

    def close(self) -> None:
        """Give the connection back."""


@lru_cache(maxsize=512)
def _row_type(*names: str) -> Any:
    return namedtuple("Row", names, rename=True)


sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_converter("date", lru_cache(8192)(lambda text: date.fromisoformat(text.decode())))
sqlite3.register_converter("boolean", lambda text: text not in (b"0", b""))


class SqliteDriver:
    """One SQLite file: WAL, foreign keys on, patient when another process writes."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self.url = url
        path = sqlite_path(url)
        try:
            self._db = sqlite3.connect(
                path,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                detect_types=sqlite3.PARSE_DECLTYPES,
                cached_statements=256,
            )
            self._db.execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error as trouble:
            raise BookUnreachable(url=str(path), cause=str(trouble)) from trouble
        self._db.row_factory = self._named

    @staticmethod
    def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
        return _row_type(*(column[0] for column in cursor.description))._make(row)

    def ask(self, sql: str, values: Values | None = None) -> list[Row]:
        """Run a question; the row type is made once, not once a row."""
        with _sqlite_trouble(self.url):
            cursor = self._db.execute(sql, values or {})
            cursor.row_factory = None
            if not cursor.description:
                return []
            make = _row_type(*(column[0] for column in cursor.description))._make
            return [make(row) for row in cursor]

    def tell(self, sql: str, values: Values | None = None) -> int:
        """Run a change."""
        with _sqlite_trouble(self.url):
            return self._db.execute(sql, values or {}).rowcount

    def tell_many(self, sql: str, rows: Sequence[Values]) -> int:
        """Run a change for many rows."""
        with _sqlite_trouble(self.url):
            return self._db.executemany(sql, rows).rowcount if rows else 0

    def reserve(self, table: str, count: int) -> int:
        """Take the ids after the highest; safe because the writer is alone."""
        return int(self.ask(f"SELECT coalesce(max(id), 0) + 1 AS first FROM {table}")[0].first)

    @contextmanager
    def page(self, *, write: bool, scratch: bool = False) -> Iterator[None]:
        """Begin at once when writing, so that nothing read goes stale before it is changed."""
        with _sqlite_trouble(self.url):
            self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        with _sqlite_trouble(self.url):
            self._db.execute("ROLLBACK" if scratch else "COMMIT")

    def relax(self) -> None:
        """In WAL mode this risks the last marks at a power cut, never the file."""
        self._db.execute("PRAGMA synchronous = NORMAL")

    def forgive(self) -> None:
        """A byte that is no UTF-8 comes as a lone surrogate, as in names of files."""
        self._db.text_factory = lambda text: str(text, "utf-8", "surrogateescape")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


@contextmanager
def _sqlite_trouble(url: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as trouble:
        if "locked" in str(trouble) or "busy" in str(trouble):
            raise BookBusy() from trouble
        raise
    except sqlite3.DatabaseError as trouble:
        if "not a database" in str(trouble) or "malformed" in str(trouble):
            raise BookUnreachable(url=str(sqlite_path(url)), cause=str(trouble)) from trouble
        raise


def sqlite_path(url: str) -> Path:
    """Return the file a ``sqlite:///`` address names."""
    return Path(url.removeprefix("sqlite:///"))


BLANK = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@cache
def _for_psycopg(sql: str) -> str:
    return BLANK.sub(r"%(\1)s", sql.replace("%", "%%"))


class PostgresDriver:
    """One PostgreSQL connection, for books that several people or machines share."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        import psycopg

        self.url = url
        try:
            self._db: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError as trouble:
            raise BookUnreachable(url=without_password(url), cause=str(trouble)) from trouble
        self._db.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")

    def ask(self, sql: str, values: Values | None = None) -> list[Row]:
        """Run a question."""
        cursor = self._db.execute(_for_psycopg(sql).encode(), values or {})
        if not cursor.description:
            return []
        make = _row_type(*(column.name for column in cursor.description))._make
        return [make(row) for row in cursor.fetchall()]

    def tell(self, sql: str, values: Values | None = None) -> int:
        """Run a change."""
        return self._db.execute(_for_psycopg(sql).encode(), values or {}).rowcount

    def tell_many(self, sql: str, rows: Sequence[Values]) -> int:
        """Run a change for many rows, pipelined."""
        if not rows:
            return 0
        with self._db.cursor() as cursor:
            cursor.executemany(_for_psycopg(sql).encode(), rows)
            return cursor.rowcount

    def reserve(self, table: str, count: int) -> int:
        """Move the table's sequence on; the ids between are ours."""
        found = self.ask(
            "SELECT setval(pg_get_serial_sequence(:table, 'id'),"
            " nextval(pg_get_serial_sequence(:table, 'id')) + :more) - :more AS first",
            {"table": table, "more": count - 1},
        )
        return int(found[0].first)

    @contextmanager
    def page(self, *, write: bool, scratch: bool = False) -> Iterator[None]:
        """Begin; a writing page waits until it is the only one."""
        import psycopg

        with self._db.transaction():
            if write:
                try:
                    self._db.execute(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})".encode())
                except psycopg.errors.LockNotAvailable as trouble:
                    raise BookBusy() from trouble
            else:
                only = "" if scratch else ", READ ONLY"
                self._db.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ{only}".encode())
            yield

    def relax(self) -> None:
        """The same on this side: the server writes its log a moment later."""
        self._db.execute("SET synchronous_commit = off")

    def forgive(self) -> None:
        """Nothing to do: this server stores no text that is none."""

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


def without_password(url: str) -> str:
    """Show a database address without its password."""
    return re.sub(r"(://[^:/@]+):[^@]*@", r"\1@", url)


DRIVERS: dict[str, Callable[[str], Driver]] = {
    "sqlite": SqliteDriver,
    "postgresql": PostgresDriver,
}


def connect(url: str) -> Driver:
    """Open a connection to the book at this address."""
    driver = DRIVERS.get(url.split(":", 1)[0])
    if driver is None:
        raise BookUnreachable(url=without_password(url), cause="sqlite:/// or postgresql://")
    return driver(url)


def many(rows: Iterable[Values], size: int = 5000) -> Iterator[list[Values]]:
    """Cut a stream of rows into batches, so that memory stays flat."""
    batch: list[Values] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch

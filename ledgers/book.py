"""One `with`, one page: the book is opened, something is written whole or not at all.

with open_book(url, at=now) as book:
    book.commitments.docket(draft, by=by, on=on)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Driver, connect, sqlite_path
from models.calendar import WorkCalendar, exceptions_told
from models.not_ready import BookTooNew, BookTooOld, NoBook
from models.policy import Policy

if TYPE_CHECKING:
    from ledgers.appraisals import Appraisals
    from ledgers.arrivals import Arrivals
    from ledgers.calendars import Calendars
    from ledgers.commitments import Commitments
    from ledgers.directory import Directory
    from ledgers.drafts import Drafts
    from ledgers.journal import Journal
    from ledgers.lists import Lists
    from ledgers.lookbacks import Lookbacks
    from ledgers.news import Newsroom
    from ledgers.outbox import Outbox
    from ledgers.parts import Parts
    from ledgers.policies import Policies
    from ledgers.postings import Postings
    from ledgers.pressed import Pressed
    from ledgers.pressing import Pressing
    from ledgers.registers import Registers
    from ledgers.rounds import Rounds
    from ledgers.seals import Seals

# The versions of the book, oldest first; the last one is what this duban writes.
# A test keeps them equal to the migrations.
VERSIONS = ("0001", "0002", "0003", "0004", "0005")


class Book:
    """An open page of the ledger. Its parts are made when first asked for."""

    def __init__(self, db: Driver, *, at: datetime, evidence: Path) -> None:
        self.db = db
        self.at = at
        self.evidence_folder = evidence

    @property
    def recorded_at(self) -> str:
        """The moment of this page, as the journal writes it."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @cached_property
    def commitments(self) -> Commitments:
        """Everything that happens to commitments (writes)."""
        from ledgers.commitments import Commitments

        return Commitments(self)

    @cached_property
    def parts(self) -> Parts:
        """Matters split into parts, and both totals."""
        from ledgers.parts import Parts

        return Parts(self)

    @cached_property
    def registers(self) -> Registers:
        """Obstacles, coordination and leaders' instructions."""
        from ledgers.registers import Registers

        return Registers(self)

    @cached_property
    def pressing(self) -> Pressing:
        """Letters signed for, and consequences decided on (writes)."""
        from ledgers.pressing import Pressing

        return Pressing(self)

    @cached_property
    def pressed(self) -> Pressed:
        """The ladders' letters and proposals (reads)."""
        from ledgers.pressed import Pressed

        return Pressed(self)

    @cached_property
    def lookbacks(self) -> Lookbacks:
        """Closed matters looked at again."""
        from ledgers.lookbacks import Lookbacks

        return Lookbacks(self)

    @cached_property
    def appraisals(self) -> Appraisals:
        """Call-backs, praise and criticism."""
        from ledgers.appraisals import Appraisals

        return Appraisals(self)

    @cached_property
    def postings(self) -> Postings:
        """Hand-overs and deputies."""
        from ledgers.postings import Postings

        return Postings(self)

    @cached_property
    def seals(self) -> Seals:
        """The evening's seals."""
        from ledgers.seals import Seals

        return Seals(self)

    @cached_property
    def lists(self) -> Lists:
        """Questions answered as frozen lines (reads)."""
        from ledgers.lists import Lists

        return Lists(self)

    @cached_property
    def directory(self) -> Directory:
        """Units, posts and people."""
        from ledgers.directory import Directory

        return Directory(self)

    @cached_property
    def drafts(self) -> Drafts:
        """What documents promise, until it is docketed or dropped."""
        from ledgers.drafts import Drafts

        return Drafts(self)

    @cached_property
    def arrivals(self) -> Arrivals:
        """Documents that came in by folder or mail."""
        from ledgers.arrivals import Arrivals

        return Arrivals(self)

    @cached_property
    def journal(self) -> Journal:
        """Events, added and never edited."""
        from ledgers.journal import Journal

        return Journal(self)

    @cached_property
    def rounds(self) -> Rounds:
        """The daily look: lights, rungs, the diary of days."""
        from ledgers.rounds import Rounds

        return Rounds(self)

    @cached_property
    def news(self) -> Newsroom:
        """What each reader is to be told on a day."""
        from ledgers.news import Newsroom

        return Newsroom(self)

    @cached_property
    def outbox(self) -> Outbox:
        """Letters, from composed to delivered."""
        from ledgers.outbox import Outbox

        return Outbox(self)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working days as this book knows them: of every scope, the last word on a day."""
        words = self.db.ask("SELECT day, works, source FROM calendar_day ORDER BY event_id")
        days = exceptions_told(words)
        return WorkCalendar(days, date.fromisoformat(self.fact("calendar_until", "1970-01-01")))

    @cached_property
    def calendars(self) -> Calendars:
        """Who said so of each working day, and changes of them (writes)."""
        from ledgers.calendars import Calendars

        return Calendars(self)

    @cached_property
    def policies(self) -> Policies:
        """Every policy adopted so far."""
        from ledgers.policies import Policies

        return Policies.of(self)

    @cached_property
    def policy(self) -> Policy:
        """The policy last adopted."""
        rows = self.db.ask("SELECT rules FROM policy_version ORDER BY id DESC LIMIT 1")
        return Policy.from_json(json.loads(rows[0].rules)) if rows else Policy()

    @property
    def login(self) -> str:
        """The database's own login where it has one that the directory knows, else empty."""
        if self.db.dialect != "postgresql":
            return ""
        rows = self.db.ask("SELECT login FROM person WHERE login = session_user")
        return str(rows[0].login) if rows else ""

    def fact(self, name: str, default: str = "") -> str:
        """Return a fact about the book itself."""
        rows = self.db.ask("SELECT value FROM book_fact WHERE name = :name", {"name": name})
        return str(rows[0].value) if rows else default

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact about the book itself."""
        self.db.tell(
            "INSERT INTO book_fact (name, value) VALUES (:name, :value)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": name, "value": value},
        )

    def add(self, table: str, values: dict[str, Any]) -> int:
        """Insert one row and return its id."""
        found = self.db.ask(f"{insert_into(table, values)} RETURNING id", values)
        return int(found[0].id)


def insert_into(table: str, columns: dict[str, Any] | tuple[str, ...]) -> str:
    """Write the INSERT of these columns."""
    names = tuple(columns)
    return (
        f"INSERT INTO {table} ({', '.join(names)})"
        f" VALUES ({', '.join(':' + name for name in names)})"
    )


def version_of(db: Driver) -> str | None:
    """Return the version a database carries; None where there is no book in it."""
    known = (
        "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        if db.dialect == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE tablename = 'alembic_version'"
        " AND schemaname = current_schema()"
    )
    if not db.ask(known):
        return None
    rows = db.ask("SELECT version_num FROM alembic_version")
    return str(rows[0].version_num) if rows else None


def check_version(db: Driver) -> None:
    """Refuse a book of another version, with the command that mends it."""
    found = version_of(db)
    if found == VERSIONS[-1]:
        return
    if found is None:
        raise NoBook(folder=db.url.split("@")[-1])
    kind = BookTooOld if found in VERSIONS else BookTooNew
    raise kind(found=found, wanted=VERSIONS[-1])


def evidence_beside(url: str) -> Path:
    """Where evidence is kept when nothing else is said: beside a SQLite book."""
    return sqlite_path(url).parent / "evidence" if url.startswith("sqlite") else Path("evidence")


@contextmanager
def reach(url: str) -> Iterator[Driver]:
    """Connect to a book for several pages; raises what ``open_book`` raises."""
    if url.startswith("sqlite") and not sqlite_path(url).exists():
        raise NoBook(folder=str(sqlite_path(url).parent))
    db = connect(url)
    try:
        check_version(db)
        yield db
    finally:
        db.close()


@contextmanager
def page(
    db: Driver, *, at: datetime, evidence: Path | None = None, write: bool = True
) -> Iterator[Book]:
    """Open one page on a connection: a transaction, kept when the block ends well."""
    with db.page(write=write):
        yield Book(db, at=at, evidence=evidence or evidence_beside(db.url))


@contextmanager
def open_past(
    url: str,
    on: date,
    *,
    at: datetime,
    evidence: Path | None = None,
    as_told: bool = False,
    lists_only: bool = False,
) -> Iterator[Book]:
    """Open the book as it stood at the end of a past day; nothing written stays.

    ``as_told`` means the moment when that day's digests were composed, where it was lived.
    ``lists_only`` is quicker; nothing but lists may be asked for then.
    """
    from ledgers.past import end_of, last_event_by, turn_back

    with reach(url) as db, db.page(write=False, scratch=True):
        book = Book(db, at=at, evidence=evidence or evidence_beside(url))
        day = book.rounds.day(on) if as_told else None
        if day:  # the morning after the evening's seal
            last, sealed = day.news_to, f"day < '{on}' AND last_event <= {day.news_to}"
        else:
            last, sealed = last_event_by(book, on), f"recorded_at <= '{end_of(on, at)}'"
        turn_back(book, last, on, sealed=sealed, lists_only=lists_only)
        yield Book(db, at=at, evidence=book.evidence_folder)


@contextmanager
def open_book(
    url: str, *, at: datetime, evidence: Path | None = None, write: bool = True
) -> Iterator[Book]:
    """Open one page of the book at this address: written whole, or not at all.

    Raises NoBook, BookTooOld, BookTooNew, BookUnreachable, or BookBusy when another
    writer does not finish in time.
    """
    with reach(url) as db, page(db, at=at, evidence=evidence, write=write) as book:
        yield book

"""Beginning a book, bringing it up to date, and backing it up."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config

from ledgers.book import VERSIONS, Book, open_book, version_of
from ledgers.drivers import connect, sqlite_path
from ledgers.people import Actor
from ledgers.policies import Policies
from models.broken_rules import AdoptedSince, NotForYou, PolicyInForce
from models.lifecycle import OFFICE
from models.not_ready import BookExists, BookTooNew, NoBook, NotInAFile
from models.people import PersonDraft, UnitDraft
from models.policy import Policy
from models.terms import Happened, Language, Role

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new book is told about its office."""

    office: str
    officer: str
    login: str
    email: str = ""
    language: str = "zh"
    book_id: str = ""


def begin(
    url: str,
    first: Beginning,
    *,
    policy: Policy,
    policy_file: str = "",
    at: datetime,
    on: date,
    evidence: Path | None = None,
) -> None:
    """Begin a book; its first person is the chief officer (DESIGN §5). Raises BookExists."""
    if url.startswith("sqlite"):
        path = sqlite_path(url)
        if path.exists():
            raise BookExists(folder=str(path.parent))
        path.parent.mkdir(parents=True, exist_ok=True)
    elif _version(url) is not None:
        raise BookExists(folder=url.split("@")[-1])
    migrate(url)
    with open_book(url, at=at, evidence=evidence) as book:
        _fill(book, first, policy, policy_file, on)


def _fill(book: Book, first: Beginning, policy: Policy, policy_file: str, on: date) -> None:
    book.set_fact("book_id", first.book_id or uuid.uuid4().hex[:12])
    book.set_fact("office", first.office)
    book.set_fact("begun_on", on.isoformat())
    book.journal.write_book_event(
        Happened.BOOK_BEGUN, by=None, on=on, changes={"office": [None, first.office]}
    )
    book.calendars.refresh(on=on)
    adopt(book, policy, policy_file, on=on)
    book.directory.add_unit(UnitDraft(name=first.office), by=None, on=on)
    book.directory.add_person(
        PersonDraft(
            name=first.officer,
            unit=first.office,
            title="督查室主任",
            role=Role.CHIEF,
            email=first.email,
            language=Language(first.language),
            login=first.login,
        ),
        by=None,
        on=on,
    )


def adopt(
    book: Book,
    policy: Policy,
    file: str,
    *,
    on: date,
    by: Actor | None = None,
    rebinds: bool = False,
) -> None:
    """Adopt a policy: from now on lights follow it, and every ladder that begins.

    A ladder that is open goes on by the version under which it began, unless this one
    ``rebinds`` it. Raises NotForYou, PolicyInForce, AdoptedSince.
    """
    _may_adopt(book.policies, policy, on=on, by=by, rebinds=rebinds)
    book.rounds.make_good(on)
    changes = {"policy": [None, policy.as_json()]}
    event = book.journal.write_book_event(
        Happened.POLICY_ADOPTED,
        by=by,
        on=on,
        changes={**changes, "rebinds": [None, True]} if rebinds else changes,
    )
    book.add(
        "policy_version",
        {
            "adopted_on": on,
            "name": policy.name,
            "rules": json.dumps(policy.as_json(), ensure_ascii=False),
            "file": file,
            "event_id": event,
            "rebinds": rebinds,
        },
    )
    book.db.tell("UPDATE commitment SET look_on = :on WHERE closed_on IS NULL", {"on": on})
    for known in ("policy", "policies"):
        book.__dict__.pop(known, None)


def _may_adopt(
    policies: Policies, policy: Policy, *, on: date, by: Actor | None, rebinds: bool
) -> None:
    """Refuse what would change nothing, or change days that had another policy."""
    if by and not by.roles & OFFICE:
        raise NotForYou(person=by.name)
    last = policies.current
    if not last.id:
        return
    if on < last.adopted_on:
        raise AdoptedSince(on=on, name=last.policy.name, since=last.adopted_on)
    if policy == last.policy and not rebinds:
        raise PolicyInForce(name=policy.name, since=last.adopted_on)


# -- versions ---------------------------------------------------------------------------


def _version(url: str) -> str | None:
    with closing(connect(url)) as db:
        return version_of(db)


def migrate(url: str) -> None:
    """Bring a book to this duban's version; a new database gets its first one."""
    engine = sqlalchemy.create_engine(sqlalchemy_url(url))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def bring_up_to_date(url: str, backups: Path, *, at: datetime) -> Path | None:
    """Back a SQLite book up and migrate it; returns the backup, None where none was needed.

    Raises NoBook, BookTooNew.
    """
    if url.startswith("sqlite") and not sqlite_path(url).exists():
        raise NoBook(folder=str(sqlite_path(url).parent))
    found = _version(url)
    if found is None:
        raise NoBook(folder=url.split("@")[-1])
    if found not in VERSIONS:
        raise BookTooNew(found=found, wanted=VERSIONS[-1])
    if found == VERSIONS[-1]:
        return None
    saved = back_up(url, backups, at=at) if url.startswith("sqlite") else None
    migrate(url)
    return saved


def back_up(url: str, folder: Path, *, at: datetime) -> Path:
    """Copy a SQLite book whole while others may use it; returns the copy. Raises NotInAFile."""
    if not url.startswith("sqlite"):
        raise NotInAFile
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"book-{at:%Y%m%d-%H%M%S}.db"
    with (
        closing(sqlite3.connect(sqlite_path(url))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target


def sqlalchemy_url(url: str) -> str:
    """Name the driver we have for SQLAlchemy."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

"""A book is brought up to date step by step, after a backup, and never by guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledgers import book as book_module
from ledgers import upkeep
from ledgers.book import VERSIONS, open_book, reach
from ledgers.drivers import sqlite_path
from ledgers.upkeep import MIGRATIONS, back_up, bring_up_to_date, migrate, sqlalchemy_url
from models.errors import BookTooNew, BookTooOld, NoBook
from models.tables import Table
from models.words import Speaker
from tests.ledgers.spies import TABLES, contents_of
from tests.makers import MORNING

NEXT = '''
"""A later book: one fact more."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("INSERT INTO book_fact (name, value) VALUES ('migrated', 'yes')")
'''


def test_a_migrated_book_equals_the_models(book_url: str) -> None:
    assert TABLES
    engine = sqlalchemy.create_engine(sqlalchemy_url(book_url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Table.metadata) == []
    finally:
        engine.dispose()


def test_partial_indexes_are_partial_in_the_book_too(turn_page: Any, dialect: str) -> None:
    sql = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'",
        "postgresql": "SELECT indexname AS name, indexdef AS sql FROM pg_indexes"
        " WHERE schemaname = current_schema() AND indexdef LIKE '%WHERE%'",
    }[dialect]
    with turn_page(write=False) as book:
        found = {
            row.name: re.sub(r"\W+", " ", row.sql.split("WHERE")[1]) for row in book.db.ask(sql)
        }
    assert set(found) == {
        "ix_commitment_look_on",
        "ix_commitment_open_due",
        "ix_letter_undelivered",
    }
    assert "look_on IS NOT NULL" in found["ix_commitment_look_on"]


def test_the_versions_are_those_of_the_migrations() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert tuple(reversed([one.revision for one in scripts])) == VERSIONS


def test_migrating_a_book_that_is_up_to_date_changes_nothing(book_url: str, tmp_path: Path) -> None:
    before = contents_of(book_url)
    migrate(book_url)
    assert bring_up_to_date(book_url, tmp_path / "backups", at=MORNING) is None
    assert contents_of(book_url) == before
    assert not (tmp_path / "backups").exists()


# -- a duban that is one version further --------------------------------------------------


@pytest.fixture
def newer_duban(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the book of this duban be an old one: there is a migration more."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001_first_book.py"):
        (folder / name).write_text((MIGRATIONS / name).read_text("utf-8"), "utf-8")
    (folder / "versions" / "0002_later.py").write_text(NEXT, "utf-8")
    monkeypatch.setattr(upkeep, "MIGRATIONS", folder)
    for module in (upkeep, book_module):
        monkeypatch.setattr(module, "VERSIONS", ("0001", "0002"))
    yield


def test_an_old_book_is_refused_with_the_command_that_mends_it(
    book_url: str, newer_duban: None
) -> None:
    before = contents_before(book_url)
    with pytest.raises(BookTooOld) as refusal, open_book(book_url, at=MORNING):
        pass
    for language in ("zh", "en"):
        assert "duban init --migrate" in refusal.value.said(Speaker(language))
    assert (refusal.value.facts["found"], refusal.value.facts["wanted"]) == ("0001", "0002")
    assert contents_before(book_url) == before


def contents_before(url: str) -> bytes | None:
    """The bytes of a SQLite book; PostgreSQL has no file to compare."""
    return sqlite_path(url).read_bytes() if url.startswith("sqlite") else None


def test_an_old_book_is_brought_up_to_date_after_a_backup(
    book_url: str, newer_duban: None, tmp_path: Path, dialect: str
) -> None:
    saved = bring_up_to_date(book_url, tmp_path / "backups", at=MORNING)
    with open_book(book_url, at=MORNING) as book:
        assert book.fact("migrated") == "yes"
        assert book.fact("office") == "区政府督查室"
    if dialect == "postgresql":
        assert saved is None
        return
    assert saved is not None
    assert saved.name == "book-20200803-090000.db"
    with pytest.raises(BookTooOld), open_book(f"sqlite:///{saved}", at=MORNING):
        pass


def test_a_migration_that_fails_leaves_the_old_book(
    book_url: str, newer_duban: None, tmp_path: Path
) -> None:
    script = upkeep.MIGRATIONS / "versions" / "0002_later.py"
    script.write_text(NEXT + "    op.execute('SELECT no_such_thing()')\n", "utf-8")
    with pytest.raises(sqlalchemy.exc.DatabaseError):
        bring_up_to_date(book_url, tmp_path / "backups", at=MORNING)
    with pytest.raises(BookTooOld), open_book(book_url, at=MORNING):
        pass
    script.write_text(NEXT, "utf-8")
    bring_up_to_date(book_url, tmp_path / "backups", at=MORNING)
    with open_book(book_url, at=MORNING) as book:
        assert book.fact("migrated") == "yes"


def test_a_book_of_a_newer_duban_is_left_alone(book_url: str, tmp_path: Path) -> None:
    with reach(book_url) as db, db.page(write=True):
        db.tell("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(BookTooNew) as refusal, open_book(book_url, at=MORNING):
        pass
    assert refusal.value.facts["found"] == "0099"
    with pytest.raises(BookTooNew):
        bring_up_to_date(book_url, tmp_path / "backups", at=MORNING)
    assert not (tmp_path / "backups").exists()


def test_there_is_no_book_to_bring_up_to_date(tmp_path: Path) -> None:
    with pytest.raises(NoBook):
        bring_up_to_date(f"sqlite:///{tmp_path}/none.db", tmp_path, at=MORNING)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_backup_is_whole_while_somebody_writes(book_url: str, tmp_path: Path) -> None:
    with open_book(book_url, at=MORNING) as book:
        book.set_fact("mood", "kept")
    with open_book(book_url, at=MORNING) as book:
        book.set_fact("mood", "not yet committed")
        saved = back_up(book_url, tmp_path / "backups", at=MORNING)
    with open_book(f"sqlite:///{saved}", at=MORNING) as copy:
        assert copy.fact("mood") == "kept"

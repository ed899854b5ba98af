"""A book is brought up to date step by step, after a backup, and never by guessing."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledgers import book as book_module
from ledgers import upkeep
from ledgers.audit import audit
from ledgers.book import VERSIONS, open_book, reach
from ledgers.drivers import sqlite_path
from ledgers.upkeep import MIGRATIONS, back_up, bring_up_to_date, migrate, sqlalchemy_url
from models.not_ready import BookTooNew, BookTooOld, NoBook
from models.record import ReportDraft
from models.tables import Table
from models.words import Speaker
from tests.conftest import once
from tests.ledgers.spies import TABLES, contents_of
from tests.makers import MORNING

FOLLOWING = f"{int(VERSIONS[-1]) + 1:04d}"
NEXT = f'''
"""A later book: one fact more."""

from alembic import op

revision = "{FOLLOWING}"
down_revision = "{VERSIONS[-1]}"


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
        "ix_arrival_untold",
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


# -- a book of the first version -----------------------------------------------------------

# A book that the first version wrote in August 2020, row for row: five matters, of which one
# is closed, one waits for its confirmation, one is silent, and one asks for an extension.
OLD = json.loads((Path(__file__).parent / "book_0001.json").read_text("utf-8"))
AUGUST_18 = date(2020, 8, 18)


def make_old_and_migrate(url: str, folder: Path) -> Path | None:
    """Write a book as the first version left it, and bring it up to date."""
    engine = sqlalchemy.create_engine(sqlalchemy_url(url))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        put_in(connection)
    engine.dispose()
    return bring_up_to_date(url, folder, at=MORNING)


def put_in(connection: sqlalchemy.Connection) -> None:
    """Insert the rows as they were, and have ids go on after them."""
    known = sqlalchemy.MetaData()
    known.reflect(connection)
    for table in known.sorted_tables:
        rows = [
            {name: as_stored(table.c[name], value) for name, value in row.items()}
            for row in OLD.get(table.name, ())
        ]
        if rows:
            connection.execute(table.insert(), rows)
        if rows and connection.dialect.name == "postgresql" and "id" in rows[0]:
            highest = max(row["id"] for row in rows)
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"
            )


def as_stored(column: Any, value: Any) -> Any:
    if value is not None and isinstance(column.type, sqlalchemy.Date):
        return date.fromisoformat(value)
    return bool(value) if isinstance(column.type, sqlalchemy.Boolean) else value


@pytest.fixture
def migrated(dialect: str, run_folder: Path, tmp_path: Path, request: Any) -> str:
    """A book of the first version, brought up to date, with its evidence beside it."""
    stored = tmp_path / "evidence" / OLD["evidence"][0]["stored_as"]
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"road")
    if dialect == "sqlite":
        old = run_folder / "old.db"
        backups = run_folder / "old-backups"
        once(
            run_folder, "old-sqlite", lambda: str(make_old_and_migrate(f"sqlite:///{old}", backups))
        )
        return f"sqlite:///{shutil.copyfile(old, tmp_path / 'old.db')}"
    server = request.getfixturevalue("postgres")

    def make() -> None:
        server.ask("CREATE DATABASE old_book")
        make_old_and_migrate(server.url("old_book"), run_folder)

    once(run_folder, "old-postgres", make)
    name = f"old_{uuid.uuid4().hex}"
    server.ask(f"CREATE DATABASE {name} TEMPLATE old_book")
    return str(server.url(name))


def test_a_book_of_the_first_version_keeps_its_data(migrated: str) -> None:
    with open_book(migrated, at=MORNING) as book:
        rows = {row.number: row for row in book.db.ask("SELECT * FROM commitment")}
        assert {number: row.rhythm for number, row in rows.items()} == {
            "2020-001": "every:30", "2020-002": "", "2020-003": "every:7",
            "2020-004": "", "2020-005": "",
        }  # fmt: skip
        assert {row.assigned_on for row in rows.values()} == {date(2020, 8, 3)}
        assert book.lists.one("2020-001", AUGUST_18).percent == Decimal("12.5")
        versions = book.db.ask("SELECT basis, version FROM notice ORDER BY id")
        assert [tuple(row) for row in versions] == [
            ("milestone:1", "1"), ("silence", "2020-08-03"), ("milestone:1", "1"),
        ]  # fmt: skip
        for table in ("event", "report", "evidence", "extension_request", "closure_request"):
            found = book.db.ask(f"SELECT id FROM {table} ORDER BY id")
            assert [row.id for row in found] == [row["id"] for row in OLD[table]]


def test_a_book_of_the_first_version_can_be_proved(migrated: str, tmp_path: Path) -> None:
    with open_book(migrated, at=MORNING, evidence=tmp_path / "evidence") as book:
        found = audit(book)
    assert [one.said(Speaker("en")) for one in found.findings] == []
    assert found.events == len(OLD["event"])


def test_a_book_of_the_first_version_goes_on_living(migrated: str, tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    with open_book(migrated, at=MORNING, evidence=evidence) as book:
        named, turn = book.directory.actor_named, book.commitments
        liaison, head = named("林小满"), named("田守义")
        officer, leader = named("陆清和"), named("江远舟")
        assert book.rounds.look(AUGUST_18) > 0
        again = book.db.ask("SELECT rung FROM notice WHERE basis LIKE 'milestone%'")
        assert [row.rung for row in again] == ["T+1", "T+5"]
        accepted = {row.number: row.stage for row in book.db.ask("SELECT * FROM commitment")}
        assert accepted["2020-002"] == "accepted"  # its sign-off passed long ago
        turn.consent_extension("2020-001", by=head, on=AUGUST_18)
        turn.screen_extension("2020-001", opinion="属实", by=officer, on=AUGUST_18)
        turn.grant_extension("2020-001", by=leader, on=AUGUST_18)
        turn.confirm("2020-005", by=officer, on=AUGUST_18)  # checked before there were levels
        turn.report("2020-002", ReportDraft(done="x"), by=liaison, on=AUGUST_18)
        assert book.seals.seal(AUGUST_18) is not None
        assert audit(book).findings == []


# -- a duban that is one version further --------------------------------------------------


@pytest.fixture
def newer_duban(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the book of this duban be an old one: there is a migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{FOLLOWING}_later.py").write_text(NEXT, "utf-8")
    monkeypatch.setattr(upkeep, "MIGRATIONS", folder)
    for module in (upkeep, book_module):
        monkeypatch.setattr(module, "VERSIONS", (*VERSIONS, FOLLOWING))
    yield


def test_an_old_book_is_refused_with_the_command_that_mends_it(
    book_url: str, newer_duban: None
) -> None:
    before = contents_before(book_url)
    with pytest.raises(BookTooOld) as refusal, open_book(book_url, at=MORNING):
        pass
    for language in ("zh", "en"):
        assert "duban init --migrate" in refusal.value.said(Speaker(language))
    facts = refusal.value.facts
    assert (facts["found"], facts["wanted"]) == (VERSIONS[-1], FOLLOWING)
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
    script = upkeep.MIGRATIONS / "versions" / f"{FOLLOWING}_later.py"
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

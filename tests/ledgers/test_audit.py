"""核账: whatever is changed behind the ledger's back is found, and the first place is named.

Every test attacks as somebody would who has the database in their hands: the guards are
switched off first, and what was changed is taken back afterwards.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers.audit import Audit, audit
from ledgers.book import Book, open_book, reach
from ledgers.drivers import Driver
from ledgers.journal import link
from ledgers.replay import KEYS
from models.tables import Table
from models.terms import Cause
from models.words import Speaker
from tests.ledgers.conftest import Lived
from tests.ledgers.lives import LAKE, LAST, LATER, PARKS, ROAD, Life
from tests.ledgers.spies import contents
from tests.ledgers.test_journal import DATABASE_ERRORS, NEVER

# What no event tells.
UNTOLD = {
    ("commitment", "look_on"),
    ("policy_version", "id"), ("policy_version", "file"),
    ("notice", "id"),
}  # fmt: skip
OF_A_MATTER = (
    "milestone", "report", "evidence", "extension_request", "closure_request", "check_record",
    "objection", "lookback", "obstacle", "help_request", "instruction", "support_unit", "notice",
    "receipt", "proposal",
    "callback", "appraisal",
)  # fmt: skip
OF_THE_BOOK = ("unit", "unit_alias", "person", "post", "tenure", "deputy", "document", "draft")
SEALS = ("seal", "seal_node")
RULES = ("policy_version", "calendar_day")


def columns(*tables: str) -> list[Any]:
    """List (table, column) of all columns that have to be proved."""
    return [
        pytest.param(table, one.name, id=f"{table}.{one.name}")
        for table in tables
        for one in Table.metadata.tables[table].columns
        if (table, one.name) not in UNTOLD
    ]


# -- the attacker -------------------------------------------------------------------------


class TakenBack(Exception):
    """Ends an attack."""


def unguard(db: Driver) -> None:
    """Switch off whatever guards the tables."""
    if db.dialect == "sqlite":
        db.tell("PRAGMA defer_foreign_keys = ON")
        for row in db.ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.tell(f"DROP TRIGGER {row.name}")
    else:
        db.tell("SET LOCAL session_replication_role = replica")
        for table in ("event", "seal"):
            db.tell(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


@contextmanager
def attacked(lived: Lived, evidence: Path | None = None) -> Iterator[Book]:
    """Open a lived book without guards; what is changed in it does not stay."""
    with reach(lived.url) as db:
        try:
            with db.page(write=True):
                unguard(db)
                yield Book(db, at=LATER, evidence=evidence or lived.evidence)
                raise TakenBack
        except TakenBack:
            pass


@contextmanager
def one_change(book: Book) -> Iterator[None]:
    """Take one change back and leave the book open for the next."""
    book.db.tell("SAVEPOINT change")
    try:
        yield
    finally:
        book.db.tell("ROLLBACK TO change")
        book.db.tell("RELEASE change")


def key(table: str, row: Any) -> dict[str, Any]:
    """Return the primary key of a row."""
    return {one.name: getattr(row, one.name) for one in Table.metadata.tables[table].primary_key}


def change(book: Book, table: str, row: Any, column: str, value: Any) -> bool:
    """Write a value over one column of one row; tells whether the table could hold it there."""
    known = key(table, row)
    where = " AND ".join(f"{name} = :key_{name}" for name in known)
    values = {f"key_{name}": one for name, one in known.items()}
    sql, more = (value, {}) if isinstance(value, Sql) else (":value", {"value": value})
    try:
        book.db.tell(f"UPDATE {table} SET {column} = {sql} WHERE {where}", {**values, **more})
    except DATABASE_ERRORS:  # another row has this value in a unique column
        return False
    return True


class Sql(str):
    """A value written in SQL."""

    __slots__ = ()


def other_values(table: str, column: str, value: Any, dialect: str) -> list[Any]:
    """List values that might be written over one: near misses, and what should not be there."""
    kind = Table.metadata.tables[table].columns[column]
    python = {"Boolean": bool, "Integer": int, "Date": date}.get(type(kind.type).__name__, str)
    if python is bool:
        return [not value, *([2] if value and dialect == "sqlite" else [])]
    if python is int:
        near: list[Any] = [1_000_003 if value is None else value + 1_000_003]
        odd = [Sql("'x'"), Sql("X'00'")] if column not in ("id",) else []
    elif python is date:
        near = [(value or LAST) + timedelta(days=1)]
        odd = [f"{value:%Y%m%d}" if value else "", f"{value} ", "x", Sql("X'00'")]
    else:
        near = [f"{value or ''}x"]
        odd = [Sql("CAST(X'E4BDFF' AS TEXT)"), (value or "").upper()]
        if value:
            near.append(value[:-1] + chr(ord(value[-1]) ^ 1))
            odd.append(Sql(f"CAST({column} AS BLOB)"))
    if kind.nullable and value is not None:
        near.append(None)
    if kind.primary_key and python is not int:
        odd = []
    given = near + (odd if dialect == "sqlite" else [])
    return [one for one in given if isinstance(one, Sql) or one != value]


def rows_of(book: Book, table: str) -> list[Any]:
    """Return the first and the last row of a table."""
    names = ", ".join(one.name for one in Table.metadata.tables[table].primary_key)
    rows = book.db.ask(f"SELECT * FROM {table} ORDER BY {names}")
    assert rows, f"nothing lived in {table}"
    return rows if len(rows) < 2 else [rows[0], rows[-1]]


def altered(book: Book, table: str, column: str) -> Iterator[tuple[Any, Any, Audit]]:
    """Change one column in turn in several rows to several values, and audit after each."""
    for row in rows_of(book, table):
        for value in other_values(table, column, getattr(row, column), book.db.dialect):
            with one_change(book):
                if change(book, table, row, column, value):
                    yield row, value, audit(book)


def said(found: Audit) -> str:
    """Say all findings."""
    return "\n".join(one.said(Speaker("en")) for one in found.findings)


# -- nothing is wrong ---------------------------------------------------------------------


def test_an_untouched_book_finds_nothing(lived: Lived) -> None:
    with open_book(lived.url, at=LATER, evidence=lived.evidence, write=False) as book:
        found = audit(book)
        events = book.db.ask("SELECT count(*) AS n FROM event")[0].n
        matters = book.db.ask("SELECT count(*) AS n FROM commitment")[0].n
        files = book.db.ask("SELECT count(DISTINCT stored_as) AS n FROM evidence")[0].n
        seals = book.db.ask("SELECT count(*) AS n FROM seal")[0].n
    assert said(found) == ""
    assert (found.events, found.chains, found.files) == (events, matters + 1, files)
    assert (found.seals, found.unsealed, found.older) == (seals, 0, 0)


def test_an_audit_changes_nothing(lived: Lived) -> None:
    with open_book(lived.url, at=LATER, evidence=lived.evidence, write=False) as book:
        before = contents(book.db)
        audit(book)
        assert contents(book.db) == before


def test_every_table_lived(lived: Lived) -> None:
    """Else the tests below would prove nothing of it."""
    with open_book(lived.url, at=LATER, write=False) as book:
        for table in ("event", "commitment", *OF_A_MATTER, *OF_THE_BOOK, *SEALS, *RULES):
            assert rows_of(book, table)


# -- one column of one row ----------------------------------------------------------------


@pytest.mark.parametrize(("table", "column"), columns("event"))
def test_any_column_of_an_event_is_found_and_the_event_is_named(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        rows = book.db.ask("SELECT * FROM event ORDER BY id")
        for row in (rows[0], rows[len(rows) // 2], rows[-1]):
            for value in other_values(table, column, getattr(row, column), book.db.dialect):
                with one_change(book):
                    if not change(book, table, row, column, value):
                        continue
                    found = audit(book)
                assert found.findings, (row.id, value)
                first = found.findings[0].facts
                if column == "id":
                    assert first.get("chain") == row.chain or "event" in first
                    continue
                moved = column in ("chain", "commitment_id")
                assert moved or found._places[0] == row.id, (value, said(found))
                assert column == "chain" or first["chain"] == row.chain
                if column not in ("chain", "place"):
                    assert first.get("place", row.place) == row.place


@pytest.mark.parametrize(("table", "column"), columns("commitment"))
def test_any_column_of_a_commitment_is_found_and_named(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        for row, value, found in altered(book, table, column):
            assert found.findings, (row.number, value)
            first = found.findings[0].facts
            assert first.get("chain") == row.number, said(found)
            if column not in ("id", "number", "events", "head"):
                assert first["column"] == column, said(found)


@pytest.mark.parametrize(("table", "column"), columns(*OF_A_MATTER))
def test_any_column_of_a_row_of_a_matter_is_found_and_named(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        numbers = {one.id: one.number for one in book.db.ask("SELECT id, number FROM commitment")}
        for row, value, found in altered(book, table, column):
            assert found.findings, (key(table, row), value)
            first = found.findings[0].facts
            assert first["chain"] == numbers[row.commitment_id], said(found)
            if table == "notice":
                assert "rung" in first or first["column"] == column, said(found)
                continue
            assert first["row"] == f"{table}:{getattr(row, KEYS.get(table, 'id'))}", said(found)
            moved = column in ("id", "commitment_id") or (table, column) == (
                "support_unit",
                "unit_id",
            )
            if not moved:
                assert first["column"] == column, said(found)


@pytest.mark.parametrize(("table", "column"), columns(*OF_THE_BOOK))
def test_any_column_of_the_directory_is_found_and_named(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        for row, value, found in altered(book, table, column):
            assert found.findings, (key(table, row), value)
            named = f"{table}:{getattr(row, KEYS.get(table, 'id'))}"
            assert found.findings[0].facts["row"] == named, said(found)


@pytest.mark.parametrize(("table", "column"), columns(*SEALS))
def test_any_column_of_a_seal_is_found_and_its_day_is_named(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        for row, value, found in altered(book, table, column):
            assert found.findings, (key(table, row), value)
            if table == "seal" and column != "day":
                assert "on" in found.findings[0].facts, said(found)
            if table == "seal" and column not in ("day", "id", "last_event"):
                assert found.findings[0].facts["on"] == row.day, said(found)


@pytest.mark.parametrize(("table", "column"), columns(*RULES))
def test_policy_and_calendar_are_those_that_were_adopted(
    lived: Lived, table: str, column: str
) -> None:
    with attacked(lived) as book:
        for row, value, found in altered(book, table, column):
            assert found.findings, (key(table, row), value)
            assert "on" in found.findings[0].facts


@pytest.mark.parametrize("name", ["office", "calendar_until", "journal_id_after"])
def test_what_the_book_is_told_of_itself_is_found(lived: Lived, name: str) -> None:
    with attacked(lived) as book:
        book.set_fact(name, "99")
        assert audit(book).findings


@pytest.mark.parametrize("table", [*OF_A_MATTER, *OF_THE_BOOK, "commitment", *RULES])
def test_a_row_taken_away_is_missed(lived: Lived, table: str) -> None:
    with attacked(lived) as book:
        for row in rows_of(book, table):
            known = key(table, row)
            with one_change(book):
                where = " AND ".join(f"{name} = :{name}" for name in known)
                book.db.tell(f"DELETE FROM {table} WHERE {where}", known)
                assert audit(book).findings, known


@pytest.mark.parametrize("table", [*OF_A_MATTER, *OF_THE_BOOK, *RULES])
def test_a_row_slipped_in_is_found(lived: Lived, table: str) -> None:
    with attacked(lived) as book:
        row = rows_of(book, table)[-1]
        values = row._asdict() | {"id": 1_000_003, "unit_id": 1, "day": date(2031, 1, 1)}
        values |= {"sha256": "x", "rung": "T+99", "login": None, "alias": "别名", "part": ""}
        if table == "unit":
            values["name"] = "别名"
        names = [one.name for one in Table.metadata.tables[table].columns]
        book.db.tell(
            f"INSERT INTO {table} ({', '.join(names)})"
            f" VALUES ({', '.join(':' + name for name in names)})",
            {name: values[name] for name in names},
        )
        assert audit(book).findings


# -- events taken away, slipped in, swapped, rewritten --------------------------------------


def chain_of(book: Book, number: str) -> list[Any]:
    return book.db.ask("SELECT * FROM event WHERE chain = :n ORDER BY place", {"n": number})


@pytest.mark.parametrize("which", [0, 1, 5, -1], ids=["first", "second", "middle", "last"])
def test_an_event_taken_away_is_missed(lived: Lived, which: int) -> None:
    with attacked(lived) as book:
        gone = chain_of(book, ROAD)[which]
        book.db.tell("DELETE FROM event WHERE id = :id", {"id": gone.id})
        found = audit(book)
    first = found.findings[0]
    assert first.facts["chain"] == ROAD
    assert first.facts.get("place", gone.place) == gone.place, said(found)


def test_an_event_slipped_in_is_found(lived: Lived) -> None:
    """Also with the right hash, and with the entry brought up to it: the seals know."""
    with attacked(lived) as book:
        last = chain_of(book, ROAD)[-1]
        with one_change(book):
            slip_in(book, last, book.journal.last_id() + 1)
            found = audit(book)
            assert found.findings[0].facts["chain"] == ROAD
        with one_change(book):
            book.db.tell("UPDATE event SET id = id + 1000 WHERE id > :id", {"id": last.id})
            slip_in(book, last, last.id + 1)
            assert audit(book).findings


def slip_in(book: Book, last: Any, event_id: int) -> None:
    row = {**last._asdict(), "id": event_id, "place": last.place + 1, "previous": last.hash}
    row |= {"changes": "{}", "note": "slipped in"}
    row["hash"] = link(last.hash, row)
    write(book, row)


def write(book: Book, row: dict[str, Any]) -> None:
    book.db.tell(
        f"INSERT INTO event ({', '.join(row)}) VALUES ({', '.join(':' + one for one in row)})", row
    )


def rewrite_from(book: Book, number: str, place: int, **changed: Any) -> None:
    """Change one event and hash everything after it anew, up to the entry's own head."""
    head = ""
    for event in chain_of(book, number):
        row = event._asdict()
        if event.place == place:
            row |= changed
        row["previous"] = head
        head = row["hash"] = link(head, row)
        sets = ", ".join(f"{name} = :{name}" for name in row)
        book.db.tell(f"UPDATE event SET {sets} WHERE id = :id", row)
    book.db.tell(
        "UPDATE commitment SET head = :head WHERE number = :number",
        {"head": head, "number": number},
    )


def test_events_that_changed_places_are_found(lived: Lived) -> None:
    with attacked(lived) as book:
        one, other = chain_of(book, ROAD)[2:4]
        for row, place in ((one, 100), (other, one.place), (one, other.place)):
            book.db.tell(
                "UPDATE event SET place = :place WHERE id = :id", {"place": place, "id": row.id}
            )
        found = audit(book)
    assert found._places[0] == one.id and found.findings[0].facts["chain"] == ROAD


def test_a_chain_written_anew_with_right_hashes_is_found_by_the_seals(lived: Lived) -> None:
    with attacked(lived) as book:
        target = chain_of(book, ROAD)[3]
        rewrite_from(book, ROAD, target.place, note="nobody said this")
        found = audit(book)
        sealed = book.db.ask(
            "SELECT min(day) AS day FROM seal WHERE last_event >= :id", {"id": target.id}
        )[0].day
    first = found.findings[0].facts
    assert (str(first["on"]), "event" in first) == (str(sealed), True), said(found)


def test_a_tail_cut_off_before_its_seal_cannot_be_proved_and_is_counted(
    fresh_book: Callable[[], str], tmp_path: Path
) -> None:
    life = Life(fresh_book(), tmp_path / "evidence", tmp_path / "files")
    for _ in life.days(date(2020, 8, 4)):
        pass
    whole = Lived(life.url, life.evidence)
    with open_book(life.url, at=LATER, evidence=life.evidence) as book:
        water = book.directory.actor_named("白露")
        book.registers.find_obstacle(
            LAKE, cause=Cause.LAND, text="征地", by=water, on=date(2020, 8, 5)
        )
    with attacked(whole) as book:
        found = audit(book)
        assert (said(found), found.unsealed) == ("", 1)
        last = chain_of(book, LAKE)[-1]
        book.db.tell("DELETE FROM event WHERE id = :id", {"id": last.id})
        assert audit(book).findings  # its rows and its entry still tell of it
        book.db.tell("DELETE FROM obstacle WHERE text = '征地'")
        book.db.tell(
            "UPDATE commitment SET events = :events, head = :head WHERE number = :number",
            {"events": last.place - 1, "head": last.previous, "number": LAKE},
        )
        found = audit(book)
        assert (said(found), found.unsealed) == ("", 0)


def test_a_book_written_anew_with_new_seals_is_found_only_by_a_printed_seal(lived: Lived) -> None:
    with attacked(lived) as book:
        printed = book.seals.all()[-1].printed
        assert said(audit(book, seal=printed)) == ""
        rewrite_from(book, ROAD, 2, note="nobody said this")
        days = [(one.day, one.last_event, one.recorded_at) for one in book.seals.all()]
        book.db.tell("DELETE FROM seal")
        book.db.tell("DELETE FROM seal_node")
        seal_anew(book, days)
        assert said(audit(book)) == ""
        found = audit(book, seal=printed)
    assert [one.facts for one in found.findings] == [{"seal": printed}]


def seal_anew(book: Book, days: list[Any]) -> None:
    """Seal the evenings again as a forger would, each over the heads of its own day."""
    from ledgers.audit_seals import SealWalk
    from models.sealing import seal_hash

    walk, previous = SealWalk(book, Audit()), ""
    for number, (day, last, recorded_at) in enumerate(days, 1):
        walk._heads_until(last)
        walk.last = last
        facts = {"recorded_at": recorded_at, "last_event": last, "chains": len(walk.tree.heads)}
        facts["root"] = walk.tree.grown()
        sealed = seal_hash(previous, number=number, day=day.isoformat(), **facts)
        book.add("seal", {"id": number, "day": day, **facts, "previous": previous, "hash": sealed})
        previous = sealed
    book.db.tell_many(
        "INSERT INTO seal_node (level, place, hash) VALUES (:level, :place, :hash)",
        [{"level": at, "place": n, "hash": one} for (at, n), one in walk.tree.nodes.items()],
    )


@pytest.mark.parametrize("which", [0, 7, -2], ids=["first", "middle", "last but one"])
def test_a_seal_taken_away_is_missed(lived: Lived, which: int) -> None:
    with attacked(lived) as book:
        seals = book.seals.all()
        book.db.tell("DELETE FROM seal WHERE id = :id", {"id": seals[which].number})
        found = audit(book)
        following = seals[which + 1]
    assert found.findings[0].facts["on"] == following.day


def test_a_matter_that_never_was_is_found(lived: Lived) -> None:
    with attacked(lived) as book:
        row = book.db.ask("SELECT * FROM commitment WHERE number = :n", {"n": PARKS})[0]._asdict()
        book.add("commitment", {**row, "id": 1_003, "number": "2020-999"})
        assert audit(book).findings


# -- evidence -----------------------------------------------------------------------------


def flip(at: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:at] + bytes([whole[at] ^ 1]) + whole[at:][1:]


@pytest.mark.parametrize(
    "tamper",
    [flip(0), flip(100), flip(-1), lambda whole: whole[:-1], lambda whole: whole + b"\n",
     lambda whole: b"", None],
    ids=["first", "middle", "last", "truncated", "appended", "emptied", "deleted"],
)  # fmt: skip
def test_an_evidence_file_that_is_not_the_one_handed_in_is_found(
    lived: Lived, tmp_path: Path, tamper: Callable[[bytes], bytes] | None
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(lived.evidence, folder)
    with attacked(lived, folder) as book:
        row = book.db.ask("SELECT * FROM evidence ORDER BY id")[1]
        file = folder / row.stored_as
        if tamper is None:
            file.unlink()
        else:
            file.write_bytes(tamper(file.read_bytes()))
        found = audit(book)
    facts = [one.facts for one in found.findings]
    assert facts == [{"chain": LAKE, "name": row.name, "stored": row.stored_as}]


# -- guards -------------------------------------------------------------------------------

GUARDED = [
    "UPDATE {table} SET hash = 'x'",
    "UPDATE {table} SET hash = hash WHERE id = 1",
    "DELETE FROM {table} WHERE id = 1",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE id = 1"
    " ON CONFLICT (id) DO UPDATE SET hash = 'x'",
]


@pytest.mark.parametrize("table", ["event", "seal"])
@pytest.mark.parametrize("sql", GUARDED)
def test_events_and_seals_can_be_neither_changed_nor_deleted(
    lived: Lived, table: str, sql: str
) -> None:
    with (
        pytest.raises(DATABASE_ERRORS, match=NEVER),
        open_book(lived.url, at=LATER) as book,
    ):
        book.db.tell(sql.format(table=table))


@pytest.mark.parametrize("table", ["event", "seal"])
def test_events_and_seals_can_be_neither_replaced_nor_emptied(
    lived: Lived, dialect: str, table: str
) -> None:
    sql = {
        "sqlite": "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1",
        "postgresql": "TRUNCATE {table} CASCADE",
    }[dialect]
    with (
        pytest.raises(DATABASE_ERRORS, match=NEVER),
        open_book(lived.url, at=LATER) as book,
    ):
        book.db.tell(sql.format(table=table))

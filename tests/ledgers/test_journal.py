"""The journal: lines are added, never changed, and every one seals the line before it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledgers.book import Book, open_book
from ledgers.journal import HASHED, canonical, link, plain
from models.record import ReportDraft
from models.terms import Happened
from tests.conftest import Office, staff
from tests.makers import MONDAY, MORNING, a_draft

DATABASE_ERRORS = (sqlite3.Error, psycopg.Error)
NEVER = "added, never changed or deleted"


def lived(book: Book, office: Office) -> None:
    """Write some history."""
    for number in ("2020-001", "2020-002"):
        book.commitments.accept(number, by=office.officer.on_behalf_of(office.transport), on=MONDAY)
        draft = ReportDraft(percent="12.50", done="路基“完成”\n100%")
        book.commitments.report(number, draft, by=office.transport, on=MONDAY)
    book.rounds.look(date(2020, 10, 9))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET note = 'x' WHERE id = 1",
        "UPDATE event SET hash = 'x'",
        "UPDATE event SET note = note WHERE id = -1 OR id = 1",
        "DELETE FROM event WHERE id = 1",
        "DELETE FROM event",
    ],
)
def test_an_event_can_be_neither_changed_nor_deleted(turn_page: Any, change: str) -> None:
    with pytest.raises(DATABASE_ERRORS, match=NEVER), turn_page() as book:
        book.db.tell(change)


COLUMNS = "(id, chain, place, recorded_at, on_day, happened, changes, note, previous, hash)"
VALUES = "(1, 'book', 1, 'x', '2020-08-03', 'x', '{}', '', '', 'x')"


def test_a_line_cannot_be_written_over_in_passing(turn_page: Any) -> None:
    with pytest.raises(DATABASE_ERRORS, match=NEVER), turn_page() as book:
        book.db.tell(
            f"INSERT INTO event {COLUMNS} VALUES {VALUES} ON CONFLICT (id) DO UPDATE SET note = 'x'"
        )


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_line_cannot_be_replaced_by_another_with_its_id(turn_page: Any) -> None:
    with pytest.raises(DATABASE_ERRORS), turn_page() as book:
        book.db.tell(f"INSERT OR REPLACE INTO event {COLUMNS} VALUES {VALUES}")


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_the_journal_cannot_be_emptied_at_a_stroke(turn_page: Any) -> None:
    with pytest.raises(DATABASE_ERRORS, match=NEVER), turn_page() as book:
        book.db.tell("TRUNCATE event CASCADE")


def test_no_place_of_a_chain_can_be_taken_twice(turn_page: Any) -> None:
    with pytest.raises(DATABASE_ERRORS), turn_page() as book:
        book.db.tell(
            "INSERT INTO event (chain, place, recorded_at, on_day, happened, changes, note,"
            " previous, hash) SELECT chain, place, recorded_at, on_day, happened, changes, note,"
            " previous, hash FROM event WHERE id = 1"
        )


def test_every_hash_recomputes_from_its_line_and_the_one_before(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    lived(page, office)
    heads: dict[str, tuple[int, str]] = {}
    for row in page.db.ask("SELECT * FROM event ORDER BY id"):
        place, head = heads.get(row.chain, (0, ""))
        again = {**row._asdict(), "changes": row.changes}
        assert (row.place, row.previous) == (place + 1, head)
        assert row.hash == link(head, again)
        heads[row.chain] = row.place, row.hash
    stored = page.db.ask("SELECT number, events, head FROM commitment")
    assert {row.number: (row.events, row.head) for row in stored} == {
        chain: end for chain, end in heads.items() if chain != "book"
    }


@pytest.mark.parametrize("name", sorted({*HASHED, "on_day"}))
def test_a_hash_breaks_when_any_part_of_its_line_is_changed(
    page: Book, office: Office, name: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    lived(page, office)
    for row in page.db.ask("SELECT * FROM event WHERE chain = '2020-001'"):
        value = getattr(row, name)
        other = {
            "place": row.place + 1,
            "on_day": date(2020, 1, 1),
            "actor_id": (row.actor_id or 0) + 1,
            "behalf_id": (row.behalf_id or 0) + 1,
        }.get(name, f"{value}x")
        assert link(row.previous, row._asdict()) == row.hash
        assert link(row.previous, {**row._asdict(), name: other}) != row.hash


def test_a_hash_breaks_when_the_line_before_is_changed(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    lived(page, office)
    first, second, *_ = page.db.ask("SELECT * FROM event WHERE chain = '2020-001' ORDER BY place")
    forged = link(first.previous, {**first._asdict(), "note": "forged"})
    assert link(forged, second._asdict()) != second.hash


def test_both_databases_write_the_same_chain(
    sqlite_template: Path, postgres_book: Callable[[], str], tmp_path: Path
) -> None:
    copy = shutil.copyfile(sqlite_template, tmp_path / "book.db")
    heads = []
    for url in (f"sqlite:///{copy}", postgres_book()):
        with open_book(url, at=MORNING, evidence=tmp_path) as book:
            office = staff(book)
            drafts = [a_draft(), a_draft(support_units=("water",))]
            book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
            lived(book, office)
            heads.append(book.db.ask("SELECT number, events, head FROM commitment ORDER BY number"))
    assert heads[0] == heads[1]


def test_canonical_json_is_written_in_one_way() -> None:
    one = plain({"b": [date(2020, 8, 3), Happened.CLOSED], "a": {"甲": 1, "Z": None}})
    assert canonical(one) == '{"a":{"Z":null,"甲":1},"b":["2020-08-03","closed"]}'


def test_changes_are_kept_as_the_very_text_that_was_hashed(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    lived(page, office)
    for row in page.db.ask("SELECT changes FROM event"):
        assert row.changes == canonical(json.loads(row.changes))


def test_what_happens_to_the_book_itself_is_told_too(book: Book) -> None:
    told = {row.happened for row in book.db.ask("SELECT happened FROM event WHERE chain = 'book'")}
    assert told == {"book_begun", "calendar_changed", "policy_adopted", "directory_changed"}

"""Gathering the volumes of a year: all that is kept, with few questions, on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledgers.archive import ASKED, batches, closed_in, volumes, years
from ledgers.archive_blocks import BLOCKS
from ledgers.book import Book
from ledgers.journal import HASHED, canonical
from ledgers.sql import with_ids
from models.record import ReportDraft
from models.terms import Check, Ending, Kind
from tests.conftest import Office, staff
from tests.ledgers.spies import contents_of, watched
from tests.makers import MONDAY, a_draft

CLOSING = date(2020, 10, 12)
File = Callable[..., Path]


def closed(book: Book, *files: Path, on: date = CLOSING, ending: Ending = Ending.DONE,
           note: str = "", **changed: Any) -> str:  # fmt: skip
    """Bring one commitment from docketing to its end; returns its number."""
    office = staff(book)
    changed.setdefault("support_units", ("water",))
    number = book.commitments.docket(a_draft(**changed), by=office.officer, on=MONDAY, assign=True)
    book.commitments.report(
        number,
        ReportDraft(percent=Decimal("62.5"), done="路基完成"),
        by=office.transport,
        on=MONDAY,
    )
    book.commitments.ask_closure(number, by=office.transport, on=on, evidence=files)
    book.commitments.check(number, passed=True, findings="属实", by=office.officer, on=on)
    book.commitments.confirm(number, by=office.chief, on=on, ending=ending, note=note)
    return number


def only(book: Book, year: int = 2020) -> Any:
    """Gather the one volume of a year."""
    (found,) = volumes(book, closed_in(book, year))
    return found


def test_a_year_holds_what_was_closed_in_it_in_the_order_of_closing(book: Book, a_file: File):
    for number, day in (("c", "2020-12-31"), ("a", "2020-10-12"), ("b", "2021-01-01")):
        closed(book, a_file(), number=number, on=date.fromisoformat(day))
    book.commitments.docket(a_draft(number="open"), by=staff(book).officer, on=MONDAY)
    assert [one.number for one in closed_in(book, 2020)] == ["a", "c"]
    assert [one.number for one in closed_in(book, 2021)] == ["b"]
    assert years(book) == [2020, 2021]
    assert closed_in(book, 2019) == []


def test_what_was_reopened_is_not_closed(book: Book, office: Office, a_file: File) -> None:
    number = closed(book, a_file())
    book.commitments.reopen(number, reason="反弹", by=office.officer, on=CLOSING,
                            due=date(2020, 12, 31))  # fmt: skip
    assert closed_in(book, 2020) == []


def test_a_volume_keeps_its_dates_apart_and_counts_from_the_first(
    book: Book, office: Office, a_file: File
) -> None:
    number = book.commitments.docket(a_draft(), by=office.officer, on=MONDAY, assign=True)
    book.commitments.ask_extension(
        number, until=date(2020, 10, 30), reason="汛期", by=office.transport_head, on=MONDAY
    )
    book.commitments.screen_extension(number, opinion="属实", by=office.officer, on=MONDAY)
    book.commitments.grant_extension(number, by=office.chief, on=MONDAY)
    book.commitments.ask_closure(
        number, by=office.transport, on=CLOSING, actual_on=date(2020, 10, 10), evidence=[a_file()]
    )
    book.commitments.check(number, passed=True, findings="", by=office.officer, on=CLOSING)
    book.commitments.confirm(number, by=office.chief, on=CLOSING)
    one = only(book)
    assert (one.original_due, one.due) == (date(2020, 9, 30), date(2020, 10, 30))
    assert (one.actual_on, one.closed_on) == (date(2020, 10, 10), CLOSING)
    assert one.days_late == 2  # after the holidays: 9 October, and the 10th made up for


def test_a_volume_has_every_block_and_says_how_it_ended(book: Book, a_file: File) -> None:
    closed(book, a_file(), ending=Ending.NOT_PURSUED, note="规划调整", kind=Kind.COUNT, target=30)
    one = only(book)
    found = dict(zip((block.question for block in BLOCKS), one.tables, strict=True))
    assert found["reports"] == ((MONDAY, Decimal("62.5"), "路基完成", "", ""),)
    assert [len(found[name]) for name in ("milestones", "extensions", "closures", "checks")] == [
        0, 0, 1, 1]  # fmt: skip
    assert found["checks"][0][1:] == (Check.OFFICE, "陆清和", "passed", "属实")
    assert one.support_units == ("水利局",) and one.target == 30
    assert one.ending is Ending.NOT_PURSUED and one.days_late is None
    assert (one.closing.actor, one.closing.note) == ("方砚秋", "规划调整")


def test_every_block_answers_for_many_commitments_in_its_own_columns(book: Book) -> None:
    for block in BLOCKS:
        assert book.db.ask(with_ids(ASKED[block.question], [])) == []
        assert all(column.of in ASKED[block.question] for column in block.columns)


def test_events_carry_all_that_is_hashed(book: Book, a_file: File) -> None:
    number = closed(book, a_file(), note="“引号”\n第二行")
    one = only(book)
    previous = ""
    for event in map(json.loads, (event.line for event in one.events)):
        fields = [event[name] for name in ("on_day", *HASHED, "id")]
        assert event["previous"] == previous and event["chain"] == number
        previous = hashlib.sha256(f"{previous}\n{canonical(fields)}".encode()).hexdigest()
        assert event["hash"] == previous
    assert previous == one.head and one.broken_at is None


def test_a_chain_that_does_not_fit_is_noticed(turn_page: Any, a_file: File) -> None:
    with turn_page() as book:
        closed(book, a_file())
        book.db.tell("UPDATE commitment SET head = 'x'")
    with turn_page(write=False) as book:
        one = only(book)
        assert one.broken_at == len(one.events) + 1


def test_files_of_one_name_are_told_apart(book: Book, tmp_path: Path) -> None:
    files = []
    for n, name in enumerate(("photo.jpg", "photo.jpg", "CON.txt")):
        (tmp_path / str(n)).mkdir()
        files.append(tmp_path / str(n) / name)
        files[-1].write_text(str(n))
    closed(book, *files)
    assert [one.name for one in only(book).files] == ["photo.jpg", "photo-2.jpg", "_CON.txt"]


def test_the_number_of_questions_does_not_grow_with_the_year(
    book_url: str, evidence: Path, a_file: File
) -> None:
    with watched(book_url, evidence) as (book, spy):
        asked = []
        for count in (1, 9):
            for _ in range(count):
                closed(book, a_file())
            _ = book.calendar, book.journal.id_after
            spy.statements.clear()
            volumes(book, closed_in(book, 2020))
            asked.append(len(spy.statements))
        assert asked[0] == asked[1] == 7 + len(BLOCKS)


def test_batches_leave_nothing_out(book: Book, a_file: File) -> None:
    for _ in range(5):
        closed(book, a_file())
    lines = closed_in(book, 2020)
    assert [len(one) for one in batches(lines, 2)] == [2, 2, 1]
    assert [one for batch in batches(lines, 2) for one in batch] == lines


def test_gathering_writes_nothing(book_url: str, turn_page: Any, a_file: File) -> None:
    with turn_page() as book:
        closed(book, a_file())
    before = contents_of(book_url)
    with turn_page(write=False) as book:
        assert only(book)
    assert contents_of(book_url) == before

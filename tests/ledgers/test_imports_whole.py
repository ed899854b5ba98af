"""Imported ledgers with reporting days, parts of a whole and support units' own parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ledgers.book import Book, open_book
from ledgers.cell_names import units_with_parts
from ledgers.imports import ImportOutcome, RowVerdict, import_workbook, read_rows
from ledgers.readings import BAD_RHYTHM
from tests.offices import BEGUN, an_office, at

HEADINGS = ["编号", "上级编号", "事项名称", "牵头单位", "配合单位", "完成时限", "反馈频次"]
WHOLE = ["A-1", "", "老旧小区改造", "交通局", "督查室：负责协调；财政局", "年底前", "每月28日前"]
PART = ["A-1-01", "A-1", "北片", "交通局", "", "9月底前", ""]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    settings = an_office(tmp_path / "office")
    with open_book(settings.book_url, at=at(BEGUN)) as page:
        yield page


def bring_in(book: Book, folder: Path, *rows: list[Any], dry_run: bool = False,
             headings: list[str] = HEADINGS) -> ImportOutcome:  # fmt: skip
    made = Workbook()
    assert made.active is not None
    for row in (headings, *rows):
        made.active.append(row)
    made.save(folder / "ledger.xlsx")
    reading = read_rows(folder / "ledger.xlsx", issued_on=BEGUN, docketed_on=BEGUN,
                        calendar=book.calendar)  # fmt: skip
    return import_workbook(book, reading, by=None, on=BEGUN, dry_run=dry_run, create_units=True)


def parts_of(book: Book, number: str) -> list[str]:
    rows = book.db.ask(
        "SELECT p.number FROM commitment c JOIN commitment p ON p.parent_id = c.id"
        " WHERE c.number = :number ORDER BY p.number", {"number": number})  # fmt: skip
    return [row.number for row in rows]


def test_a_whole_comes_with_its_parts_rhythm_and_support(book: Book, tmp_path: Path) -> None:
    outcome = bring_in(book, tmp_path, WHOLE, PART, [
        "A-1-02", "A-1", "南片", "交通局", "", "年底前", ""])  # fmt: skip
    assert outcome.refused == 0
    assert parts_of(book, "A-1") == ["A-1-01", "A-1-02"]
    whole = book.commitments.row("A-1")
    assert whole.rhythm == "monthly:28"
    support = book.db.ask("SELECT part FROM support_unit WHERE commitment_id = :id"
                          " ORDER BY position", {"id": whole.id})  # fmt: skip
    assert [one.part for one in support] == ["负责协调", ""]
    assert bring_in(book, tmp_path, WHOLE, PART).unchanged == 2


def test_a_part_may_name_its_whole_by_serial(book: Book, tmp_path: Path) -> None:
    headings = ["序号", "父项编号", "事项名称", "牵头单位", "完成时限"]
    rows = ([1, "", "整体", "交通局", "年底前"], [2, 1, "部分", "交通局", "9月底前"])
    assert bring_in(book, tmp_path, *rows, headings=headings).refused == 1  # 2020-001 is taken
    rows = ([8, "", "整体", "交通局", "年底前"], [9, 8, "部分", "交通局", "9月底前"])
    assert bring_in(book, tmp_path, *rows, headings=headings).refused == 0
    assert parts_of(book, "2020-008") == ["2020-009"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_part_before_its_whole_is_refused_with_its_column(
    book: Book, tmp_path: Path, dry_run: bool
) -> None:
    outcome = bring_in(book, tmp_path, PART, WHOLE, dry_run=dry_run)
    assert [(one.verdict, one.column) for one in outcome.lines] == [
        (RowVerdict.REFUSED, "上级编号"), (RowVerdict.TAKEN, "")]  # fmt: skip


def test_a_rhythm_that_names_no_days_is_refused(book: Book, tmp_path: Path) -> None:
    outcome = bring_in(book, tmp_path, [*WHOLE[:-1], "随时"])
    (line,) = outcome.lines
    assert line.column == "反馈频次" and line.reason and line.reason.sentence == BAD_RHYTHM


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("水利局：负责管网；城管局：负责路面", ("水利局:负责管网", "城管局:负责路面")),
        ("水利局:管网、泵站，城管局:路面", ("水利局:管网、泵站", "城管局:路面")),
        ("配合单位：水利局、城管局", ("水利局", "城管局")),
        ("水利局、城管局：负责路面", ("水利局", "城管局:负责路面")),
        ("水利局\n城管局（含下属）", ("水利局", "城管局")),
        ("", ()),
    ],
)
def test_support_units_may_carry_their_part(cell: str, units: tuple[str, ...]) -> None:
    assert units_with_parts(cell) == units


def test_a_milestone_of_a_range_keeps_its_start(book: Book, tmp_path: Path) -> None:
    headings = ["编号", "事项名称", "牵头单位", "完成时限", "阶段节点"]
    row = ["A-1", "整体", "交通局", "年底前", "9月1日至9月30日主体施工"]
    assert bring_in(book, tmp_path, row, headings=headings).refused == 0
    found = book.db.ask("SELECT m.starts, m.due FROM milestone m JOIN commitment c"
                        " ON c.id = m.commitment_id WHERE c.number = 'A-1'")  # fmt: skip
    assert [tuple(one) for one in found] == [(date(2020, 9, 1), date(2020, 9, 30))]

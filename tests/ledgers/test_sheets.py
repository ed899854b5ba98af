"""Whatever shape a workbook comes in, its cells are found in their places."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from ledgers.sheets import day_of, read_tables, text_of
from models.bad_files import FileMissing, NoHeading, UnreadableWorkbook, WrongEncoding

HEADINGS: list[Any] = ["序号", "类别", "事项名称", "牵头单位", "完成时限"]


def a_workbook(path: Path, rows: list[list[Any]], merges: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def test_title_rows_above_the_heading_are_skipped(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        [
            ["中原区重点事项台账"],
            ["单位：区政府督查室", None, "填报日期：8月3日"],
            HEADINGS,
            [1, "项目", "甲", "发改委", "9月底前"],
        ],
        ("A1:E1",),
    )
    (table,) = read_tables(path)
    (row,) = table.rows()
    assert (table.headings, row.number) == (tuple(HEADINGS), 4)


def test_merged_cells_are_filled_down_only_where_they_are_merged(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        [
            [*HEADINGS],
            [1, "项目", "甲", "发改委", "9月底前"],
            [2, None, "乙", "发改委", "9月底前"],
            [3, None, "丙", "发改委", "9月底前"],
        ],
        ("B2:B3",),
    )
    (table,) = read_tables(path)
    assert [text_of(row.cells[1]) for row in table.rows()] == ["项目", "项目", ""]


def test_a_heading_of_two_rows_is_read_as_one(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        [
            ["序号", "事项名称", "责任单位", None, "完成时限"],
            [None, None, "牵头单位", "配合单位", None],
            [1, "甲", "发改委", "财政局", "9月底前"],
        ],
        ("C1:D1", "A1:A2"),
    )
    (table,) = read_tables(path)
    assert table.headings == ("序号", "事项名称", "牵头单位", "配合单位", "完成时限")
    assert [row.number for row in table.rows()] == [3]


def test_an_empty_margin_does_not_shift_places(tmp_path: Path) -> None:
    margin: list[list[Any]] = [
        [None],
        [None, "台账"],
        [None, *HEADINGS],
        [None, 1, "项", "甲", "发改委", "年底前"],
    ]
    (table,) = read_tables(a_workbook(tmp_path / "a.xlsx", margin))
    (row,) = table.rows()
    assert (row.number, text_of(row.cells[3])) == (4, "甲")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_are_read_in_any_encoding_offices_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("序号,事项名称,牵头单位,完成时限\n1,甲,发改委,9月底前\n", encoding=encoding)
    (table,) = read_tables(path)
    assert [row.cells for row in table.rows()] == [["1", "甲", "发改委", "9月底前"]]


def test_a_group_named_once_in_a_text_table_stands_for_the_rows_below(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("类别,事项名称,牵头单位\n项目,甲,发改委\n,乙,发改委\n民生,丙,民政局\n", "utf-8")
    (table,) = read_tables(path)
    assert [row.cells[0] for row in table.rows()] == ["项目", "项目", "民生"]


def test_numbers_and_days_are_written_as_the_office_sees_them() -> None:
    assert text_of(13812345678.0) == "13812345678"
    assert text_of(175.5) == "175.5"
    assert day_of(44104.0) == date(2020, 9, 30)
    assert day_of(12.0) is None


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_tables(tmp_path / "a.xlsx")


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook at all")
    with pytest.raises(UnreadableWorkbook) as refused:
        read_tables(path)
    assert refused.value.facts["path"] == "a.xlsx"


def test_text_in_no_known_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("序号,事项\n".encode() + b"1,\xff\xff\xff\n")
    with pytest.raises(WrongEncoding) as refused:
        read_tables(path)
    assert refused.value.facts["line"] == 2


def test_a_workbook_without_known_headings_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", [["姓氏", "颜色"], ["甲", "红"]])
    with pytest.raises(NoHeading) as refused:
        read_tables(path)
    assert refused.value.facts["sheets"] == ("台账",)


def test_a_reader_that_panics_is_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """What the reader raises where its own code fails; it has no name to import."""

    def panic(_: object) -> None:
        raise PanicException("range start index 116 out of range")

    path = a_workbook(tmp_path / "a.xlsx", [HEADINGS])
    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_object", panic)
    with pytest.raises(UnreadableWorkbook):
        read_tables(path)


def test_a_cell_far_outside_the_table_does_not_take_the_memory(tmp_path: Path) -> None:
    rows = [HEADINGS, [1, "项目", "甲", "发改委", "9月底前"]]
    path = a_workbook(tmp_path / "a.xlsx", rows)
    book = load_workbook(path)
    book["台账"]["XFD1048576"] = "远"
    book.save(path)
    with pytest.raises(UnreadableWorkbook):
        read_tables(path)

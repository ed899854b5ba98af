"""The same report reads the same, whatever it was written with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources.reading import read_source
from models.intake.issued import issued_on_in
from tests.writings import (
    LINES,
    as_page,
    as_pdf,
    as_text,
    as_word,
    as_workbook,
    converted,
    needs_soffice,
)

Writer = Callable[[Path], Path]
WRITERS: dict[str, Writer] = {
    "a.txt": as_text,
    "a.md": as_text,
    "gb18030.txt": lambda path: as_text(path, "gb18030"),
    "marked.txt": lambda path: as_text(path, "utf-8-sig"),
    "utf-16.txt": lambda path: as_text(path, "utf-16"),
    "a.docx": as_word,
    "a.pdf": as_pdf,
    "a.html": as_page,
    "utf-8.htm": lambda path: as_page(path, "utf-8", "utf-8"),
    "says gb2312, is utf-8.html": lambda path: as_page(path, "gb2312", "utf-8"),
    "a.xlsx": as_workbook,
    # By its content, not by its name.
    "a page.doc": as_page,
    "a page.xls": as_page,
    "a text.doc": as_text,
    "a document.doc": as_word,
    "a document.txt": as_word,
    "a document": as_pdf,
    "a workbook.xls": as_workbook,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_report_reads_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    source = read_source(WRITERS[name](tmp_path / name))
    assert source.text.splitlines() == LINES
    assert issued_on_in(source.text) is not None


OFFICE = [("doc", ".doc"), ("doc", ".wps"), ("rtf", ".rtf"), ("pdf", ".pdf"), ("html", ".html")]


@needs_soffice
@pytest.mark.parametrize(("to", "ending"), OFFICE, ids=lambda one: one)
def test_what_libreoffice_writes_reads_the_same(tmp_path: Path, to: str, ending: str) -> None:
    path = converted(as_word(tmp_path / "a.docx"), to, tmp_path).rename(tmp_path / f"b{ending}")
    assert read_source(path).text.splitlines() == LINES


@needs_soffice
@pytest.mark.parametrize(("to", "ending"), [("xls", ".et"), ("ods", ".ods"), ("xls", ".xls")])
def test_workbooks_that_libreoffice_writes_read_the_same(
    tmp_path: Path, to: str, ending: str
) -> None:
    path = converted(as_workbook(tmp_path / "a.xlsx"), to, tmp_path).rename(tmp_path / f"b{ending}")
    assert read_source(path).text.splitlines() == LINES


@pytest.mark.parametrize(
    ("write", "name", "at", "place"),
    [
        (as_text, "a.txt", "1\t建成", "第6行"),
        (as_workbook, "a.xlsx", "1\t建成", "任务!6"),
        (as_pdf, "a.pdf", "关于印发", "第1页"),
        (as_pdf, "a.pdf", "某某区", "第2页"),
        (as_word, "a.docx", "某某区", ""),
    ],
)
def test_a_place_is_where_the_office_finds_it(
    tmp_path: Path, write: Writer, name: str, at: str, place: str
) -> None:
    source = read_source(write(tmp_path / name))
    assert source.place(source.text.index(at)) == place


def test_the_characters_of_a_text_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff一　二\r\n\t三\r四 \n".encode())
    source = read_source(path)
    assert source.text == "一　二\r\n\t三\r四 \n"
    assert [place.start for place in source.places] == [0, 5, 8, 11]


def test_a_table_kept_as_text_is_read_as_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('任务,单位\n"建公园,\n修路",园林局\n', encoding="gb18030")
    source = read_source(path)
    assert source.text == "任务\t单位\n建公园, 修路\t园林局"
    assert source.place(source.text.index("建")) == "a.csv!2"

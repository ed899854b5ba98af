"""What leaves the ledger can be printed, filtered, trusted, and imported again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ledgers.book import Book, open_book
from ledgers.exports import COLUMNS, export_workbook
from ledgers.imports import RowVerdict, import_workbook, read_rows
from ledgers.lines import Line
from ledgers.upkeep import Beginning, begin
from models.bad_files import CannotWrite
from models.headings import Column, kind_of, ledger_headings
from models.lights import OVERDUE, Reason, Verdict
from models.policy import Policy
from models.terms import Kind, Light, Stage
from models.words import Speaker

PLENARY = date(2020, 7, 31)
MONDAY = date(2020, 8, 3)
NOW = datetime(2020, 8, 3, 9, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "zhongyuan-2020"
OFFICE = "中原区人民政府督查室"
LINE = Line(
    number="2020-001",
    title="新建公园游园30个",
    lead_unit="中原区园林绿化中心",
    due=date(2020, 12, 31),
    light=Light.RED,
    verdict=Verdict(Light.RED, (Reason(OVERDUE, {"days": 6}),), None, None),
    stage=Stage.ACCEPTED,
    kind=Kind.COUNT,
    category="生态建设",
    owner="窦青禾",
    percent=Decimal("43.3"),
    value=Decimal(13),
    target=Decimal(30),
    measure="个",
    due_text="年底前",
    original_due=date(2020, 12, 31),
    docketed_on=MONDAY,
)


def export(path: Path, *lines: Line, language: str = "zh") -> Path:
    export_workbook(lines, path, speaker=Speaker(language), on=MONDAY, office=OFFICE)
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Begin a book that holds the example ledger."""
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite:///{folder}/duban.db"
    begin(
        url,
        Beginning(OFFICE, "方砚秋", "fang.yanqiu", book_id="test"),
        policy=Policy(),
        at=NOW,
        on=MONDAY,
    )
    for name in ("directory.xlsx", "ledger.xlsx"):
        with open_book(url, at=NOW) as book:
            assert verdicts(book, EXAMPLE / name) == {RowVerdict.TAKEN}
    return url


@pytest.fixture
def page(office: str) -> Iterator[Book]:
    """Open the example book."""
    with open_book(office, at=NOW) as book:
        yield book


def verdicts(book: Book, path: Path) -> set[RowVerdict]:
    reading = read_rows(path, issued_on=PLENARY, docketed_on=MONDAY, calendar=book.calendar)
    outcome = import_workbook(
        book, reading, by=book.directory.actor_of_login("fang.yanqiu"), on=MONDAY
    )
    return {
        line.verdict for line in outcome.lines if "方砚秋" not in line.title
    }  # the book began with its chief officer


@pytest.mark.parametrize("name", ["ledger.xlsx", "ledger.csv"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_exported_ledger_imports_again_unchanged(
    page: Book, tmp_path: Path, name: str, language: str
) -> None:
    lines = page.lists.open(MONDAY).lines
    assert len(lines) == 30
    path = export(tmp_path / name, *lines, language=language)
    assert verdicts(page, path) == {RowVerdict.UNCHANGED}


def test_an_empty_category_in_an_exported_table_stays_empty(page: Book, tmp_path: Path) -> None:
    """Elsewhere a text table names each category once, and the cells below it are filled."""
    first, second, *_ = page.lists.open(MONDAY).lines
    path = export(tmp_path / "a.csv", first, replace(second, number="2020-900", category=""))
    reading = read_rows(path, issued_on=PLENARY, docketed_on=MONDAY, calendar=page.calendar)
    assert [row.fields["category"] for row in reading.rows()] == [first.category, ""]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_heading_and_kind_is_understood_when_read_back(language: str) -> None:
    speaker = Speaker(language)
    known = ledger_headings([speaker.say(heading) for heading, _ in COLUMNS])
    assert known.others == ()
    assert {Column.NUMBER, Column.TITLE, Column.LEAD, Column.DUE, Column.KIND} <= known.at.keys()
    assert [kind_of(speaker.word(kind)) for kind in Kind] == list(Kind)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    evil = replace(LINE, title='=HYPERLINK("http://a.example.org","点我")')
    sheet = load_workbook(export(tmp_path / "a.xlsx", evil)).active
    assert sheet is not None
    assert sheet.cell(4, 3).data_type == "s"
    assert sheet.cell(4, 3).hyperlink is None
    text = export(tmp_path / "a.csv", evil).read_text("utf-8-sig")
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_text_table_can_act_as_a_formula(tmp_path: Path, start: str) -> None:
    path = export(tmp_path / "a.csv", replace(LINE, title=f"{start}1+1"))
    assert f"'{start}1+1" in path.read_text("utf-8-sig")


def test_lights_are_worded_as_well_as_coloured(tmp_path: Path) -> None:
    sheet = load_workbook(export(tmp_path / "a.xlsx", LINE, language="en")).active
    assert sheet is not None
    cell = next(one for one in sheet[4] if one.value == "red")
    assert cell.fill.fgColor.rgb == "FFF8CBAD"


def test_a_sheet_is_ready_to_print_and_filter(tmp_path: Path) -> None:
    sheet = load_workbook(export(tmp_path / "a.xlsx", LINE, LINE)).active
    assert sheet is not None
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D4", "A3:T5")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$3"


def test_chinese_is_counted_two_wide(tmp_path: Path) -> None:
    sheet = load_workbook(export(tmp_path / "a.xlsx", LINE)).active
    assert sheet is not None
    assert sheet.column_dimensions["E"].width > 2 * len("中原区园林绿化中心")


def test_a_row_is_as_high_as_its_longest_text_needs(tmp_path: Path) -> None:
    long = replace(LINE, title="改造" * 60)  # 240 wide, in a column of at most 44
    sheet = load_workbook(export(tmp_path / "a.xlsx", replace(LINE, title="改造"), long)).active
    assert sheet is not None
    assert sheet.row_dimensions[5].height == 6 * 15


def test_an_empty_ledger_is_a_table_with_headings_only(tmp_path: Path) -> None:
    sheet = load_workbook(export(tmp_path / "a.xlsx")).active
    assert sheet is not None
    assert sheet.max_row == 3


def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", LINE)
    before = path.read_bytes()

    def broken() -> Iterator[Line]:
        yield LINE
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        export_workbook(broken(), path, speaker=Speaker("zh"), on=MONDAY, office=OFFICE)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        export_workbook([], tmp_path / "no" / "a.xlsx", speaker=Speaker("zh"), on=MONDAY, office="")

"""Workbooks and text tables from outside, as raw tables whose every cell has a place.

Finds the heading row under title rows, fills merged cells down, and streams the rows. What
the headings and cells mean is read in ``ledgers.imports``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ledgers.extents import check_extents
from ledgers.open_sheets import Merge
from models.bad_files import FileMissing, NoHeading, UnreadableWorkbook, WrongEncoding
from models.errors import Refusal
from models.headings import Column, cleaned, known_headings, ledger_headings

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell = str | int | float | bool | date | datetime | timedelta | None | object
Fills = dict[int, set[int] | None]
Known = Callable[[list[str]], int]

TITLE_ROWS = 30  # how far down a heading row is looked for
FEWEST_HEADINGS = 2
TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv"})
EXCEL_EPOCH = date(1899, 12, 30)
# A merged cell shows its text once; in files that do not tell merges, only these columns
# are filled down, because an empty cell elsewhere may well be meant empty.
GROUPING = frozenset({Column.CATEGORY, Column.SOURCE})


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row and the row's number as the office sees it, counting from 1."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class RawTable:
    """One sheet from its heading down; ``rows`` may be walked again and again."""

    sheet: str
    headings: tuple[str, ...]
    height: int
    _rows: Callable[[], Iterator[RawRow]] = field(repr=False)

    def rows(self) -> Iterator[RawRow]:
        """Walk the rows below the heading, leaving out empty ones."""
        return self._rows()


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of cells, with its merges where the file tells them."""

    name: str
    height: int
    rows: Callable[[], Iterator[list[Cell]]]
    merges: list[Merge] | None = None


def text_of(cell: Cell) -> str:
    """Write a cell as the office sees it: 13812345678, not 13812345678.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def day_of(cell: Cell) -> date | None:
    """Return the day a cell holds as a date, or as the serial number of an unformatted one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and 36_000 < cell < 80_000:  # 1998 to 2119
        return EXCEL_EPOCH + timedelta(days=int(cell))
    return None


def read_tables(
    path: Path,
    known: Known = known_headings,
    wanted: Sequence[str] = ("事项名称", "牵头单位"),
) -> list[RawTable]:
    """Find every table of a file that has headings we know: ``known`` counts them in a row.

    Raises FileMissing, UnreadableWorkbook, WrongEncoding, or NoHeading.
    """
    if not path.is_file():
        raise FileMissing(path=str(path))
    grids = (
        text_grids(path.read_bytes(), path.name)
        if path.suffix.lower() in TEXT_ENDINGS
        else workbook_grids(path, path.name)
    )
    tables = [table for grid in grids if (table := _table(grid, known))]
    if not tables:
        raise NoHeading(
            path=path.name,
            wanted=tuple(wanted),
            sheets=tuple(grid.name for grid in grids),
        )
    return tables


# -- files ------------------------------------------------------------------------------


def workbook_grids(file: Path | BytesIO, name: str) -> list[Grid]:
    """Open a workbook's visible sheets. Raises UnreadableWorkbook."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        open_merges = check_extents(file, name)
        if isinstance(file, BytesIO):
            file.seek(0)
        book = CalamineWorkbook.from_object(file)
        shown = [
            one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible
        ]
        return [_sheet_grid(book.get_sheet_by_name(one), open_merges.get(one)) for one in shown]
    except BaseException as error:
        if isinstance(error, Refusal) or not _is_the_readers(error):
            raise
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableWorkbook(path=name, cause=cause) from error


def _is_the_readers(error: BaseException) -> bool:
    """Tell whether the reader of workbooks failed; where it panics, that is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _sheet_grid(sheet: CalamineSheet, merges: list[Merge] | None) -> Grid:
    height = sheet.end[0] + 1 if sheet.end else 0
    told = merges if merges is not None else sheet.merged_cell_ranges
    return Grid(sheet.name, height, lambda: _sheet_rows(sheet), told)


def _sheet_rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Walk a sheet from its first column, which calamine leaves out when empty."""
    margin: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield margin + row if margin else list(row)


def text_grids(data: bytes, name: str) -> list[Grid]:
    """Open a table kept as text, as a workbook of one sheet. Raises WrongEncoding."""
    text = decoded(data, name)
    delimiter = max(",;\t", key="".join(islice(text.splitlines(), TITLE_ROWS)).count)

    def rows() -> Iterator[list[Cell]]:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_unescaped(cell) for cell in row]

    return [Grid(name, text.count("\n") + 1, rows)]


def _unescaped(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t") else cell


def decoded(data: bytes, name: str) -> str:
    """Read text as UTF-8, with or without its mark, or else as GB18030.

    Raises UnreadableWorkbook, WrongEncoding.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    if b"\0" in data and encodings != ["utf-16"]:
        raise UnreadableWorkbook(path=name, cause="binary data in a text file")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise WrongEncoding(path=name, line=line)


# -- headings ---------------------------------------------------------------------------


def _table(grid: Grid, known: Known) -> RawTable | None:
    """Take the row with the most known headings as the heading; two rows where that knows more."""
    top = [[text_of(cell) for cell in row] for row in islice(grid.rows(), TITLE_ROWS)]
    scores = [known(row) for row in top]
    best = max(range(len(top)), key=lambda n: (scores[n], -n), default=0)
    if not top or scores[best] < FEWEST_HEADINGS:
        return None
    headings, last = top[best], best
    for upper in (best - 1, best):
        if 0 <= upper < len(top) - 1:
            both = _two_rows(top[upper], top[upper + 1], scores[upper : upper + 2])
            if both and known(both) > known(headings):
                headings, last = both, upper + 1
    merges = _column_merges(grid, headings)
    return RawTable(
        grid.name,
        tuple(headings),
        max(grid.height - last - 1, 0),
        lambda: rows_below(grid, last, merges),
    )


def _two_rows(upper: list[str], lower: list[str], scores: list[int]) -> list[str] | None:
    """Join a heading of two rows: 责任单位 above 牵头单位 and 配合单位."""
    if min(scores) == 0:
        return None
    width = max(len(upper), len(lower))
    pairs = zip(upper + [""] * width, lower + [""] * width, strict=False)
    return [below or above for above, below in islice(pairs, width)]


def _column_merges(grid: Grid, headings: list[str]) -> Fills:
    """Map each column to be filled down to the rows that take the text above; None: all empty."""
    if grid.merges is not None:
        return merged_down(grid.merges)
    at = ledger_headings(headings).at
    if Column.DUE_TEXT in at:  # our own export writes out every cell
        return {}
    return {at[one]: None for one in GROUPING if one in at and _is_grouped(grid, at[one], headings)}


def merged_down(merges: Iterable[Merge]) -> Fills:
    """Map each column with cells merged over rows to the rows that take the text above."""
    down: Fills = {}
    for (top, left), (bottom, _) in merges:
        if bottom > top:
            down[left] = (down.get(left) or set()) | set(range(top + 1, bottom + 1))
    return down


def _is_grouped(grid: Grid, place: int, headings: list[str]) -> bool:
    """Tell whether a column names each group once: then an empty cell belongs to the one above."""
    seen: set[str] = set()
    for row in grid.rows():
        text = text_of(row[place]) if place < len(row) else ""
        if text and cleaned(text) != cleaned(headings[place]):
            if text in seen:
                return False
            seen.add(text)
    return bool(seen)


def rows_below(grid: Grid, last: int, merges: Fills) -> Iterator[RawRow]:
    """Walk the rows below a line, merged cells filled down, leaving out empty rows."""
    above: dict[int, Cell] = {}
    for index, cells in enumerate(grid.rows()):
        if index <= last or not any(cell not in (None, "") for cell in cells):
            continue
        for place, rows in merges.items():
            if place >= len(cells):
                continue
            if cells[place] not in (None, ""):
                above[place] = cells[place]
            elif rows is None or index in rows:
                cells[place] = above.get(place)
        yield RawRow(index + 1, cells)

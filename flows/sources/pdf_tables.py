"""Ruled tables on a PDF page: rows of cells, each cell with all its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.sources.lines import row_text, tidy
from flows.sources.pdf_lines import Box, Char, Line, Row, lines_of, parted

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

MOST_EDGES = 2000  # a map or a chart has more, and is no table
PADDING = 0.6  # of a letter's size, between the text of a cell and its edge


def tables_on(page: Page) -> list[Table]:
    """Find the ruled tables; a frame of one cell is none."""
    if not 4 <= len(page.edges) <= MOST_EDGES:
        return []
    return [one for one in page.find_tables() if len(one.cells) > 1]


def rows_of(table: Table, chars: list[Char]) -> list[Row]:
    """Read the rows; a cell merged over rows belongs to each of them."""
    cells: list[Box] = sorted(set(table.cells))
    texts = {cell: _text(cell, inside) for cell, inside in _dealt(cells, chars)}
    lefts = sorted({cell[0] for cell in cells})
    tops = sorted({cell[1] for cell in cells})
    rows = []
    for top in tops:
        held = {cell[0]: texts[cell] for cell in cells if cell[1] <= top + 1 and cell[3] > top + 1}
        row = tuple(held.get(left, "") for left in lefts)
        if row_text(row):
            rows.append(Row(row, top))
    return rows


def _dealt(cells: list[Box], chars: list[Char]) -> Iterator[tuple[Box, list[Char]]]:
    """Deal the letters to the cells in which they stand."""
    for cell in cells:
        inside, chars = parted(chars, cell)
        yield cell, inside


def _text(cell: Box, chars: list[Char]) -> str:
    """Write a cell in one line: a line that fills the cell goes on in the next one."""
    parts: list[str] = []
    before: Line | None = None
    for line in lines_of(chars):
        if before is not None and cell[2] - before.x1 < before.size * (1 + PADDING):
            parts[-1] += f"\n{line.text}"
        else:
            parts.append(line.text)
        before = line
    return " ".join(map(tidy, parts))

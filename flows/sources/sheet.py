"""Workbooks and tables kept as text: every row a line, its place the sheet and the row."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from flows.sources.lines import Lines
from flows.sources.packed import repacked
from ledgers.sheets import Grid, merged_down, rows_below, text_grids, text_of, workbook_grids
from models.intake.source import Source


def read_packed(data: bytes, name: str) -> Source:
    """Read .xlsx and .ods. Raises UnreadableWorkbook."""
    return _lines(workbook_grids(repacked(data), name))


def read_old(data: bytes, name: str) -> Source:
    """Read .xls and .et. Raises UnreadableWorkbook."""
    return _lines(workbook_grids(BytesIO(data), name))


def read_table(data: bytes, name: str) -> Source:
    """Read .csv. Raises WrongEncoding."""
    return _lines(text_grids(data, name))


def _lines(grids: Iterable[Grid]) -> Source:
    lines = Lines()
    for grid in grids:
        for row in rows_below(grid, -1, merged_down(grid.merges or ())):
            lines.row(map(text_of, row.cells), f"{grid.name}!{row.number}")
    return lines.source()

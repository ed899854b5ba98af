"""What the reader of workbooks does not tell of .ods files: how far they reach, what is merged.

Read from their markup as it lies there, row by row: a row or a cell may be meant many times over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each as row and column counted from 0."""

CONTENT = "content.xml"
TABLE = re.compile(rb"<table:table(?=[\s>])")
ROW = re.compile(rb"<table:table-row(?=[\s>/])")
CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s>/])")
NAME = re.compile(rb"table:name=\"([^\"]*)\"")
REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)")
ROWS, COLUMNS = (
    re.compile(rb"number-%s-spanned=[\"'](\d+)" % one) for one in (b"rows", b"columns")
)
FILLED = b"value-type"


def open_reach(markup: bytes) -> int:
    """Multiply rows by columns, each counted as often as it is repeated, up to the last filled."""
    height, last, width = 0, 0, 0
    for begun, cells in _rows(markup):
        height += _number(REPEATED, begun)
        filled = [n for n, cell in enumerate(cells, 1) if FILLED in cell]
        if filled:
            last = height
            width = max(width, sum(_number(REPEATED, one) for one in cells[: filled[-1]]))
    return last * width


def open_merges(markup: bytes) -> dict[str, list[Merge]]:
    """List the merged cells of each sheet."""
    found: dict[str, list[Merge]] = {}
    for table in TABLE.split(markup)[1:]:
        name = NAME.search(_tag(table))
        if name:
            found[unescape(name[1].decode("utf-8", "replace"))] = list(_merges(table))
    return found


def _merges(table: bytes) -> Iterator[Merge]:
    row = 0
    for begun, cells in _rows(table):
        column = 0
        for cell in cells:
            down, across = _number(ROWS, cell), _number(COLUMNS, cell)
            if down > 1 or across > 1:
                yield (row, column), (row + down - 1, column + across - 1)
            column += _number(REPEATED, cell)
        row += _number(REPEATED, begun)


def _rows(markup: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Walk the rows: what stands before their first cell, and their cells."""
    for row in ROW.split(markup)[1:]:
        begun, *cells = CELL.split(row)
        yield begun, cells


def _number(pattern: re.Pattern[bytes], element: bytes) -> int:
    found = pattern.search(_tag(element))
    return int(found[1]) if found else 1


def _tag(element: bytes) -> bytes:
    return element.partition(b">")[0]

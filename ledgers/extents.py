"""How far the cells of a workbook reach, told before it is opened.

The reader sets aside room for every cell up to the last one: a file of five kilobytes with a
word in its last possible cell would take the machine's memory and end the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from ledgers.open_sheets import CONTENT, Merge, open_merges, open_reach
from models.bad_files import UnreadableWorkbook
from models.words import N_, Word

PIECE, OVERLAP = 1 << 20, 64
MOST_CELLS = 26_000_000
# Quick to look for: cells beyond column Z or row 999,999. Without one, a sheet is small enough.
FAR = re.compile(rb"r\s*=\s*[\"'](?:[A-Za-z]{2,3}\d|[A-Za-z]?\d{7})")
CELL_COLUMN = re.compile(rb"r\s*=\s*[\"']([A-Za-z]{1,3})\d")
CELL_ROW = re.compile(rb"r\s*=\s*[\"'][A-Za-z]{0,3}(\d{1,7})")
FAR_AWAY = Word(N_("it has cells far outside its table"))


def check_extents(file: Path | BytesIO, name: str) -> dict[str, list[Merge]]:
    """Refuse a workbook whose sheets are too wide and long; return the merges of an .ods.

    Raises UnreadableWorkbook.
    """
    if not is_zipfile(file):
        return {}  # the old format ends at row 65536, column 256
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
            sheets = [one for one in names if one.startswith("xl/worksheets/")]
            reach = max((_sheet_reach(archive, one) for one in sheets), default=0)
            content = archive.read(CONTENT) if CONTENT in names else b""
    except BadZipFile as error:
        raise UnreadableWorkbook(path=name, cause=str(error)) from error
    if max(reach, open_reach(content)) > MOST_CELLS:
        raise UnreadableWorkbook(path=name, cause=FAR_AWAY)
    return open_merges(content)


def _sheet_reach(archive: ZipFile, sheet: str) -> int:
    """Multiply the last row by the last column that any cell names; 0 where that is little."""
    if not any(map(FAR.search, _pieces(archive, sheet))):
        return 0
    rows, columns = 0, 0
    for piece in _pieces(archive, sheet):
        rows = max(rows, *map(int, {*CELL_ROW.findall(piece), b"0"}))
        columns = max(columns, *map(_column, {*CELL_COLUMN.findall(piece), b""}))
    return rows * columns


def _pieces(archive: ZipFile, sheet: str) -> Iterator[bytes]:
    """Read a sheet piece by piece; each begins with the end of the one before."""
    piece = b""
    with archive.open(sheet) as file:
        while more := file.read(PIECE):
            piece = piece[-OVERLAP:] + more
            yield piece


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number

"""卷内目录: the index of a year's volumes, to print (.xlsx) and to check with (.csv)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from math import ceil
from typing import Any

from ledgers.archive import ClosedLine
from ledgers.exports import FORMULA_STARTS
from models.words import N_, Speaker, cells

# Folder and hash stay the last two: by them verify.py reads the table in any language.
COLUMNS = (
    (N_("Serial"), 6),
    (N_("No."), 12),
    (N_("Commitment"), 28),
    (N_("Lead unit"), 18),
    (N_("Struck off"), 12),
    (N_("How it ended"), 10),
    (N_("Notices"), 8),
    (N_("Folder"), 28),
    (N_("Hash of the last event"), 36),
)
HEADING_ROW = 2
LINE = 16  # points
TITLE = N_("Index of the volumes closed in {year}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A volume and the folder it lies in."""

    line: ClosedLine
    folder: str


def index_csv(entries: Sequence[Entry], speaker: Speaker) -> bytes:
    """Write the index as text, with the mark by which Excel knows UTF-8."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([speaker.say(heading) for heading, _ in COLUMNS])
    for serial, entry in enumerate(entries, 1):
        *told, folder, head = _row(serial, entry, speaker)
        table.writerow([*map(_harmless, told), folder, head])
    return text.getvalue().encode("utf-8-sig")


def index_workbook(entries: Sequence[Entry], speaker: Speaker, *, year: int, office: str) -> bytes:
    """Write the index as a workbook that prints on A4 across; the same bytes every time."""
    from xlsxwriter import Workbook

    file, title = BytesIO(), speaker.say(TITLE, year=year)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": title, "created": datetime(year, 12, 31)})
        sheet = book.add_worksheet(speaker.say(N_("Index")))
        large = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, title, large)
        right = book.add_format({"align": "right"})
        sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, office, right)
        _write_rows(book, sheet, entries, speaker)
        _set_up_print(sheet)
    return file.getvalue()


def _write_rows(book: Any, sheet: Any, entries: Sequence[Entry], speaker: Speaker) -> None:
    cell = {"border": 1, "valign": "vcenter", "text_wrap": True}
    text = book.add_format(cell)
    head = book.add_format({**cell, "bold": True, "align": "center"})
    for place, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(HEADING_ROW, place, speaker.say(heading), head)
    for serial, entry in enumerate(entries, 1):
        row = _row(serial, entry, speaker)
        sheet.set_row(HEADING_ROW + serial, LINE * _lines(row))
        for place, value in enumerate(row):
            sheet.write_string(HEADING_ROW + serial, place, value, text)


def _set_up_print(sheet: Any) -> None:
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_footer("&C— &P —")


def _row(serial: int, entry: Entry, speaker: Speaker) -> tuple[str, ...]:
    line = entry.line
    return (
        str(serial),
        line.number,
        line.title,
        line.lead_unit,
        line.closed_on.isoformat(),
        speaker.word(line.ending) if line.ending else "",
        str(len(line.notices) or ""),
        entry.folder,
        line.head,
    )


def _lines(row: tuple[str, ...]) -> int:
    """Count the lines a row needs: spreadsheets fit no height to Chinese that wraps."""
    return max(
        ceil((cells(text) + 2) / width) for text, (_, width) in zip(row, COLUMNS, strict=True)
    )


def _harmless(text: str) -> str:
    """Keep a text from acting as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

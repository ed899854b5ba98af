"""The ledger as a workbook or text table that an office can print, filter and import again."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.lines import Line
from models.bad_files import CannotWrite
from models.errors import NotAChoice
from models.plan import written
from models.terms import Light
from models.words import N_, Speaker, Word

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NARROWEST, WIDEST = 6, 44
LINE_HEIGHT, HIGHEST = 15, 405  # points; a row can be no higher than 409
HEADING_ROW = 2
# Colour says it to the eye, the word beside it to everybody else.
LIGHT_COLOURS = {
    Light.GREEN: ("#E2F0D9", "#1E5C1E"),
    Light.YELLOW: ("#FFF2CC", "#7F6000"),
    Light.RED: ("#F8CBAD", "#9C0006"),
}

ENDING = Word(N_("The ending of the file’s name"))
TITLE = N_("Supervision ledger as of {on}")

Value = str | date | Decimal | int | Light | None
# Headings the import understands: what is exported can be imported again, unchanged.
COLUMNS: tuple[tuple[str, Callable[[Line, Speaker], Value]], ...] = (
    (N_("Commitment number"), lambda line, _: line.number),
    (N_("Category of work"), lambda line, _: line.category),
    (N_("Commitment name"), lambda line, _: line.title),
    (N_("Kind of goal"), lambda line, say: say.word(line.kind)),
    (N_("Leading unit"), lambda line, _: line.lead_unit),
    (N_("Person answering"), lambda line, _: line.owner),
    (N_("Docketing day"), lambda line, _: line.docketed_on),
    (N_("First deadline"), lambda line, _: line.original_due),
    (N_("Present deadline"), lambda line, _: line.due),
    (N_("Deadline as written"), lambda line, _: line.due_text),
    (N_("Target figure"), lambda line, _: line.target),
    (N_("Counted in"), lambda line, _: line.measure),
    (N_("Figure reached"), lambda line, _: line.value),
    (N_("Per cent done"), lambda line, _: line.percent),
    (N_("Planned course"), lambda line, _: written(line.plan)),
    (N_("Present light"), lambda line, _: line.light),
    (N_("Reasons for it"), lambda line, say: line.verdict.said(say) if line.verdict else ""),
    (N_("Present stage"), lambda line, say: say.word(line.stage)),
    (N_("Last reported"), lambda line, _: line.last_report_on),
    (N_("Times extended"), lambda line, _: line.extensions or None),
)


def export_workbook(
    lines: Iterable[Line], path: Path, *, speaker: Speaker, on: date, office: str
) -> int:
    """Write the ledger as .xlsx, or as .csv where the name says so; returns how many lines."""
    ending = path.suffix.lower()
    if ending not in WRITERS:
        raise NotAChoice(option=ENDING, given=path.suffix, allowed=tuple(WRITERS))
    with written_beside(path) as unfinished:
        return WRITERS[ending](lines, unfinished, speaker, on, office)


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Give a name beside the target: a file that is there is replaced whole or not at all.

    Raises CannotWrite.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.touch()
        yield unfinished
        unfinished.replace(path)
    except OSError as trouble:
        raise CannotWrite(path=str(path), cause=trouble.strerror) from trouble
    finally:
        unfinished.unlink(missing_ok=True)


# -- text -------------------------------------------------------------------------------


def _write_text(
    lines: Iterable[Line], path: Path, speaker: Speaker, _on: date, _office: str
) -> int:
    """Write CSV with the mark by which Excel knows UTF-8; no text can act as a formula."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([speaker.say(heading) for heading, _ in COLUMNS])
        for count, line in enumerate(lines, 1):  # noqa: B007 - the count is the answer
            table.writerow([_as_text(value, speaker) for value in _values(line, speaker)])
    return count


def _values(line: Line, speaker: Speaker) -> Iterator[Value]:
    return (value_of(line, speaker) for _, value_of in COLUMNS)


def _as_text(value: Value, speaker: Speaker) -> str:
    if isinstance(value, Light):
        return speaker.word(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


# -- workbook ---------------------------------------------------------------------------


def _write_sheet(lines: Iterable[Line], path: Path, speaker: Speaker, on: date, office: str) -> int:
    with new_workbook(path) as book:
        looks = looks_of(book)
        sheet = book.add_worksheet(speaker.say(N_("Ledger")))
        headings = [speaker.say(heading) for heading, _ in COLUMNS]
        last = len(headings) - 1
        sheet.merge_range(0, 0, 0, last, speaker.say(TITLE, on=on), looks["title"])
        sheet.merge_range(1, 0, 1, last, office, looks["under"])
        for place, heading in enumerate(headings):
            sheet.write_string(HEADING_ROW, place, heading, looks["heading"])
        widths = [screen_width(heading) + 2 for heading in headings]
        row = HEADING_ROW
        for row, line in enumerate(lines, HEADING_ROW + 1):
            values = list(_values(line, speaker))
            set_height(sheet, row, [(_as_text(one, speaker), WIDEST) for one in values])
            for place, value in enumerate(values):
                widths[place] = max(widths[place], screen_width(_as_text(value, speaker)))
                write_cell(sheet, row, place, value, looks, speaker)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width + 1, NARROWEST), WIDEST))
        sheet.autofilter(HEADING_ROW, 0, max(row, HEADING_ROW), last)
        set_up_print(sheet, speaker)
    return row - HEADING_ROW


def new_workbook(path: Path) -> Workbook:
    """Begin a workbook in which a text is a text, whatever it begins with."""
    from xlsxwriter import Workbook

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    return Workbook(str(path), options)


def looks_of(book: Workbook) -> dict[Any, Format]:
    """Make the formats of a list: its title, headings, texts, days and lights."""
    cell = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True}
    looks = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "under": book.add_format({"font_color": "#595959", "align": "right"}),
        "heading": book.add_format(
            {**cell, "bold": True, "align": "center", "bg_color": "#D9E2F3"}
        ),
        "text": book.add_format(cell),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
    }
    for light, (ground, ink) in LIGHT_COLOURS.items():
        looks[light] = book.add_format(
            {**cell, "align": "center", "bold": True, "bg_color": ground, "font_color": ink}
        )
    return looks


def write_cell(
    sheet: Any, row: int, place: int, value: Value, looks: dict[Any, Format], speaker: Speaker
) -> None:
    """Write a date as a date, a number as a number, everything else as a text and only that."""
    if value is None or value == "":
        sheet.write_blank(row, place, None, looks["text"])
    elif isinstance(value, Light):
        sheet.write_string(row, place, speaker.word(value), looks.get(value, looks["text"]))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks["date"])
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, place, float(value), looks["text"])
    else:
        sheet.write_string(row, place, value, looks["text"])


def set_height(sheet: Any, row: int, cells: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its longest text needs; to be done before its cells are written.

    ``cells`` are texts with the widths of their columns. Without a height of its own a row with
    wrapped text is cut off where a program does not fit rows by itself.
    """
    lines = max((-(-screen_width(text) // width) for text, width in cells), default=1)
    if lines > 1:
        sheet.set_row(row, min(lines * LINE_HEIGHT, HIGHEST))


def set_up_print(sheet: Any, speaker: Speaker) -> None:
    """Have it printed on A4, as wide as the paper, with its heading on every page."""
    sheet.freeze_panes(HEADING_ROW + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.set_footer(speaker.say(N_("&CPage &P of &N")))


def screen_width(text: str) -> int:
    """Count East Asian wide characters as two; a spreadsheet's own fitting halves them."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
            for line in text.split("\n")
        ),
        default=0,
    )


WRITERS = {".xlsx": _write_sheet, ".csv": _write_text}

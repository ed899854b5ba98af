"""Drafts as a workbook, to be decided on in Excel; ``ledgers.draft_returns`` takes it back.

A row holds what would be docketed, in cells that may be changed, and beside it what the
document says, in cells that may not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.draft_lines import DraftLine, DraftLines
from ledgers.exports import (
    ENDING,
    HEADING_ROW,
    Value,
    looks_of,
    new_workbook,
    screen_width,
    set_height,
    set_up_print,
    write_cell,
    written_beside,
)
from models.errors import NotAChoice
from models.intake.context import Passage
from models.terms import Kind, Term
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.book import Book

ENDS = (".xlsx",)
TITLE = N_("Drafts to be decided on, as of {on}")
HOW = N_(
    "Choose approve, edit or drop in the yellow columns, correct what is wrong there, and take "
    "the file back: duban drafts import FILE.xlsx"
)


class Decision(Term):
    """What is chosen for a row."""

    APPROVE = "approve", N_("approve")
    EDIT = "edit", N_("edit")
    DROP = "drop", N_("drop")


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft as a row is written."""

    line: DraftLine
    passage: Passage
    document: str
    mark: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; ``open`` ones may be filled in."""

    key: str
    heading: str
    value: Callable[[Filled, Speaker], Value]
    width: int
    open: bool = False


def _alike(one: Filled, say: Speaker) -> str:
    return say.joined(like.said(say) for like in one.line.alike)


COLUMNS = (
    SheetColumn("draft", N_("Draft number"), lambda one, _: one.line.draft, 8),
    SheetColumn("decision", N_("Decision on it"), lambda *_: "", 10, True),
    SheetColumn("title", N_("Name to docket"), lambda one, _: one.line.title, 30, True),
    SheetColumn("lead_unit", N_("Unit to lead"), lambda one, _: one.line.lead_unit, 18, True),
    SheetColumn("support_units", N_("Units to support"),
                lambda one, _: "、".join(one.line.support_units), 18, True),
    SheetColumn("due", N_("Deadline to set"), lambda one, _: one.line.due, 13, True),
    SheetColumn("kind", N_("Kind to docket"), lambda one, say: say.word(one.line.kind), 10, True),
    SheetColumn("target", N_("Target to set"), lambda one, _: one.line.target, 10, True),
    SheetColumn("measure", N_("Target counted in"), lambda one, _: one.line.measure, 8, True),
    SheetColumn("standard", N_("Closing standard to set"), lambda one, _: one.line.standard, 18,
                True),
    SheetColumn("reason", N_("Reason for dropping"), lambda *_: "", 18, True),
    SheetColumn("lacks", N_("Still missing"), lambda one, say: say.word(one.line.lacks), 12),
    SheetColumn("alike", N_("May be a duplicate of"), _alike, 20),
    SheetColumn("quote", N_("Words of the document"), lambda one, _: one.passage.quote, 40),
    SheetColumn("context", N_("With what stands around them"),
                lambda one, _: one.passage.marked, 60),
    SheetColumn("place", N_("Where they stand"), lambda one, _: one.line.place, 10),
    SheetColumn("due_text", N_("Deadline in the document"), lambda one, _: one.line.due_text, 14),
    SheetColumn("named", N_("Units in the document"),
                lambda one, _: "、".join((*one.line.responsible, *one.line.cooperating)), 18),
    SheetColumn("document", N_("The document"), lambda one, _: one.document, 24),
    SheetColumn("mark", N_("Check code of the row"), lambda one, _: one.mark, 12),
)  # fmt: skip
AT = {one.key: place for place, one in enumerate(COLUMNS)}
HEADINGS = {one.key: one.heading for one in COLUMNS}


def mark_of(draft: int, state: str, edits: str) -> str:
    """Name the state in which a draft stands: another one after any edit or decision."""
    return hashlib.sha256(f"{draft} {state} {edits}".encode()).hexdigest()[:8]


# -- written ----------------------------------------------------------------------------


def export_drafts(book: Book, path: Path, *, document: int = 0, speaker: Speaker, on: date) -> int:
    """Write what waits as .xlsx; returns how many rows. Raises NotAChoice, NoSuchDocument."""
    if path.suffix.lower() not in ENDS:
        raise NotAChoice(option=ENDING, given=path.suffix, allowed=ENDS)
    rows = _filled(book, document)
    units = [one.name for one in book.directory.units()]
    with written_beside(path) as unfinished, new_workbook(unfinished) as made:
        looks = looks_of(made)
        looks["open"], looks["open date"] = (
            made.add_format({**OPEN, **more}) for more in ({}, {"num_format": "yyyy-mm-dd"})
        )
        sheet = made.add_worksheet(speaker.say(N_("Drafts")))
        _write_units(made, units)
        _write_rows(sheet, rows, looks, speaker, on)
        _guard(sheet, len(rows), bool(units), speaker)
    return len(rows)


OPEN = {
    "border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True,
    "bg_color": "#FFF9E5", "locked": False,
}  # fmt: skip
UNITS_SHEET = "units"


def _filled(book: Book, document: int) -> list[Filled]:
    reading = DraftLines(book)
    lines = reading.waiting(document=document)
    called = {one.document: one.called for one in reading.documents()}
    passages = reading.passages(one.draft for one in lines)
    return [
        Filled(line, passages[line.draft], called[line.document],
               mark_of(line.draft, line.state, line.edits))
        for line in lines
    ]  # fmt: skip


def _write_units(made: Any, units: Sequence[str]) -> None:
    """Put the names to choose from on a sheet of their own: a list in a cell holds few."""
    sheet = made.add_worksheet(UNITS_SHEET)
    for place, name in enumerate(units):
        sheet.write_string(place, 0, name)
    sheet.hide()
    made.define_name("UNITS", f"={UNITS_SHEET}!$A$1:$A${max(len(units), 1)}")


def _write_rows(
    sheet: Any, rows: Sequence[Filled], looks: dict[Any, Any], speaker: Speaker, on: date
) -> None:
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, speaker.say(TITLE, on=on), looks["title"])
    sheet.merge_range(1, 0, 1, last, speaker.say(HOW), looks["under"])
    for place, column in enumerate(COLUMNS):
        heading = speaker.say(column.heading)
        sheet.set_column(place, place, max(column.width, screen_width(heading) + 1))
        sheet.write_string(HEADING_ROW, place, heading, looks["heading"])
    for row, filled in enumerate(rows, HEADING_ROW + 1):
        values = [column.value(filled, speaker) for column in COLUMNS]
        set_height(sheet, row, [(str(value), column.width - 1)
                   for value, column in zip(values, COLUMNS, strict=True)])  # fmt: skip
        for place, (column, value) in enumerate(zip(COLUMNS, values, strict=True)):
            look = "open" if column.open else "text"
            if column.open and (isinstance(value, date) or column.key == "due"):
                look = "open date"
            write_cell(sheet, row, place, value, {**looks, "text": looks[look],
                       "date": looks[look]}, speaker)  # fmt: skip
    set_up_print(sheet, speaker)


def _guard(sheet: Any, count: int, any_units: bool, speaker: Speaker) -> None:
    """Lock what is only to be read, and offer what may be chosen."""
    first, last = HEADING_ROW + 1, HEADING_ROW + max(count, 1)
    choices: dict[str, dict[str, Any]] = {
        "decision": {"source": [speaker.word(one) for one in Decision]},
        "kind": {"source": [speaker.word(one) for one in Kind]},
    }
    if any_units:  # a name that is not there yet is only warned of
        choices["lead_unit"] = {"source": "=UNITS", "error_type": "warning"}
    for key, more in choices.items():
        sheet.data_validation(first, AT[key], last, AT[key], {"validate": "list", **more})
    sheet.autofilter(HEADING_ROW, 0, last, len(COLUMNS) - 1)
    may = ("autofilter", "sort", "format_columns", "format_rows", "select_locked_cells")
    sheet.protect("", dict.fromkeys(may, True))

"""The rows of a ledger from outside, understood: fields of a draft, each row with its place.

Nothing here knows the book.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledgers.cell_names import first_name, units_in, units_with_parts
from ledgers.read_rows import Cells, Problem, ReadRow, Trouble
from ledgers.sheets import Cell, RawRow, RawTable, day_of, text_of
from models.calendar import WorkCalendar
from models.commitment import MEASURED
from models.deadline import Deadline, read_deadline, split_deadline
from models.errors import BadDay, UnreadableDeadline, UnreadablePlan
from models.headings import (
    Column,
    Headings,
    inferred_kind,
    is_fuzzy,
    kind_of,
    ledger_headings,
)
from models.limits import due_rule, limit_day
from models.numerals import as_written, quantity
from models.plan import read_plan, without_weight
from models.policy import Policy
from models.rhythm import parse
from models.terms import Kind
from models.words import N_

TITLE_LENGTH = 60  # where only a content stands, so much of it serves as the title
SERIAL_WIDTH = 3

NO_TITLE = N_("The commitment has no name. Fill in the column “{column}”.")
NO_LEAD = N_("No lead unit is named. Fill in the column “{column}”.")
NO_DUE = N_(
    "There is no deadline. Write a date or a phrase such as 9月底前; "
    "for a standing duty write 长期坚持."
)
OPEN_DUE = N_(
    "“{phrase}” leaves the day open, and a person has to decide it. "
    "Agree on a day with the unit and write that."
)
EARLY_DUE = N_(
    "The deadline {due} lies before the docketing day {docketed_on}. Correct the deadline or "
    "the column 立项日期, or say with --on when the ledger was docketed."
)
BAD_NUMBER = N_("“{given}” is not a figure. Write it as 30 or 175.5.")
BAD_RHYTHM = N_(
    "“{given}” is no reporting rhythm. Write 每周二, 每月28日前, 每季度末 or a number of days."
)
BAD_KIND = N_("“{given}” is no kind of commitment. Write 开工, 完工, 投用, 数量, 比例 or 长期.")
BAD_MILESTONE = N_(
    "No day follows from the milestone “{given}”. Write it as 9月底前完成主体, one to a line."
)
NO_TARGET = N_(
    "What is counted needs a target. Add the column 目标值, or write the figure into the name."
)
FUZZY = N_(
    "“{title}” has no measure. Add the column 完成标准 and write there when it counts as done."
)
TOO_LONG = N_(
    "The text has {length} characters; at most {most} are kept here. "
    "Shorten it, and put the rest into the column 工作内容."
)

LENGTHS = {Column.TITLE: 200, Column.NUMBER: 40, Column.CATEGORY: 80}

STEP_DAY = re.compile(r"节点.*(?:时限|时间|日期|期限)")
PIECES = re.compile(r"[;；\n\r。]+")
LIST_MARK = re.compile(
    r"^\s*(?:[(（]?\d{1,2}[)）、]|\d{1,2}\.(?!\d|$)|\d{1,2}\.(?=\d{1,2}月)|[①-⑳])\s*"
)
TOTALS = re.compile(r"^(?:合计|总计|小计|共计)")


@dataclass
class LedgerReader:
    """Reads the rows of one table; deadline phrases are resolved once each."""

    table: RawTable
    issued_on: date
    docketed_on: date
    calendar: WorkCalendar
    series: str
    policy: Policy = field(default_factory=Policy)
    phrases: dict[str, Deadline] = field(default_factory=dict)
    steps: dict[str, tuple[str, str, Deadline]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Understand the headings once."""
        known: Headings = ledger_headings(self.table.headings)
        self.at = known.at
        self.names = {column: self.table.headings[place] for column, place in known.at.items()}
        self.given = frozenset(known.at) - {Column.IGNORED}
        self.step_days: dict[int, int] = {}
        self.step_columns = self._step_columns(known.others)

    def _step_columns(self, others: tuple[int, ...]) -> list[tuple[int, str]]:
        """Find columns that are milestones: 节点1, 第一季度, or a heading such as 9月底前.

        A column 节点1时限 beside it holds the day of the milestone before it.
        """
        found: list[tuple[int, str]] = []
        for place in others:
            heading = self.table.headings[place]
            if found and STEP_DAY.search(heading):
                self.step_days[found[-1][0]] = place
            elif re.search(r"节点", heading):
                found.append((place, ""))
            elif self._deadline(heading).due:
                found.append((place, heading))
        return found

    def rows(self) -> Iterator[ReadRow]:
        """Read every row that is one; totals and repeated headings are none."""
        section = ""
        for raw in self.table.rows():
            row = self._cells(raw)
            if not row.texts.get(Column.TITLE):
                filled = [text_of(cell) for cell in raw.cells if cell not in (None, "")]
                if len(filled) == 1:
                    section = filled[0]  # 一、项目建设: a title across the table
                    continue
            if not TOTALS.match(row.first) and not self._is_heading(row):
                yield self._row(row, section)

    def numbers(self) -> Iterator[str]:
        """Read only the numbers the file gives, each as a row will have it."""
        if Column.NUMBER in self.at or Column.SERIAL in self.at:
            for raw in self.table.rows():
                yield self._number(self._cells(raw).texts)

    def _cells(self, raw: RawRow) -> Cells:
        cells = raw.cells
        width = len(cells)
        texts = {
            column: text_of(cells[place]) for column, place in self.at.items() if place < width
        }
        first = next((text_of(cell) for cell in cells if cell not in (None, "")), "")
        return Cells(raw.number, cells, texts, first)

    def _is_heading(self, row: Cells) -> bool:
        """Tell whether the heading stands here again, as on every page of a printed ledger."""
        return all(
            row.texts.get(one) == self.names[one]
            for one in (Column.TITLE, Column.LEAD)
            if one in self.at
        )

    def _row(self, cells: Cells, section: str) -> ReadRow:
        row = ReadRow(self.table.sheet, cells.number, given=self.given, headings=self.names)
        row.title = self._title(cells)
        try:
            self._short(cells, Column.NUMBER)
            row.number = self._number(cells.texts)
            row.fields = self._fields(cells, row, section)
        except Trouble as trouble:
            column = self.names.get(trouble.column, "")
            row.problem = Problem(column, trouble.sentence, trouble.facts)
        return row

    # -- cells --------------------------------------------------------------------------

    def _cell(self, row: Cells, column: Column) -> Cell:
        place = self.at.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def _short(self, row: Cells, column: Column) -> str:
        """Return a cell as text; one that is too long is trouble."""
        text, most = row.texts.get(column, ""), LENGTHS[column]
        if len(text) > most:
            raise Trouble(column, TOO_LONG, length=len(text), most=most)
        return text

    def _title(self, row: Cells) -> str:
        title = row.texts.get(Column.TITLE, "")
        if title:
            return " ".join(title.split())
        content = row.texts.get(Column.CONTENT, "")
        return re.split(r"[，。；;\n]", content)[0][:TITLE_LENGTH].strip() or content[:TITLE_LENGTH]

    def _number(self, texts: dict[Column, str]) -> str:
        given, serial = texts.get(Column.NUMBER, ""), texts.get(Column.SERIAL, "")
        if given or not serial:
            return " ".join(given.split())
        serial = serial.zfill(SERIAL_WIDTH) if serial.isdigit() else serial
        return f"{self.series}-{serial}"

    def _whole(self, texts: dict[Column, str]) -> str:
        """Return the number of the whole a row is a part of, where the file names one."""
        given = " ".join(texts.get(Column.PARENT, "").split())
        by_serial = Column.NUMBER not in self.at and given.isdigit()
        return f"{self.series}-{given.zfill(SERIAL_WIDTH)}" if by_serial else given

    # -- fields -------------------------------------------------------------------------

    def _fields(self, cells: Cells, row: ReadRow, section: str) -> dict[str, Any]:
        if not row.title:
            column = Column.TITLE if Column.TITLE in self.at else Column.CONTENT
            raise Trouble(column, NO_TITLE, column=self.names[column])
        self._short(cells, Column.TITLE)
        text = cells.texts
        lead, support = self._units(cells)
        docketed_on = self._docketed(cells)
        category = self._short(cells, Column.CATEGORY) or section[: LENGTHS[Column.CATEGORY]]
        deadline, due_text = self._due(cells, docketed_on, category)
        content, standard = text.get(Column.CONTENT, ""), text.get(Column.STANDARD, "")
        fields: dict[str, Any] = {
            "number": row.number,
            "title": row.title,
            "content": content,
            "standard": standard,
            "category": category,
            "fuzzy": is_fuzzy(row.title) or (not standard and is_fuzzy(content)),
            "source_document": text.get(Column.SOURCE, ""),
            "source_place": f"{self.table.sheet}!{cells.number}",
            "lead_unit": lead,
            "support_units": support,
            "owner": self._person(cells, Column.OWNER),
            "sponsor": self._person(cells, Column.SPONSOR),
            "officer": self._person(cells, Column.OFFICER),
            "docketed_on": docketed_on,
            "due": deadline.due,
            "due_text": due_text,
            "due_rule": deadline.rule,
            "note": text.get(Column.NOTE, ""),
            "milestones": self._milestones(cells),
            "rhythm": self._rhythm(cells),
            "plan": self._plan(cells),
            "parent": self._whole(text),
        }
        return fields | self._goal(cells, row.title, standing=deadline.rule == "standing")

    def _units(self, row: Cells) -> tuple[str, tuple[str, ...]]:
        units = units_in(row.texts.get(Column.LEAD, ""))
        if not units:
            raise Trouble(Column.LEAD, NO_LEAD, column=self.names.get(Column.LEAD, "牵头单位"))
        support = [*units[1:], *units_with_parts(row.texts.get(Column.SUPPORT, ""))]
        return units[0], tuple(one for one in dict.fromkeys(support) if one != units[0])

    def _person(self, row: Cells, column: Column) -> str:
        """Take the first name of a cell, without the telephone number offices put behind it."""
        text = row.texts.get(column, "")
        return first_name(text) if text else ""

    def _docketed(self, row: Cells) -> date:
        cell = self._cell(row, Column.DOCKETED)
        text = text_of(cell)
        day = day_of(cell) or (self._deadline(text).due if text else self.docketed_on)
        if day is None:
            raise Trouble(Column.DOCKETED, BadDay.sentence, given=text)
        return day

    def _due(self, row: Cells, docketed_on: date, category: str) -> tuple[Deadline, str]:
        cell = self._cell(row, Column.DUE)
        text = text_of(cell)
        day = day_of(cell)
        found = Deadline(due=day, rule="day") if day else self._deadline(text)
        written = row.texts.get(Column.DUE_TEXT, "") or (day.isoformat() if day else text)
        if found.ask:
            raise Trouble(Column.DUE, OPEN_DUE, phrase=text)
        if not text:
            if kind_of(row.texts.get(Column.KIND, "")) == Kind.STANDING:
                return Deadline(rule="standing"), written
            return self._limit(docketed_on, category), written
        if found.due is None and found.rule != "standing":
            raise Trouble(
                Column.DUE, UnreadableDeadline.sentence, phrase=text, issued_on=self.issued_on
            )
        if found.due and found.due < docketed_on:
            raise Trouble(Column.DUE, EARLY_DUE, due=found.due, docketed_on=docketed_on)
        return found, written

    def _limit(self, docketed_on: date, category: str) -> Deadline:
        """Give the limit that the policy gives a category of matters that state none."""
        within = self.policy.of(category).due_within
        if not within:
            raise Trouble(Column.DUE, NO_DUE)
        return Deadline(limit_day(within, docketed_on, self.calendar), rule=due_rule(within))

    def _deadline(self, phrase: str) -> Deadline:
        if phrase not in self.phrases:
            self.phrases[phrase] = read_deadline(phrase, self.issued_on, self.calendar)
        return self.phrases[phrase]

    def _rhythm(self, row: Cells) -> str:
        text = row.texts.get(Column.RHYTHM, "")
        rhythm = parse(text) if text else None
        if text and rhythm is None:
            raise Trouble(Column.RHYTHM, BAD_RHYTHM, given=text)
        return str(rhythm or "")

    def _plan(self, row: Cells) -> tuple[dict[str, Any], ...]:
        text = row.texts.get(Column.PLAN, "")
        if not text:
            return ()
        try:
            points = read_plan(text, self.issued_on, self.calendar)
        except UnreadablePlan as refusal:
            raise Trouble(Column.PLAN, refusal.sentence, **refusal.facts) from None
        return tuple({"day": one.day, "percent": one.percent} for one in points)

    def _goal(self, row: Cells, title: str, *, standing: bool) -> dict[str, Any]:
        """Read kind, target and measure, from their columns or from the name."""
        target, measure = self._figure(row, Column.TARGET)
        baseline, _ = self._figure(row, Column.BASELINE)
        measure = row.texts.get(Column.MEASURE, "") or measure
        said = row.texts.get(Column.KIND, "")
        kind = (
            kind_of(said)
            if said
            else inferred_kind(
                title, standing=standing, has_target=target is not None, measure=measure
            )
        )
        if kind is None:
            raise Trouble(Column.KIND, BAD_KIND, given=said)
        if kind in MEASURED and target is None:
            counted = as_written(title)
            if counted is None:
                raise Trouble(Column.TARGET, NO_TARGET)
            target, measure = counted.value, measure or counted.measure
        if standing:
            kind = Kind.STANDING
        return {"kind": kind, "baseline": baseline, "target": target, "measure": measure}

    def _figure(self, row: Cells, column: Column) -> tuple[Decimal | None, str]:
        cell = self._cell(row, column)
        text = unicodedata.normalize("NFKC", text_of(cell)).replace(" ", "").replace(",", "")
        if not text:
            return None, ""
        if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
            return Decimal(text), ""
        found = as_written(text) or quantity(text)
        if found is None:
            raise Trouble(column, BAD_NUMBER, given=text)
        return found.value, found.measure

    # -- milestones ---------------------------------------------------------------------

    def _milestones(self, row: Cells) -> tuple[dict[str, Any], ...]:
        pieces = [
            LIST_MARK.sub("", one).strip(" ,，、")
            for one in PIECES.split(row.texts.get(Column.MILESTONES, ""))
        ]
        found = [self._step(piece) for piece in pieces if piece]
        for place, phrase in self.step_columns:
            text = _text_at(row, place)
            day = _text_at(row, self.step_days.get(place))
            if text and day:
                found.append(self._dated_step(text, day))
            elif text and phrase:
                found.append(_milestone(text, phrase, self._deadline(phrase)))
            elif text:
                found.append(self._step(text))
        return tuple(found)

    def _dated_step(self, title: str, day: str) -> dict[str, Any]:
        when = self._deadline(day)
        if not when.due:
            raise Trouble(Column.MILESTONES, BAD_MILESTONE, given=f"{title} {day}")
        return _milestone(title, day, when)

    def _step(self, piece: str) -> dict[str, Any]:
        if piece not in self.steps:
            self.steps[piece] = split_deadline(piece, self.issued_on, self.calendar)
        phrase, rest, found = self.steps[piece]
        if not found.due and re.search(r"\d\s*[月.\-/]\s*\d|\d\s*月", piece):
            raise Trouble(Column.MILESTONES, BAD_MILESTONE, given=piece)
        return _milestone(rest, phrase, found)


def _text_at(row: Cells, place: int | None) -> str:
    return text_of(row.cells[place]) if place is not None and place < len(row.cells) else ""


def _milestone(title: str, phrase: str, found: Deadline) -> dict[str, Any]:
    starts = found.start if found.rule == "range" else None
    title, weight = without_weight(title)
    name = " ".join(title.split())[:200]
    made = {"title": name, "starts": starts, "due_text": phrase, "due": found.due}
    return made | ({"weight": weight} if weight is not None else {})

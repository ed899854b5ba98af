"""Sheets of units and people: read from a workbook, and brought into the directory once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.cell_names import units_in
from ledgers.sheets import RawRow, RawTable, text_of
from models.headings import Column, directory_headings, language_of, role_of
from models.lights import Reason
from models.terms import Role
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.people import Actor
    from models.people import PersonDraft, UnitDraft

NO_UNIT = N_("The row names no unit. Fill in the column “{column}”.")
BAD_ROLE = N_("“{given}” is no role. Write 督查室主任, 督查员, 区领导, 单位负责人, 联络员 or 审计.")
BAD_EMAIL = N_("“{given}” is no e-mail address. Write it as name@example.org.")
BAD_NAME = N_("“{given}” is no name of a person; a name has at most 40 characters. Correct it.")
NO_PARENT = N_("No unit is called “{name}”. List it in this sheet, or correct the name.")
CIRCLE = N_("{unit} cannot stand under {parent}: that would be a circle. Correct the column.")
TAKEN_NAME = N_("“{name}” already means {holder}. Choose another alias.")
NO_LEADER = N_("The directory has no person called “{name}”. Add a row for them with their 姓名.")
TAKEN_LOGIN = N_(
    "The login “{login}” belongs to {holder}. One login is one person's: choose another."
)

EMAIL = re.compile(r"(?:[^@\s]+@[^@\s]+\.[^@\s]+)?")


@dataclass(slots=True)
class DirectoryRow:
    """One row of a directory sheet: a unit, a person in it, or both."""

    sheet: str
    row: int
    cells: dict[Column, str]
    headings: dict[Column, str]

    @property
    def label(self) -> str:
        """What the row is about, for its line."""
        return " ".join(filter(None, (self.cells[Column.UNIT], self.cells[Column.NAME])))

    def __getitem__(self, column: Column) -> str:
        """Return a cell as text."""
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class DirectoryLine:
    """What became of one row: ``taken``, ``unchanged`` or ``refused``."""

    row: DirectoryRow
    verdict: str
    column: str = ""
    reason: Reason | None = None


@dataclass
class Admitted:
    """What the directory took from a file."""

    lines: list[DirectoryLine] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)
    new_names: list[str] = field(default_factory=list)
    """Names and aliases of units the book does not know yet while this is only tried."""
    new_people: list[str] = field(default_factory=list)


class _No(Exception):
    """A cell of a directory row that cannot be meant; caught in this module."""

    def __init__(self, column: Column, sentence: str, /, **facts: Any) -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.facts = column, sentence, facts


def read_directory(table: RawTable) -> Iterator[DirectoryRow]:
    """Read the rows of a directory sheet; a unit named once stands for the rows below it."""
    at = directory_headings(table.headings).at
    names = {column: table.headings[place] for column, place in at.items()}
    unit = ""
    for raw in table.rows():
        cells = {column: _cell(raw, at.get(column)) for column in _COLUMNS}
        unit = cells[Column.UNIT] = cells[Column.UNIT] or unit
        yield DirectoryRow(table.sheet, raw.number, cells, names)


_COLUMNS = (
    Column.UNIT,
    Column.ALIASES,
    Column.PARENT,
    Column.LEVEL,
    Column.GROUP,
    Column.LEADER,
    Column.NAME,
    Column.POST,
    Column.ROLE,
    Column.EMAIL,
    Column.LANGUAGE,
    Column.LOGIN,
)


def _cell(raw: RawRow, place: int | None) -> str:
    return text_of(raw.cells[place]) if place is not None and place < len(raw.cells) else ""


def admit_directory(
    book: Book, rows: Sequence[DirectoryRow], *, by: Actor | None, on: date, dry_run: bool
) -> Admitted:
    """Bring units, people and leaders in charge into the directory; what is there stays."""
    return _Admission(book, by, on, dry_run).admit(rows) if rows else Admitted()


class _Admission:
    """One file's directory sheets on their way into the book."""

    def __init__(self, book: Book, by: Actor | None, on: date, dry_run: bool) -> None:
        self._book, self._by, self._on, self._dry_run = book, by, on, dry_run
        directory = book.directory
        lines = directory.units()
        self._holder = {name: line.name for line in lines for name in (line.name, *line.aliases)}
        self._parent = {line.name: line.parent for line in lines}
        self._level = {line.name: line.level for line in lines}
        self._group = {line.name: line.peer_group for line in lines}
        self._leader = {line.name: line.leader for line in lines}
        self._people = {(line.unit, line.name): line for line in directory.people()}
        self._names = {line.name for line in self._people.values()}
        self._logins = {line.login: line.name for line in self._people.values() if line.login}
        self._changed: set[int] = set()
        self._result = Admitted()

    def admit(self, rows: Sequence[DirectoryRow]) -> Admitted:
        """Units first, parents before children; then people; leaders in charge last."""
        refused: dict[int, _No] = {}
        for step in (self._unit, self._parent_of, self._person, self._leader_of):
            for place, row in enumerate(rows):
                if place in refused:
                    continue
                try:
                    step(place, row)
                except _No as no:
                    refused[place] = no
        for place, row in enumerate(rows):
            self._result.lines.append(self._line(place, row, refused.get(place)))
        return self._result

    def _line(self, place: int, row: DirectoryRow, no: _No | None) -> DirectoryLine:
        if no:
            return DirectoryLine(
                row, "refused", row.headings.get(no.column, ""), Reason(no.sentence, no.facts)
            )
        return DirectoryLine(row, "taken" if place in self._changed else "unchanged")

    # -- units --------------------------------------------------------------------------

    def _unit(self, place: int, row: DirectoryRow) -> None:
        """Add a unit and its other names; the parent follows when all units are there."""
        name = "".join(row[Column.UNIT].split())
        if not name:
            raise _No(Column.UNIT, NO_UNIT, column=row.headings[Column.UNIT])
        unit = self._holder.get(name)
        aliases = [one for one in units_in(row[Column.ALIASES]) if one != name]
        for alias in aliases:
            holder = self._holder.get(alias, unit)
            if holder not in (unit, None):
                raise _No(Column.ALIASES, TAKEN_NAME, name=alias, holder=holder)
        fresh = tuple(one for one in aliases if one not in self._holder)
        level, group = row[Column.LEVEL], " ".join(row[Column.GROUP].split())
        known = level in ("", self._level.get(unit or "")) and group in (
            "", self._group.get(unit or "")
        )  # fmt: skip
        if unit and not fresh and known:
            return
        self._tell_unit(name=unit or name, level=level, peer_group=group, aliases=fresh)
        unit = unit or name
        if name not in self._holder:
            self._result.new_units.append(name)
        self._holder |= {name: unit, **dict.fromkeys(fresh, unit)}
        self._result.new_names += [name, *fresh]
        self._parent.setdefault(unit, "")
        self._level[unit] = level or self._level.get(unit, "")
        self._group[unit] = group or self._group.get(unit, "")
        self._changed.add(place)

    def _tell_unit(self, **facts: Any) -> None:
        from models.people import UnitDraft

        draft: UnitDraft = UnitDraft(**facts)
        if not self._dry_run:
            self._book.directory.add_unit(draft, by=self._by, on=self._on)

    def _parent_of(self, place: int, row: DirectoryRow) -> None:
        wanted = "".join(row[Column.PARENT].split())
        unit = self._holder["".join(row[Column.UNIT].split())]
        if not wanted:
            return
        parent = self._holder.get(wanted)
        if parent is None:
            raise _No(Column.PARENT, NO_PARENT, name=wanted)
        if self._parent.get(unit) == parent:
            return
        above: str | None = parent
        while above:
            if above == unit:
                raise _No(Column.PARENT, CIRCLE, unit=unit, parent=parent)
            above = self._parent.get(above)
        self._tell_unit(name=unit, parent=parent)
        self._parent[unit] = parent
        self._changed.add(place)

    def _leader_of(self, place: int, row: DirectoryRow) -> None:
        leader = row[Column.LEADER]
        unit = self._holder["".join(row[Column.UNIT].split())]
        if not leader or self._leader.get(unit) == leader:
            return
        if leader not in self._names:
            raise _No(Column.LEADER, NO_LEADER, name=leader)
        if not self._dry_run:
            self._book.directory.set_leader(unit, leader, by=self._by, on=self._on)
        self._leader[unit] = leader
        self._changed.add(place)

    # -- people -------------------------------------------------------------------------

    def _person(self, place: int, row: DirectoryRow) -> None:
        name = row[Column.NAME]
        if not name:
            return
        draft = self._draft(row, self._holder["".join(row[Column.UNIT].split())])
        holder = self._logins.get(draft.login, name)
        if holder != name:
            raise _No(Column.LOGIN, TAKEN_LOGIN, login=draft.login, holder=holder)
        known = self._people.get((draft.unit, name))
        facts = (
            draft.title or (known.title if known else ""),  # an empty cell takes nothing away
            draft.role,
            draft.email,
            draft.language.value,
            draft.login,
        )
        if known and facts == (known.title, known.role, known.email, known.language, known.login):
            return
        if not self._dry_run:
            self._book.directory.add_person(draft, by=self._by, on=self._on)
        if draft.login:
            self._logins[draft.login] = name
        self._names.add(name)
        if not known:
            self._result.new_people.append(name)
        self._changed.add(place)

    def _draft(self, row: DirectoryRow, unit: str) -> PersonDraft:
        from pydantic import ValidationError

        from models.people import PersonDraft

        said = row[Column.ROLE] or row[Column.POST]
        role = role_of(said) or (None if row[Column.ROLE] else Role.LIAISON)
        if role is None:
            raise _No(Column.ROLE, BAD_ROLE, given=said)
        if not EMAIL.fullmatch(row[Column.EMAIL]):
            raise _No(Column.EMAIL, BAD_EMAIL, given=row[Column.EMAIL])
        try:
            return PersonDraft(
                name=row[Column.NAME],
                unit=unit,
                title=row[Column.POST],
                role=role,
                email=row[Column.EMAIL],
                language=language_of(row[Column.LANGUAGE]),
                login=row[Column.LOGIN],
            )
        except ValidationError as error:
            raise _No(Column.NAME, BAD_NAME, given=row[Column.NAME]) from error

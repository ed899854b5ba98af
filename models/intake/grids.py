"""Tables of tasks: tab-parted rows, and tables that a web page has left one cell to a line.

A row is read by its headings: which cells are tasks, which name the units that answer for
them or help, and which the time limit. A cell merged over several rows is told once; the rows
below it inherit it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from models.deadline import deadlines_in, read_deadline
from models.intake.bodies import Bodies, is_body, names_in
from models.intake.figures import figures_in
from models.intake.passages import Span

FEWEST_HEADINGS = 2
LONGEST_HEADING, LONGEST_UNKNOWN = 20, 8


class Role(Enum):
    """What a column holds."""

    SERIAL = "serial"
    NAME = "name"
    TASK = "task"
    LEAD = "lead"
    HELP = "help"
    PERSON = "person"
    LIMIT = "limit"
    OTHER = "other"


# Read from the top; the first that fits counts: 进展情况 is no task, 重点工作任务 is one.
HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (Role.SERIAL, r"^(?:序号|编号|NO\.?|No\.?)$"),
        (
            Role.OTHER,
            r"备注|进展|进度(?!安排)|情况|现状|投资|资金|科室|电话|联系|依据|来源|分值|权重|等级|地点|地址",
        ),
        (Role.PERSON, r"领导|负责人|责任人|联系人|领办人"),
        (Role.HELP, r"(?:配合|协办|协同|协助|参与)"),
        (
            Role.LEAD,
            r"(?:牵头|责任|承办|主办|主责|实施|负责|落实|建设)(?:单位|部门|主体)|^(?:单位|部门)$",
        ),
        (Role.LIMIT, r"时限|期限|时间|节点|完成日期"),
        (Role.NAME, r"名称|分类|类别|领域|类型|^项目$"),
        (Role.TASK, r"任务|事项|内容|目标|举措|措施|要求|工作|项目|实事|指标"),
    )
)
SERIAL = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3}|（\d{1,3}）)[.、．]?$")
PROGRESS = re.compile(r"^(?:目前|其中|已|正在|截至|\d+(?:\.\d+)?%)")
TABLE_ENDS = re.compile(
    r"^(?:上一篇|下一篇|分享|打印|关闭|附件|注[:：]|说明|备注[:：]|责任编辑|编辑|来源)"
)
NOTHING = re.compile(r"^[/／\-—无]$")
LONGEST_LIMIT = 40
LONGEST_PERSON = 4
NO_LIMIT = re.compile("持续|长期|按")


class Row(NamedTuple):
    """A row's tasks, the units named for them and the cell with the time limit."""

    tasks: tuple[Span, ...]
    units: Bodies
    limit: Span | None
    merged: bool = False
    """The time limit stands in a row above: its cell is merged."""


def parted(lines: Sequence[Span], issued_on: date) -> tuple[list[Span], list[Row]]:
    """Part a document's lines into prose and the rows of its tables."""
    prose: list[Span] = []
    rows: list[Row] = []
    at = 0
    while at < len(lines):
        if "\t" in lines[at].text.strip() and (roles := _roles(_cells(lines[at]))):
            taken, found = _tabbed(lines, at, roles, issued_on)
        elif run := _heading_run(lines, at):
            taken, found = _flattened(lines, at, run, issued_on)
        else:
            prose.append(lines[at])
            at += 1
            continue
        rows += found
        at += taken
    return prose, rows


def _role(text: str) -> Role | None:
    text = text.strip().replace(" ", "")
    if (
        not text
        or len(text) > LONGEST_HEADING
        or re.search(r"[。；，：]|(?:表|一览|方案|清单|通知)$", text)
    ):
        return None
    return next((role for role, pattern in HEADINGS if pattern.search(text)), None)


def _roles(cells: Sequence[Span]) -> list[Role] | None:
    """Read a heading row; None where it is none."""
    found = [_role(cell.text) for cell in cells]
    known = [role for role in found if role]
    if len(known) < FEWEST_HEADINGS or len(known) < len([c for c in cells if c.text.strip()]):
        return None
    if not {Role.TASK, Role.NAME} & set(known) or len(set(known)) < FEWEST_HEADINGS:
        return None
    return [role or Role.OTHER for role in found]


def _cells(line: Span) -> list[Span]:
    cells, start = [], 0
    for piece in line.text.split("\t"):
        cells.append(line.part(start, start + len(piece)))
        start += len(piece) + 1
    return cells


# -- one row to a line ------------------------------------------------------------------


def _tabbed(
    lines: Sequence[Span], at: int, roles: list[Role], issued_on: date
) -> tuple[int, list[Row]]:
    rows: list[Row] = []
    last = at + 1
    while last < len(lines) and "\t" in lines[last].text:
        cells = _cells(lines[last])
        if not _roles(cells):
            above = rows[-1] if rows else None
            row = _row(_dealt_cells(cells, roles, issued_on), above)
            if row.tasks:
                rows.append(row)
            elif above:  # only a unit or a time limit more for the task above
                rows[-1] = above._replace(units=above.units.joined(row.units))
        last += 1
    return last - at, rows


def _dealt_cells(
    cells: list[Span], roles: Sequence[Role], issued_on: date
) -> list[tuple[Role, Span]]:
    """Tell what each cell holds; where merged cells are missing, by what it looks like."""
    told = [cell for cell in cells if cell.text.strip()]
    if roles[0] is Role.SERIAL or len(told) >= len(roles):
        return list(zip(roles, _unmerged(cells, roles), strict=False))
    seen = [(_look(cell.text.strip(), roles, issued_on), cell) for cell in told]
    texts = sum(role is Role.TASK for role, _ in seen)
    if texts > 1 and Role.NAME in roles and seen[0][0] is Role.TASK:
        seen[0] = Role.NAME, seen[0][1]
    return seen


def _look(text: str, roles: Sequence[Role], issued_on: date) -> Role:
    if Role.LEAD in roles and _names_units(text):
        return Role.LEAD
    if Role.LIMIT in roles and _is_limit(text, issued_on):
        return Role.LIMIT
    return Role.TASK


def _names_units(text: str) -> bool:
    pieces = [piece for piece in re.split(r"[、，,;；\s]+", text) if piece]
    return bool(pieces) and all(map(is_body, pieces))


def _is_limit(text: str, issued_on: date) -> bool:
    if len(text) > LONGEST_LIMIT:
        return False
    read = read_deadline(text, issued_on)
    told = read.due or read.ask or read.rule == "standing" or NO_LIMIT.match(text)
    return bool(told or deadlines_in(text, issued_on))


def _unmerged(cells: list[Span], roles: Sequence[Role]) -> list[Span]:
    """Where the number is merged with that of the row above, its cell is missing."""
    numbered = SERIAL.match(cells[0].text.strip()) or not cells[0].text.strip()
    if roles[0] is not Role.SERIAL or numbered:
        return cells
    return [cells[0].part(0, 0), *cells]


def _row(cells: list[tuple[Role, Span]], above: Row | None) -> Row:
    told = [(role, cell) for role, cell in cells if cell.text.strip()]
    tasks = [cell for role, cell in told if role is Role.TASK]
    tasks = tasks or [cell for role, cell in told if role is Role.NAME]
    units = Bodies(_named(told, Role.LEAD), _named(told, Role.HELP))
    limit = next((cell for role, cell in told if role is Role.LIMIT), None)
    columns = {role for role, _ in cells}
    if above and not units.lead and Role.LEAD in columns:
        units = above.units
    merged = above is not None and limit is None and Role.LIMIT in columns
    return Row(tuple(tasks), units, above.limit if merged and above else limit, merged)


def _named(cells: list[tuple[Role, Span]], wanted: Role) -> tuple[str, ...]:
    return tuple(name for role, cell in cells if role is wanted for name in names_in(cell.text))


# -- one cell to a line -----------------------------------------------------------------


def _heading_run(lines: Sequence[Span], at: int) -> list[Role] | None:
    """Read the headings of a table whose cells stand one to a line."""
    run: list[Role] = []
    for line in lines[at : at + 12]:
        role = _role(line.text) if "\t" not in line.text else None
        role = role or _unknown(line.text, run)
        if role is None:
            break
        run.append(role)
    if Role.SERIAL in run[1:]:
        return None  # a title stands above the headings
    enough = len(run) >= FEWEST_HEADINGS + 1 and {Role.LEAD, Role.LIMIT} & set(run)
    starts = run and run[0] in {Role.SERIAL, Role.NAME, Role.TASK}
    return run if enough and starts and {Role.TASK, Role.NAME} & set(run) else None


def _unknown(text: str, run: Sequence[Role]) -> Role | None:
    """Take a heading nobody knows (是否达序) for one, where it goes on with a row of headings."""
    text = text.strip()
    goes_on = len(run) > FEWEST_HEADINGS and run[0] is Role.SERIAL
    bare = 0 < len(text) <= LONGEST_UNKNOWN and not SERIAL.match(text) and "，" not in text
    return Role.OTHER if goes_on and bare and run[-1] is Role.OTHER else None


class _Record:
    """The cells of one row, gathered line by line."""

    def __init__(self) -> None:
        self.texts: list[Span] = []
        self.units: list[Span] = []
        self.limit: Span | None = None


class _Gathering:
    """Deals the lines of a table onto its rows, by what each cell looks like."""

    def __init__(self, roles: Sequence[Role], issued_on: date) -> None:
        self.roles, self.issued_on = roles, issued_on
        self.numbered = roles[0] is Role.SERIAL
        self.trails = roles[-1] is Role.OTHER  # 进展情况, 备注 stand after units and limit
        self.records: list[_Record] = []

    def take(self, line: Span) -> None:
        """Put one cell where it belongs."""
        text, row = line.text.strip(), self.records[-1] if self.records else None
        if self.numbered and SERIAL.match(text):
            self.records.append(_Record())
        elif row is None:
            self._begin(line)
        elif NOTHING.match(text) or (Role.LEAD in self.roles and _names_units(text)):
            row.units.append(line)
        elif row.texts and row.limit is None and self._limits(text):
            row.limit = line
        elif not (row.units or row.limit or self._names_person(text)):
            row.texts.append(line)
        elif not (self._names_person(text) or self._trails(text, row)):
            self._begin(line)

    def _begin(self, line: Span) -> None:
        self.records.append(_Record())
        self.records[-1].texts.append(line)

    def _names_person(self, text: str) -> bool:
        return Role.PERSON in self.roles and len(text) <= LONGEST_PERSON

    def _limits(self, text: str) -> bool:
        return Role.LIMIT in self.roles and _is_limit(text, self.issued_on)

    def _trails(self, text: str, row: _Record) -> bool:
        unlimited = Role.LIMIT not in self.roles
        return self.trails and bool(row.limit or unlimited or PROGRESS.match(text))


def _flattened(
    lines: Sequence[Span], at: int, roles: list[Role], issued_on: date
) -> tuple[int, list[Row]]:
    gathering, last = _Gathering(roles, issued_on), at + len(roles)
    while last < len(lines) and not TABLE_ENDS.match(lines[last].text.strip()):
        gathering.take(lines[last])
        last += 1
    rows: list[Row] = []
    for record in gathering.records:
        if record.texts:
            rows.append(_recorded(record, roles, rows[-1] if rows else None))
    return last - at, rows


def _recorded(record: _Record, roles: list[Role], above: Row | None) -> Row:
    names = roles.count(Role.NAME) if Role.TASK in roles else 0
    texts = [one for one in record.texts if not PROGRESS.match(one.text.strip())]
    named = min(names, len(texts) - 1)
    tasks = [one for place, one in enumerate(texts) if place >= named or _counts(one)]
    units = above.units if above and not record.units else _dealt(record.units, roles)
    merged = record.limit is None and above is not None and above.limit is not None
    limit = above.limit if merged and above else record.limit
    return Row(tuple(tasks), units, limit, merged)


def _counts(cell: Span) -> bool:
    """A name that counts something is a task all the same: 新建1家托育机构."""
    return any(not figure.in_words for figure in figures_in(cell.text))


def _dealt(cells: list[Span], roles: Sequence[Role]) -> Bodies:
    """The first cell names who leads where another column names who helps."""
    named = [names_in(cell.text) for cell in cells]
    leads = len(named) if Role.HELP not in roles else 1
    return Bodies(
        tuple(name for names in named[:leads] for name in names),
        tuple(name for names in named[leads:] for name in names),
    )

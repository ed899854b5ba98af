"""By when: the deadline of a clause, its own or that of what governs it.

A day named in the clause is its own. Else it is taken, in this order, from the clause before it
in the sentence (年底前建成…，建设…), from the period of the paragraph (2024年，全年…), of the
section's heading and of the document's title.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.calendar import WorkCalendar
from models.deadline import Found, Year, deadlines_in, read_deadline
from models.intake.lexicon import STATE
from models.intake.passages import Span, veiled
from models.intake.tense import TITLE_LINES, YEAR, is_title

# 15个工作日内办结 is how a thing is always done, 5年内享受… what somebody may have.
_COUNTED = frozenset({"working_days", "days", "weeks", "months", "years"})
_PROCESS = re.compile("办结|答复|反馈|受理|回复|响应|告知|审批|享受|申请|不得")
_COMPARED = frozenset("较比")
_IN_A_DATE = re.compile(r"[-/.]\d")
_PLAN_ENDS = re.compile("[末内年]$|期间$|时期$")
LATE = 10  # from October on, a title with the next year is that of next year's plan
_UNSAID = frozenset({Year.THIS, Year.NEXT, Year.RELATIVE})
_FROM_TODAY = re.compile("[今明后次当]年|[本当下]月|本季")
# A day written out with nothing like 前 or 底 tells when something takes place.
_EVENT = re.compile(r"\d{1,2}[日号]$|\d[-/.]\d{1,2}$")
# Beside a phrase these name no object: the clause only says when.
_ONLY_WHEN = re.compile(
    r"(?:[\s，、：“”的在于到从自全再底]|确保|力争|争取|计划|拟|要|将|务必|并且|同时|其中|我们|全市|全省|全县|全区|力求"
    "|预计|重点|主要|原则上)*"
)
_OF_A_PART = "其中"  # 其中2座于6月底前…: said of a part, it governs nothing after it


@dataclass(frozen=True, slots=True)
class When:
    """The deadline of a clause, and the phrases that stand in it."""

    found: Found | None = None
    inherited: bool = False
    inside: tuple[Found, ...] = ()
    alone: bool = False
    """The clause says when and nothing else: 到2025年底前，"""

    @property
    def own(self) -> bool:
        """Whether the clause names a last day itself."""
        return any(not one.governs for one in self.inside)

    @property
    def follows(self) -> bool:
        """Whether the day was named before in the sentence."""
        return self.inherited and self.found is not None and not self.found.governs

    def at(self, item: Span) -> When:
        """Return the deadline of one item of the clause: its own phrase where it has one."""
        inside = [one for one in self.inside if item.start <= one.start < item.end]
        named = [one for one in inside if not one.governs] or inside
        return replace(self, found=named[-1], inherited=False) if named else self

    def dated(self, item: Span) -> bool:
        """Whether this item names its time itself: a day, or a period with a finished state."""
        inside = [one for one in self.inside if item.start <= one.start < item.end]
        counted = inside and all(one.deadline.rule in _COUNTED for one in inside)
        if counted and _PROCESS.search(item.text):
            return False
        if any(not one.governs and not _EVENT.search(one.phrase) for one in inside):
            return True
        return bool(inside) and bool(STATE.search(item.text) or "完成" in item.text)

    def rest(self, clause: Span) -> str:
        """What a clause says beside its phrases."""
        text = clause.text
        for one in self.inside:
            text = text.replace(one.phrase, "", 1)
        return text


class Governing:
    """Knows, while a document is read from top to bottom, which day or period governs."""

    def __init__(
        self, flat: str, lines: Sequence[Span], issued_on: date, calendar: WorkCalendar | None
    ) -> None:
        """Find every deadline phrase of the text once."""
        self.flat, self.issued_on, self.calendar = flat, issued_on, calendar
        self.found = [one for one in self._phrases(lines) if self._bears(one)]
        self.starts = [one.start for one in self.found]
        self.of_document = self._of_title(lines) or self._of_text()
        self.of_section: Found | None = None
        self.of_paragraph: Found | None = None
        self.of_sentence: Found | None = None

    def _phrases(self, lines: Sequence[Span]) -> list[Found]:
        """Find the phrases; in next year's plan, issued in December, 年底前 is next year's end."""
        found = deadlines_in(self.flat, self.issued_on, self.calendar)
        years = [
            int(year)
            for line in lines[:TITLE_LINES]
            if is_title(line)
            for year in YEAR.findall(line.text)
        ]
        if not years or max(years) != self.issued_on.year + 1 or self.issued_on.month < LATE:
            return found
        begins = deadlines_in(self.flat, date(max(years), 1, 1), self.calendar)
        later = {one.start: one for one in begins if one.deadline.year in _UNSAID}
        return [
            one if _FROM_TODAY.search(one.phrase) else later.get(one.start, one) for one in found
        ]

    def _bears(self, one: Found) -> bool:
        due = one.deadline.due
        if self.flat[max(one.start - 1, 0) : one.start] in _COMPARED:
            return False  # 较2019年增长10%
        if one.governs and _IN_A_DATE.match(self.flat, one.end):
            return False  # 2019-12-25 16:39
        if one.deadline.rule == "plan" and not _PLAN_ENDS.search(one.phrase):
            return False  # “十五五”重大项目: a name
        return one.deadline.ask or (due is not None and due >= self.issued_on)

    def _of_title(self, lines: Sequence[Span]) -> Found | None:
        for line in lines[:TITLE_LINES]:
            found = self._found_in(line) if is_title(line) else []
            if period := next((one for one in found if one.governs), None):
                return period  # in brackets too: …行动方案（2023—2025年）
        return None

    def _of_text(self) -> Found | None:
        """The year that is spoken of, wherever it stands: the document's own before a later one."""
        latest = date(self.issued_on.year + 1, 12, 31)
        ends = [
            (one.deadline.due, place)
            for place, one in enumerate(self.found)
            if one.governs and one.deadline.due and one.deadline.due <= latest
        ]
        years = [(due, place) for due, place in ends if (due.month, due.day) == (12, 31)]
        return self.found[min(years)[1]] if years else None

    def within(self, span: Span) -> tuple[Found, ...]:
        """The phrases that stand in a piece of the text; a year within a name is none."""
        seen, found = veiled(span.text), self._found_in(span)
        return tuple(one for one in found if not one.governs or seen[one.start - span.start] != "□")

    def _found_in(self, span: Span) -> list[Found]:
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return self.found[first:last]

    def _period(self, span: Span) -> Found | None:
        return next((one for one in self.within(span) if one.governs), None)

    # -- what begins ------------------------------------------------------------------

    def section(self, heading: Span) -> None:
        """A heading begins a section; its year, where it names one, governs it."""
        self.of_section = self._period(heading) or self.of_section

    def paragraph(self) -> None:
        """A paragraph begins."""
        self.of_paragraph = self.of_sentence = None

    def sentence(self, start: int) -> None:
        """A sentence begins; after a semicolon it goes on under the day named before."""
        if not self.goes_on(start):
            self.of_sentence = None

    def goes_on(self, start: int) -> bool:
        """Whether a semicolon stands before: what was said before it still holds."""
        return self.flat[:start].rstrip(" \t*")[-1:] == "；" if start else False

    # -- what is asked ----------------------------------------------------------------

    def clause(self, clause: Span) -> When:
        """Tell the deadline of a clause, and remember what it means for its followers."""
        inside = self.within(clause)
        days = [one for one in inside if not one.governs]
        periods = [one for one in inside if one.governs]
        if not clause.text.startswith(_OF_A_PART):
            self._remember(days, periods)
        own = (days or periods)[-1:]
        found = own[0] if own else self.inherited()
        when = When(found, inherited=not own and found is not None, inside=inside)
        alone = bool(inside) and bool(_ONLY_WHEN.fullmatch(when.rest(clause)))
        return replace(when, alone=alone)

    def _remember(self, days: list[Found], periods: list[Found]) -> None:
        if periods:
            self.of_paragraph, self.of_sentence = periods[-1], None
        if days and not days[-1].deadline.ask:
            self.of_sentence = days[-1]

    def inherited(self) -> Found | None:
        """The day or period that governs a clause which names none."""
        return self.of_sentence or self.of_paragraph or self.of_section or self.of_document

    def limit(self, cell: Span) -> Found | None:
        """Read a time limit that stands by itself, such as a table's cell: its last phrase."""
        if inside := self.within(cell):
            return inside[-1]
        words = cell.text.strip()
        read = read_deadline(words, self.issued_on, self.calendar)
        told = read.due or read.ask or read.rule == "standing"
        return Found(cell.start, cell.end, words, read) if told else None

    def cell(self, clause: Span, limit: Found | None, *, merged: bool) -> When:
        """Tell the deadline of a task in a table: its own, else its row's, else the document's."""
        inside = self.within(clause)
        own = [one for one in inside if not one.governs] or list(inside)
        if own:
            return When(own[-1], inside=inside)
        if limit:
            return When(limit, inherited=merged)
        found = self.of_section or self.of_document
        return When(found, inherited=found is not None)

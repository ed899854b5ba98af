"""A document is read: text in, promises out.

Line by line, sentence by sentence, clause by clause. What a clause does not say itself (when,
by whom, whether it is planned or told) is taken from what governs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from models.calendar import WorkCalendar
from models.deadline import Found
from models.intake import bodies, grids, lexicon, repeats, tense
from models.intake.clauses import Piece, joined, pieces
from models.intake.lists import items
from models.intake.naming import limited, named
from models.intake.passages import ITEM_MARK, Sentence, Span, one_spelling, paragraphs, sentences
from models.intake.periods import Governing, When
from models.intake.promise import Action, Promise
from models.intake.rules import Around, Verdict, judge
from models.intake.tense import Mode

_LEAD_IN = re.compile(
    "^(?:确保|力争|争取|计划|拟(?=[于在])|要|将|务必|必须|全年|年内|今年|，|、|在|于|到|继续|其中|其)+"
)


def promises_in(text: str, issued_on: date, calendar: WorkCalendar | None = None) -> list[Promise]:
    """List what a document promises, in the order it stands there."""
    return Reader(text, issued_on, calendar).read()


@dataclass
class Reader:
    """Reads one document; ``promises_in`` is how to ask it."""

    text: str
    issued_on: date
    calendar: WorkCalendar | None = None
    found: list[Promise] = field(default_factory=list)
    governing: Governing = field(init=False)
    section: Mode = Mode.OPEN
    above: Mode = Mode.OPEN
    """What the paragraph above was."""
    ended: Mode = Mode.OPEN
    broken: bool = False
    """Whether the paragraph above broke off within a sentence: a column of a newspaper ended."""
    shared: Action | None = None
    """What the last promise of the sentence before was, for one that goes on after a semicolon."""
    waiting: int = 0
    """From this promise on, units and time limits may be told in the lines below."""
    told_below: bool = False
    formal: bool = False
    """Whether a formal list is read."""

    def read(self) -> list[Promise]:
        """Read it from the first line to the last."""
        flat = one_spelling(self.text)
        lines = list(paragraphs(flat))
        self.governing = Governing(flat, lines, self.issued_on, self.calendar)
        prose, rows = grids.parted(lines, self.issued_on)
        body = [one for line in prose if not tense.is_heading(line) for one in sentences(line)]
        self.section = tense.of_document(lines, body, self.issued_on)
        self.formal = any(
            tense.is_title(line) and tense.FORMAL.search(line.text)
            for line in lines[: tense.TITLE_LINES]
        )
        for line, below in zip_longest(prose, prose[1:]):
            told_for = bool(below and bodies.is_units_line(below.text))
            self._line(line, tasked=told_for or tense.is_task(line.text))
        for row in rows:
            self._row(row)
        self.found.sort(key=lambda one: (one.start, one.end))
        return repeats.marked(self.found)

    # -- lines ---------------------------------------------------------------------------

    def _line(self, line: Span, *, tasked: bool) -> None:
        if tense.is_navigation(line):
            return
        if bodies.is_units_line(line.text):
            self._told_below(line)
        elif tasked or not tense.is_heading(line) or self._is_item(line):
            self._paragraph(line, tasked=tasked)
        else:
            self._heading(line)

    def _is_item(self, line: Span) -> bool:
        """A short line of a plan that promises something is an item of a list, no heading."""
        accounts = tense.PAST_HEADING.search(line.text)
        if self.section is not Mode.PLANNED or accounts or bodies.LABEL.match(line.text):
            return False
        mark = ITEM_MARK.match(line.text)
        return judge(line.text[mark.end() if mark else 0 :].strip(), Around()) is not None

    def _heading(self, line: Span) -> None:
        self.waiting, self.above = len(self.found), Mode.OPEN
        self.section = tense.of_heading(line.text, self.issued_on) or self.section
        self.formal = self.formal or bool(tense.FORMAL.search(line.text))
        self.governing.section(line)

    def _paragraph(self, line: Span, *, tasked: bool) -> None:
        first = len(self.found)
        if self.told_below:
            self.waiting, self.told_below = first, False
        self.governing.paragraph()
        section = Mode.PLANNED if tasked else self.section
        base = tense.of_paragraph(line.text, section, Mode.OPEN if tasked else self.above)
        mode = self.ended if self.broken and base is not Mode.TOLD else base
        self.above = base
        if tense.FORMAL.search(line.text[: tense.TITLE_LENGTH]) and base is Mode.PLANNED:
            self.formal = True
        for sentence in sentences(_without_units(line)):
            mode = self._sentence(sentence, mode, base, tasked=tasked)
        self.ended, self.broken = mode, line.text.rstrip().endswith(("，", "、"))
        self._told_inside(line, first)

    # -- sentences and clauses -------------------------------------------------------------

    def _sentence(self, sentence: Sentence, before: Mode, base: Mode, *, tasked: bool) -> Mode:
        """Read one sentence; returns the mode in which the next one begins."""
        text, first = sentence.span.text, len(self.found)
        self.governing.sentence(sentence.span.start)
        if tense.FORECAST.search(text):
            return before
        account = bool(tense.OPENS_AN_ACCOUNT.search(text))
        begins = Mode.PLANNED if tense.OPENS_A_PLAN.search(text) and not account else before
        told = pieces(sentence, begins, base, self.governing, self.issued_on)
        shared = self.shared if self.governing.goes_on(sentence.span.start) else None
        for piece in joined(told, sentence.span, self.issued_on):
            if piece.mode is Mode.PLANNED:
                shared = self._clause(piece, shared, tasked=tasked)
            else:
                shared = None
        self.shared = shared
        self._addressed(bodies.subject(text).joined(bodies.by_whom(text)), first)
        mode = told[-1].mode if told else begins
        carries = account if mode is Mode.TOLD else base is not Mode.TOLD
        return mode if carries else before

    def _clause(self, piece: Piece, shared: Action | None, *, tasked: bool) -> Action | None:
        """Propose what a clause promises; returns the action its followers may share."""
        when = piece.when
        days = [one.start for one in when.inside if not one.governs]
        for item in items(piece.span, days):
            dated = piece.led or when.dated(item)
            follows = not dated and (when.follows or when.own)
            around = Around(dated, shared, tasked=tasked, formal=self.formal, follows=follows)
            if verdict := judge(item.text, around):
                self._propose(item, verdict, when.at(item))
                shared = verdict.action
        return shared

    def _propose(
        self, item: Span, verdict: Verdict, when: When, units: bodies.Bodies = bodies.NOBODY
    ) -> None:
        quote, figure = self.text[item.start : item.end], verdict.figure
        promise = Promise(
            quote=quote,
            start=item.start,
            end=item.end,
            title=_title(item, when),
            action=verdict.action,
            quantity=figure.value if figure else None,
            unit=figure.unit if figure else "",
            comparator=figure.comparator if figure else None,
            aim=bool(tense.AIM.search(quote)),
            responsible=units.lead,
            cooperating=units.help,
            rule=verdict.rule,
            confidence=verdict.confidence,
        )
        self.found.append(limited(promise, when.found, inherited=when.inherited))

    # -- units ---------------------------------------------------------------------------

    def _addressed(self, units: bodies.Bodies, first: int) -> None:
        """The units a sentence addresses answer for what it promises."""
        for place in range(first, len(self.found)):
            self.found[place] = named(self.found[place], units)

    def _told_inside(self, line: Span, first: int) -> None:
        """An aside names the units of the promises that stand before it in the paragraph."""
        for aside, units in bodies.asides(line.text):
            inside = line.part(*aside.span())
            ahead = [one for one in self.found[first:] if one.start < inside.start]
            self._give(range(first, first + len(ahead)), units, self._limit(inside))
            first += len(ahead)

    def _told_below(self, line: Span) -> None:
        """A line below a task tells its units or its time limit."""
        self.told_below = True
        places = range(self.waiting, len(self.found))
        self._give(places, bodies.labelled(line.text), self._limit(line))

    def _give(self, places: range, units: bodies.Bodies, limit: Found | None) -> None:
        for place in places:
            self.found[place] = limited(named(self.found[place], units), limit)

    def _limit(self, line: Span) -> Found | None:
        by_when = bodies.BY_WHEN.search(line.text)
        return self.governing.limit(line.part(*by_when.span("limit"))) if by_when else None

    # -- tables --------------------------------------------------------------------------

    def _row(self, row: grids.Row) -> None:
        """Propose the tasks of a table's row, each with the row's units and time limit."""
        limit = self.governing.limit(row.limit) if row.limit else None
        for task in row.tasks:
            self._cell(task, row, limit)
        if row.limit and not row.merged and len(self.governing.within(row.limit)) > 1:
            self._cell(row.limit, row, None)  # 6月底前完成主体工程，12月底前投入运行

    def _cell(self, cell: Span, row: grids.Row, limit: Found | None) -> None:
        for clause in _untold(cell, self.issued_on):
            shared: Action | None = None
            when = self.governing.cell(clause, limit, merged=row.merged)
            for item in items(clause):
                around = Around(when.dated(item), shared, listed=True)
                if verdict := judge(item.text, around):
                    shared = verdict.action
                    asked = None if when.own or not row.limit else _asked_by(row.limit.text)
                    verdict = verdict._replace(action=asked or shared)
                    self._propose(item, verdict, when.at(item), row.units)


def _untold(cell: Span, issued_on: date) -> Iterator[Span]:
    for sentence in sentences(cell):
        for clause in sentence.clauses:
            if not tense.is_told(clause.text, issued_on):
                yield clause


def _without_units(line: Span) -> Span:
    """Hide asides that only name units: they end a clause and are no part of a quote."""
    text = line.text
    for aside, _ in bodies.asides(text):
        text = text[: aside.start()] + "，" * len(aside[0]) + text[aside.end() :]
    return Span(line.start, line.end, text)


def _asked_by(limit: str) -> Action | None:
    """What the time limit itself asks for: 5月底前动工, 9月投入使用."""
    for action, words in ((Action.OPEN, lexicon.OPEN), (Action.START, lexicon.START)):
        if re.search(words, limit):
            return action
    return None


def _title(item: Span, when: When) -> str:
    """Say the promise without its deadline and without 确保."""
    return _LEAD_IN.sub("", when.rest(item)).strip(" ，、。：") or item.text

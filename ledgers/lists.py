"""Questions to the ledger, answered as frozen lines with their lights. Reads only.

Standard library and the plain driver, nothing else: importing SQLModel would cost more
than the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from ledgers.beside import Beside, beside_these
from ledgers.cycles import undisturbed
from ledgers.drivers import Row
from ledgers.lines import Line
from ledgers.sql import questions, with_ids
from models.errors import NoSuchCommitment
from models.lights import Facts, give_light
from models.terms import Ending, Kind, Light, Stage

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.branches import TreeLine
    from ledgers.histories import HistoryLine
    from ledgers.whole import Whole
    from models.rhythm import Rhythm

ASKED = questions("lines")


@dataclass(frozen=True, slots=True)
class Answer:
    """A list cut to what was asked for, and how many lines there are in all."""

    lines: tuple[Line, ...]
    total: int


def decimal(text: str | None) -> Decimal | None:
    """Read a stored decimal."""
    return None if text is None else Decimal(text)


def facts_of(row: Row, beside: Beside) -> Facts:
    """Cut a row down to what the rules see."""
    return Facts(
        Kind(row.kind),
        Stage(row.stage),
        row.docketed_on,
        row.due,
        row.due_version,
        decimal(row.percent),
        row.last_report_on,
        _rhythm(row.rhythm) if row.rhythm else None,
        beside.milestones.get(row.id, ()),
        row.assigned_on,
        row.resumed_on,
        row.paused_days,
        row.pause_reason,
        beside.parts.get(row.id),
        row.reds,
        row.yellow_since,
        row.forecast_on,
        row.forecast_from,
        beside.plans.get(row.id, ()),
        beside.reported.get(row.id, ()),
    )


@cache
def _rhythm(stored: str) -> Rhythm | None:
    from models.rhythm import parse

    return parse(stored)


class Lists:
    """Answers questions."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- lists --------------------------------------------------------------------------

    def late(self, on: date, limit: int = 0) -> Answer:
        """List every open commitment past its due date, the latest first."""
        return self._answer("late", on, limit)

    def due(self, on: date, until: date, limit: int = 0) -> Answer:
        """List open commitments due from a day until another, the next first."""
        return self._answer("due", on, limit, until=until)

    def open(
        self, on: date, limit: int = 0, *, unit: str = "", light: str = "", which: str = "open"
    ) -> Answer:
        """List commitments: open (or ``closed``, ``all``), of a unit and those under it, lit so."""
        if light:
            lines = self._lines("lit", on, light=light)
            wanted = tuple(one for one in lines if one.light == light)
            return self._of_unit(wanted, unit, limit)
        if unit:
            ids = self._book.directory.below(self._book.directory.unit_id(unit))
            rows = self._book.db.ask(with_ids(ASKED["of_unit"], ids))
            return Answer(self.with_lights(rows[: limit or None], on), len(rows))
        return self._answer(which, on, limit)

    def _of_unit(self, lines: tuple[Line, ...], unit: str, limit: int) -> Answer:
        if unit:
            directory = self._book.directory
            wanted = set(directory.below(directory.unit_id(unit)))
            lines = tuple(line for line in lines if line.unit_id in wanted)
        return Answer(lines[: limit or None], len(lines))

    def _answer(self, name: str, on: date, limit: int, **values: Any) -> Answer:
        cut = " LIMIT :limit" if limit else ""
        rows = self._book.db.ask(ASKED[name] + cut, {**values, "on": on, "limit": limit})
        total = len(rows)
        if limit and total >= limit:
            total = self._book.db.ask(ASKED[f"{name}_count"], {**values, "on": on})[0].n
        return Answer(self.with_lights(rows, on), total)

    def _lines(self, name: str, on: date, **values: Any) -> tuple[Line, ...]:
        return self.with_lights(self._book.db.ask(ASKED[name], {**values, "on": on}), on)

    def these(self, ids: Iterable[int], on: date) -> dict[int, Line]:
        """Return the lines of these commitments, by id."""
        rows = self._book.db.ask(with_ids(ASKED["these"], ids))
        return {line.commitment_id: line for line in self.with_lights(rows, on)}

    def with_lights(self, rows: Sequence[Row], on: date) -> tuple[Line, ...]:
        """Turn rows into lines, each with the light and reasons it has on a day."""
        with undisturbed():
            beside = beside_these(self._book, (row.id for row in rows))
            return tuple(self._line(row, facts_of(row, beside), on) for row in rows)

    def _line(self, row: Row, facts: Facts, on: date) -> Line:
        """Grade one row."""
        calendar, policy = self._book.calendar, self._book.policy.of(row.category)
        verdict = give_light(facts, on, policy, calendar)
        left = None if row.due is None else calendar.between(on, row.due)
        return Line(
            row.number,
            row.title,
            row.lead_unit,
            row.due,
            verdict.light,
            verdict,
            Stage(row.stage),
            Kind(row.kind),
            row.category,
            row.owner or "",
            left,
            decimal(row.percent),
            decimal(row.value),
            decimal(row.target),
            row.measure,
            row.due_text,
            row.original_due,
            row.docketed_on,
            row.last_report_on,
            row.extensions,
            row.reopened,
            Ending(row.ending) if row.ending else None,
            row.pause_reason,
            row.paused_days,
            row.assigned_on,
            self._is_provisional(row, on),
            facts.plan,
            row.forecast_on,
            row.forecast_from,
            row.forecast_to,
            row.id,
            row.lead_unit_id,
            row.owner_id,
        )

    def _is_provisional(self, row: Row, on: date) -> bool:
        """Whether the distance of something open was counted over days not published yet."""
        counted = row.due is not None and row.ending is None
        return counted and self._book.calendar.is_provisional(max(row.due, on))

    # -- one ----------------------------------------------------------------------------

    def one(self, number: str, on: date) -> Line:
        """Return one commitment's line; raises NoSuchCommitment with the nearest numbers."""
        rows = self._book.db.ask(ASKED["one"], {"number": number})
        if not rows:
            raise NoSuchCommitment(number=number, near=self.near_numbers(number))
        return self.with_lights(rows, on)[0]

    def show(self, number: str, on: date) -> Whole:
        """Return everything about one commitment."""
        from ledgers.whole import whole

        return whole(self._book, self.one(number, on))

    def tree(self, number: str, on: date) -> list[TreeLine]:
        """List a matter and everything below it."""
        from ledgers.branches import tree

        return tree(self._book, number, on)

    def history(self, number: str) -> list[HistoryLine]:
        """List every event of one commitment, the first first."""
        from ledgers.histories import history

        if found := history(self._book, number):
            return found
        raise NoSuchCommitment(number=number, near=self.near_numbers(number))

    # -- completion ---------------------------------------------------------------------

    def numbers_like(self, start: str, count: int = 50) -> list[tuple[str, str]]:
        """List numbers beginning so, with their titles; answered from the index."""
        rows = self._book.db.ask(
            ASKED["numbers"], {"start": start, "stop": start + "\uffff", "count": count}
        )
        return [(row.number, row.title) for row in rows]

    def near_numbers(self, number: str) -> list[str]:
        """List a few numbers that share the longest beginning with this one."""
        for length in range(len(number) - 1, 0, -1):
            found = [one for one, _ in self.numbers_like(number[:length], 3)]
            if found:
                return found
        return []


def worst_first(lines: Iterable[Line]) -> list[Line]:
    """Order lines red, yellow, green, and by deadline within each."""
    return sorted(
        lines, key=lambda one: (-Light(one.light).severity, one.due or date.max, one.number)
    )

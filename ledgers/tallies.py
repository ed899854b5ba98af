"""How everything stands on a day: totals by reader and unit, causes, both ways of counting.

A whole that is split is counted by its parts: 145 targets are 222 tasks (DOMAIN §2).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ledgers.digest_lines import CauseRow, ReaderLine, Totals, UnitRow
from ledgers.drivers import Row
from ledgers.readers import People
from ledgers.sql import questions
from ledgers.totals import both_totals
from models.terms import Cause, Light, Role

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.totals import BothTotals

ASKED = questions("news")


class Tallies:
    """Counts once, and gives each reader their share of it."""

    def __init__(self, book: Book, on: date, people: People) -> None:
        self.book, self.on, self.people = book, on, people

    @cached_property
    def counted(self) -> tuple[dict[int, Totals], dict[int, dict[int, Totals]], Totals]:
        """Totals by reader, by reader and unit (0 stands for everybody), and of the ledger."""
        by_person: dict[int, Totals] = defaultdict(Totals)
        by_unit: dict[int, dict[int, Totals]] = defaultdict(lambda: defaultdict(Totals))
        everything = Totals()
        for row in self.book.db.ask(ASKED["totals"], {"on": self.on}):
            share = _totals(row)
            everything = _plus(everything, share)
            by_unit[0][row.lead_unit_id] = _plus(by_unit[0][row.lead_unit_id], share)
            for person in self.people.near(row):
                by_person[person] = _plus(by_person[person], share)
                if Role.LEADER in self.people.readers[person].roles:
                    mine = by_unit[person]
                    mine[row.lead_unit_id] = _plus(mine[row.lead_unit_id], share)
        return by_person, by_unit, everything

    @cached_property
    def figures(self) -> dict[str, list[int]]:
        """The day's totals as the diary keeps them: next time's comparison."""
        by_person, _, everything = self.counted
        return {
            "all": list(astuple(everything)),
            **{str(person): list(astuple(one)) for person, one in by_person.items()},
        }

    def of(self, reader: ReaderLine) -> Totals:
        """Return how the matters of one reader stand."""
        by_person, _, everything = self.counted
        return everything if reader.all_matters else by_person.get(reader.person_id, Totals())

    @cached_property
    def _last_figures(self) -> dict[str, list[int]]:
        last = self.book.rounds.last_day(self.on)
        return last.figures.get("totals", {}) if last else {}

    def before(self, reader: ReaderLine) -> Totals | None:
        """Return how they stood on the last digest day; None before the first."""
        key = "all" if reader.all_matters else str(reader.person_id)
        figures = self._last_figures.get(key)
        return Totals(*figures) if figures else None

    def units(self, reader: ReaderLine) -> tuple[UnitRow, ...]:
        """List the units this reader oversees, the one in most trouble first."""
        _, by_unit, _ = self.counted
        mine = by_unit[0] if reader.all_matters else by_unit.get(reader.person_id, {})
        rows = [UnitRow(self._unit_names[unit], totals) for unit, totals in mine.items()]
        return tuple(
            sorted(
                rows,
                key=lambda one: (
                    -one.totals.red,
                    -one.totals.overdue,
                    -one.totals.yellow,
                    one.unit,
                ),
            )
        )

    @cached_property
    def both(self) -> BothTotals | None:
        """Both totals, where anything is split at all."""
        return both_totals(self.book)

    @cached_property
    def _obstacles(self) -> list[Row]:
        return self.book.db.ask(ASKED["open_obstacles"])

    def causes(self, reader: ReaderLine) -> tuple[CauseRow, ...]:
        """Count open obstacles by cause, over the matters this reader oversees."""
        mine = None if reader.all_matters else set(self.counted[1].get(reader.person_id, ()))
        waits: dict[str, list[int]] = defaultdict(list)
        for row in self._obstacles:
            if mine is None or row.lead_unit_id in mine:
                days = self.book.calendar.between(row.since, self.on)
                waits[row.cause].append(max(days, 0))
        rows = [CauseRow(Cause(cause), len(days), max(days)) for cause, days in waits.items()]
        return tuple(sorted(rows, key=lambda one: (-one.count, -one.longest, one.cause)))

    @cached_property
    def _unit_names(self) -> dict[int, str]:
        return {row.id: row.name for row in self.book.db.ask(ASKED["units"])}


def _totals(row: Row) -> Totals:
    if row.closed:
        return Totals(closed=row.n)
    lit = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}.get(Light(row.light))
    return Totals(open=row.n, overdue=row.late or 0, **({lit: row.n} if lit else {}))


def _plus(one: Totals, other: Totals) -> Totals:
    return Totals(
        one.open + other.open,
        one.green + other.green,
        one.yellow + other.yellow,
        one.red + other.red,
        one.overdue + other.overdue,
        one.closed + other.closed,
    )

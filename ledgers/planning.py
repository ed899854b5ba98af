"""计划进度: the course a matter is to take; set any time, moved where its clock stood still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledgers.beside import ASKED, points
from ledgers.drivers import Row
from ledgers.people import Actor
from ledgers.rows import Changes, add_row, change_row
from ledgers.sql import with_ids
from ledgers.turns import Turns
from models.facts import Facts, Point
from models.own_courses import Planned
from models.plan import must_rise, plainly
from models.terms import Happened, Kind, Stage

TABLE = "plan_point"


class Planning(Turns):
    """Sets planned courses. One that is replaced stays in the book, with the day it was."""

    def plan(
        self, number: str, course: Sequence[Point], *, by: Actor, on: date, note: str = ""
    ) -> None:
        """Set the planned course of a matter, in place of the one it may have."""
        row = self._at_turn(number, "plan", by, on)
        must_rise(course, row.docketed_on, row.due)
        more = self._replace_plan(row, course, on)
        self._change(row, Happened.PLANNED, {}, by=by, on=on, note=note, more=more)

    def _replace_plan(self, row: Row, course: Sequence[Point], on: date) -> Changes:
        changes: Changes = {}
        for old in self._plan_rows(row):
            changes |= change_row(self._book, TABLE, old, {"replaced_on": on})
        for one in course:
            new = {"commitment_id": row.id, "day": one.day, "percent": plainly(one.percent)}
            changes |= add_row(self._book, TABLE, new)
        return changes

    def _plan_rows(self, row: Row) -> list[Row]:
        return self._book.db.ask(
            f"SELECT * FROM {TABLE} WHERE commitment_id = :id AND replaced_on IS NULL",
            {"id": row.id},
        )

    def _move_plan(self, row: Row, since: date, days: int, on: date) -> Changes:
        """Have a planned course stand still as long as its matter did."""
        rows = self._book.db.ask(with_ids(ASKED["plans_of"], [row.id]))
        if not rows:
            return {}
        course = points(rows)[row.id]
        facts = Facts(Kind(row.kind), Stage(row.stage), row.docketed_on, row.due, plan=course)
        so_far = Planned.of(facts, self._book.calendar).at(since)
        moved = {one.day: one for one in course if one.day <= since}
        moved |= {since: Point(since, so_far), on: Point(on, so_far)}
        for one in course:
            if one.day > since:
                later = self._book.calendar.shift(one.day, days)
                moved[later] = Point(later, one.percent)
        return self._replace_plan(row, [moved[day] for day in sorted(moved)], on)

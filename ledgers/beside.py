"""What the rules see of a commitment beside its own row: read in sets, for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ledgers.drivers import Row
from ledgers.sql import questions, with_ids
from models.facts import MilestoneFacts, PartsFacts, Point
from models.policy import MONTH

if TYPE_CHECKING:
    from datetime import date

    from ledgers.book import Book

ASKED = questions("lines")
IS_DUE = "c.look_on <= :on"  # as lines.sql says it
Points = dict[int, tuple[Point, ...]]
Milestones = dict[int, tuple[MilestoneFacts, ...]]
Ask = Callable[[str], list[Row]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows of other tables, by the id of their commitment."""

    milestones: Milestones = field(default_factory=dict)
    parts: dict[int, PartsFacts] = field(default_factory=dict)
    plans: Points = field(default_factory=dict)
    reported: Points = field(default_factory=dict)


def beside_these(book: Book, ids: Iterable[int]) -> Beside:
    """Read what stands beside some commitments."""
    wanted = list(ids)
    if not wanted:
        return Beside()
    return _read(book, lambda name: book.db.ask(with_ids(ASKED[f"{name}_of"], wanted)))


@dataclass(frozen=True, slots=True)
class Due:
    """What is due a look on a day: in the whole book, or among some of its matters only."""

    book: Book
    on: date
    among: frozenset[int] | None = None

    def ask(self, question: str) -> list[Row]:
        """Ask a question of ``lines.sql`` about what is due a look."""
        sql = ASKED[question]
        if self.among is not None:
            sql = with_ids(sql.replace(IS_DUE, f"{IS_DUE} AND c.id IN (:ids)"), self.among)
        return self.book.db.ask(sql, {"on": self.on})


def beside_due(due: Due) -> Beside:
    """Read what stands beside everything that is due a look."""
    return _read(due.book, lambda name: due.ask(f"{name}_due_a_look"))


def plans_of(book: Book, ids: Iterable[int]) -> Points:
    """Read the planned courses of some commitments."""
    if not _has_plans(book):
        return {}
    return points(book.db.ask(with_ids(ASKED["plans_of"], ids)))


def _has_plans(book: Book) -> bool:
    return bool(book.db.ask("SELECT 1 AS n FROM plan_point LIMIT 1"))


def _read(book: Book, ask: Ask) -> Beside:
    """Read the sets; plans only where there are any, reports where the policy asks for months.

    Of what was reported only what a month's task is measured from is read: the last word of
    each month, and the last before a matter was docketed or resumed.
    """
    policy = book.policy
    by_month = any(one.pace_by == MONTH for one in (policy, *policy.categories.values()))
    return Beside(
        by_commitment(ask("milestones")),
        {one.parent_id: PartsFacts(one.total, one.red, one.yellow) for one in ask("parts")},
        points(ask("plans")) if _has_plans(book) else {},
        points(ask("month_ends")) if by_month else {},
    )


def by_commitment(rows: Iterable[Row]) -> Milestones:
    """Group milestone rows by their commitment."""
    found: dict[int, list[MilestoneFacts]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(
            MilestoneFacts(
                row.id,
                row.position,
                row.title,
                row.due,
                row.done_on,
                row.due_version,
                row.starts,
                row.weight,
            )
        )
    return {
        number: tuple(sorted(ones, key=lambda one: one.position)) for number, ones in found.items()
    }


@lru_cache(maxsize=1 << 15)
def point(day: date, percent: str) -> Point:
    """Read a point: many matters tell the same figure on the same day, and it is made once."""
    return Point(day, Decimal(percent))


def points(rows: Iterable[Row]) -> Points:
    """Group points of a course by their commitment, in the order of their days.

    Of several on one day the one entered last counts.
    """
    found: dict[int, dict[date, Point]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row.day, row.id)):
        found[row.commitment_id][row.day] = point(row.day, row.percent)
    return {number: tuple(ones.values()) for number, ones in found.items()}

"""Whom a day's lights and rungs have a letter written to, under each of two policies.

As in the newsroom: one letter a reader and day at most. What people did wakes the same
readers under either policy; of the decisions that wait, which no event tells, the book's own
letters speak: whoever got one that nothing else explains would have got it in any case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ledgers.courses import Course, Matter, Seen
from ledgers.newsworthy import ANSWERS, ASSIGNING, ENDS, PAUSES, is_news
from ledgers.readers import People
from ledgers.retold import Event
from ledgers.rungs import Taking
from ledgers.waiting import OFFICE
from models.terms import Happened, Light, Reader, Stage

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drivers import Row

TO_ALL = ENDS | PAUSES | {Happened.REOPENED, Happened.INSTRUCTED}
SIDES = (0, 1)


class Letters:
    """Gathers what wakes readers from one working day to the next, and counts the letters."""

    def __init__(self, book: Book, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._written: dict[date, set[int]] = defaultdict(set)
        sql = (
            "SELECT reader_id, on_day FROM letter"
            " WHERE kind = 'digest' AND on_day >= :first AND on_day <= :last"
        )
        for row in book.db.ask(sql, {"first": first, "last": last}):
            self._written[row.on_day].add(row.reader_id)
        self.counts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
        self.found = self.total = self.waited = 0
        self._clear()

    def _clear(self) -> None:
        self._events: list[Event] = []
        self._before: tuple[dict[int, Light], dict[int, Light]] = ({}, {})
        self._sent: tuple[list[tuple[int, Taking]], ...] = ([], [])

    def happened(self, event: Event) -> None:
        """Remember what people did."""
        if not event.by_the_engine:
            self._events.append(event)

    def seen(self, side: int, news: Iterable[Seen]) -> None:
        """Remember what one side's look found."""
        for one in news:
            self._before[side].setdefault(one.matter, one.before)
            self._sent[side].extend((one.matter, taking) for taking in one.taken if taking.sent)

    def write(
        self,
        on: date,
        courses: tuple[Course, Course],
        matters: Mapping[int, Matter],
        people: People,
    ) -> None:
        """Count the letters of a day on which digests were composed."""
        if self._first <= on <= self._last:
            reachable = {one for one, known in people.readers.items() if known.email}
            woken = [
                self._woken(side, courses[side], matters, people) & reachable for side in SIDES
            ]
            anyway = self._anyway(matters, people) & reachable
            self._hold_against(on, woken[0] | anyway)
            anyway |= self._written[on] - woken[0]
            for side in SIDES:
                self.counts[side].update(woken[side] | anyway)
        self._clear()

    def _hold_against(self, on: date, simulated: set[int]) -> None:
        self.found += len(simulated & self._written[on])
        self.waited += len(self._written[on] - simulated)
        self.total += len(simulated | self._written[on])

    def _woken(
        self, side: int, course: Course, matters: Mapping[int, Matter], people: People
    ) -> set[int]:
        woken: set[int] = set()
        for matter, before in self._before[side].items():
            after = course.stands[matter].light
            if is_news(before, after):
                woken.update(people.concerned(matters[matter].row))
        for matter, taking in self._sent[side]:
            woken.update(_asked(matters[matter].row, taking, people))
        return woken

    def _anyway(self, matters: Mapping[int, Matter], people: People) -> set[int]:
        """List whom the turns that people took have a letter written to."""
        woken: set[int] = set()
        for event in self._events:
            if event.matter is None:
                woken.update(_took_over(event))
                continue
            row, happened = matters[event.matter].row, event.happened
            if happened in TO_ALL:
                woken.update(people.concerned(row))
            elif happened in ANSWERS or (happened in ASSIGNING and row.stage == Stage.ASSIGNED):
                woken.update(people.of(row, Reader.OWNER), people.of(row, Reader.UNIT_HEAD))
        return woken


def _asked(row: Row, taking: Taking, people: People) -> Iterator[int]:
    """List whom a rung that went out has a letter written to, and who stands in for them.

    Nothing may be lost because an address is: where nobody can be reached the office gets it.
    Of a consequence those are told who decide on it.
    """
    readers = taking.due.rung.to
    if taking.proposes:
        deciders = [one for one in OFFICE if one in readers] or OFFICE
        addressed = people.of_all(row, deciders)
    else:
        addressed = list(taking.addressed) or people.of_all(row, readers)
    if not any(people.readers[one].email for one in addressed):
        addressed = people.of(row, Reader.OFFICER)
    yield from addressed
    yield from (deputy for deputy, _ in people.standing_in(addressed))


def _took_over(event: Event) -> set[int]:
    if event.happened != Happened.HANDED_OVER:
        return set()
    return {
        change[1]["holder_id"]
        for key, change in event.changes.items()
        if key.startswith("post:") and change[1].get("holder_id")
    }

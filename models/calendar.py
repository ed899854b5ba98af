"""Working days as China works them: statutory holidays off, make-up days (调休) on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from typing import Any

from models.terms import Scope

SATURDAY, DECEMBER = 5, 12
REMEMBERED = 2**16  # distances a calendar keeps in mind
PACKAGE = "chinesecalendar"  # brings the published table; a book says which version it took


def exceptions_told(words: Iterable[Any]) -> dict[date, bool]:
    """Return what holds after these words, in the order they were said.

    Of every scope the last word on a day stands, and of them that of the narrowest scope.
    """
    layers: dict[str, dict[date, Any]] = {scope: {} for scope in Scope}
    for word in words:
        layers[word.source][word.day] = word.works
    return {
        day: bool(works)
        for layer in layers.values()  # the narrowest last
        for day, works in layer.items()
        if works is not None
    }


def _weekdays_until(ordinal: int) -> int:
    """Count Mondays to Fridays from day 1 (a Monday) to this ordinal day, inclusive."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True)
class WorkCalendar:
    """Weekdays, corrected by exceptions: a day is mapped to True (works) or False (rests).

    ``published_until`` is the last day the State Council's notices cover; any later
    day is provisional, because its make-up days are not known yet. Every distance is counted
    once and remembered: thousands of matters ask for those of the same few days.
    """

    exceptions: Mapping[date, bool]
    published_until: date

    @cached_property
    def _extra(self) -> list[int]:
        return sorted(
            d.toordinal()
            for d, works in self.exceptions.items()
            if works and d.weekday() >= SATURDAY
        )

    @cached_property
    def _missing(self) -> list[int]:
        return sorted(
            d.toordinal()
            for d, works in self.exceptions.items()
            if not works and d.weekday() < SATURDAY
        )

    @cached_property
    def _index(self) -> Callable[[date], int]:
        """Number of working days from the beginning of time to a day, inclusive."""
        return lru_cache(REMEMBERED)(self._count)

    @cached_property
    def _shifted(self) -> Callable[[date, int], date]:
        return lru_cache(REMEMBERED)(self._find)

    def _count(self, day: date) -> int:
        ordinal = day.toordinal()
        return (
            _weekdays_until(ordinal)
            + bisect_right(self._extra, ordinal)
            - bisect_right(self._missing, ordinal)
        )

    def is_working(self, day: date) -> bool:
        """Tell whether people are at their desks on this day."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """Tell whether this day lies beyond the published notices."""
        return day > self.published_until

    def business_day(self, moment: datetime, cutoff: time) -> date:
        """Tell which working day something belongs to: after the cut-off hour, to the next."""
        day = moment.date()
        late = self.is_working(day) and moment.time() > cutoff
        return self.shift(day, 1 if late else 0)

    def latest(self, day: date) -> date:
        """Find the last working day up to and including this one."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def between(self, start: date, end: date) -> int:
        """Count working days after ``start`` up to and including ``end``; negative if reversed.

        The day counting starts is never counted: day one is the next working day.
        """
        return self._index(end) - self._index(start)

    def shift(self, day: date, count: int) -> date:
        """Find the working day reached by ``count`` steps; 0 means this or the next working day.

        Positive counts land on the count-th working day after ``day``; negative ones
        on the latest working day with that many working days after it, up to ``day``.
        """
        return self._shifted(day, count)

    def _find(self, day: date, count: int) -> date:
        if count == 0:
            return day if self.is_working(day) else self.shift(day, 1)
        wanted = self._index(day) + count
        guess = day + timedelta(days=count * 7 // 5)
        while self._index(guess) < wanted:
            guess += timedelta(days=1)
        while self._index(guess) > wanted or not self.is_working(guess):
            guess -= timedelta(days=1)
        return guess


@dataclass(frozen=True, slots=True)
class DayWord:
    """One source's word on one day; ``works`` is None where it takes its word back."""

    day: date
    works: bool | None
    scope: Scope = Scope.STATE
    reason: str = ""
    document: str = ""


def by_weekday(day: date) -> bool:
    """Tell whether a day is worked where nobody says otherwise."""
    return day.weekday() < SATURDAY


def in_force(words: Iterable[DayWord], scopes: Iterable[Scope] = Scope) -> dict[date, DayWord]:
    """Choose the word that counts for each day: the narrowest scope's last one."""
    wanted, layers = frozenset(scopes), {scope: dict[date, DayWord]() for scope in Scope}
    for word in words:
        layers[word.scope][word.day] = word
    chosen: dict[date, DayWord] = {}
    for scope in Scope:  # from the widest to the narrowest
        if scope in wanted:
            chosen |= {day: one for day, one in layers[scope].items() if one.works is not None}
    return chosen


def is_of_table(word: DayWord) -> bool:
    """Tell a word of the table from one of an imported notice; old books named no document."""
    return not word.document or word.document.startswith(PACKAGE)


def arranged_in(day: date) -> int:
    """Tell of which year's notice a day is: December's days off belong to the New Year after."""
    return day.year + (day.month == DECEMBER)


def _festival(name: str) -> str:
    """Write a festival of the package as the notices write it."""
    return f"{name}节" if name in ("清明", "端午", "中秋") else name


@cache
def published_days() -> tuple[tuple[DayWord, ...], date]:
    """Read the State Council's table: every day it names, and the last day it covers.

    The table comes with the ``chinesecalendar`` package; a book keeps its own copy, so
    that a past day is computed from the calendar of its time.
    """
    from importlib.metadata import version

    from chinese_calendar import constants

    document = f"{PACKAGE} {version(PACKAGE)}"
    festivals = {one.value: _festival(one.chinese) for one in constants.Holiday}
    named = {day: (True, name) for day, name in constants.workdays.items() if not by_weekday(day)}
    named |= {day: (False, name) for day, name in constants.holidays.items()}
    words = tuple(
        DayWord(day, works, Scope.STATE, festivals[name], document)
        for day, (works, name) in sorted(named.items())
    )
    return words, date(max(word.day.year for word in words if not word.works), 12, 31)


def published_exceptions() -> tuple[dict[date, bool], date]:
    """List the published days that are not what their weekday says, and the last day covered."""
    words, until = published_days()
    return {
        word.day: bool(word.works) for word in words if word.works != by_weekday(word.day)
    }, until


def published_calendar() -> WorkCalendar:
    """Build the calendar from the published table alone, without an office's overrides."""
    return WorkCalendar(*published_exceptions())

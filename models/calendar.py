"""Working days as China works them: statutory holidays off, make-up days (调休) on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

SATURDAY = 5


def _weekdays_until(ordinal: int) -> int:
    """Count Mondays to Fridays from day 1 (a Monday) to this ordinal day, inclusive."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True)
class WorkCalendar:
    """Weekdays, corrected by exceptions: a day is mapped to True (works) or False (rests).

    ``published_until`` is the last day the State Council's notices cover; any later
    day is provisional, because its make-up days are not known yet.
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

    def _index(self, day: date) -> int:
        """Number of working days from the beginning of time to this day, inclusive."""
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
        before = self._index(day)
        if count == 0:
            return day if self.is_working(day) else self.shift(day, 1)
        wanted = before + count
        guess = day + timedelta(days=count * 7 // 5)
        while self._index(guess) < wanted:
            guess += timedelta(days=1)
        while self._index(guess) > wanted or not self.is_working(guess):
            guess -= timedelta(days=1)
        return guess


def published_exceptions() -> tuple[dict[date, bool], date]:
    """Read the State Council's table: every exceptional day, and the last day it covers.

    The table comes with the ``chinesecalendar`` package; a book keeps its own copy, so
    that a past day is computed from the calendar of its time.
    """
    from chinese_calendar import constants

    exceptions = {day: False for day in constants.holidays if day.weekday() < SATURDAY}
    exceptions |= {day: True for day in constants.workdays if day.weekday() >= SATURDAY}
    return exceptions, date(max(day.year for day in constants.holidays), 12, 31)


def published_calendar() -> WorkCalendar:
    """Build the calendar from the published table alone, without an office's overrides."""
    return WorkCalendar(*published_exceptions())

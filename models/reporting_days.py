"""Days on which reports are due, numbered, and how they move when they are days off.

A weekly report whose day is off moves to the second working day after the holiday, as one
ministry has it for its Tuesdays, any other to the next working day (DOMAIN §1). None moves
past the next reporting day; where no day between the two is worked, one report serves both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import WorkCalendar

END = 0
"""The day that means the end of the month."""


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A reporting day: as the rhythm names it, and as days off move it."""

    nominal: date
    due: date


class ReportingDays(ABC):
    """An endless row of days; ``first`` is the lowest number that is meant."""

    first: int = 0
    steps_if_off: int = 1

    @abstractmethod
    def at(self, place: int) -> date:
        """Return the day with this number."""

    @abstractmethod
    def place(self, day: date) -> int:
        """Return the number of the last of them up to this day."""

    def due(self, place: int, calendar: WorkCalendar) -> date:
        """Move a day off to a working day, not past the next reporting day if that can be."""
        while not calendar.is_working(day := self.at(place)):
            moved = calendar.shift(day, self.steps_if_off)
            moved = min(moved, calendar.latest(self.at(place + 1)))
            if moved > day:
                return moved
            place += 1  # no day between the two is worked
        return day

    def last_until(self, day: date, calendar: WorkCalendar) -> int:
        """Return the number of the last of them that is due up to this day."""
        place = self.place(day)
        while place >= self.first and self.due(place, calendar) > day:
            place -= 1
        return place

    def report_due(self, place: int, calendar: WorkCalendar) -> ReportDue:
        """Tell both days of the one with this number."""
        return ReportDue(self.at(place), self.due(place, calendar))


@dataclass(frozen=True)
class EveryDays(ReportingDays):
    """So many days apart, counted from an anchor."""

    anchor: date
    step: int
    first: int = 0
    steps_if_off: int = 1

    def at(self, place: int) -> date:
        """Count from the anchor."""
        return self.anchor + timedelta(days=place * self.step)

    def place(self, day: date) -> int:
        """Count from the anchor."""
        return (day - self.anchor).days // self.step


def _day_of_month(months: int, day: int) -> date:
    """Return a day of a month counted from year 0; in shorter months their last day."""
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day or last, last))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class PeriodDays(ReportingDays):
    """One day in each period of so many months, in its first, second… or last month."""

    months: int
    month: int
    day: int

    def at(self, place: int) -> date:
        """Count periods from year 0."""
        return _day_of_month(place * self.months + self.month - 1, self.day)

    def place(self, day: date) -> int:
        """Take this period's day, or that of the one before if it is still to come."""
        place = _months(day) // self.months
        return place if self.at(place) <= day else place - 1


@dataclass(frozen=True)
class PartsOfMonth(ReportingDays):
    """Several days in each month, such as the 15th and the last."""

    days: tuple[int, ...]

    def at(self, place: int) -> date:
        """Count parts of months from year 0."""
        months, part = divmod(place, len(self.days))
        return _day_of_month(months, self.days[part])

    def place(self, day: date) -> int:
        """Step back from the month's end."""
        place = (_months(day) + 1) * len(self.days) - 1
        while self.at(place) > day:
            place -= 1
        return place

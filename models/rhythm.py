"""反馈频次: the rhythm in which a commitment is reported on; of a standing duty all there is.

Stored as a short text (``weekly:tue``, ``monthly:28``, ``quarterly:1/10``, ``every:30``); read
from that and from what officials write (每月28日前). How days off move it: ``reporting_days``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from models.calendar import WorkCalendar
from models.reporting_days import (
    END,
    EveryDays,
    PartsOfMonth,
    PeriodDays,
    ReportDue,
    ReportingDays,
)
from models.words import N_, Speaker, Word

EARLY_DAYS = 10
"""How many working days early a report may come and still count for a reporting day."""


class Cadence(StrEnum):
    """How reporting days follow each other."""

    WEEKLY = "weekly"
    TEN_DAYS = "tenday"
    HALF_MONTHLY = "halfmonthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "halfyearly"
    YEARLY = "yearly"
    EVERY = "every"


MONTHS = {
    Cadence.MONTHLY: 1,
    Cadence.QUARTERLY: 3,
    Cadence.HALF_YEARLY: 6,
    Cadence.YEARLY: 12,
}
PARTS = {Cadence.TEN_DAYS: (10, 20, END), Cadence.HALF_MONTHLY: (15, END)}
LONGEST = 366  # days that every: may leave between two reports
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONDAY = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """反馈频次. ``str`` gives what the book stores; ``parse`` reads it back.

    ``day`` is the weekday from 0, the day of the month (``END`` for its last), or the number
    of days of ``every``; ``month`` counts within the quarter, half-year or year.
    """

    cadence: Cadence
    day: int = END
    month: int = 0

    def __str__(self) -> str:
        """Write the stored form."""
        if self.cadence == Cadence.WEEKLY:
            return f"{self.cadence}:{WEEKDAYS[self.day]}"
        if self.cadence == Cadence.EVERY:
            return f"{self.cadence}:{self.day}"
        if self.cadence in PARTS:
            return str(self.cadence)
        month = "" if self.in_last_month else f"{self.month}/"
        return f"{self.cadence}:{month}{self.day or 'end'}"

    @property
    def in_last_month(self) -> bool:
        """Whether it is due in the last month of its quarter, half-year or year."""
        return self.month == MONTHS[self.cadence]

    # -- reporting days -----------------------------------------------------------------

    def due_after(self, day: date, calendar: WorkCalendar) -> ReportDue:
        """Find the next day strictly after this one on which a report is due.

        ``every`` counts from this day. Of reporting days that one report serves, the last.
        """
        days = self._days(day)
        place = days.last_until(day, calendar) + 1
        while days.due(place + 1, calendar) == days.due(place, calendar):
            place += 1
        return days.report_due(place, calendar)

    def due_before_or_on(self, on: date, since: date, calendar: WorkCalendar) -> ReportDue | None:
        """Find the last day up to ``on`` on which a report was due, if it lies after ``since``.

        ``every`` counts from ``since``.
        """
        days = self._days(since)
        place = days.last_until(on, calendar)
        if place < days.first or days.due(place, calendar) <= since:
            return None
        return days.report_due(place, calendar)

    def answered_by(self, heard_on: date, calendar: WorkCalendar) -> date:
        """Tell for which reporting day a report counts: the nearest, counted in working days.

        So the report of the 27th answers 「每月28日前」 and nobody is asked again the next
        morning, and one a day late is not taken for the next month's. It never counts for a
        day more than ``EARLY_DAYS`` ahead. This is our own rule, no office's. ``every``
        counts from the report itself.
        """
        if self.cadence == Cadence.EVERY:
            return heard_on
        days = self._days(heard_on)
        before = days.due(days.last_until(heard_on, calendar), calendar)
        after = self.due_after(heard_on, calendar).due
        early, late = calendar.between(heard_on, after), calendar.between(before, heard_on)
        return after if early <= min(late, EARLY_DAYS) else before

    def missing(self, on: date, heard_on: date, calendar: WorkCalendar) -> ReportDue | None:
        """Find the last report that should have come before ``on`` and has not.

        ``heard_on`` is the day of the last report, or of docketing where there is none. The
        reporting day itself is never late.
        """
        answered = self.answered_by(heard_on, calendar)
        return self.due_before_or_on(on - timedelta(days=1), answered, calendar)

    def coming(self, on: date, heard_on: date, calendar: WorkCalendar) -> ReportDue:
        """Find the next day from ``on`` for which no report has come yet."""
        answered = self.answered_by(heard_on, calendar)
        days = self._days(answered)
        place = days.last_until(max(on - timedelta(days=1), answered), calendar) + 1
        place = max(place, days.first)
        while days.due(place + 1, calendar) == days.due(place, calendar):
            place += 1
        return days.report_due(place, calendar)

    def _days(self, anchor: date) -> ReportingDays:
        if self.cadence == Cadence.WEEKLY:
            return EveryDays(MONDAY + timedelta(days=self.day), 7, steps_if_off=2)
        if self.cadence == Cadence.EVERY:
            return EveryDays(anchor, self.day, first=1)
        if self.cadence in PARTS:
            return PartsOfMonth(PARTS[self.cadence])
        return PeriodDays(MONTHS[self.cadence], self.month, self.day)

    # -- speaking -----------------------------------------------------------------------

    @property
    def sentence(self) -> str:
        """The sentence that says it; its blanks are filled by ``facts``."""
        if self.cadence == Cadence.EVERY and self.day == 1:
            return EVERY_DAY
        if self.cadence in MONTHS:
            return IN_MONTHS[self.cadence, self.in_last_month, self.day == END]
        return SENTENCES[self.cadence]

    @property
    def facts(self) -> dict[str, Any]:
        """What fills the blanks of ``sentence``."""
        return {"weekday": WEEKDAY_WORDS[self.day % 7], "day": self.day, "month": self.month}

    def said(self, speaker: Speaker) -> str:
        """Say it in the reader's language: 每月28日前."""
        return speaker.say(self.sentence, **self.facts)


# -- reading ----------------------------------------------------------------------------

CODE = re.compile(r"(?P<cadence>[a-z]+)(?::(?:(?P<month>\d+)/)?(?P<day>\w+))?", re.ASCII)


def parse(text: str) -> Rhythm | None:
    """Read a rhythm in its stored form or as officials write it; None if it is none."""
    found = _in_code(text)
    if found is None:
        from models.rhythm_words import written  # what the book stores needs no phrase

        return written(text)
    return found


def checked(rhythm: Rhythm) -> Rhythm | None:
    """Return the rhythm if it has days at all: there is no 32nd, no fourth month of a quarter."""
    if rhythm.cadence == Cadence.EVERY:
        return rhythm if 1 <= rhythm.day <= LONGEST else None
    months = MONTHS.get(rhythm.cadence, 0)
    return rhythm if END <= rhythm.day <= 31 and min(months, 1) <= rhythm.month <= months else None


def _in_code(text: str) -> Rhythm | None:
    match = CODE.fullmatch(text)
    if not match or match["cadence"] not in list(Cadence):
        return None
    cadence, day = Cadence(match["cadence"]), match["day"] or ""
    if cadence in PARTS and not day:
        return Rhythm(cadence)
    if cadence == Cadence.WEEKLY and day in WEEKDAYS:
        return Rhythm(cadence, WEEKDAYS.index(day))
    if day == "end" and cadence in MONTHS:
        return checked(Rhythm(cadence, END, int(match["month"] or MONTHS[cadence])))
    if not day.isdecimal() or int(day) == END or cadence == Cadence.WEEKLY or cadence in PARTS:
        return None
    return checked(Rhythm(cadence, int(day), int(match["month"] or MONTHS.get(cadence, 0))))


# -- words ------------------------------------------------------------------------------

WEEKDAY_WORDS = (
    Word(N_("Monday")),
    Word(N_("Tuesday")),
    Word(N_("Wednesday")),
    Word(N_("Thursday")),
    Word(N_("Friday")),
    Word(N_("Saturday")),
    Word(N_("Sunday")),
)
EVERY_DAY = N_("every day")
SENTENCES = {
    Cadence.WEEKLY: N_("every {weekday}"),
    Cadence.EVERY: N_("every {day} days"),
    Cadence.TEN_DAYS: N_("by the 10th, the 20th and the end of every month"),
    Cadence.HALF_MONTHLY: N_("by the 15th and the end of every month"),
}
# By cadence; whether in its last month; whether at the end of the month.
IN_MONTHS = {
    (Cadence.MONTHLY, True, False): N_("every month by day {day}"),
    (Cadence.MONTHLY, True, True): N_("every month by its end"),
    (Cadence.QUARTERLY, True, False): N_("every quarter by day {day} of its last month"),
    (Cadence.QUARTERLY, True, True): N_("every quarter by its end"),
    (Cadence.QUARTERLY, False, False): N_("every quarter by day {day} of its month {month}"),
    (Cadence.QUARTERLY, False, True): N_("every quarter by the end of its month {month}"),
    (Cadence.HALF_YEARLY, True, False): N_("every half-year by day {day} of its last month"),
    (Cadence.HALF_YEARLY, True, True): N_("every half-year by its end"),
    (Cadence.HALF_YEARLY, False, False): N_("every half-year by day {day} of its month {month}"),
    (Cadence.HALF_YEARLY, False, True): N_("every half-year by the end of its month {month}"),
    (Cadence.YEARLY, True, False): N_("every year by day {day} of its last month"),
    (Cadence.YEARLY, True, True): N_("every year by its end"),
    (Cadence.YEARLY, False, False): N_("every year by day {day} of its month {month}"),
    (Cadence.YEARLY, False, True): N_("every year by the end of its month {month}"),
}

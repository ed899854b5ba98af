"""What the office settled where a deadline phrase can be read two ways. Nowhere else.

| phrase        | its last day                                                             |
|---------------|--------------------------------------------------------------------------|
| X月Y日前      | the day itself counts                                                    |
| N月前         | the end of the month before; so with 四季度前, 下半年前, 2030年前        |
| N月中旬前     | the end of those ten days                                                |
| 节前          | the day before the festival                                              |
| no year       | the nearest one not before the document                                  |
| N日内         | counting starts the day after the document                               |
| N个月内       | the same day that many months later, or the last of that month           |
| 3至5日内      | the longer of the two                                                    |
| 今后N年       | N calendar years; the document's own counts if half of it is still ahead |
| 签约后N日内   | none: only the unit knows the event; 印发后N日内 counts from the document |
| two days      | none for the whole; each is told by itself                               |

In running text a phrase without a year whose day was past by less than a season (6月底前 in July)
is a report, unless its sentence promises.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from models.deadline.meaning import Span, Year
from models.months import end_of, first_of

A_DAY = timedelta(days=1)
PARTS = {"上旬": (1, 10), "初": (1, 10), "上中旬": (1, 20), "中旬": (11, 20), "中": (11, 15)}
"""First and last day of a part of the month; every other part runs from the 21st to its end."""
HALF = 6
A_SEASON = 3  # months


def the_day_itself(year: int, month: int, day: int) -> Span:
    """「9月30日前」: the day itself counts."""
    return None, date(year, month, day)


def before_month(year: int, month: int) -> Span:
    """「10月前」 and 「四季度前」 end with September, 「2030年前」 with 2029."""
    return None, date(year, month, 1) - A_DAY


def before_festival(festival: date) -> Span:
    """「国庆节前」: the day before the festival."""
    return None, festival - A_DAY


def part_of_month(year: int, month: int, part: str) -> Span:
    """「9月上旬」 ends on the 10th, 「9月中」 on the 15th, 「9月下旬」 with the month."""
    end = monthrange(year, month)[1]
    first, last = PARTS.get(part, (21, end))
    return date(year, month, first), date(year, month, last)


def nearest(span: Callable[[int], Span], on: date) -> tuple[Span, Year]:
    """Without a year: the nearest one not before the document."""
    with suppress(ValueError):  # 2月29日 need not exist this year
        this = span(on.year)
        if this[1] >= on:
            return this, Year.THIS
    return span(on.year + 1), Year.NEXT


def nearest_of(on: date, day: int) -> Span:
    """「20日前」: the nearest 20th not before the document."""
    months = (first_of(on, ahead) for ahead in range(3))
    days = [month.replace(day=day) for month in months if end_of(month).day >= day]
    return None, next(one for one in days if one >= on)


def counting_starts(on: date) -> date:
    """Return the first day that counts: the one after the document."""
    return on + A_DAY


def coming_years(on: date, count: int) -> Span:
    """「今后五年」 of February 2026 and of November 2025 both end with 2030."""
    first = on.year if on.month <= HALF else on.year + 1
    return date(first, 1, 1), date(first + count - 1, 12, 31)

"""Calendar months, as offices count them: the month a day is in, and days months later."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def first_of(day: date, months: int = 0) -> date:
    """Return the first day of the month so many months after that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def end_of(day: date) -> date:
    """Return the last day of the month a day is in."""
    return first_of(day, 1) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later; where there is none, the last of that month."""
    first = first_of(day, months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def months_between(first: date, last: date) -> int:
    """Count the turns of a month between two days."""
    return (last.year - first.year) * 12 + last.month - first.month

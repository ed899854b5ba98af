"""Limits for matters that state no deadline: 7 days, 30 working days, 1 month, year_end."""

from __future__ import annotations

import re
from datetime import date, timedelta

from models.calendar import WorkCalendar
from models.months import months_later

YEAR_END = "year_end"
LIMIT = re.compile(r"(?P<count>[1-9]\d{0,2}) (?P<measure>days?|working days?|months?)|year_end")
LIMITS = ("7 days", "15 working days", "1 month", YEAR_END)
SOURCE = "policy"  # the due_rule of a deadline that the policy gave: policy:7 days


def limit_day(limit: str, on: date, calendar: WorkCalendar) -> date:
    """Find the last day of a limit that runs from a day; counting starts the next day."""
    if limit == YEAR_END:
        return date(on.year, 12, 31)
    match = LIMIT.fullmatch(limit)
    assert match, limit
    count, measure = int(match["count"]), match["measure"]
    if measure.startswith("working"):
        return calendar.shift(on, count)
    return months_later(on, count) if measure.startswith("month") else on + timedelta(days=count)


def due_rule(limit: str) -> str:
    """Name the policy as where a deadline came from."""
    return f"{SOURCE}:{limit}"


def by_policy(rule: str) -> bool:
    """Tell whether a deadline was given by the policy."""
    return rule.startswith(f"{SOURCE}:")

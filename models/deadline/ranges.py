"""From … to …: 9月1日至10月15日, 2021—2025年, 即日起至9月底. The right end is the deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.deadline.meaning import Deadline
from models.deadline.settled import counting_starts
from models.deadline.yearly import BY
from models.months import months_later

Read = Callable[[str], Deadline | None]

UNITS = ("日", "月", "年", "季度")
TO = r"(?:-|至|到)"
RANGE = re.compile(rf"(?P<left>.*?\d.*?)起?(?:{TO}|(?<=[底末])(?=\d))(?P<right>.*\d.*)")
FROM_NOW = re.compile(rf"[自从]?(?:即日|现在|发文之日|印发之日)起?{TO}(?P<right>.+)")
_YEAR = r"(?:(?:20\d\d|今|明)年)"
_DATE = r"\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|[底末初中])?|(?:第?[1-4]季度|[上下]半年)[底末]?"
IN_TEXT = re.compile(
    rf"[自从]?(?P<left>{_YEAR}?(?:{_DATE}|\d{{1,2}}(?!\d))|{_YEAR}|20\d\d)起?"
    rf"(?:{TO}|(?<=[底末])(?=\d))(?P<right>{_YEAR}?(?:{_DATE}|\d{{1,2}}[日号])|{_YEAR}[底末]?){BY}"
)


def read_range(text: str, issued_on: date, read: Read) -> Deadline | None:
    """Read 「9月1日至10月15日」: the right end is the deadline, the left end the start."""
    if (match := FROM_NOW.fullmatch(text)) and (end := read(match["right"])):
        return replace(end, start=counting_starts(issued_on), rule="range") if end.due else None
    if match := RANGE.fullmatch(text):
        return _between(match["left"], match["right"], read)
    return None


def _between(left: str, right: str, read: Read) -> Deadline | None:
    left = re.sub(r"^[自从]", "", left)
    if left[-1].isdigit():
        left += next((unit for unit in UNITS if unit in right), "")
    said = re.match(r"20\d\d", right)
    if "月" not in right and "月" in left and not said:
        right = left[: left.index("月") + 1] + right
    begin, end = read(left), read(right)
    if end is None or begin is None or end.due is None or begin.due is None:
        return None
    start, due = begin.start or begin.due, end.due
    while start > due and not said:
        due = months_later(due, 12)
    year = end.year if said else begin.year
    return replace(end, due=due, start=start, rule="range", year=year)

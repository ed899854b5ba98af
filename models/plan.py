"""计划进度 as people write it: “2020-06-30=30 2020-09-30=70”, “6月底30%，9月底达到70%”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from models.broken_rules import PlanNotRising
from models.calendar import WorkCalendar
from models.deadline import read_deadline
from models.errors import UnreadablePlan
from models.facts import Point

FIGURE = r"\d+(?:\.\d+)?"
POINT = re.compile(
    rf"(?P<phrase>[^=:;,、%\n]+?)\s*"
    rf"(?:[=:]\s*(?P<given>{FIGURE})\s*%?|(?:达到?|至|完成)?\s*(?P<said>{FIGURE})\s*%)"
    r"(?=$|[\s;,、])"
)
BETWEEN = re.compile(r"[\s;,、]*")
WEIGHT = re.compile(
    r"[(（]\s*(?:权重|weight)\s*[:：]?\s*(?P<weight>\d{1,3})\s*[%％]?\s*[)）]\s*$", re.I
)
WHOLE = 100


def read_plan(text: str, issued_on: date, calendar: WorkCalendar) -> tuple[Point, ...]:
    """Read the points of a planned course in their order. Raises UnreadablePlan."""
    text = unicodedata.normalize("NFKC", text).strip(" \n。.")
    found: list[Point] = []
    at = 0
    while at < len(text):
        match = POINT.match(text, at)
        day = read_deadline(match["phrase"].strip(), issued_on, calendar).due if match else None
        if match is None or day is None:
            raise UnreadablePlan(given=text[at:] if match is None else match[0])
        found.append(Point(day, Decimal(match["given"] or match["said"])))
        at = BETWEEN.match(text, match.end()).end()  # type: ignore[union-attr]
    return tuple(found)


def without_weight(text: str) -> tuple[str, int | None]:
    """Part a milestone from its weight: 主体完工（权重30%） is 主体完工 and 30."""
    match = WEIGHT.search(text)
    if match is None:
        return text, None
    return text[: match.start()].rstrip(), int(match["weight"])


def written(points: Iterable[Point]) -> str:
    """Write a course as it can be read again: 2020-06-30=30% 2020-09-30=70%."""
    return " ".join(f"{one.day.isoformat()}={plainly(one.percent)}%" for one in points)


def plainly(percent: Decimal) -> str:
    """Write a figure without a power of ten and without zeros that say nothing."""
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def must_rise(points: Sequence[Point], docketed_on: date, due: date | None) -> None:
    """Refuse a course that goes back, or lies outside the time it is for. Raises PlanNotRising."""
    before = Point(docketed_on, Decimal(0))
    for place, one in enumerate(points):
        later = one.day > before.day if place else one.day >= docketed_on
        in_time = later and (due is None or one.day <= due)
        if not in_time or not before.percent <= one.percent <= WHOLE:
            raise PlanNotRising(
                day=one.day, percent=one.percent, first=docketed_on, last=due or date.max
            )
        before = one

"""Days as notices write them: 12月30日至2019年1月1日, 1月28日（农历除夕、周二）至2月4日."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from models.rhythm import WEEKDAY_WORDS
from models.words import N_, Word

SIGNS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6}
ASIDE = r"\([^()]*\)"
ONE = rf"(?:\d{{4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日(?:{ASIDE})?"
TO = r"(?:至|到|-|—+|~)"
SPAN = rf"{ONE}(?:{TO}{ONE})?"
DAYS = rf"{SPAN}(?:、{SPAN})*"
DAY = re.compile(
    rf"(?:(?P<year>\d{{4}})年)?(?:(?P<month>\d{{1,2}})月)?(?P<day>\d{{1,2}})日(?P<aside>{ASIDE})?"
)
WEEKDAY = re.compile(r"^(?:星期|周|礼拜)([一二三四五六日天])$")
LONGEST = 30  # days off in a row; beyond it a month was mistyped

NO_SUCH_DAY = N_("there is no day {given}")
NO_MONTH = N_("{given} lacks its month")
WRONG_WEEKDAY = N_("{day} is a {found}, not a {said}")
WRONG_WAY = N_("{first} to {last} is no stretch of days off")


class Unreadable(Exception):
    """Days that cannot be meant; carries the problem and its facts."""

    def __init__(self, problem: str, **facts: Any) -> None:
        super().__init__(problem)
        self.problem, self.facts = problem, facts


def weekday_word(day: date) -> Word:
    """Name a day's weekday."""
    return WEEKDAY_WORDS[day.weekday()]


def days_in(text: str, year: int, near: date | None = None) -> list[date]:
    """List the days of one clause; a day without its year is the one nearest to ``near``.

    Weekdays written beside a day are checked. Raises Unreadable.
    """
    found: list[date] = []
    month: int | None = None
    for part in re.split(r"、(?![^()]*\))", text):
        written = list(DAY.finditer(part))
        first, month = _day(written[0], year, month, near)
        last = first
        if len(written) > 1:
            last, month = _day(written[1], first.year, month, None)
            first, last = _over_new_year(first, last, written, year)
        _check_weekdays(zip((first, last), written, strict=False))
        found += _stretch(first, last)
    return found


def _over_new_year(
    first: date, last: date, written: list[re.Match[str]], year: int
) -> tuple[date, date]:
    """A stretch from December to January runs from one year into the next."""
    if last >= first or (first.month, last.month) != (12, 1):
        return first, last
    if written[0]["year"]:
        return first, last if written[1]["year"] else _made(written[1], first.year + 1, last.month)
    ends = last if written[1]["year"] else _made(written[1], year, last.month)
    return _made(written[0], ends.year - 1, first.month), ends


def _day(match: re.Match[str], year: int, month: int | None, near: date | None) -> tuple[date, int]:
    """Read one day; year and month go on from what stands before it."""
    given = int(match["month"]) if match["month"] else month
    if given is None:
        raise Unreadable(NO_MONTH, given=match[0])
    if match["year"] or near is None:
        return _made(match, int(match["year"] or year), given), given
    nearest = [_made(match, one, given) for one in (year, year - 1) if _exists(match, one, given)]
    if not nearest:
        raise Unreadable(NO_SUCH_DAY, given=match[0])
    return min(nearest, key=lambda day: abs((day - near).days)), given


def _exists(match: re.Match[str], year: int, month: int) -> bool:
    try:
        return bool(_made(match, year, month))
    except Unreadable:
        return False


def _made(match: re.Match[str], year: int, month: int) -> date:
    try:
        return date(year, month, int(match["day"]))
    except ValueError as trouble:
        raise Unreadable(NO_SUCH_DAY, given=match[0]) from trouble


def _check_weekdays(days: Any) -> None:
    for day, match in days:
        for note in re.split("[、,]", (match["aside"] or "")[1:-1]):
            said = WEEKDAY.match(note)
            if said and SIGNS[said[1]] != day.weekday():
                raise Unreadable(
                    WRONG_WEEKDAY, day=day, found=weekday_word(day),
                    said=WEEKDAY_WORDS[SIGNS[said[1]]],
                )  # fmt: skip


def _stretch(first: date, last: date) -> list[date]:
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST:
        raise Unreadable(WRONG_WAY, first=first, last=last)
    return [first + timedelta(days=n) for n in range(length)]

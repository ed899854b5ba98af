"""Rules that count from the day of the document: 30日内, 下周五前, 今后五年."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from models.calendar import WorkCalendar, published_calendar
from models.deadline.meaning import Deadline, Reader, Rule, Span, Year
from models.deadline.settled import (
    before_festival,
    coming_years,
    counting_starts,
    nearest_of,
    part_of_month,
)
from models.deadline.yearly import BEFORE, BEGINNING, BY, DAY, END, HOUR, INSIDE, MIDDLE
from models.festivals import FOUNDED, PLANS
from models.months import end_of, first_of, months_later

WEEK = "一二三四五六日天末"
DAYS = {"明": 1, "次": 1, "后": 2}
COUNT = r"(?:\d{1,4}(?:-|至|到))?(?P<count>\d{1,4})"
COUNT_YEARS = r"(?:\d{1,2}(?:-|至|到))?(?P<count>\d{1,2})"
WITHIN = rf"(?:之内|以内|{INSIDE}|时间)"
PART = rf"[上中下]旬|{END}|{BEGINNING}|{MIDDLE}|{INSIDE}"
COMING = r"(?:今后|未来|此后|接下来)"
NO_NAME = r"(?![”\"]?(?:规划|纲要|建议))"
PLANNED = r"(?:规划(?=期?末))?(?P<when>期?末|期间|时期|[开收][局官]之年)"
WHICH_MONTH = r"(?P<which>[本当下]个?)月"
# 发文之日起, 通知印发后: the event from which counting starts is the document itself.
HERE = (
    r"[自从]?(?:本|该)?(?:通知|文件|方案|意见|办法|文)?(?:印发|发文|下发|发布|公布|即)"
    r"(?:之日|之后|以后|后|日)起?"
)


def _next(match: re.Match[str]) -> int:
    return 1 if match["which"].startswith("下") else 0


def _this_month(m: re.Match[str], on: date) -> Span:
    first = first_of(on, _next(m))
    if m["part"] in (None, "底", "末", "内"):
        return first, end_of(first)
    return part_of_month(first.year, first.month, m["part"])


def _this_quarter(m: re.Match[str], on: date) -> Span:
    first = first_of(date(on.year, on.month - (on.month - 1) % 3, 1), 3 * _next(m))
    return first, end_of(first_of(first, 2))


def _weekday(m: re.Match[str], on: date) -> Span:
    monday = on - timedelta(days=on.weekday()) + timedelta(weeks=_next(m))
    return monday, monday + timedelta(days=min(WEEK.find(m["weekday"] or "日"), 6))


def _this_day(m: re.Match[str], on: date) -> Span:
    return None, on + timedelta(days=DAYS.get(m["which"], 0))


def _day_of_month(m: re.Match[str], on: date) -> Span:
    return None, first_of(on, _next(m)).replace(day=int(m["day"]))


def _next_day_of_month(m: re.Match[str], on: date) -> Span:
    return nearest_of(on, int(m["day"]))


def _next_weekday(m: re.Match[str], on: date) -> Span:
    return None, on + timedelta(days=(min(WEEK.find(m["weekday"]), 6) - on.weekday()) % 7)


def _days(m: re.Match[str], on: date) -> Span:
    return counting_starts(on), on + timedelta(days=int(m["count"]))


def _weeks(m: re.Match[str], on: date) -> Span:
    return counting_starts(on), on + timedelta(weeks=int(m["count"]))


def _hours(m: re.Match[str], on: date) -> Span:
    return counting_starts(on), on + timedelta(days=-(-int(m["count"]) // 24))


def _months(m: re.Match[str], on: date) -> Span:
    half = timedelta(days=15 if m["half"] else 0)
    return counting_starts(on), months_later(on, int(m["count"])) + half


def _quarters(m: re.Match[str], on: date) -> Span:
    return counting_starts(on), months_later(on, 3 * int(m["count"]))


def _years(m: re.Match[str], on: date) -> Span:
    half = 6 if m["half"] else 0
    return counting_starts(on), months_later(on, 12 * int(m["count"]) + half)


def _coming_years(m: re.Match[str], on: date) -> Span:
    return coming_years(on, int(m["count"]))


def _plan(m: re.Match[str], _: date) -> Span:
    end = PLANS[m["plan"]]
    last = end - 4 if m["when"] and m["when"].startswith("开局") else end
    return date(end - 4, 1, 1), date(last, 12, 31)


def _counted(key: str, span: Callable[[re.Match[str], date], Span]) -> Reader:
    def read(match: re.Match[str], on: date, _: WorkCalendar | None = None) -> Deadline:
        start, due = span(match, on)
        return Deadline(due=due, start=start, rule=key)

    return read


def _working_days(m: re.Match[str], on: date, calendar: WorkCalendar | None) -> Deadline:
    due = (calendar or _published()).shift(on, int(m["count"]))
    return Deadline(due=due, start=counting_starts(on), rule="working_days")


@cache
def _published() -> WorkCalendar:
    return published_calendar()


def _anniversary(m: re.Match[str], on: date, _: WorkCalendar | None = None) -> Deadline:
    """「建党100周年前」 names its year by counting from the founding."""
    founded = FOUNDED[m["founded"]]
    start, due = before_festival(founded.replace(year=founded.year + int(m["count"])))
    return Deadline(due=due, start=start, rule="festival", year=Year.SAID)


COUNTED: tuple[Rule, ...] = (
    Rule("working_days", "工", rf"(?:{HERE})?{COUNT}个?工作日{WITHIN}?{BY}", _working_days),
    Rule(
        "festival",
        "周",
        rf"(?P<founded>{'|'.join(FOUNDED)})(?P<count>\d{{2,3}})周年(?:之前|以前|前夕|{BEFORE})",
        _anniversary,
    ),
    *(
        Rule(key, signs, looks, _counted(key, span))
        for key, signs, looks, span in (
            ("days", "天日", rf"(?:{HERE})?{COUNT}[天日]{WITHIN}", _days),
            ("weeks", "周星", rf"(?:{HERE})?{COUNT}(?:周(?!年)|个?星期){WITHIN}?", _weeks),
            ("hours", "时", rf"(?:{HERE})?{COUNT}个?小时{WITHIN}", _hours),
            ("months", "月", rf"(?:{HERE})?{COUNT}个(?P<half>半)?月{WITHIN}?", _months),
            ("quarters", "季", rf"(?:{HERE})?{COUNT}个季度{WITHIN}", _quarters),
            (
                "years",
                "年",
                rf"(?:{HERE})?用?{COUNT_YEARS}年(?P<half>半)?{WITHIN}",
                _years,
            ),
            (
                "coming_years",
                "年",
                rf"{COMING}的?(?P<count>\d{{1,2}})年(?:{WITHIN}|间)?",
                _coming_years,
            ),
            ("day_of_month", "月日号", rf"{WHICH_MONTH}{DAY}[日号]{HOUR}{BY}", _day_of_month),
            ("this_month", "月", rf"{WHICH_MONTH}份?(?P<part>{PART})?{BY}", _this_month),
            ("this_month", "月", rf"(?P<which>)月(?P<part>{PART}){BY}", _this_month),
            ("this_quarter", "季", rf"(?P<which>)季度?(?:{END}|{INSIDE}){BY}", _this_quarter),
            ("this_quarter", "季", rf"(?P<which>[本下])个?季度(?:{END})?{BY}", _this_quarter),
            (
                "weekday",
                "周星",
                rf"(?P<which>[本下这])个?(?:周|星期)(?P<weekday>[{WEEK}])?{HOUR}{BY}",
                _weekday,
            ),
            ("weekday", "周星", rf"(?:周|星期)(?P<weekday>[{WEEK}]){HOUR}{BY}", _next_weekday),
            (
                "day_of_month",
                "月日号",
                rf"{DAY}[日号]{HOUR}(?:[之以]前|{BEFORE})",
                _next_day_of_month,
            ),
            ("this_day", "天日", rf"(?P<which>[今明后当次即])[天日]{HOUR}{BY}", _this_day),
            (
                "plan",
                "五",
                rf"(?P<plan>{'|'.join(PLANS)}){PLANNED}?{BY}{NO_NAME}",
                _plan,
            ),
        )
    ),
)

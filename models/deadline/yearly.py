"""Rules that come back every year: 9月30日前, 三季度末, 春节前."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from models.calendar import WorkCalendar
from models.deadline.meaning import Deadline, Reader, Rule, Span, Year
from models.deadline.settled import (
    before_festival,
    before_month,
    nearest,
    part_of_month,
    the_day_itself,
)
from models.festivals import FESTIVALS

RELATIVE_YEARS = {"今年": 0, "本年": 0, "本年度": 0, "当年": 0, "明年": 1, "次年": 1, "来年": 1}
RELATIVE_YEARS |= {"翌年": 1, "后年": 2, "去年": -1, "上年": -1, "前年": -2}

YEAR = rf"(?:(?P<year>20\d\d)年?的?|(?P<rel>{'|'.join(sorted(RELATIVE_YEARS, reverse=True))})的?)"
ANY_YEAR = re.sub(r"\?P<\w+>", "?:", YEAR)
MONTH = r"(?P<month>1[0-2]|0?[1-9])月"
DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
HOUR = r"(?:[(（](?:周|星期|含)[^)）]{0,4}[)）])?"
HOUR += r"(?:\d{1,2}(?:[:时点](?:\d{2}分?)?)|下班|上午|中午|下午)*"
# A character may belong to the next word: 年底前后, 前三季度, 2025年内蒙古, 2020年中原区, 9月初中.
BEFORE = r"前(?![后期往进沿述提来]|[1-9一二三四五六七八九十]+个?[季月]|半)"
INSIDE = r"内(?![蒙部外容涝河陆控审需科设环黄])"
END = r"[底末](?![层座线数色商部盘蕴板梢])"
MIDDLE = r"中(?![国央原华心小学医考高共部西药型铁建标期秋招牟])"
BEGINNING = r"初(?![中级步次心三二一])"
WHOLE = r"(?:度|(?=[末底]|$))"  # 四季如春 names no quarter
PART = rf"上中旬|中下旬|[上中下]旬|{BEGINNING}|{MIDDLE}"
FESTIVAL = (
    rf"(?P<festival>{'|'.join(sorted(FESTIVALS, key=len, reverse=True))})"
    r"(?:国际)?(?:劳动|儿童|妇女|国庆|建军)?节?(?:小?长?假期?|黄金周)?"
)
BY = rf"(?:之前|以前|前夕|{BEFORE}|止|以内|之内|{INSIDE})?"


def _day(m: re.Match[str], year: int) -> Span:
    return the_day_itself(year, int(m["month"]), int(m["day"]))


def _month(m: re.Match[str], year: int) -> Span:
    month = int(m["month"])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _before_month(m: re.Match[str], year: int) -> Span:
    return before_month(year, int(m["month"]))


def _part_of_month(m: re.Match[str], year: int) -> Span:
    return part_of_month(year, int(m["month"]), m["part"])


def _quarter(m: re.Match[str], year: int) -> Span:
    last = 3 * int(m["quarter"])
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _first_quarters(m: re.Match[str], year: int) -> Span:
    last = 3 * int(m["quarter"])
    return date(year, 1, 1), date(year, last, monthrange(year, last)[1])


def _half(m: re.Match[str], year: int) -> Span:
    if m["half"] == "下半年":
        return date(year, 7, 1), date(year, 12, 31)
    return date(year, 1, 1), date(year, 6, 30)


def _year(_: re.Match[str], year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def _before_quarter(m: re.Match[str], year: int) -> Span:
    return before_month(year, 3 * int(m["quarter"]) - 2)


def _before_half(_: re.Match[str], year: int) -> Span:
    return before_month(year, 7)


def _before_year(_: re.Match[str], year: int) -> Span:
    return before_month(year, 1)


def _festival(m: re.Match[str], year: int) -> Span:
    return before_festival(FESTIVALS[m["festival"]](year))


def _festival_day(m: re.Match[str], year: int) -> Span:
    return None, FESTIVALS[m["festival"]](year)


def _yearly(key: str, span: Callable[[re.Match[str], int], Span]) -> Reader:
    """Let a rule that knows the day of any year choose the year."""

    def read(match: re.Match[str], on: date, _: WorkCalendar | None = None) -> Deadline:
        known = match.groupdict()
        said, relative = known.get("year"), known.get("rel")
        if said:
            (start, due), year = span(match, int(said)), Year.SAID
        elif relative:
            (start, due), year = span(match, on.year + RELATIVE_YEARS[relative]), Year.RELATIVE
        else:
            (start, due), year = nearest(lambda year: span(match, year), on)
        return Deadline(due=due, start=start, rule=key, year=year)

    return read


YEARLY: tuple[Rule, ...] = tuple(
    Rule(key, signs, looks, _yearly(key, span))
    for key, signs, looks, span in (
        ("day", "月", rf"{YEAR}?{MONTH}{DAY}(?:[日号]|(?=$|[前之以-])){HOUR}{BY}", _day),
        ("before_month", "月", rf"{YEAR}?{MONTH}份?(?:[之以]前|{BEFORE})", _before_month),
        (
            "part_of_month",
            "月",
            rf"{YEAR}?{MONTH}(?:份的?)?(?P<part>{PART}){BY}",
            _part_of_month,
        ),
        ("month_end", "月", rf"{YEAR}?{MONTH}份?(?:月?{END})?{BY}", _month),
        (
            "before_quarter",
            "季",
            rf"{YEAR}?第?(?P<quarter>[1-4])季度(?:[之以]前|{BEFORE})",
            _before_quarter,
        ),
        (
            "quarter",
            "季",
            rf"{YEAR}?第?(?P<quarter>[1-4])季{WHOLE}(?:{END})?{BY}",
            _quarter,
        ),
        (
            "first_quarters",
            "季",
            rf"{YEAR}?前(?P<quarter>[23])个?季度{BY}",
            _first_quarters,
        ),
        ("before_half", "半", rf"{YEAR}?下半年(?:[之以]前|{BEFORE})", _before_half),
        ("half_year", "半中", rf"{YEAR}?(?P<half>[上下]半年|年{MIDDLE})(?:{END})?{BY}", _half),
        ("festival", "前", rf"{YEAR}?{FESTIVAL}(?:之前|以前|前夕|{BEFORE})", _festival),
        ("festival_day", "节当", rf"{YEAR}?{FESTIVAL}(?:(?<=节)|当[天日])", _festival_day),
        ("before_year", "年", rf"(?P<year>20\d\d)年(?:[之以]前|{BEFORE})", _before_year),
        ("year_end", "年", rf"{YEAR}(?:年?(?:{END}|终)|年?{INSIDE}|全年|年度|度)?{BY}", _year),
        ("year_end", "年", rf"(?:年(?:{END}|终)|年度?{INSIDE}|全年){BY}", _year),
    )
)

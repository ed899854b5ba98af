"""Deadline phrases: 9月底前, 年底前, 10个工作日内 and their like, resolved to a day.

One table: a rule is a pattern and a function. The phrase and the rule's key are kept beside
the day, because the office wants to see why. Policies: 「X月Y日前」 counts the day itself;
「N月前」 ends the month before; 「节前」 is the day before the festival; a phrase without a
year means the nearest one not before the document; counting in days starts the next day.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from models.calendar import WorkCalendar, published_calendar
from models.festivals import FESTIVALS, PLANS
from models.numerals import SIGNS, whole


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a phrase means: its last day, the rule that says so, and how firm it is."""

    due: date | None = None
    start: date | None = None
    rule: str = ""
    """Key of the rule; empty where nothing was understood, ``none`` where no date is meant."""
    aim: bool = False
    """力争, 争取, 原则上: an aim rather than a promise."""
    ask: bool = False
    """A person must decide: 汛期前, 尽快, 春节前后."""


Match = Callable[[re.Pattern[str], str], re.Match[str] | None]
Span = tuple[date | None, date]
"""First day (where the phrase tells one) and last day."""


# -- rules that come back every year ----------------------------------------------------


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_later(day: date, months: int) -> date:
    """Move by whole months, staying inside the month reached (30 Nov + 3 = 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(m: re.Match[str], year: int) -> Span:
    return None, date(year, int(m["month"]), int(m["day"]))


def _month(m: re.Match[str], year: int) -> Span:
    month = int(m["month"])
    return date(year, month, 1), _month_end(year, month)


def _before_month(m: re.Match[str], year: int) -> Span:
    return None, date(year, int(m["month"]), 1) - timedelta(days=1)


def _part_of_month(m: re.Match[str], year: int) -> Span:
    month, part = int(m["month"]), m["part"]
    first, last = {
        "上旬": (1, 10),
        "初": (1, 10),
        "中旬": (11, 20),
        "中": (11, 15),
    }.get(part, (21, monthrange(year, month)[1]))
    return date(year, month, first), date(year, month, last)


def _quarter(m: re.Match[str], year: int) -> Span:
    last = 3 * int(m["quarter"])
    return date(year, last - 2, 1), _month_end(year, last)


def _half(m: re.Match[str], year: int) -> Span:
    if m["half"] == "下半年":
        return date(year, 7, 1), date(year, 12, 31)
    return date(year, 1, 1), date(year, 6, 30)


def _year(_: re.Match[str], year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def _festival(m: re.Match[str], year: int) -> Span:
    return None, FESTIVALS[m["festival"]](year) - timedelta(days=1)


YEAR = r"(?:(?P<year>20\d\d)年?的?|(?P<rel>今年|本年度?|当年|明年|次年|后年))"
MONTH = r"(?P<month>1[0-2]|0?[1-9])月"
DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
HOUR = r"(?:\d{1,2}[:时点](?:\d{2}分?)?|下班|上午|中午|下午)*"
BY = r"(?:之前|以前|前夕|前|止|以内|之内|内)?"

YearlyRule = tuple[str, re.Pattern[str], Callable[[re.Match[str], int], Span]]
YEARLY: tuple[YearlyRule, ...] = tuple(
    (key, re.compile(pattern), span)
    for key, pattern, span in (
        ("day", rf"{YEAR}?{MONTH}{DAY}(?:日|号)?{HOUR}{BY}", _day),
        ("before_month", rf"{YEAR}?{MONTH}份?(?:之|以)?前", _before_month),
        (
            "part_of_month",
            rf"{YEAR}?{MONTH}(?:份的?)?(?P<part>[上中下]旬|中下旬|初|中){BY}",
            _part_of_month,
        ),
        ("month_end", rf"{YEAR}?{MONTH}份?[底末]?{BY}", _month),
        ("quarter", rf"{YEAR}?第?(?P<quarter>[1-4])季度?[末底]?{BY}", _quarter),
        ("half_year", rf"{YEAR}?(?P<half>[上下]半年|年中)[末底]?{BY}", _half),
        (
            "festival",
            rf"{YEAR}?(?P<festival>{'|'.join(FESTIVALS)})节?(?:之前|以前|前夕|前)",
            _festival,
        ),
        ("year_end", rf"{YEAR}(?:年?[底末终]|年?内|全年|年度)?{BY}", _year),
        ("year_end", rf"(?:年[底末终]|年内|全年){BY}", _year),
    )
)


# -- rules that count from the day of the document --------------------------------------


def _this_month(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    first = months_later(on.replace(day=1), 1 if m["which"].startswith("下") else 0)
    part = m["part"] or ""
    last = {"上旬": 10, "初": 10, "中": 15, "中旬": 20}.get(part)
    return first, first.replace(day=last) if last else _month_end(first.year, first.month)


def _this_quarter(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    first = date(on.year, on.month - (on.month - 1) % 3, 1)
    first = months_later(first, 3 if m["which"] == "下" else 0)
    end = months_later(first, 2)
    return first, _month_end(end.year, end.month)


def _weekday(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    monday = on - timedelta(days=on.weekday()) + timedelta(weeks=m["which"] == "下")
    day = WEEK.find(m["weekday"] or "日")
    return monday, monday + timedelta(days=min(day, 6))


def _this_day(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    days = {"明": 1, "次": 1, "后": 2}.get(m["which"], 0)
    return None, on + timedelta(days=days)


def _day_of_month(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    month = months_later(on.replace(day=1), 1 if m["which"].startswith("下") else 0)
    return None, month.replace(day=int(m["day"]))


def _working_days(m: re.Match[str], on: date, calendar: WorkCalendar) -> Span:
    return on + timedelta(days=1), calendar.shift(on, int(m["count"]))


def _days(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    return on + timedelta(days=1), on + timedelta(days=int(m["count"]))


def _weeks(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    return on + timedelta(days=1), on + timedelta(weeks=int(m["count"]))


def _months(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    return on + timedelta(days=1), months_later(on, int(m["count"]))


def _years(m: re.Match[str], on: date, _: WorkCalendar) -> Span:
    return on + timedelta(days=1), months_later(on, 12 * int(m["count"]))


def _plan(m: re.Match[str], _: date, __: WorkCalendar) -> Span:
    end = PLANS[m["plan"]]
    last = end - 4 if m["when"] and m["when"].startswith("开局") else end
    return date(end - 4, 1, 1), date(last, 12, 31)


WEEK = "一二三四五六日天"
COUNT = r"(?P<count>\d{1,4})"
WITHIN = r"(?:之内|以内|内|时间)"

RelativeRule = tuple[str, re.Pattern[str], Callable[[re.Match[str], date, WorkCalendar], Span]]
RELATIVE: tuple[RelativeRule, ...] = tuple(
    (key, re.compile(pattern), span)
    for key, pattern, span in (
        ("working_days", rf"{COUNT}个?工作日{WITHIN}?{BY}", _working_days),
        ("days", rf"{COUNT}[天日]{WITHIN}", _days),
        ("weeks", rf"{COUNT}(?:周|个?星期){WITHIN}?", _weeks),
        ("months", rf"{COUNT}个月{WITHIN}?", _months),
        ("years", rf"(?P<count>\d{{1,2}})年{WITHIN}", _years),
        ("day_of_month", rf"(?P<which>[本当下]个?)月{DAY}[日号]{HOUR}{BY}", _day_of_month),
        (
            "this_month",
            rf"(?P<which>[本当下]个?)月(?:份)?(?P<part>[上中下]旬|[底末初中])?{BY}",
            _this_month,
        ),
        ("this_month", rf"(?P<which>)月(?P<part>[底末初中]|内){BY}", _this_month),
        ("this_quarter", rf"(?P<which>[本下])个?季度[末底]?{BY}", _this_quarter),
        (
            "weekday",
            rf"(?P<which>[本下这])个?(?:周|星期)(?P<weekday>[{WEEK}])?末?{HOUR}{BY}",
            _weekday,
        ),
        ("this_day", rf"(?P<which>[今明后当次即])[天日]{HOUR}{BY}", _this_day),
        ("plan", rf"(?P<plan>{'|'.join(PLANS)})(?P<when>期?末|期间|时期|开局之年)?{BY}", _plan),
    )
)

# What means no day: kept as a duty, put to a person, or not a promise at all.
STANDING = re.compile(r"长期|常态化|常年|持续|经常性|永久|无期限|贯穿|不设|每[天日周月季年]|日常")
DATED = re.compile(r"\d|[底末前内旬]|半年")
ASK = re.compile(r"汛期|供暖|采暖|开学|尽快|适时|抓紧|立即|及时|前后|择机|按时序|按节点|待定|另行")
PAST = re.compile(r"去年|上年|上[个]?月|截至|以来|近日|近期|近年|年来|目前|已于|印发|曾")
AIM = re.compile(r"力争|争取|原则上|力求")
LEAD_IN = re.compile(
    r"^(?:确保|保证|力争|争取|力求|原则上|计划|预计|拟|不晚于|不迟于|最迟|最晚|务必|必须|须|应|于|在"
    r"|到|至|用|将|从?现在起|即日起|自?即日起至|完成时限[:为是]?)+"
)

# One spelling for each thing, so that the rules above stay readable.
SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"[\s“”\"'‘’「」《》]+", ""),
        (r"[〜～~—–−－]+", "-"),
        (r"T?\d\d:\d\d:\d\d$", ""),
        (r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", r"\1年\2月\3日"),
        (r"(?<!\d)(20\d\d)[./-](\d{1,2})[./-](\d{1,2})(?!\d)", r"\1年\2月\3日"),
        (r"(?<!\d)(20\d\d)[./](\d{1,2})(?!\d)", r"\1年\2月"),
        (r"(?<![\d.])(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?![\d.])", r"\1月\2日"),
        (r"[Qq]([1-4])", r"\1季度"),
        (r"半个月", "15天"),
        (r"(?<![上下])半年", "6个月"),
    )
)
# 九月 and 五个工作日, but never 三十里铺 or 十四五: only before a unit of time.
TIME_NUMERAL = re.compile(rf"[○{SIGNS}]+(?=年|月|日|号|天|周(?!年)|季|个工作日|工作日|个月|个星期)")
PHRASE_END = re.compile(r"[前底末内旬日号月份度年]|半年|\d(?=[^\d./-]|$)")
PHRASE_LAST = re.compile(r"(?P<rest>.+?)\s*[（(:：]\s*(?P<phrase>[^（(:：)）]+)[)）]?")
RANGE = re.compile(r"(?P<left>.*?\d.*?)(?:-|至|到|(?<=[底末])(?=\d))(?P<right>.*\d.*)")


def read_deadline(phrase: str, issued_on: date, calendar: WorkCalendar | None = None) -> Deadline:
    """Resolve a phrase as a document issued on that day means it."""
    return _read(phrase, issued_on, calendar, (re.Pattern.fullmatch, _beginning))


def _read(
    phrase: str, issued_on: date, calendar: WorkCalendar | None, ways: tuple[Match, ...]
) -> Deadline:
    text = _normalised(phrase)
    aim = bool(AIM.search(text))
    text = LEAD_IN.sub("", text).rstrip("。；;，,、")
    if not text or PAST.search(text):
        return Deadline(rule="none" if text else "")
    if ASK.search(text):
        return Deadline(rule="ask", ask=True)
    if STANDING.search(text) and not DATED.search(text):
        return Deadline(rule="standing")
    found = _range(text, issued_on) or _resolved(text, issued_on, calendar, ways)
    if found is None:
        return Deadline()
    rule, (start, due) = found
    return Deadline(due=due, start=start, rule=rule, aim=aim)


def split_deadline(
    text: str, issued_on: date, calendar: WorkCalendar | None = None
) -> tuple[str, str, Deadline]:
    """Part 「9月底前完成主体」 into its phrase, what is to be done, and the day it names."""
    text = text.strip()
    for mark in reversed(list(PHRASE_END.finditer(text[:24]))):
        phrase, rest = text[: mark.end()], text[mark.end() :].strip(" \t:：,，、-—")
        found = _read(phrase, issued_on, calendar, (re.Pattern.fullmatch,))
        if found.due and rest and not rest[0].isdigit():
            return phrase, rest, found
    if match := PHRASE_LAST.fullmatch(text):
        found = read_deadline(match["phrase"], issued_on, calendar)
        if found.due:
            return match["phrase"].strip(), match["rest"].strip(), found
    return "", text, Deadline()


def _normalised(phrase: str) -> str:
    text = unicodedata.normalize("NFKC", phrase)
    for pattern, spelling in SPELLINGS:
        text = pattern.sub(spelling, text)
    return TIME_NUMERAL.sub(_in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    """Write 十二 as 12; what only looks like a numeral stays."""
    try:
        return str(whole(match[0]))
    except ValueError:
        return match[0]


def _range(text: str, issued_on: date) -> tuple[str, Span] | None:
    """Read 「9月1日至10月15日」: the right end is the deadline, the left end the start."""
    match = RANGE.fullmatch(text)
    if not match:
        return None
    left, right = match["left"], match["right"]
    if left[-1].isdigit():
        left += next((unit for unit in "日月年" if unit in right), "")
    if "月" not in right and "月" in left and not re.match(r"20\d\d", right):
        right = left[: left.index("月") + 1] + right
    end = _yearly(right, issued_on)
    begin = _yearly(left, issued_on)
    if end is None or begin is None:
        return None
    start, due = begin[1][0] or begin[1][1], end[1][1]
    while start > due and not re.match(r"20\d\d", right):
        due = months_later(due, 12)
    return "range", (start, due)


def _resolved(
    text: str, issued_on: date, calendar: WorkCalendar | None, ways: tuple[Match, ...]
) -> tuple[str, Span] | None:
    """Try every rule on the whole text, then on its beginning (5月底前动工)."""
    for pattern_match in ways:
        for key, pattern, span in RELATIVE:
            if match := pattern_match(pattern, text):
                return _safely(key, span, match, issued_on, calendar or _published())
        if found := _yearly(text, issued_on, pattern_match):
            return found
    return None


def _safely(key: str, span: Callable[..., Span], *facts: object) -> tuple[str, Span] | None:
    """Apply a rule; a day that does not exist (2月30日) resolves to nothing."""
    try:
        return key, span(*facts)
    except (ValueError, LookupError, OverflowError):
        return None


def _beginning(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Match the beginning of a phrase whose rest only says what is to happen by then."""
    match = pattern.match(text)
    rest = text[match.end() :] if match else ""
    return match if rest and re.match(r"[:,;，；、(（]?[^\W\d_]", rest) else None


def _yearly(
    text: str, issued_on: date, matches: Match = re.Pattern.fullmatch
) -> tuple[str, Span] | None:
    for key, pattern, span in YEARLY:
        match = matches(pattern, text)
        if not match:
            continue
        known = match.groupdict()
        year = _year_said(known.get("year"), known.get("rel"), issued_on)
        if year is not None:
            return _safely(key, span, match, year)
        found = _safely(key, span, match, issued_on.year)
        if found and found[1][1] < issued_on:  # the nearest one not before the document
            found = _safely(key, span, match, issued_on.year + 1)
        return found
    return None


def _year_said(year: str | None, relative: str | None, issued_on: date) -> int | None:
    if year:
        return int(year)
    if not relative:
        return None
    return issued_on.year + {"明年": 1, "次年": 1, "后年": 2}.get(relative, 0)


@cache
def _published() -> WorkCalendar:
    return published_calendar()

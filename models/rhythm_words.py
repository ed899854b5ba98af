"""Reporting rhythms as people write them: 每周二, 每月28日前, 季报, by the 28th of each month.

Where the day is left out, a week ends on Friday and any longer period on its last day. What a
``Rhythm`` says of itself is read back, in both languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from models.numerals import SIGNS, whole
from models.reporting_days import END
from models.rhythm import MONTHS, WEEKDAYS, Cadence, Rhythm, checked

FRIDAY = 4
NO_DAY = -1
Read = Callable[[re.Match[str]], Rhythm | None]

# -- what the parts of a phrase mean ----------------------------------------------------

SIGN_WEEKDAYS = {sign: place for place, sign in enumerate("一二三四五六日")} | {"天": 6}
PERIODS = (
    (r"半年|half", Cadence.HALF_YEARLY),
    (r"月|month", Cadence.MONTHLY),
    (r"季|quarter", Cadence.QUARTERLY),
    (r"年|year|annual", Cadence.YEARLY),
)


Phrase = tuple[re.Pattern[str], Read]


def _weekly(match: re.Match[str]) -> Rhythm:
    written = match.groupdict().get("weekday")
    if not written:
        return Rhythm(Cadence.WEEKLY, FRIDAY)
    place = SIGN_WEEKDAYS.get(written)
    return Rhythm(Cadence.WEEKLY, WEEKDAYS.index(written[:3]) if place is None else place)


def _every(match: re.Match[str]) -> Rhythm | None:
    return checked(Rhythm(Cadence.EVERY, whole(match["count"])))


def _period(match: re.Match[str]) -> Rhythm | None:
    found = match.groupdict()
    cadence = next(one for words, one in PERIODS if re.search(words, match["period"]))
    month = 1 if found.get("first") else MONTHS[cadence]
    month = whole(found["month"]) if found.get("month") else month
    if not found.get("day"):
        return checked(Rhythm(cadence, END, month))
    return checked(Rhythm(cadence, whole(found["day"]) or NO_DAY, month))


def _always(rhythm: Rhythm) -> Read:
    return lambda _: rhythm


DAILY = _always(Rhythm(Cadence.EVERY, 1))
FORTNIGHTLY = _always(Rhythm(Cadence.EVERY, 14))
TEN_DAYS = _always(Rhythm(Cadence.TEN_DAYS))
HALF_MONTHLY = _always(Rhythm(Cadence.HALF_MONTHLY))
JUNE_AND_DECEMBER = _always(Rhythm(Cadence.HALF_YEARLY, END, 6))


def _phrases(*rows: tuple[str, Read]) -> tuple[Phrase, ...]:
    return tuple((re.compile(pattern), read) for pattern, read in rows)


# -- phrases, a pattern and what it means -----------------------------------------------

N = rf"(?:\d+|[{SIGNS}]+)"
EACH = r"(?:每一?|按|逐)个?"
WEEK = r"(?:周|星期|礼拜)"
HOUR = r"(?:上午|中午|下午|下班)?(?:\d{1,2}(?::\d{2}|[时点])(?:\d{2}分?)?)?"
BY = rf"{HOUR}(?:之前|以前|前)?"
PERIOD = r"(?P<period>半年度?|月度?|季度?|年度?)"
LAST = r"(?:月[底末]|季度?末|年[底末]|末月底|[末底]|最后[一1][日天])"
DAY = rf"(?P<day>{N})[日号]"
DAY_OR_END = rf"(?:{DAY}|[底末])"
ONCE_A = r"[一1](?:报告?|反馈|调度|通报|汇报|更新)"
CHINESE = _phrases(
    (rf"(?:{EACH})?{WEEK}(?P<weekday>[一二三四五六日天]){BY}", _weekly),
    (rf"(?:{EACH})?{WEEK}[末报]?|[一1]{WEEK}{ONCE_A}", _weekly),
    (rf"每?(?:两|二|2|双|隔)个?{WEEK}报?", FORTNIGHTLY),
    (rf"(?:{EACH})?旬[末底报]?{BY}", TEN_DAYS),
    (r"(?:每|一)?半个?月报?|每月[两二2]次", HALF_MONTHLY),
    (rf"每月(?:15|十五)[日号]前?[和及与、]每?(?:月?[底末]|{LAST}){BY}", HALF_MONTHLY),
    (rf"每年6月底?{BY}[和及与、]12月底?{BY}", JUNE_AND_DECEMBER),
    (rf"每?个?(?:工作)?[日天]报?|[一1][日天]{ONCE_A}", DAILY),
    (r"每?隔?(?P<count>\d+)(?:\.0+)?[日天]?", _every),
    (rf"每隔?(?P<count>{N})个?(?:自然|日历)?[日天]", _every),
    (rf"(?:{EACH})?{PERIOD}报?", _period),
    (rf"[一1](?P<period>月|季度?|年){ONCE_A}", _period),
    (rf"(?:{EACH})?{PERIOD}{LAST}{BY}", _period),
    (rf"{EACH}(?P<period>月)的?{DAY}{BY}", _period),
    (rf"{EACH}{PERIOD}(?:的?(?:末|最后[一1]个?)月|末){DAY}{BY}", _period),
    (rf"{EACH}{PERIOD}(?P<first>的?首个?月){DAY_OR_END}{BY}", _period),
    (rf"{EACH}{PERIOD}的?第(?P<month>{N})个?月{DAY_OR_END}{BY}", _period),
    (rf"{EACH}(?P<period>年)度?(?P<month>{N})月{DAY_OR_END}?{BY}", _period),
)
# What may stand around a rhythm and says nothing about its days.
BEFORE = re.compile(r"^(?:原则上|应当?|须|需|于|实行|坚持)+")
AFTER = re.compile(
    r"(?:[向至]?(?:[市区县]?政府)?督查室)?(?:报送|上报|报告|汇报|反馈|通报|调度|填报|更新)*"
    rf"(?:工作)?(?:进展|进度)?(?:情况)?(?:[一1]次|{ONCE_A})?[。;,]?$"
)

WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?"
A = r"(?:every|each|once a|once every)"
THE = r"(?:each|every|the|its)"
PER = (
    rf"(?P<period>(?:{A} )?(?:month|quarter|half[- ]?year|year)"
    r"|monthly|quarterly|half[- ]?yearly|yearly|annual(?:ly)?)"
)
BEFORE_DAY = r",? ?(?:by|before|until|on|at|no later than)? ?"
NTH = r"(?:the |day )*(?P<day>\d{1,2})(?:st|nd|rd|th)?"
ENGLISH = _phrases(
    (rf"(?:(?:{A}|weekly){BEFORE_DAY})?{WEEKDAY}", _weekly),
    (rf"weekly|{A} week", _weekly),
    (rf"fortnightly|biweekly|{A} fortnight|{A} (?:two|2|other|second) weeks?", FORTNIGHTLY),
    (r"by the 10th, the 20th and the end of every month", TEN_DAYS),
    (r"half[- ]?monthly|twice a month|by the 15th and the end of every month", HALF_MONTHLY),
    (rf"daily|{A} (?:working )?day", DAILY),
    (r"every (?P<count>\d+) (?:calendar )?days?", _every),
    (PER, _period),
    (
        rf"{PER}{BEFORE_DAY}(?:{THE} )?end(?: of {THE} (?:month|quarter|half[- ]?year|year))?",
        _period,
    ),
    (rf"(?:by|at) the end of {PER}", _period),
    (rf"(?:by |before )?{NTH} of (?P<period>(?:{A}|the) month)", _period),
    (rf"(?P<period>monthly|{A} month){BEFORE_DAY}{NTH}(?: of {THE} month)?", _period),
    (rf"{PER}{BEFORE_DAY}{NTH} of {THE} last month", _period),
    (rf"{PER}{BEFORE_DAY}(?:{NTH}|the end) of {THE} month (?P<month>\d+)", _period),
)


def written(text: str) -> Rhythm | None:
    """Read a rhythm as officials write it; None if it is none."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    together = re.sub(r"\s+", "", text)
    kernel = AFTER.sub("", BEFORE.sub("", together), count=1)
    return (
        _read(together, CHINESE)
        or _read(kernel, CHINESE)
        or _read(re.sub(r"\s+", " ", text).rstrip("."), ENGLISH)
    )


def _read(text: str, phrases: tuple[Phrase, ...]) -> Rhythm | None:
    found = ((pattern.fullmatch(text), read) for pattern, read in phrases)
    return next((read(match) for match, read in found if match), None)

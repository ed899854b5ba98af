"""What a phrase bears in a text: a promise's deadline, the period above it, or only a report.

One principle decides most: a day after the document cannot be a report. So only what already
lay in the past when the document was written has to be weighed: it is a report unless it says
前, 底, 内 (and so next year's is meant) or its sentence promises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.deadline.meaning import Deadline, Year
from models.deadline.settled import A_SEASON
from models.months import months_later

NEAR = 16  # characters within which a verb belongs to the phrase


class Bearing(StrEnum):
    """What a phrase does where it stands."""

    DEADLINE = "deadline"
    PERIOD = "period"
    REPORT = "report"


# Read on the words just before the phrase, and on those just after it.
REPORT_BEFORE = re.compile(
    r"(?:截至|近|过去|以往|最近|连续|历时|时隔|比|较|与|总结|回顾|早在|至今|前)(?:的|了)?$"
    r"|(?:发布|印发|成文|发文|生成|更新|公开)(?:日期|时间)[:：]$"
)
REPORT_AFTER = re.compile(
    r"以?来(?!临)|起(?![至到-])|年?初(?![中级步])|同期|数据|统计(?!局)|比[上去]|至今"
    r"|远景目标|可持续发展议程"
)
VAGUE = re.compile(r"期间$|^(?:年|今年|本年|当年).?初$|^[去上前]年")
NAMES_PLAN = re.compile(r"(?:发展|重点|专项)?(?:规划|纲要|建议|开局|收官)")
REVIEW_AFTER = re.compile(r"(?:绩效|目标)?(?:考核|考评|总结|述职|评[价优]|奖)")
SURVEYED = re.compile(r"(?:总结|回顾|安排|部署|谋划|研究|分析|通报|做好|抓好|开展)(?:了|好)?$")
PROMISES = re.compile(
    r"确保|保证|力争|争取|计划|拟|将(?!军)|(?<![重主需不])要(?![求点闻])|务必|必须|应当|请"
    r"|预计|目标"
)
REPORTS = re.compile(
    r"已|曾|同比|环比|累计|数据显示|召开|印发了?|亮相|荣获|获评|总结|顺利|圆满|实现了|完成了|建成了"
)
PROJECTION_BEFORE = re.compile(r"据[^,，]{0,12}(?:预测|测算|估算)|有望|专家|研究(?:表明|显示)")
PROJECTION_AFTER = re.compile(
    r"[,，]?(?:我国|全国|全球|世界|中国|人类)[^。；;]{0,12}?"
    r"(?:进入|步入|迎来|面临|达到?|超过|突破|出现|占)"
)
MARK = re.compile(r"(?:前|前夕|内|止|底|(?<!周)末|终|[局官]之年|节当[天日]|[上中下]旬|月[中初])$")
LIMIT_BEFORE = re.compile(
    r"(?:到|至|不晚于|不迟于|最迟|最晚|截止|(?<![利使采运作])用)(?:于|到|至)?$"
)
SPANS = {"year_end", "half_year", "quarter", "first_quarters", "plan"}
GOVERNING = re.compile(r"任期|^(?:今后|未来|此后|接下来)")
ONLY_MARKED = {
    "this_day",
    "weekday",
    "this_month",
    "festival_day",
    "days",
    "weeks",
    "months",
    "quarters",
    "years",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A phrase where it stands: the words of its sentence before and after it."""

    phrase: str
    before: str
    after: str
    found: Deadline
    issued_on: date

    @property
    def limit(self) -> bool:
        """Whether it says 前, 底, 内, or 到 stands before it: a last day is meant."""
        return bool(MARK.search(self.phrase) or LIMIT_BEFORE.search(self.before))

    @property
    def told(self) -> bool:
        """Whether a verb close by tells what has happened."""
        return bool(REPORTS.search(self.after[:NEAR]))

    @property
    def promised(self) -> bool:
        """Whether the sentence promises."""
        return bool(PROMISES.search(self.before + self.after))

    @property
    def begun(self) -> bool:
        """Whether the time it names had begun when the document was written."""
        return (self.found.start or self.found.due or self.issued_on) <= self.issued_on


def bearing(one: Stand) -> Bearing:
    """Weigh a phrase by the words around it."""
    if any(reported(one) for reported in REPORTED):
        return Bearing.REPORT
    if GOVERNING.search(one.phrase) or (_a_span(one) and not one.limit):
        return Bearing.PERIOD
    return Bearing.DEADLINE


def _a_span(one: Stand) -> bool:
    years = one.found.rule == "range" and not re.search(r"[月日]", one.phrase)
    return one.found.rule in SPANS or years


# -- what makes it a report, each by itself ------------------------------------------------


def _introduced(one: Stand) -> bool:
    """截至6月底, 近三年, 2018年以来, 9月1日起."""
    return bool(REPORT_BEFORE.search(one.before) or REPORT_AFTER.match(one.after))


def _a_name(one: Stand) -> bool:
    """“十四五”规划, 年底考核, 安排下半年工作: part of the name of something."""
    if one.found.rule == "plan":
        return bool(NAMES_PLAN.match(one.after))
    if one.found.rule == "year_end" and not one.phrase.endswith("前"):
        return bool(REVIEW_AFTER.match(one.after))
    return bool(SURVEYED.search(one.before)) and one.after.startswith("工作")


def _projected(one: Stand) -> bool:
    """A forecast of how things will be, which nobody promises."""
    return bool(PROJECTION_AFTER.match(one.after) or PROJECTION_BEFORE.search(one.before))


def _past(one: Stand) -> bool:
    """A day before the document, by the year it says or counts."""
    return one.found.due is not None and one.found.due < one.issued_on


def _recalled(one: Stand) -> bool:
    """2019年初, 去年汛期前, 春节期间: no day, and no promise either."""
    year = re.match(r"20\d\d", one.phrase)
    past = year is not None and int(year[0]) < one.issued_on.year
    return one.found.ask and (past or bool(VAGUE.search(one.phrase)))


def _only_mentioned(one: Stand) -> bool:
    """本月, 当天, 周末 without 前 or 内."""
    return one.found.rule in ONLY_MARKED and not one.limit


def _this_years_was_past(one: Stand) -> bool:
    """Read as next year's only if this year's cannot have been meant.

    Nobody writes 6月底前 in July for the next June without saying 明年 or promising.
    """
    if one.found.year != Year.NEXT or one.found.due is None:
        return False
    just_past = months_later(one.found.due, A_SEASON - 12) >= one.issued_on
    if just_past:
        return not one.promised or (one.found.rule == "day" and not one.limit)
    return one.told if one.limit else not one.promised


def _running(one: Stand) -> bool:
    """The day of the document, or a month or quarter it stands in: told unless promised."""
    if one.found.year == Year.NEXT or one.limit or not one.begun:
        return False
    if one.found.rule in ("half_year", "quarter", "first_quarters"):
        return one.told
    return one.found.rule == "day" or (
        one.found.rule in ("month_end", "part_of_month") and not one.promised
    )


REPORTED = (
    _introduced,
    _a_name,
    _projected,
    _past,
    _recalled,
    _only_mentioned,
    _this_years_was_past,
    _running,
)

"""Makers: each fills in everything the test is not about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flows.mail import Parcel
from ledgers.digest_lines import (
    Answered,
    Ask,
    Assigned,
    CauseRow,
    Change,
    Decision,
    Instructed,
    News,
    ReaderLine,
    TakenOver,
    Totals,
    UnitRow,
    Unsigned,
)
from ledgers.lines import Line
from ledgers.totals import BothTotals
from models.commitment import CommitmentDraft, MilestoneDraft
from models.lights import BEHIND, OVERDUE, SILENT, Facts, MilestoneFacts, Reason, Verdict
from models.terms import Cause, Check, Happened, Kind, Light, Reader, Role, Stage, Step

MONDAY = date(2020, 8, 3)
MORNING = datetime(2020, 8, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

TITLES = (
    ("中原路街道综合改造提升", "城市管理局", "路面整治完成"),
    ("新建改建公共停车场", "城市管理局", "选址公示"),
    ("二砂文化创意园对外开放", "文化旅游体育局", "展陈布置完工"),
    ("须水河综合治理工程", "农业农村工作委员会", "清淤完成"),
    ("新建中小学投入使用", "教育局", "竣工验收"),
    ("老旧小区综合改造", "房产管理局", "第二批进场"),
    ("西流湖公园提质改造", "园林绿化中心", "驳岸施工"),
    ("常西湖新区断头路打通", "住房和城乡建设局", "管线迁改"),
)


def a_verdict(light: Light = Light.RED, *, days: int = 6, silent: int = 0) -> Verdict:
    """Give a light with reasons that carry numbers."""
    reasons = {
        Light.RED: (Reason(OVERDUE, {"days": days}),),
        Light.YELLOW: (
            Reason(
                BEHIND,
                {"points": Decimal("12.4"), "percent": Decimal(61), "elapsed": Decimal("73.4")},
            ),
        ),
    }.get(light, ())
    stale = Reason(SILENT, {"days": silent}) if silent else None
    return Verdict(light, reasons, stale, None)


def a_line(place: int = 1, **changed: Any) -> Line:
    """Make one line; ``place`` gives it a number and a title of its own."""
    title, unit, _ = TITLES[place % len(TITLES)]
    light = changed.pop("light", Light.RED)
    line = Line(
        number=f"2020-{place:03d}",
        title=title,
        lead_unit=unit,
        due=date(2020, 7, 24),
        light=light,
        verdict=a_verdict(light),
        stage=Stage.ACCEPTED,
        kind=Kind.FINISH,
        owner="李某",
        days_left=-6,
        percent=Decimal(61),
        original_due=date(2020, 7, 24),
        last_report_on=date(2020, 7, 20),
    )
    return replace(line, **changed)


def an_ask(place: int = 1, step: Step = Step.CHASE, **changed: Any) -> Ask:
    """Make an ask about a late line."""
    line = changed.pop("line", None) or a_line(place)
    return replace(Ask(line, step, Reader.OWNER, MONDAY), **changed)


def a_decision(place: int = 1, what: str = "extension", **changed: Any) -> Decision:
    """Make a decision that has waited for three working days."""
    decision = Decision(
        what,
        a_line(place),
        since=date(2020, 7, 29),
        waiting_days=3,
        detail="管线迁改受汛期影响，停工十二天，需顺延工期",
        until=date(2020, 9, 30),
        step=Step.CIRCULAR,
        opinion="情况属实，建议同意",
        level=Check.OFFICE,
    )
    return replace(decision, **changed)


def a_change(place: int, before: Light, after: Light, **changed: Any) -> Change:
    """Make a change of light."""
    return Change(a_line(place, light=after, **changed), before, after)


def a_reader(**changed: Any) -> ReaderLine:
    """Make a leader who reads Chinese."""
    reader = ReaderLine(
        1, "王某", "wang@qu.example.org", "zh", "区政府", "副区长", frozenset({Role.LEADER})
    )
    return replace(reader, **changed)


def a_unit(name: str, *counts: int) -> UnitRow:
    """Make a row of the annex: green, yellow, red, overdue."""
    green, yellow, red, overdue = counts
    return UnitRow(name, Totals(sum(counts[:3]), green, yellow, red, overdue, 2))


def a_news(**changed: Any) -> News:
    """Make the news of an unremarkable day: only totals."""
    news = News(
        reader=a_reader(),
        on=MONDAY,
        office="中原区人民政府督查室",
        totals=Totals(open=86, green=72, yellow=9, red=5, overdue=4, closed=14),
    )
    return replace(news, **changed)


def a_full_news(many: int = 3, **changed: Any) -> News:
    """Make news with something in every section, ``many`` in each list."""
    places = range(1, many + 1)
    soon = {"due": date(2020, 8, 14), "days_left": 9}
    steps = (Step.NOTICE, Step.REMIND, Step.CHASE, Step.CHASE)
    kinds = ("extension", "proposal", "confirm", "check", "reject")
    more = ("consent", "screen", "help", "objection", "approve", "lookback")
    news = a_news(
        before=Totals(open=87, green=74, yellow=9, red=4, overdue=4, closed=13),
        decisions=tuple(a_decision(one, (*kinds, *more)[(one - 1) % 11]) for one in places),
        asks=tuple(an_ask(one, steps[(one - 1) % 4], skipped=one % 3) for one in places),
        answers=tuple(
            Answered(Happened.EXTENSION_REFUSED, a_line(one), "汛期已过") for one in places
        ),
        new_red=tuple(a_change(one, Light.YELLOW, Light.RED) for one in places),
        new_yellow=tuple(a_change(one, Light.GREEN, Light.YELLOW) for one in places),
        recovered=tuple(a_change(one, Light.YELLOW, Light.GREEN, **soon) for one in places),
        closed=tuple(a_change(one, Light.GREEN, Light.NONE, stage=Stage.CLOSED) for one in places),
        reopened=tuple(a_change(one, Light.NONE, Light.YELLOW) for one in places),
        due_soon=tuple(a_line(one, light=Light.YELLOW, **soon) for one in places),
        paused=tuple(
            a_change(one, Light.YELLOW, Light.NONE, stage=Stage.SUSPENDED) for one in places
        ),
        assigned=tuple(Assigned(a_line(one, stage=Stage.ASSIGNED, **soon)) for one in places),
        instructions=tuple(
            Instructed(a_line(one), "王某", "请抓紧推进，月底前报结果", date(2020, 8, 31))
            for one in places
        ),
        taken_over=(TakenOver("赵某", many),),
        causes=(CauseRow(Cause.LAND, many, 24), CauseRow(Cause.WEATHER, 1, 6)),
        both=BothTotals(145, 222),
        units=tuple(
            a_unit(TITLES[one % 8][1], 8 + one % 3, one % 3, one % 2, one % 2) for one in places
        ),
        silent=tuple(a_line(one, verdict=a_verdict(Light.GREEN, silent=34)) for one in places),
        unsigned=tuple(Unsigned(a_line(one), date(2020, 7, 29)) for one in places),
        not_computed=tuple((f"2020-{one:03d}", Reason("没有时限，也没有节点")) for one in places),
        missed_days=2,
        provisional=True,
        seal="7f3a91c2d40b",
    )
    return replace(news, **changed)


def a_parcel(**changed: str) -> Parcel:
    """Make a letter ready for the road."""
    parcel = Parcel(
        message_id="<2020-08-03.7.digest@duban.example.org>",
        sender="ducha@qu.example.org",
        to_name="王某",
        to_address="wang@qu.example.org",
        subject="【督查摘要】8月3日：3项需您定夺，新增红灯1项",
        html="<p>人民路改造，<b>红灯</b></p>\n.\n",
        text="人民路改造，红灯\n.\n..\nFrom here\n",
        written_at="2020-08-03T08:30:00+08:00",
    )
    return replace(parcel, **changed)


def a_draft(**changed: Any) -> CommitmentDraft:
    """Fill in a commitment of the transport bureau, due at the end of September."""
    given = {
        "title": "人民路改造",
        "lead_unit": "transport",
        "docketed_on": MONDAY,
        "due": date(2020, 9, 30),
    }
    return CommitmentDraft(**{**given, **changed})


def drafts_of(lines: str | None) -> list[CommitmentDraft]:
    """Read a page of the ledger: ``number  due  unit  title``, milestones below with ``·``."""
    found: list[dict[str, Any]] = []
    for line in filter(None, (one.strip() for one in (lines or "").splitlines())):
        if line.startswith("·"):
            due, title = re.split(r"\s{2,}", line[1:].strip(), maxsplit=1)
            found[-1]["milestones"] += (
                MilestoneDraft(title=title, due=None if due == "-" else date.fromisoformat(due)),
            )
            continue
        number, due, unit, title = re.split(r"\s{2,}", line, maxsplit=3)
        known: dict[str, Any] = (
            {"kind": Kind.STANDING, "due": None} if due == "-" else {"due": date.fromisoformat(due)}
        )
        found.append(
            {"number": number, "lead_unit": unit, "title": title, "milestones": (), **known}
        )
    return [a_draft(**one) for one in found]


def some_facts(**changed: Any) -> Facts:
    """Give a commitment as the rules see it: docketed on MONDAY, due at the end of September."""
    facts = Facts(Kind.FINISH, Stage.ACCEPTED, MONDAY, date(2020, 9, 30))
    return replace(facts, **changed)


def a_milestone(due: date | None, **changed: Any) -> MilestoneFacts:
    """Make an open milestone."""
    return MilestoneFacts(1, 1, "主体完工", due, None)._replace(**changed)

"""Documents for tests, and what they promise: each promise is found by its words."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from ledgers.book import Book
from ledgers.drafts import KeptDocument
from models.intake.promise import Action, Promise
from models.intake.source import Place, Source

ISSUED = date(2020, 7, 28)
REPORT = """2020年政府工作报告
下半年抓好以下工作。
一、城市建设。9月底前开工建设12个停车场项目，由交通局牵头，水利局配合。
二、生态环境。年底前建成30个公园。西流湖公园汛期前对外开放（责任单位：市政设施管理处）。
三、民生。空气优良天数比例达到75%以上，力争新增城镇就业5.2万人。
附件：年底前建成公园30个。
"""


def a_promise(text: str, quote: str, **changed: Any) -> Promise:
    """Find the quote in a text, and say of it what the test is about."""
    start = text.index(quote)
    given = {"title": quote, "action": Action.COMPLETE, "rule": "verb_count"}
    return Promise(quote=quote, start=start, end=start + len(quote), **{**given, **changed})


def promises_of(text: str = REPORT) -> list[Promise]:
    """Say what the report promises: counted, opened, reached; one lacks a day, one repeats."""
    year_end = {
        "deadline": date(2020, 12, 31), "deadline_phrase": "年底前", "deadline_rule": "year_end",
    }  # fmt: skip
    return [
        a_promise(text, "9月底前开工建设12个停车场项目", title="开工建设停车场项目",
                  action=Action.START, quantity=Decimal(12), unit="个",
                  deadline=date(2020, 9, 30), deadline_phrase="9月底前", deadline_rule="month_end",
                  responsible=("交通局",), cooperating=("水利局",)),
        a_promise(text, "年底前建成30个公园", title="建成公园", quantity=Decimal(30), unit="个",
                  **year_end),
        a_promise(text, "西流湖公园汛期前对外开放", title="西流湖公园对外开放", action=Action.OPEN,
                  deadline_phrase="汛期前", ask=True, responsible=("市政设施管理处",)),
        a_promise(text, "空气优良天数比例达到75%以上", title="空气优良天数比例",
                  action=Action.REACH, quantity=Decimal(75), unit="%", deadline=date(2020, 12, 31),
                  deadline_inherited=True, deadline_phrase="下半年", deadline_rule="half_year"),
        a_promise(text, "年底前建成公园30个", title="建成公园", quantity=Decimal(30), unit="个",
                  duplicate_of=2, **year_end),
    ]  # fmt: skip


def keep(book: Book, text: str = REPORT, **changed: Any) -> KeptDocument:
    """Keep a document with its promises."""
    promises = changed.pop("promises", None)
    given: dict[str, Any] = {
        "name": "政府工作报告.docx",
        "title": "2020年政府工作报告",
        "sha256": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        "issued_on": ISSUED,
        "places": (Place(0, "第1页"), Place(text.find("二、"), "第2页")),
        **changed,
    }
    source = Source(text, given.pop("places"))
    return book.drafts.keep(source, promises_of(text) if promises is None else promises, **given)

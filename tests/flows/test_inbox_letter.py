"""The letter about what came in: short, the same in both forms, and in its reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.digests import LIMIT
from flows.inbox_letter import compose_report
from ledgers.arrivals import ArrivalLine
from ledgers.digest_lines import LetterText, ReaderLine
from models.intake.arrival import Outcome

DAY = date(2026, 3, 9)
WHY = {"zh": "扫描件，请先做文字识别。", "en": "It was scanned; OCR it first."}


def arrival(number: int, outcome: Outcome = Outcome.READ, **more: Any) -> ArrivalLine:
    given = {"name": f"通知{number}.docx", "sender": "", "came_on": DAY, **more}
    return ArrivalLine(number, outcome=outcome, **given)


def letter(*lines: ArrivalLine, language: str = "zh") -> LetterText:
    reader = ReaderLine(1, "方砚秋", "fang@qu.example.org", language)
    return compose_report(lines, reader, office="督查室", folder="/srv/来文", on=DAY)


EVERYTHING = (
    arrival(1, drafts=12, without_day=2, without_unit=3, issued_on=date(2026, 3, 2)),
    arrival(2, drafts=1, issued_on=DAY, doubtful=True, sender="wen@jt.example.org"),
    arrival(3, Outcome.SET_ASIDE, said=WHY),
    arrival(4, Outcome.AGAIN, known=12),
    arrival(5, Outcome.NOTHING_IN_IT, name="", sender="wen@jt.example.org", said=WHY),
)


def test_the_first_line_says_what_came_and_what_is_to_be_done() -> None:
    said = letter(*EVERYTHING)
    assert said.subject == "【来文登记】3月9日：收到来文5件，新增拟立项事项13条，1件待处理"
    assert "2条缺完成时限；3条缺牵头单位" in said.text
    assert said.text.index("未能读取") < said.text.index("已读取") < said.text.index("此前已登记")
    english = letter(*EVERYTHING, language="en")
    assert english.subject.endswith("5 documents received, 13 new drafts, 1 set aside")
    assert WHY["en"] in english.text and WHY["zh"] not in english.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_forms_say_the_same(language: str) -> None:
    said = letter(*EVERYTHING, language=language)
    html = LexborHTMLParser(said.html)
    for gone in html.css("head"):
        gone.decompose()
    seen = [
        " ".join(one.text().split())
        for one in html.css(".title, .told, .answer, h1, h2, .more, .foot")
    ]
    plain = " ".join(said.text.split())
    assert not [one for one in seen if one not in plain]


def test_the_same_documents_give_the_same_bytes() -> None:
    assert letter(*EVERYTHING) == letter(*EVERYTHING)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pile_of_documents_fits_one_letter_and_says_what_it_leaves_out(language: str) -> None:
    pile = [arrival(n, drafts=9, without_day=1, issued_on=DAY) for n in range(500)]
    pile += [arrival(n, Outcome.SET_ASIDE, said=WHY, name="长" * 200) for n in range(500)]
    said = letter(*pile, language=language)
    assert len(said.text) <= LIMIT
    assert "1000" in said.subject and "4500" in said.subject
    assert ("另有" if language == "zh" else "more, not listed") in said.text


def test_a_name_is_text_and_never_markup() -> None:
    said = letter(arrival(1, name="<img src=x onerror=alert(1)>.docx"))
    assert "<img" not in said.html and "&lt;img" in said.html


def test_where_nothing_can_be_docketed_no_command_is_offered() -> None:
    said = letter(arrival(1))
    assert "未发现可立项的事项" in said.text and "duban drafts" not in said.text
    assert said.subject.endswith("收到来文1件")

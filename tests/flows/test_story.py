"""A history reads as a story: whoever did something is named, and what it changed is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows.story import SAID, sentences
from ledgers.histories import HistoryLine
from models.rung_words import rung_said
from models.terms import Happened
from models.words import Speaker

OF_THE_BOOK = {
    Happened.BOOK_BEGUN,
    Happened.POLICY_ADOPTED,
    Happened.DIRECTORY_CHANGED,
    Happened.CALENDAR_CHANGED,
    Happened.HANDED_OVER,
    Happened.DEPUTY_NAMED,
    Happened.DOCUMENT_READ,
    Happened.DRAFT_EDITED,
    Happened.DRAFT_DECIDED,
}


def told(happened: Happened, language: str = "zh", **facts: Any) -> list[str]:
    line = HistoryLine(date(2020, 10, 12), happened, **{"actor": "侯景澄", **facts})
    return sentences(line, Speaker(language))


def test_whatever_happens_to_a_commitment_has_a_sentence() -> None:
    assert set(SAID) == set(Happened) - OF_THE_BOOK


@pytest.mark.parametrize("happened", SAID)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_names_whoever_acted_or_nobody(happened: Happened, language: str) -> None:
    first = told(happened, language)[0]
    assert ("侯景澄" in first) == ("{who}" in SAID[happened])


def test_the_words_written_with_an_act_are_told_with_it() -> None:
    assert told(Happened.REPORTED, note="主干段铣刨摊铺。", changes={"percent": [None, "30"]}) == [
        "侯景澄反馈：主干段铣刨摊铺。",
        "完成30%",
    ]


def test_what_the_office_entered_for_somebody_names_both() -> None:
    assert told(Happened.ACCEPTED, behalf="田守义") == ["田守义（侯景澄代录）签收"]


def test_a_look_tells_the_light_its_reason_and_the_rungs_in_one_line() -> None:
    changes = {
        "light": ["green", "yellow"],
        "because": [None, [{"sentence": "{days} working days overdue", "days": 1}]],
        "rungs": [None, ["deadline T+1"]],
    }
    assert told(Happened.LOOKED, actor="", changes=changes) == [
        "每日查看：亮灯：绿灯 → 黄灯，逾期1个工作日；督办层级：时限后1个工作日"
    ]


SENT = {"basis": "deadline", "step": "notice", "card": "", "sent": True}


@pytest.mark.parametrize(
    ("rung", "zh", "en"),
    [
        ({"rung": "T+5#2"}, "时限后5个工作日（第2次）（督办单）",
         "5 working days after the deadline, time 2 (supervision notice)"),
        ({"rung": "T-3", "step": "remind"}, "时限前3个工作日（到期提醒）",
         "3 working days before the deadline (reminder before the deadline)"),
        ({"rung": "blue+5", "card": "yellow"}, "蓝牌后5个工作日（督办单、黄牌）",
         "5 working days after the blue card (supervision notice, yellow card)"),
        ({"basis": "reds", "rung": "red2in60", "step": "interview"}, "60日内第2次亮红灯（约谈）",
         "red light no. 2 within 60 days (formal interview)"),
        ({"basis": "silence", "rung": "T+0", "step": "ask_report", "sent": False},
         "久未反馈当日（请报进展，仅记录）",
         "on the day of the silence (request for a report, recorded only)"),
        ({"basis": "milestone:7", "rung": "notice+1", "step": "chase"},
         "督办单后1个工作日（催办）",
         "1 working day after the supervision notice (overdue reminder)"),
    ],
)  # fmt: skip
def test_a_rung_is_told_in_words_not_by_its_key(rung: Any, zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        line = told(Happened.LOOKED, language, changes={"rungs": [None, [SENT | rung]]})[0]
        assert line.endswith(said)


def test_a_rung_names_a_card_by_the_offices_own_word() -> None:
    speaker = Speaker("zh", {"blue card": "提醒函"})
    assert rung_said("deadline", "blue+5", speaker) == "提醒函后5个工作日"


def test_a_day_in_a_reason_is_written_as_the_reader_expects() -> None:
    because = [{"sentence": "the report due on {due} has not come", "due": "2020-09-28"}]
    changes = {"light": ["none", "green"], "because": [None, because]}
    assert "28 September 2020" in told(Happened.LOOKED, "en", changes=changes)[0]


def test_a_failed_check_says_which_check_and_what_is_missing() -> None:
    record = {"level": "site", "missing": "after,acceptance", "passed": False}
    said = told(Happened.RETURNED, note="现场未完工", changes={"check_record:4": [None, record]})
    assert said == [
        "侯景澄核查未通过，退回重办：现场未完工",
        "现场核查；缺少：整改后照片、验收材料",
    ]


def test_a_deadline_that_moved_is_told_from_and_to() -> None:
    changes = {"due": ["2020-10-31", "2020-11-30"]}
    assert told(Happened.EXTENSION_GRANTED, changes=changes)[1] == (
        "时限：2020年10月31日 → 2020年11月30日"
    )

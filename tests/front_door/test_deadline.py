"""duban deadline: a phrase explains itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.deadline.counted import COUNTED
from models.deadline.saying import RULES
from models.deadline.yearly import YEARLY
from tests.desk import Duban, code_of, whole

PLENARY = ("--on", "2020-07-31")


def told(duban: Duban, *words: str) -> Any:
    said = duban("deadline", *words, "--json")
    assert said.code == 0
    return json.loads(said.out)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("9月底前", "“9月底前”，即2020年9月30日：以当月最后一日为限；未写年份，当年的日期不早于"
                  "文件日期（2020年7月31日），取当年。"),
        ("3月底前", "“3月底前”，即2021年3月31日：以当月最后一日为限；未写年份，当年的日期早于"
                  "文件日期（2020年7月31日），取次年。"),
        ("力争10月前", "“力争10月前”，即2020年9月30日：“几月前”到上月最后一日为止；未写年份，"
                    "当年的日期不早于文件日期（2020年7月31日），取当年；写有“力争、争取、原则上”，"
                    "属努力目标，不是硬性时限。"),
        ("“十四五”末", "“‘十四五’末”，即2021年1月1日至2025年12月31日：以五年规划最后一年年底为限，"
                    "写明开局之年的以第一年年底为限。"),
        ("汛期前", "“汛期前”不能确定到具体日期，须由人工确定。请与承办单位商定日期。"),
        ("每月5日前", "“每月5日前”是长期或定期要求，没有时限，按反馈频次督办。"),
    ],
)  # fmt: skip
def test_a_phrase_says_its_day_its_rule_and_its_year(duban: Duban, phrase: str, said: str) -> None:
    assert duban("deadline", phrase, *PLENARY).out == said + "\n"


def test_every_phrase_of_a_sentence_has_its_own_line(duban: Duban) -> None:
    lines = duban("deadline", "6月底前开工、力争12月底前完工", *PLENARY).out.splitlines()
    assert [line.split("：")[0] for line in lines] == [
        "“6月底前”，即2021年6月30日",
        "“12月底前”，即2020年12月31日",
    ]


def test_a_program_is_told_the_same(duban: Duban) -> None:
    found = told(duban, "力争9月底前", *PLENARY)
    assert {key: found[key] for key in ("due", "rule", "year", "aim", "ask")} == {
        "due": "2020-09-30", "rule": "month_end", "year": "this", "aim": True, "ask": False,
    }  # fmt: skip
    assert told(duban, "供暖季前", *PLENARY)["ask"]


def test_two_deadlines_are_told_one_by_one_and_neither_stands_for_both(duban: Duban) -> None:
    found = told(duban, "6月底前开工、12月底前完工", "--on", "2020-03-02")
    assert (found["due"], found["ask"]) == (None, True)
    assert [one["due"] for one in found["deadlines"]] == ["2020-06-30", "2020-12-31"]


def test_a_report_beside_a_deadline_is_left_out(duban: Duban) -> None:
    found = told(duban, "截至6月底开工9个，年底前全部完工", *PLENARY)
    assert (found["due"], len(found["deadlines"])) == ("2020-12-31", 1)


def test_what_is_not_understood_is_refused_to_a_person_and_told_to_a_program(
    duban: Duban,
) -> None:
    refused = duban("deadline", "三十里铺", *PLENARY)
    assert (refused.code, refused.out) == (code_of("UnreadableDeadline"), "")
    found = told(duban, "三十里铺", *PLENARY)
    assert (found["due"], found["rule"], found["deadlines"]) == (None, "", [])


def test_working_days_are_those_of_the_office(duban: Duban) -> None:
    days = ("10个工作日内", "--on", "2020-09-28")
    assert told(duban, *days)["due"] == "2020-10-19"
    duban("calendar", "set", "2020-10-12", "rest", "--reason", "停电", "--on", "2020-08-10")
    assert told(duban, *days)["due"] == "2020-10-20"


def test_it_answers_without_an_office(tmp_path: Path) -> None:
    said = whole("deadline", "5个工作日内", DUBAN_OFFICE=str(tmp_path))
    assert said.returncode == 0, said.stderr
    assert "只计工作日" in said.stdout


def test_every_rule_is_said_in_words() -> None:
    assert {rule.key for rule in (*COUNTED, *YEARLY)} | {"range"} == set(RULES)

"""Deadline phrases are resolved to the day a 督查室 means."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.deadline import Deadline, read_deadline, split_deadline
from models.numerals import as_written, quantity

PLENARY = date(2020, 7, 31)
SHARED = Path(__file__).parents[3] / "shared" / "intake" / "deadlines.json"


def due(phrase: str, on: date = PLENARY) -> str:
    found = read_deadline(phrase, on).due
    return found.isoformat() if found else ""


@pytest.mark.parametrize(
    ("phrase", "day", "rule"),
    [
        ("9月底前", "2020-09-30", "month_end"),
        ("10月底前", "2020-10-31", "month_end"),
        ("年底前", "2020-12-31", "year_end"),
        ("2020.9.30", "2020-09-30", "day"),
        ("2020/9/30", "2020-09-30", "day"),
        ("2020-09-30", "2020-09-30", "day"),
        ("2020-09-30 00:00:00", "2020-09-30", "day"),
        ("20200930", "2020-09-30", "day"),
        ("２０２０年９月３０日", "2020-09-30", "day"),
        ("二○二○年九月三十日", "2020-09-30", "day"),
        ("9月30日前", "2020-09-30", "day"),
        ("9月份", "2020-09-30", "month_end"),
        ("9月前", "2020-08-31", "before_month"),
        ("9月中旬前", "2020-09-20", "part_of_month"),
        ("10月上旬", "2020-10-10", "part_of_month"),
        ("年内", "2020-12-31", "year_end"),
        ("2021年底前", "2021-12-31", "year_end"),
        ("第三季度", "2020-09-30", "quarter"),
        ("一季度末", "2021-03-31", "quarter"),
        ("明年3月底", "2021-03-31", "month_end"),
        ("5个工作日内", "2020-08-07", "working_days"),
        ("30日内", "2020-08-30", "days"),
        ("一个月内", "2020-08-31", "months"),
        ("9月1日至10月15日", "2020-10-15", "range"),
        ("5月底前动工", "2021-05-31", "month_end"),
        ("9月投入使用", "2020-09-30", "month_end"),
    ],
)
def test_a_phrase_has_its_day_and_the_rule_that_says_so(phrase: str, day: str, rule: str) -> None:
    found = read_deadline(phrase, PLENARY)
    assert (str(found.due), found.rule) == (day, rule)


@pytest.mark.parametrize("phrase", ["长期", "长期坚持", "常态化推进", "持续推进", "全年持续"])
def test_a_standing_duty_has_no_day(phrase: str) -> None:
    found = read_deadline(phrase, PLENARY)
    assert (found.due, found.rule) == (None, "standing")


def test_a_phrase_without_a_year_is_the_nearest_one_not_before_the_document() -> None:
    assert due("6月底", date(2024, 3, 1)) == "2024-06-30"
    assert due("6月底", date(2024, 7, 20)) == "2025-06-30"
    assert due("12月底", date(2020, 12, 31)) == "2020-12-31"


def test_working_days_skip_the_national_holiday_and_count_make_up_days() -> None:
    assert due("10个工作日内", date(2020, 9, 28)) == "2020-10-19"
    assert due("五个工作日内", date(2020, 4, 29)) == "2020-05-09"


def test_an_aim_is_marked_as_an_aim() -> None:
    assert read_deadline("力争9月底前", PLENARY).aim
    assert not read_deadline("确保9月底前", PLENARY).aim


@pytest.mark.parametrize("phrase", ["汛期前", "尽快", "春节前后", "适时"])
def test_what_only_a_person_can_decide_is_asked(phrase: str) -> None:
    assert read_deadline(phrase, PLENARY) == Deadline(rule="ask", ask=True)


@pytest.mark.parametrize("phrase", ["2月30日前", "2020-13-45", "三十里铺", "66人以上", "甲", ""])
def test_what_is_no_day_is_not_guessed(phrase: str) -> None:
    found = read_deadline(phrase, PLENARY)
    assert (found.due, found.rule) == (None, "")


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled phrases are not on this machine")
def test_the_labelled_phrases_are_right() -> None:
    cases = json.loads(SHARED.read_text("utf-8"))["phrases"]
    wrong = [
        (one["text"], due(one["text"], date.fromisoformat(one["base"])), one["due"])
        for one in cases
        if (due(one["text"], date.fromisoformat(one["base"])) or None)
        not in [one["due"], *one["also"]]
    ]
    assert len(wrong) <= len(cases) * 0.02, wrong


@pytest.mark.parametrize(
    ("piece", "phrase", "rest"),
    [
        ("9月底前完成主体", "9月底前", "完成主体"),
        ("8月底前开工4个", "8月底前", "开工4个"),
        ("9月底：主体完成", "9月底", "主体完成"),
        ("主体完成（9月底前）", "9月底前", "主体完成"),
        ("2020.10.15完成招标", "2020.10.15", "完成招标"),
        ("前期工作", "", "前期工作"),
    ],
)
def test_a_milestone_is_parted_into_its_day_and_its_work(
    piece: str, phrase: str, rest: str
) -> None:
    assert split_deadline(piece, PLENARY)[:2] == (phrase, rest)


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789月日年底前至-.：内个工作周十一万亿〇○季度半上下旬初春节本%", max_size=12))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    read_deadline(text, PLENARY)
    split_deadline(text, PLENARY)
    quantity(text)
    as_written(text)

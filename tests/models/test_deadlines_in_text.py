"""Deadlines in running text: what binds, what governs, and what only reports."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.deadline import deadlines_in

JULY_2020 = date(2020, 7, 31)
SHARED = Path(__file__).parents[3] / "shared" / "intake" / "deadlines.json"


def dated(text: str, on: date = JULY_2020) -> list[tuple[str, str]]:
    """List the deadlines proper: periods and what must be asked left out."""
    return [
        (one.phrase, str(one.deadline.due))
        for one in deadlines_in(text, on)
        if one.deadline.due and not one.governs
    ]


def periods(text: str, on: date = JULY_2020) -> list[tuple[str, str]]:
    return [(one.phrase, str(one.deadline.due)) for one in deadlines_in(text, on) if one.governs]


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled sentences are not on this machine")
def test_the_labelled_sentences_name_their_deadlines() -> None:
    for one in json.loads(SHARED.read_text("utf-8"))["sentences"]:
        found = dated(one["text"], date.fromisoformat(one["base"]))
        assert found == [tuple(pair) for pair in one["expect"]], one["text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("确保9月底前拟开工的12个项目全部开工。", [("9月底前", "2020-09-30")]),
        ("确保11月底前已开工的5个项目全部封顶。", [("11月底前", "2020-11-30")]),
        (
            "6月底前开工、12月底前完工的，明年6月底前开园",
            [("12月底前", "2020-12-31"), ("明年6月底前", "2021-06-30")],
        ),
        ("第一批9月底、第二批11月底交付", [("9月底", "2020-09-30"), ("11月底", "2020-11-30")]),
        ("到二○二六年６月底前通车", [("二○二六年６月底前", "2026-06-30")]),
        ("于 2025 年 底 前全部建成", [("2025 年 底 前", "2025-12-31")]),
        ("到“十四五”末建成", [("“十四五”末", "2025-12-31")]),
        ("明年“五一”前开园", [("明年“五一”前", "2021-04-30")]),
        (
            "8—10月集中整治，9月1日至10月15日抽查",
            [("8—10月", "2020-10-31"), ("9月1日至10月15日", "2020-10-15")],
        ),
        ("即日起至9月底开展排查", [("即日起至9月底", "2020-09-30")]),
        (
            "收到本通知后3日内，自本通知印发之日起10日内报送",
            [("自本通知印发之日起10日内", "2020-08-10")],
        ),
    ],
)
def test_a_deadline_is_found_where_it_stands(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("截至6月底，全市新增就业8.45万人。", JULY_2020),
        ("截至9月底，全区新增托位300个。", date(2023, 10, 9)),
        ("今年上半年数据显示，外出旅游人次上升。", JULY_2020),
        ("今年一季度数据显示，投诉下降。", JULY_2020),
        ("7月31日上午，全会召开。", JULY_2020),
        ("9月12日下午，推进会召开。", date(2023, 9, 14)),
        ("2020年4月9日，省里印发了意见。", JULY_2020),
        ("2023年2月1日，市里印发了方案。", date(2023, 9, 14)),
        ("到“十四五”期末,我国将进入“中度老龄化”社会。", date(2021, 1, 25)),
        ("到2035年，全国60岁以上人口将超过4亿。", date(2021, 1, 25)),
        ("“八一”前夕，区里走访慰问驻军。", date(2020, 8, 4)),
        ("“七一”前夕，镇里走访老党员。", date(2023, 7, 5)),
        ("今年春节前，一批小站陆续亮相。", date(2024, 7, 20)),
        ("今年清明节前，新墓区亮相。", date(2024, 7, 20)),
        ("自2020年9月1日起施行。2018年以来，近三年，三年行动计划", JULY_2020),
        ("自2023年10月1日起施行。2021年以来，近五年，五年行动方案", date(2023, 9, 14)),
        ("抢抓“十四五”规划编制机遇", JULY_2020),
        ("总结上半年工作，安排下半年工作", JULY_2020),
        ("去年底，前年6月底前，1998年6月底前，每年春天", JULY_2020),
        ("2020年中原区、2025年内蒙古、今年前三季度", date(2021, 7, 1)),
    ],
)
def test_a_report_is_no_deadline(text: str, on: date) -> None:
    assert dated(text, on) == []


@pytest.mark.parametrize(
    ("text", "on", "phrase", "day"),
    [
        ("2024年，全年计划引进20万人", date(2024, 7, 20), "2024年", "2024-12-31"),
        ("2024年，全年计划引进20万人", date(2024, 7, 20), "全年", "2024-12-31"),
        ("今年要办好十件实事", date(2026, 2, 2), "今年", "2026-12-31"),
        ("二〇二六年重点工作", date(2026, 2, 2), "二〇二六年", "2026-12-31"),
        ("十五五时期，新建学校100所", date(2026, 2, 2), "十五五时期", "2030-12-31"),
        ("今后五年，新建学校100所", date(2026, 2, 2), "今后五年", "2030-12-31"),
        ("今后五年，新建学校100所", date(2025, 11, 1), "今后五年", "2030-12-31"),
        ("未来三年，改造小区30个", date(2026, 2, 2), "未来三年", "2028-12-31"),
        ("上半年，开工12个项目", date(2021, 2, 1), "上半年", "2021-06-30"),
        ("本届政府任期内，消除大班额", date(2021, 2, 1), "本届政府任期内", "None"),
    ],
)
def test_a_period_governs_what_stands_under_it(text: str, on: date, phrase: str, day: str) -> None:
    assert (phrase, day) in periods(text, on)


MARCH_2026 = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请于3月20日前报送方案", ["3月20日前 2026-03-20"]),
        ("请于4月8日前报送台账", ["4月8日前 2026-04-08"]),
        ("6月底前开工、12月底前完工", ["6月底前 2026-06-30", "12月底前 2026-12-31"]),
        ("5月底前封顶、10月底前交付", ["5月底前 2026-05-31", "10月底前 2026-10-31"]),
        ("9月底前完成主体，…12月底前竣工", ["9月底前 2026-09-30", "12月底前 2026-12-31"]),
        ("第一批9月底、第二批11月底交付", ["9月底 2026-09-30", "11月底 2026-11-30"]),
        ("1、5月底前完成招标", ["5月底前 2026-05-31"]),
        ("2、7月底前完成拆迁", ["7月底前 2026-07-31"]),
        ("自发文之日起15个工作日内制定方案", ["自发文之日起15个工作日内 2026-03-23"]),
        ("本通知印发之日起10日内上报", ["本通知印发之日起10日内 2026-03-12"]),
        ("自2026年4月1日起至6月30日集中整治", ["2026年4月1日起至6月30日 2026-06-30"]),
        ("自2026年5月6日起至8月31日集中治理", ["2026年5月6日起至8月31日 2026-08-31"]),
        ("工期：2026.05—2027.10。", ["2026.05—2027.10 2027-10-31"]),
        ("9月30日（星期三）17:00前报送至邮箱", ["9月30日（星期三）17:00前 2026-09-30"]),
        ("计划2026年5月开工，2027年10月竣工", ["2026年5月 2026-05-31", "2027年10月 2027-10-31"]),
        ("3年内新建30所", ["3年内 2029-03-02"]),
        ("两年内改造30个", ["两年内 2028-03-02"]),
        ("到2030年，森林覆盖率达到30%以上", ["2030年 2030-12-31"]),
        ("到2028年，污水处理率达到98%", ["2028年 2028-12-31"]),
        ("明年底前完成，后年6月底前验收", ["明年底前 2027-12-31", "后年6月底前 2028-06-30"]),
    ],
)
def test_an_offices_sentence_names_its_days(text: str, expected: list[str]) -> None:
    assert [" ".join(pair) for pair in dated(text, MARCH_2026)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025年，全市新增就业5万人，同比增长3%。",
        "2024年，全区改造小区60个，同比增加20个。",
        "截至2月底，累计开工30个。",
        "截至1月底，累计入库45个。",
        "2025年12月31日前已全部完成。",
        "2025年6月30日前已全部验收。",
        "“十四五”期间，我们建成学校50所。",
        "“十三五”期间，我们改造小区90个。",
        "1月至2月，全区完成投资3亿元，同比增长12%。",
        "2月28日，区委常委会召开。",
        "2月9日，推进会召开。",
        "国务院落实2030年可持续发展议程。",
        "2035年远景目标纲要。",
        "《2026年民生实事方案》印发，《2027年计划》起草。",
        "今年以来，年初确定的目标，今年初部署的任务。",
        "24小时内响应，15分钟生活圈，一年之计在于春。",
        "环节前移，章节前言，季节前后，电话 0371-6239325。",
        "要倒排工期、挂图作战，打好百日攻坚战，实施三年行动。",
        "据专家预测，到2030年，60岁以上人口将达到4亿。",
        "纳入年底考核，开展年终总结。",
        "2019年初，区总工会开展合作；去年汛期前，河道已清淤。",
        "2023年初，县里启动试点；去年入冬前，管网已换。",
        "利用周末时间开展家长课堂。",
        "春节期间走访慰问，国庆期间客流平稳。",
        "抢抓“十五五”规划编制机遇，谋划“十五五”规划纲要。",
        "5年来投入3亿元，2024年后投诉下降。",
    ],
)
def test_an_offices_report_names_no_day(text: str) -> None:
    assert deadlines_in(text, MARCH_2026) == []


@pytest.mark.parametrize("text", ["每月5日前报送进展", "每季度末月20日前汇总", "每周五下班前小结"])
def test_what_comes_back_is_a_standing_duty(text: str) -> None:
    assert [one.deadline.rule for one in deadlines_in(text, MARCH_2026)] == ["standing"]


@pytest.mark.parametrize("text", ["9月底左右完工", "国庆节前后开园", "2027年初投用", "春节后复工"])
def test_what_leaves_the_day_open_is_asked(text: str) -> None:
    assert [one.deadline.ask for one in deadlines_in(text, MARCH_2026)] == [True]


def test_what_a_person_must_decide_is_found_and_asked() -> None:
    found = deadlines_in("汛期前完成清淤，供暖季前换管，尽快开工，签约后30日内进场", JULY_2020)
    assert [one.phrase for one in found] == ["汛期前", "供暖季前", "尽快", "签约后30日内"]
    assert all(one.deadline.ask and one.deadline.due is None for one in found)


def test_an_aim_is_told_from_its_clause() -> None:
    found = deadlines_in("力争年底前开工，9月底前完成拆迁", JULY_2020)
    assert [one.deadline.aim for one in found] == [True, False]


PIECES = [
    "9月底前",
    "截至",
    "2026年",
    "，",
    " ",
    "“十五五”",
    "末",
    "自",
    "起",
    "至",
    "１２月",
    "每",
    "前",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join))
def test_offsets_always_cut_out_the_phrase(text: str) -> None:
    found = deadlines_in(text, JULY_2020)
    assert all(text[one.start : one.end] == one.phrase != "" for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))


def test_a_megabyte_is_read_in_two_seconds() -> None:
    sentence = "确保9月底前完成12个小区改造，力争年内开工3条道路。今年上半年新增绿地175.5万平方米。"
    text = (sentence + "要坚持问题导向，压实各方责任，把群众的事办实办好。" * 3) * 3_000
    assert len(text.encode()) > 1_000_000
    begun = time.process_time()
    found = deadlines_in(text, JULY_2020)
    assert len(found) == 3_000 * 2
    assert time.process_time() - begun < 2


def test_the_rules_load_without_forms_or_tables() -> None:
    loaded = "import models.deadline, sys; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    heavy = {"pydantic", "sqlmodel", "sqlalchemy", "prefect", "chinese_calendar"}
    assert not heavy & set(told.stdout.split())

"""Figures as documents write them, each with its measure and how firm it is."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from models.numerals import Quantity, number, quantity

SHARED = Path(__file__).parents[3] / "shared" / "intake" / "deadlines.json"


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled figures are not on this machine")
def test_the_labelled_figures_are_read() -> None:
    for text, value, measure, comparator in json.loads(SHARED.read_text("utf-8"))["quantities"]:
        found = quantity(text)
        assert found is not None, text
        assert float(found.value) == pytest.approx(value), text
        assert (found.measure, found.comparator) == (measure, comparator), text


@pytest.mark.parametrize(
    ("text", "value", "measure", "comparator"),
    [
        ("数百份", "100", "份", ">"),
        ("数千人", "1000", "人", ">"),
        ("数十家", "10", "家", ">"),
        ("数万户", "10000", "户", ">"),
        ("近百", "100", "", "<"),
        ("近百家", "100", "家", "<"),
        ("近九成", "90", "%", "<"),
        ("近2万人", "20000", "人", "<"),
        ("上千户", "1000", "户", ">="),
        ("上百个", "100", "个", ">="),
        ("上亿元", "100000000", "元", ">="),
        ("几十个", "10", "个", ">"),
        ("十余万人", "100000", "人", ">"),
        ("万余人", "10000", "人", ">"),
        ("千余户", "1000", "户", ">"),
        ("30多家", "30", "家", ">"),
        ("十多个", "10", "个", ">"),
        ("二十余处", "20", "处", ">"),
        ("三成以上", "30", "%", ">="),
        ("八成左右", "80", "%", "~"),
        ("超七成", "70", "%", ">"),
        ("七成五", "75", "%", "="),
        ("一半以上", "50", "%", ">="),
        ("半数以上", "50", "%", ">="),
        ("三分之二以上", Decimal(2) / 3, "", ">="),
        ("四分之三", "0.75", "", "="),
        ("约三分之一", Decimal(1) / 3, "", "~"),
        ("1.5倍", "1.5", "倍", "="),
        ("两倍以上", "2", "倍", ">="),
        ("3个百分点", "3", "个百分点", "="),
        ("2.5个百分点以上", "2.5", "个百分点", ">="),
        ("至少20个", "20", "个", ">="),
        ("不少于二十个", "20", "个", ">="),
        ("最多5个", "5", "个", "<"),
        ("不多于5个", "5", "个", "<"),
        ("不高于3%", "3", "%", "<"),
        ("30%以下", "30", "%", "<"),
        ("百分之九十以上", "90", "%", ">="),
        ("百分百", "100", "%", "="),
        ("百分之百", "100", "%", "="),
        ("100%", "100", "%", "="),
        ("50人左右", "50", "人", "~"),
        ("100亩上下", "100", "亩", "~"),
        ("大约40台", "40", "台", "~"),
        ("百万元", "1000000", "元", "="),
        ("五千万元", "50000000", "元", "="),
        ("一百二十公里", "120", "公里", "="),
        ("1,200余户", "1200", "户", ">"),
        ("１５０套", "150", "套", "="),
        ("3.2 万人次", "32000", "人次", "="),
        ("6万亩", "60000", "亩", "="),
    ],
)
def test_a_figure_is_read_with_what_it_counts(
    text: str, value: str | Decimal, measure: str, comparator: str
) -> None:
    assert quantity(text) == Quantity(Decimal(value), measure, comparator)


@pytest.mark.parametrize(
    "text",
    [
        "翻一番",
        "翻两番",
        "若干",
        "多个",
        "全部",
        "过半",
        "3-5个",
        "第3",
        "第三",
        "三十里铺",
        "二砂",
        "十四五",
        "2020年",
        "两新一重",
        "百姓",
        "千方百计",
        "万众一心",
        "",
    ],
)
def test_what_is_no_figure_is_not_read_as_one(text: str) -> None:
    assert quantity(text) is None


def test_a_plan_is_no_number() -> None:
    with pytest.raises(ValueError):
        number("十四五")
    assert number("一百零五") == 105

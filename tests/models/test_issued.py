"""The day a document was issued is read from the document, or not told at all."""

from __future__ import annotations

from datetime import date

import pytest

from models.intake.issued import issued_on_in

MARCH_17 = date(2025, 3, 17)
BODY = "各镇要按照分工抓好落实，9月底前完成20个项目。\n" * 60


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("某区人民政府办公室\n2025年3月17日", MARCH_17),
        ("某区人民政府办公室\n　　2025 年 3 月 17 日　　", MARCH_17),
        ("某区人民政府办公室\n２０２５年３月１７日", MARCH_17),
        ("某区人民政府\n二〇二五年三月十七日", MARCH_17),
        ("某区人民政府\n二○二五年十二月三十一日", date(2025, 12, 31)),
        ("某区人民政府\n二〇二五年元月二日", date(2025, 1, 2)),
        ("某区人民政府办公室 2025年3月17日", MARCH_17),
        ("某区人民政府办公室\n2025年3月17日\n(此件公开发布)", MARCH_17),
        ("某区人民政府办公室\n2025年3月17日（此件公开发布）", MARCH_17),
        ("成文日期：2025-03-17 发布日期：2025-03-24", MARCH_17),
        ("成文日期\t2025年03月17日\n发布日期\t2025年03月24日", MARCH_17),
        ("成文日期：\n2025-03-17\n发布日期：\n2025-03-24", MARCH_17),
        ("印发日期：2025.3.17", MARCH_17),
        ("发文时间: 2025/3/17", MARCH_17),
        ("发布时间：2025-03-17 10:22:05 来源：区政府办", MARCH_17),
        ("某区人民政府办公室　　　　2025年3月17日印发", MARCH_17),
        ("2020年08月04日 星期二", date(2020, 8, 4)),
        ("第07版：县区新闻 2020年07月23日 星期四", date(2020, 7, 23)),
        ("某某日报 2020年07月23日", date(2020, 7, 23)),
        ("2025-03-17 10:22", MARCH_17),
        ("时间：2025-03-17", MARCH_17),
    ],
)
def test_a_document_tells_its_day(told: str, day: date) -> None:
    assert issued_on_in(f"关于做好某项工作的通知\n{told}\n{BODY}") == day


def test_the_signature_counts_for_more_than_the_day_it_was_put_on_a_site() -> None:
    text = f"通知\n发布日期:2016-03-01\n{BODY}某县人民政府办公室\n2016年2月26日\n附件\n{BODY}"
    assert issued_on_in(text) == date(2016, 2, 26)


def test_a_date_alone_at_the_end_is_the_day() -> None:
    assert issued_on_in(f"通知\n{BODY}2025年3月17日") == MARCH_17


@pytest.mark.parametrize(
    "told",
    [
        "",
        "截至2025年3月17日，已完成20个。",
        "自2025年4月1日起施行。",
        "新华社某地8月4日电",
        "2025年3月",
        "2025年2月30日",
        "2025年3月17日\n2025年9月30日",
        "时间：2025年3月20日上午 地点：二楼会议室",
        "（2025年1月20日在某区第三次会议上）",
        "某区人民政府\n2025年3月17日\n某市人民政府\n2025年3月1日",
        "某府办发〔2024〕6号\n某区人民政府\n2025年3月17日",
    ],
)
def test_what_is_not_sure_is_not_told(told: str) -> None:
    assert issued_on_in(f"关于做好某项工作的通知\n{told}\n{BODY}") is None


def test_a_date_alone_in_the_middle_is_the_date_of_something_else() -> None:
    assert issued_on_in(f"通知\n{BODY}2025年9月30日\n{BODY}") is None


def test_the_number_of_another_document_does_not_matter() -> None:
    text = "根据《办法》（国办发〔2020〕5号）\n某府办发〔2025〕6号\n某区人民政府\n2025年3月17日"
    assert issued_on_in(text) == MARCH_17

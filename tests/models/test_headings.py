"""Headings and words of real ledgers are understood."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.headings import (
    Column,
    directory_headings,
    inferred_kind,
    is_directory,
    is_fuzzy,
    is_ledger,
    kind_of,
    ledger_headings,
    role_of,
)
from models.numerals import as_written, quantity
from models.terms import Kind, Role


def test_headings_are_known_whatever_spaces_and_brackets_stand_in_them() -> None:
    row = ["序 号", "事项名称*", "牵头（主办）单位", "完成\n时限", "工作内容(目标任务)"]
    at = ledger_headings(row).at
    assert [
        at[one] for one in (Column.SERIAL, Column.TITLE, Column.LEAD, Column.DUE, Column.CONTENT)
    ] == [0, 1, 2, 3, 4]


def test_beside_a_lead_column_the_responsible_units_are_those_that_work_along() -> None:
    both = ledger_headings(["任务", "牵头领导", "牵头单位", "责任单位"]).at
    assert (both[Column.LEAD], both[Column.SUPPORT], both[Column.SPONSOR]) == (2, 3, 1)
    alone = ledger_headings(["序号", "民生实事", "责任单位", "完成时限"]).at
    assert alone[Column.LEAD] == 2
    assert Column.SUPPORT not in alone


def test_columns_nobody_knows_are_left_for_milestones() -> None:
    assert ledger_headings(["事项", "牵头单位", "9月底前", "12月底前"]).others == (2, 3)


def test_a_ledger_and_a_directory_are_told_apart() -> None:
    ledger, people = ["事项", "牵头单位"], ["单位", "姓名", "职务", "电子邮箱"]
    assert is_ledger(ledger_headings(ledger))
    assert not is_directory(directory_headings(ledger))
    assert is_directory(directory_headings(people))
    assert not is_ledger(ledger_headings(people))


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("单位负责人", Role.UNIT_HEAD),
        ("联络员", Role.LIAISON),
        ("督查员", Role.OFFICER),
        ("督查室主任", Role.CHIEF),
        ("区领导", Role.LEADER),
        ("分管领导", Role.LEADER),
        ("分包领导", Role.LEADER),
        ("审计", Role.AUDITOR),
        ("liaison", Role.LIAISON),
        ("unit_head", Role.UNIT_HEAD),
        ("无", None),
    ],
)
def test_role_words_have_their_role(word: str, role: Role | None) -> None:
    assert role_of(word) == role


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_read_back_from_its_own_stored_word(kind: Kind) -> None:
    assert kind_of(kind.value) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("12个拟开工项目全部开工", Kind.COUNT),
        ("欢乐海岸项目开工建设", Kind.START),
        ("二砂文创园首开区开园", Kind.OPEN),
        ("普惠托位占比达到75%", Kind.RATIO),
        ("城市道路综合改造一期工程", Kind.FINISH),
        ("消除66人以上超大班额", Kind.FINISH),
    ],
)
def test_the_kind_is_inferred_from_the_title(title: str, kind: Kind) -> None:
    assert inferred_kind(title, standing=False, has_target=False) == kind


def test_a_figure_keeps_the_measure_the_office_wrote() -> None:
    found = as_written("实现新增绿地175.5万平方米")
    assert found
    assert (found.value, found.measure) == (Decimal("175.5"), "万平方米")


@pytest.mark.parametrize(
    ("text", "value", "measure"),
    [
        ("两千五百余户", "2500", "户"),
        ("75%", "75", "%"),
        ("1万6千", "16000", ""),
        ("百分之七十五", "75", "%"),
        ("175.5万平方米", "1755000", "平方米"),
        ("１２个", "12", "个"),
    ],
)
def test_quantities_are_exact(text: str, value: str, measure: str) -> None:
    found = quantity(text)
    assert found
    assert (found.value, found.measure) == (Decimal(value), measure)


def test_a_place_name_is_no_number() -> None:
    assert quantity("三十里铺") is None
    assert as_written("孙坡、三十里铺遗址公园") is None


def test_a_goal_without_a_measure_is_recognised() -> None:
    assert is_fuzzy("220个小区改造大头落地")
    assert not is_fuzzy("220个小区改造完工")

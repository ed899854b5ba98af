"""What a policy leaves undefined or rules in vain, found with its place and what to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from models.policy import Policy, Rung
from models.policy_findings import InUse, PolicyFinding, Weight, findings, gaps
from models.terms import Card, Reader, Step
from models.words import Speaker

OWNER = (Reader.OWNER,)
NOTICE = Rung(1, Step.NOTICE, OWNER, card=Card.BLUE)


def found(policy: Policy, **more: Any) -> list[tuple[str, str]]:
    return [(".".join(map(str, one.where)), said(one)) for one in findings(policy, **more)]


def said(one: PolicyFinding) -> str:
    return one.reason.said(Speaker("zh"))


def test_the_default_policy_is_well_ruled() -> None:
    assert findings(Policy(), run_at=time(8, 30)) == []


def test_a_band_between_green_and_yellow_is_a_gap_that_tells_what_to_write() -> None:
    (gap,) = gaps(findings(Policy(green_points=0)))
    assert said(gap) == ("落后0—10个百分点未作规定：请写明 green_points: 10，或者 yellow_points: 0")
    for filled in (Policy(green_points=10), Policy(green_points=0, yellow_points=0), Policy()):
        assert findings(filled) == []


def test_a_gap_is_told_once_for_the_office_and_again_only_where_a_category_differs() -> None:
    office = Policy(green_points=0)
    same, other = replace(office), replace(office, green_points=5)
    policy = replace(office, categories={"同": same, "异": other})
    assert [one.where for one in findings(policy)] == [
        ("green_points",), ("categories", "异", "green_points"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ({"yellow_points": 30}, "red_points"),
        ({"yellow_overdue": 10}, "red_overdue"),
        ({"start_months": (2, 2)}, "start_months"),
    ],
)
def test_a_red_threshold_equal_to_yellow_is_told(rules: dict[str, Any], where: str) -> None:
    ((place, sentence),) = found(Policy(**rules))
    assert place == where and "不会亮黄灯" in sentence


def test_after_must_name_what_a_lower_rung_of_this_ladder_sends() -> None:
    orphan = Rung(3, Step.CHASE, OWNER, after="yellow")
    assert found(Policy(ladder=(NOTICE, orphan)))[0][0] == "ladder.1.after"
    assert "之前没有任何层级" in found(Policy(ladder=(orphan, NOTICE)))[0][1]
    sent = replace(orphan, after="blue")
    assert found(Policy(ladder=(NOTICE, sent))) == []


def test_a_rung_above_one_that_never_goes_out_is_never_reached() -> None:
    orphan = Rung(3, Step.CHASE, OWNER, after="yellow", card=Card.ORANGE)
    above = Rung(3, Step.CHASE, OWNER, after="orange")
    assert [where for where, _ in found(Policy(ladder=(NOTICE, orphan, above)))] == [
        "ladder.1.after", "ladder.2.after",
    ]  # fmt: skip


def test_more_red_lights_than_days_to_turn_red_in_never_come_about() -> None:
    never = Rung(0, Step.CHASE, OWNER, reds=3, within=4)
    ((where, sentence),) = found(Policy(ladder=(NOTICE, never)))
    assert where == "ladder.1.within" and "5" in sentence
    assert found(Policy(ladder=(NOTICE, replace(never, within=5)))) == []


@pytest.mark.parametrize("step", [Step.CIRCULAR, Step.INTERVIEW, Step.TRANSFER])
def test_a_consequence_needs_a_notice_before_it(step: Step) -> None:
    named = Rung(5, step, (Reader.CHIEF,))
    ((where, _),) = found(Policy(ladder=(Rung(1, Step.CHASE, OWNER), named)))
    assert where == "ladder.1.step"
    assert found(Policy(ladder=(NOTICE, named))) == []
    by_reds = Rung(0, step, (Reader.CHIEF,), reds=2, within=60)
    assert found(Policy(ladder=(by_reds, NOTICE))) == []


def test_a_proposal_is_not_repeated() -> None:
    again = Rung(5, Step.CIRCULAR, (Reader.CHIEF,), every=3)
    assert [where for where, _ in found(Policy(ladder=(NOTICE, again)))] == ["ladder.1.every"]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("07:00", "09:00", True), ("08:30", "09:00", True), ("07:00", "08:30", False),
        ("20:00", "08:00", False), ("20:00", "09:00", True), ("06:00", "05:00", True),
    ],
)  # fmt: skip
def test_quiet_hours_over_the_daily_run_are_told(start: str, end: str, told: bool) -> None:
    policy = Policy(quiet_from=start, quiet_until=end)
    assert bool(findings(policy, run_at=time(8, 30))) is told
    assert findings(policy) == []  # where nobody knows when the run is


def test_a_book_at_hand_tells_of_unused_categories_and_readers_nobody_stands_for() -> None:
    policy = replace(Policy(), categories={"民生实事": Policy(), "重点项目": Policy()})
    book = InUse(frozenset({"", "重点项目"}), frozenset({Reader.LEADER_IN_CHARGE}))
    told = found(policy, book=book)
    assert [where for where, _ in told] == ["ladder.3.to", "categories.民生实事"]
    assert "分管领导" in told[0][1] and "重点项目" in told[1][1]
    assert {one.weight for one in findings(policy, book=book)} == {Weight.NOTE}

"""异议复核: a unit's word against a return or a relapse, in time, once, decided by a leader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourMatter, NotYourTurn, WrongStage
from models.errors import NothingWaiting
from models.refused_closings import NotChecked, NothingToObject, ObjectedTooLate, OpenParts
from models.terms import Ending, Happened, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import (
    ROAD,
    TUESDAY,
    checks,
    close,
    policy_with,
    report,
    stage,
    states,
    told,
)
from tests.makers import MONDAY, a_draft


def object_to(book: Book, office: Office, on: date = TUESDAY) -> None:
    book.commitments.raise_objection(ROAD, reason="材料已齐", by=office.transport, on=on)


def returned(book: Book, office: Office, proof: Path, on: date = TUESDAY) -> None:
    """Have the matter asked for closing and sent back."""
    book.commitments.ask_closure(
        ROAD, by=office.transport, on=on, evidence=[proof], actual_on=MONDAY, note="完工"
    )
    book.commitments.check(ROAD, passed=False, findings="缺验收", by=office.officer, on=on)


# -- what may be objected to ------------------------------------------------------------------


def test_nothing_is_objected_to_where_nothing_was_found_wanting(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    report(page, office.transport, 10)
    with pytest.raises(NothingToObject):
        object_to(page, office)


def test_a_return_may_be_objected_to_once(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    object_to(page, office)
    with pytest.raises(NothingToObject):
        object_to(page, office)
    page.commitments.dismiss_objection(ROAD, reason="确缺", by=office.leader, on=TUESDAY)
    with pytest.raises(NothingToObject):
        object_to(page, office)
    assert states(page, "objection") == ["dismissed"]


def test_only_the_newest_finding_may_be_objected_to(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    returned(page, office, a_file(), on=day("08-10"))
    object_to(page, office, on=day("08-10"))
    page.commitments.dismiss_objection(ROAD, reason="x", by=office.leader, on=day("08-10"))
    with pytest.raises(NothingToObject):  # the first return has been answered by a new request
        object_to(page, office, on=day("08-10"))


def test_a_new_request_takes_the_place_of_an_objection(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    object_to(page, office)
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    assert states(page, "objection") == ["withdrawn"]
    page.commitments.check(ROAD, passed=False, findings="x", by=office.officer, on=TUESDAY)
    with pytest.raises(NothingWaiting):
        page.commitments.uphold_objection(ROAD, by=office.leader, on=TUESDAY)


@pytest.mark.parametrize("days", [30, 31])
def test_an_objection_has_its_calendar_days(
    page: Book, office: Office, a_file: Callable[..., Path], days: int
) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    returned(page, office, a_file())
    on = TUESDAY + timedelta(days=days)
    if days <= 30:  # Order 733
        object_to(page, office, on)
        return
    with pytest.raises(ObjectedTooLate) as refusal:
        object_to(page, office, on)
    assert refusal.value.facts == {"number": ROAD, "days": 30, "since": TUESDAY}


def test_how_long_may_be_objected_is_the_policys(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    policy_with(page, objection_days=3)
    returned(page, office, a_file())
    with pytest.raises(ObjectedTooLate):
        object_to(page, office, day("08-08"))
    object_to(page, office, day("08-07"))


def test_an_objection_is_the_units_own_and_not_decided_by_the_office_alone(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    turn = page.commitments
    with pytest.raises(NotYourMatter):
        turn.raise_objection(ROAD, reason="x", by=office.water, on=TUESDAY)
    object_to(page, office)
    with pytest.raises(NotYourTurn):
        turn.uphold_objection(ROAD, by=office.officer, on=TUESDAY)
    with pytest.raises(NotYourTurn):
        turn.dismiss_objection(ROAD, reason="x", by=office.transport_head, on=TUESDAY)


# -- upheld ---------------------------------------------------------------------------------


def test_a_return_objected_to_in_vain_stands(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    object_to(page, office)
    page.commitments.dismiss_objection(ROAD, reason="确缺验收", by=office.leader, on=TUESDAY)
    assert stage(page) == Stage.ACCEPTED
    assert states(page, "closure_request") == ["returned"]
    assert page.lists.history(ROAD)[-1].note == "确缺验收"


def test_an_objection_upheld_puts_the_matter_before_all_its_checks_again(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, checks=checks("lead", "office"))
    turn = page.commitments
    turn.ask_closure(
        ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()], actual_on=MONDAY, note="完工"
    )
    turn.check(ROAD, passed=True, findings="x", by=office.transport_head, on=TUESDAY)
    turn.check(ROAD, passed=False, findings="缺", by=office.officer, on=TUESDAY)
    object_to(page, office)
    turn.uphold_objection(ROAD, by=office.leader, on=TUESDAY, note="属实")
    assert stage(page) == Stage.CLOSURE_REQUESTED
    assert states(page, "closure_request") == ["returned", "asked"]
    with pytest.raises(NotChecked) as refusal:
        turn.confirm(ROAD, by=office.chief, on=TUESDAY)
    assert refusal.value.facts["level"] == "lead"
    turn.check(ROAD, passed=True, findings="x", by=office.transport_head, on=TUESDAY)
    turn.check(ROAD, passed=True, findings="x", by=office.leader, on=TUESDAY)
    turn.confirm(ROAD, by=office.chief, on=TUESDAY)
    row = turn.row(ROAD)
    assert (row.ending, row.actual_on) == (Ending.DONE, MONDAY)  # when it was first said to be done


def test_a_relapse_objected_to_with_success_counts_no_longer(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    close(page, office, a_file(), actual_on=MONDAY)
    turn.reopen(ROAD, reason="反弹", by=office.officer, on=day("08-10"))
    assert turn.row(ROAD).reopened == 1
    object_to(page, office, on=day("08-12"))
    turn.uphold_objection(ROAD, by=office.leader, on=day("08-13"))
    assert (turn.row(ROAD).reopened, stage(page)) == (0, Stage.CLOSURE_REQUESTED)
    turn.check(ROAD, passed=True, findings="x", by=office.officer, on=day("08-14"))
    turn.confirm(ROAD, by=office.chief, on=day("08-14"))
    assert turn.row(ROAD).actual_on == MONDAY


def test_a_return_objected_to_with_success_leaves_the_count_of_relapses(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    close(page, office, a_file())
    turn.reopen(ROAD, reason="反弹", by=office.officer, on=day("08-10"))
    returned(page, office, a_file(), on=day("08-11"))
    object_to(page, office, on=day("08-12"))
    turn.uphold_objection(ROAD, by=office.leader, on=day("08-13"))
    assert turn.row(ROAD).reopened == 1


def test_a_whole_is_not_closed_over_an_open_part_by_an_objection(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    object_to(page, office)
    turn = page.commitments
    page.parts.split(ROAD, [a_draft(title="一段")], by=office.officer, on=TUESDAY)
    turn.uphold_objection(ROAD, by=office.leader, on=TUESDAY)
    turn.check(ROAD, passed=True, findings="x", by=office.officer, on=TUESDAY)
    with pytest.raises(OpenParts):
        turn.confirm(ROAD, by=office.chief, on=TUESDAY)


def test_an_objection_ends_with_its_matter(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    returned(page, office, a_file())
    object_to(page, office)
    page.commitments.cancel(ROAD, reason="规划调整", by=office.leader, on=TUESDAY)
    assert states(page, "objection") == ["withdrawn"]
    with pytest.raises(WrongStage):
        page.commitments.uphold_objection(ROAD, by=office.leader, on=TUESDAY)
    assert told(page)[-1] == Happened.NOT_PURSUED

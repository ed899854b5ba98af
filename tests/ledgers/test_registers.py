"""Beside a matter: 问题清单 obstacles, 需协调事项 coordination, 批示 instructions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourTurn, WrongStage
from models.errors import (
    DeadlineBeforeDocketing,
    NoSuchObstacle,
    NoSuchPerson,
    NothingWaiting,
)
from models.terms import Cause, Happened, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import DUE, LATER, RIVER, ROAD, TUESDAY, close, rungs, stage, states, told
from tests.makers import MONDAY, a_draft


def find(
    book: Book, office: Office, cause: Cause = Cause.LAND, on: date = TUESDAY, **more: Any
) -> int:
    given = {"text": "三户未签约", "waits_on": "征收办", **more}
    return book.registers.find_obstacle(ROAD, cause=cause, by=office.transport, on=on, **given)


def ask_help(book: Book, office: Office, place: int = 0, ask: str = "请协调征收办") -> None:
    book.registers.ask_help(
        ROAD, leader="江远舟", ask=ask, by=office.transport, on=TUESDAY, place=place
    )


# -- obstacles ------------------------------------------------------------------------------


def test_an_obstacle_tells_its_cause_whom_it_waits_on_and_since_when(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    assert find(page, office, since=day("07-20"), on=day("08-04")) == 1
    (line,) = page.registers.obstacles(day("08-10"))
    assert (line.number, line.place, line.cause, line.text, line.waits_on) == (
        ROAD, 1, Cause.LAND, "三户未签约", "征收办",
    )  # fmt: skip
    assert (line.since, line.days, line.state) == (day("07-20"), 15, "open")
    assert told(page)[-1] == Happened.OBSTACLE_FOUND


def test_the_longest_waiting_obstacle_comes_first(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    find(page, office, on=day("08-10"))
    page.registers.find_obstacle(
        RIVER, cause=Cause.FUNDS, text="未到账", by=office.transport, on=day("08-06")
    )
    lines = page.registers.obstacles(day("08-20"))
    assert [(one.number, one.days) for one in lines] == [(RIVER, 10), (ROAD, 8)]


def test_what_is_cleared_is_no_obstacle_and_its_days_are_counted(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    find(page, office)
    page.registers.clear_obstacle(ROAD, by=office.transport, on=day("08-11"), outcome="三户已签约")
    assert page.registers.obstacles(day("09-01")) == []
    (line,) = page.registers.obstacles(day("09-01"), everything=True)
    assert (line.state, line.cleared_on, line.days) == ("cleared", day("08-11"), 5)
    assert page.lists.history(ROAD)[-1].note == "三户已签约"


def test_which_of_several_obstacles_is_cleared_has_to_be_said(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    clear = page.registers.clear_obstacle
    with pytest.raises(NoSuchObstacle):
        clear(ROAD, by=office.transport, on=TUESDAY)
    assert [find(page, office, one) for one in (Cause.LAND, Cause.FUNDS, Cause.PIPES)] == [1, 2, 3]
    for place in (0, 4):
        with pytest.raises(NoSuchObstacle):
            clear(ROAD, by=office.transport, on=TUESDAY, place=place)
    clear(ROAD, by=office.transport, on=TUESDAY, place=2)
    with pytest.raises(NoSuchObstacle):
        clear(ROAD, by=office.transport, on=TUESDAY, place=2)
    left = page.registers.obstacles(TUESDAY)
    assert [(one.place, one.cause) for one in left] == [(1, Cause.LAND), (3, Cause.PIPES)]
    clear(ROAD, by=office.transport, on=TUESDAY, place=3)
    clear(ROAD, by=office.transport, on=TUESDAY)


def test_an_obstacle_may_be_found_while_the_matter_stands_still(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=TUESDAY)
    find(page, office)
    assert stage(page) == Stage.SUSPENDED


# -- coordination -----------------------------------------------------------------------------


def test_a_request_travels_up_and_comes_back_decided(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    find(page, office)
    ask_help(page, office, place=1)
    (line,) = page.registers.obstacles(TUESDAY)
    assert (line.ask, line.leader, line.decision) == ("请协调征收办", "江远舟", "")
    page.registers.decide_help(ROAD, decision="本周五前签约", by=office.leader, on=day("08-06"))
    (line,) = page.registers.obstacles(day("08-06"))
    assert (line.decision, line.state) == ("本周五前签约", "open")  # the unit says when it is gone
    (row,) = page.db.ask("SELECT * FROM help_request")
    assert (row.state, row.decided_on, row.decided_by) == (
        "decided", day("08-06"), office.leader.person_id,
    )  # fmt: skip
    assert page.lists.history(ROAD)[-1].note == "本周五前签约"


def test_an_obstacle_asked_about_twice_is_one_line_with_the_latest(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    find(page, office)
    ask_help(page, office, place=1)
    page.registers.decide_help(ROAD, decision="再议", by=office.leader, on=TUESDAY)
    ask_help(page, office, place=1, ask="请再协调")
    (line,) = page.registers.obstacles(TUESDAY)
    assert (line.ask, line.decision) == ("请再协调", "")


def test_coordination_may_be_asked_for_without_an_obstacle(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask_help(page, office)
    with pytest.raises(NoSuchObstacle):
        ask_help(page, office, place=1)
    with pytest.raises(NoSuchPerson):
        page.registers.ask_help(ROAD, leader="某某", ask="x", by=office.transport, on=TUESDAY)
    assert states(page, "help_request") == ["asked"]


def test_only_a_leader_or_the_chief_decides(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    decide = page.registers.decide_help
    with pytest.raises(NothingWaiting):
        decide(ROAD, decision="x", by=office.leader, on=TUESDAY)
    ask_help(page, office)
    for by in (office.officer, office.transport_head):
        with pytest.raises(NotYourTurn):
            decide(ROAD, decision="x", by=by, on=TUESDAY)
    decide(ROAD, decision="x", by=office.chief, on=TUESDAY)
    with pytest.raises(NothingWaiting):
        decide(ROAD, decision="x", by=office.chief, on=TUESDAY)


# -- instructions -----------------------------------------------------------------------------


def instruct(
    book: Book, office: Office, on: date = TUESDAY, due: date | None = None, words: str = "抓紧推进"
) -> str:
    return book.registers.instruct(
        ROAD, leader="江远舟", words=words, by=office.officer, on=on, due=due
    )


def test_an_instruction_is_kept_in_its_own_words(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    assert instruct(page, office) == ROAD
    (row,) = page.db.ask("SELECT * FROM instruction")
    assert (row.words, row.on_day, row.leader_id, row.due, row.milestone_id) == (
        "抓紧推进", TUESDAY, office.leader.person_id, None, None,
    )  # fmt: skip
    assert page.lists.show(ROAD, TUESDAY).milestones == ()


def test_the_day_of_an_instruction_is_a_milestone_that_light_and_ladder_follow(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    · 2020-10-30  主体
    """
    instruct(page, office, due=day("08-14"), words="八月十四日前完成进场" + "，" * 60)
    node = page.lists.show(ROAD, TUESDAY).milestones[1]
    assert (node.position, node.due, len(node.title)) == (2, day("08-14"), 60)
    for n in range(14):
        page.rounds.look(TUESDAY + timedelta(days=n))
    assert rungs(page, basis="milestone") == [("T+1", day("08-17"))]
    assert page.lists.one(ROAD, day("08-17")).light == "yellow"
    draft = {"milestones_done": (2,)}
    from tests.ledgers.steps import report

    report(page, office.transport, 10, on=day("08-17"), **draft)
    assert page.lists.one(ROAD, day("08-17")).light != "yellow"


def test_an_instruction_for_a_day_that_is_over_is_refused(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(DeadlineBeforeDocketing):
        instruct(page, office, due=MONDAY)
    assert told(page) == [Happened.DOCKETED]
    instruct(page, office, due=TUESDAY)


def test_an_instruction_on_a_closed_matter_is_a_new_entry_that_follows_it(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file())
    number = instruct(page, office, on=day("08-10"), due=LATER, words="再作提升")
    assert number == "2020-002"
    row, old = page.commitments.row(number), page.commitments.row(ROAD)
    assert (row.follows_id, row.title, row.content, row.due, row.stage) == (
        old.id, "人民路改造", "再作提升", LATER, Stage.ASSIGNED,
    )  # fmt: skip
    assert (old.stage, old.ending) == (Stage.CLOSED, "done")
    assert told(page, number) == [Happened.DOCKETED, Happened.ASSIGNED, Happened.INSTRUCTED]
    (kept,) = page.db.ask("SELECT commitment_id FROM instruction")
    assert kept.commitment_id == row.id


def test_an_instruction_without_a_day_on_a_closed_matter_gets_the_policys(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file())
    row = page.commitments.row(instruct(page, office, on=DUE))
    assert row.due == DUE + timedelta(days=30)


def test_a_counted_matter_is_taken_up_again_with_what_it_counts(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    draft = a_draft(number=ROAD, kind="count", target="30", baseline="5.5", measure="个")
    book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    close(book, office, a_file())
    row = book.commitments.row(instruct(book, office))
    assert (row.kind, row.target, row.baseline, row.measure) == ("count", "30", "5.5", "个")


def test_a_draft_is_not_instructed(book: Book, office: Office) -> None:
    book.commitments.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    with pytest.raises(WrongStage):
        instruct(book, office)

"""终止与重启: honest ends with their approver, drafts, and what may be taken up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledgers.book import Book
from models.broken_rules import NotIts, NotYourTurn, WrongStage
from models.refused_closings import (
    CheckerIsOwner,
    EvidenceMissing,
    NewDayNeeded,
    NotDone,
    OpenParts,
)
from models.terms import Cause, Ending, Happened, Light, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import (
    LATER,
    RIVER,
    ROAD,
    TUESDAY,
    ask,
    close,
    numbers,
    rungs,
    stage,
    states,
    told,
)
from tests.makers import MONDAY, a_draft


def ended(book: Book, number: str = ROAD) -> tuple[str, str, date, str, None]:
    row = book.commitments.row(number)
    return row.stage, row.ending, row.closed_on, row.light, row.look_on


# -- not pursued, superseded ------------------------------------------------------------------


def test_what_is_not_pursued_ends_with_its_reason_and_its_approver(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-07  transport  人民路改造
    """
    page.rounds.look(day("08-10"))
    page.commitments.cancel(ROAD, reason="规划调整", by=office.leader, on=day("08-10"))
    assert ended(page) == ("closed", Ending.NOT_PURSUED, day("08-10"), Light.NONE, None)
    last = page.lists.history(ROAD)[-1]
    assert (last.actor, last.note) == ("江远舟", "规划调整")
    before = rungs(page)
    page.rounds.look(day("12-31"))
    assert rungs(page) == before


def test_an_officer_ends_nothing_alone(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for by in (office.officer, office.transport_head):
        with pytest.raises(NotYourTurn):
            page.commitments.cancel(ROAD, reason="x", by=by, on=TUESDAY)


@pytest.mark.parametrize("ends", ["cancel", "supersede"])
def test_nobody_ends_a_matter_of_their_own(book: Book, office: Office, ends: str) -> None:
    draft = a_draft(number=ROAD, lead_unit="区政府", owner="江远舟")
    book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    book.commitments.docket(a_draft(number=RIVER), by=office.officer, on=MONDAY)
    more = {"cancel": {"reason": "x"}, "supersede": {"other": RIVER}}[ends]
    for by in (office.leader, office.leader.on_behalf_of(office.chief)):
        with pytest.raises(CheckerIsOwner):
            getattr(book.commitments, ends)(ROAD, by=by, on=TUESDAY, **more)
    getattr(book.commitments, ends)(ROAD, by=office.chief, on=TUESDAY, **more)


def test_what_is_superseded_says_by_which(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-12-31  transport  人民路片区改造
    """
    page.commitments.supersede(ROAD, other=RIVER, by=office.chief, on=TUESDAY, note="并入片区")
    assert ended(page) == ("closed", Ending.SUPERSEDED, TUESDAY, Light.NONE, None)
    row = page.commitments.row(ROAD)
    assert row.superseded_by == page.commitments.row(RIVER).id
    assert stage(page, RIVER) == Stage.ASSIGNED


def test_a_matter_is_superseded_only_by_another_that_is_open(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-12-31  transport  人民路片区改造
    """
    turn = page.commitments
    turn.enter_draft(a_draft(number="2020-003"), by=office.officer, on=MONDAY)
    turn.cancel(RIVER, reason="x", by=office.leader, on=TUESDAY)
    for other in (ROAD, RIVER, "2020-003"):
        with pytest.raises(NotIts):
            turn.supersede(ROAD, other=other, by=office.leader, on=TUESDAY)
    assert stage(page) == Stage.ASSIGNED


def test_what_waited_is_withdrawn_with_the_end(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    page.registers.find_obstacle(ROAD, cause=Cause.LAND, text="x", by=office.transport, on=TUESDAY)
    page.registers.ask_help(ROAD, leader="江远舟", ask="x", by=office.transport, on=TUESDAY)
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()])
    page.commitments.cancel(ROAD, reason="x", by=office.leader, on=TUESDAY)
    for table in ("extension_request", "help_request", "closure_request"):
        assert states(page, table) == ["withdrawn"]
    assert page.registers.obstacles(TUESDAY) == []
    last = page.lists.history(ROAD)[-1]
    assert {key.partition(":")[0] for key in last.changes if ":" in key} == {
        "extension_request", "help_request", "closure_request",
    }  # fmt: skip


def test_a_closing_withdraws_what_else_waited(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    close(page, office, a_file())
    assert states(page, "extension_request") == ["withdrawn"]
    assert states(page, "closure_request") == ["confirmed"]


def test_a_suspended_matter_can_be_ended_and_shows_no_pause_any_more(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=TUESDAY)
    page.commitments.cancel(ROAD, reason="规划调整", by=office.leader, on=LATER)
    row = page.commitments.row(ROAD)
    assert (row.stage, row.pause_reason, row.suspended_on) == (Stage.CLOSED, "", None)


# -- wholes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["cancel", "supersede", "ask_closure"])
def test_a_whole_does_not_end_while_a_part_is_open(
    page: Book, office: Office, a_file: Callable[..., Path], ends: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    turn = page.commitments
    page.parts.split(ROAD, [a_draft(title="一段")], by=office.officer, on=TUESDAY)
    more = {
        "cancel": {"reason": "x"},
        "supersede": {"other": RIVER},
        "ask_closure": {"evidence": [a_file()]},
    }[ends]
    by = office.transport if ends == "ask_closure" else office.leader
    with pytest.raises(OpenParts) as refusal:
        getattr(turn, ends)(ROAD, by=by, on=TUESDAY, **more)
    assert refusal.value.facts["parts"] == ["2020-001-01"]
    turn.cancel("2020-001-01", reason="x", by=office.leader, on=TUESDAY)
    getattr(turn, ends)(ROAD, by=by, on=TUESDAY, **more)


# -- drafts ---------------------------------------------------------------------------------


def test_no_clock_runs_for_a_draft(book: Book, office: Office) -> None:
    turn = book.commitments
    draft = a_draft(number=ROAD, due=day("08-14"))
    turn.enter_draft(draft, by=office.officer, on=MONDAY)
    assert book.rounds.look(day("08-31")) == 0
    assert (stage(book), rungs(book), told(book)) == (Stage.DRAFT, [], [Happened.DRAFTED])
    assert numbers(book.lists.open(day("08-31")).lines) == []
    assert numbers(book.lists.late(day("08-31")).lines) == []


def test_a_draft_is_approved_by_the_chief_and_counts_from_that_day(
    book: Book, office: Office
) -> None:
    turn = book.commitments
    turn.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    with pytest.raises(NotYourTurn):
        turn.approve(ROAD, by=office.officer, on=day("08-10"))
    turn.approve(ROAD, by=office.chief, on=day("08-10"))
    row = turn.row(ROAD)
    assert (row.stage, row.docketed_on, row.look_on) == (
        Stage.DOCKETED, day("08-10"), day("08-10"),
    )  # fmt: skip
    turn.assign(ROAD, by=office.officer, on=day("08-11"))
    assert turn.row(ROAD).assigned_on == day("08-11")


def test_a_dropped_draft_stays_on_record_with_its_reason(book: Book, office: Office) -> None:
    turn = book.commitments
    turn.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    turn.drop(ROAD, reason="仅供传阅", by=office.officer, on=TUESDAY)
    assert ended(book) == ("closed", Ending.NOT_PURSUED, TUESDAY, Light.NONE, None)
    assert [(one.happened, one.note) for one in book.lists.history(ROAD)][-1] == (
        Happened.DROPPED, "仅供传阅",
    )  # fmt: skip


def test_a_draft_can_neither_be_assigned_nor_ended_otherwise(book: Book, office: Office) -> None:
    turn = book.commitments
    turn.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    with pytest.raises(WrongStage):
        turn.assign(ROAD, by=office.officer, on=TUESDAY)
    with pytest.raises(WrongStage):
        turn.cancel(ROAD, reason="x", by=office.leader, on=TUESDAY)


# -- taken up again -------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["cancel", "supersede", "drop"])
def test_only_what_was_done_can_relapse(book: Book, office: Office, ends: str) -> None:
    turn = book.commitments
    turn.docket(a_draft(number=RIVER), by=office.officer, on=MONDAY, assign=True)
    if ends == "drop":
        turn.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    else:
        turn.docket(a_draft(number=ROAD), by=office.officer, on=MONDAY, assign=True)
    more = {"cancel": {"reason": "x"}, "supersede": {"other": RIVER}, "drop": {"reason": "x"}}
    by = office.officer if ends == "drop" else office.leader
    getattr(turn, ends)(ROAD, by=by, on=TUESDAY, **more[ends])
    with pytest.raises(NotDone):
        turn.reopen(ROAD, reason="反弹", by=office.officer, on=TUESDAY)
    draft = a_draft(follows=ROAD)
    again = turn.docket(draft, by=office.officer, on=TUESDAY)
    assert turn.row(again).follows_id == turn.row(ROAD).id


@pytest.mark.parametrize("ending", [Ending.DONE, Ending.DONE_MODIFIED])
def test_what_was_done_is_reopened_and_may_get_a_new_deadline(
    page: Book, office: Office, a_file: Callable[..., Path], ending: Ending
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    turn.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()])
    turn.check(ROAD, passed=True, findings="x", by=office.officer, on=TUESDAY)
    turn.confirm(ROAD, by=office.chief, on=TUESDAY, ending=ending)
    turn.reopen(ROAD, reason="反弹", by=office.officer, on=LATER, due=day("12-31"))
    row = turn.row(ROAD)
    assert (row.stage, row.reopened, row.ending) == (Stage.ACCEPTED, 1, None)
    assert (row.due, row.due_version, row.original_due) == (day("12-31"), 2, day("09-30"))


def test_a_part_that_relapses_takes_its_closed_wholes_with_it(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    (part,) = page.parts.split(ROAD, [a_draft(title="一段")], by=office.officer, on=TUESDAY)
    (small,) = page.parts.split(part, [a_draft(title="一里")], by=office.officer, on=TUESDAY)
    for number in (small, part, ROAD):
        close(page, office, a_file(), number=number)
    until = day("12-31")
    turn.reopen(small, reason="路面沉降", by=office.officer, on=LATER, due=until)
    for number in (small, part, ROAD):
        row = turn.row(number)
        assert row.due == until  # the wholes' own days had passed too
        assert (row.stage, row.reopened, row.closed_on) == (Stage.ACCEPTED, 1, None)
    assert f"{part}: {small}: 路面沉降" in [one.note for one in page.lists.history(ROAD)]


def test_a_part_that_relapses_leaves_an_open_whole_as_it_is(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    (part,) = page.parts.split(ROAD, [a_draft(title="一段")], by=office.officer, on=TUESDAY)
    close(page, office, a_file(), number=part)
    page.commitments.reopen(part, reason="反弹", by=office.officer, on=LATER, due=day("12-31"))
    row = page.commitments.row(ROAD)
    assert (row.reopened, Happened.REOPENED in told(page)) == (0, False)


def test_a_relapse_after_the_deadline_needs_a_new_day(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file())
    turn = page.commitments
    for too_early in (None, day("09-30")):
        with pytest.raises(NewDayNeeded):
            turn.reopen(ROAD, reason="反弹", by=office.officer, on=LATER, due=too_early)
    turn.reopen(ROAD, reason="反弹", by=office.officer, on=LATER, due=day("12-31"))
    page.rounds.look(LATER)
    taken = page.db.ask("SELECT rung FROM notice")
    assert taken == []  # nobody is late for mending what was only just found, nor silent


def test_after_a_relapse_only_new_evidence_counts(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    close(page, office, a_file())
    turn = page.commitments
    turn.reopen(ROAD, reason="反弹", by=office.officer, on=LATER)
    with pytest.raises(EvidenceMissing):
        turn.ask_closure(ROAD, by=office.transport, on=LATER)
    turn.ask_closure(ROAD, by=office.transport, on=LATER, evidence=[a_file("new.jpg", "new")])

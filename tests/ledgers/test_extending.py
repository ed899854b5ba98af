"""延期: asked before expiry, the head's consent, the office's opinion, a leader's decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourMatter, NotYourTurn
from models.errors import NothingWaiting
from models.refused_extensions import AskedTooLate, SameHand, StepMissing
from models.terms import Stage
from tests.conftest import Office, day
from tests.ledgers.steps import (
    DUE,
    LATER,
    ROAD,
    SCREENED,
    TUESDAY,
    ask,
    bring_before_a_leader,
    extend,
    policy_with,
    rungs,
    states,
    take,
    taken,
)
from tests.makers import MONDAY


def request(book: Book) -> Any:
    return book.db.ask("SELECT * FROM extension_request ORDER BY id DESC LIMIT 1")[0]


# -- the order of the steps -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "wrong", "next_one"),
    [
        (1, "screen_extension", "consent_extension"),
        (1, "grant_extension", "consent_extension"),
        (2, "grant_extension", "screen_extension"),
        (2, "consent_extension", "screen_extension"),
        (3, "consent_extension", "grant_extension"),
        (3, "screen_extension", "grant_extension"),
    ],
)
def test_a_step_out_of_its_order_is_refused_with_the_one_that_is_next(
    page: Book, office: Office, done: int, wrong: str, next_one: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for step in SCREENED[:done]:
        taken(page, office, step)
    with pytest.raises(StepMissing) as refusal:
        taken(page, office, wrong)
    assert refusal.value.facts["step"].name == next_one


def test_every_step_says_who_took_it_and_when(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    ask(page, office)
    turn.consent_extension(ROAD, by=office.transport_head, on=day("08-05"))
    turn.screen_extension(ROAD, opinion="建议同意", by=office.officer, on=day("08-06"))
    turn.grant_extension(ROAD, by=office.leader, on=day("08-07"), note="同意")
    row = request(page)
    assert (row.asked_on, row.consented_on, row.screened_on, row.decided_on) == (
        day("08-04"), day("08-05"), day("08-06"), day("08-07"),
    )  # fmt: skip
    assert (row.consented_by, row.screened_by, row.decided_by) == (
        office.transport_head.person_id, office.officer.person_id, office.leader.person_id,
    )  # fmt: skip
    assert (row.opinion, row.decision, row.state) == ("建议同意", "同意", "granted")


def test_a_head_who_asks_has_consented_with_it(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    turn.ask_extension(ROAD, until=LATER, reason="汛期", by=office.transport_head, on=TUESDAY)
    turn.screen_extension(ROAD, opinion="属实", by=office.officer, on=TUESDAY)
    assert turn.grant_extension(ROAD, by=office.leader, on=TUESDAY) == LATER


def test_a_refusal_needs_no_consent_and_no_opinion(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    page.commitments.refuse_extension(ROAD, reason="不属实", by=office.leader, on=TUESDAY)
    assert states(page, "extension_request") == ["refused"]


@pytest.mark.parametrize(
    ("steps", "missing"),
    [((), ()), (("screen",), ("screen_extension",)), (("consent",), ("consent_extension",))],
)
def test_a_small_office_may_do_without_a_step(
    page: Book, office: Office, steps: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, extension_steps=steps)
    ask(page, office)
    for step in missing:
        with pytest.raises(StepMissing):
            taken(page, office, "grant_extension")
        taken(page, office, step)
    taken(page, office, "grant_extension")
    assert page.commitments.row(ROAD).due == LATER


def test_a_consent_that_comes_after_the_opinion_does_not_undo_it(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, extension_steps=("screen",))
    ask(page, office)
    taken(page, office, "screen_extension")
    taken(page, office, "consent_extension")
    assert states(page, "extension_request") == ["screened"]
    taken(page, office, "grant_extension")


# -- who may --------------------------------------------------------------------------------


def test_only_the_units_own_head_consents(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    with pytest.raises(NotYourTurn):
        take(page, "consent_extension", office.transport)
    with pytest.raises(NotYourMatter):
        take(page, "consent_extension", office.water_head)
    take(page, "consent_extension", office.transport_head)


def test_the_head_of_a_unit_above_may_consent(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  parks  公园开放
    """
    from models.people import UnitDraft

    above = UnitDraft(name="园林中心", parent="水利局")
    page.directory.add_unit(above, by=office.chief, on=MONDAY)
    turn = page.commitments
    turn.ask_extension(ROAD, until=LATER, reason="x", by=office.officer, on=TUESDAY)
    take(page, "consent_extension", office.water_head)


@pytest.mark.parametrize("decision", ["grant_extension", "refuse_extension"])
def test_whoever_screened_a_request_does_not_decide_on_it(
    page: Book, office: Office, decision: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    take(page, "consent_extension", office.transport_head)
    take(page, "screen_extension", office.chief)
    with pytest.raises(SameHand):
        take(page, decision, office.chief)
    with pytest.raises(SameHand):  # nor does somebody else in the screener's name
        take(page, decision, office.officer.on_behalf_of(office.chief))
    take(page, decision, office.leader)


def test_the_office_may_enter_what_a_leader_decided_on_paper(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    bring_before_a_leader(page, office)
    take(page, "grant_extension", office.officer.on_behalf_of(office.leader))
    last = page.lists.history(ROAD)[-1]
    assert (last.actor, last.behalf) == ("陆清和", "江远舟")
    assert request(page).decided_by == office.leader.person_id


# -- in time --------------------------------------------------------------------------------


def test_a_request_made_in_time_may_be_decided_after_the_deadline(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office, on=DUE)
    bring_before_a_leader(page, office, on=day("10-09"))
    page.commitments.grant_extension(ROAD, by=office.leader, on=day("10-09"))
    row = page.commitments.row(ROAD)
    assert (row.due, row.original_due) == (LATER, DUE)


def test_a_request_after_expiry_is_refused_and_counts_as_overdue(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    with pytest.raises(AskedTooLate) as refusal:
        ask(page, office, on=day("08-17"))
    assert refusal.value.facts == {"number": ROAD, "due": day("08-14")}
    page.rounds.look(day("08-17"))
    assert page.lists.one(ROAD, day("08-17")).light == "yellow"
    assert ("T+1", day("08-17")) in rungs(page)


def test_until_it_is_granted_the_old_ladder_goes_on(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    """
    ask(page, office, until=day("10-30"), on=day("08-10"))
    bring_before_a_leader(page, office, on=day("08-11"))
    for n in range(22):
        page.rounds.look(MONDAY + timedelta(days=n))
    assert [rung for rung, _ in rungs(page)] == ["T-10", "T-3", "T+1"]


def test_what_waits_for_its_check_cannot_be_extended(
    page: Book, office: Office, a_file: Any
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()])
    assert page.commitments.row(ROAD).stage == Stage.CLOSURE_REQUESTED
    page.commitments.check(ROAD, passed=False, findings="缺", by=office.officer, on=TUESDAY)
    extend(page, office)
    with pytest.raises(NothingWaiting):
        taken(page, office, "grant_extension")


def test_every_granted_extension_is_counted_and_refused_ones_are_not(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for until, granted in ((LATER, True), (date(2020, 11, 30), False), (day("12-31"), True)):
        ask(page, office, until)
        bring_before_a_leader(page, office)
        taken(page, office, "grant_extension" if granted else "refuse_extension")
    row = page.commitments.row(ROAD)
    assert (row.extensions, row.due, row.due_version) == (2, day("12-31"), 3)

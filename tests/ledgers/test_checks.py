"""核查: by the policy's order, never by the owner, the last by nobody of the owner's unit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourMatter, NotYourTurn
from models.people import PersonDraft
from models.refused_closings import (
    AllChecked,
    CheckerIsInside,
    CheckerIsOwner,
    NotChecked,
    NotThisCheck,
    ProofMissing,
)
from models.terms import Check, Happened, Proof, Role, Stage
from tests.conftest import Office
from tests.ledgers.steps import ROAD, TUESDAY, checks, policy_with, stage, states
from tests.makers import MONDAY, a_draft

ALL = ("self", "lead", "office", "site")
Asked = Callable[..., None]


@pytest.fixture
def asked(page: Book, office: Office, a_file: Callable[..., Path]) -> Asked:
    """Ask for closure under a policy with these checks."""

    def ask(*levels: str, **rules: Any) -> None:
        if levels:
            policy_with(page, checks=checks(*levels), **rules)
        page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()])

    return ask


def check(book: Book, by: Any, level: str = "", *, passed: bool = True, **more: Any) -> Any:
    return book.commitments.check(
        ROAD, passed=passed, findings="属实", by=by, on=TUESDAY,
        level=Check(level) if level else None, **more,
    )  # fmt: skip


def confirm(book: Book, office: Office) -> None:
    book.commitments.confirm(ROAD, by=office.chief, on=TUESDAY)


def colleague(book: Book, office: Office) -> Any:
    """Hire somebody at the owner's unit who does not answer for the matter."""
    draft = PersonDraft(name="何助", unit="transport", title="科员", role=Role.LIAISON)
    book.directory.add_person(draft, by=office.chief, on=MONDAY)
    return book.directory.actor_named("何助")


# -- the order ------------------------------------------------------------------------------


def test_every_check_of_the_policy_is_done_in_its_order(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked(*ALL)
    by = (colleague(page, office), office.transport_head, office.officer, office.leader)
    for place, checker in enumerate(by):
        with pytest.raises(NotChecked) as refusal:
            confirm(page, office)
        assert refusal.value.facts["level"] == ALL[place]
        assert check(page, checker) == (Check(ALL[place + 1]) if place < 3 else None)
    confirm(page, office)
    rows = page.db.ask("SELECT level, checked_by FROM check_record ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (level, one.person_id) for level, one in zip(ALL, by, strict=True)
    ]


@pytest.mark.parametrize("passed", [True, False])
def test_a_check_before_its_turn_is_refused_with_the_one_that_is_due(
    page: Book, office: Office, asked: Asked, passed: bool
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("lead", "office", "site")
    with pytest.raises(NotThisCheck) as refusal:
        check(page, office.officer, "site", passed=passed)
    assert refusal.value.facts == {"number": ROAD, "level": Check.SITE, "due": Check.LEAD}
    assert states(page, "closure_request") == ["asked"]


def test_the_default_policy_asks_for_the_offices_check(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked()
    assert check(page, office.officer, "office") is None
    confirm(page, office)


def test_which_checks_are_needed_follows_the_kind(page: Book, office: Office, asked: Asked) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    rules = {"finish": (Check.SITE,), **checks("self", "lead")}
    policy_with(page, checks=rules)
    asked()
    with pytest.raises(NotThisCheck):
        check(page, office.officer, "lead")
    check(page, office.officer, "site")
    confirm(page, office)


# -- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "may", "may_not"),
    [
        ("self", ("transport_head", "officer", "chief"), ("leader", "auditor")),
        ("lead", ("transport_head", "officer"), ("leader", "auditor", "colleague")),
        ("office", ("officer", "chief", "leader"), ("transport_head", "auditor", "colleague")),
        ("site", ("officer", "chief", "leader"), ("transport_head", "auditor", "colleague")),
    ],
)
def test_each_check_has_its_checkers(
    page: Book,
    office: Office,
    asked: Asked,
    level: str,
    may: tuple[str, ...],
    may_not: tuple[str, ...],
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked(level, "office" if level != "office" else "site")
    people = {"colleague": colleague(page, office)}
    for name in may_not:
        with pytest.raises(NotYourTurn):
            check(page, people.get(name) or getattr(office, name))
    for name in may:
        check(page, getattr(office, name), passed=False)
        page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)


def test_people_of_another_unit_check_nothing_of_this_one(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("self", "lead", "office")
    for stranger in (office.water, office.water_head):
        with pytest.raises(NotYourMatter):
            check(page, stranger)


@pytest.mark.parametrize("level", ["self", "lead", "office", "site"])
def test_the_owner_checks_at_no_level(page: Book, office: Office, asked: Asked, level: str) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    who = office.transport_head if level in ("self", "lead") else office.officer
    (post,) = who.posts
    page.db.tell("UPDATE commitment SET owner_post_id = :post", {"post": post})
    asked(level, "site" if level != "site" else "office")
    with pytest.raises(CheckerIsOwner):
        check(page, who)
    with pytest.raises(CheckerIsOwner):  # nor by entering it for somebody else
        check(page, who.on_behalf_of(office.chief))


def test_the_last_check_is_not_the_units_own(page: Book, office: Office, asked: Asked) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("self", "lead")
    check(page, colleague(page, office))
    with pytest.raises(CheckerIsInside) as refusal:
        check(page, office.transport_head)
    assert refusal.value.facts["unit"] == "交通运输局"
    check(page, office.officer)
    confirm(page, office)


def test_nobody_of_the_unit_enters_the_last_check_for_somebody_else(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("office")
    with pytest.raises(CheckerIsInside):
        check(page, colleague(page, office).on_behalf_of(office.officer))
    with pytest.raises(CheckerIsOwner):
        check(page, office.transport.on_behalf_of(office.officer))


def test_the_last_check_is_that_of_the_owners_unit_not_of_the_lead_units(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  parks  公园开放
    """
    (post,) = office.officer.posts  # an officer answers for a matter of the parks
    page.db.tell("UPDATE commitment SET owner_post_id = :post", {"post": post})
    page.commitments.report(
        ROAD, draft_with("x"), evidence=[proof_of(page)], by=office.chief, on=TUESDAY
    )
    page.commitments.ask_closure(ROAD, by=office.chief, on=TUESDAY)
    with pytest.raises(CheckerIsInside):
        check(page, office.chief)
    check(page, office.leader)


def draft_with(done: str) -> Any:
    from models.record import ReportDraft

    return ReportDraft(done=done)


def proof_of(book: Book) -> Path:
    path = book.evidence_folder.parent / "proof.jpg"
    path.write_text("x", "utf-8")
    return path


def test_a_matter_of_the_office_itself_is_checked_by_a_leader(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    draft = a_draft(number=ROAD, lead_unit="区政府督查室", owner="陆清和")
    book.commitments.docket(draft, by=office.chief, on=MONDAY, assign=True)
    book.commitments.ask_closure(ROAD, by=office.officer, on=TUESDAY, evidence=[a_file()])
    with pytest.raises(CheckerIsInside):
        check(book, office.chief)
    with pytest.raises(CheckerIsInside):  # nor with a leader's name before it
        check(book, office.chief.on_behalf_of(office.leader))
    check(book, office.leader)
    confirm(book, office)


# -- proofs ---------------------------------------------------------------------------------


def test_each_kind_needs_its_sorts_of_evidence(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, proofs={"finish": (Proof.BEFORE, Proof.AFTER, Proof.ACCEPTANCE)})
    turn = page.commitments
    before = (Proof.BEFORE, a_file("a.jpg", "a"))
    with pytest.raises(ProofMissing) as refusal:
        turn.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[before, a_file()])
    assert refusal.value.facts["missing"] == [Proof.AFTER, Proof.ACCEPTANCE]
    assert refusal.value.facts["first"] == "after"


def test_evidence_handed_in_with_reports_counts_as_proof(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, proofs={"default": (Proof.BEFORE, Proof.AFTER)})
    turn = page.commitments
    first = [(Proof.BEFORE, a_file("a.jpg", "a"))]
    turn.report(ROAD, draft_with("x"), evidence=first, by=office.transport, on=MONDAY)
    last = [(Proof.AFTER, a_file("b.jpg", "b"))]
    turn.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=last)
    check(page, office.officer)
    confirm(page, office)


def test_what_a_kind_without_a_rule_needs_is_the_default(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    policy_with(book, proofs={"default": (Proof.DOCUMENT,), "finish": ()})
    for number, kind in ((ROAD, "finish"), ("2020-002", "open")):
        draft = a_draft(number=number, kind=kind)
        book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    turn, proof = book.commitments, [a_file()]
    turn.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=proof)
    with pytest.raises(ProofMissing):
        turn.ask_closure("2020-002", by=office.transport, on=TUESDAY, evidence=proof)


def test_a_proof_asked_for_since_is_asked_for_at_the_confirmation(
    page: Book, office: Office, asked: Asked, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked()
    policy_with(page, proofs={"default": (Proof.AFTER,)}, on=TUESDAY)
    taken = (Proof.AFTER, a_file("site.jpg", "site"))
    check(page, office.officer)
    with pytest.raises(ProofMissing):
        confirm(page, office)
    check(page, office.officer, passed=False, missing=[Proof.AFTER])
    turn = page.commitments
    turn.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[taken])
    check(page, office.officer)
    confirm(page, office)


def test_a_checker_may_bring_evidence_of_the_visit(
    page: Book, office: Office, asked: Asked, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("site")
    visit = (Proof.AFTER, a_file("visit.jpg", "visit"))
    check(page, office.officer, evidence=[visit])
    row = page.commitments.row(ROAD)
    assert row.evidence == 2
    sorts = page.db.ask("SELECT name, sort FROM evidence ORDER BY id")
    assert [tuple(one) for one in sorts] == [("photo.jpg", ""), ("visit.jpg", "after")]


# -- a failed check -------------------------------------------------------------------------


def test_a_failed_check_says_what_is_missing(page: Book, office: Office, asked: Asked) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("site")
    missing = [Proof.AFTER, Proof.ACCEPTANCE]
    check(page, office.officer, passed=False, missing=missing)
    last = page.lists.history(ROAD)[-1]
    (record,) = [one for key, one in last.changes.items() if key.startswith("check_record")]
    assert record[1]["missing"] == "after,acceptance"
    assert (last.happened, stage(page)) == (Happened.RETURNED, Stage.ACCEPTED)
    assert states(page, "closure_request") == ["returned"]


def test_a_failed_check_starts_the_round_anew(page: Book, office: Office, asked: Asked) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("lead", "office", "site")
    check(page, office.transport_head)
    check(page, office.officer)
    check(page, office.leader, passed=False)
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    with pytest.raises(NotThisCheck) as refusal:
        check(page, office.leader, "site")
    assert refusal.value.facts["due"] == Check.LEAD


def test_what_passed_every_check_may_still_be_returned(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("office")
    check(page, office.officer)
    check(page, office.leader, passed=False)
    assert stage(page) == Stage.ACCEPTED
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    with pytest.raises(NotChecked):
        confirm(page, office)


def test_a_check_that_was_passed_is_not_passed_again(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("office")
    check(page, office.officer)
    with pytest.raises(AllChecked):
        check(page, office.leader)


# -- a policy that changes meanwhile ---------------------------------------------------------


def test_a_policy_that_asks_for_less_lets_the_last_check_be_done_from_outside(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("lead", "office")
    check(page, office.transport_head)
    policy_with(page, checks=checks("lead"), on=TUESDAY)
    with pytest.raises(NotChecked):  # passed, but by the unit itself
        confirm(page, office)
    with pytest.raises(CheckerIsInside):
        check(page, office.transport_head)
    check(page, office.officer)
    confirm(page, office)


def test_what_had_passed_its_checks_stays_passed_under_a_stricter_policy(
    page: Book, office: Office, asked: Asked
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    asked("office")
    check(page, office.officer)
    policy_with(page, checks=checks("office", "site"), on=TUESDAY)
    confirm(page, office)
    assert states(page, "closure_request") == ["confirmed"]

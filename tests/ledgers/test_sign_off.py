"""交办签收: silence is acceptance, a rejection has its days, and somebody is always responsible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourMatter, SignOffPassed
from models.terms import Happened, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import (
    LATER,
    ROAD,
    TUESDAY,
    ask,
    live,
    policy_with,
    rungs,
    stage,
    states,
    told,
)
from tests.makers import MONDAY, a_draft


def assigned(book: Book, office: Office, on: date) -> None:
    """Docket a matter, and assign it on a day of its own."""
    draft = a_draft(number=ROAD, docketed_on=on, due=date(2020, 12, 25))
    book.commitments.docket(draft, by=office.officer, on=on, assign=True)


# -- silence ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "accepted"),
    [
        ("08-03", "08-06"),  # two whole working days to answer, accepted on the third
        ("08-06", "08-11"),  # over a weekend
        ("08-08", "08-12"),  # assigned on a Saturday: its days begin on Monday
        ("09-25", "09-29"),  # the Sunday before National Day is worked
        ("09-29", "10-10"),  # the holiday does not count, the Saturday after it does
    ],
)
def test_silence_is_acceptance_once_its_working_days_are_over(
    book: Book, office: Office, on: str, accepted: str
) -> None:
    assigned(book, office, day(on))
    live(book, day(on), day(accepted) - timedelta(days=1))
    assert stage(book) == Stage.ASSIGNED
    book.rounds.look(day(accepted))
    assert stage(book) == Stage.ACCEPTED
    last = next(one for one in book.lists.history(ROAD) if one.happened == "accepted_by_silence")
    assert (last.on_day, last.actor) == (day(accepted), "")
    assert last.changes["stage"] == ["assigned", "accepted"]


def test_how_long_silence_may_last_is_the_policys(book: Book, office: Office) -> None:
    policy_with(book, accept_days=5)
    assigned(book, office, MONDAY)
    live(book, MONDAY, day("08-10"))
    assert stage(book) == Stage.ASSIGNED
    book.rounds.look(day("08-11"))
    assert stage(book) == Stage.ACCEPTED


def test_a_missed_morning_does_not_lose_the_acceptance(page: Book) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    page.rounds.look(day("08-17"))
    assert stage(page) == Stage.ACCEPTED


def test_who_has_answered_is_not_taken_to_be_silent(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    2020-002  2020-12-25  water      河道清淤
    """
    page.commitments.accept(ROAD, by=office.transport, on=TUESDAY)
    page.commitments.reject("2020-002", reason="非本单位", by=office.water, on=TUESDAY)
    live(page, MONDAY, day("08-17"))
    for number in (ROAD, "2020-002"):
        assert Happened.ACCEPTED_BY_SILENCE not in told(page, number)
    assert stage(page, "2020-002") == Stage.REJECTED


def test_what_is_docketed_and_not_assigned_is_accepted_by_nobody(
    book: Book, office: Office
) -> None:
    book.commitments.docket(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    live(book, MONDAY, day("08-17"))
    assert stage(book) == Stage.DOCKETED


# -- rejections ---------------------------------------------------------------------------


def test_a_rejection_keeps_its_grounds(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.commitments.reject(ROAD, reason="属城管局职责", by=office.transport, on=day("08-05"))
    last = page.lists.history(ROAD)[-1]
    assert (stage(page), last.note, last.actor) == (Stage.REJECTED, "属城管局职责", "林小满")


@pytest.mark.parametrize(("on", "last"), [("08-03", "08-05"), ("09-29", "10-09")])
def test_a_rejection_is_possible_as_long_as_silence_is_no_acceptance(
    book: Book, office: Office, on: str, last: str
) -> None:
    assigned(book, office, day(on))
    turn, late = book.commitments, book.calendar.shift(day(last), 1)
    with pytest.raises(SignOffPassed) as refusal:  # nobody has looked since: still too late
        turn.reject(ROAD, reason="x", by=office.transport, on=late)
    assert refusal.value.facts == {"number": ROAD, "days": 2, "since": day(on)}
    turn.reject(ROAD, reason="x", by=office.transport, on=day(last))


def test_each_receiver_has_days_of_its_own(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    turn = page.commitments
    turn.reject(ROAD, reason="x", by=office.transport, on=day("08-05"))
    turn.assign(ROAD, unit="water", by=office.officer, on=day("08-10"))
    live(page, day("08-10"), day("08-12"))
    turn.reject(ROAD, reason="也不是我", by=office.water, on=day("08-12"))
    turn.assign(ROAD, unit="transport", by=office.officer, on=day("08-12"))
    page.rounds.look(day("08-17"))
    assert stage(page) == Stage.ACCEPTED


def test_a_rejection_takes_back_what_the_unit_had_asked_for(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    ask(page, office, until=date(2021, 1, 29))
    page.registers.ask_help(ROAD, leader="江远舟", ask="协调", by=office.transport, on=TUESDAY)
    page.commitments.reject(ROAD, reason="非本单位", by=office.transport, on=TUESDAY)
    assert states(page, "extension_request") == ["withdrawn"]
    assert states(page, "help_request") == ["withdrawn"]


# -- who is responsible -------------------------------------------------------------------


def test_the_first_receiver_stays_responsible_until_it_is_rerouted(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    """
    page.commitments.reject(ROAD, reason="非本单位", by=office.transport, on=TUESDAY)
    live(page, MONDAY, day("08-28"))
    assert [rung for rung, _ in rungs(page)] == ["T-10", "T-3", "T+1", "T+5"]
    line = page.lists.one(ROAD, day("08-28"))
    assert (line.lead_unit, line.owner, line.light) == ("交通运输局", "林小满", "yellow")


def test_once_rerouted_it_is_the_other_units_matter(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.commitments.reject(ROAD, reason="非本单位", by=office.transport, on=TUESDAY)
    page.commitments.assign(ROAD, unit="water", by=office.officer, on=TUESDAY)
    with pytest.raises(NotYourMatter):
        page.commitments.accept(ROAD, by=office.transport, on=TUESDAY)
    page.commitments.accept(ROAD, by=office.water, on=TUESDAY)
    assert page.lists.one(ROAD, LATER).owner == "白露"


def test_rerouting_moves_no_deadline_and_repeats_no_rung(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    """
    page.commitments.reject(ROAD, reason="非本单位", by=office.transport, on=TUESDAY)
    live(page, MONDAY, day("08-18"))
    page.commitments.assign(ROAD, unit="water", by=office.officer, on=day("08-18"))
    live(page, day("08-19"), day("08-24"))
    assert [rung for rung, _ in rungs(page)] == ["T-10", "T-3", "T+1"]
    row = page.commitments.row(ROAD)
    assert (row.due, row.due_version) == (day("08-21"), 1)

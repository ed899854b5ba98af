"""回头看: drawn once a month by the seal, redone by anybody, and a relapse counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from ledgers.lookbacks import LookbackState
from models.broken_rules import NotYourTurn, WrongStage
from models.errors import NothingWaiting
from models.lookback import sample
from models.refused_closings import CheckerIsOwner
from models.terms import Happened, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import ROAD, close, numbers, policy_with, stage, told
from tests.makers import MONDAY, a_draft

FOUND_ON = date(2020, 11, 10)


@pytest.fixture
def closed(book: Book, office: Office, a_file: Callable[..., Path]) -> Callable[..., list[str]]:
    """Close so many matters on a day, and seal that evening."""

    def make(on: date, many: int = 1, unit: str = "transport") -> list[str]:
        drafts = [a_draft(lead_unit=unit, docketed_on=MONDAY) for _ in range(many)]
        made = book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
        for number in made:
            book.commitments.ask_closure(number, by=office.officer, on=on, evidence=[a_file()])
            book.commitments.check(number, passed=True, findings="x", by=office.leader, on=on)
            book.commitments.confirm(number, by=office.chief, on=on)
        book.seals.seal(on)
        return made

    return make


def drawn(book: Book) -> list[tuple[str, str]]:
    rows = book.db.ask(
        "SELECT c.number, k.month FROM lookback k JOIN commitment c ON c.id = k.commitment_id"
        " ORDER BY k.id"
    )
    return [(row.number, row.month.isoformat()[:7]) for row in rows]


def record(book: Book, by: Any, *, relapsed: bool, on: date = FOUND_ON, **more: Any) -> None:
    book.lookbacks.record(ROAD, relapsed=relapsed, findings="路面沉降", by=by, on=on, **more)


# -- drawing --------------------------------------------------------------------------------


def test_each_month_draws_once_from_what_closed_three_months_ago(book: Book, closed: Any) -> None:
    august = closed(day("08-20"))
    september = closed(day("09-10"))
    for n in range(100):
        book.rounds.look(day("10-28") + timedelta(days=n))
    assert drawn(book) == [(august[0], "2020-08"), (september[0], "2020-09")]
    on = {one.number: one.drawn_on for one in book.lookbacks.lines()}
    assert on == {august[0]: day("11-01"), september[0]: day("12-01")}


def test_a_draw_is_told_without_waking_the_matter(book: Book, closed: Any) -> None:
    (number,) = closed(day("08-20"))
    assert book.lookbacks.draw(day("11-02")) == [number]
    last = book.lists.history(number)[-1]
    row = book.commitments.row(number)
    assert (last.happened, last.actor, last.on_day) == (
        Happened.LOOKBACK_DRAWN, "", day("11-02"),
    )  # fmt: skip
    assert (row.head, row.stage, row.look_on) == (last.hash, Stage.CLOSED, None)


def test_missed_months_are_made_good_each_for_itself(book: Book, closed: Any) -> None:
    closed(day("08-20"), 10)
    book.lookbacks.draw(day("11-02"))
    closed(day("09-10"), 10)
    closed(day("10-20"), 10)
    book.lookbacks.draw(date(2021, 1, 5))  # the machine was off in December
    months = [month for _, month in drawn(book)]
    assert months == ["2020-08", "2020-09", "2020-10"]


def test_a_book_that_never_drew_does_not_dig_up_its_past(book: Book, closed: Any) -> None:
    closed(day("08-20"))
    closed(day("09-20"))
    assert [month for _, month in drawn(book)] == []
    book.lookbacks.draw(day("12-02"))
    assert [month for _, month in drawn(book)] == ["2020-09"]


def test_nothing_is_drawn_before_the_first_seal_and_then_it_is(book: Book, closed: Any) -> None:
    assert book.lookbacks.draw(day("08-05")) == []
    (number,) = closed(day("08-20"))
    assert book.lookbacks.draw(day("11-02")) == [number]


def test_a_month_in_which_nothing_closed_draws_nothing_and_is_done(book: Book, closed: Any) -> None:
    closed(day("09-10"))
    assert book.lookbacks.draw(day("11-02")) == []
    assert book.fact("lookback") == "2020-08-01"


def test_only_what_was_done_is_drawn(book: Book, office: Office, closed: Any) -> None:
    (number,) = closed(day("08-20"))
    for other in ("甲", "乙"):
        book.commitments.docket(a_draft(number=other), by=office.officer, on=MONDAY, assign=True)
    book.commitments.cancel("甲", reason="x", by=office.leader, on=day("08-20"))
    assert book.lookbacks.draw(day("11-02")) == [number]


@pytest.mark.parametrize(("percent", "many"), [(10, 2), (50, 10), (100, 20), (1, 1)])
def test_so_much_of_a_month_is_drawn_as_the_policy_says(
    book: Book, closed: Any, percent: int, many: int
) -> None:
    policy_with(book, lookback_percent=percent)
    closed(day("08-20"), 20)
    assert len(book.lookbacks.draw(day("11-02"))) == many


def test_at_least_one_of_every_unit_is_drawn(book: Book, closed: Any) -> None:
    made = {unit: closed(day("08-20"), 4, unit) for unit in ("transport", "water", "parks")}
    found = book.lookbacks.draw(day("11-02"))
    for unit, numbers_of in made.items():
        assert set(found) & set(numbers_of), unit


def test_how_long_ago_is_the_policys(book: Book, closed: Any) -> None:
    policy_with(book, lookback_months=1)
    closed(day("08-20"))
    book.lookbacks.draw(day("09-02"))
    assert [month for _, month in drawn(book)] == ["2020-08"]


def test_anybody_can_draw_the_lots_again_from_the_seal(book: Book, closed: Any) -> None:
    made = closed(day("08-20"), 12)
    seal = book.seals.last()
    assert seal is not None
    found = book.lookbacks.draw(day("11-02"))
    assert found == sample([(one, "交通运输局") for one in made], percent=10, seed=seal.hash)
    by_hand = sorted(
        made, key=lambda one: hashlib.sha256(f"{seal.hash}\n{one}".encode()).hexdigest()
    )
    assert found == by_hand[:2]
    assert {one.seed for one in book.lookbacks.lines()} == {seal.hash}


# -- what is found ----------------------------------------------------------------------------


@pytest.fixture
def chosen(page: Book, office: Office, a_file: Callable[..., Path]) -> Book:
    """A page on which the matter was closed in August and drawn in November."""
    close(page, office, a_file(), on=day("08-20"))
    page.seals.seal(day("08-20"))
    page.lookbacks.draw(day("11-02"))
    return page


def test_a_result_that_holds_is_recorded_and_the_matter_stays_closed(
    chosen: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    assert numbers(chosen.lookbacks.lines()) == [ROAD]
    record(chosen, office.officer, relapsed=False, evidence=[a_file("visit.jpg", "visit")])
    assert (stage(chosen), chosen.lookbacks.lines()) == (Stage.CLOSED, [])
    (line,) = chosen.lookbacks.lines(everything=True)
    assert (line.state, line.on_day, line.findings) == (
        LookbackState.HELD, day("11-10"), "路面沉降",
    )  # fmt: skip
    row = chosen.commitments.row(ROAD)
    assert (row.reopened, row.evidence, row.look_on) == (0, 2, None)


def test_a_relapse_reopens_the_matter_and_counts(chosen: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    record(chosen, office.officer, relapsed=True, due=day("12-15"))
    row = chosen.commitments.row(ROAD)
    assert (row.stage, row.reopened, row.due, row.due_version, row.look_on) == (
        Stage.ACCEPTED, 1, day("12-15"), 2, day("11-10"),
    )  # fmt: skip
    (line,) = chosen.lookbacks.lines(everything=True)
    assert line.state == LookbackState.RELAPSED
    assert told(chosen)[-1] == Happened.REOPENED
    assert told(chosen).count(Happened.REOPENED) == 1


def test_what_was_not_drawn_or_is_done_has_no_look_back_to_record(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(WrongStage):
        record(page, office.officer, relapsed=False)
    close(page, office, a_file(), on=day("08-20"))
    with pytest.raises(NothingWaiting):
        record(page, office.officer, relapsed=False)
    page.seals.seal(day("08-20"))
    page.lookbacks.draw(day("11-02"))
    record(page, office.officer, relapsed=False)
    with pytest.raises(NothingWaiting):
        record(page, office.officer, relapsed=False)


def test_neither_the_owner_nor_the_unit_looks_back(chosen: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for by in (office.transport, office.transport_head, office.leader):
        with pytest.raises(NotYourTurn):
            record(chosen, by, relapsed=False)
    (post,) = office.officer.posts
    chosen.db.tell("UPDATE commitment SET owner_post_id = :post", {"post": post})
    with pytest.raises(CheckerIsOwner):
        record(chosen, office.officer, relapsed=False)

"""The evening's seals: once a day, one after the other, and at the cost of what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_book
from models.record import ReportDraft
from models.sealing import root_of
from tests.conftest import Office, staff
from tests.ledgers.spies import watched
from tests.makers import MONDAY, MORNING, a_draft

TUESDAY, WEDNESDAY = date(2020, 8, 4), date(2020, 8, 5)
ROAD = "2020-001"


def report(book: Book, by: Office, on: date, number: str = ROAD) -> None:
    book.commitments.report(number, ReportDraft(done="进展"), by=by.transport, on=on)


def root_from_scratch(book: Book) -> str:
    heads = {row.id: row.head for row in book.db.ask("SELECT id, head FROM commitment")}
    return root_of(heads | {0: book.journal.book_chain().head})


def test_a_day_is_sealed_once(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    first = page.seals.seal(MONDAY)
    assert first is not None and page.seals.seal(MONDAY) is None
    report(page, office, MONDAY)  # recorded after the seal: it goes under the next one
    assert page.seals.seal(MONDAY) is None
    second = page.seals.seal(TUESDAY)
    assert second is not None and second.previous == first.hash
    assert (first.number, second.number) == (1, 2)
    assert second.last_event == page.journal.last_id()


def test_an_evening_with_nothing_new_makes_no_seal(page: Book) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    assert page.seals.seal(MONDAY) is not None
    assert page.seals.seal(TUESDAY) is None
    assert [one.day for one in page.seals.all()] == [MONDAY]


def test_a_missed_evening_is_made_good_in_the_morning(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    made = page.seals.catch_up(TUESDAY)
    assert made is not None and made.day == MONDAY
    assert page.seals.catch_up(TUESDAY) is None
    report(page, office, TUESDAY)
    assert page.seals.catch_up(date(2020, 8, 10)) is not None
    assert [one.day for one in page.seals.all()] == [MONDAY, date(2020, 8, 9)]


def test_a_seal_covers_every_chain(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      清淤
    """
    for on in (MONDAY, TUESDAY, WEDNESDAY):
        report(page, office, on)
        seal = page.seals.seal(on)
        assert seal is not None and seal.root == root_from_scratch(page)
        assert seal.chains == 3
    assert not audit(page).findings


def test_the_seal_of_a_day_is_the_newest_until_then(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    assert page.seals.last() is None
    page.seals.seal(MONDAY)
    report(page, office, WEDNESDAY)
    page.seals.seal(WEDNESDAY)
    assert page.seals.last(date(2020, 8, 2)) is None
    assert [page.seals.last(on).day for on in (MONDAY, TUESDAY, WEDNESDAY)] == [  # type: ignore[union-attr]
        MONDAY, MONDAY, WEDNESDAY,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "harm",
    ["UPDATE seal_node SET hash = 'x' WHERE level = 7", "DELETE FROM seal_node"],
)
def test_an_altered_tree_is_grown_anew(page: Book, office: Office, harm: str) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      清淤
    """
    page.seals.seal(MONDAY)
    page.db.tell(harm)
    assert audit(page).findings
    report(page, office, TUESDAY)
    seal = page.seals.seal(TUESDAY)
    assert seal is not None and seal.root == root_from_scratch(page)
    assert not audit(page).findings


def test_a_tree_altered_below_its_root_is_mended_by_growing_it_anew(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      清淤
    """
    page.seals.seal(MONDAY)
    page.db.tell("UPDATE seal_node SET hash = 'x' WHERE level = 0")
    assert audit(page).findings
    page.seals.grow_anew()
    report(page, office, TUESDAY)
    page.seals.seal(TUESDAY)
    assert not audit(page).findings


def test_an_evening_costs_what_changed_among_ten_or_ten_thousand_others(
    fresh_book: Callable[[], str], evidence: Path
) -> None:
    costs = []
    for many in (10, 10_000):
        url = fresh_book()
        with open_book(url, at=MORNING, evidence=evidence) as book:
            office = staff(book)
            drafts = [a_draft(number=f"N-{n}") for n in range(many)]
            book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
            book.seals.seal(MONDAY)
        with open_book(url, at=MORNING, evidence=evidence) as book:
            for number in ("N-1", "N-5", "N-9"):
                report(book, office, TUESDAY, number)
        with watched(url, evidence) as (book, spy):
            assert book.seals.seal(TUESDAY)
            costs.append((len(spy.statements), spy.rows))
    (few, small), (statements, rows) = costs
    assert statements == few
    assert rows <= small + 8 * 16

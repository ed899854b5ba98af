"""Docketing: numbers follow each other, nothing is taken twice, and many go in as a set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers import docketing
from ledgers.book import Book
from models.broken_rules import AlreadyDocketed
from models.errors import NoSuchPerson, NoSuchUnit
from models.terms import Happened, Kind, Stage
from tests.conftest import Office
from tests.ledgers.spies import contents_of, watched
from tests.makers import MONDAY, a_draft


def test_numbers_follow_each_other_within_a_year(book: Book, office: Office) -> None:
    numbers = [book.commitments.docket(a_draft(), by=office.officer, on=MONDAY) for _ in range(3)]
    assert numbers == ["2020-001", "2020-002", "2020-003"]
    new_year = a_draft(docketed_on=date(2021, 1, 4), due=date(2021, 6, 30))
    assert book.commitments.docket(new_year, by=office.officer, on=MONDAY) == "2021-001"


def test_the_next_number_follows_the_highest_given(book: Book, office: Office) -> None:
    for number in ("2020-014", "2020-007", "督-99"):
        book.commitments.docket(a_draft(number=number), by=office.officer, on=MONDAY)
    assert book.commitments.docket(a_draft(), by=office.officer, on=MONDAY) == "2020-015"


def test_a_given_number_is_kept_and_left_alone_by_the_count(book: Book, office: Office) -> None:
    drafts = [a_draft(), a_draft(number="2020-002"), a_draft()]
    numbers = book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
    assert numbers == ["2020-003", "2020-002", "2020-004"]


def test_a_number_given_further_down_a_long_file_is_not_allotted_above_it(
    book: Book, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docketing, "BATCH", 2)
    drafts = [a_draft(), a_draft(), a_draft(number="2020-001")]
    numbers = book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
    assert len(set(numbers)) == 3


def test_a_taken_number_is_refused_with_the_title_it_has(book: Book, office: Office) -> None:
    book.commitments.docket(a_draft(number="2020-001"), by=office.officer, on=MONDAY)
    with pytest.raises(AlreadyDocketed) as refusal:
        again = a_draft(number="2020-001", title="另一件")
        book.commitments.docket(again, by=office.officer, on=MONDAY)
    assert refusal.value.facts["title"] == "人民路改造"


def test_one_number_twice_in_one_go_is_refused(book: Book, office: Office) -> None:
    with pytest.raises(AlreadyDocketed):
        drafts = [a_draft(number="2020-001"), a_draft(number="2020-001")]
        book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)


def test_a_refused_docketing_uses_up_no_number(turn_page: Any, office: Office) -> None:
    with pytest.raises(NoSuchUnit), turn_page() as book:
        book.commitments.docket_many(
            [a_draft(), a_draft(lead_unit="水力局")], by=office.officer, on=MONDAY
        )
    with turn_page() as book:
        assert book.commitments.docket(a_draft(), by=office.officer, on=MONDAY) == "2020-001"


def test_two_pages_one_after_another_share_one_count(turn_page: Any, office: Office) -> None:
    numbers = []
    for _ in range(3):
        with turn_page() as book:
            numbers.append(book.commitments.docket(a_draft(), by=office.officer, on=MONDAY))
    assert numbers == ["2020-001", "2020-002", "2020-003"]


def test_an_unknown_unit_is_refused_with_the_nearest_names(book: Book, office: Office) -> None:
    with pytest.raises(NoSuchUnit) as refusal:
        book.commitments.docket(a_draft(lead_unit="交通运输"), by=office.officer, on=MONDAY)
    assert refusal.value.facts["near"][0] == "交通运输局"


@pytest.mark.parametrize("field", ["sponsor", "officer"])
def test_an_unknown_leader_is_refused_with_the_nearest_names(
    book: Book, office: Office, field: str
) -> None:
    with pytest.raises(NoSuchPerson) as refusal:
        book.commitments.docket(a_draft(**{field: "江远"}), by=office.officer, on=MONDAY)
    assert refusal.value.facts["near"][0] == "江远舟"


def test_everything_entered_can_be_shown_again(book: Book, office: Office) -> None:
    draft = a_draft(
        kind=Kind.COUNT,
        target=Decimal("30.50"),
        measure="个",
        standard="建成并移交",
        source_document="〔2020〕12号",
        source_passage="年内建成30个",
        support_units=("water：河道段", "parks", "水利局"),
        owner="林小满",
        sponsor="江远舟",
        officer="陆清和",
        milestones=({"title": "选址", "due": date(2020, 8, 20)}, {"title": "进场"}),
    )
    number = book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    whole = book.lists.show(number, MONDAY)
    support = [(one.unit, one.part) for one in whole.support_units]
    assert support == [("水利局", "河道段"), ("园林中心", "")]
    assert (whole.line.owner, whole.sponsor, whole.officer) == ("林小满", "江远舟", "陆清和")
    assert (whole.line.target, whole.line.measure) == (Decimal("30.50"), "个")
    assert [one.title for one in whole.milestones] == ["选址", "进场"]
    assert whole.source_passage == "年内建成30个"
    assert book.lists.history(number)[0].changes["target"] == [None, "30.50"]


def test_where_nobody_is_named_the_units_liaison_answers(book: Book, office: Office) -> None:
    number = book.commitments.docket(a_draft(), by=office.officer, on=MONDAY)
    assert book.lists.one(number, MONDAY).owner == "林小满"


def test_a_ledger_in_force_is_assigned_as_it_goes_in(book: Book, office: Office) -> None:
    one = book.commitments.docket(a_draft(), by=office.officer, on=MONDAY)
    (two,) = book.commitments.docket_many([a_draft()], by=office.officer, on=MONDAY)
    assert [book.lists.one(n, MONDAY).stage for n in (one, two)] == [
        Stage.DOCKETED,
        Stage.ASSIGNED,
    ]
    assert [one.happened for one in book.lists.history(two)] == [Happened.DOCKETED]


def test_five_thousand_go_in_as_a_set(book_url: str, evidence: Path, office: Office) -> None:
    drafts = [a_draft(title=f"事项{n}", milestones=({"title": "一"},)) for n in range(5000)]
    told: list[int] = []
    with watched(book_url, evidence) as (book, spy):
        numbers = book.commitments.docket_many(
            drafts, by=office.officer, on=MONDAY, progress=told.append
        )
    assert (numbers[0], numbers[-1]) == ("2020-001", "2020-5000")
    assert told[-1] == 5000
    assert len(spy.statements) < 60
    with watched(book_url, evidence) as (book, _):
        counts = {
            table: book.db.ask(f"SELECT count(*) AS n FROM {table}")[0].n
            for table in ("commitment", "milestone")
        }
        events = book.db.ask("SELECT count(*) AS n FROM event WHERE commitment_id IS NOT NULL")
    assert counts == {"commitment": 5000, "milestone": 5000}
    assert events[0].n == 5000


def test_one_bad_draft_among_many_leaves_nothing(
    turn_page: Any, office: Office, book_url: str
) -> None:
    before = contents_of(book_url)
    with pytest.raises(NoSuchUnit), turn_page() as book:
        drafts = [a_draft() for _ in range(50)] + [a_draft(lead_unit="无此单位")]
        book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
    assert contents_of(book_url) == before

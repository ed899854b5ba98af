"""移交与代理: duty stays with the post; who sits in it, and who stands in, is on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledgers.book import Book
from models.broken_rules import NotYourMatter, NotYourTurn
from models.errors import NothingHeld, WrongPeriod
from models.people import PersonDraft
from models.refused_closings import CheckerIsOwner
from models.terms import Happened, Role, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import ROAD, TUESDAY, report, stage
from tests.makers import MONDAY


def tenures(book: Book, post: int) -> list[tuple[str, date, date | None]]:
    rows = book.db.ask(
        "SELECT p.name, t.since, t.until FROM tenure t JOIN person p ON p.id = t.person_id"
        " WHERE t.post_id = :post ORDER BY t.id",
        {"post": post},
    )
    return [(row.name, row.since, row.until) for row in rows]


# -- hand-over --------------------------------------------------------------------------------


def test_every_matter_goes_over_with_the_post_and_without_paperwork(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    2020-003  2020-09-30  transport  中原路改造
    """
    page.commitments.cancel("2020-003", reason="x", by=office.leader, on=TUESDAY)
    before = page.commitments.row(ROAD)
    over = page.postings.hand_over("林小满", "钟乐", by=office.officer, on=day("08-10"))
    assert over == [ROAD]
    assert page.lists.one(ROAD, day("08-10")).owner == "钟乐"
    assert page.commitments.row(ROAD) == before  # not a word in its own history
    new = page.directory.actor_named("钟乐")
    report(page, new, 10, on=day("08-10"))
    with pytest.raises(NotYourTurn):  # holds no post any more
        report(page, page.directory.actor_named("林小满"), 20, on=day("08-11"))


def test_who_sat_in_a_post_and_when_is_kept(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    (post,) = office.transport.posts
    page.postings.hand_over("林小满", "钟乐", by=office.officer, on=day("08-10"))
    page.postings.hand_over("钟乐", "林小满", by=office.officer, on=day("09-10"))
    assert tenures(page, post) == [
        ("林小满", MONDAY, day("08-10")),
        ("钟乐", day("08-10"), day("09-10")),
        ("林小满", day("09-10"), None),
    ]
    last = page.db.ask("SELECT happened, note FROM event ORDER BY id DESC LIMIT 1")[0]
    assert tuple(last) == (Happened.HANDED_OVER, "钟乐 → 林小满")


def test_leaders_and_officers_hand_over_what_they_follow(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    """
    (leader,), (officer,) = office.leader.posts, office.officer.posts
    page.db.tell(
        "UPDATE commitment SET sponsor_post_id = :one, officer_post_id = :two WHERE number = :road",
        {"one": leader, "two": officer, "road": ROAD},
    )
    assert page.postings.hand_over("江远舟", "新领导", by=office.officer, on=TUESDAY) == [ROAD]
    assert page.postings.hand_over("陆清和", "新督查", by=office.chief, on=TUESDAY) == [ROAD]
    whole = page.lists.show(ROAD, TUESDAY)
    assert (whole.sponsor, whole.officer) == ("新领导", "新督查")
    units = {one.name: one.leader for one in page.directory.units()}
    assert units["交通运输局"] == "新领导"


def test_somebody_with_two_posts_may_hand_over_one(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    """
    page.postings.hand_over("白露", "林小满", by=office.officer, on=TUESDAY)
    both = page.directory.actor_named("林小满")
    assert len(both.posts) == 2
    over = page.postings.hand_over("林小满", "白露", by=office.officer, on=TUESDAY, unit="water")
    assert over == ["2020-002"]
    assert page.lists.one(ROAD, TUESDAY).owner == "林小满"


def test_a_successor_new_to_the_book_is_entered_under_the_bare_name(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.postings.hand_over("林小满", "钟乐@交通局", by=office.officer, on=TUESDAY)
    assert page.lists.one(ROAD, TUESDAY).owner == "钟乐"


def test_who_holds_nothing_hands_nothing_over(book: Book, office: Office) -> None:
    book.postings.hand_over("林小满", "钟乐", by=office.officer, on=TUESDAY)
    with pytest.raises(NothingHeld):
        book.postings.hand_over("林小满", "别人", by=office.officer, on=TUESDAY)
    with pytest.raises(NothingHeld):
        book.postings.hand_over("白露", "别人", by=office.officer, on=TUESDAY, unit="transport")
    with pytest.raises(NotYourTurn):
        book.postings.hand_over("白露", "别人", by=office.water_head, on=TUESDAY)


def test_who_takes_a_post_over_may_not_check_what_it_answers_for(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.postings.hand_over("林小满", "陆清和", by=office.chief, on=TUESDAY)
    both = page.directory.actor_named("陆清和")
    page.db.tell("UPDATE commitment SET evidence = 1")
    page.commitments.ask_closure(ROAD, by=both, on=TUESDAY)
    with pytest.raises(CheckerIsOwner):
        page.commitments.check(ROAD, passed=True, findings="x", by=both, on=TUESDAY)


# -- deputies ---------------------------------------------------------------------------------


def deputise(book: Book, office: Office, first: str = "08-10", last: str = "08-14") -> None:
    book.postings.name_deputy(
        "白露", "林小满", since=day(first), until=day(last), by=office.officer, on=TUESDAY,
        reason="休假",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "may"), [("08-09", False), ("08-10", True), ("08-14", True), ("08-15", False)]
)
def test_a_deputy_stands_in_on_both_days_and_between(
    book: Book, office: Office, on: str, may: bool
) -> None:
    deputise(book, office)
    deputy, principal = office.water.person_id, office.transport.person_id
    assert book.postings.stands_in(deputy, principal, day(on)) is may
    assert book.postings.stands_in(principal, deputy, day(on)) is False


def test_what_a_deputy_does_shows_both(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    deputise(page, office)
    with pytest.raises(NotYourMatter):
        page.commitments.accept(ROAD, by=office.water, on=day("08-10"))
    by = office.water.on_behalf_of(office.transport)
    page.commitments.accept(ROAD, by=by, on=day("08-10"))
    last = page.lists.history(ROAD)[-1]
    assert (stage(page), last.actor, last.behalf) == (Stage.ACCEPTED, "白露", "林小满")


def test_a_deputys_period_may_be_ended_early(book: Book, office: Office) -> None:
    deputise(book, office)
    with pytest.raises(NothingHeld):
        book.postings.end_deputy("白露", "林小满", by=office.officer, on=day("08-09"))
    book.postings.end_deputy("白露", "林小满", by=office.officer, on=day("08-11"))
    ids = office.water.person_id, office.transport.person_id
    assert book.postings.stands_in(*ids, day("08-11"))
    assert not book.postings.stands_in(*ids, day("08-12"))
    events = book.db.ask("SELECT happened FROM event WHERE chain = 'book' ORDER BY id DESC LIMIT 2")
    assert [row.happened for row in events] == [Happened.DEPUTY_NAMED] * 2


def test_a_period_that_ends_before_it_begins_is_refused(book: Book, office: Office) -> None:
    with pytest.raises(WrongPeriod):
        deputise(book, office, "08-14", "08-10")
    deputise(book, office, "08-14", "08-14")


def test_only_the_office_names_deputies(book: Book, office: Office) -> None:
    for by in (office.transport, office.transport_head, office.leader, office.auditor):
        with pytest.raises(NotYourTurn):
            book.postings.name_deputy(
                "白露", "林小满", since=MONDAY, until=TUESDAY, by=by, on=MONDAY
            )


def test_deputies_are_listed_until_their_period_has_ended(book: Book, office: Office) -> None:
    deputise(book, office)
    lines = book.postings.deputies(MONDAY)
    assert [(one.principal, one.deputy, one.since, one.until, one.reason) for one in lines] == [
        ("林小满", "白露", day("08-10"), day("08-14"), "休假")
    ]
    assert book.postings.deputies(day("08-14")) == lines
    assert book.postings.deputies(day("08-14") + timedelta(days=1)) == []


def test_a_deputy_is_bound_by_the_rules_of_both(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    draft = PersonDraft(name="代理", unit="transport", role=Role.LIAISON)
    page.directory.add_person(draft, by=office.chief, on=MONDAY)
    insider = page.directory.actor_named("代理")
    page.db.tell("UPDATE commitment SET evidence = 1")
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    from models.refused_closings import CheckerIsInside

    with pytest.raises(CheckerIsInside):
        page.commitments.check(
            ROAD, passed=True, findings="x", by=insider.on_behalf_of(office.officer), on=TUESDAY
        )

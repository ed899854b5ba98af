"""The daily look: every rung once, nothing lost, nothing on a day of rest (DESIGN §4.4–4.9)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledgers.book import Book, open_book
from ledgers.sql import questions
from ledgers.upkeep import adopt
from models.policy import Policy, Rung
from models.record import ReportDraft
from models.terms import Happened, Light, Reader, Step
from tests.conftest import Office, day, staff
from tests.ledgers.spies import contents_of, watched
from tests.ledgers.steps import (
    ROAD,
    days,
    extend,
    live,
    notices,
)
from tests.makers import MONDAY, MORNING, a_draft

# -- each rung on its day -----------------------------------------------------------------


def test_the_ladder_is_climbed_on_its_working_days(page: Book) -> None:
    """
    2020-001  2020-09-25  transport  人民路改造
    """
    live(page, MONDAY, day("11-06"))
    assert [one for one in notices(page) if one[0] == "deadline"] == [
        ("deadline", "T-10", day("09-11"), True),
        ("deadline", "T-3", day("09-22"), True),
        ("deadline", "T+1", day("09-27"), True),  # a Sunday worked for National Day
        ("deadline", "T+5", day("10-09"), True),
        ("deadline", "T+10", day("10-15"), True),
        ("deadline", "T+20", day("10-29"), True),
    ]


def test_lights_change_on_their_days(page: Book) -> None:
    """
    2020-001  2020-09-25  transport  人民路改造
    """
    live(page, MONDAY, day("11-06"))
    lit = [
        one
        for one in page.lists.history(ROAD)
        if one.happened == Happened.LOOKED and "light" in one.changes
    ]
    assert [(one.on_day, one.changes["light"][1]) for one in lit] == [
        (MONDAY, "green"),
        (day("09-27"), "yellow"),
        (day("10-15"), "red"),
    ]


def test_a_milestone_has_a_ladder_of_its_own(page: Book) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    · 2020-08-14  进场
    """
    live(page, MONDAY, day("08-31"))
    basis = {one[0] for one in notices(page)}
    assert len(basis) == 1
    assert basis.pop().startswith("milestone:")
    assert [(rung, on) for _, rung, on, _ in notices(page)] == [
        ("T+1", day("08-17")),
        ("T+5", day("08-21")),
    ]


def test_silence_is_asked_about_once_and_anew_after_a_report(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    live(page, MONDAY, day("09-18"))
    assert [(one[0], one[2]) for one in notices(page)] == [("silence", day("09-03"))]
    page.commitments.report(ROAD, ReportDraft(done="x"), by=office.transport, on=day("09-18"))
    live(page, day("09-19"), day("10-23"))
    assert [(one[0], one[2]) for one in notices(page)] == [
        ("silence", day("09-03")),
        ("silence", day("10-19")),  # the 31st day after, 10-19, is a Monday
    ]


# -- twice is once ------------------------------------------------------------------------


def test_the_same_day_twice_changes_nothing(
    docketed: list[str], turn_page: Any, book_url: str
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    · 2020-08-12  进场
    """
    counts = []
    for on in (MONDAY, day("08-17")):
        with turn_page() as book:
            counts.append(book.rounds.look(on))
        before = contents_of(book_url)
        with turn_page() as book:
            assert book.rounds.look(on) == counts[-1]
        assert contents_of(book_url) == before
    assert counts == [2, 2]


def test_a_rung_is_claimed_by_its_key(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.rounds.look(day("08-17"))
    columns = "commitment_id, basis, version, rung, step, readers, fell_due_on, claimed_on, sent"
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        page.db.tell(f"INSERT INTO notice ({columns}) SELECT {columns} FROM notice")


@pytest.fixture
def look_twice_at_once(book_url: str, evidence: Path) -> Callable[[date, date], list[int]]:
    """Let a second process look while the first one still writes."""

    def both(first_on: date, second_on: date) -> list[int]:
        looked: list[int] = [0, 0]
        ready, done = threading.Event(), threading.Event()

        def second() -> None:
            ready.wait(10)
            with open_book(book_url, at=MORNING, evidence=evidence) as book:
                looked[1] = book.rounds.look(second_on)
            done.set()

        other = threading.Thread(target=second)
        other.start()
        with open_book(book_url, at=MORNING, evidence=evidence) as book:
            looked[0] = book.rounds.look(first_on)
            ready.set()
            assert not done.wait(0.2), "the second look did not wait for the first"
        other.join(30)
        assert done.is_set()
        return looked

    return both


def test_two_who_look_at_the_same_time_claim_each_rung_once(
    docketed: list[str], look_twice_at_once: Any, turn_page: Any
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    assert look_twice_at_once(day("08-17"), day("08-17")) == [2, 2]
    with turn_page() as book:
        assert [one[1] for one in notices(book)] == ["T-10", "T-3", "T+1"]
        assert len([one for one in book.lists.history(ROAD) if one.happened == "looked"]) == 1


def test_many_who_look_at_the_same_time_leave_one_day_behind(
    docketed: list[str], book_url: str, evidence: Path, turn_page: Any
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    start, troubles = threading.Barrier(4), []

    def look() -> None:
        start.wait(10)
        try:
            with open_book(book_url, at=MORNING, evidence=evidence) as book:
                book.rounds.look(day("08-17"))
        except Exception as trouble:
            troubles.append(trouble)

    crowd = [threading.Thread(target=look) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(30)
    assert not troubles
    with turn_page() as book:
        assert len(notices(book)) == 3
        assert book.db.ask("SELECT count(*) AS n FROM day")[0].n == 1


# -- days of rest -------------------------------------------------------------------------


def test_no_ladder_climbs_on_a_day_of_rest_and_nothing_is_lost(page: Book) -> None:
    """
    2020-001  2020-09-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    for on in days(day("10-01"), day("10-08")):  # everything up to T+1 fell due before
        page.rounds.look(on)
        assert notices(page) == []
    page.rounds.look(day("10-09"))
    assert [(rung, sent) for basis, rung, _, sent in notices(page) if basis == "deadline"] == [
        ("T-10", False), ("T-3", False), ("T+1", False), ("T+5", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("on", "works"), [("09-26", False), ("09-27", True), ("10-10", True)])
def test_a_make_up_day_is_a_working_day_of_the_ladder(page: Book, on: str, works: bool) -> None:
    """
    2020-001  2020-09-24  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    page.rounds.look(day(on))
    assert bool(notices(page)) is works
    line = page.rounds.day(day(on))
    assert line is not None
    assert line.working is works


# -- a new deadline -----------------------------------------------------------------------


def test_a_new_deadline_starts_a_new_ladder(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    """
    live(page, MONDAY, day("08-18"))
    extend(page, office, day("09-18"), day("08-18"))
    live(page, day("08-19"), day("09-21"))
    rows = page.db.ask("SELECT version, rung, claimed_on FROM notice WHERE basis = 'deadline'")
    assert [tuple(row) for row in rows] == [
        ("1", "T-10", day("08-07")),
        ("1", "T-3", day("08-18")),
        ("2", "T-10", day("09-04")),
        ("2", "T-3", day("09-15")),
        ("2", "T+1", day("09-21")),
    ]


def test_a_matter_that_waits_for_its_check_is_not_chased(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.rounds.look(day("08-14"))
    before = notices(page)
    page.commitments.ask_closure(ROAD, by=office.transport, on=day("08-14"), evidence=[a_file()])
    live(page, day("08-15"), day("08-28"))
    assert notices(page) == before
    returned = day("08-28")
    page.commitments.check(ROAD, passed=False, findings="x", by=office.officer, on=returned)
    page.rounds.look(day("08-31"))
    assert [one[1] for one in notices(page)[len(before) :]] == ["T+1", "T+5", "T+10"]


def test_a_closed_matter_is_never_looked_at(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[a_file()])
    page.commitments.check(ROAD, passed=True, findings="x", by=office.officer, on=MONDAY)
    page.commitments.confirm(ROAD, by=office.chief, on=MONDAY)
    assert page.rounds.look(day("12-31")) == 0
    assert notices(page) == []


# -- rules that change --------------------------------------------------------------------


def test_a_new_policy_is_followed_from_its_day(page: Book) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    rung = Rung(-90, Step.REMIND, (Reader.OWNER,))
    adopt(page, Policy(name="早提醒", ladder=(rung,)), "", on=day("08-18"))
    page.rounds.look(day("08-19"))
    assert [one[:3] for one in notices(page)] == [("deadline", "T-90", day("08-19"))]


# -- cost follows what is due (DESIGN §4.7) -----------------------------------------------


@pytest.fixture
def morning_among(
    fresh_book: Callable[[], str], evidence: Path
) -> Callable[[int], tuple[list[str], int]]:
    """Look at five that are due among so many others; returns statements and rows read."""

    def morning(others: int) -> tuple[list[str], int]:
        url = fresh_book()
        with open_book(url, at=MORNING, evidence=evidence) as book:
            due = [a_draft(due=day("08-14"), milestones=({"title": "一"},)) for _ in range(5)]
            rest = [a_draft(due=day("12-31"), milestones=({"title": "一"},)) for _ in range(others)]
            by = staff(book).officer
            # Not assigned: else silence would accept them all on the third working day.
            book.commitments.docket_many([*due, *rest], by=by, on=MONDAY, assign=False)
            assert book.rounds.look(MONDAY) == others + 5
        with watched(url, evidence) as (book, spy):
            assert book.rounds.look(day("08-11")) == 5
            rows = book.db.ask("SELECT count(*) AS n FROM notice WHERE sent")
            assert rows[0].n >= 5
        return spy.statements, spy.rows

    return morning


def test_a_morning_costs_the_same_among_ten_or_a_thousand_others(morning_among: Any) -> None:
    assert morning_among(10) == morning_among(1000)


def test_the_number_of_statements_does_not_grow_with_what_is_due(
    fresh_book: Callable[[], str], evidence: Path
) -> None:
    counts = []
    for many in (3, 300):
        url = fresh_book()
        with open_book(url, at=MORNING, evidence=evidence) as book:
            drafts = [a_draft(due=day("08-14")) for _ in range(many)]
            book.commitments.docket_many(drafts, by=staff(book).officer, on=MONDAY)
        with watched(url, evidence) as (book, spy):
            assert book.rounds.look(day("08-17")) == many
            counts.append(len(spy.statements))
    assert counts[0] == counts[1] <= 21


QUESTIONS = (
    "due_a_look", "milestones_due_a_look", "parts_due_a_look", "claims_due_a_look",
    "anything_before",
)  # fmt: skip


def plan_of(book: Book, office: Office, question: str, analysed: bool) -> str:
    """Ask the database how it would answer in a book of a thousand, none of them due."""
    drafts = [a_draft(due=day("12-31"), milestones=({"title": "一"},)) for _ in range(1000)]
    book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
    book.rounds.look(MONDAY)
    how = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[book.db.dialect]
    if analysed or book.db.dialect == "postgresql":  # which always does, a little later
        book.db.tell("ANALYZE commitment")
    rows = book.db.ask(how + questions("lines")[question], {"on": day("08-04")})
    return "\n".join(str(tuple(row)) for row in rows)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("analysed", [False, True])
def test_the_morning_reads_through_the_index_on_look_on(
    book: Book, office: Office, question: str, analysed: bool
) -> None:
    plan = plan_of(book, office, question, analysed)
    assert "ix_commitment_look_on" in plan
    assert "Seq Scan on commitment" not in plan
    assert "SCAN c" not in plan


def test_only_what_changed_gets_an_event(page: Book) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    live(page, MONDAY, day("08-17"))
    looked = [one for one in page.lists.history(ROAD) if one.happened == Happened.LOOKED]
    assert len(looked) == 1
    assert page.commitments.row(ROAD).light == Light.GREEN

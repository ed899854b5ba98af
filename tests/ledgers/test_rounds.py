"""The daily look: every rung once, nothing lost, nothing on a day of rest (DESIGN §4.4–4.9)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_book, open_past
from ledgers.sql import questions
from ledgers.upkeep import adopt
from models.broken_rules import WrongStage
from models.policy import Policy, Rung
from models.record import ReportDraft
from models.terms import Happened, Light, Reader, Step
from tests.conftest import Office, day, staff
from tests.ledgers.lives import answers, hour
from tests.ledgers.spies import contents_of, watched
from tests.ledgers.steps import ROAD, close, extend, policy_with, report, states, told
from tests.makers import MONDAY, MORNING, a_draft, drafts_of


def notices(book: Book, number: str = ROAD) -> list[tuple[str, str, date, bool]]:
    rows = book.db.ask(
        "SELECT n.* FROM notice n JOIN commitment c ON c.id = n.commitment_id"
        " WHERE c.number = :number ORDER BY n.id",
        {"number": number},
    )
    return [(row.basis, row.rung, row.claimed_on, bool(row.sent)) for row in rows]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def live(book: Book, first: date, last: date) -> None:
    for on in days(first, last):
        book.rounds.look(on)


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


# -- missed days --------------------------------------------------------------------------


def test_after_days_off_all_rungs_are_recorded_and_the_highest_is_sent(page: Book) -> None:
    """
    2020-001  2020-09-11  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    page.rounds.look(day("09-21"))
    assert notices(page) == [
        ("deadline", "T-10", day("09-21"), False),
        ("silence", "T+0", day("09-21"), True),
        ("deadline", "T-3", day("09-21"), False),
        ("deadline", "T+1", day("09-21"), False),
        ("deadline", "T+5", day("09-21"), True),
    ]
    fell = page.db.ask("SELECT fell_due_on FROM notice ORDER BY id")
    assert [row.fell_due_on for row in fell] == [
        day("08-28"), day("09-03"), day("09-08"), day("09-14"), day("09-18"),
    ]  # fmt: skip


def test_days_off_end_where_every_day_would_have_ended(
    fresh_book: Callable[[], str], evidence: Path
) -> None:
    lines = """
    2020-001  2020-09-11  transport  人民路改造
    2020-002  2020-09-25  water      河道清淤
    · 2020-08-28  进场
    2020-003  -           water      常态化保洁
    2020-004  2020-12-31  parks      公园开放
    """
    ends = []
    for lived in (days(MONDAY, day("10-12")), [MONDAY, day("08-26"), day("10-12")]):
        with open_book(fresh_book(), at=MORNING, evidence=evidence) as book:
            by = staff(book).officer
            book.commitments.docket_many(drafts_of(lines), by=by, on=MONDAY)
            for on in lived:
                book.rounds.look(on)
            claims = book.db.ask(
                "SELECT commitment_id, basis, version, rung, step, readers, fell_due_on FROM notice"
                " ORDER BY commitment_id, basis, version, rung"
            )
            rows = book.db.ask("SELECT number, light, look_on FROM commitment ORDER BY number")
            ends.append((claims, rows))
    assert ends[0] == ends[1]
    assert ends[0][0]


def test_missed_working_days_are_counted(page: Book) -> None:
    """
    2020-001  2020-09-11  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    assert page.rounds.missed_days(day("08-05")) == 0  # nothing was lived to its end yet
    page.rounds.finish(MONDAY, {})
    counted = [page.rounds.missed_days(day(on)) for on in ("08-04", "08-05", "08-10", "08-11")]
    assert counted == [0, 1, 4, 5]


# -- turns on missed days -------------------------------------------------------------------


def reds(book: Book, number: str = ROAD) -> str:
    return str(book.commitments.row(number).reds)


def test_a_silence_that_a_report_ended_on_a_missed_day_is_on_record_and_nobody_is_pressed(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    report(page, office.transport, 40, day("09-08"))
    assert notices(page) == [("silence", "T+0", day("09-08"), False)]
    assert told(page)[-2:] == [Happened.LOOKED, Happened.REPORTED]
    assert page.lists.history(ROAD)[-2].actor == ""
    page.rounds.look(day("09-09"))
    assert notices(page) == [("silence", "T+0", day("09-08"), False)]
    fell = page.db.ask("SELECT fell_due_on FROM notice")
    assert [row.fell_due_on for row in fell] == [day("09-03")]
    assert not audit(page).findings


def test_rungs_recorded_before_a_turn_go_out_with_the_next_run_the_highest_of_each_ladder(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-11  transport  人民路改造
    """
    live(page, MONDAY, day("08-31"))
    page.rounds.finish(day("08-31"), {})
    report(page, office.transport, 40, day("09-15"))
    recorded = [("deadline", rung, day("09-15"), False) for rung in ("T-3", "T+1")]
    assert notices(page)[1:] == [("silence", "T+0", day("09-15"), False), *recorded]
    report(page, office.transport, 50, day("09-16"))  # nothing more fell due
    assert notices(page)[2:] == recorded
    page.rounds.look(day("09-21"))
    assert notices(page)[2:] == [*recorded, ("deadline", "T+5", day("09-21"), True)]
    (ask,) = next(one.asks for one in page.news.for_day(day("09-21")) if one.asks)
    assert (ask.fell_due_on, ask.skipped) == (day("09-18"), 2)
    assert not audit(page).findings


def test_a_recorded_rung_is_told_again_when_it_is_sent_and_taken_once(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-11  transport  人民路改造
    """
    live(page, MONDAY, day("09-11"))
    before = len(notices(page))
    report(page, office.transport, 40, day("09-15"))
    assert notices(page)[before:] == [("deadline", "T+1", day("09-15"), False)]
    page.rounds.look(day("09-16"))
    assert notices(page)[before:] == [("deadline", "T+1", day("09-16"), True)]
    live(page, day("09-17"), day("09-18"))
    assert [one[1:] for one in notices(page)[before:]] == [
        ("T+1", day("09-16"), True), ("T+5", day("09-18"), True),
    ]  # fmt: skip
    assert not audit(page).findings


def test_a_ladder_that_an_extension_stopped_on_a_missed_day_presses_nobody(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-04  transport  人民路改造
    """
    live(page, MONDAY, day("08-31"))
    before = len(notices(page))
    extend(page, office, day("11-20"), day("09-04"))
    page.rounds.look(day("09-07"))
    assert notices(page)[before:] == [
        ("deadline", "T-3", day("09-04"), False), ("silence", "T+0", day("09-07"), True),
    ]  # fmt: skip
    assert not audit(page).findings


def test_what_was_proposed_on_a_missed_day_is_withdrawn_by_good_cause(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, ladder=(Rung(1, Step.CIRCULAR, (Reader.OFFICER,)),))
    live(page, MONDAY, day("08-14"))
    page.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=day("08-19"))
    assert states(page, "proposal") == ["withdrawn"]
    page.rounds.look(day("08-20"))
    assert states(page, "proposal") == ["withdrawn"]
    assert not audit(page).findings


def test_a_red_spell_that_a_turn_ended_on_a_missed_day_counts(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-14"))
    close(page, office, a_file(), day("09-02"))
    assert reds(page) == "2020-08-28/2020-09-02"
    assert [one[1:] for one in notices(page) if one[3]][-1] == ("T+10", day("09-02"), True)
    assert states(page, "proposal") == ["withdrawn"]
    assert page.rounds.look(day("09-03")) == 0


def test_silence_is_acceptance_on_a_missed_day_too(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    with pytest.raises(WrongStage):
        page.commitments.accept(ROAD, by=office.transport, on=day("08-20"))


def test_the_whole_and_all_its_parts_are_looked_at_before_a_turn_in_one_of_them(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    each = {"lead_unit": "transport", "due": day("08-14")}
    first, second = page.parts.split(
        ROAD, [a_draft(title=one, **each) for one in ("一段", "二段")], by=office.officer, on=MONDAY
    )
    other = page.commitments.docket(a_draft(due=day("08-14")), by=office.officer, on=MONDAY)
    live(page, MONDAY, day("08-14"))
    report(page, office.transport, 40, day("09-02"), first)
    lit = {one: page.commitments.row(one).light_since for one in (ROAD, first, second, other)}
    assert lit[first] == lit[second] == day("08-28")
    assert lit[ROAD] != MONDAY
    assert lit[other] < day("08-14")  # what has nothing to do with it waits for the run


def test_new_rules_and_a_new_calendar_find_what_fell_due_before_them(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-14"))
    adopt(page, Policy(red_overdue=50, yellow_overdue=40), "", on=day("09-02"))
    assert reds(page) == "2020-08-28/"
    page.rounds.look(day("09-03"))
    assert reds(page) == "2020-08-28/2020-09-02"


def test_a_part_entered_on_a_missed_day_changes_nothing_of_the_days_before(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-14"))
    part = a_draft(title="一段", parent=ROAD, due=day("12-31"))
    page.commitments.docket(part, by=office.officer, on=day("09-02"))
    assert reds(page) == "2020-08-28/"


def test_the_day_of_a_turn_is_left_to_its_own_run(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    live(page, MONDAY, day("09-02"))
    report(page, office.transport, 40, day("09-03"))  # the day on which silence would be asked
    page.rounds.look(day("09-03"))
    assert notices(page) == []


def test_a_turn_of_an_earlier_day_looks_at_no_day_that_was_lived(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    page.rounds.look(day("09-09"))
    before = len(told(page))
    for on in ("08-20", "09-01", "09-09"):
        report(page, office.transport, 40, day(on))
    assert told(page)[before:] == [Happened.REPORTED] * 3


def test_in_a_book_nobody_ever_looked_at_no_day_was_missed(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    report(page, office.transport, 40, day("09-02"))
    assert told(page)[-1] == Happened.REPORTED
    assert notices(page) == []


def test_a_missed_day_answers_the_same_before_and_after_the_run_that_follows(
    docketed: list[str], book_url: str, evidence: Path
) -> None:
    """
    2020-001  2020-09-11  transport  人民路改造
    2020-002  2020-09-11  water      河道清淤
    """

    def at(on: date, of_day: int) -> Any:
        return open_book(book_url, at=hour(on, of_day), evidence=evidence)

    def seen_from_later() -> dict[str, Any]:
        with open_past(book_url, day("09-15"), at=hour(day("10-15"), 9)) as book:
            return answers(book, day("09-15"))

    with at(MONDAY, 8) as book:
        book.rounds.look(MONDAY)
        office = staff(book)
    with at(day("09-15"), 10) as book:
        report(book, office.transport, 40, day("09-15"))
    before = seen_from_later()
    with at(day("09-16"), 8) as book:
        book.rounds.look(day("09-16"))
        assert any(sent for *_, sent in notices(book))
    assert seen_from_later() == before


def test_a_turn_on_a_lived_day_asks_one_question_more(
    docketed: list[str], book_url: str, evidence: Path
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    with open_book(book_url, at=MORNING, evidence=evidence) as book:
        book.rounds.look(MONDAY)
        office = staff(book)
    with watched(book_url, evidence) as (book, spy):
        book.rounds.make_good(MONDAY, [1])
        assert len(spy.statements) == 1
        report(book, office.transport, 40, MONDAY)
    assert sum("look_on <" in one for one in spy.statements) == 2


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

"""中止: clock, ladder and milestones stand still; how late it was it still is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ledgers.book import Book
from models.broken_rules import WrongStage
from models.lights import BEHIND, SUSPENDED
from models.terms import Light, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import ROAD, report, rungs, stage
from tests.makers import MONDAY, a_draft


def live(book: Book, first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        book.rounds.look(first + timedelta(days=n))


def suspend(book: Book, office: Office, on: date) -> None:
    book.commitments.suspend(ROAD, reason="环保管控停工", by=office.leader, on=on)


def resume(book: Book, office: Office, on: date) -> date | None:
    return book.commitments.resume(ROAD, by=office.leader, on=on)


# -- the reason stays visible ---------------------------------------------------------------


def test_a_suspended_matter_shows_no_light_but_its_reason(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    suspend(page, office, day("08-10"))
    live(page, day("08-10"), day("08-31"))
    line = page.lists.one(ROAD, day("08-31"))
    assert (line.stage, line.light) == (Stage.SUSPENDED, Light.NONE)
    (reason,) = line.verdict.reasons
    assert (reason.sentence, reason.facts) == (SUSPENDED, {"reason": "环保管控停工"})
    assert page.commitments.row(ROAD).light == Light.NONE


def test_the_reason_is_gone_when_it_goes_on_and_history_keeps_it(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    suspend(page, office, day("08-10"))
    resume(page, office, day("08-17"))
    row = page.commitments.row(ROAD)
    assert (row.stage, row.pause_reason, row.suspended_on) == (Stage.ACCEPTED, "", None)
    assert "环保管控停工" in [one.note for one in page.lists.history(ROAD)]


# -- the clock ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "stopped", "went_on", "later"),
    [
        ("08-28", "08-10", "08-17", "09-04"),  # five working days
        ("09-25", "09-28", "10-12", "10-09"),  # National Day does not count, its make-up days do
        ("08-28", "08-10", "08-10", "08-28"),  # the same day: nothing stood still
        ("08-28", "08-08", "08-09", "08-28"),  # a weekend
        ("08-14", "08-19", "08-26", "08-21"),  # three days late, and it stays so
    ],
)
def test_a_deadline_moves_by_the_working_days_it_stood_still(
    page: Book, office: Office, due: str, stopped: str, went_on: str, later: str
) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    page.db.tell("UPDATE commitment SET due = :due", {"due": day(due)})
    late = page.calendar.between(day(due), day(stopped))
    suspend(page, office, day(stopped))
    moved = resume(page, office, day(went_on))
    assert moved == day(later)
    assert page.calendar.between(moved, day(went_on)) == late
    days = page.calendar.between(day(stopped), day(went_on))
    row = page.commitments.row(ROAD)
    assert (row.due, row.due_version, row.extensions) == (moved, 1, 0)
    assert (row.paused_days, row.original_due) == (days, date(2020, 12, 25))


def test_a_standing_duty_may_be_suspended_too(page: Book, office: Office) -> None:
    """
    2020-001  -  transport  常态化保洁
    """
    suspend(page, office, day("08-10"))
    assert resume(page, office, day("08-17")) is None


def test_two_suspensions_add_up(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for stopped, went_on in (("08-10", "08-12"), ("08-20", "08-25")):
        suspend(page, office, day(stopped))
        resume(page, office, day(went_on))
    row = page.commitments.row(ROAD)
    assert (row.paused_days, row.due) == (5, page.calendar.shift(day("09-30"), 5))


def test_pace_does_not_count_the_days_it_stood_still(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    report(page, office.transport, 0, on=day("08-10"))
    before = page.lists.one(ROAD, day("08-10"))
    suspend(page, office, day("08-10"))
    resume(page, office, day("09-07"))
    after = page.lists.one(ROAD, day("09-07"))
    assert (after.light, after.days_left) == (before.light, before.days_left)
    assert after.verdict.reasons == before.verdict.reasons
    assert BEHIND in [one.sentence for one in after.verdict.reasons]


# -- the ladder -----------------------------------------------------------------------------


def test_nobody_is_chased_while_it_stands_still_and_no_rung_fires_twice(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    """
    live(page, MONDAY, day("08-19"))
    taken = rungs(page)
    assert [rung for rung, _ in taken] == ["T-10", "T-3"]
    suspend(page, office, day("08-19"))
    live(page, day("08-20"), day("09-15"))
    assert rungs(page) == taken
    assert resume(page, office, day("09-16")) == day("09-18")
    live(page, day("09-16"), day("09-25"))
    assert rungs(page) == [*taken, ("T+1", day("09-21")), ("T+5", day("09-25"))]


def test_the_ladder_goes_on_where_it_stopped(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-19"))  # three working days late
    suspend(page, office, day("08-19"))
    live(page, day("08-20"), day("09-01"))
    resume(page, office, day("09-02"))
    live(page, day("09-02"), day("09-04"))
    line = page.lists.one(ROAD, day("09-02"))
    assert (line.days_left, line.light) == (-3, Light.YELLOW)
    assert rungs(page)[-1] == ("T+5", day("09-04"))


def test_milestones_stand_still_with_it(book: Book, office: Office) -> None:
    steps: Any = (
        {"title": "进场", "due": day("08-07")},
        {"title": "主体", "starts": day("08-05"), "due": day("08-21")},
        {"title": "收尾", "starts": day("08-20"), "due": day("09-11")},
        {"title": "验收"},
    )
    draft = a_draft(number=ROAD, due=day("09-30"), milestones=steps)
    book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    report(book, office.transport, 10, on=day("08-06"), milestones_done=(1,))
    live(book, MONDAY, day("08-12"))
    suspend(book, office, day("08-12"))
    live(book, day("08-13"), day("08-27"))
    resume(book, office, day("08-28"))  # twelve working days later
    rows = book.db.ask("SELECT starts, due, due_version FROM milestone ORDER BY position")
    assert [tuple(row) for row in rows] == [
        (None, day("08-07"), 1),  # done: it stays where it was
        (day("08-05"), day("09-08"), 1),  # begun: only its end moves
        (day("09-07"), day("09-28"), 1),  # the Sunday before National Day is worked
        (None, None, 1),
    ]
    live(book, day("08-28"), day("09-09"))
    assert rungs(book, basis="milestone") == [("T+1", day("09-09"))]


def test_silence_begins_anew_when_it_goes_on(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-25  transport  人民路改造
    """
    live(page, MONDAY, day("08-10"))
    suspend(page, office, day("08-10"))
    live(page, day("08-11"), day("10-11"))
    assert rungs(page, basis="silence") == []
    resume(page, office, day("10-12"))
    live(page, day("10-12"), day("11-11"))
    assert rungs(page, basis="silence") == []
    live(page, day("11-12"), day("11-13"))
    assert rungs(page, basis="silence") == [("T+0", day("11-12"))]


# -- what cannot be done meanwhile ----------------------------------------------------------


def test_nothing_is_reported_extended_or_closed_while_it_stands_still(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    suspend(page, office, day("08-10"))
    turn = page.commitments
    for act in (
        lambda: report(page, office.transport, 10, on=day("08-11")),
        lambda: turn.ask_closure(ROAD, by=office.transport, on=day("08-11")),
        lambda: turn.ask_extension(
            ROAD, until=day("12-31"), reason="x", by=office.transport, on=day("08-11")
        ),
        lambda: suspend(page, office, day("08-11")),
    ):
        with pytest.raises(WrongStage):
            act()
    assert stage(page) == Stage.SUSPENDED

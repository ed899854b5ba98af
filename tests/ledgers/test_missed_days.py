"""Missing a day loses nothing (DESIGN §4.5), whatever was entered before anybody looked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_book, open_past
from ledgers.upkeep import adopt
from models.broken_rules import WrongStage
from models.policy import Policy, Rung
from models.terms import Happened, Reader, Step
from tests.conftest import Office, day, staff
from tests.ledgers.lives import answers, hour
from tests.ledgers.spies import watched
from tests.ledgers.steps import (
    ROAD,
    close,
    days,
    extend,
    live,
    notices,
    policy_with,
    report,
    states,
    told,
)
from tests.makers import MONDAY, MORNING, a_draft, drafts_of

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

"""A planned course is set, replaced, moved by a suspension and carried from file to file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledgers.audit import audit
from ledgers.beside import ASKED, Due, beside_due, beside_these, points
from ledgers.book import Book
from ledgers.exports import export_workbook
from ledgers.imports import RowVerdict, import_workbook, read_rows
from ledgers.lists import facts_of
from ledgers.sql import with_ids
from models.broken_rules import PlanNotRising
from models.errors import UnreadablePlan
from models.facts import Point
from models.lights import give_light
from models.plan import read_plan, without_weight, written
from models.policy import MONTH
from models.terms import Happened, Light
from models.words import Speaker
from tests.conftest import Office
from tests.ledgers.steps import ROAD, TUESDAY, policy_with, report, told
from tests.makers import MONDAY, a_draft

HALF, MOST = Point(date(2020, 8, 31), Decimal(30)), Point(date(2020, 9, 21), Decimal("70.5"))
PLANNED = a_draft(plan=({"day": HALF.day, "percent": 30}, {"day": MOST.day, "percent": "70.5"}))


def plan_of(book: Book, on: date = TUESDAY) -> tuple[Point, ...]:
    return book.lists.one(ROAD, on).plan


@pytest.mark.parametrize(
    "text",
    [
        "2020-08-31=30 2020-09-21=70.5",
        "8月底30%，9月21日70.5%",
        "8月31日：30%；9月21日达到70.5%。",
    ],
)
def test_a_course_is_read_as_people_write_it(book: Book, text: str) -> None:
    assert read_plan(text, MONDAY, book.calendar) == (HALF, MOST)
    assert read_plan(written((HALF, MOST)), MONDAY, book.calendar) == (HALF, MOST)


@pytest.mark.parametrize("text", ["尽快=30", "2020-08-31", "2020-08-31=30 then more", "=30"])
def test_what_names_no_day_or_no_figure_is_no_course(book: Book, text: str) -> None:
    with pytest.raises(UnreadablePlan):
        read_plan(text, MONDAY, book.calendar)


def test_a_milestone_may_say_what_it_weighs() -> None:
    assert without_weight("主体完工（权重30%）") == ("主体完工", 30)
    assert without_weight("roof (weight 30%)") == ("roof", 30)
    assert without_weight("完成投资（60%）") == ("完成投资（60%）", None)


@pytest.mark.parametrize(
    "course",
    [
        (MOST, HALF),
        (HALF, MOST._replace(percent=Decimal(20))),
        (HALF._replace(percent=Decimal(101)),),
        (HALF._replace(day=date(2020, 7, 31)),),  # before the docketing
        (HALF._replace(day=date(2020, 10, 1)),),  # after the deadline
    ],
)
def test_a_course_that_goes_back_or_leaves_its_time_is_refused(
    book: Book, office: Office, course: tuple[Point, ...]
) -> None:
    book.commitments.docket(a_draft(), by=office.officer, on=MONDAY)
    with pytest.raises(PlanNotRising):
        book.commitments.plan(ROAD, course, by=office.officer, on=TUESDAY)


def test_a_course_set_later_takes_the_place_of_the_one_before(book: Book, office: Office) -> None:
    book.commitments.docket(PLANNED, by=office.officer, on=MONDAY)
    assert plan_of(book) == (HALF, MOST)
    later = (HALF._replace(percent=Decimal(45)),)
    book.commitments.plan(ROAD, later, by=office.officer, on=TUESDAY)
    assert plan_of(book) == later
    assert told(book)[-1] == Happened.PLANNED
    assert not audit(book).findings


def test_a_suspension_has_the_course_stand_still(book: Book, office: Office) -> None:
    book.commitments.docket(PLANNED, by=office.officer, on=MONDAY, assign=True)
    report(book, office.transport, 5)
    stopped, went_on = date(2020, 9, 7), date(2020, 9, 28)
    before = book.lists.one(ROAD, stopped).verdict
    book.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=stopped)
    book.commitments.resume(ROAD, by=office.leader, on=went_on)
    after = book.lists.one(ROAD, went_on).verdict
    assert before is not None
    assert after is not None
    assert after.reasons == before.reasons
    assert not audit(book).findings


def test_a_report_leaves_a_forecast_and_a_clock_that_starts_again_knows_none(
    book: Book, office: Office
) -> None:
    book.commitments.docket(a_draft(), by=office.officer, on=MONDAY, assign=True)
    for percent, day in ((10, 10), (20, 17), (30, 24)):
        assert book.lists.one(ROAD, date(2020, 8, day)).forecast_on is None
        report(book, office.transport, percent, on=date(2020, 8, day))
    line = book.lists.one(ROAD, date(2020, 8, 24))
    # Seventy points at ten a week: seven weeks, with the holidays of October.
    assert line.forecast_on == book.calendar.shift(date(2020, 8, 24), 35)
    shown = book.lists.show(ROAD, date(2020, 8, 24)).forecast
    assert shown is not None
    assert shown.on == line.forecast_on
    assert "近3次反馈" in shown.reason.said(Speaker("zh"))
    assert not audit(book).findings
    book.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=date(2020, 8, 25))
    book.commitments.resume(ROAD, by=office.leader, on=date(2020, 8, 26))
    assert book.lists.one(ROAD, date(2020, 8, 26)).forecast_on is None


def test_what_is_exported_with_its_course_is_imported_unchanged(
    book: Book, office: Office, tmp_path: Path
) -> None:
    book.commitments.docket(PLANNED, by=office.officer, on=MONDAY)
    lines = [book.lists.one(ROAD, TUESDAY)]
    path = tmp_path / "台账.xlsx"
    export_workbook(lines, path, speaker=Speaker("zh"), on=TUESDAY, office="督查室")

    def again() -> list[RowVerdict]:
        reading = read_rows(path, issued_on=MONDAY, docketed_on=MONDAY, calendar=book.calendar)
        return [
            one.verdict
            for one in import_workbook(book, reading, by=office.officer, on=TUESDAY).lines
        ]

    assert again() == [RowVerdict.UNCHANGED]
    other = (HALF._replace(percent=Decimal(45)),)
    book.commitments.plan(ROAD, other, by=office.officer, on=TUESDAY)
    assert again() == [RowVerdict.REFUSED]


def test_of_what_was_reported_the_last_of_each_month_is_read_and_gives_the_same_light(
    book: Book, office: Office
) -> None:
    """With a stand-still in the middle of one: its task is measured from the day it went on."""
    policy_with(book, pace_by=MONTH, forecast_late=Light.NONE)
    book.commitments.docket(PLANNED, by=office.officer, on=MONDAY, assign=True)
    matter = book.commitments.row(ROAD).id

    def read(on: date) -> dict[date, Decimal]:
        known = {one.day: one.percent for one in beside_due(Due(book, on)).reported[matter]}
        assert known == {p.day: p.percent for p in beside_these(book, [matter]).reported[matter]}
        return known

    for percent, on in ((4, 4), (8, 5), (9, 5), (15, 20)):
        report(book, office.transport, percent, on=date(2020, 8, on))
    assert read(date(2020, 8, 20)) == {date(2020, 8, 20): Decimal(15)}
    book.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=date(2020, 8, 21))
    book.commitments.resume(ROAD, by=office.leader, on=date(2020, 8, 24))
    for percent, on in ((16, date(2020, 8, 27)), (22, date(2020, 8, 31)), (23, date(2020, 9, 2))):
        report(book, office.transport, percent, on=on)
    on = date(2020, 9, 3)
    # The last before it went on, of August, and of September.
    assert read(on) == {
        date(2020, 8, 20): Decimal(15), date(2020, 8, 31): Decimal(22),
        date(2020, 9, 2): Decimal(23),
    }  # fmt: skip
    row = book.commitments.row(ROAD)
    light = book.lists.one(ROAD, on)
    every = points(book.db.ask(with_ids(ASKED["reported_of"], [matter])))
    full = facts_of(row, replace(beside_these(book, [matter]), reported=every))
    assert len(full.reported) == 6
    assert light.verdict == give_light(full, on, book.policy, book.calendar)
    assert "2020年08月任务" in light.verdict.said(Speaker("zh"))

"""Limits for matters that state none: by the policy of their category, and told as such."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.forms import draft_commitment
from ledgers.book import Book
from ledgers.imports import ImportOutcome, import_workbook, read_rows
from ledgers.upkeep import adopt
from models.calendar import published_calendar
from models.errors import DeadlineMissing
from models.limits import limit_day
from models.policy_file import read_preset
from tests.conftest import Office, day
from tests.makers import MONDAY

HEADINGS = "编号,类别,事项名称,牵头单位,完成时限"


@pytest.mark.parametrize(
    ("limit", "on", "last"),
    [
        ("7 days", "2020-08-03", "2020-08-10"),
        ("1 day", "2020-08-03", "2020-08-04"),
        ("5 working days", "2020-09-29", "2020-10-13"),  # over National Day
        ("1 month", "2020-01-31", "2020-02-29"),
        ("2 months", "2020-08-03", "2020-10-03"),
        ("year_end", "2020-08-03", "2020-12-31"),
    ],
)
def test_a_limit_runs_from_the_day_after(limit: str, on: str, last: str) -> None:
    found = limit_day(limit, date.fromisoformat(on), published_calendar())
    assert found == date.fromisoformat(last)


def draft(book: Book, **more: Any) -> Any:
    fields = {"title": "修路", "lead_unit": "交通运输局", "due": "", "kind": "finish", **more}
    return draft_commitment(book, MONDAY, MONDAY, **fields)


def test_what_states_no_deadline_has_the_limit_of_its_category(book: Book, office: Office) -> None:
    with pytest.raises(DeadlineMissing):
        draft(book)
    adopt(book, read_preset("13710"), "", on=MONDAY, by=office.officer)
    ordinary, major = draft(book), draft(book, category="重大问题")
    assert (ordinary.due, ordinary.due_rule) == (day("08-10"), "policy:7 days")
    assert (major.due, major.due_rule) == (day("09-03"), "policy:1 month")
    stated = draft(book, due="9月底前")
    assert (stated.due, stated.due_rule) == (day("09-30"), "month_end")
    assert draft(book, kind="standing").due is None


def bring_in(book: Book, path: Path, office: Office, on: date) -> ImportOutcome:
    reading = read_rows(
        path, issued_on=on, docketed_on=on, calendar=book.calendar, policy=book.policy
    )
    return import_workbook(book, reading, by=office.officer, on=on)


@pytest.mark.parametrize("number", ["2020-001", ""])
def test_an_imported_row_without_a_deadline_has_it_too_and_twice_is_once(
    book: Book, office: Office, tmp_path: Path, number: str
) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(f"{HEADINGS}\n{number},复杂事项,人民路改造,交通运输局,\n", "utf-8")
    assert bring_in(book, path, office, MONDAY).refused == 1  # the default policy gives no limit
    adopt(book, read_preset("710"), "", on=MONDAY, by=office.officer)
    assert bring_in(book, path, office, MONDAY).taken == 1
    (row,) = book.db.ask("SELECT due, due_rule FROM commitment")
    assert (row.due, row.due_rule) == (day("09-03"), "policy:1 month")
    later = bring_in(book, path, office, day("08-17"))  # the limit runs from the docketing
    assert (later.taken, later.unchanged) == (0, 1)

"""A script of turns enters what an office does about its calendar, too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows.script import Script
from ledgers.book import open_book
from tests.offices import an_office, at

DAYS = """
- {day: 2020-08-04, do: calendar, by: 赵明, first: 2020-08-19, last: 2020-08-20, works: false,
   reason: 区庆, scope: city, document: 市政办〔2020〕9号}
"""


def test_a_script_sets_the_offices_own_days(tmp_path: Path) -> None:
    settings = an_office(tmp_path / "office")
    (tmp_path / "turns.yaml").write_text(DAYS, encoding="utf-8")
    on = date(2020, 8, 4)
    assert Script(tmp_path / "turns.yaml").enter(settings, on) == 1
    with open_book(settings.book_url, at=at(on), write=False) as book:
        off = [day for day in (19, 20, 21) if not book.calendar.is_working(date(2020, 8, day))]
        word = book.calendars.words()[-1]
    assert (off, word.scope, word.reason) == ([19, 20], "city", "区庆")

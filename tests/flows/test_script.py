"""A script of turns enters what an office does about its calendar and drafts, too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows.script import Script
from ledgers.book import open_book
from tests.offices import an_office, at
from tests.papers import keep

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


DRAFTS = """
- {day: 2020-08-04, do: decide_draft, by: 赵明, draft: 3, unit: 交通局, due: 8月底前, assign: true}
- {day: 2020-08-04, do: drop_draft, by: 赵明, draft: 2, reason: 上年已完成}
"""


def test_a_script_decides_on_drafts(tmp_path: Path) -> None:
    settings = an_office(tmp_path / "office")
    on = date(2020, 8, 4)
    with open_book(settings.book_url, at=at(on)) as book:
        keep(book, by=None, on=on)
    (tmp_path / "turns.yaml").write_text(DRAFTS, encoding="utf-8")
    assert Script(tmp_path / "turns.yaml").enter(settings, on) == 2
    with open_book(settings.book_url, at=at(on), write=False) as book:
        assert book.commitments.row("2020-002").stage == "assigned"
        assert [book.drafts.row(one).state for one in (2, 3)] == ["dropped", "docketed"]

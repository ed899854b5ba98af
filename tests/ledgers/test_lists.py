"""Lists: the next deadline first, on every database in the same order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledgers.book import Book
from models.terms import Kind
from tests.conftest import Office
from tests.makers import MONDAY, a_draft


@pytest.mark.parametrize("asked", [{}, {"unit": "交通局"}, {"light": "green"}])
def test_duties_without_a_deadline_come_after_every_deadline(
    book: Book, office: Office, asked: dict[str, Any]
) -> None:
    standing = a_draft(number="2020-001", kind=Kind.STANDING, due=None)
    later = a_draft(number="2020-002", due=date(2020, 12, 31))
    sooner = a_draft(number="2020-003", due=date(2020, 11, 30))
    book.commitments.docket_many([standing, later, sooner], by=office.officer, on=MONDAY)
    lines = book.lists.open(MONDAY, **asked).lines
    assert [line.number for line in lines] == ["2020-003", "2020-002", "2020-001"]

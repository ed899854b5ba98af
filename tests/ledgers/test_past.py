"""Any past day can be rebuilt: it answers what it answered then, and its digests byte for byte."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from flows.digests import compose
from ledgers.book import open_book, open_past
from tests.ledgers.conftest import Lived
from tests.ledgers.lives import LAST, LATER, MONDAY, ROAD, answers
from tests.ledgers.spies import contents_of

DAYS = [MONDAY + timedelta(days=n) for n in range((LAST - MONDAY).days + 1)]


def weeks() -> list[Any]:
    """Some days at a time, so that a failure names its week."""
    return [pytest.param(DAYS[n : n + 7], id=f"{DAYS[n]:%m-%d}") for n in range(0, len(DAYS), 7)]


@pytest.mark.parametrize("days", weeks())
def test_a_past_day_answers_what_it_answered_then(lived: Lived, days: list[date]) -> None:
    then = lived.answers()
    for on in days:
        with open_past(lived.url, on, at=LATER, evidence=lived.evidence) as book:
            now = answers(book, on)
        assert now.keys() == then[on].keys(), on
        for question, answer in now.items():
            assert answer == then[on][question], (on, question)


@pytest.mark.parametrize("days", weeks())
def test_the_digests_of_a_past_day_are_written_again_byte_for_byte(
    lived: Lived, days: list[date]
) -> None:
    letters = 0
    for on in days:
        with open_book(lived.url, at=LATER, write=False) as book:
            sent = {(one.to_name, one.text) for one in book.outbox.of_day(on)}
            working = book.rounds.day(on).working
        with open_past(lived.url, on, at=LATER, as_told=True) as book:
            news = book.news.for_day(on) if working else []
            again = {(one.reader.name, compose(one)) for one in news}
        assert again == sent, on
        letters += len(sent)
    assert letters


def test_asking_of_the_past_changes_nothing(lived: Lived) -> None:
    before = contents_of(lived.url)
    for on in (DAYS[0], DAYS[10], DAYS[-1]):
        with open_past(lived.url, on, at=LATER, evidence=lived.evidence) as book:
            answers(book, on)
    assert contents_of(lived.url) == before


def test_before_its_first_day_the_ledger_is_empty(lived: Lived) -> None:
    with open_past(lived.url, MONDAY - timedelta(days=1), at=LATER) as book:
        assert book.lists.open(MONDAY, which="all").total == 0
        assert book.directory.units() == []
        assert book.fact("office") == ""


def test_the_newest_day_is_the_book_as_it_is(lived: Lived) -> None:
    with open_book(lived.url, at=LATER, write=False) as book:
        today = answers(book, LAST)
    with open_past(lived.url, LAST + timedelta(days=5), at=LATER) as book:
        assert answers(book, LAST) == today


def test_what_was_changed_later_by_another_hand_is_not_told_of_the_past(lived: Lived) -> None:
    """What the past shows is what the events say, also of a row that grew many times since."""
    with open_past(lived.url, date(2020, 8, 18), at=LATER) as book:
        row = book.commitments.row(ROAD)
    assert (row.due, row.due_version, row.percent) == (date(2020, 9, 30), 2, "12.50")
    with open_past(lived.url, date(2020, 8, 13), at=LATER) as book:
        row = book.commitments.row(ROAD)
    assert (row.due, row.due_version) == (date(2020, 9, 4), 1)

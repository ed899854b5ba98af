"""Opening the book: one page is written whole or not at all, and wrong books are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledgers import drivers
from ledgers.book import open_book
from ledgers.upkeep import Beginning, begin
from models.not_ready import BookBusy, BookExists, BookUnreachable, NoBook
from models.policy import Policy
from tests.ledgers.spies import contents_of
from tests.makers import MONDAY, MORNING


def test_a_page_that_fails_leaves_nothing_behind(turn_page: Any, book_url: str) -> None:
    before = contents_of(book_url)
    with pytest.raises(ZeroDivisionError), turn_page() as book:
        book.set_fact("half", "written")
        raise ZeroDivisionError
    assert contents_of(book_url) == before


def test_a_page_opened_to_read_sees_one_state_of_the_book(turn_page: Any) -> None:
    with turn_page(write=False) as reading:
        assert reading.fact("mood") == ""
        with turn_page() as writing:
            writing.set_fact("mood", "changed")
        assert reading.fact("mood") == ""
    with turn_page(write=False) as reading:
        assert reading.fact("mood") == "changed"


def test_a_second_writer_who_waits_too_long_is_told_the_book_is_busy(
    turn_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drivers, "BUSY_SECONDS", 0.05)
    with turn_page() as first:
        first.set_fact("first", "yes")
        with pytest.raises(BookBusy), turn_page():
            raise AssertionError("two writers at once")


def test_beginning_a_book_twice_is_refused_and_changes_nothing(book_url: str) -> None:
    before = contents_of(book_url)
    with pytest.raises(BookExists):
        begin(book_url, Beginning("另一个", "某", "x"), policy=Policy(), at=MORNING, on=MONDAY)
    assert contents_of(book_url) == before


def test_where_there_is_no_book_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoBook), open_book(f"sqlite:///{tmp_path}/none.db", at=MORNING):
        pass
    assert not list(tmp_path.iterdir())


def test_an_empty_database_is_no_book(postgres: Any) -> None:
    with pytest.raises(NoBook), open_book(postgres.url("postgres"), at=MORNING):
        pass


def test_a_foreign_file_is_not_taken_for_a_book(tmp_path: Path) -> None:
    (tmp_path / "book.db").write_text("this is a letter, not a ledger " * 99)
    with pytest.raises(BookUnreachable), open_book(f"sqlite:///{tmp_path}/book.db", at=MORNING):
        pass


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "postgresql://nobody:secret@127.0.0.1:1/none?connect_timeout=1"]
)
def test_an_unreachable_database_is_named_without_its_password(url: str) -> None:
    with pytest.raises(BookUnreachable) as refusal, open_book(url, at=MORNING):
        pass
    assert "secret" not in str(refusal.value)


def test_a_name_with_a_colon_or_a_percent_sign_is_text_like_any_other(
    turn_page: Any, fresh_book: Callable[[], str]
) -> None:
    odd = "50% :name %(x)s '\"; DROP TABLE event; --"
    with turn_page() as book:
        book.set_fact(odd, odd)
        assert book.fact(odd) == odd

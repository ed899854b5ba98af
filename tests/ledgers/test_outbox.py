"""The outbox: a letter is written once, sent once, and never lost (DESIGN §4.6)."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book, open_book
from ledgers.digest_lines import LetterText
from ledgers.outbox import LEASE, PATIENCE, Posted
from models.terms import LetterState
from tests.conftest import Office
from tests.makers import MONDAY, MORNING, a_reader

TEXT = LetterText("【督查摘要】", "<p>一项红灯</p>", "一项红灯")
LATER = MORNING + LEASE + timedelta(seconds=1)


def put(book: Book, *readers: int, text: LetterText = TEXT) -> int:
    letters = [
        (a_reader(person_id=one, name=f"甲{one}", email=f"p{one}@qu.example.org"), text)
        for one in readers or (1,)
    ]
    return book.outbox.put(letters, kind="digest", on=MONDAY, written_at=MORNING.isoformat())


def states(book: Book) -> list[str]:
    return [row.state for row in book.db.ask("SELECT state FROM letter ORDER BY id")]


@pytest.fixture
def at(turn_page: Any) -> Any:
    """Open a page at a moment: ``with at(LATER) as book``."""
    return turn_page


def test_a_letter_put_in_twice_is_kept_once_as_first_written(book: Book) -> None:
    assert put(book, 1, 2) == 2
    assert put(book, 1, 2, 3, text=LetterText("x", "x", "x")) == 1
    assert [one.text.subject for one in book.outbox.of_day(MONDAY)] == [TEXT.subject] * 2 + ["x"]


def test_the_message_id_follows_from_book_kind_reader_and_day(fresh_book: Any) -> None:
    ids = []
    for _ in range(2):
        with open_book(fresh_book(), at=MORNING) as book:
            put(book)
            ids.append(book.outbox.of_day(MONDAY)[0].message_id)
    assert ids == ["<digest.2020-08-03.1.test@duban.invalid>"] * 2


def test_a_letter_comes_out_as_it_went_in(book: Book) -> None:
    put(book)
    (letter,) = book.outbox.take(10)
    assert (letter.text, letter.to_name, letter.to_address) == (TEXT, "甲1", "p1@qu.example.org")
    assert letter.written_at == MORNING.isoformat()


def test_a_letter_goes_from_pending_to_sending_to_sent(book: Book) -> None:
    put(book)
    assert states(book) == ["pending"]
    (letter,) = book.outbox.take(10)
    assert states(book) == ["sending"]
    book.outbox.sent(letter)
    assert states(book) == ["sent"]
    assert book.outbox.take(10, force=True) == []
    assert book.outbox.lines() == []
    assert [one.state for one in book.outbox.lines(everything=True)] == [LetterState.SENT]


def test_a_leased_letter_is_nobody_elses_until_the_lease_ends(at: Any) -> None:
    with at() as book:
        put(book)
        assert len(book.outbox.take(10)) == 1
    for moment, many in ((MORNING + LEASE - timedelta(seconds=1), 0), (LATER, 1)):
        with at(moment) as book:
            assert len(book.outbox.take(10)) == many


def test_a_letter_left_behind_by_a_dead_sender_is_the_same_letter(at: Any) -> None:
    with at() as book:
        put(book)
        (first,) = book.outbox.take(1)
    with at(LATER) as book:
        (second,) = book.outbox.take(1)
    assert first == second


def test_letters_leave_in_the_order_they_were_written(book: Book) -> None:
    put(book, 1, 2, 3)
    assert [one.to_name for one in book.outbox.take(2)] == ["甲1", "甲2"]
    assert [one.to_name for one in book.outbox.take(2)] == ["甲3"]


def test_a_letter_refused_for_now_is_tried_again_later_and_later(at: Any) -> None:
    now: datetime = MORNING
    with at() as book:
        put(book)
    waits = []
    for _ in PATIENCE:
        with at(now) as book:
            (letter,) = book.outbox.take(1)
            assert book.outbox.failed(letter, "450 busy", permanent=False) == LetterState.RETRY
            then = book.db.ask("SELECT next_try_at FROM letter")[0].next_try_at
        then = datetime.fromisoformat(then.replace("Z", "+00:00"))
        with at(then - timedelta(seconds=1)) as book:
            assert book.outbox.take(1) == []
        waits.append((then - now) // timedelta(minutes=1))
        now = then
    assert waits == list(PATIENCE) == sorted(PATIENCE)
    with at(now) as book:
        (letter,) = book.outbox.take(1)
        assert book.outbox.failed(letter, "450 busy", permanent=False) == LetterState.GIVEN_UP


def test_a_letter_refused_for_good_is_given_up_and_listed_with_its_cause(book: Book) -> None:
    put(book)
    (letter,) = book.outbox.take(1)
    book.outbox.failed(letter, "550 no such mailbox", permanent=True)
    (line,) = book.outbox.lines()
    assert (line.state, line.attempts, line.last_error) == (
        LetterState.GIVEN_UP, 1, "550 no such mailbox",
    )  # fmt: skip
    assert book.outbox.take(1) == []
    assert book.outbox.counts() == {"given_up": 1}


def test_force_tries_even_what_was_given_up_but_each_letter_once(book: Book) -> None:
    put(book, 1, 2)
    one, two = book.outbox.take(2)
    book.outbox.failed(one, "550", permanent=True)
    book.outbox.failed(two, "450", permanent=False)
    again = book.outbox.take(5, force=True)
    assert [letter.letter_id for letter in again] == [one.letter_id, two.letter_id]
    assert book.outbox.take(5, force=True, besides={one.letter_id, two.letter_id}) == []


def test_letters_put_back_untried_are_ready_at_once(book: Book) -> None:
    put(book, 1, 2)
    one, two = book.outbox.take(2)
    book.outbox.failed(one, "450", permanent=False)
    (one,) = book.outbox.take(1, force=True)
    book.outbox.put_back([one, two])
    assert states(book) == ["retry", "pending"]
    assert [letter.attempts for letter in book.outbox.take(5)] == [1, 0]


@pytest.mark.parametrize("late", ["failed", "put_back"])
def test_a_sender_who_comes_too_late_does_not_unsend_a_letter(book: Book, late: str) -> None:
    put(book)
    (slow,) = book.outbox.take(1)
    book.outbox.sent(slow)  # by whoever took it over after the lease
    if late == "failed":
        book.outbox.failed(slow, "timeout", permanent=False)
    else:
        book.outbox.put_back([slow])
    assert states(book) == ["sent"]


def test_two_senders_at_the_same_time_take_different_letters(
    book_url: str, evidence: Path, turn_page: Any
) -> None:
    with turn_page() as book:
        put(book, 1, 2, 3, 4)
    taken: dict[str, list[Posted]] = {}
    ready, done = threading.Event(), threading.Event()

    def second() -> None:
        ready.wait(10)
        with open_book(book_url, at=MORNING, evidence=evidence) as book:
            taken["second"] = book.outbox.take(2)
        done.set()

    other = threading.Thread(target=second)
    other.start()
    with turn_page() as book:
        taken["first"] = book.outbox.take(2)
        ready.set()
        done.wait(0.1)
    other.join(30)
    names = [one.to_name for part in ("first", "second") for one in taken[part]]
    assert names == ["甲1", "甲2", "甲3", "甲4"]


def test_a_crowd_of_senders_sends_each_letter_once(
    book_url: str, evidence: Path, turn_page: Any
) -> None:
    with turn_page() as book:
        put(book, *range(1, 9))
    sent: list[str] = []
    troubles: list[Exception] = []

    def sender() -> None:
        try:
            while True:
                with open_book(book_url, at=MORNING, evidence=evidence) as book:
                    letters = book.outbox.take(1)
                if not letters:
                    return
                sent.extend(one.to_name for one in letters)
                with open_book(book_url, at=MORNING, evidence=evidence) as book:
                    book.outbox.sent(letters[0])
        except Exception as trouble:
            troubles.append(trouble)

    crowd = [threading.Thread(target=sender) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(30)
    assert not troubles
    assert sorted(sent) == [f"甲{n}" for n in range(1, 9)]


def test_a_letter_that_was_never_committed_was_never_written(turn_page: Any) -> None:
    with pytest.raises(ZeroDivisionError), turn_page() as book:
        put(book)
        raise ZeroDivisionError
    with turn_page() as book:
        assert book.outbox.counts() == {}


def test_the_outbox_reads_only_what_is_not_sent(book: Book, office: Office, dialect: str) -> None:
    put(book, *range(1, 9))
    if dialect == "sqlite":
        plan = book.db.ask(
            "EXPLAIN QUERY PLAN SELECT * FROM letter WHERE state <> 'sent'"
            " AND state = 'pending' ORDER BY id LIMIT 5"
        )
        assert "ix_letter_undelivered" in str(plan)


def test_a_list_without_a_limit_is_the_whole_list(book: Book) -> None:
    put(book, 1, 2, 3)
    assert len(book.outbox.lines(limit=0)) == 3
    assert len(book.outbox.lines(limit=2)) == 2

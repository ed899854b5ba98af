"""来文登记: a document is claimed once, ends once, and the office is told once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledgers.arrivals import Claim
from ledgers.book import Book
from models.intake.arrival import Outcome
from models.intake.promise import Action, Promise
from models.intake.source import Source
from tests.makers import MONDAY

TEXT = "9月底前新建公园12个，由交通运输局负责。\n改造道路3条。\n"
HERE = "host:/srv/来文"


def promises(*units: str) -> list[Promise]:
    """One with a day and these units, one with neither."""
    return [
        Promise(quote=TEXT[:20], start=0, end=20, title="新建公园", action=Action.COMPLETE,
                deadline=date(2020, 9, 30), responsible=units),
        Promise(quote=TEXT[21:27], start=21, end=27, title="改造道路", action=Action.COMPLETE),
    ]  # fmt: skip


def keep(book: Book, key: str, *units: str) -> None:
    kept = book.drafts.keep(
        Source(TEXT), promises(*units), name="通知.txt", sha256="00", issued_on=MONDAY,
        by=None, on=MONDAY,
    )  # fmt: skip
    book.arrivals.kept(key, [kept], issued_on=MONDAY, doubtful=False, said={})


def keys(book: Book) -> list[str]:
    return [row.key for row in book.db.ask("SELECT key FROM arrival ORDER BY id")]


def test_what_new_drafts_lack_is_counted_by_the_directorys_names(book: Book) -> None:
    book.arrivals.take([Claim("a", "通知.txt")], place=HERE, on=MONDAY)
    keep(book, "a", "交通局")
    (line,) = book.arrivals.untold()
    assert (line.outcome, line.drafts, line.without_day, line.without_unit) == (
        Outcome.READ, 2, 1, 1,
    )  # fmt: skip


def test_the_same_document_again_brings_nothing_new(book: Book) -> None:
    for key in ("a", "b"):
        book.arrivals.take([Claim(key, "通知.txt")], place=HERE, on=MONDAY)
        keep(book, key, "交通局")
    first, second = book.arrivals.untold()
    assert (second.outcome, second.drafts, second.known) == (Outcome.AGAIN, 0, 2)
    assert first.outcome == Outcome.READ


def test_a_document_ends_once(book: Book) -> None:
    book.arrivals.take([Claim("a", "坏.pdf")], place=HERE, on=MONDAY)
    book.arrivals.settle("a", Outcome.SET_ASIDE, said={"zh": "一", "en": "one"})
    book.arrivals.settle("a", Outcome.READ, said={})
    (line,) = book.arrivals.untold()
    assert (line.outcome, line.said) == (Outcome.SET_ASIDE, {"zh": "一", "en": "one"})


def test_what_was_told_is_not_told_again(book: Book) -> None:
    book.arrivals.take([Claim("a", "1"), Claim("b", "2"), Claim("c", "3")], place=HERE, on=MONDAY)
    book.arrivals.settle("a", Outcome.SET_ASIDE, said={})
    book.arrivals.told(book.arrivals.untold())
    book.arrivals.settle("b", Outcome.SET_ASIDE, said={})
    assert [one.name for one in book.arrivals.untold()] == ["2"]


def test_a_claim_left_behind_counts_each_time_it_is_found(book: Book) -> None:
    book.arrivals.take([Claim("a", "1")], place=HERE, on=MONDAY)
    tries = [claim.tries for _ in range(3) if (claim := book.arrivals.left_behind("a"))]
    assert tries == [1, 2, 3]
    assert book.arrivals.left_behind("nobody's") is None


def test_only_the_dead_claims_of_this_place_are_forgotten(book: Book) -> None:
    book.arrivals.take([Claim(one, one) for one in "abc"], place=HERE, on=MONDAY)
    book.arrivals.take([Claim("d", "d")], place="other:/srv/来文", on=MONDAY)
    book.arrivals.take_mail("<1@x>", [Claim("e", "e")], sender="x@example.org", on=MONDAY)
    book.arrivals.settle("c", Outcome.SET_ASIDE, said={})
    book.arrivals.forget(HERE, {"a"})
    assert keys(book) == ["a", "c", "d", "e"]


def test_a_mail_is_taken_once_by_its_message_id(book: Book) -> None:
    mail: dict[str, Any] = {"sender": "x@example.org", "on": MONDAY}
    assert book.arrivals.take_mail("<1@x>", [Claim("a", "1"), Claim("b", "2")], **mail)
    assert not book.arrivals.take_mail("<1@x>", [Claim("c", "1")], **mail)
    empty: dict[str, Any] = {**mail, "subject": "空", "said": {"zh": "空", "en": "empty"}}
    assert book.arrivals.take_empty_mail("<2@x>", "d", **empty)
    assert not book.arrivals.take_empty_mail("<2@x>", "e", **empty)
    assert book.arrivals.known_mails(["<1@x>", "<2@x>", "<3@x>"]) == {"<1@x>", "<2@x>"}
    assert keys(book) == ["a", "b", "d"]
    assert [one.outcome for one in book.arrivals.untold()] == [Outcome.NOTHING_IN_IT]


@pytest.mark.parametrize("name", ["a\0b.txt", "\udcff.txt"])
def test_names_that_no_database_takes_are_kept_as_ones_it_does(book: Book, name: str) -> None:
    book.arrivals.take([Claim("a", name)], place=f"host:/{name}", on=MONDAY)
    book.arrivals.forget(f"host:/{name}", ["a"])
    assert keys(book) == ["a"]


def test_the_chief_is_told(book: Book) -> None:
    assert [one.name for one in book.arrivals.readers()] == ["方砚秋"]

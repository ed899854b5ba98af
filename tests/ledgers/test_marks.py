"""What a look leaves for later ones is in the book, told by its event, and proved by the audit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ledgers.audit import audit
from ledgers.book import Book
from models.terms import Light
from tests.conftest import Office
from tests.ledgers.steps import ROAD, close, live, policy_with
from tests.makers import MONDAY, a_draft

DUE = date(2020, 8, 7)


def test_red_spells_and_unease_are_kept_and_proved(
    book: Book, office: Office, tmp_path: Path
) -> None:
    book.commitments.docket(a_draft(due=DUE), by=office.officer, on=MONDAY, assign=True)
    live(book, MONDAY, date(2020, 8, 21))
    row = book.commitments.row(ROAD)
    assert (row.light, row.reds, row.yellow_since) == ("red", "2020-08-21/", date(2020, 8, 10))
    assert not audit(book).findings
    proof = tmp_path / "photo.jpg"
    proof.write_bytes(b"done")
    close(book, office, proof, on=date(2020, 8, 24))
    row = book.commitments.row(ROAD)
    assert (row.reds, row.yellow_since) == ("2020-08-21/2020-08-24", None)
    assert not audit(book).findings


def test_a_red_made_good_stays_yellow_where_the_policy_says_so(book: Book, office: Office) -> None:
    policy_with(book, red_made_good=Light.YELLOW, red_overdue=2)
    book.commitments.docket(a_draft(due=DUE), by=office.officer, on=MONDAY, assign=True)
    live(book, MONDAY, date(2020, 8, 12))
    assert book.commitments.row(ROAD).light == "red"
    book.db.tell("UPDATE commitment SET due = :due", {"due": date(2020, 12, 31)})
    book.db.tell("UPDATE commitment SET look_on = :on", {"on": date(2020, 8, 13)})
    live(book, date(2020, 8, 13), date(2020, 8, 14))
    row = book.commitments.row(ROAD)
    assert (row.light, row.yellow_since) == ("yellow", None)
    assert row.reds == "2020-08-11/2020-08-13"

"""Change and event in one transaction: the power may fail after any statement (DESIGN §4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book, open_book, reach
from ledgers.digest_lines import LetterText
from models.record import ReportDraft
from tests.conftest import Office
from tests.ledgers.spies import PowerCut, Spy, contents
from tests.makers import MONDAY, MORNING, a_draft, a_reader

ROAD = "2020-001"
CHASED = date(2020, 10, 9)  # the first working day after National Day


def docket(book: Book, office: Office, proof: Path) -> None:
    draft = a_draft(milestones=({"title": "一", "due": MONDAY},), support_units=("water",))
    book.commitments.docket_many([draft, a_draft(owner="新人")], by=office.officer, on=MONDAY)


def report(book: Book, office: Office, proof: Path) -> None:
    draft = ReportDraft(percent=Decimal(40), done="一", milestones_done=(1,))
    book.commitments.report(ROAD, draft, evidence=[proof], by=office.transport, on=MONDAY)


def ask(book: Book, office: Office, proof: Path) -> None:
    until = date(2020, 10, 30)
    book.commitments.ask_extension(ROAD, until=until, reason="汛期", by=office.transport, on=MONDAY)


def grant(book: Book, office: Office, proof: Path) -> None:
    book.commitments.grant_extension(ROAD, by=office.chief, on=MONDAY)


def ask_closure(book: Book, office: Office, proof: Path) -> None:
    book.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[proof])


def check(book: Book, office: Office, proof: Path) -> None:
    book.commitments.check(ROAD, passed=True, findings="属实", by=office.officer, on=MONDAY)


def confirm(book: Book, office: Office, proof: Path) -> None:
    book.commitments.confirm(ROAD, by=office.chief, on=MONDAY)


def look(book: Book, office: Office, proof: Path) -> None:
    book.rounds.look(CHASED)


def put(book: Book, office: Office, proof: Path) -> None:
    letters = [(a_reader(person_id=n), LetterText("s", "<p>", "t")) for n in (1, 2)]
    book.outbox.put(letters, kind="digest", on=MONDAY, written_at="2020-08-03T08:30:00+08:00")
    book.rounds.finish(MONDAY, {})


BEFORE: dict[str, tuple[Callable[..., None], ...]] = {
    "docket": (),
    "report": (),
    "grant": (ask,),
    "check": (ask_closure,),
    "confirm": (ask_closure, check),
    "look": (),
    "put": (),
}
ACTS = {one.__name__: one for one in (docket, report, grant, check, confirm, look, put)}
SILENT = {"put"}  # the outbox is its own record


@pytest.mark.parametrize("act", BEFORE)
def test_a_power_cut_after_any_statement_leaves_book_and_journal_as_they_were(
    book_url: str, evidence: Path, office: Office, a_file: Callable[..., Path], act: str
) -> None:
    proof = a_file()
    with open_book(book_url, at=MORNING, evidence=evidence) as book:
        draft = a_draft(number=ROAD, milestones=({"title": "一", "due": date(2020, 9, 1)},))
        book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
        for step in BEFORE[act]:
            step(book, office, proof)

    def attempt(fail_after: int) -> int:
        with db.page(write=True):
            spy = Spy(db, fail_after=fail_after)
            ACTS[act](Book(spy, at=MORNING, evidence=evidence), office, proof)
            return len(spy.statements)

    with reach(book_url) as db:
        before, statements, n = contents(db), [], 0
        while True:
            n += 1
            try:
                total = attempt(n)
            except PowerCut as cut:
                statements.append(str(cut))
                assert contents(db) == before, f"after statement {n}: {cut}"
            else:
                break
        after = contents(db)
    assert total == n - 1 >= 2
    assert any(not one.startswith("SELECT") for one in statements)
    changed = {table for table in before if before[table] != after[table]}
    assert changed & {"commitment", "letter"}
    assert act in SILENT or "event" in changed


def test_no_turn_changes_a_commitment_without_an_event(
    book_url: str, evidence: Path, office: Office, a_file: Callable[..., Path]
) -> None:
    with open_book(book_url, at=MORNING, evidence=evidence) as book:
        draft = a_draft(number=ROAD, milestones=({"title": "一"},))
        book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
        for step in (report, ask, grant, ask_closure, check, confirm):
            was = book.commitments.row(ROAD)
            step(book, office, a_file())
            now = book.commitments.row(ROAD)
            assert now.events == was.events + 1, step.__name__
            last: Any = book.lists.history(ROAD)[-1]
            assert last.hash == now.head
            silent = {"events", "head", "look_on"}
            for name in set(was._fields) - silent:
                if getattr(was, name) != getattr(now, name):
                    assert name in last.changes, (step.__name__, name)


def test_a_look_that_changes_a_light_tells_why(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.rounds.look(date(2020, 8, 17))
    last = page.lists.history(ROAD)[-1]
    assert last.changes["light"] == ["none", "yellow"]
    assert last.changes["because"][1] == [{"sentence": "{days} working days overdue", "days": 1}]
    row = page.commitments.row(ROAD)
    assert (row.light, row.light_since, row.head) == ("yellow", date(2020, 8, 17), last.hash)

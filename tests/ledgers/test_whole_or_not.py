"""Change and event in one transaction: the power may fail after any statement (DESIGN §4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_book, reach
from ledgers.digest_lines import LetterText
from models.lifecycle import TURNS
from models.record import ReportDraft
from models.words import Speaker
from tests.conftest import Office
from tests.ledgers.spies import PowerCut, Spy, contents
from tests.ledgers.steps import BEFORE, RIVER, ROAD, TAKES, TUESDAY, WHO, draw, taken
from tests.makers import MONDAY, MORNING, a_draft, a_reader

CHASED = date(2020, 10, 9)  # the first working day after National Day
Act = Callable[[Book, Office, Path], Any]


# -- what is no turn of one matter ---------------------------------------------------------


def docket(book: Book, office: Office, proof: Path) -> None:
    draft = a_draft(milestones=({"title": "一", "due": MONDAY},), support_units=("water",))
    book.commitments.docket_many([draft, a_draft(owner="新人")], by=office.officer, on=MONDAY)


def enter_draft(book: Book, office: Office, proof: Path) -> None:
    book.commitments.enter_draft(a_draft(), by=office.officer, on=MONDAY)


def report_of_everything(book: Book, office: Office, proof: Path) -> None:
    draft = ReportDraft(percent=Decimal(40), done="一", milestones_done=(1,))
    book.commitments.report(ROAD, draft, evidence=[proof], by=office.transport, on=MONDAY)


def report_of_a_part(book: Book, office: Office, proof: Path) -> None:
    draft = ReportDraft(percent=Decimal(40), done="一")
    book.commitments.report(f"{ROAD}-01", draft, by=office.transport, on=TUESDAY)


def close_with_proof(book: Book, office: Office, proof: Path) -> None:
    book.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[proof])


def check_what_lacks_something(book: Book, office: Office, proof: Path) -> None:
    book.commitments.check(
        ROAD, passed=False, findings="缺", by=office.officer, on=TUESDAY, evidence=[proof]
    )


def instruct_what_is_closed(book: Book, office: Office, proof: Path) -> None:
    taken(book, office, "instruct")


def relapse(book: Book, office: Office, proof: Path) -> None:
    book.lookbacks.record(
        ROAD, relapsed=True, findings="反弹", by=office.officer, on=CHASED, evidence=[proof],
        due=date(2020, 12, 31),
    )  # fmt: skip


def draw_look_backs(book: Book, office: Office, proof: Path) -> None:
    assert draw(book, TUESDAY) == [ROAD]


def hand_over(book: Book, office: Office, proof: Path) -> None:
    book.postings.hand_over("林小满", "接任者", by=office.officer, on=MONDAY)


def name_deputy(book: Book, office: Office, proof: Path) -> None:
    book.postings.name_deputy(
        "白露", "林小满", since=MONDAY, until=CHASED, by=office.officer, on=MONDAY
    )


def end_deputy(book: Book, office: Office, proof: Path) -> None:
    book.postings.end_deputy("白露", "林小满", by=office.officer, on=TUESDAY)


def look(book: Book, office: Office, proof: Path) -> None:
    book.rounds.look(CHASED)


def seal(book: Book, office: Office, proof: Path) -> None:
    book.seals.seal(CHASED)


def put(book: Book, office: Office, proof: Path) -> None:
    letters = [(a_reader(person_id=n), LetterText("s", "<p>", "t")) for n in (1, 2)]
    book.outbox.put(letters, kind="digest", on=MONDAY, written_at="2020-08-03T08:30:00+08:00")
    book.rounds.finish(MONDAY, {})


CLOSED = ("ask_closure", "check", "confirm")
OTHERS: dict[Act, tuple[str, ...]] = {
    docket: (),
    enter_draft: (),
    report_of_everything: (),
    report_of_a_part: ("split",),
    close_with_proof: (),
    check_what_lacks_something: ("ask_closure",),
    instruct_what_is_closed: CLOSED,
    relapse: (*CLOSED, "draw"),
    draw_look_backs: CLOSED,
    hand_over: (),
    name_deputy: (),
    end_deputy: ("name_deputy",),
    look: ("split",),
    seal: (),
    put: (),
}
ACTS: dict[str, tuple[Act, tuple[str, ...]]] = {
    name: (lambda book, office, proof, name=name: taken(book, office, name), BEFORE.get(name, ()))
    for name in TAKES
} | {act.__name__: (act, before) for act, before in OTHERS.items()}
NO_EVENT = {"put", "seal"}  # the outbox and the seals are their own record


@pytest.fixture
def at_the_turn(
    book_url: str, evidence: Path, office: Office, a_file: Callable[..., Path]
) -> Callable[[str], Path]:
    """Docket a matter and bring it to where an act is about to happen."""

    def prepare(act: str) -> Path:
        proof = a_file()
        draft = a_draft(
            number=ROAD,
            support_units=("water:河道段",),
            milestones=({"title": "一", "starts": date(2020, 8, 20), "due": date(2020, 9, 1)},),
        )
        with open_book(book_url, at=MORNING, evidence=evidence) as book:
            if act in ("approve", "drop"):
                book.commitments.enter_draft(draft, by=office.officer, on=MONDAY)
            else:
                book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
            book.commitments.docket(a_draft(number=RIVER), by=office.officer, on=MONDAY)
            before = ACTS[act][1]
            if "ask_closure" in (act, *before):
                report_of_everything(book, office, proof)
            for step in before:
                name_deputy(book, office, proof) if step == "name_deputy" else taken(
                    book, office, step
                )
        return proof

    return prepare


@pytest.mark.parametrize("act", ACTS)
def test_a_power_cut_after_any_statement_leaves_book_and_journal_as_they_were(
    book_url: str, evidence: Path, office: Office, at_the_turn: Callable[[str], Path], act: str
) -> None:
    proof = at_the_turn(act)

    def attempt(fail_after: int) -> int:
        with db.page(write=True):
            spy = Spy(db, fail_after=fail_after)
            ACTS[act][0](Book(spy, at=MORNING, evidence=evidence), office, proof)
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
        with db.page(write=False):
            proved = audit(Book(db, at=MORNING, evidence=evidence))
    assert total == n - 1 >= 2
    assert any(not one.startswith("SELECT") for one in statements)
    changed = {table for table in before if before[table] != after[table]}
    assert changed
    assert act in NO_EVENT or "event" in changed
    assert [one.said(Speaker("en")) for one in proved.findings] == []


@pytest.mark.parametrize("act", [*TAKES, "relapse"])
def test_no_turn_changes_a_commitment_without_an_event(
    book_url: str, evidence: Path, office: Office, at_the_turn: Callable[[str], Path], act: str
) -> None:
    proof = at_the_turn(act)
    with open_book(book_url, at=MORNING, evidence=evidence) as book:
        was = book.commitments.row(ROAD)
        ACTS[act][0](book, office, proof)
        now = book.commitments.row(ROAD)
        assert now.events == was.events + 1
        last: Any = book.lists.history(ROAD)[-1]
        assert last.hash == now.head
        for name in set(was._fields) - {"events", "head", "look_on"}:
            if getattr(was, name) != getattr(now, name):
                assert name in last.changes, name


def test_every_turn_of_the_table_is_cut_off_here() -> None:
    assert set(ACTS) >= {name for name, turn in TURNS.items() if turn.stages}
    assert set(WHO) == set(TAKES)


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

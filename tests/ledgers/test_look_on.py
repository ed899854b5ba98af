"""The same property through the book: the index on look_on hides nothing that changed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers.book import Book, page, reach
from models.errors import Refusal
from models.record import ReportDraft
from models.terms import Kind
from tests.conftest import Office, staff
from tests.makers import MORNING, a_draft

LIVED = 70  # days, over National Day and its make-up days
START = date(2020, 8, 24)

drafts = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 100)),  # due, days after docketing
        st.lists(st.integers(0, LIVED), max_size=2),  # milestones
        st.sampled_from(["", "", "every:9", "weekly:tue", "monthly:28"]),  # reporting rhythm
        st.one_of(st.none(), st.integers(0, 7)),  # which of those before it is a part of
    ),
    min_size=4,
    max_size=7,
)
entries = st.lists(
    st.tuples(
        st.integers(0, LIVED - 1),
        st.integers(0, 6),
        st.sampled_from(["report", "tick", "suspend", "resume", "ask", "check", "confirm", "back"]),
        st.integers(0, 110),
    ),
    max_size=20,
)


def docket(book: Book, office: Office, given: Any) -> None:
    """Docket and assign; whoever has not answered by the third working day has accepted."""
    for n, (due, steps, rhythm, whole) in enumerate(given):
        draft = a_draft(
            number=f"N-{n}",
            kind=Kind.STANDING if due is None else Kind.FINISH,
            docketed_on=START,
            due=None if due is None else START + timedelta(days=due),
            rhythm=rhythm,
            parent="" if whole is None or not n else f"N-{whole % n}",
            milestones=tuple(
                {"title": "节点", "due": START + timedelta(days=after)} for after in steps
            ),
        )
        book.commitments.docket(draft, by=office.officer, on=START, assign=True)


def enter(
    book: Book, office: Office, proof: Path, number: str, on: date, what: str, percent: int
) -> None:
    """Enter something where the stage allows it; a refusal is the same on both sides."""
    turn = book.commitments
    draft = ReportDraft(percent=Decimal(percent), milestones_done=(1,) if what == "tick" else ())
    acts: dict[str, Callable[[], Any]] = {
        "report": lambda: turn.report(number, draft, by=office.transport, on=on),
        "tick": lambda: turn.report(number, draft, by=office.transport, on=on),
        "suspend": lambda: turn.suspend(number, reason="汛期", by=office.leader, on=on),
        "resume": lambda: turn.resume(number, by=office.leader, on=on),
        "ask": lambda: turn.ask_closure(number, by=office.transport, on=on, evidence=[proof]),
        "check": lambda: turn.check(
            number, passed=percent > 30, findings="x", by=office.officer, on=on
        ),
        "confirm": lambda: turn.confirm(number, by=office.chief, on=on),
        "back": lambda: turn.reopen(number, reason="反弹", by=office.officer, on=on),
    }
    try:
        acts[what]()
    except Refusal:
        return


def live(template: Path, given: Any, told: Any, *, every_day: bool) -> list[Any]:
    """Live through the days; returns what was lit, claimed and accepted after each of them."""
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(template, Path(folder) / "book.db")
        proof = Path(folder) / "photo.jpg"
        proof.write_text("road", "utf-8")
        with reach(f"sqlite:///{copy}") as db, page(db, at=MORNING) as book:
            office = staff(book)
            docket(book, office, given)
            for n in range(LIVED):
                on = START + timedelta(days=n)
                if every_day:
                    db.tell(
                        "UPDATE commitment SET look_on = :on WHERE closed_on IS NULL", {"on": on}
                    )
                book.rounds.look(on)
                lights = db.ask(
                    "SELECT number, stage, light, light_since, percent FROM commitment ORDER BY id"
                )
                claims = db.ask(
                    "SELECT commitment_id, basis, version, rung, sent FROM notice"
                    " WHERE claimed_on = :on ORDER BY commitment_id, basis, version, rung",
                    {"on": on},
                )
                stored = {row.number: row.light for row in lights if row.stage != "closed"}
                shown = {one.number: one.light for one in book.lists.open(on).lines}
                assert stored == shown, on
                seen.append((on, lights, claims))
                for day, which, what, percent in told:
                    if day == n:
                        number = f"N-{which % len(given)}"
                        enter(book, office, proof, number, on, what, percent)
    return seen


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(given=drafts, told=entries)
def test_looking_through_the_index_sees_what_looking_at_everything_sees(
    sqlite_template: Path, given: Any, told: Any
) -> None:
    lazy = live(sqlite_template, given, told, every_day=False)
    daily = live(sqlite_template, given, told, every_day=True)
    for mine, yours in zip(lazy, daily, strict=True):
        assert mine == yours

"""The same property through the book: the index on look_on hides nothing that changed."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers.book import Book, page, reach
from models.record import ReportDraft
from models.terms import Kind
from tests.conftest import staff
from tests.makers import MONDAY, MORNING, a_draft

LIVED = 70  # days, over National Day and its make-up days
START = date(2020, 8, 24)

drafts = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 100)),  # due, days after docketing
        st.lists(st.integers(0, LIVED), max_size=2),  # milestones
        st.one_of(st.none(), st.integers(3, 30)),  # reporting rhythm
    ),
    min_size=4,
    max_size=8,
)
reports = st.lists(
    st.tuples(st.integers(0, LIVED - 1), st.integers(0, 7), st.integers(0, 110), st.booleans()),
    max_size=12,
)


def docket(book: Book, given: Any) -> None:
    book.commitments.docket_many(
        [
            a_draft(
                number=f"N-{n}",
                kind=Kind.STANDING if due is None else Kind.FINISH,
                docketed_on=START,
                due=None if due is None else START + timedelta(days=due),
                report_every=rhythm,
                milestones=tuple(
                    {"title": "节点", "due": START + timedelta(days=after)} for after in steps
                ),
            )
            for n, (due, steps, rhythm) in enumerate(given)
        ],
        by=staff(book).officer,
        on=START,
    )


def live(template: Path, given: Any, told: Any, *, every_day: bool) -> list[Any]:
    """Live through the days; returns what was lit and claimed after each of them."""
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(template, Path(folder) / "book.db")
        with reach(f"sqlite:///{copy}") as db, page(db, at=MORNING) as book:
            docket(book, given)
            by = staff(book).officer
            for n in range(LIVED):
                on = START + timedelta(days=n)
                if every_day:
                    db.tell(
                        "UPDATE commitment SET look_on = :on WHERE closed_on IS NULL", {"on": on}
                    )
                book.rounds.look(on)
                lights = db.ask("SELECT number, light, light_since FROM commitment ORDER BY id")
                claims = db.ask(
                    "SELECT commitment_id, basis, version, rung, sent FROM notice"
                    " WHERE claimed_on = :on ORDER BY commitment_id, basis, rung",
                    {"on": on},
                )
                seen.append((on, lights, claims))
                for day, which, percent, ticks in told:
                    if day == n:
                        number = f"N-{which % len(given)}"
                        steps = (1,) if ticks and given[which % len(given)][1] else ()
                        draft = ReportDraft(percent=Decimal(percent), milestones_done=steps)
                        book.commitments.report(number, draft, by=by, on=on)
    return seen


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(given=drafts, told=reports)
def test_looking_through_the_index_sees_what_looking_at_everything_sees(
    sqlite_template: Path, given: Any, told: Any
) -> None:
    lazy = live(sqlite_template, given, told, every_day=False)
    daily = live(sqlite_template, given, told, every_day=True)
    for mine, yours in zip(lazy, daily, strict=True):
        assert mine == yours
    assert MONDAY < START

"""An office adopts each preset in turn and lives by it on either database; its book stays sound."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from flows.beginning import make_office
from flows.morning import live, moment
from ledgers.audit import audit
from ledgers.book import Book, open_book
from ledgers.upkeep import adopt
from models.commitment import CommitmentDraft, MilestoneDraft, PlanPointDraft
from models.policy_file import read_preset
from models.presets import PRESETS
from models.record import ReportDraft
from models.settings import Settings
from models.terms import Light, Step
from tests.conftest import Office
from tests.offices import at

BEGUN = date(2020, 8, 3)
WEEKS = 2  # by each preset
MONTHS = (date(2020, 8, 31), date(2020, 9, 30), date(2020, 10, 31))


def docket(book: Book, office: Office) -> list[str]:
    """One matter by a planned course, one by its milestones; and one that nobody touches."""
    plan = tuple(
        PlanPointDraft(day=day, percent=Decimal(20 * n)) for n, day in enumerate(MONTHS, 1)
    )
    steps = tuple(MilestoneDraft(title=f"{day.month}月任务", due=day) for day in MONTHS)
    drafts = (
        CommitmentDraft(title="人民路改造", lead_unit="transport", docketed_on=BEGUN,
                        due=date(2020, 12, 31), plan=plan),
        CommitmentDraft(title="河道清淤", lead_unit="water", docketed_on=BEGUN,
                        due=date(2020, 11, 30), milestones=steps),
        CommitmentDraft(title="公交站台", lead_unit="transport", docketed_on=BEGUN,
                        due=date(2020, 8, 20)),
    )  # fmt: skip
    return [book.commitments.docket(one, by=office.chief, on=BEGUN, assign=True) for one in drafts]


def lived(settings: Settings, first: date, office: Office, number: str, percent: int) -> date:
    """Live some weeks, with one report in the middle of them; return the day after."""
    for day in (first + timedelta(days=n) for n in range(7 * WEEKS)):
        if day == first + timedelta(days=7):
            with open_book(settings.book_url, at=at(day, 7)) as book:
                draft = ReportDraft(percent=Decimal(percent), done="路面铺设")
                book.commitments.report(number, draft, by=office.transport, on=day)
        done = live(settings, day, moment(settings, day))
        assert not done.failed and not done.again, day
    return first + timedelta(days=7 * WEEKS)


def test_an_office_adopts_each_preset_in_turn_and_its_book_stays_sound(
    book_url: str, office: Office, tmp_path: Path
) -> None:
    settings = make_office(tmp_path / "desk", book=book_url)
    with open_book(book_url, at=at(BEGUN)) as book:
        followed, *_ = docket(book, office)
    day = BEGUN
    for place, name in enumerate(PRESETS):
        with open_book(book_url, at=at(day, 7)) as book:
            # Ladders that are open go over to the new rules with it.
            adopt(book, read_preset(name), "", on=day, by=office.chief, rebinds=True)
        day = lived(settings, day, office, followed, 3 * (place + 1))
        with open_book(book_url, at=at(day, 6), write=False) as book:
            found = audit(book)
            assert not found.findings, (name, found.findings)
            assert book.policy.preset == name
    with open_book(book_url, at=at(day, 6), write=False) as book:
        lights = book.db.ask("SELECT light FROM commitment")
        assert Light.RED in {row.light for row in lights}
        proposed = {row.step for row in book.db.ask("SELECT step FROM proposal")}
        assert Step.INTERVIEW in proposed

"""Offices for tests that go through the front doors: a folder with settings and a book."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.beginning import make_office
from flows.morning import DayDone, live, moment
from ledgers.book import open_book
from ledgers.upkeep import Beginning, begin
from models.commitment import CommitmentDraft
from models.people import PersonDraft, UnitDraft
from models.policy import Policy
from models.policy_file import read_preset
from models.settings import Settings
from models.terms import Card, Role

ZONE = ZoneInfo("Asia/Shanghai")
BEGUN = date(2020, 8, 3)
DUE = date(2020, 8, 20)
CARDS = {  # the first a working day after the deadline, each other five after the one before it
    Card.BLUE: date(2020, 8, 21),
    Card.YELLOW: date(2020, 8, 28),
    Card.ORANGE: date(2020, 9, 4),
    Card.RED: date(2020, 9, 11),
}


def at(day: date, hour: int = 10) -> datetime:
    """A moment of a day in the office's time zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def an_office(
    folder: Path,
    *,
    login: str = "chief",
    due: date = DUE,
    book: str = "sqlite:///book.db",
    policy: Policy | None = None,
) -> Settings:
    """Make an office with a chief, one unit with head and liaison, and one commitment."""
    settings = make_office(folder, book=book)
    begin(settings.book_url,
          Beginning("督查室", "赵明", login, "zhao@office.example.org", "zh", "test"),
          policy=policy or Policy(), at=at(BEGUN), on=BEGUN)  # fmt: skip
    with open_book(settings.book_url, at=at(BEGUN)) as page:
        chief = page.directory.actor_named("赵明")
        page.directory.add_unit(UnitDraft(name="交通局"), by=chief, on=BEGUN)
        for name, role in (("王路", Role.LIAISON), ("李达", Role.UNIT_HEAD)):
            person = PersonDraft(name=name, unit="交通局", role=role,
                                 email=f"{role.value}@transport.example.org")  # fmt: skip
            page.directory.add_person(person, by=chief, on=BEGUN)
        officer = PersonDraft(name="钱进", unit="督查室", role=Role.OFFICER)
        page.directory.add_person(officer, by=chief, on=BEGUN)
        draft = CommitmentDraft(title="人民路改造", lead_unit="交通局", docketed_on=BEGUN, due=due)
        page.commitments.docket(draft, by=chief, on=BEGUN, assign=True)
    return settings


def a_carded_office(folder: Path, policy: Policy | None = None, **how: Any) -> Settings:
    """Make an office that shows cards (亮牌), with a leader in charge, lived until its red card."""
    settings = an_office(folder, policy=policy or read_preset("cards"), **how)
    with open_book(settings.book_url, at=at(BEGUN)) as page:
        chief = page.directory.actor_named("赵明")
        leader = PersonDraft(name="周区长", unit="督查室", role=Role.LEADER, title="副区长",
                             email="zhou@qu.example.org")  # fmt: skip
        page.directory.add_person(leader, by=chief, on=BEGUN)
        page.directory.set_leader("交通局", "周区长", by=chief, on=BEGUN)
    for place in range((CARDS[Card.RED] - BEGUN).days + 1):
        lived(settings, BEGUN + timedelta(days=place))
    return settings


def lived(settings: Settings, day: date) -> DayDone:
    """Live through one day at its own hour, without Prefect."""
    return live(settings, day, moment(settings, day))


def letters_in(settings: Settings) -> dict[str, bytes]:
    """Every file the folder postman wrote, by name."""
    root = settings.path("letters")
    return {str(one.relative_to(root)): one.read_bytes()
            for one in sorted(root.rglob("*")) if one.is_file()}  # fmt: skip

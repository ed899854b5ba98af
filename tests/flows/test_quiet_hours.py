"""Quiet hours: no letter leaves within them, none is lost, each leaves once afterwards."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from flows.morning import DayDone, deliver, live
from flows.serving import deployments
from ledgers.book import open_book
from ledgers.upkeep import adopt
from models.policy import Policy
from models.settings import Settings
from tests.offices import ZONE, an_office, at, letters_in

LATE = date(2020, 8, 21)


def quiet_office(folder: Path, start: str, end: str) -> Settings:
    settings = an_office(folder)
    with open_book(settings.book_url, at=at(LATE)) as book:
        adopt(book, Policy(name="静默", quiet_from=start, quiet_until=end), "", on=LATE)
    return settings


def hour(text: str) -> datetime:
    return datetime.fromisoformat(f"2020-08-{text}:00").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "end", "moment", "until"),
    [
        ("08:00", "09:00", "21T08:30", "09:00"),
        ("22:00", "07:00", "21T23:15", "07:00"),
        ("22:00", "07:00", "22T06:59", "07:00"),
    ],
)
def test_letters_wait_in_quiet_hours_and_leave_once_after_them(
    tmp_path: Path, start: str, end: str, moment: str, until: str
) -> None:
    office = quiet_office(tmp_path / "office", start, end)
    done = live(office, LATE, hour(moment))
    assert (done.letters, done.delivered, done.quiet_until) == (2, 0, until)
    assert letters_in(office) == {}
    after = live(office, LATE, hour("22T10:00"))
    assert (after.again, after.delivered, after.quiet_until) == (True, 2, "")
    sent = letters_in(office)
    assert live(office, LATE, hour("22T10:05")).delivered == 0
    assert letters_in(office) == sent != {}


def test_the_minute_quiet_ends_letters_leave(tmp_path: Path) -> None:
    office = quiet_office(tmp_path / "office", "22:00", "08:30")
    assert live(office, LATE, hour("21T08:30")).delivered == 2


def test_whoever_insists_sends_in_quiet_hours_too(tmp_path: Path) -> None:
    office = quiet_office(tmp_path / "office", "08:00", "09:00")
    live(office, LATE, hour("21T08:30"))
    assert deliver(office, DayDone(LATE), hour("21T08:31"), force=True).delivered == 2


def test_quiet_with_nothing_to_send_is_not_told(tmp_path: Path) -> None:
    office = quiet_office(tmp_path / "office", "08:00", "09:00")
    assert live(office, date(2020, 8, 22), hour("22T08:30")).quiet_until == ""  # a Saturday


def test_the_office_server_runs_a_second_time_when_quiet_ends(tmp_path: Path) -> None:
    office = quiet_office(tmp_path / "office", "08:00", "09:00")
    until = datetime(2020, 8, 21, 9).time()
    alone, twice = (deployments(office, letters_at) for letters_at in (None, until))
    counts = [sum(len(one.schedules) for one in some) for some in (alone, twice)]
    assert counts[1] == counts[0] + 1

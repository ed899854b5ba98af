"""Serving: one instance a book, a missed morning made good, mail that does not answer."""

from __future__ import annotations

import socket
from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.desk import Desk, login
from flows.running import run_days, send_outbox
from flows.serving import is_served, last_due_day, make_good, only_one
from ledgers.book import open_book
from models.not_ready import LettersRefused, MailRefused, ServedAlready
from tests.offices import BEGUN, an_office, at, letters_in


def a_desk(folder: Path, day: date, hour: int) -> Desk:
    """A desk at which it is this hour of this day."""
    seat = Desk("zh", folder)
    seat.now = at(day, hour)
    return seat


def test_a_second_instance_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    office = an_office(tmp_path / "office")
    with only_one(office), pytest.raises(ServedAlready) as refusal, only_one(office):
        pass
    assert refusal.value.facts["pid"] != "?"
    assert not is_served(office)
    with only_one(office):  # the first has gone: its place is free again
        assert is_served(office)


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        (date(2020, 8, 21), 8, date(2020, 8, 20)),  # before 08:30: yesterday
        (date(2020, 8, 21), 9, date(2020, 8, 21)),
        (date(2020, 8, 22), 12, date(2020, 8, 21)),  # Saturday
        (date(2020, 9, 27), 12, date(2020, 9, 27)),  # a make-up Sunday is a working day
        (BEGUN, 7, None),  # nothing was due before the book began
    ],
)
def test_the_last_day_due_follows_the_hour_and_the_calendar(
    tmp_path: Path, day: date, hour: int, due: date | None
) -> None:
    office = an_office(tmp_path / "office")
    assert last_due_day(a_desk(office.folder, day, hour)) == due


@pytest.mark.usefixtures("prefect_server")
def test_a_missed_morning_is_made_good_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = an_office(tmp_path / "office")
    lived: list[date] = []
    monkeypatch.setattr(
        "flows.running.live_days", lambda seat, first, last: lived.append(first) or []
    )
    make_good(a_desk(office.folder, date(2020, 8, 21), 12))
    assert lived == [date(2020, 8, 21)]
    monkeypatch.undo()
    from flows.morning import live

    live(office, date(2020, 8, 21), at(date(2020, 8, 21)))
    monkeypatch.setattr("flows.running.live_days", lambda *_: pytest.fail("lived already"))
    make_good(a_desk(office.folder, date(2020, 8, 21), 12))
    make_good(a_desk(office.folder, date(2020, 8, 21), 8))  # yesterday went with today


def test_letters_that_are_refused_one_by_one_are_a_refusal_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.mail import LetterRefused
    from flows.morning import live

    office = an_office(tmp_path / "office", login=login())

    def refuse(*_: object) -> None:
        raise LetterRefused(True, "550 no such user")

    monkeypatch.setattr("flows.mail.FolderPostman.carry", refuse)
    live(office, date(2020, 8, 21), at(date(2020, 8, 21)))
    with pytest.raises(LettersRefused) as refusal:
        send_outbox(a_desk(office.folder, date(2020, 8, 21), 12))
    assert refusal.value.facts["count"] == 2


def test_letters_left_behind_by_a_dead_sender_are_told_when_sent_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.morning import look, moment, write_letters

    office, day = an_office(tmp_path / "office", login=login()), date(2020, 8, 21)
    write_letters(office, look(office, day, at(day)), moment(office, day))
    with open_book(office.book_url, at=at(day)) as book:
        assert len(book.outbox.take(50)) == 2  # and the machine goes dark
    send_outbox(a_desk(office.folder, day, 10))
    assert "有2封信件正由另一次运行发送" in capsys.readouterr().out


@pytest.mark.usefixtures("prefect_server")
def test_a_mail_server_that_does_not_answer_is_refused_and_every_letter_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:  # bound and never listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("DUBAN_MAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("DUBAN_MAIL_PORT", str(taken.getsockname()[1]))
        monkeypatch.setenv("DUBAN_MAIL_SECURITY", "none")
        office = an_office(tmp_path / "office", login=login())
        desk = a_desk(office.folder, date(2020, 8, 21), 9)
        with pytest.raises(MailRefused) as refusal:
            run_days(desk, date(2020, 8, 21), date(2020, 8, 21))
        assert refusal.value.facts["count"] == 2
    for name in ("HOST", "PORT", "SECURITY"):
        monkeypatch.delenv(f"DUBAN_MAIL_{name}")
    later = a_desk(office.folder, date(2020, 8, 21), 10)
    send_outbox(later)
    assert len(letters_in(office)) == 4
    with open_book(office.book_url, at=later.now + timedelta(hours=1), write=False) as book:
        assert book.outbox.counts() == {"sent": 2}
    capsys.readouterr()

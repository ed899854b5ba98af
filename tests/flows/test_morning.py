"""A working morning, without Prefect: once, surely, and nothing lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import flows.morning
from flows.mail import FolderPostman, LetterRefused, Parcel, ServerAway
from flows.morning import DayDone, deliver, live, look
from ledgers.book import open_book
from models.settings import Settings
from tests.offices import BEGUN, DUE, an_office, at, letters_in, lived

ONE_LATE = date(2020, 8, 21)  # T+1
SATURDAY = date(2020, 8, 22)
MONDAY = date(2020, 8, 24)


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    return an_office(tmp_path / "office")


def everything(settings: Settings) -> list[str]:
    """The whole book as text: what “nothing changed” is measured by."""
    with sqlite3.connect(settings.folder / "book.db") as db:
        return list(db.iterdump())


def test_the_first_day_late_writes_to_the_owner_and_the_unit_head(office: Settings) -> None:
    done = lived(office, ONE_LATE)
    assert (done.looked, done.letters, done.delivered) == (1, 2, 2)
    names = {Path(name).name.split("-")[0] for name in letters_in(office)}
    assert names == {"王路", "李达"}


def test_the_same_day_again_changes_and_sends_nothing(office: Settings) -> None:
    lived(office, ONE_LATE)
    book, letters = everything(office), letters_in(office)
    again = lived(office, ONE_LATE)
    assert again.again and not again.delivered
    assert everything(office) == book
    assert letters_in(office) == letters


def test_a_day_off_only_looks(office: Settings) -> None:
    done = lived(office, SATURDAY)
    assert not done.working and done.looked == 1
    assert letters_in(office) == {}


def test_what_fell_due_while_nobody_looked_is_made_good_by_the_highest_rung(
    office: Settings,
) -> None:
    lived(office, BEGUN)
    done = lived(office, date(2020, 8, 27))  # T+5, and T-10, T-3, T+1 were missed
    assert done.missed_days == 17
    assert done.rungs == 4
    with open_book(office.book_url, at=at(ONE_LATE), write=False) as book:
        sent = book.db.ask("SELECT rung FROM notice WHERE sent")
        texts = [letter.text.text for letter in book.outbox.of_day(date(2020, 8, 27))]
    assert [row.rung for row in sent] == ["T+5"]
    assert any("3" in text and "督办" in text for text in texts)


def test_what_a_killed_morning_found_is_told_by_the_next_one(office: Settings) -> None:
    lived(office, DUE)
    look(office, ONE_LATE, at(ONE_LATE))  # and the machine goes dark before any letter is written
    assert lived(office, MONDAY).missed_days == 1
    with open_book(office.book_url, at=at(MONDAY), write=False) as book:
        letters = book.outbox.of_day(MONDAY)
    asked = {letter.to_name for letter in letters if "催办" in letter.text.text}
    assert asked == {"王路", "李达"}
    assert any("绿灯→黄灯" in letter.text.text for letter in letters)


@pytest.mark.parametrize("day", [date(2020, 8, 19), ONE_LATE, SATURDAY])
def test_a_day_before_one_that_was_lived_tells_nothing_again(office: Settings, day: date) -> None:
    lived(office, DUE)
    lived(office, MONDAY)
    book, letters = everything(office), letters_in(office)
    assert lived(office, day).again
    assert (everything(office), letters_in(office)) == (book, letters)


def test_a_make_up_sunday_is_a_morning_like_any_other(tmp_path: Path) -> None:
    office = an_office(tmp_path / "office", due=date(2020, 9, 26))
    assert lived(office, date(2020, 9, 27)).letters == 2  # 调休: T+1 falls on this Sunday


def test_a_new_deadline_starts_a_new_ladder(office: Settings) -> None:
    lived(office, date(2020, 8, 17))  # T-3, T-10 with it
    with open_book(office.book_url, at=at(date(2020, 8, 17))) as book:
        chief = book.directory.actor_named("赵明")
        day = date(2020, 8, 17)
        head = book.directory.actor_named("李达")
        book.commitments.ask_extension(
            "2020-001", until=date(2020, 9, 30), reason="汛期", by=head, on=day)  # fmt: skip
        officer = book.directory.actor_named("钱进")
        book.commitments.screen_extension("2020-001", opinion="属实", by=officer, on=day)
        book.commitments.grant_extension("2020-001", by=chief, on=day)
    assert lived(office, ONE_LATE).rungs == 0
    assert lived(office, date(2020, 9, 25)).rungs == 1 + 1  # T-3 and T-10 of the new deadline


# -- killed at any instant ---------------------------------------------------------------


class Killed(BaseException):
    """The machine goes dark: nothing after this line happens in this process."""


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Let a run die at the n-th step that touches book or mail."""

    def arm(steps: int) -> list[str]:
        taken: list[str] = []

        def step(name: str) -> None:
            taken.append(name)
            if len(taken) == steps:
                raise Killed

        real_page, real_carry = flows.morning.page, FolderPostman.carry

        @contextmanager
        def page(*args: Any, **kwargs: Any) -> Iterator[Any]:
            step("before a page")
            with real_page(*args, **kwargs) as book:
                yield book
                step("before its commit")
            step("after its commit")

        def carry(self: FolderPostman, parcel: Parcel) -> None:
            step("before a letter")
            real_carry(self, parcel)
            step("after a letter")

        monkeypatch.setattr(flows.morning, "page", page)
        monkeypatch.setattr(FolderPostman, "carry", carry)
        return taken

    return arm


def test_killed_at_any_instant_nothing_is_lost_and_nothing_sent_twice_but_the_one_in_flight(
    tmp_path: Path, killed_after: Callable[[int], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = an_office(tmp_path / "whole")
    lived(whole, ONE_LATE)
    for steps in range(1, 40):
        office = an_office(tmp_path / f"office-{steps}")
        with monkeypatch.context():
            taken = killed_after(steps)
            try:
                lived(office, ONE_LATE)
            except Killed:
                pass
            else:
                break
        monkeypatch.undo()
        later = at(ONE_LATE, 12)  # the lease of the dead sender has run out
        live(office, ONE_LATE, later)
        assert letters_in(office) == letters_in(whole), (steps, taken[-1])
    assert steps > 10


# -- the mail server -----------------------------------------------------------------------


class Counting:
    """A postman who keeps what he was given, and refuses as told."""

    def __init__(self, *refusals: LetterRefused | None) -> None:
        self.given: list[str] = []
        self.tried: list[str] = []
        self.refusals = list(refusals)

    def carry(self, parcel: Parcel) -> None:
        self.tried.append(parcel.message_id)
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal:
            raise refusal
        self.given.append(parcel.message_id)

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, *_: object) -> None: ...


def carried_by(monkeypatch: pytest.MonkeyPatch, postman: Counting) -> Counting:
    monkeypatch.setattr(flows.morning, "postman", lambda *_: postman)
    return postman


def test_with_the_server_away_every_letter_waits(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried_by(monkeypatch, Counting(ServerAway("connection refused")))
    assert lived(office, ONE_LATE).server_away == "connection refused"
    back = carried_by(monkeypatch, Counting())
    done = lived(office, ONE_LATE)
    assert done.delivered == len(set(back.given)) == 2


def test_one_refused_letter_does_not_hold_up_the_others(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried_by(monkeypatch, Counting(LetterRefused(True, "550 no such user")))
    done = lived(office, ONE_LATE)
    assert (done.delivered, len(done.failed)) == (1, 1)
    with open_book(office.book_url, at=at(ONE_LATE), write=False) as book:
        assert [line.state for line in book.outbox.lines()] == ["given_up"]


def test_a_letter_refused_for_now_is_tried_later_and_not_before(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = carried_by(monkeypatch, Counting(LetterRefused(False, "451 later")))
    lived(office, ONE_LATE)
    early = carried_by(monkeypatch, Counting())
    live(office, ONE_LATE, at(ONE_LATE, 8) + timedelta(minutes=32))
    assert early.given == []
    live(office, ONE_LATE, at(ONE_LATE, 9))
    assert early.given == refused.tried[:1]  # the same letter: the same Message-ID


def test_sending_by_hand_tries_given_up_letters_once(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = LetterRefused(True, "550")
    carried_by(monkeypatch, Counting(gone, gone))
    lived(office, ONE_LATE)
    by_hand = carried_by(monkeypatch, Counting(gone))
    done = deliver(office, DayDone(ONE_LATE), at(ONE_LATE, 11), force=True)
    assert (done.delivered, len(done.failed), len(by_hand.given)) == (1, 1, 1)


# -- what the diary keeps --------------------------------------------------------------------


def test_the_diary_counts_what_the_digests_said(office: Settings) -> None:
    lived(office, ONE_LATE)
    with open_book(office.book_url, at=at(ONE_LATE), write=False) as book:
        day = book.rounds.day(ONE_LATE)
    assert day is not None and day.composed
    assert day.figures["totals"]["all"] == [1, 0, 1, 0, 1, 0]
    assert json.dumps(day.figures)


def test_nothing_to_tell_writes_no_letter(office: Settings) -> None:
    assert lived(office, BEGUN).letters == 2  # owner and head are told what was assigned
    assert lived(office, date(2020, 8, 4)).letters == 0
    assert DUE > BEGUN


def test_the_first_run_after_an_update_takes_the_new_years_days_over(office: Settings) -> None:
    """Deadlines are recounted, the journal says why, and the office's own days stand."""
    with open_book(office.book_url, at=at(BEGUN)) as book:
        book.db.tell("DELETE FROM calendar_day WHERE day >= :day", {"day": DUE - timedelta(days=4)})
        book.set_fact("calendar_until", "2019-12-31")
        book.calendars.set_days([date(2020, 8, 18)], False, reason="区庆",
                                by=book.directory.actor_named("赵明"), on=BEGUN)  # fmt: skip
    lived(office, ONE_LATE)
    with open_book(office.book_url, at=at(ONE_LATE), write=False) as book:
        last = book.calendars.last_change()
        assert last is not None and last.note.startswith("chinesecalendar")
        assert (last.on_day, last.actor, last.open) == (ONE_LATE, "", 1)
        assert not book.calendar.is_working(date(2020, 10, 1))
        assert not book.calendar.is_working(date(2020, 8, 18))
        before = book.journal.last_id()
    lived(office, MONDAY)
    with open_book(office.book_url, at=at(MONDAY), write=False) as book:
        told = book.db.ask("SELECT happened FROM event WHERE id > :id", {"id": before})
        assert "calendar_changed" not in {row.happened for row in told}

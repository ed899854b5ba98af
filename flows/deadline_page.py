"""What a deadline phrase means, told to whoever asks: the day, the rule, the year."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.desk import Desk
from models.calendar import WorkCalendar, published_calendar
from models.deadline import Deadline, Found, deadlines_in, read_deadline
from models.deadline.saying import explained
from models.errors import UnreadableDeadline
from models.not_ready import NoBook
from models.settings import Settings

WORKING = "工作日"


def explain(at: Desk, phrase: str, given: str) -> None:
    """Tell what a phrase, or every phrase of a sentence, means. Raises UnreadableDeadline.

    For a program “nothing” is an answer like any other: ``due`` null and an empty ``rule``, and
    no refusal, so that a thousand phrases can be asked one after the other.
    """
    issued_on = _day(at, given)
    calendar = office_calendar(at) if WORKING in phrase else None
    whole = read_deadline(phrase, issued_on, calendar)
    several = _several(phrase, whole, issued_on, calendar)
    if len(several) == 1:
        whole = several[0].deadline
    if at.as_json:
        told = [_told(one.phrase, one.deadline) | {"governs": one.governs} for one in several]
        head = _told(phrase, whole) | {"issued_on": issued_on.isoformat()}
        at.data(head | {"deadlines": told})
        return
    if not several:
        raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
    for one in several:
        print(explained(one, issued_on, at.speaker, calendar))


def _several(
    phrase: str, whole: Deadline, issued_on: date, calendar: WorkCalendar | None
) -> list[Found]:
    """List what stands in a sentence; a phrase that is one as it stands is that one."""
    found = deadlines_in(phrase, issued_on, calendar)
    if len(found) > 1 or (found and whole.due is None) or not whole.rule:
        return found
    return [Found(0, len(phrase), phrase, whole)]


def _told(phrase: str, found: Deadline) -> dict[str, Any]:
    return {
        "phrase": phrase,
        "due": found.due.isoformat() if found.due else None,
        "start": found.start.isoformat() if found.start else None,
        "rule": found.rule,
        "year": found.year.value,
        "aim": found.aim,
        "ask": found.ask,
    }


def _day(at: Desk, given: str) -> date:
    """Return the day as typed, else today; without an office, today in the default time zone."""
    try:
        return at.day(given)
    except NoBook:
        return datetime.now(Settings(Path()).zone).date()


def office_calendar(at: Desk) -> WorkCalendar:
    """Count by the office's calendar where there is an office, else by the published one."""
    try:
        with at.reading() as book:
            return book.calendar
    except NoBook:
        return published_calendar()

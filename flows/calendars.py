"""Changes of the working calendar at the desk: what becomes of which day, and what it moves."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.calendars import CalendarChange
from ledgers.lines import as_json, column
from ledgers.sheets import decoded
from models.bad_files import FileMissing
from models.calendar_notice import Notice, read_notice
from models.errors import WrongPeriod
from models.notice_dates import weekday_word
from models.terms import DayKind, Scope
from models.words import N_, Word

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A day that becomes another one."""

    day: date = column(N_("Day"))
    weekday: Word = column(N_("Weekday"))
    before: DayKind = column(N_("Was"))
    after: DayKind = column(N_("Becomes"))
    reason: str = column(N_("Occasion"), default="", wide=True)


def import_notice(at: Desk, file: str, *, dry_run: bool, by: str, on: str) -> None:
    """``duban calendar import``: read, show what changes, and take it over."""
    notice = read_notice(_pasted(file))
    with at.rehearsing() if dry_run else at.writing() as book:
        change = book.calendars.take(notice, **at.entry(book, by, on))
    if not at.as_json:
        print(notice.title)
    _tell(at, change, notice, dry_run=dry_run)


def _pasted(file: str) -> str:
    """Read a file, or what is pasted into standard input. Raises FileMissing, WrongEncoding."""
    if file == STANDARD_INPUT:
        return decoded(sys.stdin.buffer.read(), file)
    path = Path(file)
    if not path.is_file():
        raise FileMissing(path=file)
    return decoded(path.read_bytes(), path.name)


def set_as_typed(
    at: Desk, book: Book, days: str, kind: str, *, reason: str, scope: str, document: str,
    entry: dict[str, Any],
) -> None:  # fmt: skip
    """``duban calendar set``: one's own word on days."""
    change = book.calendars.set_days(
        days_of(at, days),
        at.term("DAY", kind, DayKind) == DayKind.WORK,
        reason=at.words("calendar", "--reason", reason),
        scope=own_scope(at, scope),
        document=document.strip(),
        **entry,
    )
    _tell(at, change)


def unset_as_typed(
    at: Desk, book: Book, days: str, *, reason: str, scope: str, entry: dict[str, Any]
) -> None:
    """``duban calendar unset``: take one's own word back."""
    change = book.calendars.unset_days(
        days_of(at, days),
        reason=at.words("calendar", "--reason", reason),
        scope=own_scope(at, scope),
        **entry,
    )
    _tell(at, change)


def own_scope(at: Desk, given: str) -> Scope:
    """Read whose word it is; the State Council's comes by its notice only. Raises NotAChoice."""
    if not given:
        return Scope.OFFICE
    return at.term("--scope", given, Scope, without=(Scope.STATE,))


def days_of(at: Desk, given: str) -> list[date]:
    """Read a day, or ``FIRST..LAST``. Raises BadDay, WrongPeriod."""
    begin, dots, end = given.partition("..")
    first = at.day(begin or "..")
    last = at.day(end or "..") if dots else first
    if last < first:
        raise WrongPeriod(first=first, last=last)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# -- telling ----------------------------------------------------------------------------


def _tell(
    at: Desk, change: CalendarChange, notice: Notice | None = None, *, dry_run: bool = False
) -> None:
    lines = [
        ChangedLine(one.day, weekday_word(one.day), DayKind.of(one.before), DayKind.of(one.after),
                    one.reason)
        for one in change.days
    ]  # fmt: skip
    passed = notice.passed_over if notice else ()
    if at.as_json:
        told = {"notice": notice.title if notice else "", "passed_over": list(passed)}
        at.data({**told, "dry_run": dry_run, **as_json(change), "days": as_json(lines)})
        return
    if lines:
        at.show(lines)
    for one in passed:
        at.say(N_("Arranges no day off, passed over: {text}"), text=one)
    _tell_effect(at, change)
    if dry_run:
        at.say(N_("Dry run: nothing was changed."))


def _tell_effect(at: Desk, change: CalendarChange) -> None:
    if change.is_none:
        at.say(N_("The book says so already; nothing changes."))
        return
    if change.days:
        at.say(
            N_(
                "{count} days change. Of {open} open commitments with a deadline, {moved} have "
                "another distance in working days; all are looked at again."
            ),
            count=len(change.days), open=change.open, moved=change.moved,
        )  # fmt: skip
    else:
        at.say(N_("No day changes; the grounds are in the book now."))
    if change.until:
        at.say(N_("The working calendar is known until {until} now."), until=change.until)

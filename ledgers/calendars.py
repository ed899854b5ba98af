"""工作日历: the book's own working days, who said so of each, and what a change of them changes.

Words on days are added, never edited (``models.calendar.in_force`` chooses among them), each
change is one event with its grounds, and whatever is open is looked at again, because a
deadline's distance may be another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.people import Actor, must_be
from models.calendar import (
    DayWord,
    WorkCalendar,
    arranged_in,
    by_weekday,
    in_force,
    is_of_table,
    published_days,
)
from models.errors import BadNotice, NoSuchOverride
from models.lifecycle import TURNS
from models.lights import Reason
from models.terms import Happened, Scope
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.calendar_notice import Notice

COVERAGE = "calendar_until"  # the book's fact: the last day the published table covers
INSERT = insert_into("calendar_day", ("day", "works", "source", "reason", "document", "event_id"))
# Every day on which something open may become late.
DEADLINES = """
SELECT id, number, due FROM commitment
WHERE closed_on IS NULL AND stage <> 'draft' AND due IS NOT NULL
UNION ALL
SELECT c.id, c.number, m.due FROM milestone m JOIN commitment c ON c.id = m.commitment_id
WHERE c.closed_on IS NULL AND c.stage <> 'draft' AND m.due IS NOT NULL AND m.done_on IS NULL
"""
LOOK_AGAIN = """
UPDATE commitment SET look_on = :on
WHERE closed_on IS NULL AND (look_on IS NULL OR look_on > :on)
"""
YEAR_BEFORE_LACKING = N_(
    "the calendar is known until {until}; the notice of {year} has to be imported before this one"
)


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day that is worked now and was not, or the other way round."""

    day: date
    before: bool
    after: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What one change of the calendar came to."""

    days: tuple[ChangedDay, ...] = ()
    words: int = 0
    """Words added; days may be spoken of anew and stay what they were."""
    until: date | None = None
    """The new end of the published table, where it moved."""
    open: int = 0
    moved: int = 0
    """Of so many open matters with a deadline, so many are further or nearer now."""

    @property
    def is_none(self) -> bool:
        """Whether nothing was new at all."""
        return not self.words and self.until is None


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest event that told of the calendar."""

    on_day: date
    actor: str
    note: str
    open: int
    moved: int


@dataclass(frozen=True, slots=True)
class Leaning:
    """Open deadlines that lie beyond the published table."""

    numbers: tuple[str, ...] = ()
    first: date | None = None


class Calendars:
    """Keeps the working days."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- reading ------------------------------------------------------------------------

    def words(self) -> list[DayWord]:
        """List every word on every day, the first said first."""
        rows = self._book.db.ask(
            "SELECT day, works, source, reason, document FROM calendar_day ORDER BY event_id, day"
        )
        return [
            DayWord(
                row.day, None if row.works is None else bool(row.works), Scope(row.source),
                row.reason, row.document,
            )
            for row in rows
        ]  # fmt: skip

    @property
    def until(self) -> date:
        """The last day that the published table covers in this book."""
        return date.fromisoformat(self._book.fact(COVERAGE, "1970-01-01"))

    def published(self) -> dict[date, DayWord]:
        """Map days to the State Council's word on them, as this book has it."""
        return in_force(self.words(), (Scope.STATE,))

    def leaning(self) -> Leaning:
        """Find the open matters with a deadline or a milestone beyond the published table."""
        until = self.until
        rows = [row for row in self._book.db.ask(DEADLINES) if row.due > until]
        numbers = tuple(sorted({row.number for row in rows}))
        return Leaning(numbers, min((row.due for row in rows), default=None))

    def last_change(self) -> LastChange | None:
        """Return the newest event that told of the calendar."""
        rows = self._book.db.ask(
            "SELECT e.on_day, e.note, e.changes, p.name FROM event e"
            " LEFT JOIN person p ON p.id = coalesce(e.behalf_id, e.actor_id)"
            " WHERE e.chain = 'book' AND e.happened = :changed ORDER BY e.place DESC LIMIT 1",
            {"changed": Happened.CALENDAR_CHANGED.value},
        )
        if not rows:
            return None
        last, weighed = rows[0], json.loads(rows[0].changes).get("distances", (None, {}))[1]
        return LastChange(
            last.on_day, last.name or "", last.note,
            weighed.get("open", 0), weighed.get("changed", 0),
        )  # fmt: skip

    # -- the published table ------------------------------------------------------------

    def refresh(self, *, on: date) -> CalendarChange:
        """Take over what is new in the published table that came with duban.

        Days of the office's own stand, and so does a year whose notice was imported: the
        document outranks the table.
        """
        words, until = published_days()
        stated = self.published()
        imported = {arranged_in(one.day) for one in stated.values() if not is_of_table(one)}
        listed = {word.day for word in words}
        gone = [
            DayWord(one.day, by_weekday(one.day), Scope.STATE, "", words[0].document)
            for one in stated.values()
            if one.day not in listed and one.day <= until and one.works != by_weekday(one.day)
        ]
        new = [
            word
            for word in (*words, *gone)
            if arranged_in(word.day) not in imported and not _same(stated.get(word.day), word)
        ]
        later = until if until > self.until else None
        return self._change(new, until=later, on=on, note=words[0].document)

    def take(self, notice: Notice, *, by: Actor, on: date) -> CalendarChange:
        """Take over a notice of the State Council. Raises NotYourTurn, BadNotice."""
        must_be(by, TURNS["calendar"])
        until, ends = self.until, date(notice.year, 12, 31)
        if notice.year > until.year + 1:
            facts = {"until": until, "year": str(until.year + 1)}
            why = Reason(YEAR_BEFORE_LACKING, facts)
            raise BadNotice(line=1, text=notice.title, problem=why)
        stated = self.published()
        new = [word for word in notice.words(stated.values()) if stated.get(word.day) != word]
        later = ends if notice.whole and ends > until else None
        return self._change(new, until=later, by=by, on=on, note=notice.title)

    # -- days of one's own --------------------------------------------------------------

    def set_days(
        self,
        days: Sequence[date],
        works: bool,
        *,
        reason: str,
        scope: Scope = Scope.OFFICE,
        document: str = "",
        by: Actor,
        on: date,
    ) -> CalendarChange:
        """Have days worked or not whatever the published table says. Raises NotYourTurn."""
        must_be(by, TURNS["calendar"])
        said = self._said_by(scope)
        words = [DayWord(day, works, scope, reason, document) for day in days]
        new = [word for word in words if said.get(word.day) != word]
        return self._change(new, by=by, on=on, note=reason)

    def unset_days(
        self,
        days: Sequence[date],
        *,
        reason: str,
        scope: Scope = Scope.OFFICE,
        by: Actor,
        on: date,
    ) -> CalendarChange:
        """Take one's own word on days back: the published table counts there again.

        Raises NotYourTurn, NoSuchOverride.
        """
        must_be(by, TURNS["calendar"])
        said = self._said_by(scope)
        words = [DayWord(day, None, scope, reason) for day in days if day in said]
        if not words:
            raise NoSuchOverride(scope=scope, first=days[0], last=days[-1])
        return self._change(words, by=by, on=on, note=reason)

    def _said_by(self, scope: Scope) -> dict[date, DayWord]:
        return in_force(self.words(), (scope,))

    # -- writing ------------------------------------------------------------------------

    def _change(
        self,
        new: Sequence[DayWord],
        *,
        until: date | None = None,
        by: Actor | None = None,
        on: date,
        note: str,
    ) -> CalendarChange:
        """Add words of one source as one event, and have everything open looked at again."""
        if not new and until is None:
            return CalendarChange()
        self._book.rounds.make_good(on)
        words, before = self.words(), self._book.calendar
        after = calendar_of((*words, *new), until or self.until)
        change = self._weighed(new, before, after, until, on)
        event = self._book.journal.write_book_event(
            Happened.CALENDAR_CHANGED, by=by, on=on, note=note,
            changes=_told(new, change, self._book.fact(COVERAGE)),
        )  # fmt: skip
        self._book.db.tell_many(INSERT, [_row(word, event) for word in new])
        if until is not None:
            self._book.set_fact(COVERAGE, until.isoformat())
        if change.days or until is not None:
            self._book.db.tell(LOOK_AGAIN, {"on": on})
        self._book.__dict__.pop("calendar", None)
        return change

    def _weighed(
        self,
        new: Sequence[DayWord],
        before: WorkCalendar,
        after: WorkCalendar,
        until: date | None,
        on: date,
    ) -> CalendarChange:
        days = tuple(
            ChangedDay(word.day, before.is_working(word.day), after.is_working(word.day),
                       word.reason)
            for word in sorted(new, key=lambda word: word.day)
            if before.is_working(word.day) != after.is_working(word.day)
        )  # fmt: skip
        dues = self._book.db.ask(DEADLINES)
        moved = {
            due
            for due in {row.due for row in dues}
            if before.between(on, due) != after.between(on, due)
        }
        return CalendarChange(
            days, len(new), until,
            len({row.id for row in dues}), len({row.id for row in dues if row.due in moved}),
        )  # fmt: skip


def calendar_of(words: Iterable[DayWord], until: date) -> WorkCalendar:
    """Build the working days from all words on them."""
    return WorkCalendar({day: bool(one.works) for day, one in in_force(words).items()}, until)


def _same(known: DayWord | None, word: DayWord) -> bool:
    """Compare without the document: a new version of the table says most things again."""
    return known is not None and (known.works, known.reason) == (word.works, word.reason)


def _told(words: Sequence[DayWord], change: CalendarChange, until: str) -> dict[str, list[Any]]:
    """Tell a change as the journal does: the days as they were, then every word said."""
    told: dict[str, list[Any]] = {
        "calendar": [
            {one.day.isoformat(): one.before for one in change.days},
            {
                "source": words[0].scope.value if words else Scope.STATE.value,
                "days": {
                    one.day.isoformat(): [one.works, one.reason, one.document] for one in words
                },
            },
        ],
        "distances": [None, {"open": change.open, "changed": change.moved}],
    }
    if change.until is not None:
        told["calendar_until"] = [until or None, change.until.isoformat()]
    return told


def _row(word: DayWord, event: int) -> dict[str, Any]:
    return {
        "day": word.day,
        "works": word.works,
        "source": word.scope.value,
        "reason": word.reason,
        "document": word.document,
        "event_id": event,
    }

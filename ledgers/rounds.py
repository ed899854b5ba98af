"""The daily round: the diary of days, and when which look is due.

Cost follows what is due, not the size of the book (DESIGN §4.7): every statement here goes
through the index on ``look_on`` or on today's notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.drivers import Row
from ledgers.journal import plain
from ledgers.sql import questions, with_ids

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("lines")


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the diary."""

    day: date
    working: bool
    news_from: int
    news_to: int
    looked: int
    composed: bool
    figures: dict[str, Any]


class Rounds:
    """Goes its round every day."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- the diary ----------------------------------------------------------------------

    def day(self, on: date) -> DayLine | None:
        """Return what the diary says of a day; None where nobody looked."""
        rows = self._book.db.ask("SELECT * FROM day WHERE day = :on", {"on": on})
        return _day(rows[0]) if rows else None

    def last_day(self, before: date | None = None) -> DayLine | None:
        """Return the last working day that was lived to its end, before a day where named."""
        rows = self._book.db.ask(
            "SELECT * FROM day WHERE working AND composed AND day < :before"
            " ORDER BY day DESC LIMIT 1",
            {"before": before or date.max},
        )
        return _day(rows[0]) if rows else None

    def missed_days(self, on: date) -> int:
        """Count the working days between the last one lived and this one."""
        last = self.last_day(on)
        return max(self._book.calendar.between(last.day, on) - 1, 0) if last else 0

    def made_good(self, on: date) -> bool:
        """Tell whether a later day has been lived: what fell due on this one went with it."""
        later = "SELECT 1 FROM day WHERE working AND composed AND day > :on LIMIT 1"
        return bool(self._book.db.ask(later, {"on": on}))

    def finish(self, on: date, figures: dict[str, Any]) -> None:
        """Note that a day's digests are in the outbox, and what they counted."""
        self._book.db.tell(
            "UPDATE day SET composed = :yes, figures = :figures WHERE day = :on",
            {"on": on, "yes": True, "figures": json.dumps(plain(figures), sort_keys=True)},
        )

    # -- the look -----------------------------------------------------------------------

    def look(self, on: date) -> int:
        """Look at everything due a look, once a day; returns how many were looked at.

        The whole look is one page: lights, rungs, events and the diary's line go in
        together or not at all, so a run that dies is simply run again.
        """
        from ledgers.looks import Looks

        known = self.day(on)
        if known is not None:
            return known.looked
        looked = Looks(self._book, on, self._last_looked(on)).go()
        self._book.lookbacks.draw(on)
        self._book.db.tell(
            insert_into(
                "day", ("day", "working", "news_from", "news_to", "looked", "composed", "figures")
            ),
            {
                "day": on,
                "working": self._book.calendar.is_working(on),
                "news_from": self._news_from(on),
                "news_to": self._book.journal.last_id(),
                "looked": looked,
                "composed": False,
                "figures": "{}",
            },
        )
        return looked

    def make_good(self, on: date, matters: Iterable[int] | None = None) -> bool:
        """Look at the days before a turn's that nobody looked on; tells whether any was missed.

        Whatever fell due on them is found before the turn can take it away: of these matters,
        of the wholes they belong to and of all their parts, or of the whole book. On a day
        that follows a look, and in a book that was never looked at, there is nothing to do.
        """
        if not self._book.db.ask(ASKED["anything_before"], {"on": on}):
            return False
        last = self._last_looked(date.max)
        if last is None or last >= on:
            return False
        from ledgers.looks import Looks  # most turns find nothing missed, and need no rules

        among = None if matters is None else self._families(matters)
        return Looks(self._book, on, last, among).make_good()

    def _families(self, matters: Iterable[int]) -> frozenset[int]:
        """List some matters with all their wholes and parts: each may change another's light."""
        rows = self._book.db.ask(with_ids(ASKED["families"], matters))
        return frozenset(row.id for row in rows)

    def _last_looked(self, on: date) -> date | None:
        """Return the last working day before this one on which somebody looked."""
        sql = "SELECT day FROM day WHERE working AND day < :on ORDER BY day DESC LIMIT 1"
        rows = self._book.db.ask(sql, {"on": on})
        return rows[0].day if rows else None

    def _news_from(self, on: date) -> int:
        """The news of a day begins after that of the last working day that told its own.

        A day that was looked at and never composed (its run was killed) is told with this one.
        """
        rows = self._book.db.ask(
            "SELECT max(news_to) AS n FROM day WHERE working AND composed AND day < :on",
            {"on": on},
        )
        return int(rows[0].n or 0) + 1


def _day(row: Row) -> DayLine:
    return DayLine(
        row.day,
        bool(row.working),
        row.news_from,
        row.news_to,
        row.looked,
        bool(row.composed),
        json.loads(row.figures),
    )

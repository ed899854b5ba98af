"""The daily look: what is due a look is read once, judged, and written in sets.

Cost follows what is due, not the size of the book (DESIGN §4.7): every statement here goes
through the index on ``look_on`` or on today's notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.beside import beside_due
from ledgers.book import insert_into
from ledgers.drivers import Row
from ledgers.journal import Chain, Entry, plain
from ledgers.lists import facts_of
from ledgers.readers import People
from ledgers.rungs import NOTICE, PROPOSAL, Known, Ladders, Taking, known_by_commitment
from ledgers.sql import questions, with_ids
from models.ladder import DueRung
from models.lights import Facts, Marks, Verdict, earliest
from models.look import days_to_look_at, look_at
from models.terms import Happened, Light, Stage

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


@dataclass(slots=True)
class Seen:
    """What the look found at one commitment, ready to be written."""

    row: Row
    verdict: Verdict
    marks: Marks
    look_on: date | None
    accepted: bool = False
    """Whether the sign-off limit has passed in silence."""
    taken: tuple[Taking, ...] = ()
    proposals: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What waits for a decision because of them, by id."""

    @property
    def is_news(self) -> bool:
        """Whether anything changed that history should tell."""
        return self.accepted or self.has_look

    @property
    def has_look(self) -> bool:
        """Whether the light or its marks changed, or a rung is taken."""
        known = Marks(self.row.reds, self.row.yellow_since)
        return bool(self.taken) or self.verdict.light != self.row.light or self.marks != known


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
        known = self.day(on)
        if known is not None:
            return known.looked
        looked = len(self._look_up(on))
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

    def _look_up(self, on: date) -> set[int]:
        """Look at what is due a look, and first at what fell due on days nobody looked on.

        So lights and rungs are the same as if every day had been lived, only that letters go
        out today. On a day of rest none could: the next working day makes it good.
        """
        looked: set[int] = set()
        missed: dict[int, tuple[DueRung, ...]] = {}
        last, calendar = self._last_looked(on), self._book.calendar
        for day in days_to_look_at(on, last, calendar, self._next_due):
            looked |= self._look_at_day(day, on, missed)
        return looked

    def _last_looked(self, on: date) -> date | None:
        """Return the last working day before this one on which somebody looked."""
        sql = "SELECT day FROM day WHERE working AND day < :on ORDER BY day DESC LIMIT 1"
        rows = self._book.db.ask(sql, {"on": on})
        return rows[0].day if rows else None

    def _next_due(self) -> date | None:
        """Return the next day on which anything fell due."""
        sql = "SELECT look_on FROM commitment WHERE look_on IS NOT NULL ORDER BY look_on LIMIT 1"
        rows = self._book.db.ask(sql)
        return rows[0].look_on if rows else None

    def _look_at_day(self, day: date, on: date, missed: dict[int, tuple[DueRung, ...]]) -> set[int]:
        """Look at what is due on a day, then at the wholes whose parts have changed their light."""
        looked: set[int] = set()
        while True:
            seen = self._see(day, on, missed)
            self._write(seen, day)
            looked |= {one.row.id for one in seen}
            if not self._wake_wholes(seen, day):
                return looked

    def _wake_wholes(self, seen: list[Seen], on: date) -> int:
        wholes = {
            one.row.parent_id
            for one in seen
            if one.row.parent_id and one.verdict.light != one.row.light
        }
        if not wholes:
            return 0
        return self._book.db.tell(
            with_ids(
                "UPDATE commitment SET look_on = :on WHERE closed_on IS NULL AND id IN (:ids)",
                wholes,
            ),
            {"on": on},
        )

    def _news_from(self, on: date) -> int:
        """The news of a day begins after that of the last working day that told its own.

        A day that was looked at and never composed (its run was killed) is told with this one.
        """
        rows = self._book.db.ask(
            "SELECT max(news_to) AS n FROM day WHERE working AND composed AND day < :on",
            {"on": on},
        )
        return int(rows[0].n or 0) + 1

    def _see(self, day: date, on: date, missed: dict[int, tuple[DueRung, ...]]) -> list[Seen]:
        db, when = self._book.db, {"on": day}
        rows = db.ask(ASKED["due_a_look"], when)
        beside = beside_due(self._book, day)
        known = known_by_commitment(self._book, day)
        ladders = Ladders(self._book.policies, lambda: People(self._book))
        rows.sort(key=lambda row: row.number)
        return [
            self._judge(
                row, facts_of(row, beside), known.get(row.id, Known()), ladders, day, on, missed
            )
            for row in rows
        ]

    def _judge(
        self,
        row: Row,
        facts: Facts,
        known: Known,
        ladders: Ladders,
        day: date,
        on: date,
        missed: dict[int, tuple[DueRung, ...]],
    ) -> Seen:
        """Judge one commitment as of a day; ``on`` is the day on which its rungs are taken."""
        look = look_at(
            facts, day, self._book.policy.of(row.category), self._book.calendar,
            red_since=row.light_since if row.light == Light.RED else None,
            taken=known.taken,
            bound=ladders.bound(known, row.category),
            missed=missed.pop(row.id, ()),
        )  # fmt: skip
        if day == on:
            taken = tuple(ladders.take(row, known, look.due))
            return Seen(row, look.verdict, look.marks, look.next_on, look.accepted, taken)
        next_on = look.next_on
        if look.due:
            missed[row.id] = look.due
            next_on = earliest((next_on, on))
        return Seen(row, look.verdict, look.marks, next_on, look.accepted)

    def _write(self, seen: list[Seen], on: date) -> None:
        news: list[Seen] = []
        others: list[Seen] = []
        for one in seen:
            (news if one.is_news else others).append(one)
        self._propose(news, on)
        chains = [Chain(one.row.number, one.row.id, one.row.events, one.row.head) for one in news]
        told = zip(news, chains, strict=True)
        entries = [entry for one, chain in told for entry in _entries(one, chain, on)]
        self._book.journal.write(entries, by=None, on=on)
        self._book.db.tell_many(NOTICE, [row for one in news for row in _notices(one, on)])
        made = [{"id": made, **row} for one in news for made, row in one.proposals.items()]
        self._book.db.tell_many(PROPOSAL, made)
        self._book.db.tell_many(
            "UPDATE commitment SET light = :light, light_since = :since, look_on = :look_on,"
            " reds = :reds, yellow_since = :yellow_since,"
            " stage = :stage, events = :events, head = :head WHERE id = :id",
            [_marked(one, chain, on) for one, chain in zip(news, chains, strict=True)],
        )
        self._book.db.tell_many(
            "UPDATE commitment SET look_on = :look_on WHERE id = :id",
            [{"id": one.row.id, "look_on": one.look_on} for one in others],
        )

    def _propose(self, news: list[Seen], on: date) -> None:
        """Give every consequence that is to be decided on its place in the queue."""
        asked = [(one, taking) for one in news for taking in one.taken if taking.proposes]
        if asked:
            first = self._book.db.reserve("proposal", len(asked))
            for place, (one, taking) in enumerate(asked):
                one.proposals[first + place] = taking.proposal(one.row.id, on)


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


def _entries(one: Seen, chain: Chain, on: date) -> Iterable[Entry]:
    """Tell what the look changed: silence that became acceptance; the light with its reasons."""
    if one.accepted:
        stage = {"stage": [one.row.stage, Stage.ACCEPTED.value]}
        yield Entry(chain, Happened.ACCEPTED_BY_SILENCE, stage)
    if not one.has_look:
        return
    changes: dict[str, list[Any]] = {}
    if one.verdict.light != one.row.light:
        because = [{"sentence": why.sentence, **why.facts} for why in one.verdict.reasons]
        changes["light"] = [one.row.light, one.verdict.light]
        changes["light_since"] = [one.row.light_since, on]
        changes["because"] = [None, because]
    for name in ("reds", "yellow_since"):
        if getattr(one.marks, name) != getattr(one.row, name):
            changes[name] = [getattr(one.row, name), getattr(one.marks, name)]
    if one.taken:
        changes["rungs"] = [None, [taking.told for taking in one.taken]]
    changes |= {f"proposal:{made}": [None, row] for made, row in one.proposals.items()}
    yield Entry(chain, Happened.LOOKED, changes)


def _notices(one: Seen, on: date) -> Iterable[dict[str, Any]]:
    for taking in one.taken:
        yield {"commitment_id": one.row.id, "claimed_on": on, **taking.told}


def _marked(one: Seen, chain: Chain, on: date) -> dict[str, Any]:
    light = Light(one.verdict.light)
    changed = light != one.row.light
    return {
        "id": one.row.id,
        "light": light.value,
        "look_on": one.look_on,
        "stage": Stage.ACCEPTED.value if one.accepted else one.row.stage,
        "since": on if changed else one.row.light_since,
        "reds": one.marks.reds,
        "yellow_since": one.marks.yellow_since,
        "events": chain.length,
        "head": chain.head,
    }

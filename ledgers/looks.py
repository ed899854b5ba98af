"""The look itself: what is due is read once, judged, and written in sets.

A round looks at the whole book; before a turn only the days that nobody looked on are looked
at, of the matters the turn may change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.beside import Due, beside_due
from ledgers.drivers import Row
from ledgers.journal import Chain, Entry
from ledgers.lists import facts_of
from ledgers.readers import People
from ledgers.rungs import (
    NOTICE,
    PROPOSAL,
    SENT_LATE,
    Known,
    Ladders,
    Taking,
    known_by_commitment,
)
from ledgers.sql import questions, with_ids
from models.ladder import DueRung
from models.lights import Facts, Marks, Verdict, earliest
from models.look import days_to_look_at, days_unseen, look_at
from models.terms import Happened, Light, Stage

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("lines")


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
        return (
            bool(self.taken)
            or self.verdict.light != self.row.light
            or self.marks != _marks_of(self.row)
        )


class Looks:
    """One round: what fell due on days nobody looked on is looked at first, day by day.

    So lights and rungs are the same as if every day had been lived, only that letters go out
    on the last day.
    """

    def __init__(
        self, book: Book, on: date, last: date | None, among: frozenset[int] | None = None
    ) -> None:
        """Begin a round on a day; ``last`` is the last working day on which somebody looked."""
        self._book, self._on, self._last, self._among = book, on, last, among
        self._missed: dict[int, tuple[DueRung, ...]] = {}
        self._ladders = Ladders(book.policies, lambda: People(book))

    def go(self) -> int:
        """Look at what is due on the day and fell due before it; returns at how many.

        On a day of rest no letter could go out: the next working day makes it good.
        """
        looked: set[int] = set()
        calendar = self._book.calendar
        for day in days_to_look_at(self._on, self._last, calendar, self._next_due):
            looked |= self._look_at_day(day)
        return len(looked)

    def make_good(self) -> bool:
        """Look at the days before this one only; tells whether anything fell due on them."""
        looked: set[int] = set()
        for day in days_unseen(self._on, self._last or self._on, self._next_due):
            looked |= self._look_at_day(day)
        self._record()
        return bool(looked)

    def _next_due(self) -> date | None:
        """Return the next day on which anything fell due."""
        among = "" if self._among is None else with_ids(" AND id IN (:ids)", self._among)
        rows = self._book.db.ask(
            f"SELECT look_on FROM commitment WHERE look_on IS NOT NULL{among}"
            " ORDER BY look_on LIMIT 1"
        )
        return rows[0].look_on if rows else None

    def _look_at_day(self, day: date) -> set[int]:
        """Look at what is due on a day, then at the wholes whose parts have changed their light."""
        looked: set[int] = set()
        while True:
            seen = self._see(Due(self._book, day, self._among))
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

    def _see(self, due: Due) -> list[Seen]:
        rows = due.ask("due_a_look")
        beside, known = beside_due(due), known_by_commitment(due)
        rows.sort(key=lambda row: row.number)
        return [
            self._judge(row, facts_of(row, beside), known.get(row.id, Known()), due.on)
            for row in rows
        ]

    def _judge(self, row: Row, facts: Facts, known: Known, day: date) -> Seen:
        """Judge one commitment as of a day; what fell due on a missed one waits for the last."""
        look = look_at(
            facts, day, self._book.policy.of(row.category), self._book.calendar,
            red_since=row.light_since if row.light == Light.RED else None,
            taken=known.settled(self._last),
            bound=self._ladders.bound(known, row.category),
            missed=self._missed.pop(row.id, ()),
        )  # fmt: skip
        if day == self._on:
            taken = tuple(self._ladders.take(row, known, look.due))
            return Seen(row, look.verdict, look.marks, look.next_on, look.accepted, taken)
        next_on = look.next_on
        if look.due:
            self._missed[row.id] = look.due
            next_on = earliest((next_on, self._on))
        return Seen(row, look.verdict, look.marks, next_on, look.accepted)

    def _record(self) -> None:
        """Record the missed rungs before a turn: none of them goes out before the next run."""
        if not self._missed:
            return
        due = Due(self._book, self._on, frozenset(self._missed))
        known, seen = known_by_commitment(due), []
        for row in due.ask("due_a_look"):
            rungs = self._ladders.take(
                row, known.get(row.id, Known()), self._missed[row.id], sends=False
            )
            light, marks = Verdict(Light(row.light), (), None, None), _marks_of(row)
            seen.append(Seen(row, light, marks, row.look_on, taken=tuple(rungs)))
        seen.sort(key=lambda one: one.row.number)
        self._write(seen, self._on)

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
        self._book.db.tell_many(NOTICE, _notices(news, on, again=False))
        self._book.db.tell_many(SENT_LATE, _notices(news, on, again=True))
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


def _notices(seen: Iterable[Seen], on: date, *, again: bool) -> list[dict[str, Any]]:
    """List the rungs to be written: new ones, or those recorded before and sent now."""
    return [
        {"commitment_id": one.row.id, "claimed_on": on, **taking.told}
        for one in seen
        for taking in one.taken
        if taking.again is again
    ]


def _marks_of(row: Row) -> Marks:
    return Marks(row.reds, row.yellow_since)


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

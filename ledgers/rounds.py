"""The daily look: what is due a look is read once, judged, and written in sets.

Cost follows what is due, not the size of the book (DESIGN §4.7): every statement here goes
through the index on ``look_on`` or on today's notices.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.drivers import Row
from ledgers.journal import Chain, Entry, plain
from ledgers.lists import by_commitment, facts_of, parts_facts
from ledgers.sql import questions, with_ids
from models.ladder import Claim, DueRung, climb, highest, sign_off_ends
from models.lights import Facts, Verdict, earliest, give_light
from models.terms import Happened, Light, Stage

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("lines")
NOTICE = insert_into(
    "notice",
    (
        "commitment_id",
        "basis",
        "version",
        "rung",
        "step",
        "readers",
        "fell_due_on",
        "claimed_on",
        "sent",
    ),
)


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
    due: tuple[DueRung, ...]
    look_on: date | None
    accepted: bool = False
    """Whether the sign-off limit has passed in silence."""

    @property
    def is_news(self) -> bool:
        """Whether anything changed that history should tell."""
        return self.accepted or self.has_look

    @property
    def has_look(self) -> bool:
        """Whether the light changed or a rung is taken."""
        return bool(self.due) or self.verdict.light != self.row.light


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
        looked = self._look_up(on)
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

    def _look_up(self, on: date) -> int:
        """Look at what is due a look, then at the wholes whose parts have changed their light."""
        seen = self._see(on)
        self._write(seen, on)
        looked = {one.row.id for one in seen}
        while self._wake_wholes(seen, on):
            seen = self._see(on)
            self._write(seen, on)
            looked |= {one.row.id for one in seen}
        return len(looked)

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

    def _see(self, on: date) -> list[Seen]:
        db, when = self._book.db, {"on": on}
        rows = db.ask(ASKED["due_a_look"], when)
        milestones = by_commitment(db.ask(ASKED["milestones_due_a_look"], when))
        parts = {one.parent_id: parts_facts(one) for one in db.ask(ASKED["parts_due_a_look"], when)}
        claims: dict[int, set[Claim]] = defaultdict(set)
        for one in db.ask(ASKED["claims_due_a_look"], when):
            claims[one.commitment_id].add(Claim(one.basis, one.version, one.rung))
        rows.sort(key=lambda row: row.number)
        return [
            self._judge(row, facts_of(row, milestones.get(row.id, ()), parts.get(row.id)),
                        claims[row.id], on)
            for row in rows
        ]  # fmt: skip

    def _judge(self, row: Row, facts: Facts, taken: set[Claim], on: date) -> Seen:
        policy, calendar = self._book.policy, self._book.calendar
        signs_until = sign_off_ends(facts, policy, calendar)
        accepted = signs_until is not None and signs_until <= on
        if accepted:
            facts = replace(facts, stage=Stage.ACCEPTED)
        verdict = give_light(facts, on, policy, calendar)
        ladder = climb(facts, on, policy, calendar, taken=taken)
        next_on = earliest((verdict.changes_on, ladder.next_on, None if accepted else signs_until))
        if next_on and next_on <= on:
            next_on = on + timedelta(days=1)
        return Seen(row, verdict, ladder.due, next_on, accepted)

    def _write(self, seen: list[Seen], on: date) -> None:
        news = [one for one in seen if one.is_news]
        chains = [Chain(one.row.number, one.row.id, one.row.events, one.row.head) for one in news]
        told = zip(news, chains, strict=True)
        entries = [entry for one, chain in told for entry in _entries(one, chain, on)]
        self._book.journal.write(entries, by=None, on=on)
        self._book.db.tell_many(NOTICE, [row for one in news for row in _notices(one, on)])
        self._book.db.tell_many(
            "UPDATE commitment SET light = :light, light_since = :since, look_on = :look_on,"
            " stage = :stage, events = :events, head = :head WHERE id = :id",
            [_marked(one, chain, on) for one, chain in zip(news, chains, strict=True)],
        )
        self._book.db.tell_many(
            "UPDATE commitment SET look_on = :look_on WHERE id = :id",
            [{"id": one.row.id, "look_on": one.look_on} for one in seen if not one.is_news],
        )


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
    if one.due:
        changes["rungs"] = [None, [f"{rung.claim.basis} {rung.claim.rung}" for rung in one.due]]
    yield Entry(chain, Happened.LOOKED, plain(changes))


def _notices(one: Seen, on: date) -> Iterable[dict[str, Any]]:
    sent = highest(one.due)
    for due in one.due:
        yield {
            "commitment_id": one.row.id,
            "basis": due.claim.basis,
            "version": due.claim.version,
            "rung": due.claim.rung,
            "step": due.rung.step.value,
            "readers": ",".join(due.rung.to),
            "fell_due_on": due.fell_due_on,
            "claimed_on": on,
            "sent": due in sent,
        }


def _marked(one: Seen, chain: Chain, on: date) -> dict[str, Any]:
    light = Light(one.verdict.light)
    changed = light != one.row.light
    return {
        "id": one.row.id,
        "light": light.value,
        "look_on": one.look_on,
        "stage": Stage.ACCEPTED.value if one.accepted else one.row.stage,
        "since": on if changed else one.row.light_since,
        "events": chain.length,
        "head": chain.head,
    }

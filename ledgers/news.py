"""What each reader is to be told on a day: gathered once for all, then dealt out.

The news of a day are the events between its two watermarks (``day.news_from``,
``day.news_to``), the notices claimed on it and the requests that wait. All of it is in the
book, so a run that died after the look composes the same digests again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledgers.digest_lines import (
    Answered,
    Ask,
    Change,
    Decision,
    Instructed,
    News,
    TakenOver,
    Unsigned,
)
from ledgers.drivers import Row
from ledgers.lines import Line
from ledgers.lists import worst_first
from ledgers.readers import People
from ledgers.sql import questions, with_ids
from ledgers.tallies import Tallies
from ledgers.waiting import Waits, what_waits
from models.ladder import REDS
from models.lights import Reason
from models.policy import CONSEQUENCES
from models.terms import Card, Happened, Light, Proof, Reader, Stage, Step
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.rounds import DayLine

ASKED = questions("news")
LINES = questions("lines")
# A decision that waits is brought up again every so many working days, not daily.
AGAIN_AFTER = 5
# For so many working days the office is told of a notice that nobody has signed for.
UNSIGNED_FOR = 20
ANSWERS = frozenset(
    {
        Happened.EXTENSION_GRANTED,
        Happened.EXTENSION_REFUSED,
        Happened.RETURNED,
        Happened.HELP_DECIDED,
        Happened.OBJECTION_UPHELD,
        Happened.OBJECTION_DISMISSED,
        Happened.PROPOSAL_CONFIRMED,
    }
)
REQUESTS = frozenset(
    {
        Happened.DRAFTED,
        Happened.EXTENSION_ASKED,
        Happened.EXTENSION_CONSENTED,
        Happened.EXTENSION_SCREENED,
        Happened.CLOSURE_ASKED,
        Happened.CHECKED,
        Happened.REJECTED,
        Happened.HELP_ASKED,
        Happened.OBJECTED,
        Happened.OBJECTION_UPHELD,
        Happened.LOOKBACK_DRAWN,
    }
)
# What a rung may wait for an answer to: it says so in its own key, notice+5.
UNANSWERED = frozenset({*Step, *Card})
ASSIGNING = frozenset({Happened.DOCKETED, Happened.ASSIGNED})
ENDS = frozenset({Happened.CLOSED, Happened.NOT_PURSUED, Happened.SUPERSEDED})
PAUSES = frozenset({Happened.SUSPENDED, Happened.RESUMED})
NOBODY = N_("nobody to address: {reader}")
NO_ADDRESS = N_("no e-mail address: {person}")


@dataclass(slots=True)
class Pile:
    """What lies on one reader's desk while the news is dealt out."""

    asks: list[Ask] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    closed: list[Change] = field(default_factory=list)
    reopened: list[Change] = field(default_factory=list)
    paused: list[Change] = field(default_factory=list)
    assigned: list[Line] = field(default_factory=list)
    instructions: list[Instructed] = field(default_factory=list)
    posts: list[TakenOver] = field(default_factory=list)
    due_soon: list[Line] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    unsigned: list[Unsigned] = field(default_factory=list)
    troubles: list[tuple[str, Reason]] = field(default_factory=list)
    wakes: bool = False
    """Whether anything here is reason enough to write a letter today."""

    def lines(self) -> Iterator[Line]:
        """List every matter that lies here with its deadline."""
        yield from (*self.assigned, *self.due_soon, *self.silent)
        yield from (one.line for one in self.asks)
        yield from (one.line for one in self.decisions)
        yield from (one.line for one in (*self.changes, *self.reopened, *self.paused))


class Newsroom:
    """Composes every reader's news of one day."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def for_day(self, on: date, *, only: int | None = None) -> list[News]:
        """Return the news of everyone who has any, in the order of their ids.

        With ``only`` that one person's news is returned even where nothing woke it.
        """
        return DayNews(self._book, on).deal(only)

    def chiefs(self) -> list[str]:
        """Name the chief officers: whose digests speak of the whole ledger."""
        people = People(self._book)
        return [people.readers[one].name for one in people.chiefs]

    def totals_of(self, on: date) -> dict[str, list[int]]:
        """Return the totals by reader (and ``all``) as the diary keeps them."""
        return Tallies(self._book, on, People(self._book)).figures


class DayNews:
    """The news of one day on its way from the book to the piles."""

    def __init__(self, book: Book, on: date) -> None:
        self.book, self.on = book, on
        self.people = People(book, on)
        self.tallies = Tallies(book, on, self.people)
        self.piles: dict[int, Pile] = defaultdict(Pile)
        day = book.rounds.day(on)
        self.window = (day.news_from, day.news_to) if day else self._open_window()
        self.happened = self._happened()

    def _open_window(self) -> tuple[int, int]:
        """Before the day was lived: everything since the last one, for previews."""
        return (self.last.news_to + 1 if self.last else 1), self.book.journal.last_id()

    def _happened(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        first, last = self.window
        for row in self.book.db.ask(ASKED["happened"], {"first": first, "last": last}):
            found[row.commitment_id].append(row)
        return found

    # -- gathered once ------------------------------------------------------------------

    @cached_property
    def last(self) -> DayLine | None:
        """The last working day that told its news before this one."""
        return self.book.rounds.last_day(self.on)

    @cached_property
    def office(self) -> str:
        """The name of the office."""
        return self.book.fact("office")

    @cached_property
    def missed_days(self) -> int:
        """Working days between that day and this one."""
        return self.book.rounds.missed_days(self.on)

    @cached_property
    def notices(self) -> list[Row]:
        """The rungs taken since the last day that told its own: today's, as a rule."""
        since = self.last.day if self.last else date.min
        return self.book.db.ask(ASKED["notices"], {"since": since, "on": self.on})

    @cached_property
    def unsigned(self) -> list[Row]:
        """Supervision notices of the last weeks that nobody has signed for."""
        since = self.book.calendar.shift(self.on, -UNSIGNED_FOR)
        return self.book.db.ask(ASKED["unsigned"], {"since": since, "on": self.on})

    @cached_property
    def waiting(self) -> list[Waits]:
        """Every request that waits for somebody."""
        return what_waits(self.book)

    @cached_property
    def due_soon(self) -> list[Row]:
        """Rows due in the policy's next working days."""
        until = self.book.calendar.shift(self.on, self.book.policy.due_soon_days)
        return self.book.db.ask(LINES["due"], {"on": self.on, "until": until})

    @cached_property
    def rows(self) -> dict[int, Row]:
        """Every commitment the news speaks of, by id."""
        ids = {
            *self.happened,
            *(row.commitment_id for row in self.notices),
            *(one.commitment_id for one in self.waiting),
            *(row.commitment_id for row in self.unsigned),
        }
        rows = self.book.db.ask(with_ids(LINES["these"], ids)) if ids else []
        return {row.id: row for row in (*rows, *self.due_soon)}

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The same, graded on the day."""
        graded = self.book.lists.with_lights(list(self.rows.values()), self.on)
        return {line.commitment_id: line for line in graded}

    # -- dealt out ----------------------------------------------------------------------

    def deal(self, only: int | None = None) -> list[News]:
        """Put everything on the piles, then write up those that woke."""
        self._deal_asks()
        self._deal_decisions()
        self._deal_changes()
        self._deal_posts()
        self._deal_unsigned()
        for row in self.due_soon:
            for person in self.people.concerned(row):
                self.piles[person].due_soon.append(self.lines[row.id])
        if only is not None:
            return [self._news(only, self.piles[only])]
        return [
            self._news(person, pile)
            for person, pile in sorted(self.piles.items())
            if pile.wakes and self._reachable(person)
        ]

    def _reachable(self, person: int) -> bool:
        return bool(self.people.readers[person].email)

    def _deal_asks(self) -> None:
        skipped: dict[tuple[int, str], int] = defaultdict(int)
        for notice in self.notices:
            if not notice.sent:
                skipped[notice.commitment_id, notice.basis] += 1
        for notice in self.notices:
            if notice.sent:
                self._deal_ask(notice, skipped[notice.commitment_id, notice.basis])

    def _deal_ask(self, notice: Row, skipped: int) -> None:
        """Ask whom the rung was addressed to; of a consequence the queue tells who decides."""
        row, line = self.rows[notice.commitment_id], self.lines[notice.commitment_id]
        if Step(notice.step) in CONSEQUENCES:
            return
        ask = _ask_of(notice, line, skipped)
        reached = False
        for person, reader in self._addressed(row, notice):
            if not self._reachable(person):
                self._trouble(row, NO_ADDRESS, person=self.people.readers[person].name)
                continue
            reached = True
            self._ask(person, ask if reader == ask.reader_as else replace(ask, reader_as=reader))
        if notice.basis == "silence":
            for person in (*self.people.officers, *self.people.chiefs):
                if line not in self.piles[person].silent:
                    self.piles[person].silent.append(line)
        if not reached:  # nothing may be lost because an address is: the office gets it
            for person in self.people.of(row, Reader.OFFICER):
                self._ask(person, replace(ask, reader_as=Reader.OFFICER))

    def _addressed(self, row: Row, notice: Row) -> list[tuple[int, Reader]]:
        """List whom a rung went to and as whom; where a role is vacant, the office is told."""
        readers = [Reader(one) for one in notice.readers.split(",") if one]
        for reader in readers:
            if not self.people.of(row, reader):
                self._trouble(row, NOBODY, reader=reader)
        stored = [int(one) for one in notice.addressed.split(",") if one]
        people = [one for one in stored if one in self.people.readers]
        people = people or self.people.of_all(row, readers)
        return [(one, self.people.reads_as(row, one, readers)) for one in people]

    def _ask(self, person: int, ask: Ask) -> None:
        """Put an ask on a desk, and on that of whoever stands in for its owner."""
        self._put_ask(person, ask)
        for deputy, principal in self.people.standing_in([person]):
            name = self.people.readers[principal].name
            if self._reachable(deputy):
                self._put_ask(deputy, replace(ask, instead_of=name))

    def _put_ask(self, person: int, ask: Ask) -> None:
        pile = self.piles[person]
        pile.wakes = True
        if any(one.line is ask.line and one.step == ask.step for one in pile.asks):
            return  # one person may read as owner and as unit head: asked once
        pile.asks.append(ask)

    def _deal_unsigned(self) -> None:
        """Tell the office which notices nobody has signed for; that alone is no letter."""
        first = {row.commitment_id: row for row in reversed(self.unsigned)}
        for notice in reversed(first.values()):
            one = Unsigned(self.lines[notice.commitment_id], notice.claimed_on)
            for person in (*self.people.officers, *self.people.chiefs):
                self.piles[person].unsigned.append(one)

    def _trouble(self, row: Row, why: str, **facts: Any) -> None:
        trouble = (row.number, Reason(why, facts))
        for person in (*self.people.officers, *self.people.chiefs):
            if trouble not in self.piles[person].troubles:
                self.piles[person].troubles.append(trouble)

    def _deal_decisions(self) -> None:
        for waits in self.waiting:
            row = self.rows[waits.commitment_id]
            waited = self.book.calendar.between(waits.since, self.on)
            decision = Decision(
                waits.what,
                self.lines[row.id],
                waits.since,
                max(waited, 0),
                detail=waits.detail,
                until=waits.until,
                opinion=waits.opinion,
                level=waits.level,
                step=waits.step,
            )
            new = any(one.happened in REQUESTS for one in self.happened.get(row.id, ()))
            new |= waits.what == "proposal" and self._is_new(waits.since)
            again = waited // AGAIN_AFTER > self._waited_before(waits.since) // AGAIN_AFTER
            for person in self._deciders(waits, row):
                pile = self.piles[person]
                pile.decisions.append(decision)
                pile.wakes |= new or again
            for deputy, principal in self.people.standing_in(self._deciders(waits, row)):
                pile, name = self.piles[deputy], self.people.readers[principal].name
                if not any(one.what == waits.what and one.line is decision.line
                           for one in pile.decisions):  # fmt: skip
                    pile.decisions.append(replace(decision, instead_of=name))
                    pile.wakes |= new or again

    def _waited_before(self, since: date) -> int:
        """How long it had waited when letters were last written; a missed day is made good."""
        return max(self.book.calendar.between(since, self.last.day), 0) if self.last else 0

    def _is_new(self, since: date) -> bool:
        """Tell whether something began to wait after letters were last written."""
        return self.last is None or since > self.last.day

    def _deciders(self, waits: Waits, row: Row) -> list[int]:
        """List who may decide; what nobody outside the office can decide falls to the office."""
        named = [self.people.holder[one] for one in waits.posts if one in self.people.holder]
        people = [one for reader in waits.readers for one in self.people.of(row, reader)]
        office = self.people.of(row, Reader.OFFICER)
        return list(dict.fromkeys([*named, *people] or office))

    def _deal_changes(self) -> None:
        for commitment_id, events in self.happened.items():
            row, line = self.rows[commitment_id], self.lines[commitment_id]
            change = self._light_change(line, events)
            heap = _heap(change, {Happened(event.happened) for event in events})
            if heap:
                for person in self.people.concerned(row):
                    getattr(self.piles[person], heap).append(change)
                    self.piles[person].wakes = True
            self._deal_answers(row, line, events)
            self._deal_assigned(row, line, events)

    def _deal_assigned(self, row: Row, line: Line, events: list[Row]) -> None:
        """A unit is told what was assigned to it: silence will count as acceptance."""
        if line.stage == Stage.ASSIGNED and any(one.happened in ASSIGNING for one in events):
            for person in self._at_the_unit(row):
                self.piles[person].assigned.append(line)
                self.piles[person].wakes = True

    def _at_the_unit(self, row: Row) -> list[int]:
        owner, head = self.people.of(row, Reader.OWNER), self.people.of(row, Reader.UNIT_HEAD)
        return list(dict.fromkeys([*owner, *head]))

    def _light_change(self, line: Line, events: list[Row]) -> Change:
        before = after = line.light
        lit = [
            json.loads(event.changes)["light"] for event in events if '"light":' in event.changes
        ]
        if lit:
            before, after = Light(lit[0][0] or "none"), Light(lit[-1][1])
        return Change(line, before, after)

    def _deal_answers(self, row: Row, line: Line, events: list[Row]) -> None:
        for event in events:
            if event.happened == Happened.INSTRUCTED:
                self._deal_instruction(row, line, event)
            if event.happened not in ANSWERS:
                continue
            answer = Answered(
                Happened(event.happened), line, event.note, _missing(event), _proposed(event)
            )
            for person in self._at_the_unit(row):
                pile = self.piles[person]
                if answer not in pile.answers:
                    pile.answers.append(answer)
                    pile.wakes = True

    def _deal_instruction(self, row: Row, line: Line, event: Row) -> None:
        told = next(
            change[1]
            for key, change in json.loads(event.changes).items()
            if key.startswith("instruction:")
        )
        due = told["due"] and date.fromisoformat(told["due"])
        leader = self.people.readers.get(told["leader_id"])
        instruction = Instructed(line, leader.name if leader else "", told["words"], due)
        for person in self.people.concerned(row):
            self.piles[person].instructions.append(instruction)
            self.piles[person].wakes = True

    def _deal_posts(self) -> None:
        """Tell whoever came into a post what came with it."""
        first, last = self.window
        for event in self.book.db.ask(ASKED["handed_over"], {"first": first, "last": last}):
            posts: dict[int, list[int]] = defaultdict(list)
            for key, change in json.loads(event.changes).items():
                if key.startswith("post:") and change[1].get("holder_id"):
                    posts[change[1]["holder_id"]].append(int(key.partition(":")[2]))
            for person, held in posts.items():
                if person in self.people.readers:
                    count = self.book.db.ask(with_ids(ASKED["matters_of_posts"], held))[0].n
                    before = event.note.partition(" → ")[0]
                    self.piles[person].posts.append(TakenOver(before, count))
                    self.piles[person].wakes = True

    # -- written up ---------------------------------------------------------------------

    def _news(self, person: int, pile: Pile) -> News:
        reader = self.people.readers[person]
        red = [one for one in pile.changes if one.after == Light.RED]
        yellow = [
            one for one in pile.changes if one.after == Light.YELLOW and one.before != Light.RED
        ]
        better = [one for one in pile.changes if one.after.severity < one.before.severity]
        return News(
            reader=reader,
            on=self.on,
            office=self.office,
            totals=self.tallies.of(reader),
            before=self.tallies.before(reader),
            asks=tuple(sorted(pile.asks, key=_ask_order)),
            decisions=tuple(sorted(pile.decisions, key=_decision_order)),
            answers=tuple(pile.answers),
            new_red=_by_number(red),
            new_yellow=_by_number(yellow),
            recovered=_by_number(better),
            closed=_by_number(pile.closed),
            reopened=_by_number(pile.reopened),
            paused=_by_number(pile.paused),
            assigned=tuple(pile.assigned),
            instructions=tuple(pile.instructions),
            taken_over=tuple(pile.posts),
            due_soon=tuple(pile.due_soon),
            due_soon_days=self.book.policy.due_soon_days,
            accept_days=self.book.policy.accept_days,
            names=self.book.policy.named(reader.language),
            colours=self.book.policy.colours,
            units=self.tallies.units(reader),
            causes=self.tallies.causes(reader),
            both=self.tallies.both if reader.all_matters else None,
            silent=tuple(worst_first(pile.silent)),
            unsigned=tuple(pile.unsigned),
            not_computed=tuple(pile.troubles),
            missed_days=self.missed_days,
            provisional=any(line.provisional for line in pile.lines()),
            seal=self._seal,
        )

    @cached_property
    def _seal(self) -> str:
        """The seal of the evening before: whoever keeps the digest keeps a witness."""
        last = self.book.seals.last(self.on - timedelta(days=1))
        return last.printed if last else ""


def _missing(event: Row) -> tuple[Proof, ...]:
    """Read which sorts of evidence a failed check found missing."""
    for key, change in json.loads(event.changes).items():
        if key.startswith("check_record:") and change[1].get("missing"):
            return tuple(Proof(one) for one in change[1]["missing"].split(","))
    return ()


def _proposed(event: Row) -> Step | None:
    """Read which consequence was decided on."""
    step = json.loads(event.changes).get("step")
    return Step(step[1]) if step else None


def _ask_of(notice: Row, line: Line, skipped: int) -> Ask:
    rung, _, place = notice.rung.partition("#")
    after, _, days = rung.partition("+")
    return Ask(
        line,
        Step(notice.step),
        Reader.OWNER,
        notice.fell_due_on,
        skipped,
        notice.milestone or "",
        card=Card(notice.card) if notice.card else None,
        again=int(place or 1),
        unanswered=int(days) if after in UNANSWERED else 0,
        red_again=notice.basis == REDS,
    )


def _heap(change: Change, happened: set[Happened]) -> str:
    """Name the heap of a pile where a change belongs; empty where it is no news.

    A first light is news only when it is red: a ledger just imported turns green or yellow
    as a whole, and nobody wants that as a letter.
    """
    if Happened.REOPENED in happened:
        return "reopened"
    if happened & ENDS:
        return "closed"
    if happened & PAUSES:
        return "paused"
    if change.before == change.after:
        return ""
    return "changes" if change.before != Light.NONE or change.after == Light.RED else ""


def _by_number(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda one: one.line.number))


def _ask_order(ask: Ask) -> tuple[int, date, str]:
    return -list(Step).index(ask.step), ask.line.due or date.max, ask.line.number


def _decision_order(decision: Decision) -> tuple[date, str, str]:
    return decision.since, decision.line.number, decision.what

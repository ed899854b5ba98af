"""What each reader is to be told on a day: gathered once for all, then dealt out.

The news of a day are the events between its two watermarks (``day.news_from``,
``day.news_to``), the notices claimed on it and the requests that wait. All of it is in the
book, so a run that died after the look composes the same digests again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledgers.digest_lines import (
    Ask,
    Assigned,
    Decision,
    News,
    TakenOver,
    Unsigned,
)
from ledgers.drivers import Row
from ledgers.lines import Line
from ledgers.newsworthy import (
    ANSWERS,
    ASSIGNING,
    REQUESTS,
    answered,
    ask_of,
    heap_of,
    instructed,
    light_change,
    taken_over,
)
from ledgers.piles import Item, Pile, put, write_up
from ledgers.readers import People
from ledgers.sql import questions, with_ids
from ledgers.tallies import Tallies
from ledgers.waiting import Waits, what_waits
from models.lights import Reason
from models.policy import CONSEQUENCES
from models.terms import Happened, Reader, Stage, Step
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
# Leaders who carry a matter: its consequences are not theirs to decide.
CARRIES = (Reader.SPONSOR, Reader.LEADER_IN_CHARGE)
NOBODY = N_("nobody to address: {reader}")
NO_ADDRESS = N_("no e-mail address: {person}")


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

    @cached_property
    def seal(self) -> str:
        """The seal of the evening before: whoever keeps the digest keeps a witness."""
        last = self.book.seals.last(self.on - timedelta(days=1))
        return last.printed if last else ""

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
            return [write_up(self.piles[only], only, self)]
        return [
            write_up(pile, person, self)
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
        ask = ask_of(notice, line, skipped)
        reached = False
        for person, reader in self._addressed(row, notice):
            if not self._reachable(person):
                self._trouble(row, NO_ADDRESS, person=self.people.readers[person].name)
            reached |= self._reachable(person)
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
        for reader, one in self._and_deputies(person, ask):
            pile = self.piles[reader]
            pile.wakes = True
            # One person may read as owner and as unit head: asked once.
            put(pile.asks, (one.line.commitment_id, one.step, one.about), one)

    def _and_deputies(self, person: int, item: Item) -> Iterator[tuple[int, Item]]:
        """Hand something to a reader, and to whoever stands in for them, who is told for whom."""
        yield person, item
        for deputy, principal in self.people.standing_in([person]):
            yield deputy, replace(item, instead_of=(self.people.readers[principal].name,))

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
                for reader, one in self._and_deputies(person, decision):
                    if one.instead_of and self._is_their_own(reader, waits, row):
                        continue
                    key = (waits.what, row.id, waits.step, waits.since, waits.detail)
                    put(self.piles[reader].decisions, key, one)
                    self.piles[reader].wakes |= new or again or self._begins(reader, person)

    def _is_their_own(self, deputy: int, waits: Waits, row: Row) -> bool:
        """Tell what the ledger would refuse a deputy: nobody is asked for it."""
        carried_by = self.people.of_all(row, CARRIES if waits.what == "proposal" else ())
        of_the_unit = waits.what != "consent"  # the unit's own word, but not its owner's alone
        own = self.people.is_their_own(row, deputy, of_the_unit=of_the_unit)
        return own or deputy in carried_by

    def _begins(self, deputy: int, principal: int) -> bool:
        """Tell whether a deputy's term has begun since letters were last written."""
        since = self.people.deputies.get(principal, {}).get(deputy)
        return since is not None and self._is_new(since)

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
            change = light_change(line, events)
            heap = heap_of(change, {Happened(event.happened) for event in events})
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
                for reader, one in self._and_deputies(person, Assigned(line)):
                    put(self.piles[reader].assigned, (row.id,), one)
                    self.piles[reader].wakes = True

    def _at_the_unit(self, row: Row) -> list[int]:
        owner, head = self.people.of(row, Reader.OWNER), self.people.of(row, Reader.UNIT_HEAD)
        return list(dict.fromkeys([*owner, *head]))

    def _deal_answers(self, row: Row, line: Line, events: list[Row]) -> None:
        for event in events:
            if event.happened == Happened.INSTRUCTED:
                instruction = instructed(event, line, self.people.readers)
                for person in self.people.concerned(row):
                    self.piles[person].instructions.append(instruction)
                    self.piles[person].wakes = True
            if event.happened not in ANSWERS:
                continue
            answer = answered(event, line)
            for person in self._at_the_unit(row):
                pile = self.piles[person]
                if answer not in pile.answers:
                    pile.answers.append(answer)
                    pile.wakes = True

    def _deal_posts(self) -> None:
        """Tell whoever came into a post what came with it."""
        first, last = self.window
        for event in self.book.db.ask(ASKED["handed_over"], {"first": first, "last": last}):
            for person, held in taken_over(event).items():
                if person in self.people.readers:
                    count = self.book.db.ask(with_ids(ASKED["matters_of_posts"], held))[0].n
                    before = event.note.partition(" → ")[0]
                    self.piles[person].posts.append(TakenOver(before, count))
                    self.piles[person].wakes = True

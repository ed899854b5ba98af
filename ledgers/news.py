"""What each reader is to be told on a day: gathered once for all, then dealt out.

The news of a day are the events between its two watermarks (``day.news_from``,
``day.news_to``), the notices claimed on it and the requests that wait. All of it is in the
book, so a run that died after the look composes the same digests again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledgers.digest_lines import (
    Answered,
    Ask,
    Change,
    Decision,
    News,
    ReaderLine,
    Totals,
    UnitRow,
)
from ledgers.drivers import Row
from ledgers.lines import Line
from ledgers.lists import worst_first
from ledgers.sql import questions, with_ids
from models.lights import Reason
from models.policy import CONSEQUENCES
from models.terms import Happened, Light, Reader, Role, Step
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("news")
LINES = questions("lines")
# A decision that waits is brought up again every so many working days, not daily.
AGAIN_AFTER = 5
OFFICE_ROLES = frozenset({Role.OFFICER, Role.CHIEF})
ANSWERS = frozenset({Happened.EXTENSION_GRANTED, Happened.EXTENSION_REFUSED, Happened.RETURNED})
REQUESTS = frozenset(
    {Happened.EXTENSION_ASKED, Happened.CLOSURE_ASKED, Happened.CHECKED, Happened.REJECTED}
)
NOBODY = N_("nobody to address: {reader}")
NO_ADDRESS = N_("no e-mail address: {person}")


class People:
    """Who stands where: answers whom a commitment concerns, without a question each."""

    def __init__(self, book: Book) -> None:
        self.readers: dict[int, ReaderLine] = {}
        self.holder: dict[int, int] = {}
        self.heads: dict[int, list[int]] = defaultdict(list)
        self.officers: list[int] = []
        self.chiefs: list[int] = []
        for row in book.db.ask(ASKED["people"]):
            self._meet(row)
        self.leader_post = {row.id: row.leader_post_id for row in book.db.ask(ASKED["units"])}

    def _meet(self, row: Row) -> None:
        role, known = Role(row.role), self.readers.get(row.id)
        if known is None:
            known = ReaderLine(row.id, row.name, row.email, row.language, row.unit, row.title)
        roles = known.roles | {role}
        self.readers[row.id] = replace(known, roles=roles, all_matters=bool(roles & OFFICE_ROLES))
        self.holder[row.post_id] = row.id
        if role == Role.UNIT_HEAD:
            self.heads[row.unit_id].append(row.id)
        if role in OFFICE_ROLES:
            (self.officers if role == Role.OFFICER else self.chiefs).append(row.id)

    def of(self, row: Row, reader: Reader) -> list[int]:
        """List the people who read as this about one commitment; may be empty."""
        if reader == Reader.UNIT_HEAD:
            return self.heads.get(row.lead_unit_id, [])
        if reader == Reader.CHIEF:
            return self.chiefs
        post = {
            Reader.OWNER: row.owner_post_id,
            Reader.SPONSOR: row.sponsor_post_id,
            Reader.LEADER_IN_CHARGE: self.leader_post.get(row.lead_unit_id),
            Reader.OFFICER: getattr(row, "officer_post_id", None),
        }[reader]
        person = self.holder.get(post) if post else None
        if person is None and reader == Reader.OFFICER:
            return self.officers or self.chiefs
        return [person] if person else []

    def concerned(self, row: Row) -> list[int]:
        """List everyone whose matter this is: unit, leaders, and the whole office."""
        return list(dict.fromkeys([*self.near(row), *self.officers, *self.chiefs]))

    def near(self, row: Row) -> list[int]:
        """List those the matter belongs to, without the office."""
        near = [
            *self.of(row, Reader.OWNER),
            *self.of(row, Reader.UNIT_HEAD),
            *self.of(row, Reader.LEADER_IN_CHARGE),
            *self.of(row, Reader.SPONSOR),
        ]
        return list(dict.fromkeys(near))


@dataclass(slots=True)
class Pile:
    """What lies on one reader's desk while the news is dealt out."""

    asks: list[Ask] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    closed: list[Change] = field(default_factory=list)
    reopened: list[Change] = field(default_factory=list)
    due_soon: list[Line] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    troubles: list[tuple[str, Reason]] = field(default_factory=list)
    wakes: bool = False
    """Whether anything here is reason enough to write a letter today."""


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
        return DayNews(self._book, on).figures


class DayNews:
    """The news of one day on its way from the book to the piles."""

    def __init__(self, book: Book, on: date) -> None:
        self.book, self.on = book, on
        self.people = People(book)
        self.piles: dict[int, Pile] = defaultdict(Pile)
        day = book.rounds.day(on)
        self.window = (day.news_from, day.news_to) if day else self._open_window()
        self.happened = self._happened()

    def _open_window(self) -> tuple[int, int]:
        """Before the day was lived: everything since the last one, for previews."""
        last = self.book.rounds.last_day(self.on)
        return (last.news_to + 1 if last else 1), self.book.journal.last_id()

    def _happened(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        first, last = self.window
        for row in self.book.db.ask(ASKED["happened"], {"first": first, "last": last}):
            found[row.commitment_id].append(row)
        return found

    # -- gathered once ------------------------------------------------------------------

    @cached_property
    def notices(self) -> list[Row]:
        """The rungs taken since the last day that told its own: today's, as a rule."""
        last = self.book.rounds.last_day(self.on)
        since = last.day if last else date.min
        return self.book.db.ask(ASKED["notices"], {"since": since, "on": self.on})

    @cached_property
    def waiting(self) -> list[tuple[str, Row, date]]:
        """Every request that waits: what for, its row, since when."""
        ask = self.book.db.ask
        found = [("extension", row, row.since) for row in ask(ASKED["extensions_waiting"])]
        for row in ask(ASKED["closures_waiting"]):
            if row.state == "asked":
                found.append(("check", row, row.asked_on))
            else:
                found.append(("confirm", row, row.checked_on or row.asked_on))
        found += [("reject", row, _as_date(row.since)) for row in ask(ASKED["rejected_waiting"])]
        return found

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
            *(row.commitment_id for _, row, _ in self.waiting),
        }
        rows = self.book.db.ask(with_ids(LINES["these"], ids)) if ids else []
        return {row.id: row for row in (*rows, *self.due_soon)}

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The same, graded on the day."""
        graded = self.book.lists.with_lights(list(self.rows.values()), self.on)
        return {line.commitment_id: line for line in graded}

    @cached_property
    def counted(self) -> tuple[dict[int, Totals], dict[int, dict[int, Totals]], Totals]:
        """Totals by reader, by reader and unit (0 stands for everybody), and of the ledger."""
        by_person: dict[int, Totals] = defaultdict(Totals)
        by_unit: dict[int, dict[int, Totals]] = defaultdict(lambda: defaultdict(Totals))
        everything = Totals()
        for row in self.book.db.ask(ASKED["totals"], {"on": self.on}):
            share = _totals(row)
            everything = _plus(everything, share)
            by_unit[0][row.lead_unit_id] = _plus(by_unit[0][row.lead_unit_id], share)
            for person in self.people.near(row):
                by_person[person] = _plus(by_person[person], share)
                if Role.LEADER in self.people.readers[person].roles:
                    mine = by_unit[person]
                    mine[row.lead_unit_id] = _plus(mine[row.lead_unit_id], share)
        return by_person, by_unit, everything

    @cached_property
    def figures(self) -> dict[str, list[int]]:
        """The day's totals as the diary keeps them: next time's comparison."""
        by_person, _, everything = self.counted
        return {
            "all": list(astuple(everything)),
            **{str(person): list(astuple(one)) for person, one in by_person.items()},
        }

    # -- dealt out ----------------------------------------------------------------------

    def deal(self, only: int | None = None) -> list[News]:
        """Put everything on the piles, then write up those that woke."""
        self._deal_asks()
        self._deal_decisions()
        self._deal_changes()
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
        row, line = self.rows[notice.commitment_id], self.lines[notice.commitment_id]
        step, reached = Step(notice.step), False
        for reader in (Reader(one) for one in notice.readers.split(",") if one):
            people = self.people.of(row, reader)
            if not people:
                self._trouble(row, NOBODY, reader=reader)
            for person in people:
                if not self._reachable(person):
                    self._trouble(row, NO_ADDRESS, person=self.people.readers[person].name)
                    continue
                reached = True
                self._ask(person, reader, notice, line, step, skipped)
        if notice.basis == "silence":
            for person in (*self.people.officers, *self.people.chiefs):
                self.piles[person].silent.append(line)
        if not reached:  # nothing may be lost because an address is: the office gets it
            for person in self.people.of(row, Reader.OFFICER):
                self._ask(person, Reader.OFFICER, notice, line, step, skipped)

    def _ask(
        self, person: int, reader: Reader, notice: Row, line: Line, step: Step, skipped: int
    ) -> None:
        pile = self.piles[person]
        pile.wakes = True
        if step in CONSEQUENCES:
            pile.decisions.append(Decision("proposal", line, self.on, 0, step=step))
            return
        if any(one.line is line and one.step == step for one in pile.asks):
            return  # one person may read as owner and as unit head: asked once
        pile.asks.append(
            Ask(line, step, reader, notice.fell_due_on, skipped, notice.milestone or "")
        )

    def _trouble(self, row: Row, why: str, **facts: Any) -> None:
        trouble = (row.number, Reason(why, facts))
        for person in (*self.people.officers, *self.people.chiefs):
            if trouble not in self.piles[person].troubles:
                self.piles[person].troubles.append(trouble)

    def _deal_decisions(self) -> None:
        for what, request, since in self.waiting:
            row = self.rows[request.commitment_id]
            waited = self.book.calendar.between(since, self.on)
            decision = Decision(
                what,
                self.lines[row.id],
                since,
                max(waited, 0),
                detail=_detail(what, request),
                until=request.until if what == "extension" else None,
            )
            new = any(one.happened in REQUESTS for one in self.happened.get(row.id, ()))
            again = waited // AGAIN_AFTER > self._waited_before(since) // AGAIN_AFTER
            for person in self._deciders(what, row):
                pile = self.piles[person]
                pile.decisions.append(decision)
                pile.wakes |= new or again

    def _waited_before(self, since: date) -> int:
        """How long it had waited when letters were last written; a missed day is made good."""
        last = self.book.rounds.last_day(self.on)
        return max(self.book.calendar.between(since, last.day), 0) if last else 0

    def _deciders(self, what: str, row: Row) -> Iterator[int]:
        yield from dict.fromkeys(
            (
                *self.people.chiefs,
                *(
                    self.people.of(row, Reader.LEADER_IN_CHARGE)
                    if what == "extension"
                    else self.people.of(row, Reader.OFFICER)
                ),
            )
        )

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
            if event.happened in ANSWERS:
                answer = Answered(Happened(event.happened), line, event.note)
                for person in (
                    *self.people.of(row, Reader.OWNER),
                    *self.people.of(row, Reader.UNIT_HEAD),
                ):
                    pile = self.piles[person]
                    if answer not in pile.answers:
                        pile.answers.append(answer)
                        pile.wakes = True

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
            office=self.book.fact("office"),
            totals=self._totals(reader),
            before=self._before(reader),
            asks=tuple(sorted(pile.asks, key=_ask_order)),
            decisions=tuple(sorted(pile.decisions, key=_decision_order)),
            answers=tuple(pile.answers),
            new_red=_by_number(red),
            new_yellow=_by_number(yellow),
            recovered=_by_number(better),
            closed=_by_number(pile.closed),
            reopened=_by_number(pile.reopened),
            due_soon=tuple(pile.due_soon),
            due_soon_days=self.book.policy.due_soon_days,
            units=self._units(reader),
            silent=tuple(worst_first(pile.silent)),
            not_computed=tuple(pile.troubles),
            missed_days=self.book.rounds.missed_days(self.on),
            provisional=any(line.provisional for line in pile.due_soon),
            seal=self._seal(),
        )

    def _totals(self, reader: ReaderLine) -> Totals:
        by_person, _, everything = self.counted
        return everything if reader.all_matters else by_person.get(reader.person_id, Totals())

    @cached_property
    def _last_figures(self) -> dict[str, list[int]]:
        last = self.book.rounds.last_day(self.on)
        return last.figures.get("totals", {}) if last else {}

    def _before(self, reader: ReaderLine) -> Totals | None:
        key = "all" if reader.all_matters else str(reader.person_id)
        figures = self._last_figures.get(key)
        return Totals(*figures) if figures else None

    def _units(self, reader: ReaderLine) -> tuple[UnitRow, ...]:
        _, by_unit, _ = self.counted
        mine = by_unit[0] if reader.all_matters else by_unit.get(reader.person_id, {})
        rows = [UnitRow(self._unit_names[unit], totals) for unit, totals in mine.items()]
        return tuple(
            sorted(
                rows,
                key=lambda one: (
                    -one.totals.red,
                    -one.totals.overdue,
                    -one.totals.yellow,
                    one.unit,
                ),
            )
        )

    @cached_property
    def _unit_names(self) -> dict[int, str]:
        return {row.id: row.name for row in self.book.db.ask(ASKED["units"])}

    def _seal(self) -> str:
        rows = self.book.db.ask(
            "SELECT hash FROM event WHERE id <= :last ORDER BY id DESC LIMIT 1",
            {"last": self.window[1]},
        )
        return str(rows[0].hash)[:16] if rows else ""


def _as_date(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _detail(what: str, request: Row) -> str:
    if what == "extension":
        return str(request.reason)
    return str(request.findings or request.note) if what in ("check", "confirm") else ""


def _totals(row: Row) -> Totals:
    if row.closed:
        return Totals(closed=row.n)
    lit = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}.get(Light(row.light))
    return Totals(open=row.n, overdue=row.late or 0, **({lit: row.n} if lit else {}))


def _plus(one: Totals, other: Totals) -> Totals:
    return Totals(
        one.open + other.open,
        one.green + other.green,
        one.yellow + other.yellow,
        one.red + other.red,
        one.overdue + other.overdue,
        one.closed + other.closed,
    )


def _heap(change: Change, happened: set[Happened]) -> str:
    """Name the heap of a pile where a change belongs; empty where it is no news.

    A first light is news only when it is red: a ledger just imported turns green or yellow
    as a whole, and nobody wants that as a letter.
    """
    if Happened.REOPENED in happened:
        return "reopened"
    if Happened.CLOSED in happened:
        return "closed"
    if change.before == change.after:
        return ""
    return "changes" if change.before != Light.NONE or change.after == Light.RED else ""


def _by_number(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda one: one.line.number))


def _ask_order(ask: Ask) -> tuple[int, date, str]:
    return -list(Step).index(ask.step), ask.line.due or date.max, ask.line.number


def _decision_order(decision: Decision) -> tuple[date, str, str]:
    return decision.since, decision.line.number, decision.what

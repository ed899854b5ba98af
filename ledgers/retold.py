"""The journal told again in its own order: matters, people and rules as each morning found them.

Nothing is taken in but events, so whoever follows it knows at each look no more than the look
knew. What the engine itself recorded (looks, acceptance by silence) is passed on and not
applied: another policy would have found something else.
"""

from __future__ import annotations

import json
from collections import defaultdict, namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ledgers.as_stored import days_in, defaults
from ledgers.beside import Beside, by_commitment, points
from ledgers.courses import Matter
from ledgers.digest_lines import ReaderLine
from ledgers.drivers import Row
from ledgers.lists import facts_of
from ledgers.readers import People
from ledgers.replay import Told, key_of
from models.calendar import WorkCalendar, exceptions_told
from models.terms import Happened

if TYPE_CHECKING:
    from ledgers.book import Book

BATCH = 2000  # events read at once
EVENTS = (
    "SELECT id, commitment_id, on_day, happened, changes FROM event"
    " WHERE id > :after AND id <= :last ORDER BY id LIMIT :batch"
)
BY_THE_ENGINE = frozenset({Happened.LOOKED, Happened.ACCEPTED_BY_SILENCE})
# Long texts that no rule reads.
UNREAD = frozenset(
    {"content", "standard", "source_document", "source_passage", "source_place", "note"}
)
RULED_BY = frozenset({"milestone", "plan_point", "report"})
"""Tables whose rows the rules may read beside a matter's own columns."""
DIRECTORY = ("person", "post", "unit", "deputy")


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was recorded."""

    id: int
    matter: int | None
    on: date
    happened: Happened
    changes: dict[str, Any]

    @property
    def by_the_engine(self) -> bool:
        """Whether nobody took this turn: the daily look recorded it."""
        return self.happened in BY_THE_ENGINE

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """List what it tells of rows of a table, as they are after it."""
        for key, (_, after) in self.changes.items():
            if key.startswith(f"{table}:"):
                yield after


class Retelling:
    """Follows the journal from its first event; ``with_reports`` for rules that read them."""

    def __init__(self, book: Book, *, with_reports: bool) -> None:
        self._db = book.db
        self._last = 0
        self._read = RULED_BY if with_reports else RULED_BY - {"report"}
        self._told: dict[int, Told] = defaultdict(Told)
        self.matters: dict[int, Matter] = {}
        self.adopted = 0
        """How many policies have been adopted so far."""
        self._days = book.db.ask(
            "SELECT day, works, source, event_id FROM calendar_day ORDER BY event_id"
        )
        self._until = date.min
        self.calendar = self._calendar(0)
        self._directory = self._untold_directory()
        self._people: People | None = None
        self.everybody: dict[int, ReaderLine] = {}
        """Everyone who has read as somebody so far, as they were last known."""

    def until(self, last: int) -> Iterator[Event]:
        """Tell every event up to this one, each before it is taken in: whoever asks does that."""
        while rows := self._db.ask(EVENTS, {"after": self._last, "last": last, "batch": BATCH}):
            for row in rows:
                happened, changes = Happened(row.happened), json.loads(row.changes)
                yield Event(row.id, row.commitment_id, row.on_day, happened, changes)
            self._last = rows[-1].id

    def take_in(self, event: Event) -> None:
        """Have matters, people and rules stand as they did after an event."""
        if event.matter is None:
            self._take_in_books(event)
        elif not event.by_the_engine:
            self._take_in_matters(event, event.matter)

    def families(self, event: Event) -> frozenset[int]:
        """List the matters that an event about one of them may change; a new one: its whole's."""
        one = event.matter
        if one not in self.matters:
            one = event.changes.get("parent_id", (None, None))[1]
        return _family(self.matters, one) if one else frozenset()

    # -- matters ------------------------------------------------------------------------

    def _take_in_matters(self, event: Event, matter_id: int) -> None:
        told = self._told[matter_id]
        read = {key: one for key, one in event.changes.items() if self._is_read(key)}
        told.hear(event.on.isoformat(), read)
        row = _row("commitment", {**told.columns, "id": matter_id})
        facts = facts_of(row, self._beside(matter_id, told))
        known = self.matters.get(matter_id)
        if known is not None:
            known.row, known.facts = row, facts
            return
        self.matters[matter_id] = Matter(matter_id, row, facts)
        if row.parent_id:
            self.matters[row.parent_id].parts.append(matter_id)

    def _is_read(self, key: str) -> bool:
        table, colon, _ = key.partition(":")
        return table in self._read if colon else key not in UNREAD

    def _beside(self, matter_id: int, told: Told) -> Beside:
        """Gather what stands beside a matter, as the look's questions do."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for key, columns in told.rows.items():
            table, _, known = key.partition(":")
            of_it = {**columns, "commitment_id": matter_id, "id": int(known)}
            rows[table].append(_row(table, of_it))
        return Beside(
            by_commitment(rows["milestone"]),
            plans=points(one for one in rows["plan_point"] if one.replaced_on is None),
            reported=points(
                Reported(one.id, matter_id, one.on_day, one.percent)
                for one in rows["report"]
                if one.unit_id is None and one.percent is not None
            ),
        )

    # -- the book's own -----------------------------------------------------------------

    def _take_in_books(self, event: Event) -> None:
        changes = event.changes
        self.adopted += event.happened == Happened.POLICY_ADOPTED
        if "calendar" in changes or "calendar_until" in changes:
            if "calendar_until" in changes:
                self._until = date.fromisoformat(changes["calendar_until"][1])
            self.calendar = self._calendar(event.id)
        rows = {key: one for key, one in changes.items() if key.partition(":")[0] in DIRECTORY}
        if rows:
            self._directory.hear(event.on.isoformat(), rows)
            self._people = None
            self.__dict__.pop("_tables", None)

    def _calendar(self, last: int) -> WorkCalendar:
        """Build the working days from every word said up to an event."""
        words = (one for one in self._days if one.event_id <= last)
        return WorkCalendar(exceptions_told(words), self._until)

    def _untold_directory(self) -> Told:
        """People, posts and units of the first version, which told them by name only."""
        told_as_new: set[str] = set()
        for row in self._db.ask("SELECT changes FROM event WHERE commitment_id IS NULL"):
            told_as_new |= {key for key, one in json.loads(row.changes).items() if one[0] is None}
        told = Told()
        for table in DIRECTORY:
            for row in self._db.ask(f"SELECT * FROM {table}"):
                if key_of(table, row) not in told_as_new:
                    told.rows[key_of(table, row)] = dict(row._asdict())
        return told

    @property
    def people(self) -> People:
        """Who stood where at this point of the journal."""
        if self._people is None:
            self._people = People()
            self._people.meet_all(_held(self._tables), self._tables["unit"].values())
            self.everybody |= self._people.readers
        return self._people

    def people_on(self, day: date) -> People:
        """The same, with who stands in for whom on a day."""
        people = self.people
        people.deputies.clear()
        people.meet_deputies(_standing_in(self._tables, day))
        self.everybody |= people.readers
        return people

    def unit_name(self, unit_id: int) -> str:
        """Name a unit as it is called at this point of the journal."""
        return str(self._directory.rows[f"unit:{unit_id}"]["name"])

    @cached_property
    def _tables(self) -> dict[str, dict[int, Row]]:
        """The directory as its rows stand now; made anew after it has changed."""
        tables: dict[str, dict[int, Row]] = {table: {} for table in DIRECTORY}
        for key, columns in self._directory.rows.items():
            table, _, known = key.partition(":")
            if known.isdigit():
                tables[table][int(known)] = _row(table, {**columns, "id": int(known)})
        return tables


def _family(matters: dict[int, Matter], one: int) -> frozenset[int]:
    """List a matter with its wholes and all their parts."""
    while whole := matters[one].row.parent_id:
        one = whole
    found = [one]
    for part in found:
        found += matters[part].parts
    return frozenset(found)


Reported = namedtuple("Reported", "id commitment_id day percent")
Held = namedtuple("Held", "id name email language post_id role title unit_id unit")
StandsIn = namedtuple("StandsIn", "principal_id id name email language since")


def _held(tables: dict[str, dict[int, Row]]) -> list[Row]:
    """List who holds which post, in the order of people."""
    persons, units = tables["person"], tables["unit"]
    held = [(persons[post.holder_id], post) for post in tables["post"].values() if post.holder_id]
    held.sort(key=lambda pair: (pair[0].id, pair[1].id))
    return [
        Held(one.id, one.name, one.email, one.language, post.id, post.role, post.title,
             post.unit_id, units[post.unit_id].name)
        for one, post in held
    ]  # fmt: skip


def _standing_in(tables: dict[str, dict[int, Row]], on: date) -> list[Row]:
    """List who stands in for whom on a day."""
    found = []
    for one in tables["deputy"].values():
        if one.since <= on <= one.until:
            deputy = tables["person"][one.deputy_id]
            found.append(
                StandsIn(
                    one.principal_id,
                    deputy.id,
                    deputy.name,
                    deputy.email,
                    deputy.language,
                    one.since,
                )
            )
    return found


@cache
def _kind(table: str) -> tuple[Any, dict[str, Any], frozenset[str]]:
    known = defaults(table)
    return namedtuple(f"{table}_row", known), known, days_in(table)


def _row(table: str, told: dict[str, Any]) -> Row:
    """Make a row as the drivers give one, from what was told of it."""
    kind, known, days = _kind(table)
    values = dict(known)
    for name, value in told.items():
        if name in known:
            is_day = name in days and isinstance(value, str)
            values[name] = date.fromisoformat(value) if is_day else value
    row: Row = kind(**values)
    return row

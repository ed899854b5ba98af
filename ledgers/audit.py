"""核账: the ledger proves itself, or names the first line that does not fit (DESIGN §4.2).

Four questions, each answered from what is stored and nothing else: does every chain of
hashes hold; does every table say what the events say; does every seal cover what was there;
is every evidence file the one that was handed in. Events are walked matter by matter, so
memory stays flat however long the journal is. What is found is told in the order of the
journal, so the first line told is the first that does not fit.

Whoever can write in the file can write anything there: values are read as they are stored,
never as the days and numbers they should be.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import zip_longest
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.as_stored import as_stored, day_of, defaults, readable
from ledgers.audit_seals import in_stretches, walk_seals
from ledgers.drivers import Row
from ledgers.evidence import sha256_of
from ledgers.journal import BOOK_CHAIN, HASHED, ID_AFTER, canonical, plain
from ledgers.replay import OF_A_MATTER, OF_THE_BOOK, Told, key_of, rung_key
from models.lights import Reason
from models.terms import Scope
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

BATCH = 400  # commitments walked at once
# What the tables hold and no event tells: it follows from the journal, or from the next look.
DERIVED = frozenset({"id", "look_on", "events", "head"})
RUNG = ("basis", "version", "rung")
FACTS_TOLD = ("office", "calendar_until")

PLACE_MISSING = N_("event {place} of {chain} is missing")
NOT_LINKED = N_("event {place} of {chain} ({on}) does not follow from the one before it")
ALTERED = N_("event {place} of {chain} ({on}) was altered: its hash does not fit")
FOREIGN = N_("event {place} of {chain} stands under another matter")
CUT_OFF = N_("{chain} tells of {count} events, the journal has {found}")
HEAD_WRONG = N_("{chain}: the last event is not the one its entry names")
COLUMN_WRONG = N_("{chain}: {column} is “{found}”, the events say “{told}”")
ROW_WRONG = N_("{chain}: {row}, {column} is “{found}”, the events say “{told}”")
ROW_MISSING = N_("{chain}: {row} is told by the events and missing from the tables")
ROW_UNTOLD = N_("{chain}: {row} stands in the tables and no event tells of it")
RUNG_MISSING = N_("{chain}: the rung {rung} of {on} is told and missing from the notices")
RUNG_UNTOLD = N_("{chain}: the notice of {on}, {rung}, is told by no event")
FILE_MISSING = N_("{chain}: the evidence file {name} is missing ({stored})")
FILE_WRONG = N_("{chain}: the evidence file {name} is not the one handed in ({stored})")
POLICY_WRONG = N_("the policy “{name}” of {on} is not the one that was adopted")
CALENDAR_WRONG = N_("the working calendar differs from what the events say: {on}")
NO_SUCH_SEAL = N_(
    "no seal of this ledger begins with {seal}: the digest that prints it rests on another one"
)

CANNOT = (
    N_("that what was entered is true: only that it is what was entered, by whom and when"),
    N_("who sat at the keyboard: the login is as safe as the machine"),
    N_("anything recorded after the last seal, if somebody can rewrite the whole database"),
    N_(
        "a ledger rewritten as a whole, seals and all, except against a digest somebody kept: "
        "duban audit --seal SEAL"
    ),
    N_("the letters in the outbox and the notices' wording"),
)


@dataclass(slots=True)
class Audit:
    """What an audit looked at and what it found, in the order of the journal."""

    events: int = 0
    chains: int = 0
    rows: int = 0
    seals: int = 0
    files: int = 0
    unsealed: int = 0
    older: int = 0
    """Directory rows entered before the journal told them one by one."""
    findings: list[Reason] = field(default_factory=list)
    _places: list[int] = field(default_factory=list)

    def find(self, sentence: str, at: int, **facts: Any) -> None:
        """Note something that does not fit, ``at`` an event of the journal."""
        place = bisect_right(self._places, at)
        self._places.insert(place, at)
        told = {name: readable(value) for name, value in facts.items()}
        self.findings.insert(place, Reason(sentence, told))


def audit(book: Book, *, seal: str = "", progress: Callable[[int], None] | None = None) -> Audit:
    """Go through the whole ledger; ``seal`` is one that a digest printed."""
    found = Audit()
    book.db.forgive()
    auditor = Auditor(book, found, progress)
    auditor.walk_book()
    auditor.walk_matters()
    walk_seals(book, found)
    known = book.db.ask("SELECT hash FROM seal") if seal else []
    if seal and not any(str(one.hash).startswith(seal.lower()) for one in known):
        found.find(NO_SUCH_SEAL, 0, seal=seal)
    return found


@dataclass(slots=True)
class Walked:
    """One chain, followed to its end."""

    name: str
    matter: int | None
    told: Told = field(default_factory=Told)
    adopted: list[tuple[Row, Any]] = field(default_factory=list)
    """Events that told of policies, with what they told."""
    words: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    """What was told of days, by day and event."""
    first: int = 0
    last: int = 0
    length: int = 0
    head: str = ""
    broken: int = 0
    """The first event that does not fit; whatever else is wrong of this chain comes after it."""

    @property
    def end(self) -> int:
        """Where to tell what no event tells."""
        return max(self.last, self.broken)


class Auditor:
    """Walks the journal and holds the tables against it."""

    def __init__(
        self, book: Book, found: Audit, progress: Callable[[int], None] | None = None
    ) -> None:
        self.book, self.found, self.progress = book, found, progress
        after = book.fact(ID_AFTER, "0")
        self.id_after = int(after) if after.isdigit() else 0
        self._fits = lru_cache(maxsize=1024)(self._file_fits)
        self._changes = lru_cache(maxsize=1)(self._read_changes)

    # -- chains -------------------------------------------------------------------------

    def _chain(self, name: str, matter: int | None, rows: Iterable[Row]) -> Walked:
        """Follow one chain in the order of the journal."""
        walked = Walked(name, matter)
        for row in rows:
            self.found.events += 1
            if row.chain != name or row.commitment_id != matter:
                self.found.find(FOREIGN, row.id, chain=row.chain, place=row.place)
                walked.broken = walked.broken or row.id
            else:
                self._link(walked, row)
        self.found.chains += 1
        return walked

    def _link(self, walked: Walked, row: Row) -> None:
        """Hold one event against the one before it, and hear what it tells."""
        wrong, place = self._wrong(walked, row), walked.length + 1
        if row.previous != walked.head and isinstance(row.place, int):
            place = row.place
        try:
            changes = json.loads(row.changes)
            walked.told.hear(str(plain(row.on_day)), changes)
            if "policy" in changes:
                walked.adopted.append((row, changes))
            for day, word in _words_told(changes.get("calendar", (None, {}))[1]):
                walked.words[day, str(row.id)] = (row.id, *word)
        except (ValueError, TypeError, AttributeError, KeyError):
            wrong = wrong or ALTERED
        if wrong:
            self._found_wrong(walked, wrong, row, place)
        walked.first = walked.first or row.id
        walked.last, walked.length, walked.head = row.id, place, row.hash

    def _found_wrong(self, walked: Walked, wrong: str, row: Row, place: int) -> None:
        at = row.id
        if wrong == PLACE_MISSING:  # the missing one stood somewhere after the one before it
            at, place = walked.end + 1, walked.length + 1
        walked.broken = walked.broken or row.id
        self.found.find(wrong, at, chain=walked.name, place=place, on=day_of(row.on_day))

    def _wrong(self, walked: Walked, row: Row) -> str:
        if hash_of(row, with_id=row.id > self.id_after) != row.hash:
            return ALTERED
        if row.place != walked.length + 1:
            return PLACE_MISSING
        return NOT_LINKED if row.previous != walked.head else ""

    # -- where the journal told something -----------------------------------------------

    def _told_at(self, walked: Walked, key: str, column: str = "") -> int:
        """Find the last event that told a row (or one column of it), to name what is wrong there.

        What no event told was as it is from the beginning of its chain.
        """
        for event, changes in self._changes(walked.matter):
            after = changes.get(key, (None, None))[1] if key else changes
            if (isinstance(after, dict) and column in after) or (not column and key in changes):
                return max(event, walked.broken)
        return max(walked.first, walked.broken)

    def _read_changes(self, matter: int | None) -> list[tuple[int, dict[str, Any]]]:
        mine = "chain = :book" if matter is None else "commitment_id = :matter"
        sql = f"SELECT id, changes FROM event WHERE {mine} ORDER BY id DESC"
        found = []
        for row in self.book.db.ask(sql, {"book": BOOK_CHAIN, "matter": matter}):
            try:
                found.append((int(row.id), dict(json.loads(row.changes))))
            except (ValueError, TypeError):
                continue
        return found

    # -- matters ------------------------------------------------------------------------

    def walk_matters(self) -> None:
        """Follow the chain of every commitment and compare it with its rows."""
        strays = self.book.db.ask(
            "SELECT e.id, e.place, e.chain FROM event e"
            " LEFT JOIN commitment c ON c.id = e.commitment_id"
            " WHERE c.id IS NULL AND e.chain <> :book ORDER BY e.id LIMIT 1",
            {"book": BOOK_CHAIN},
        )
        for row in strays:
            self.found.find(FOREIGN, row.id, chain=row.chain, place=row.place)
        some, last = "SELECT id FROM commitment WHERE id > :last ORDER BY id LIMIT :batch", 0
        while ids := self.book.db.ask(some, {"last": last, "batch": BATCH}):
            self._walk_some(ids[0].id, last := ids[-1].id)
            if self.progress:
                self.progress(self.found.events)

    def _walk_some(self, first: int, last: int) -> None:
        some = {"first": first, "last": last}
        within = "WHERE commitment_id >= :first AND commitment_id <= :last"
        in_order = f"{within} ORDER BY commitment_id, id"
        events = self._grouped(f"{as_stored('event')} {in_order}", some)
        tables = {
            table: self._grouped(f"{as_stored(table)} {within}", some)
            for table in (*OF_A_MATTER, "support_unit", "notice")
        }
        for row in self.book.db.ask(
            f"{as_stored('commitment')} WHERE id >= :first AND id <= :last ORDER BY id", some
        ):
            walked = self._chain(row.number, row.id, events.get(row.id, ()))
            self._compare_columns(walked, row)
            rows = {table: grouped.get(row.id, []) for table, grouped in tables.items()}
            self._compare_rungs(walked, rows.pop("notice"))
            self._compare_rows(walked, rows)
            self._check_files(walked, rows["evidence"])

    def _grouped(self, sql: str, values: dict[str, Any]) -> dict[int, list[Row]]:
        grouped: dict[int, list[Row]] = defaultdict(list)
        for row in self.book.db.ask(sql, values):
            grouped[row.commitment_id].append(row)
        return grouped

    def _compare_columns(self, walked: Walked, row: Row) -> None:
        name, end = walked.name, walked.end
        if row.events != walked.length:
            self.found.find(CUT_OFF, end, chain=name, count=row.events, found=walked.length)
        if row.head != walked.head:
            self.found.find(HEAD_WRONG, end, chain=name)
        for column, found, told in self._differences("commitment", row, walked.told.columns):
            at = self._told_at(walked, "", column)
            self.found.find(COLUMN_WRONG, at, chain=name, column=column, found=found, told=told)
        self.found.rows += 1

    def _differences(
        self, table: str, row: Row, told: dict[str, Any]
    ) -> Iterator[tuple[str, Any, Any]]:
        for column, default in compared(table):
            found, value = getattr(row, column), told.get(column, default)
            if found != value and plain(found) != value:
                yield column, plain(found), value

    def _compare_rows(self, walked: Walked, rows: dict[str, list[Row]]) -> None:
        told = walked.told.rows
        stored = {key_of(table, row): (table, row) for table, some in rows.items() for row in some}
        for key in sorted(told.keys() - stored.keys()):
            self.found.find(ROW_MISSING, self._told_at(walked, key), chain=walked.name, row=key)
        for key, (table, row) in stored.items():
            self.found.rows += 1
            if key in told:
                self._compare_row(walked, key, table, row, told[key])
            elif not self._is_older(walked, table, row):
                self.found.find(ROW_UNTOLD, walked.end, chain=walked.name, row=key)

    def _compare_row(
        self, walked: Walked, key: str, table: str, row: Row, told: dict[str, Any]
    ) -> None:
        for column, found, value in self._differences(table, row, told):
            at = self._told_at(walked, key, column)
            self.found.find(
                ROW_WRONG, at, chain=walked.name, row=key, column=column, found=found, told=value
            )

    def _is_older(self, walked: Walked, table: str, row: Row) -> bool:
        """Tell whether a row may be from the book's first version, which told it by name only."""
        if table in OF_THE_BOOK:
            self.found.older += self.id_after > 0
            return self.id_after > 0
        return table == "support_unit" and not row.part and walked.first <= self.id_after

    def _compare_rungs(self, walked: Walked, notices: list[Row]) -> None:
        """Hold the notices against the rungs told: by whose rules, in which colour, to whom."""
        told, older = walked.told.rungs, set(walked.told.older_rungs)
        found = {
            rung_key(str(plain(row.claimed_on)), {name: getattr(row, name) for name in RUNG}): row
            for row in notices
        }
        at = cache(lambda: self._told_at(walked, "rungs"))
        for key in sorted(told.keys() - found.keys()):
            self._rung_is(RUNG_MISSING, at(), walked, key)
        for key, row in sorted(found.items(), key=itemgetter(0)):
            if key in told:
                self._compare_rung(walked, key, row, told[key], at())
            elif (older_key := (key[0], f"{row.basis} {row.rung}")) in walked.told.older_rungs:
                older.discard(older_key)
            else:
                self._rung_is(RUNG_UNTOLD, walked.end, walked, key)
        for on, rung in sorted(older):
            self.found.find(RUNG_MISSING, at(), chain=walked.name, rung=rung, on=day_of(on))

    def _rung_is(self, wrong: str, at: int, walked: Walked, key: tuple[str, ...]) -> None:
        on, basis, _, rung = key
        self.found.find(wrong, at, chain=walked.name, rung=f"{basis} {rung}", on=day_of(on))

    def _compare_rung(
        self, walked: Walked, key: tuple[str, ...], row: Row, told: dict[str, Any], at: int
    ) -> None:
        for column, value in told.items():
            found = getattr(row, column)
            if found != value and plain(found) != value:
                self.found.find(
                    ROW_WRONG, at, chain=walked.name, row=f"{key[1]} {key[3]}", column=column,
                    found=plain(found), told=value,
                )  # fmt: skip

    def _check_files(self, walked: Walked, rows: list[Row]) -> None:
        for row in rows:
            there, fits = self._fits(row.stored_as, row.sha256)
            if not fits:
                self.found.find(
                    FILE_WRONG if there else FILE_MISSING,
                    self._told_at(walked, f"evidence:{row.id}"),
                    chain=walked.name, name=row.name, stored=row.stored_as,
                )  # fmt: skip

    def _file_fits(self, stored_as: Any, sha256: Any) -> tuple[bool, bool]:
        self.found.files += 1
        path = Path(self.book.evidence_folder) / str(stored_as)
        there = path.is_file()
        return there, there and sha256_of(path) == sha256

    # -- the book itself ----------------------------------------------------------------

    def walk_book(self) -> None:
        """Follow the book's own chain: directory, policies, calendar."""
        walked = self._chain(
            BOOK_CHAIN, None, in_stretches(self.book.db, as_stored("event"), "chain = 'book'")
        )
        tables = {table: self.book.db.ask(as_stored(table)) for table in OF_THE_BOOK}
        for key in [one for one in walked.told.rows if not _row_by_row(one)]:
            del walked.told.rows[key]
        self._compare_rows(walked, tables)
        self._check_facts(walked)
        self._check_policies(walked)
        self._check_calendar(walked)

    def _check_facts(self, walked: Walked) -> None:
        for name in FACTS_TOLD:
            found, told = self.book.fact(name), walked.told.columns.get(name)
            if found != told:
                at = self._told_at(walked, name)
                self.found.find(
                    COLUMN_WRONG, at, chain=walked.name, column=name, found=found, told=told
                )

    def _check_policies(self, walked: Walked) -> None:
        """Hold every policy against the event of its adoption, the first to the first."""
        stored = self.book.db.ask(f"{as_stored('policy_version')} ORDER BY id")
        for told, row in zip_longest(walked.adopted, stored):
            if told is None or row is None or not self._is_policy(row, *told):
                name, on = (
                    (row.name, row.adopted_on)
                    if row
                    else (_adopted(told[1])["name"], told[0].on_day)
                )
                at = max(told[0].id if told else walked.last, walked.broken)
                self.found.find(POLICY_WRONG, at, name=name, on=day_of(plain(on)))
                return

    def _is_policy(self, row: Row, event: Row, changes: Any) -> bool:
        told = _adopted(changes)
        try:
            rules = canonical(json.loads(row.rules))
        except (ValueError, TypeError):
            return False
        known = event.id if event.id > self.id_after else 0
        return (
            isinstance(row.rules, str)
            and rules == canonical(told)
            and row.name == told["name"]
            and row.rebinds == changes.get("rebinds", (None, False))[1]
            and row.event_id == known
            and plain(row.adopted_on) == plain(event.on_day)
        )

    def _check_calendar(self, walked: Walked) -> None:
        """Hold every word on a day against the event that told it; the same day may have more."""
        told = walked.words
        older = 0 if self.id_after else -1
        stored = {
            (str(plain(row.day)), str(row.event_id)): (
                row.event_id, row.works, row.reason, row.document, row.source,
            )
            for row in self.book.db.ask(f"{as_stored('calendar_day')} ORDER BY day")
            if row.event_id != older
        }  # fmt: skip
        wrong = sorted(
            word for word in told.keys() | stored.keys() if told.get(word) != stored.get(word)
        )
        if wrong:
            at = min(told[word][0] if word in told else walked.last for word in wrong)
            self.found.find(CALENDAR_WRONG, max(at, walked.broken), on=day_of(wrong[0][0]))


def _words_told(after: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """List what an event told of days; the second version told only whether they are worked."""
    if "days" not in after:
        for day, works in after.items():
            yield day, (works, "", "", Scope.STATE.value)
        return
    for day, (works, reason, document) in after["days"].items():
        yield day, (works, reason, document, after["source"])


def _adopted(changes: Any) -> Any:
    """Return the rules that an event of adoption tells."""
    return changes["policy"][1]


_hashed = attrgetter(*HASHED)


def hash_of(row: Row, *, with_id: bool) -> str:
    """Hash a stored event onto the one it names before it; "" for what nobody can have written."""
    line = [plain(row.on_day), *_hashed(row)]
    if with_id:
        line.append(row.id)
    try:
        return hashlib.sha256(f"{row.previous}\n{canonical(line)}".encode()).hexdigest()
    except (TypeError, ValueError):
        return ""


def _row_by_row(key: str) -> bool:
    """Tell a row's key from the first version's, which named units and people by name."""
    table, _, known = key.partition(":")
    return known.isdigit() or table == "unit_alias"


@cache
def compared(table: str) -> tuple[tuple[str, Any], ...]:
    """List the columns of a table that events tell, with what stands where nothing is told."""
    return tuple((name, one) for name, one in defaults(table).items() if name not in DERIVED)

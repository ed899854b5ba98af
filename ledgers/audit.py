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

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import zip_longest
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.as_stored import as_stored, day_of, defaults, readable
from ledgers.audit_chains import Chains, Walked
from ledgers.audit_seals import in_stretches, walk_seals
from ledgers.drivers import Row
from ledgers.evidence import sha256_of
from ledgers.journal import BOOK_CHAIN, canonical, plain, told_by_hash
from ledgers.replay import (
    DIRECTORY,
    OF_A_MATTER,
    OF_THE_BOOK,
    TOLD_BY_HASH,
    key_of,
    rung_key,
)
from models.lights import Reason
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

BATCH = 400  # commitments walked at once
# What the tables hold and no event tells: it follows from the journal, or from the next look.
DERIVED = frozenset({"id", "look_on", "events", "head"})
RUNG = ("basis", "version", "rung")
FACTS_TOLD = ("office", "calendar_until")

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


class Auditor:
    """Walks the journal and holds the tables against it."""

    def __init__(
        self, book: Book, found: Audit, progress: Callable[[int], None] | None = None
    ) -> None:
        self.book, self.found, self.progress = book, found, progress
        self.chains = Chains(book, found)
        self._fits = lru_cache(maxsize=1024)(self._file_fits)

    # -- matters ------------------------------------------------------------------------

    def walk_matters(self) -> None:
        """Follow the chain of every commitment and compare it with its rows."""
        self.chains.find_strays()
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
            walked = self.chains.follow(row.number, row.id, events.get(row.id, ()))
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
            at = self.chains.told_at(walked, "", column)
            self.found.find(COLUMN_WRONG, at, chain=name, column=column, found=found, told=told)
        self.found.rows += 1

    def _differences(
        self, table: str, row: Row, told: dict[str, Any]
    ) -> Iterator[tuple[str, Any, Any]]:
        for column, default in compared(table):
            found, value = getattr(row, column), told.get(column, default)
            if found == value or plain(found) == value:
                continue
            if (table, column) in TOLD_BY_HASH:
                found = told_by_hash(found)
            if found != value:
                yield column, plain(found), value

    def _compare_rows(self, walked: Walked, rows: dict[str, list[Row]]) -> None:
        told = walked.told.rows
        stored = {key_of(table, row): (table, row) for table, some in rows.items() for row in some}
        for key in sorted(told.keys() - stored.keys()):
            self.found.find(
                ROW_MISSING, self.chains.told_at(walked, key), chain=walked.name, row=key
            )
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
            at = self.chains.told_at(walked, key, column)
            self.found.find(
                ROW_WRONG, at, chain=walked.name, row=key, column=column, found=found, told=value
            )

    def _is_older(self, walked: Walked, table: str, row: Row) -> bool:
        """Tell whether a row may be from the book's first version, which told it by name only."""
        if table in DIRECTORY:
            self.found.older += self.chains.id_after > 0
            return self.chains.id_after > 0
        return table == "support_unit" and not row.part and walked.first <= self.chains.id_after

    def _compare_rungs(self, walked: Walked, notices: list[Row]) -> None:
        """Hold the notices against the rungs told: by whose rules, in which colour, to whom."""
        told = {rung_key(on_day, one): one for on_day, one in walked.told.rungs.values()}
        older = set(walked.told.older_rungs)
        found = {
            rung_key(str(plain(row.claimed_on)), {name: getattr(row, name) for name in RUNG}): row
            for row in notices
        }
        at = cache(lambda: self.chains.told_at(walked, "rungs"))
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
                    self.chains.told_at(walked, f"evidence:{row.id}"),
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
        walked = self.chains.follow(
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
                at = self.chains.told_at(walked, name)
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
        known = event.id if event.id > self.chains.id_after else 0
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
        older = 0 if self.chains.id_after else -1
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


def _adopted(changes: Any) -> Any:
    """Return the rules that an event of adoption tells."""
    return changes["policy"][1]


def _row_by_row(key: str) -> bool:
    """Tell a row's key from the first version's, which named units and people by name."""
    table, _, known = key.partition(":")
    return known.isdigit() or table == "unit_alias"


@cache
def compared(table: str) -> tuple[tuple[str, Any], ...]:
    """List the columns of a table that events tell, with what stands where nothing is told."""
    return tuple((name, one) for name, one in defaults(table).items() if name not in DERIVED)

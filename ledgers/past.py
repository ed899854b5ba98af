"""Any past day, rebuilt from the events recorded by then (DESIGN §4.3).

Temporary tables of the same names are put in front of the book's own, and everything that
was recorded later is taken back in them. Every question of the ledger then answers as of that
day, without knowing it; what it costs follows what happened since.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Driver, Row
from ledgers.replay import REMARKS
from ledgers.sql import questions

if TYPE_CHECKING:
    from ledgers.book import Book

# What an event tells without a table's name belongs to its commitment, or to the book's facts.
MATTER, FACTS = "commitment", "book_fact"
KEY_OF = {FACTS: "name", "unit_alias": "alias"}
GONE = None
Taken = dict[str, dict[Any, dict[str, Any] | None]]
"""By table and row: the columns as they were, or None where the row was not there yet."""
# All that lists are made of; what else was told later need not be read for them.
LISTED = frozenset({"milestone", "unit", "unit_alias", "post", "person"})
# The first seal made later spares looking at what came after it.
LAST_EVENT = """
SELECT id FROM event
WHERE recorded_at <= :end
      AND id <= coalesce((SELECT min(last_event) FROM seal WHERE recorded_at > :end),
                         (SELECT max(id) FROM event))
ORDER BY id DESC LIMIT 1
"""
NOT_A_COLUMN = REMARKS | {"report_every"}


def last_event_by(book: Book, on: date) -> int:
    """Return the id of the last event recorded by the end of a day; 0 where there is none."""
    rows = book.db.ask(LAST_EVENT, {"end": end_of(on, book.at)})
    return int(rows[0].id) if rows else 0


def end_of(on: date, at: datetime) -> str:
    """Return the last moment of a day as the journal writes moments.

    The day ends where the book is opened: in the time zone of ``at``.
    """
    end = datetime.combine(on, time.max, at.tzinfo).astimezone(UTC)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


def turn_back(book: Book, last: int, on: date, *, sealed: str, only: Collection[str] = ()) -> None:
    """Have this page of the book answer as it stood after one event, on that day.

    ``sealed`` is the SQL of which seals had been made by then; ``only`` names the tables
    beside the commitments that will be asked, all of them where left out.
    """
    taken = taken_back(book.db, last, only)
    taken[MATTER]  # always: the next look is told by no event
    shadows = Shadows(book.db)
    for table, rows in taken.items():
        _shadow(shadows, table, rows)
    _look_at_everything(book.db, on)
    shadows.view("event", f"id <= {last:d}")
    shadows.view("seal", sealed)
    shadows.view("policy_version", f"event_id <= {last:d}")
    shadows.view("calendar_day", f"event_id <= {last:d}")
    shadows.view("notice", f"claimed_on <= '{on.isoformat()}'")
    shadows.view("day", f"day <= '{on.isoformat()}'")


def _look_at_everything(db: Driver, on: date) -> None:
    """The next look is told by no event: on a past day every light is given anew."""
    db.tell(
        "UPDATE commitment SET look_on = :on WHERE closed_on IS NULL AND stage <> 'draft'",
        {"on": on},
    )


def _shadow(shadows: Shadows, table: str, rows: Mapping[Any, dict[str, Any] | None]) -> None:
    """Show a table without the rows that came later, and those changed later as they were."""
    gone = [row for row, columns in rows.items() if columns is GONE]
    changed = {row: columns for row, columns in rows.items() if columns}
    key = KEY_OF.get(table, "id")
    # Ids are given in the order of the journal: what came later has the higher ones.
    where = f"id < {min(map(int, gone)):d}" if gone and key == "id" else "1 = 1"
    if table == MATTER:
        shadows.view("support_unit", where.replace("id", "commitment_id", 1))
    if not changed and key == "id" and table != MATTER:
        shadows.view(table, where)
        return
    shadows.table(table, key, where)
    if key != "id":
        shadows.db.tell_many(
            f"DELETE FROM {table} WHERE {key} = :row", [{"row": one} for one in gone]
        )
    _put_back(shadows.db, table, key, changed)


def taken_back(db: Driver, last: int, only: Collection[str] = ()) -> Taken:
    """Gather what later events changed, as it was before the earliest of them.

    The database itself opens the events: it is several times quicker at it than we are.
    """
    asked, later = questions(f"past_{db.dialect}"), {"last": last}
    told = db.ask(asked["changes"].replace("{wanted}", _wanted(db, only)), later)
    taken: Taken = defaultdict(dict)
    _take_columns(taken, (row for row in told if ":" not in row.key))
    _take_heads(taken, db.ask(asked["born" if only else "heads"], later))
    _take_rows(taken, (row for row in told if ":" in row.key))
    return taken


def _wanted(db: Driver, only: Collection[str]) -> str:
    """Say in SQL which keys of what events tell are opened: columns, and rows of these tables."""
    if not only:
        return "1 = 1"
    colon = "instr(j.key, ':')" if db.dialect == "sqlite" else "strpos(j.key, chr(58))"
    names = ", ".join(f"'{table}'" for table in sorted(only))
    return f"({colon} = 0 OR substr(j.key, 1, {colon} - 1) IN ({names}))"


def _take_columns(taken: Taken, rows: Iterable[Row]) -> None:
    matters, facts = taken[MATTER], taken[FACTS]
    for row in rows:
        if row.matter is None:
            if row.key in ("office", "calendar_until"):
                facts[row.key] = GONE if row.before is None else {"value": row.before}
        elif row.key not in NOT_A_COLUMN:
            matters.setdefault(row.matter, {})[row.key] = row.before  # type: ignore[index]
    if not facts:
        del taken[FACTS]


def _take_heads(taken: Taken, rows: Iterable[Row]) -> None:
    """Take the ends of chains back; a matter whose first event came later was not there yet."""
    matters = taken[MATTER]
    for row in rows:
        if row.place == 1:
            matters[row.matter] = GONE
        else:
            matters.setdefault(row.matter, {}).update(  # type: ignore[union-attr]
                {"events": row.place - 1, "head": row.previous}
            )


def _take_rows(taken: Taken, rows: Iterable[Row]) -> None:
    """Take rows back, the newest change first, so that the earliest has the last word."""
    for told in sorted(rows, key=attrgetter("event"), reverse=True):
        table, _, row = told.key.partition(":")
        # Support units come and go with their matter; the first version named units and people.
        if table == "support_unit" or not (row.isdigit() or table == "unit_alias"):
            continue
        known = taken[table]
        before = None if told.before is None else json.loads(told.before)
        known[row] = GONE if before is None else {**(known.get(row) or {}), **before}


def _put_back(db: Driver, table: str, key: str, changed: Mapping[Any, dict[str, Any]]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row, columns in changed.items():
        names = tuple(name for name in columns if name not in NOT_A_COLUMN)
        values = {name: columns[name] for name in names}
        alike[names].append({**values, "row_key": int(row) if key == "id" else row})
    for names, some in alike.items():
        sets = ", ".join(f"{name} = :{name}" for name in names)
        db.tell_many(f"UPDATE {table} SET {sets} WHERE {key} = :row_key", some)


class Shadows:
    """Temporary tables and views that stand in front of those of the book."""

    def __init__(self, db: Driver) -> None:
        self.db = db
        self._sqlite = db.dialect == "sqlite"
        self._home = "main" if self._sqlite else db.ask("SELECT current_schema() AS s")[0].s

    def table(self, name: str, key: str, where: str) -> None:
        """Copy rows of a table: what is changed in the copy is gone with the page."""
        self.db.tell(self._copy(name, key))
        self.db.tell(f"INSERT INTO {name} SELECT * FROM {self._home}.{name} WHERE {where}")

    def _copy(self, name: str, key: str) -> str:
        if not self._sqlite:
            like = f"LIKE {self._home}.{name}, PRIMARY KEY ({key})"
            return f"CREATE TEMP TABLE {name} ({like}) ON COMMIT DROP"
        # The declared types have to come along: dates are read by them.
        columns = ", ".join(
            f"{row.name} {'INTEGER' if row.name == 'id' else row.type}"
            for row in self.db.ask(f"PRAGMA {self._home}.table_info({name})")
        )
        return f"CREATE TEMP TABLE {name} ({columns}, PRIMARY KEY ({key}))"

    def view(self, name: str, where: str) -> None:
        """Show only some lines of a table."""
        self.db.tell(f"CREATE TEMP VIEW {name} AS SELECT * FROM {self._home}.{name} WHERE {where}")

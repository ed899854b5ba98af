"""Any past day, rebuilt from the events recorded by then (DESIGN §4.3).

What later events changed is gathered in a temporary table; others, of the same names as the
book's own, are put in front of those and hold what was there before. Every question of the
ledger then answers as of that day, without knowing it; what it costs follows what happened
since.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Driver
from ledgers.sql import questions

if TYPE_CHECKING:
    from ledgers.book import Book

FACTS = ("office", "calendar_until")  # what events tell of the book itself, beside its rows
KEY_OF = {"book_fact": "name", "unit_alias": "alias"}
GONE = None
Taken = dict[str, dict[str, dict[str, Any] | None]]
"""By table and row: the columns as they were, or None where the row was not there yet."""
LAST_EVENT = """
SELECT id FROM event
WHERE recorded_at <= :end
      AND id <= coalesce((SELECT min(last_event) FROM seal WHERE recorded_at > :end),
                         (SELECT max(id) FROM event))
ORDER BY id DESC LIMIT 1
"""
# ``earlier`` holds the first change of a column as event 0, and every change of a row.
COLUMNS_TOLD = "SELECT DISTINCT key FROM earlier WHERE matter > 0 AND event = 0"
ROWS_TOLD = """
SELECT key, {before} AS before FROM earlier WHERE matter = 0 OR event > 0 ORDER BY event DESC
"""
NEWEST_MATTER = """
SELECT commitment_id AS id FROM event WHERE id <= :last AND commitment_id IS NOT NULL
ORDER BY commitment_id DESC LIMIT 1
"""


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


def turn_back(book: Book, last: int, on: date, *, sealed: str, lists_only: bool) -> None:
    """Have this page of the book answer as it stood after one event, on that day.

    ``sealed`` is the SQL of which seals had been made by then.
    """
    shadows = Shadows(book.db)
    gather(shadows, last, lists_only=lists_only)
    for table, rows in taken_back(shadows).items():
        _shadow(shadows, table, rows)
    if lists_only:
        _shadow_reports(shadows, last)
    _shadow_matters(shadows, last, on)
    shadows.view("event", f"id <= {last:d}")
    shadows.view("seal", sealed)
    shadows.view("policy_version", f"event_id <= {last:d}")
    shadows.view("calendar_day", f"event_id <= {last:d}")
    shadows.view("notice", f"claimed_on <= '{on.isoformat()}'")
    shadows.view("day", f"day <= '{on.isoformat()}'")


def gather(shadows: Shadows, last: int, *, lists_only: bool) -> None:
    """Gather in a table ``earlier`` what later events changed, from what to what.

    The database does it by itself: the journal may be long, and every matter may have changed.
    """
    asked, later = questions(f"past_{shadows.db.dialect}"), {"last": last}
    columns = ", ".join(f"'{name}'" for name in shadows.columns("commitment"))
    told = asked["told"].replace("{columns}", columns)
    shadows.db.tell(asked["earlier"])
    shadows.db.tell(told.replace("{rows}", asked["listed" if lists_only else "every"]), later)
    if not lists_only:
        shadows.db.tell(asked["heads"], later)


def _shadow_reports(shadows: Shadows, last: int) -> None:
    """Show no report that came later: they are never changed, so their ids say which did."""
    later = shadows.db.ask(questions(f"past_{shadows.db.dialect}")["first_report"], {"last": last})
    ids = [int(row.key.partition(":")[2]) for row in later]
    shadows.view("report", f"id < {min(ids):d}" if ids else "1 = 1")


def _shadow_matters(shadows: Shadows, last: int, on: date) -> None:
    """Show the commitments as they were: any number of them, in one statement."""
    columns = shadows.columns("commitment")
    values, joins = _as_they_were(shadows, columns)
    # The next look is told by no event: on a past day every light is given anew.
    is_open = f"{values['closed_on']} IS NULL AND {values['stage']} <> 'draft'"
    look_on = shadows.typed(f"'{on.isoformat()}'", columns["look_on"])
    values["look_on"] = f"CASE WHEN {is_open} THEN {look_on} END"
    # Ids are given in the order of the journal: what came later has the higher ones.
    newest = shadows.db.ask(NEWEST_MATTER, {"last": last})
    there = int(newest[0].id) if newest else 0
    shadows.table("commitment", "id", f"id <= {there:d}", values, joins)
    shadows.view("support_unit", f"commitment_id <= {there:d}")


def _as_they_were(shadows: Shadows, columns: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Say in SQL what each column was, and what has to be joined to know it."""
    values, joins = {column: f"c.{column}" for column in columns}, ""
    for row in shadows.db.ask(COLUMNS_TOLD):
        key, one = row.key, f"earlier_{row.key}"
        before = shadows.before(f"{one}.told", columns[key])
        values[key] = f"CASE WHEN {one}.key IS NULL THEN c.{key} ELSE {before} END"
        joins += f" LEFT JOIN earlier {one} ON {one}.matter = c.id AND {one}.key = '{key}'"
    return values, joins


def _shadow(shadows: Shadows, table: str, rows: Mapping[str, dict[str, Any] | None]) -> None:
    """Show a table without the rows that came later, and those changed later as they were."""
    gone = [row for row, columns in rows.items() if columns is GONE]
    changed = {row: columns for row, columns in rows.items() if columns}
    key = KEY_OF.get(table, "id")
    where = f"id < {min(map(int, gone)):d}" if gone and key == "id" else "1 = 1"
    if not changed and key == "id":
        shadows.view(table, where)
        return
    shadows.table(table, key, where)
    if key != "id":
        shadows.db.tell_many(
            f"DELETE FROM {table} WHERE {key} = :row", [{"row": one} for one in gone]
        )
    _put_back(shadows.db, table, key, changed)


def taken_back(shadows: Shadows) -> Taken:
    """Return the rows that later events tell of, as they were before the earliest of them.

    The newest change comes first, so that the earliest has the last word.
    """
    taken: Taken = defaultdict(dict)
    for one in shadows.db.ask(ROWS_TOLD.replace("{before}", shadows.before("told", "text"))):
        table, _, row = one.key.partition(":")
        if one.key in FACTS:
            taken["book_fact"][one.key] = GONE if one.before is None else {"value": one.before}
        # Support units come and go with their matter; the first version named units and people.
        elif table != "support_unit" and (row.isdigit() or table == "unit_alias"):
            known = taken[table].get(row) or {}
            taken[table][row] = GONE if one.before is None else known | json.loads(one.before)
    return taken


def _put_back(db: Driver, table: str, key: str, changed: Mapping[str, dict[str, Any]]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row, columns in changed.items():
        alike[tuple(columns)].append({**columns, "row_key": int(row) if key == "id" else row})
    for names, some in alike.items():
        sets = ", ".join(f"{name} = :{name}" for name in names)
        db.tell_many(f"UPDATE {table} SET {sets} WHERE {key} = :row_key", some)


class Shadows:
    """Temporary tables and views that stand in front of those of the book."""

    def __init__(self, db: Driver) -> None:
        self.db = db
        self._sqlite = db.dialect == "sqlite"
        self._home = "main" if self._sqlite else db.ask("SELECT current_schema() AS s")[0].s

    def table(
        self,
        name: str,
        key: str,
        where: str,
        values: Mapping[str, str] | None = None,
        joins: str = "",
    ) -> None:
        """Copy rows of a table: what is changed in the copy is gone with the page.

        ``values`` are copied in place of what the row, ``c``, holds itself.
        """
        self.db.tell(self._copy(name, key))
        taken = {column: f"c.{column}" for column in self.columns(name)} | dict(values or {})
        self.db.tell(
            f"INSERT INTO {name} ({', '.join(taken)}) SELECT {', '.join(taken.values())}"
            f" FROM {self._home}.{name} c{joins} WHERE {where}"
        )

    def typed(self, value: str, kind: str) -> str:
        """Give a text the type of its column; SQLite does by itself, and would misread a cast."""
        return value if self._sqlite else f"CAST({value} AS {kind})"

    def before(self, told: str, kind: str) -> str:
        """Say in SQL what a change began from, out of its [from, to]."""
        if self._sqlite:
            return f"json_extract({told}, '$[0]')"
        return self.typed(f"CAST({told} AS json) ->> 0", kind)

    def columns(self, name: str) -> dict[str, str]:
        """Return the columns of a table of the book and the types they were declared with."""
        rows = self.db.ask(
            f"PRAGMA {self._home}.table_info({name})" if self._sqlite else
            "SELECT column_name AS name, data_type AS type FROM information_schema.columns"
            f" WHERE table_schema = '{self._home}' AND table_name = '{name}'"
        )  # fmt: skip
        return {row.name: row.type for row in rows}

    def _copy(self, name: str, key: str) -> str:
        if not self._sqlite:
            like = f"LIKE {self._home}.{name}, PRIMARY KEY ({key})"
            return f"CREATE TEMP TABLE {name} ({like}) ON COMMIT DROP"
        # The declared types have to come along: dates are read by them.
        columns = ", ".join(
            f"{column} {'INTEGER' if column == 'id' else kind}"
            for column, kind in self.columns(name).items()
        )
        return f"CREATE TEMP TABLE {name} ({columns}, PRIMARY KEY ({key}))"

    def view(self, name: str, where: str) -> None:
        """Show only some lines of a table."""
        self.db.tell(f"CREATE TEMP VIEW {name} AS SELECT * FROM {self._home}.{name} WHERE {where}")

"""What the journal says of each row: events replayed, the first to the last.

The keys of an event's changes are columns of its commitment, rows as ``table:id`` (told as
[None, all of it] when made and [before, after] later), or words about the event itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Keys that tell about the event, not about a column.
REMARKS = frozenset(
    {
        "because",
        "rungs",
        "parts",
        "support_units",
        "policy",
        "rebinds",
        "days",
        "calendar",
        "distances",
        "step",
    }
)
# Tables whose rows belong to one commitment, and how a row of each is known.
OF_A_MATTER = (
    "milestone", "report", "evidence", "extension_request", "closure_request", "check_record",
    "objection", "lookback", "obstacle", "help_request", "instruction",
    "plan_point", "receipt", "proposal", "callback", "appraisal",
)  # fmt: skip
DIRECTORY = ("unit", "unit_alias", "person", "post", "tenure", "deputy")
OF_THE_BOOK = (*DIRECTORY, "document", "draft")
# Columns too long to be written down twice: events tell them by their SHA-256.
TOLD_BY_HASH = frozenset({("document", "text")})
KEYS = {"unit_alias": "alias", "support_unit": "unit_id"}


@dataclass(slots=True)
class Told:
    """What a chain has told so far: the commitment's columns, and its rows by ``table:id``."""

    columns: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    rungs: dict[tuple[str, ...], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Every rung taken: the day and its notice, column by column, as they were last told.

    One that was only recorded is told again when it is sent.
    """
    older_rungs: set[tuple[str, str]] = field(default_factory=set)
    """(day, “basis rung”): all that events told of a rung before it was told as a notice."""

    def hear(self, on_day: str, changes: Mapping[str, Any]) -> None:
        """Take in one event."""
        for key, (before, after) in changes.items():
            table, colon, _ = key.partition(":")
            if colon:
                if not isinstance(after, dict):
                    continue  # the first version's “unit:NAME.leader”: a name, not a row
                if before is None or key not in self.rows:
                    self.rows[key] = dict(after)
                else:
                    self.rows[key].update(after)
            elif key == "rungs":
                self._hear_rungs(on_day, after)
            elif key == "report_every":  # the first version's name and form of the rhythm
                self.columns["rhythm"] = f"every:{after}" if after else ""
            elif table not in REMARKS:
                self.columns[key] = after
        if changes.get("stage", [None, None])[1] == "assigned":
            # The first version did not tell it apart: assigned on the day of that event.
            self.columns["assigned_on"] = on_day
        if "light" in changes and "light_since" not in changes:
            self.columns["light_since"] = on_day

    def _hear_rungs(self, on_day: str, rungs: Iterable[Any]) -> None:
        for one in rungs:
            if isinstance(one, str):
                self.older_rungs.add((on_day, one))
            else:
                self.rungs[claim_of(one)] = on_day, one


def claim_of(notice: Mapping[str, Any]) -> tuple[str, ...]:
    """Name a rung of a matter: its ladder and its own key."""
    return tuple(str(notice[name]) for name in ("basis", "version", "rung"))


def rung_key(on_day: str, notice: Mapping[str, Any]) -> tuple[str, ...]:
    """Name a rung: the day it was taken, its ladder and its own key."""
    return on_day, *claim_of(notice)


def key_of(table: str, row: Any) -> str:
    """Name a stored row as the journal names it."""
    return f"{table}:{getattr(row, KEYS.get(table, 'id'))}"

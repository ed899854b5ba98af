"""What every turn does: read the matter, check stage, role and unit, write change and event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.journal import Chain, Entry, plain
from ledgers.people import Actor, must_be
from ledgers.pressed import unsigned
from ledgers.rows import Changes, add_row, change_row
from models.broken_rules import NotYourMatter, WrongStage
from models.errors import NoSuchCommitment, NothingWaiting
from models.lifecycle import TURNS, UNIT, Turn, turns_from
from models.reds import ended
from models.refused_closings import CheckerIsOwner
from models.terms import Ending, Happened, Light, Stage
from models.words import Word

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.evidence import Kept
    from models.policy import Policy

# A request in one of these states waits for somebody.
WAITING = ("asked", "consented", "screened", "checked", "proposed")
REQUESTS = ("extension_request", "closure_request", "help_request", "objection", "proposal")
UNSIGNED = "notice"  # what ``awaits`` calls letters that nobody has signed for
# Support units report on their own part and may say what holds it up; all else is the lead's.
FOR_SUPPORT_TOO = frozenset({"report", "find_obstacle", "clear_obstacle", "ask_help"})


def must_follow(book: Book, row: Row, turn: Turn) -> None:
    """Refuse a turn that does not follow from the stage of a matter. Raises WrongStage."""
    stage = Stage(row.stage)
    if stage not in turn.stages:
        raise WrongStage(
            number=row.number,
            stage=stage,
            rule=Word(turn.rule),
            turn=turn,
            stages=sorted(turn.stages),
            possible=[one for one in turns_from(stage) if _is_awaited(book, one, row)],
        )


def _is_awaited(book: Book, turn: Turn, row: Row) -> bool:
    """Tell whether what a turn decides on is there; most turns wait for nothing."""
    if not turn.awaits:
        return True
    if turn.awaits == UNSIGNED:
        return bool(unsigned(book, row.id))
    waiting = (
        f"SELECT 1 AS n FROM {turn.awaits} WHERE commitment_id = :id"
        f" AND state IN {(*WAITING, 'open', 'drawn')} LIMIT 1"
    )
    return bool(book.db.ask(waiting, {"id": row.id}))


class Turns:
    """The ground on which every kind of turn stands."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- may it be taken ----------------------------------------------------------------

    def row(self, number: str) -> Row:
        """Read all stored columns of one commitment; raises NoSuchCommitment."""
        rows = self._book.db.ask(
            "SELECT * FROM commitment WHERE number = :number", {"number": number}
        )
        if not rows:
            raise NoSuchCommitment(number=number, near=self._book.lists.near_numbers(number))
        return rows[0]

    def _policy(self, row: Row) -> Policy:
        """Return the rules that stand for a matter of this category."""
        return self._book.policy.of(row.category)

    def _at_turn(self, number: str, turn_name: str, by: Actor, on: date) -> Row:
        """Read the row, and refuse a turn that its stage or the actor's place forbids.

        What fell due on days nobody looked on comes before it: no turn takes that away.
        """
        turn, row = TURNS[turn_name], self.row(number)
        if self._book.rounds.make_good(on, [row.id]):
            row = self.row(number)
        must_follow(self._book, row, turn)
        must_be(by, turn)
        self._must_be_theirs(row, turn, by)
        return row

    def _must_be_theirs(self, row: Row, turn: Turn, by: Actor) -> None:
        """Refuse a unit's people a matter of another unit. Raises NotYourMatter."""
        if not (by.roles & turn.roles) <= UNIT or row.owner_post_id in by.posts:
            return
        if not by.units & self._units_of(row, support=turn.name in FOR_SUPPORT_TOO):
            lead = self._book.directory.unit_name(row.lead_unit_id)
            raise NotYourMatter(turn=turn, number=row.number, person=by.name, unit=lead)

    def _units_of(self, row: Row, *, support: bool) -> set[int]:
        """Return the lead unit and those above it; with ``support`` its support units too."""
        units = set(self._book.directory.above(row.lead_unit_id))
        if support:
            units |= {one.unit_id for one in self._support_of(row)}
        return units

    def _support_of(self, row: Row) -> list[Row]:
        return self._book.db.ask(
            "SELECT unit_id, part FROM support_unit WHERE commitment_id = :id ORDER BY position",
            {"id": row.id},
        )

    def _not_the_owner(self, row: Row, by: Actor) -> None:
        if row.owner_post_id in by.posts | by.hands:
            raise CheckerIsOwner(number=row.number, person=by.name)

    # -- what waits ---------------------------------------------------------------------

    def _waiting(self, table: str, commitment_id: int) -> Row | None:
        rows = self._book.db.ask(
            f"SELECT * FROM {table} WHERE commitment_id = :id"
            f" AND state IN {WAITING} ORDER BY id DESC LIMIT 1",
            {"id": commitment_id},
        )
        return rows[0] if rows else None

    def _must_wait(self, table: str, row: Row, what: str) -> Row:
        waiting = self._waiting(table, row.id)
        if waiting is None:
            raise NothingWaiting(number=row.number, what=Word(what))
        return waiting

    def _decide(
        self, table: str, request: Row, state: str, by: Actor, on: date, said: str
    ) -> Changes:
        decided = {"state": state, "decided_on": on, "decided_by": by.counts_for, "decision": said}
        return change_row(self._book, table, request, decided)

    def _withdraw_all(self, row: Row, tables: Sequence[str] = REQUESTS) -> Changes:
        """Take back whatever still waits: what it asked for has lost its ground."""
        changes: Changes = {}
        for table in tables:
            for one in self._book.db.ask(
                f"SELECT * FROM {table} WHERE commitment_id = :id AND state IN {WAITING}",
                {"id": row.id},
            ):
                changes |= change_row(self._book, table, one, {"state": "withdrawn"})
        return changes

    # -- writing ------------------------------------------------------------------------

    def _change(
        self,
        row: Row,
        happened: Happened,
        new: dict[str, Any],
        *,
        by: Actor | None,
        on: date,
        note: str = "",
        more: Changes | None = None,
    ) -> None:
        """Write the changed columns and their event in one breath; look at it today."""
        values = {
            name: plain(value) if not isinstance(value, date) else value
            for name, value in new.items()
        }
        changes: Changes = {
            name: [plain(getattr(row, name)), plain(value)]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        chain = Chain(row.number, row.id, row.events, row.head)
        self._book.journal.write(
            [Entry(chain, happened, changes | (more or {}), note)], by=by, on=on
        )
        sleeps = values.get("stage", row.stage) in (Stage.CLOSED, Stage.DRAFT)
        values |= {"look_on": None if sleeps else on, "events": chain.length, "head": chain.head}
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._book.db.tell(f"UPDATE commitment SET {sets} WHERE id = :id", {**values, "id": row.id})
        if row.parent_id:
            if "light" in values:  # it has ended: the whole looks better for it, today
                self._wake(row.parent_id, on)
            self._roll_up(row.parent_id, by=by, on=on)

    def _wake(self, row_id: int, on: date) -> None:
        self._book.db.tell(
            "UPDATE commitment SET look_on = :on WHERE id = :id AND closed_on IS NULL",
            {"on": on, "id": row_id},
        )

    def _end(self, row: Row, ending: Ending, on: date, **more: Any) -> dict[str, Any]:
        """List the columns of a matter that has ended."""
        return {
            "stage": Stage.CLOSED,
            "closed_on": on,
            "ending": ending,
            "suspended_on": None,
            "pause_reason": "",
            "light": Light.NONE,
            "light_since": on,
            "reds": ended(row.reds, on),
            "yellow_since": None,
            **more,
        }

    def _add_evidence(self, row: Row, kept: Sequence[Kept], on: date) -> Changes:
        changes: Changes = {}
        for one in kept:
            changes |= add_row(
                self._book,
                "evidence",
                {
                    "commitment_id": row.id,
                    "on_day": on,
                    "name": one.name,
                    "sort": one.sort,
                    "stored_as": one.stored_as,
                    "sha256": one.sha256,
                    "size": one.size,
                },
            )
        return changes

    def _roll_up(self, parent_id: int, *, by: Actor | None, on: date) -> None:
        """Carry what the parts have reached up to the whole, with an event of its own."""
        from ledgers.parts import rolled_up

        parent = self._book.db.ask("SELECT * FROM commitment WHERE id = :id", {"id": parent_id})[0]
        new = rolled_up(self._book, parent)
        if parent.closed_on is None and new:
            self._change(parent, Happened.ROLLED_UP, new, by=by, on=on)

"""The life of a commitment, turn by turn: each change with its event, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.evidence import Kept, keep_all
from ledgers.journal import Chain, Entry, plain
from ledgers.people import Actor, must_be
from models.commitment import Commitment
from models.errors import (
    AlreadyWaiting,
    AskedTooLate,
    CheckerIsOwner,
    EmptyReport,
    EvidenceMissing,
    NoSuchCommitment,
    NoSuchMilestone,
    NotChecked,
    NothingWaiting,
    NotLater,
    TooManyExtensions,
    WrongStage,
)
from models.lifecycle import TURNS, turns_from
from models.terms import Ending, Happened, Light, Stage
from models.words import N_, Word

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.commitment import CommitmentDraft
    from models.record import ReportDraft

COLUMNS = tuple(Commitment.model_fields)
HUNDRED = Decimal(100)


class Commitments:
    """Writes what happens to commitments."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- into the book ------------------------------------------------------------------

    def docket(self, draft: CommitmentDraft, *, by: Actor, on: date, assign: bool = False) -> str:
        """Docket one commitment (立项), assign it where asked to, and return its number."""
        number = self.docket_many([draft], by=by, on=on, assign=False)[0]
        if assign:
            self.assign(number, by=by, on=on)
        return number

    def docket_many(
        self,
        drafts: Sequence[CommitmentDraft],
        *,
        by: Actor | None,
        on: date,
        assign: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> list[str]:
        """Docket many at once; those of a ledger already in force are assigned with it.

        Raises AlreadyDocketed, NoSuchUnit, NoSuchPerson.
        """
        from ledgers.docketing import docket_many

        if by is not None:
            must_be(by, TURNS["docket"])
        return docket_many(self._book, drafts, by=by, on=on, assign=assign, progress=progress)

    def note_numbers(self, given: Iterable[str]) -> None:
        """Have the next number follow these, which are about to be docketed."""
        from ledgers.docketing import note_numbers

        note_numbers(self._book, given)

    def known(self, numbers: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
        """Return stored commitments by number: their columns, lead unit and milestones."""
        from ledgers.docketing import known

        return known(self._book, numbers)

    # -- turns --------------------------------------------------------------------------

    def assign(self, number: str, *, by: Actor, on: date, unit: str = "", owner: str = "") -> None:
        """Assign to its lead unit (交办), or to another one after a rejection."""
        row = self._at_turn(number, "assign", by)
        new: dict[str, Any] = {"stage": Stage.ASSIGNED}
        directory = self._book.directory
        unit_id = directory.unit_id(unit) if unit else row.lead_unit_id
        if unit:
            new |= {"lead_unit_id": unit_id, "owner_post_id": self._default_owner(unit_id)}
        if owner:
            new["owner_post_id"] = directory.owner_post(unit_id, owner, by=by, on=on)
        self._change(row, Happened.ASSIGNED, new, by=by, on=on)

    def accept(self, number: str, *, by: Actor, on: date) -> None:
        """Acknowledge receipt (签收)."""
        row = self._at_turn(number, "accept", by)
        self._change(row, Happened.ACCEPTED, {"stage": Stage.ACCEPTED}, by=by, on=on)

    def reject(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Send an assignment back with grounds (退单); the unit answers for it until rerouted."""
        row = self._at_turn(number, "reject", by)
        self._change(row, Happened.REJECTED, {"stage": Stage.REJECTED}, by=by, on=on, note=reason)

    def report(
        self, number: str, draft: ReportDraft, *, evidence: Sequence[Path] = (), by: Actor, on: date
    ) -> None:
        """Enter progress (反馈) with its evidence; raises FileMissing before anything is kept."""
        row = self._at_turn(number, "report", by)
        if not draft.says_something and not evidence:
            raise EmptyReport(number=number)
        kept = keep_all(evidence, self._book.evidence_folder)
        new: dict[str, Any] = {
            "stage": Stage.ACCEPTED,
            "last_report_on": max(on, row.last_report_on or on),
            "evidence": row.evidence + len(kept),
        }
        # A report entered late is kept, and does not hide what was reported after it.
        newest = new["last_report_on"] == on
        percent = draft.percent if draft.percent is not None else _share(row, draft.value)
        if draft.value is not None and newest:
            new["value"] = plain(draft.value)
        if percent is not None and newest:
            new["percent"] = plain(percent)
        changes = self._add_report(row, draft, percent, on)
        changes |= self._add_evidence(row, kept, on)
        changes |= self._tick_milestones(row, draft.milestones_done, on)
        self._change(row, Happened.REPORTED, new, by=by, on=on, note=draft.done, more=changes)

    def ask_extension(self, number: str, *, until: date, reason: str, by: Actor, on: date) -> None:
        """Ask for a later deadline (延期): before expiry, with a reason, to a later day."""
        row = self._at_turn(number, "ask_extension", by)
        if row.due is None or until <= row.due:
            raise NotLater(number=number, due=row.due, until=until)
        if on > row.due:
            raise AskedTooLate(number=number, due=row.due)
        if row.extensions >= self._book.policy.max_extensions:
            raise TooManyExtensions(number=number, count=row.extensions)
        waiting = self._waiting("extension_request", row.id)
        if waiting:
            raise AlreadyWaiting(number=number, since=waiting.asked_on)
        request = {"commitment_id": row.id, "asked_on": on, "until": until, "reason": reason}
        more = self._add_row("extension_request", {**request, "state": "asked", "decision": ""})
        self._change(row, Happened.EXTENSION_ASKED, {}, by=by, on=on, note=reason, more=more)

    def grant_extension(
        self, number: str, *, by: Actor, on: date, until: date | None = None, note: str = ""
    ) -> date:
        """Grant the extension that waits; a new deadline starts a new ladder. Returns it."""
        row = self._at_turn(number, "grant_extension", by)
        request = self._must_wait("extension_request", row, N_("extension request"))
        new_due = until or request.until
        if new_due <= row.due:
            raise NotLater(number=number, due=row.due, until=new_due)
        more = self._decide("extension_request", request, "granted", note, on)
        new = {"due": new_due, "due_version": row.due_version + 1, "extensions": row.extensions + 1}
        self._change(row, Happened.EXTENSION_GRANTED, new, by=by, on=on, note=note, more=more)
        return new_due

    def refuse_extension(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Refuse the extension that waits; the deadline and its ladder stand."""
        row = self._at_turn(number, "refuse_extension", by)
        request = self._must_wait("extension_request", row, N_("extension request"))
        more = self._decide("extension_request", request, "refused", reason, on)
        self._change(row, Happened.EXTENSION_REFUSED, {}, by=by, on=on, note=reason, more=more)

    def ask_closure(
        self,
        number: str,
        *,
        by: Actor,
        on: date,
        actual_on: date | None = None,
        note: str = "",
        evidence: Sequence[Path] = (),
    ) -> None:
        """Ask to strike a matter off (销号申请); refused without evidence."""
        row = self._at_turn(number, "ask_closure", by)
        if not row.evidence and not evidence:
            raise EvidenceMissing(number=number)
        kept = keep_all(evidence, self._book.evidence_folder)
        request = {
            "commitment_id": row.id,
            "asked_on": on,
            "actual_on": actual_on or on,
            "note": note,
            "state": "asked",
            "findings": "",
        }
        more = self._add_row("closure_request", request) | self._add_evidence(row, kept, on)
        new = {"stage": Stage.CLOSURE_REQUESTED, "evidence": row.evidence + len(kept)}
        self._change(row, Happened.CLOSURE_ASKED, new, by=by, on=on, note=note, more=more)

    def check(self, number: str, *, passed: bool, findings: str, by: Actor, on: date) -> None:
        """Record a check (核查); one that fails returns the matter for redo (退回重办)."""
        row = self._at_turn(number, "check" if passed else "return", by)
        self._not_the_owner(row, by)
        request = self._must_wait("closure_request", row, N_("closure request"))
        found = {
            "checked_on": on,
            "checked_by": by.counts_for,
            "findings": findings,
            "state": "checked" if passed else "returned",
        }
        more = self._update_row("closure_request", request, found)
        new = {} if passed else {"stage": Stage.ACCEPTED}
        happened = Happened.CHECKED if passed else Happened.RETURNED
        self._change(row, happened, new, by=by, on=on, note=findings, more=more)

    def confirm(
        self, number: str, *, by: Actor, on: date, ending: Ending = Ending.DONE, note: str = ""
    ) -> None:
        """Strike a matter off (销号): with evidence, after a check by somebody else."""
        row = self._at_turn(number, "confirm", by)
        self._not_the_owner(row, by)
        request = self._must_wait("closure_request", row, N_("closure request"))
        if not row.evidence:
            raise EvidenceMissing(number=number)
        if request.state != "checked":
            raise NotChecked(number=number)
        more = self._update_row(
            "closure_request", request, {"state": "confirmed", "decided_on": on}
        )
        new = {
            "stage": Stage.CLOSED,
            "closed_on": on,
            "actual_on": request.actual_on,
            "ending": ending,
            "light": Light.NONE,
            "light_since": on,
        }
        self._change(row, Happened.CLOSED, new, by=by, on=on, note=note, more=more)

    def reopen(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Take a closed matter up again after a relapse (反弹)."""
        row = self._at_turn(number, "reopen", by)
        new = {
            "stage": Stage.ACCEPTED,
            "closed_on": None,
            "ending": None,
            "actual_on": None,
            "reopened": row.reopened + 1,
        }
        self._change(row, Happened.REOPENED, new, by=by, on=on, note=reason)

    # -- rules of a turn ----------------------------------------------------------------

    def _at_turn(self, number: str, turn_name: str, by: Actor) -> Row:
        """Read the row, and refuse a turn that its stage or the actor's role forbids."""
        turn, row = TURNS[turn_name], self.row(number)
        stage = Stage(row.stage)
        if stage not in turn.stages:
            raise WrongStage(
                number=number,
                stage=stage,
                turn=turn,
                stages=sorted(turn.stages),
                possible=turns_from(stage),
            )
        must_be(by, turn)
        return row

    def row(self, number: str) -> Row:
        """Read all stored columns of one commitment; raises NoSuchCommitment."""
        rows = self._book.db.ask(
            f"SELECT {', '.join(COLUMNS)} FROM commitment WHERE number = :number",
            {"number": number},
        )
        if not rows:
            raise NoSuchCommitment(number=number, near=self._book.lists.near_numbers(number))
        return rows[0]

    def _not_the_owner(self, row: Row, by: Actor) -> None:
        if row.owner_post_id in by.posts | by.hands:
            raise CheckerIsOwner(number=row.number, person=by.name)

    def _default_owner(self, unit_id: int) -> int | None:
        from ledgers.docketing import default_owners

        return default_owners(self._book).get(unit_id)

    # -- writing ------------------------------------------------------------------------

    def _change(
        self,
        row: Row,
        happened: Happened,
        new: dict[str, Any],
        *,
        by: Actor,
        on: date,
        note: str = "",
        more: dict[str, list[Any]] | None = None,
    ) -> None:
        """Write the changed columns and their event in one breath; look at it today."""
        values = {
            name: plain(value) if not isinstance(value, date) else value
            for name, value in new.items()
        }
        changes: dict[str, list[Any]] = {
            name: [plain(getattr(row, name)), plain(value)]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        chain = Chain(row.number, row.id, row.events, row.head)
        self._book.journal.write(
            [Entry(chain, happened, changes | (more or {}), note)], by=by, on=on
        )
        closed = values.get("stage") == Stage.CLOSED.value
        values |= {"look_on": None if closed else on, "events": chain.length, "head": chain.head}
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._book.db.tell(f"UPDATE commitment SET {sets} WHERE id = :id", {**values, "id": row.id})

    def _add_row(self, table: str, values: dict[str, Any]) -> dict[str, list[Any]]:
        row_id = self._book.add(table, values)
        return {f"{table}:{row_id}": [None, plain(values)]}

    def _update_row(self, table: str, row: Row, values: dict[str, Any]) -> dict[str, list[Any]]:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._book.db.tell(f"UPDATE {table} SET {sets} WHERE id = :id", {**values, "id": row.id})
        before = {name: plain(getattr(row, name)) for name in values}
        return {f"{table}:{row.id}": [before, plain(values)]}

    def _add_report(
        self, row: Row, draft: ReportDraft, percent: Decimal | None, on: date
    ) -> dict[str, list[Any]]:
        return self._add_row(
            "report",
            {
                "commitment_id": row.id,
                "on_day": on,
                "percent": plain(percent),
                "value": plain(draft.value),
                "done": draft.done,
                "next_steps": draft.next_steps,
                "problem": draft.problem,
            },
        )

    def _add_evidence(self, row: Row, kept: Sequence[Kept], on: date) -> dict[str, list[Any]]:
        changes: dict[str, list[Any]] = {}
        for one in kept:
            changes |= self._add_row(
                "evidence",
                {
                    "commitment_id": row.id,
                    "on_day": on,
                    "name": one.name,
                    "stored_as": one.stored_as,
                    "sha256": one.sha256,
                    "size": one.size,
                },
            )
        return changes

    def _tick_milestones(
        self, row: Row, positions: Sequence[int], on: date
    ) -> dict[str, list[Any]]:
        changes: dict[str, list[Any]] = {}
        for position in positions:
            rows = self._book.db.ask(
                "SELECT id, done_on FROM milestone"
                " WHERE commitment_id = :id AND position = :position",
                {"id": row.id, "position": position},
            )
            if not rows:
                raise NoSuchMilestone(number=row.number, position=position)
            if rows[0].done_on is None:
                changes |= self._update_row("milestone", rows[0], {"done_on": on})
        return changes

    def _waiting(self, table: str, commitment_id: int) -> Row | None:
        rows = self._book.db.ask(
            f"SELECT * FROM {table} WHERE commitment_id = :id AND state IN ('asked', 'checked')"
            " ORDER BY id DESC LIMIT 1",
            {"id": commitment_id},
        )
        return rows[0] if rows else None

    def _must_wait(self, table: str, row: Row, what: str) -> Row:
        waiting = self._waiting(table, row.id)
        if waiting is None:
            raise NothingWaiting(number=row.number, what=Word(what))
        return waiting

    def _decide(
        self, table: str, request: Row, state: str, decision: str, on: date
    ) -> dict[str, list[Any]]:
        return self._update_row(
            table, request, {"state": state, "decided_on": on, "decision": decision}
        )


def _share(row: Row, value: Decimal | None) -> Decimal | None:
    """Turn a counted value into per cent of the way from baseline to target; may pass 100."""
    if value is None or row.target is None:
        return None
    baseline = Decimal(row.baseline or 0)
    way = Decimal(row.target) - baseline
    return (HUNDRED * (value - baseline) / way).quantize(Decimal("0.1")) if way else None

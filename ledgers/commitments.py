"""The life of a commitment, turn by turn: each change with its event, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.beside import ASKED, points
from ledgers.closing import Closing
from ledgers.drivers import Row
from ledgers.evidence import Handed, keep_all
from ledgers.extending import Extending
from ledgers.journal import plain
from ledgers.people import Actor, must_be
from ledgers.planning import Planning
from ledgers.rows import Changes, add_row, change_row
from ledgers.sql import with_ids
from models.broken_rules import EmptyReport, NotIts, SignOffPassed
from models.errors import NoSuchMilestone
from models.lifecycle import TURNS, UNIT
from models.refused_closings import NewDayNeeded, NotDone
from models.terms import Ending, Happened, Stage

if TYPE_CHECKING:
    from models.commitment import CommitmentDraft
    from models.record import ReportDraft

HUNDRED = Decimal(100)
# Nothing is known of the pace of a clock that has just begun to run.
UNFORESEEN = {"forecast_on": None, "forecast_from": None, "forecast_to": None}


class Commitments(Extending, Closing, Planning):
    """Writes what happens to commitments."""

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
        stage = Stage.ASSIGNED if assign else Stage.DOCKETED
        return docket_many(self._book, drafts, by=by, on=on, stage=stage, progress=progress)

    def enter_draft(self, draft: CommitmentDraft, *, by: Actor, on: date) -> str:
        """Enter a draft (拟办): no clock runs before its docketing is approved."""
        from ledgers.docketing import docket_many

        must_be(by, TURNS["draft"])
        return docket_many(self._book, [draft], by=by, on=on, stage=Stage.DRAFT)[0]

    def approve(self, number: str, *, by: Actor, on: date) -> None:
        """Approve a draft's docketing: its working time counts from this day."""
        row = self._at_turn(number, "approve", by, on)
        new = {"stage": Stage.DOCKETED, "docketed_on": on}
        self._change(row, Happened.APPROVED, new, by=by, on=on)

    def drop(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Drop a draft: it stays on record, with the reason."""
        row = self._at_turn(number, "drop", by, on)
        self._change(
            row, Happened.DROPPED, self._end(row, Ending.NOT_PURSUED, on), by=by, on=on, note=reason
        )

    def note_numbers(self, given: Iterable[str]) -> None:
        """Have the next number follow these, which are about to be docketed."""
        from ledgers.numbering import note_numbers

        note_numbers(self._book, given)

    def known(self, numbers: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
        """Return stored commitments by number: their columns, lead unit and milestones."""
        from ledgers.docketing import known

        return known(self._book, numbers)

    # -- assigned and taken on ----------------------------------------------------------

    def assign(self, number: str, *, by: Actor, on: date, unit: str = "", owner: str = "") -> None:
        """Assign to its lead unit (交办), or to another one after a rejection."""
        row = self._at_turn(number, "assign", by, on)
        new: dict[str, Any] = {"stage": Stage.ASSIGNED, "assigned_on": on}
        directory = self._book.directory
        unit_id = directory.unit_id(unit) if unit else row.lead_unit_id
        if unit:
            new |= {"lead_unit_id": unit_id, "owner_post_id": self._default_owner(unit_id)}
        if owner:
            new["owner_post_id"] = directory.owner_post(unit_id, owner, by=by, on=on)
        self._change(row, Happened.ASSIGNED, new, by=by, on=on)

    def accept(self, number: str, *, by: Actor, on: date) -> None:
        """Acknowledge receipt (签收)."""
        row = self._at_turn(number, "accept", by, on)
        self._change(row, Happened.ACCEPTED, {"stage": Stage.ACCEPTED}, by=by, on=on)

    def reject(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Send an assignment back with grounds (退单), within the sign-off limit.

        The first receiver stays responsible until the office reroutes it (Lüliang, DOMAIN §1).
        """
        row = self._at_turn(number, "reject", by, on)
        limit = self._book.policy.accept_days
        if row.assigned_on and self._book.calendar.between(row.assigned_on, on) > limit:
            raise SignOffPassed(number=number, days=limit, since=row.assigned_on)
        new, more = {"stage": Stage.REJECTED}, self._withdraw_all(row)
        self._change(row, Happened.REJECTED, new, by=by, on=on, note=reason, more=more)

    # -- progress -----------------------------------------------------------------------

    def report(
        self,
        number: str,
        draft: ReportDraft,
        *,
        evidence: Sequence[Handed] = (),
        by: Actor,
        on: date,
    ) -> None:
        """Enter progress (反馈) with its evidence; raises FileMissing before anything is kept.

        A support unit reports on its own part: that is kept beside the lead unit's figures,
        which only the lead unit moves.
        """
        row = self._at_turn(number, "report", by, on)
        if not draft.says_something and not evidence:
            raise EmptyReport(number=number)
        kept = keep_all(evidence, self._book.evidence_folder)
        part_of = self._supporting(row, by)
        changes = self._add_report(row, draft, part_of, on)
        changes |= self._add_evidence(row, kept, on)
        new: dict[str, Any] = {"evidence": row.evidence + len(kept)}
        if part_of is None:
            new |= self._moved(row, draft, on)
            new |= self._foreseen(row)
            changes |= self._tick_milestones(row, draft.milestones_done, on)
        self._change(row, Happened.REPORTED, new, by=by, on=on, note=draft.done, more=changes)

    def _supporting(self, row: Row, by: Actor) -> int | None:
        """Return the support unit somebody reports for; None where it is the lead unit."""
        if row.owner_post_id in by.posts or not by.roles <= UNIT:
            return None
        if by.units & self._units_of(row, support=False):
            return None
        support = [one.unit_id for one in self._support_of(row)]
        return next((unit for unit in support if unit in by.units), None)

    def _moved(self, row: Row, draft: ReportDraft, on: date) -> dict[str, Any]:
        """List the figures a report moves; one entered late does not hide a newer one.

        The figures of a whole follow its parts, so no report moves them.
        """
        new: dict[str, Any] = {"stage": Stage.ACCEPTED}
        new["last_report_on"] = max(on, row.last_report_on or on)
        percent = _percent_of(row, draft)
        if new["last_report_on"] == on and not self._book.parts.of(row.id):
            new |= {"value": plain(draft.value)} if draft.value is not None else {}
            new |= {"percent": plain(percent)} if percent is not None else {}
        return new

    def _foreseen(self, row: Row) -> dict[str, Any]:
        """Foresee its end from all that was reported since its clock last began to run.

        Made with the report and kept, so that the daily look need not read reports.
        """
        from models.forecast import forecast

        told = points(self._book.db.ask(with_ids(ASKED["reported_of"], [row.id])))
        found = forecast(told.get(row.id, ()), self._book.calendar, row.resumed_on)
        if found is None:
            return UNFORESEEN
        return {"forecast_on": found.on, "forecast_from": found.early, "forecast_to": found.late}

    def _add_report(self, row: Row, draft: ReportDraft, unit_id: int | None, on: date) -> Changes:
        return add_row(
            self._book,
            "report",
            {
                "commitment_id": row.id,
                "on_day": on,
                "unit_id": unit_id,
                "percent": _percent_of(row, draft),
                "value": draft.value,
                "done": draft.done,
                "next_steps": draft.next_steps,
                "problem": draft.problem,
            },
        )

    def _tick_milestones(self, row: Row, positions: Sequence[int], on: date) -> Changes:
        changes: Changes = {}
        for position in positions:
            rows = self._book.db.ask(
                "SELECT id, done_on FROM milestone"
                " WHERE commitment_id = :id AND position = :position",
                {"id": row.id, "position": position},
            )
            if not rows:
                raise NoSuchMilestone(number=row.number, position=position)
            if rows[0].done_on is None:
                changes |= change_row(self._book, "milestone", rows[0], {"done_on": on})
        return changes

    # -- the clock stands still ---------------------------------------------------------

    def suspend(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Suspend a matter (中止): clock and ladder stand still, the reason stays visible."""
        row = self._at_turn(number, "suspend", by, on)
        new = {"stage": Stage.SUSPENDED, "suspended_on": on, "pause_reason": reason}
        more = self._withdraw_all(row, ["proposal"])  # a stated good cause stops the ladder
        self._change(row, Happened.SUSPENDED, new, by=by, on=on, note=reason, more=more)

    def resume(self, number: str, *, by: Actor, on: date, note: str = "") -> date | None:
        """Resume a matter: every open deadline moves by the working days it stood still.

        The ladder goes on where it stopped, so the deadline keeps its version; how late a
        matter was it still is. Returns the deadline.
        """
        row = self._at_turn(number, "resume", by, on)
        days = max(self._book.calendar.between(row.suspended_on or on, on), 0)
        due = self._book.calendar.shift(row.due, days) if row.due and days else row.due
        new = {
            "stage": Stage.ACCEPTED,
            "suspended_on": None,
            "pause_reason": "",
            "resumed_on": on,
            "paused_days": row.paused_days + days,
            "due": due,
            **UNFORESEEN,
        }
        more = self._move_milestones(row, days) if days else {}
        if days and row.suspended_on:
            more |= self._move_plan(row, row.suspended_on, days, on)
        self._change(row, Happened.RESUMED, new, by=by, on=on, note=note, more=more)
        return due

    def _move_milestones(self, row: Row, days: int) -> Changes:
        changes: Changes = {}
        for one in self._book.db.ask(
            "SELECT id, starts, due FROM milestone WHERE commitment_id = :id AND done_on IS NULL",
            {"id": row.id},
        ):
            moved = {"due": one.due}
            if one.starts and one.starts > row.suspended_on:
                moved["starts"] = one.starts
            later = {name: self._book.calendar.shift(at, days) for name, at in moved.items() if at}
            changes |= change_row(self._book, "milestone", one, later)
        return changes

    # -- other ends, and beginning again ------------------------------------------------

    def cancel(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """End a matter as not pursued: whoever does so is its approver, and not its owner."""
        row = self._at_turn(number, "cancel", by, on)
        self._may_end(row, by)
        new, more = self._end(row, Ending.NOT_PURSUED, on), self._withdraw_all(row)
        self._change(row, Happened.NOT_PURSUED, new, by=by, on=on, note=reason, more=more)

    def supersede(self, number: str, *, other: str, by: Actor, on: date, note: str = "") -> None:
        """End a matter as superseded by another one that is open. Raises NotIts."""
        row = self._at_turn(number, "supersede", by, on)
        self._may_end(row, by)
        heir = self.row(other)
        if heir.id == row.id or heir.stage in (Stage.CLOSED, Stage.DRAFT):
            raise NotIts(number=number, other=other)
        new, more = self._end(row, Ending.SUPERSEDED, on), self._withdraw_all(row)
        new |= {"superseded_by": heir.id}
        self._change(row, Happened.SUPERSEDED, new, by=by, on=on, note=note, more=more)

    def _may_end(self, row: Row, by: Actor) -> None:
        self._not_the_owner(row, by)
        self._no_open_parts(row)

    def reopen(
        self,
        number: str,
        *,
        reason: str,
        by: Actor,
        on: date,
        due: date | None = None,
        new: dict[str, Any] | None = None,
        more: Changes | None = None,
    ) -> None:
        """Take a closed matter up again after a relapse (反弹).

        Where the old deadline has passed, a new day is needed: nobody can be late for mending
        what was only just found. ``new`` and ``more`` are what a look-back found beside it.
        Raises NotDone, NewDayNeeded.
        """
        row = self._at_turn(number, "reopen", by, on)
        if row.ending not in (Ending.DONE, Ending.DONE_MODIFIED):
            raise NotDone(number=number, ending=Ending(row.ending))
        last = due or row.due
        if last and last < on:
            raise NewDayNeeded(number=number, due=last)
        self._reopen_whole(row, reason, by, on, last)
        values = self._reopened(row, due, on) | (new or {})
        self._change(row, Happened.REOPENED, values, by=by, on=on, note=reason, more=more)

    def _reopen_whole(self, part: Row, reason: str, by: Actor, on: date, due: date | None) -> None:
        """A part that relapsed takes the whole with it: nothing closed has an open part."""
        closed = self._book.db.ask(
            "SELECT number, due FROM commitment WHERE id = :id AND closed_on IS NOT NULL",
            {"id": part.parent_id or 0},
        )
        for whole in closed:
            passed = whole.due is not None and whole.due < on
            why = f"{part.number}: {reason}"
            self.reopen(whole.number, reason=why, by=by, on=on, due=due if passed else None)

    def _reopened(self, row: Row, due: date | None, on: date) -> dict[str, Any]:
        new: dict[str, Any] = {
            "stage": Stage.ACCEPTED,
            "closed_on": None,
            "ending": None,
            "actual_on": None,
            "superseded_by": None,
            "resumed_on": on,  # nobody had to say anything while it was closed
            "reopened": row.reopened + 1,
            **UNFORESEEN,
        }
        if due:
            new |= {"due": due, "due_version": row.due_version + 1}
        return new

    def _default_owner(self, unit_id: int) -> int | None:
        from ledgers.docketing import default_owners

        return default_owners(self._book).get(unit_id)


def _percent_of(row: Row, draft: ReportDraft) -> Decimal | None:
    """Return the per cent a report tells, or what its value is of the way to the target."""
    return draft.percent if draft.percent is not None else share(row, draft.value)


def share(row: Row, value: Decimal | None) -> Decimal | None:
    """Turn a counted value into per cent of the way from baseline to target; may pass 100."""
    if value is None or row.target is None:
        return None
    baseline = Decimal(row.baseline or 0)
    way = Decimal(row.target) - baseline
    return (HUNDRED * (value - baseline) / way).quantize(Decimal("0.1")) if way else None

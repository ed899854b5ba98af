"""核查销号: a requested closure, its checks in the policy's order, the word that strikes it off.

The checker is never the owner, and whoever does the last check is not of the owner's unit
either (DESIGN §4.11). A unit may object to a return or a relapse; an objection upheld puts
the matter before its checks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ledgers.drivers import Row
from ledgers.evidence import Handed, keep_all
from ledgers.people import Actor, must_be, must_not_decide_their_own
from ledgers.rows import Changes, add_row, change_row
from ledgers.turns import Turns
from models.lifecycle import DECIDERS, HEAD, OFFICE, TURNS, UNIT
from models.refused_closings import (
    AllChecked,
    CheckerIsInside,
    EvidenceMissing,
    NotChecked,
    NothingToObject,
    NotThisCheck,
    ObjectedTooLate,
    OpenParts,
    OwnFinding,
    ProofMissing,
)
from models.terms import Check, Ending, Happened, Proof, Stage
from models.words import N_

REQUEST = N_("closure request")
OBJECTION = N_("objection")
TABLE = "closure_request"
# Who may do which check; a matter of the office itself is checked by a leader.
CHECKERS = {
    Check.SELF: UNIT | OFFICE,
    Check.LEAD: HEAD | OFFICE,
    Check.OFFICE: OFFICE | DECIDERS,
    Check.SITE: OFFICE | DECIDERS,
}
MAY_BE_OBJECTED_TO = (Happened.RETURNED, Happened.REOPENED)


class Closing(Turns):
    """Strikes matters off, on evidence that somebody other than the owner has checked."""

    def ask_closure(
        self,
        number: str,
        *,
        by: Actor,
        on: date,
        actual_on: date | None = None,
        note: str = "",
        evidence: Sequence[Handed] = (),
    ) -> None:
        """Ask to strike a matter off (销号申请); refused without the evidence its kind needs."""
        row = self._at_turn(number, "ask_closure", by, on)
        if not evidence and not self._has_evidence(row):
            raise EvidenceMissing(number=number)
        self._no_open_parts(row)
        kept = keep_all(evidence, self._book.evidence_folder)
        more = self._add_evidence(row, kept, on)
        self._all_proofs_there(row)
        more |= self._request(row, on, actual_on or on, note)
        more |= self._withdraw_all(row, ["objection"])  # a new request takes its place
        new = {"stage": Stage.CLOSURE_REQUESTED, "evidence": row.evidence + len(kept)}
        self._change(row, Happened.CLOSURE_ASKED, new, by=by, on=on, note=note, more=more)

    def _has_evidence(self, row: Row) -> bool:
        """Tell whether there is evidence; after a relapse only what came since then counts."""
        if not row.reopened:
            return bool(row.evidence)
        since = (
            "SELECT 1 AS n FROM evidence WHERE commitment_id = :id AND on_day >= (SELECT"
            " max(on_day) FROM event WHERE commitment_id = :id AND happened = 'reopened') LIMIT 1"
        )
        return bool(self._book.db.ask(since, {"id": row.id}))

    def _request(self, row: Row, on: date, actual_on: date, note: str) -> Changes:
        request = {
            "commitment_id": row.id,
            "asked_on": on,
            "actual_on": actual_on,
            "note": note,
            "state": "asked",
            "findings": "",
        }
        return add_row(self._book, TABLE, request)

    def _all_proofs_there(self, row: Row) -> None:
        """Refuse a closing that lacks a sort of evidence. Raises ProofMissing."""
        wanted = self._policy(row).proofs_for(row.kind)
        if not wanted:
            return
        found = self._book.db.ask(
            "SELECT DISTINCT sort FROM evidence WHERE commitment_id = :id", {"id": row.id}
        )
        missing = [one for one in wanted if one not in {each.sort for each in found}]
        if missing:
            raise ProofMissing(number=row.number, missing=missing, first=missing[0].value)

    def _no_open_parts(self, row: Row) -> None:
        parts = self._book.db.ask(
            "SELECT number FROM commitment WHERE parent_id = :id AND closed_on IS NULL"
            " ORDER BY number",
            {"id": row.id},
        )
        if parts:
            raise OpenParts(number=row.number, parts=[one.number for one in parts])

    # -- checks -------------------------------------------------------------------------

    def check(
        self,
        number: str,
        *,
        passed: bool,
        findings: str,
        by: Actor,
        on: date,
        level: Check | None = None,
        missing: Sequence[Proof] = (),
        evidence: Sequence[Handed] = (),
    ) -> Check | None:
        """Record the next check (核查); one that fails returns the matter with what is missing.

        Returns the check that comes after it, None where there is none. Raises NotThisCheck,
        CheckerIsOwner, CheckerIsInside, NotYourTurn.
        """
        row = self._at_turn(number, "check" if passed else "return", by, on)
        request = self._must_wait(TABLE, row, REQUEST)
        wanted = self._policy(row).checks_for(row.kind)
        due = self._next_check(request, wanted)
        level = self._this_check(row, level or due or wanted[-1], due, passed=passed)
        self._may_check(row, level, by, last=level == wanted[-1])
        kept = keep_all(evidence, self._book.evidence_folder)
        more = self._add_evidence(row, kept, on)
        record = {
            "commitment_id": row.id,
            "closure_id": request.id,
            "level": level,
            "passed": passed,
            "on_day": on,
            "checked_by": by.counts_for,
            "findings": findings,
            "missing": ",".join(missing),
        }
        more |= add_row(self._book, "check_record", record)
        done = level == wanted[-1]
        state = "returned" if not passed else "checked" if done else "asked"
        found = {
            "checked_on": on, "checked_by": by.counts_for, "findings": findings, "state": state
        }  # fmt: skip
        more |= change_row(self._book, TABLE, request, found)
        new: dict[str, Any] = {} if passed else {"stage": Stage.ACCEPTED}
        new |= {"evidence": row.evidence + len(kept)} if kept else {}
        happened = Happened.CHECKED if passed else Happened.RETURNED
        self._change(row, happened, new, by=by, on=on, note=findings, more=more)
        return None if done or not passed else wanted[wanted.index(level) + 1]

    def check_due(self, number: str) -> Check | None:
        """Return the check a requested closure needs next; None where it has passed them all."""
        row = self.row(number)
        request = self._must_wait(TABLE, row, REQUEST)
        return self._next_check(request, self._policy(row).checks_for(row.kind))

    def _next_check(self, request: Row, wanted: Sequence[Check]) -> Check | None:
        """Find the first check that this request has not passed yet.

        Where a new policy asks for less than was begun, its last check is done again: whoever
        did it before need not have been of another unit.
        """
        passed = self._book.db.ask(
            "SELECT level FROM check_record WHERE closure_id = :id AND passed", {"id": request.id}
        )
        done = {one.level for one in passed}
        last = None if request.state == "checked" else wanted[-1]
        return next((one for one in wanted if one not in done), last)

    def _this_check(self, row: Row, level: Check, due: Check | None, *, passed: bool) -> Check:
        """Refuse a check out of its order; a matter found wanting may be returned at any."""
        if due is None and passed:
            raise AllChecked(number=row.number)
        if level != due and due is not None:
            raise NotThisCheck(number=row.number, level=level, due=due)
        return level

    def _may_check(self, row: Row, level: Check, by: Actor, *, last: bool) -> None:
        must_be(by, TURNS["check"], CHECKERS[level])
        self._not_the_owner(row, by)
        if last and self._owners_unit(row) in by.units | by.hands_units:
            unit = self._book.directory.unit_name(self._owners_unit(row))
            raise CheckerIsInside(number=row.number, person=by.name, unit=unit)

    def _owners_unit(self, row: Row) -> int:
        found = self._book.db.ask(
            "SELECT unit_id FROM post WHERE id = :id", {"id": row.owner_post_id or 0}
        )
        return int(found[0].unit_id) if found else int(row.lead_unit_id)

    def confirm(
        self, number: str, *, by: Actor, on: date, ending: Ending = Ending.DONE, note: str = ""
    ) -> None:
        """Strike a matter off (销号): with evidence, after all its checks by somebody else."""
        row = self._at_turn(number, "confirm", by, on)
        self._not_the_owner(row, by)
        must_not_decide_their_own(row, by)
        request = self._must_wait(TABLE, row, REQUEST)
        if not row.evidence:
            raise EvidenceMissing(number=number)
        if request.state != "checked":
            due = self._next_check(request, self._policy(row).checks_for(row.kind))
            raise NotChecked(number=number, level=due)
        self._all_proofs_there(row)
        self._no_open_parts(row)
        more = change_row(self._book, TABLE, request, {"state": "confirmed", "decided_on": on})
        more |= self._withdraw_all(row)
        new = self._end(row, ending, on, actual_on=request.actual_on)
        self._change(row, Happened.CLOSED, new, by=by, on=on, note=note, more=more)

    # -- objections ---------------------------------------------------------------------

    def raise_objection(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Object to a return or a relapse (异议), within the policy's days (Order 733: 30)."""
        row = self._at_turn(number, "object", by, on)
        against = self._objected_to(row)
        days = self._policy(row).objection_days
        if on > against.on_day + timedelta(days=days):
            raise ObjectedTooLate(number=number, days=days, since=against.on_day)
        objection = {
            "commitment_id": row.id,
            "raised_on": on,
            "against": against.place,
            "reason": reason,
            "state": "asked",
            "decision": "",
        }
        more = add_row(self._book, "objection", objection)
        self._change(row, Happened.OBJECTED, {}, by=by, on=on, note=reason, more=more)

    def _objected_to(self, row: Row) -> Row:
        """Find the newest return or relapse, unless it was objected to. Raises NothingToObject."""
        rows = self._book.db.ask(
            "SELECT e.place, e.on_day, o.id AS objection FROM event e LEFT JOIN objection o"
            " ON o.commitment_id = e.commitment_id AND o.against = e.place"
            f" WHERE e.chain = :number AND e.happened IN {MAY_BE_OBJECTED_TO_SQL}"
            " ORDER BY e.place DESC LIMIT 1",
            {"number": row.number},
        )
        if not rows or rows[0].objection:
            raise NothingToObject(number=row.number)
        return rows[0]

    def _objection(self, row: Row, by: Actor) -> Row:
        """Read the objection that waits; whoever found what it is against does not decide it."""
        objection = self._must_wait("objection", row, OBJECTION)
        found = self._book.db.ask(
            "SELECT coalesce(behalf_id, actor_id) AS by_whom FROM event"
            " WHERE chain = :number AND place = :place",
            {"number": row.number, "place": objection.against},
        )
        if found[0].by_whom == by.counts_for:
            raise OwnFinding(number=row.number, person=by.name)
        return objection

    def uphold_objection(self, number: str, *, by: Actor, on: date, note: str = "") -> None:
        """Uphold an objection: the matter is before its checks again, and a relapse is struck."""
        row = self._at_turn(number, "uphold", by, on)
        must_not_decide_their_own(row, by)
        objection = self._objection(row, by)
        last = self._book.db.ask(
            f"SELECT * FROM {TABLE} WHERE commitment_id = :id ORDER BY id DESC LIMIT 1",
            {"id": row.id},
        )[0]
        more = self._decide("objection", objection, "upheld", by, on, note)
        more |= self._request(row, on, last.actual_on, last.note)
        relapsed = self._book.db.ask(
            "SELECT 1 AS n FROM event WHERE chain = :number AND place = :place"
            " AND happened = 'reopened'",
            {"number": number, "place": objection.against},
        )
        new = {"stage": Stage.CLOSURE_REQUESTED, "reopened": row.reopened - len(relapsed)}
        self._change(row, Happened.OBJECTION_UPHELD, new, by=by, on=on, note=note, more=more)

    def dismiss_objection(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Dismiss an objection: what was found stands."""
        row = self._at_turn(number, "dismiss", by, on)
        must_not_decide_their_own(row, by)
        objection = self._objection(row, by)
        more = self._decide("objection", objection, "dismissed", by, on, reason)
        self._change(row, Happened.OBJECTION_DISMISSED, {}, by=by, on=on, note=reason, more=more)


MAY_BE_OBJECTED_TO_SQL = str(tuple(one.value for one in MAY_BE_OBJECTED_TO))

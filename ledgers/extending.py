"""延期: asked before expiry, consented to by the unit's head, screened, decided by a leader."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledgers.drivers import Row
from ledgers.people import Actor, must_not_decide_their_own
from ledgers.rows import add_row, change_row
from ledgers.turns import Turns
from models.lifecycle import HEAD, TURNS, Turn
from models.policy import CONSENT, SCREEN
from models.refused_extensions import (
    AlreadyWaiting,
    AskedTooLate,
    NotLater,
    SameHand,
    StepMissing,
    TooManyExtensions,
)
from models.terms import Happened
from models.words import N_

REQUEST = N_("extension request")
TABLE = "extension_request"
# Which turn takes which step.
STEPS = {CONSENT: "consent_extension", SCREEN: "screen_extension"}


class Extending(Turns):
    """Moves deadlines, and only by a decision."""

    def ask_extension(self, number: str, *, until: date, reason: str, by: Actor, on: date) -> None:
        """Ask for a later deadline: before expiry, with a reason, to a later day.

        A unit head who asks has consented with it.
        """
        row = self._at_turn(number, "ask_extension", by, on)
        self._may_be_extended(row, until, on)
        waiting = self._waiting(TABLE, row.id)
        if waiting:
            raise AlreadyWaiting(number=number, since=waiting.asked_on)
        request: dict[str, Any] = {
            "commitment_id": row.id,
            "asked_on": on,
            "until": until,
            "reason": reason,
            "state": "asked",
            "opinion": "",
            "decision": "",
        }
        if by.roles & HEAD:
            request |= {"state": "consented", "consented_on": on, "consented_by": by.counts_for}
        more = add_row(self._book, TABLE, request)
        self._change(row, Happened.EXTENSION_ASKED, {}, by=by, on=on, note=reason, more=more)

    def _may_be_extended(self, row: Row, until: date, on: date) -> None:
        if row.due is None or until <= row.due:
            raise NotLater(number=row.number, due=row.due, until=until)
        if on > row.due:
            raise AskedTooLate(number=row.number, due=row.due)
        if row.extensions >= self._policy(row).max_extensions:
            raise TooManyExtensions(number=row.number, count=row.extensions)

    def consent_extension(self, number: str, *, by: Actor, on: date, note: str = "") -> None:
        """Consent as the unit's head: the unit stands behind the request."""
        row = self._at_turn(number, "consent_extension", by, on)
        must_not_decide_their_own(row, by, of_the_unit=False)
        request = self._must_wait(TABLE, row, REQUEST)
        self._not_yet(row, request, CONSENT)
        state = "screened" if request.screened_on else "consented"
        new = {"state": state, "consented_on": on, "consented_by": by.counts_for}
        more = change_row(self._book, TABLE, request, new)
        self._change(row, Happened.EXTENSION_CONSENTED, {}, by=by, on=on, note=note, more=more)

    def screen_extension(self, number: str, *, opinion: str, by: Actor, on: date) -> None:
        """Screen a request for the leader who decides: the office's opinion goes with it."""
        row = self._at_turn(number, "screen_extension", by, on)
        must_not_decide_their_own(row, by)
        request = self._must_wait(TABLE, row, REQUEST)
        self._needs(row, request, CONSENT)
        self._not_yet(row, request, SCREEN)
        new = {
            "state": "screened",
            "screened_on": on,
            "screened_by": by.counts_for,
            "opinion": opinion,
        }
        more = change_row(self._book, TABLE, request, new)
        self._change(row, Happened.EXTENSION_SCREENED, {}, by=by, on=on, note=opinion, more=more)

    def _needs(self, row: Row, request: Row, *steps: str) -> None:
        """Refuse a step before those the policy puts before it. Raises StepMissing."""
        for step in steps:
            if step in self._policy(row).extension_steps and not _taken(request, step):
                turn = TURNS[STEPS[step]]
                raise StepMissing(number=row.number, step=turn, command=turn.command)

    def extension_due(self, number: str) -> Turn:
        """Return the turn that the request waiting needs next, by the policy's steps."""
        row = self.row(number)
        request = self._must_wait(TABLE, row, REQUEST)
        for step in self._policy(row).extension_steps:
            if not _taken(request, step):
                return TURNS[STEPS[step]]
        return TURNS["grant_extension"]

    def _not_yet(self, row: Row, request: Row, step: str) -> None:
        """Refuse a step that was taken, naming the one that follows. Raises StepMissing."""
        if _taken(request, step):
            self._needs(row, request, CONSENT, SCREEN)
            turn = TURNS["grant_extension"]
            raise StepMissing(number=row.number, step=turn, command=turn.command)

    def grant_extension(
        self, number: str, *, by: Actor, on: date, until: date | None = None, note: str = ""
    ) -> date:
        """Grant the extension that waits; a new deadline starts a new ladder. Returns it."""
        row = self._at_turn(number, "grant_extension", by, on)
        must_not_decide_their_own(row, by)
        request = self._must_wait(TABLE, row, REQUEST)
        self._needs(row, request, CONSENT, SCREEN)
        self._not_the_screener(row, request, by)
        new_due = until or request.until
        if new_due <= row.due:
            raise NotLater(number=number, due=row.due, until=new_due)
        more = self._decide(TABLE, request, "granted", by, on, note)
        more |= self._withdraw_all(row, ["proposal"])  # a stated good cause stops the ladder
        new = {"due": new_due, "due_version": row.due_version + 1, "extensions": row.extensions + 1}
        self._change(row, Happened.EXTENSION_GRANTED, new, by=by, on=on, note=note, more=more)
        return new_due

    def _not_the_screener(self, row: Row, request: Row, by: Actor) -> None:
        """Two pairs of eyes: whoever screened a request does not decide on it as well.

        The office may enter what a leader decided on paper, whoever screened it.
        """
        if request.screened_by == by.counts_for:
            raise SameHand(number=row.number, person=by.name)

    def refuse_extension(self, number: str, *, reason: str, by: Actor, on: date) -> None:
        """Refuse the extension that waits; the deadline and its ladder stand."""
        row = self._at_turn(number, "refuse_extension", by, on)
        must_not_decide_their_own(row, by)
        request = self._must_wait(TABLE, row, REQUEST)
        self._not_the_screener(row, request, by)
        more = self._decide(TABLE, request, "refused", by, on, reason)
        self._change(row, Happened.EXTENSION_REFUSED, {}, by=by, on=on, note=reason, more=more)


def _taken(request: Row, step: str) -> bool:
    return bool(request.consented_on if step == CONSENT else request.screened_on)

"""The registers beside a matter: obstacles, what is asked of leaders, and their instructions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledgers.drivers import Row
from ledgers.lines import column
from ledgers.people import Actor, must_not_decide_their_own
from ledgers.rows import Changes, add_row, change_row, new_row
from ledgers.turns import Turns
from models.errors import DeadlineBeforeDocketing, NoSuchObstacle, NothingWaiting
from models.terms import OPEN_STAGES, Cause, Happened, Stage
from models.words import N_, Word

HELP = N_("request for coordination")


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """An obstacle as lists show it; ``place`` counts those of its matter from 1."""

    number: str = column(N_("No."))
    place: int = column(N_("Obstacle"), default=0)
    title: str = ""
    cause: Cause = column(N_("Cause"), default=Cause.OTHER, wide=True)
    text: str = column(N_("What hinders"), default="", wide=True)
    waits_on: str = column(N_("Waits on"), default="", wide=True)
    since: date | None = None
    days: int = column(N_("Days"), default=0)
    """Working days it has held the matter up."""
    ask: str = column(N_("Asked of a leader"), default="", wide=True)
    leader: str = column(N_("Leader"), default="")
    decision: str = column(N_("Decision"), default="", wide=True)
    state: str = "open"
    cleared_on: date | None = None


class Registers(Turns):
    """Keeps the problem register (问题清单), coordination (需协调事项) and instructions (批示)."""

    # -- obstacles ----------------------------------------------------------------------

    def find_obstacle(
        self,
        number: str,
        *,
        cause: Cause,
        text: str,
        by: Actor,
        on: date,
        waits_on: str = "",
        since: date | None = None,
    ) -> int:
        """Register what holds a matter up, whom it waits on and since when; returns its place."""
        row = self._at_turn(number, "find_obstacle", by, on)
        values = {
            "commitment_id": row.id,
            "cause": cause,
            "text": text,
            "waits_on": waits_on,
            "since": since or on,
            "state": "open",
            "outcome": "",
        }
        more = add_row(self._book, "obstacle", values)
        self._change(row, Happened.OBSTACLE_FOUND, {}, by=by, on=on, note=text, more=more)
        return len(self._obstacles(row))

    def clear_obstacle(
        self, number: str, *, by: Actor, on: date, place: int = 0, outcome: str = ""
    ) -> None:
        """Tell that an obstacle is gone; ``place`` may be left out where only one is open."""
        row = self._at_turn(number, "clear_obstacle", by, on)
        obstacle = self._open_obstacle(row, place)
        new = {"state": "cleared", "cleared_on": on, "outcome": outcome}
        more = change_row(self._book, "obstacle", obstacle, new)
        self._change(row, Happened.OBSTACLE_CLEARED, {}, by=by, on=on, note=outcome, more=more)

    def _obstacles(self, row: Row) -> list[Row]:
        return self._book.db.ask(
            "SELECT * FROM obstacle WHERE commitment_id = :id ORDER BY id", {"id": row.id}
        )

    def _open_obstacle(self, row: Row, place: int) -> Row:
        every = self._obstacles(row)
        still = [one for one in every if one.state == "open"]
        if place:
            still = [one for one in every[place - 1 : place] if one.state == "open"]
        if len(still) != 1:
            raise NoSuchObstacle(number=row.number, place=place or "—")
        return still[0]

    # -- coordination -------------------------------------------------------------------

    def ask_help(
        self, number: str, *, leader: str, ask: str, by: Actor, on: date, place: int = 0
    ) -> None:
        """Ask a leader for coordination (需协调事项); ``place`` names the obstacle it is about."""
        row = self._at_turn(number, "ask_help", by, on)
        values = {
            "commitment_id": row.id,
            "obstacle_id": self._open_obstacle(row, place).id if place else None,
            "asked_on": on,
            "ask": ask,
            "leader_post_id": self._book.directory.post_of(leader),
            "state": "asked",
            "decision": "",
        }
        more = add_row(self._book, "help_request", values)
        self._change(row, Happened.HELP_ASKED, {}, by=by, on=on, note=ask, more=more)

    def decide_help(self, number: str, *, decision: str, by: Actor, on: date) -> None:
        """Record what was decided on a request for coordination; it goes back to the unit."""
        row = self._at_turn(number, "decide_help", by, on)
        must_not_decide_their_own(row, by)
        request = self._help_for(row, by)
        more = self._decide("help_request", request, "decided", by, on, decision)
        self._change(row, Happened.HELP_DECIDED, {}, by=by, on=on, note=decision, more=more)

    def _help_for(self, row: Row, by: Actor) -> Row:
        """Find the request this person decides: the oldest asked of them, else the oldest."""
        waiting = self._book.db.ask(
            "SELECT * FROM help_request WHERE commitment_id = :id AND state = 'asked' ORDER BY id",
            {"id": row.id},
        )
        if not waiting:
            raise NothingWaiting(number=row.number, what=Word(HELP))
        return next((one for one in waiting if one.leader_post_id in by.posts), waiting[0])

    # -- instructions -------------------------------------------------------------------

    def instruct(
        self,
        number: str,
        *,
        leader: str,
        words: str,
        by: Actor,
        on: date,
        due: date | None = None,
        reading: str = "",
    ) -> str:
        """Record a leader's instruction (批示); returns the number of the matter it now stands on.

        A day set in it becomes a milestone, so that lights and ladder follow it. An
        instruction on a closed matter makes a new entry that takes the old one up again:
        no new instruction is closed, a new one is a new 交办单 (DOMAIN §1, review).
        """
        row = self._at_turn(number, "instruct", by, on)
        if due and due < on:
            raise DeadlineBeforeDocketing(due=due, docketed_on=on)
        if Stage(row.stage) not in OPEN_STAGES:
            number = self._taken_up_again(row, words, due, by, on)
            row = self.row(number)
        changes, milestone = self._node(row, words, due) if due else ({}, None)
        values = {
            "commitment_id": row.id,
            "leader_id": self._book.directory.person_id(leader),
            "on_day": on,
            "words": words,
            "due": due,
            "milestone_id": milestone,
        }
        changes |= add_row(self._book, "instruction", values)
        self._change(row, Happened.INSTRUCTED, {}, by=by, on=on, note=words, more=changes)
        return number

    def _node(self, row: Row, words: str, due: date) -> tuple[Changes, int]:
        last = self._book.db.ask(
            "SELECT coalesce(max(position), 0) AS n FROM milestone WHERE commitment_id = :id",
            {"id": row.id},
        )[0].n
        node: dict[str, Any] = {
            "commitment_id": row.id,
            "position": last + 1,
            "title": words[:60],
            "due_text": "",
            "due": due,
            "due_version": 1,
        }
        node_id, changes = new_row(self._book, "milestone", node)
        return changes, node_id

    def _taken_up_again(self, row: Row, words: str, due: date | None, by: Actor, on: date) -> str:
        from models.commitment import CommitmentDraft

        names = self._book.directory
        draft = CommitmentDraft(
            title=row.title,
            kind=row.kind,
            category=row.category,
            content=words,
            standard=row.standard,
            lead_unit=names.unit_name(row.lead_unit_id),
            docketed_on=on,
            due=due or on + timedelta(days=self._book.policy.silent_days),
            target=row.target,
            baseline=row.baseline,
            measure=row.measure,
            follows=row.number,
        )
        return self._book.commitments.docket(draft, by=by, on=on, assign=True)

    # -- lists --------------------------------------------------------------------------

    def obstacles(self, on: date, *, everything: bool = False) -> list[ObstacleLine]:
        """List obstacles still open (or all), the longest waiting first, with what was asked."""
        rows = self._book.db.ask(
            "SELECT c.number, c.title, o.*, h.ask, h.decision, p.name AS leader,"
            " (SELECT count(*) FROM obstacle b WHERE b.commitment_id = o.commitment_id"
            "  AND b.id <= o.id) AS place"
            " FROM obstacle o JOIN commitment c ON c.id = o.commitment_id"
            " LEFT JOIN help_request h ON h.id ="
            " (SELECT max(id) FROM help_request WHERE obstacle_id = o.id)"
            " LEFT JOIN post x ON x.id = h.leader_post_id LEFT JOIN person p ON p.id = x.holder_id"
            + ("" if everything else " WHERE o.state = 'open' AND c.closed_on IS NULL")
            + " ORDER BY o.since, c.number, o.id"
        )
        between = self._book.calendar.between
        return [
            ObstacleLine(
                r.number, r.place, r.title, Cause(r.cause), r.text, r.waits_on, r.since,
                max(between(r.since, r.cleared_on or on), 0), r.ask or "", r.leader or "",
                r.decision or "", r.state, r.cleared_on,
            )
            for r in rows
        ]  # fmt: skip

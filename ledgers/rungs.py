"""Rungs as the book keeps them: what a ladder has taken so far, and what the look takes today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from ledgers.beside import Due
from ledgers.book import insert_into
from ledgers.drivers import Row
from ledgers.policies import Policies, Version
from ledgers.readers import People
from models.ladder import Claim, DueRung, Ladder, Taken, highest
from models.policy import CONSEQUENCES, Policy
from models.terms import Step

# What an event tells of a rung, beside the commitment and the day it was taken.
TOLD = (
    "basis", "version", "rung", "step", "readers", "fell_due_on", "sent", "policy_id", "card",
    "addressed",
)  # fmt: skip
NOTICE = insert_into("notice", ("commitment_id", "claimed_on", *TOLD))
# A rung that was only recorded while nobody looked goes out with the next run.
SENT_LATE = (
    f"UPDATE notice SET {', '.join(f'{name} = :{name}' for name in ('claimed_on', *TOLD))}"
    " WHERE commitment_id = :commitment_id AND basis = :basis AND version = :version"
    " AND rung = :rung AND NOT sent"
)
PROPOSED = ("commitment_id", "step", "basis", "version", "rung", "proposed_on", "state", "decision")
PROPOSAL = insert_into("proposal", ("id", *PROPOSED))


@dataclass(slots=True)
class Known:
    """What one commitment's ladders have taken so far."""

    taken: dict[Claim, Taken] = field(default_factory=dict)
    began_with: dict[Ladder, int] = field(default_factory=dict)
    """The policy version of each ladder's first rung."""
    reached: dict[Ladder, frozenset[int]] = field(default_factory=dict)
    """Whom the last letter of each ladder was addressed to; a reminder presses nobody yet."""
    recorded: dict[Claim, date] = field(default_factory=dict)
    """The rungs that were recorded and not sent, and when."""
    went: dict[Ladder, date] = field(default_factory=dict)
    """When each ladder last sent or proposed anything."""

    def hear(self, row: Row, signed: bool) -> None:
        """Take in one notice; they come in the order they were taken."""
        claim = Claim(row.basis, row.version, row.rung)
        addressed = [int(one) for one in row.addressed.split(",") if one]
        self._note(claim, row.step, row.claimed_on, bool(row.sent), row.policy_id, addressed)
        if signed:
            self.sign(claim)

    def take(self, taking: Taking, on: date) -> None:
        """Take in a rung that is taken on a day."""
        due = taking.due
        self._note(due.claim, due.rung.step, on, taking.sent, taking.policy_id, taking.addressed)

    def _note(
        self, claim: Claim, step: str, on: date, sent: bool, policy_id: int, to: Iterable[int]
    ) -> None:
        went_out, people = sent and step not in CONSEQUENCES, frozenset(to)
        self.taken[claim] = Taken(on, went_out)
        if sent:
            self.recorded.pop(claim, None)
            self.went[claim.ladder] = max(on, self.went.get(claim.ladder, on))
        else:
            self.recorded[claim] = on
        self.began_with.setdefault(claim.ladder, policy_id)
        if went_out and step != Step.REMIND and people:
            self.reached[claim.ladder] = people

    def settled(self, last: date | None) -> Mapping[Claim, Taken]:
        """Return what was taken for good, where ``last`` is the last working day looked on.

        What was recorded after it, before a turn, still waits for the run that sends it:
        where its ladder stands, and has not climbed over it since.
        """
        waiting = [
            claim
            for claim, on in self.recorded.items()
            if last is not None and on > max(last, self.went.get(claim.ladder, last))
        ]
        if not waiting:
            return self.taken
        return {claim: one for claim, one in self.taken.items() if claim not in waiting}

    def sign(self, claim: Claim) -> None:
        """Note that a letter was signed for."""
        self.taken[claim] = replace(self.taken[claim], signed=True)


def known_by_commitment(due: Due) -> dict[int, Known]:
    """Read the rungs taken of everything that is due a look."""
    found = defaultdict[int, Known](Known)
    claims = sorted(due.ask("claims_due_a_look"), key=lambda row: row.id)
    receipts = due.ask("receipts_due_a_look") if claims else []
    signed = {row.notice_id for row in receipts}
    for row in claims:
        found[row.commitment_id].hear(row, row.id in signed)
    proposed = any(row.step in CONSEQUENCES for row in claims)
    for row in due.ask("confirmed_due_a_look") if proposed else ():
        claim = Claim(row.basis, row.version, row.rung)
        found[row.commitment_id].taken[claim] = Taken(row.decided_on)
    return found


@dataclass(frozen=True)
class Taking:
    """A rung taken today: whether it goes out, to whom, and by which version of the policy."""

    due: DueRung
    sent: bool
    policy_id: int
    addressed: tuple[int, ...] = ()
    again: bool = False
    """Whether it was recorded before, and is sent only now."""

    @property
    def proposes(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.sent and self.due.rung.is_proposal

    @cached_property
    def told(self) -> dict[str, Any]:
        """The notice as the journal tells it, column by column."""
        claim, rung = self.due.claim, self.due.rung
        return {
            "basis": claim.basis,
            "version": claim.version,
            "rung": claim.rung,
            "step": rung.step.value,
            "readers": ",".join(rung.to),
            "fell_due_on": self.due.fell_due_on,
            "sent": self.sent,
            "policy_id": self.policy_id,
            "card": rung.card.value if rung.card else "",
            "addressed": ",".join(map(str, self.addressed)),
        }

    def proposal(self, commitment_id: int, on: date) -> dict[str, Any]:
        """Return the proposal that waits because of it."""
        claim = self.due.claim
        return {
            "commitment_id": commitment_id,
            "step": self.due.rung.step.value,
            "basis": claim.basis,
            "version": claim.version,
            "rung": claim.rung,
            "proposed_on": on,
            "state": "proposed",
            "decision": "",
        }


class Ladders:
    """Knows by which rules each ladder goes, and whom a rung addresses."""

    def __init__(self, policies: Policies, people: Callable[[], People]) -> None:
        """Take the policies, and the people as they are asked for: most looks address nobody."""
        self._policies, self._ask_people = policies, people

    @cached_property
    def _people(self) -> People:
        return self._ask_people()

    def bound(self, known: Known, category: str) -> dict[Ladder, Policy]:
        """Map each ladder that goes on by another version than the present one to its rules."""
        current = self._policies.current
        older = [one for one in known.began_with.items() if one[1] != current.id]
        found = ((ladder, self._version(began)) for ladder, began in older)
        return {
            ladder: version.policy.of(category)
            for ladder, version in found
            if version.id != current.id
        }

    def _version(self, began_with: int) -> Version:
        current = self._policies.current
        return current if began_with == current.id else self._policies.goes_by(began_with)

    def take(
        self, row: Row, known: Known, due: Iterable[DueRung], *, sends: bool = True
    ) -> Iterator[Taking]:
        """Take the rungs that are due: each by its ladder's rules, the highest to its people.

        Where nothing ``sends`` today, rungs are recorded; what only proposes need not wait.
        """
        due = tuple(due)
        going = {one.claim for one in highest(due) if sends or one.rung.is_proposal}
        for one in due:
            goes, again = one.claim in going, one.claim in known.recorded
            if again and not goes:
                continue
            began = known.began_with.get(one.claim.ladder)
            version = self._policies.current if began is None else self._version(began)
            policy = version.policy.of(row.category)
            people = self._addressed(row, known, one, policy) if goes else ()
            yield Taking(one, goes, version.id, people, again)

    def _addressed(self, row: Row, known: Known, one: DueRung, policy: Policy) -> tuple[int, ...]:
        """Resolve a rung's readers to persons: one who got the rung below is joined by another."""
        rung = one.rung
        climbs = policy.climb_to_others and one.place == 1 and rung.step != Step.REMIND
        if rung.is_proposal or not climbs:
            return tuple(self._people.of_all(row, rung.to))
        return tuple(self._people.further_up(row, rung.to, known.reached.get(one.claim.ladder)))

"""Who acts: the person behind the login, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ledgers.drivers import Row
from models.broken_rules import DecidesTheirOwn, NotYourTurn
from models.lifecycle import OFFICE, Turn
from models.terms import Role
from models.words import Word


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person; where the office enters for somebody, that one is ``behalf``.

    ``roles`` and ``posts`` are those of whoever the turn counts for.
    """

    person_id: int
    name: str
    roles: frozenset[Role] = frozenset()
    posts: frozenset[int] = frozenset()
    units: frozenset[int] = field(default=frozenset())
    behalf_id: int | None = None
    hands: frozenset[int] = frozenset()
    """The posts of whoever really enters it, where that is somebody else."""
    hands_units: frozenset[int] = frozenset()
    """And the units of those posts."""
    hands_roles: frozenset[Role] = frozenset()

    @property
    def counts_for(self) -> int:
        """The person whose act it is."""
        return self.behalf_id or self.person_id

    def on_behalf_of(self, other: Actor) -> Actor:
        """Return this person acting for another; the event will show both."""
        if other.person_id == self.person_id:
            return self
        return replace(
            other,
            person_id=self.person_id,
            behalf_id=other.person_id,
            hands=self.posts,
            hands_units=self.units,
            hands_roles=self.roles,
        )


def must_be(by: Actor, turn: Turn, roles: frozenset[Role] | None = None) -> None:
    """Refuse a turn to whoever holds none of its roles. Raises NotYourTurn.

    ``roles`` narrows the turn's own: which of them this step of it asks for.
    """
    wanted = turn.roles if roles is None else roles
    if not by.roles & wanted:
        raise NotYourTurn(
            turn=turn, rule=Word(turn.rule), roles=sorted(wanted), person=by.name,
            role=sorted(by.roles), command=turn.command,
        )  # fmt: skip


def must_not_decide_their_own(row: Row, by: Actor, *, of_the_unit: bool = True) -> None:
    """Refuse a deputy a decision on a matter of their own. Raises DecidesTheirOwn.

    That is one they answer for, and ``of_the_unit`` one their unit leads; the office enters what
    others decided, also of its own matters.
    """
    if by.behalf_id is None:
        return
    inside = of_the_unit and row.lead_unit_id in by.hands_units and not by.hands_roles & OFFICE
    if inside or row.owner_post_id in by.hands:
        raise DecidesTheirOwn(number=row.number, principal=by.name)

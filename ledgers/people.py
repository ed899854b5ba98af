"""Who acts: the person behind the login, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from models.broken_rules import NotYourTurn
from models.lifecycle import Turn
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

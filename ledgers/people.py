"""Who acts: the person behind the login, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from models.errors import NotYourTurn
from models.lifecycle import Turn
from models.terms import Role


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

    @property
    def counts_for(self) -> int:
        """The person whose act it is."""
        return self.behalf_id or self.person_id

    def on_behalf_of(self, other: Actor) -> Actor:
        """Return this person acting for another; the event will show both."""
        if other.person_id == self.person_id:
            return self
        return replace(other, person_id=self.person_id, behalf_id=other.person_id, hands=self.posts)


def must_be(by: Actor, turn: Turn) -> None:
    """Refuse a turn to whoever holds none of its roles. Raises NotYourTurn."""
    if not by.roles & turn.roles:
        raise NotYourTurn(
            turn=turn, roles=sorted(turn.roles), person=by.name, role=sorted(by.roles)
        )

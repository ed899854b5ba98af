"""The table of turns, sorted for drawing: what leads where, what stays, what many stages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.lifecycle import Turn
from models.terms import OPEN_STAGES, Role, Stage
from models.words import N_, Speaker

# The straight way of a matter; every other stage stands beside it.
MAIN_LINE = (
    Stage.DRAFT,
    Stage.DOCKETED,
    Stage.ASSIGNED,
    Stage.ACCEPTED,
    Stage.CLOSURE_REQUESTED,
    Stage.CLOSED,
)
MANY = 3
"""From so many stages on, a turn onto the main line is told once, beside the stage it leads to."""


@dataclass(frozen=True)
class Move:
    """Turns that lead to one stage from the same stages; no stages: a matter begins there."""

    sources: tuple[Stage, ...]
    to: Stage
    turns: tuple[Turn, ...]


@dataclass
class Moves:
    """Everything the picture has to show."""

    main: list[Stage]
    side: list[Stage]
    arrows: list[Move] = field(default_factory=list)
    shared: list[Move] = field(default_factory=list)
    begun: list[Move] = field(default_factory=list)
    stays: dict[Stage, list[Turn]] = field(default_factory=dict)
    anywhere: list[Turn] = field(default_factory=list)
    """Turns that every open stage allows and that leave it as it is."""
    hands: list[frozenset[Role]] = field(default_factory=list)
    """Every set of roles that may take a turn, in the order of the table."""

    def hand(self, *turns: Turn) -> int:
        """Tell in whose hands turns lie, by the place in ``hands``; −1 if in different ones."""
        roles = {turn.roles for turn in turns}
        return self.hands.index(roles.pop()) if len(roles) == 1 else -1

    @property
    def open(self) -> set[Stage]:
        """The open stages there are."""
        return {one for one in (*self.main, *self.side) if one in OPEN_STAGES}


def sorted_out(turns: Iterable[Turn]) -> Moves:
    """Sort a table of turns for drawing; turns about no matter at all are left out."""
    turns = [turn for turn in turns if turn.stages or turn.to]
    known = {stage for turn in turns for stage in turn.stages | {turn.to} if stage}
    moves = Moves(
        main=[stage for stage in MAIN_LINE if stage in known],
        side=[stage for stage in Stage if stage in known and stage not in MAIN_LINE],
        hands=list(dict.fromkeys(turn.roles for turn in turns)),
    )
    found: dict[tuple[tuple[Stage, ...], Stage], list[Turn]] = {}
    for turn in turns:
        staying = _staying(turn)
        if moves.open <= set(staying):
            moves.anywhere.append(turn)
            staying = [stage for stage in staying if stage not in moves.open]
        for stage in staying:
            moves.stays.setdefault(stage, []).append(turn)
        for sources in _starts(turn, moves):
            assert turn.to
            found.setdefault((sources, turn.to), []).append(turn)
    for (sources, to), same in found.items():
        move = Move(sources, to, tuple(same))
        is_shared = len(sources) >= MANY and to in moves.main
        (moves.shared if is_shared else moves.arrows if sources else moves.begun).append(move)
    return moves


def _staying(turn: Turn) -> list[Stage]:
    return [stage for stage in Stage if stage in turn.stages and turn.to in (None, stage)]


def _starts(turn: Turn, moves: Moves) -> list[tuple[Stage, ...]]:
    """Group the stages a turn leaves: one arrow each, or one where they run together."""
    sources = tuple(stage for stage in Stage if stage in turn.stages - {turn.to})
    if not turn.to or (turn.stages and not sources):
        return []
    if turn.to in moves.side or len(sources) >= MANY or not sources:
        return [sources]
    return [(source,) for source in sources]


ANY_OPEN = N_("any open stage")
A_NEW_MATTER = N_("a new matter")


def named(sources: Iterable[Stage], moves: Moves, speaker: Speaker) -> str:
    """Name the stages a shared turn leaves, all open ones in one word."""
    sources = list(sources)
    if not sources:
        return speaker.say(A_NEW_MATTER)
    if not moves.open <= set(sources):
        return speaker.word(sources)
    others = [one for one in sources if one not in moves.open]
    return speaker.word([*others, speaker.say(ANY_OPEN)])

"""Which turn may follow which stage, and who may take it: one table (DESIGN §3)."""

from __future__ import annotations

from dataclasses import dataclass

from models.terms import Role, Stage
from models.words import N_

OFFICE = frozenset({Role.OFFICER, Role.CHIEF})
UNIT = frozenset({Role.LIAISON, Role.UNIT_HEAD})
DECIDERS = frozenset({Role.CHIEF, Role.LEADER})

OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED, Stage.DRAFT}
# The ball is with the unit: only in these stages may the ladder climb.
CLIMBING_STAGES = frozenset({Stage.DOCKETED, Stage.ASSIGNED, Stage.REJECTED, Stage.ACCEPTED})


@dataclass(frozen=True)
class Turn:
    """One step of the life of a commitment: from where, to where, by whom.

    ``to`` is None where the stage stays. A unit's own turns may be entered by the
    office on the unit's behalf, as offices do with what arrives on paper.
    """

    name: str
    label: str
    command: str
    stages: frozenset[Stage]
    to: Stage | None
    roles: frozenset[Role]


def _turn(
    name: str, label: str, command: str, *stages: Stage, to: Stage | None, roles: frozenset[Role]
) -> Turn:
    return Turn(name, label, command, frozenset(stages), to, roles)


TURNS = {
    turn.name: turn
    for turn in (
        _turn("docket", N_("docket"), "docket", to=Stage.DOCKETED, roles=OFFICE),
        _turn("directory", N_("change the directory"), "people add", to=None, roles=OFFICE),
        _turn(
            "assign",
            N_("assign"),
            "assign",
            Stage.DOCKETED,
            Stage.REJECTED,
            to=Stage.ASSIGNED,
            roles=OFFICE,
        ),
        _turn(
            "accept", N_("accept"), "accept", Stage.ASSIGNED, to=Stage.ACCEPTED, roles=UNIT | OFFICE
        ),
        _turn(
            "reject",
            N_("reject"),
            "accept --reject",
            Stage.ASSIGNED,
            to=Stage.REJECTED,
            roles=UNIT | OFFICE,
        ),
        # A report is also an acceptance: whoever reports has taken the matter on.
        _turn(
            "report",
            N_("report"),
            "report",
            Stage.ASSIGNED,
            Stage.ACCEPTED,
            to=Stage.ACCEPTED,
            roles=UNIT | OFFICE,
        ),
        _turn(
            "ask_extension",
            N_("ask for an extension"),
            "extend ask",
            Stage.ASSIGNED,
            Stage.ACCEPTED,
            to=None,
            roles=UNIT | OFFICE,
        ),
        _turn(
            "grant_extension",
            N_("grant an extension"),
            "extend grant",
            Stage.ASSIGNED,
            Stage.ACCEPTED,
            to=None,
            roles=DECIDERS,
        ),
        _turn(
            "refuse_extension",
            N_("refuse an extension"),
            "extend refuse",
            Stage.ASSIGNED,
            Stage.ACCEPTED,
            to=None,
            roles=DECIDERS,
        ),
        _turn(
            "ask_closure",
            N_("ask for closure"),
            "close ask",
            Stage.ASSIGNED,
            Stage.ACCEPTED,
            to=Stage.CLOSURE_REQUESTED,
            roles=UNIT | OFFICE,
        ),
        _turn("check", N_("check"), "close check", Stage.CLOSURE_REQUESTED, to=None, roles=OFFICE),
        _turn(
            "return",
            N_("return for redo"),
            "close check --failed",
            Stage.CLOSURE_REQUESTED,
            to=Stage.ACCEPTED,
            roles=OFFICE,
        ),
        _turn(
            "confirm",
            N_("confirm the closing"),
            "close confirm",
            Stage.CLOSURE_REQUESTED,
            to=Stage.CLOSED,
            roles=OFFICE,
        ),
        _turn("reopen", N_("reopen"), "reopen", Stage.CLOSED, to=Stage.ACCEPTED, roles=OFFICE),
    )
}


def turns_from(stage: Stage) -> list[Turn]:
    """List the turns that this stage allows, in the order of a matter's life."""
    return [turn for turn in TURNS.values() if stage in turn.stages]

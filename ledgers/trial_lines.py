"""What a trial of a policy answers: frozen lines, the policy in force beside the one tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ledgers.lines import Both, column
from models.lights import Reason
from models.terms import Light, Role, Step
from models.words import N_


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the simulation of what was in force is what the book recorded."""

    same: int = 0
    total: int = 0

    def plus(self, same: int, total: int) -> Agreement:
        """Count more of the same."""
        return Agreement(self.same + same, self.total + total)


@dataclass(frozen=True, slots=True)
class Astray:
    """Where the simulation and the record part."""

    on: date = column(N_("Day"))
    number: str = column(N_("No."))
    recorded: str = column(N_("Recorded"), wide=True)
    simulated: str = column(N_("Simulated"), wide=True)


@dataclass(frozen=True, slots=True)
class RoleLine:
    """How many letters readers of one role get."""

    role: Role | None = column(N_("Reader"))
    letters: Both = column(N_("Letters"), default=Both())


@dataclass(frozen=True, slots=True)
class PersonLine:
    """How many letters one person gets."""

    person: str = column(N_("Reader"), default="")
    unit: str = column(N_("Unit"), default="", wide=True)
    letters: Both = column(N_("Letters"), default=Both())


@dataclass(frozen=True, slots=True)
class RungLine:
    """How many rungs of one step are taken, and how many of them go out."""

    step: Step | None = column(N_("Step"))
    taken: Both = column(N_("Taken"), default=Both())
    sent: Both = column(N_("Sent"), default=Both())


@dataclass(frozen=True, slots=True)
class LightLine:
    """A matter whose light differs: working days red and yellow, and why, where it shows most."""

    number: str = column(N_("No."), default="")
    title: str = column(N_("Commitment"), default="", wide=True)
    red: Both = column(N_("Days red"), default=Both())
    yellow: Both = column(N_("Days yellow"), default=Both())
    since: date | None = column(N_("From"))
    in_force: Light = Light.NONE
    tried: Light = Light.NONE
    reasons: tuple[Reason, ...] = column(N_("Reason"), default=(), wide=True)
    """Why the worse of the two lights, on the first day of the longest stretch that differs."""
    lead_unit: str = ""


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Who is proposed for a circular, an interview or a transfer, and from when."""

    step: Step | None = column(N_("Proposed"))
    unit: str = column(N_("Unit"), default="", wide=True)
    person: str = column(N_("Person"), default="")
    number: str = column(N_("No."), default="")
    in_force: date | None = column(N_("In force"))
    tried: date | None = column(N_("Tried"))
    post: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """The past of a book under two policies."""

    first: date
    last: date
    policy: str
    """The name of the policy tried."""
    in_force: tuple[tuple[str, date], ...]
    """The policies in force over those days, each with the day of its adoption."""
    days: int = 0
    """Days on which the book was looked at; each makes good what fell due since the last."""
    missed: int = 0
    """Working days on which nobody looked."""
    matters: int = 0
    letters: Both = Both()
    reds: Both = Both()
    """Matters that were red on a working day."""
    named: Both = Both()
    rungs: Both = Both()
    lights: Agreement = Agreement()
    notices: Agreement = Agreement()
    written: Agreement = Agreement()
    """Letters of the book's outbox that the simulation finds too."""
    waited: int = 0
    """Letters of the outbox that no light, rung or turn explains: a decision waited."""
    astray: tuple[Astray, ...] = ()
    by_role: tuple[RoleLine, ...] = ()
    by_person: tuple[PersonLine, ...] = ()
    by_step: tuple[RungLine, ...] = ()
    by_matter: tuple[LightLine, ...] = field(default=())
    proposals: tuple[NamedLine, ...] = ()

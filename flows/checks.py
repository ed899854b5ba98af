"""Things looked at, each with how it stands and the command that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ledgers.lines import column
from models.lights import Reason
from models.terms import Term
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk


class Finding(Term):
    """How bad it is; only ``mend`` makes the exit code speak."""

    WELL = "well", N_("well")
    NOTE = "note", N_("note")
    MEND = "mend", N_("mend")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str = column(N_("What"))
    finding: Finding = column(N_("Finding"), default=Finding.WELL)
    said: Reason | None = column(N_("How it stands"), wide=True)
    mend: str = column(N_("What mends it"), default="", wide=True)


def check(what: str, finding: Finding, sentence: str, mend: str = "", **facts: Any) -> Check:
    """Note one thing looked at; what is well has nothing to mend."""
    return Check(what, finding, Reason(sentence, facts), "" if finding == Finding.WELL else mend)


def tell_checks(at: Desk, checks: Sequence[Check]) -> int:
    """Show what was looked at; returns how many things must be mended."""
    at.show([replace(one, what=at.speaker.say(one.what)) for one in checks])
    return sum(one.finding == Finding.MEND for one in checks)

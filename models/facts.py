"""What the rules see of a commitment, and how they answer: a light, a reason, a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.terms import Kind, Light, Stage
from models.words import Speaker

if TYPE_CHECKING:
    from models.rhythm import Rhythm

# What is only carried is a plain tuple: such a class is made in a tenth of the time of others,
# and every list waits for it.
NO_NUMBERS: Mapping[str, Any] = {}


class MilestoneFacts(NamedTuple):
    """A milestone as the rules see it."""

    id: int
    position: int
    title: str
    due: date | None
    done_on: date | None
    due_version: int = 1
    starts: date | None = None
    weight: int | None = None


class PartsFacts(NamedTuple):
    """How the parts of a whole stand, by the lights they were last given."""

    total: int
    red: int
    yellow: int


class Point(NamedTuple):
    """So much per cent by a day: planned, or reported."""

    day: date
    percent: Decimal

    def said(self, speaker: Speaker) -> str:
        """Say it in the reader's language: 2020年6月30日30%."""
        gap = "" if speaker.language == "zh" else " "
        return f"{speaker.word(self.day)}{gap}{speaker.word(self.percent)}%"


@dataclass(frozen=True, slots=True)
class Facts:
    """A commitment as the rules see it: nothing that a rule does not need."""

    kind: Kind
    stage: Stage
    docketed_on: date
    due: date | None
    due_version: int = 1
    percent: Decimal | None = None
    last_report_on: date | None = None
    rhythm: Rhythm | None = None
    milestones: tuple[MilestoneFacts, ...] = ()
    assigned_on: date | None = None
    resumed_on: date | None = None
    paused_days: int = 0
    pause_reason: str = ""
    parts: PartsFacts | None = None
    reds: str = ""
    """Its red spells so far, see ``models.reds``."""
    yellow_since: date | None = None
    """Since when, without a break, it has given reason for a yellow or red light."""
    forecast_on: date | None = None
    forecast_from: date | None = None
    plan: tuple[Point, ...] = ()
    """Its own planned course."""
    reported: tuple[Point, ...] = ()
    """What was reported by which day, at least the last of each month; read only where the
    policy judges by the month."""

    @property
    def heard_on(self) -> date:
        """The day something was last heard; while it stood still nobody had to say anything."""
        return max(self.last_report_on or self.docketed_on, self.resumed_on or self.docketed_on)


class Reason(NamedTuple):
    """Why a light is what it is: a sentence and its numbers."""

    sentence: str
    facts: Mapping[str, Any] = NO_NUMBERS

    def said(self, speaker: Speaker) -> str:
        """Say it in the reader's language."""
        return speaker.say(self.sentence, **self.facts)


class Finding(NamedTuple):
    """What one judge found, and when it would find something else."""

    light: Light
    reason: Reason | None = None
    changes_on: date | None = None


NOTHING = Finding(Light.NONE)


class Verdict(NamedTuple):
    """The light that shows, with every reason as bad as it, and the staleness beside it."""

    light: Light
    reasons: tuple[Reason, ...]
    stale: Reason | None
    changes_on: date | None
    uneasy: bool = False
    """Whether it gives reason for yellow or red by itself, not only by what it was before."""

    def said(self, speaker: Speaker) -> str:
        """Say all reasons in one sentence, staleness last."""
        return self._joined(self.reasons, speaker)

    def shortly(self, speaker: Speaker) -> str:
        """Say why it is not green; of a green one only the first reason, its deadline."""
        return self._joined(
            self.reasons[:1] if self.light == Light.GREEN else self.reasons, speaker
        )

    def _joined(self, reasons: Iterable[Reason], speaker: Speaker) -> str:
        parts = [reason.said(speaker) for reason in reasons]
        parts += [self.stale.said(speaker)] if self.stale else []
        return speaker.joined(parts)


def earliest(days: Iterable[date | None]) -> date | None:
    """Return the first of some days, ignoring those that never come."""
    first = None
    for day in days:  # a look asks this several times over, so it is no generator in min()
        if day and (first is None or day < first):
            first = day
    return first

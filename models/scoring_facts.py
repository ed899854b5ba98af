"""What a score is reckoned from: a matter, what was told of it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from models.calendar import WorkCalendar
from models.measures import Measure, Ratio
from models.rhythm import Cadence, Rhythm
from models.scoring import Deed, Finished
from models.terms import Happened, Mark, Satisfaction, Step


@dataclass(frozen=True, slots=True)
class Period:
    """From day to day, both included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Frame:
    """What every matter of one reckoning is held against."""

    period: Period
    calendar: WorkCalendar
    finished: Finished = Finished.ACTUAL
    early_days: int = 5
    accept_days: int = 2
    basically_counts: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One event as far as scores need it."""

    place: int
    on: date
    happened: Happened
    due: tuple[date | None, date | None] | None = None
    """The deadline before and after, where it was moved."""
    days: int = 0
    """Working days its clock stood still, of a resumption."""
    lead: int | None = None
    """The unit it was assigned to, where that is another one than before."""
    actual_on: date | None = None
    sampled: bool = False
    """Whether a look-back found it."""
    mark: Mark | None = None
    unit: int | None = None
    """Whom a mark is about."""
    valid: bool = True
    contacted: bool = False
    resolved: bool = False
    satisfied: Satisfaction | None = None
    step: Step | None = None
    """What was sent, or the proposal that was confirmed."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter and everything told of it up to the end of the period."""

    number: str
    docketed_on: date
    lead: int
    due: date | None = None
    """The original deadline."""
    category: str = ""
    support: tuple[int, ...] = ()
    rhythm: Rhythm | None = None
    is_whole: bool = False
    """Split into parts: those are counted, it is not."""
    told: tuple[Told, ...] = ()
    reports: tuple[tuple[date, Decimal | None], ...] = ()
    """Days on which the lead unit reported, each with the per cent it told."""
    struck: frozenset[int] = frozenset()
    """Places of findings that an objection has overturned."""


@dataclass(slots=True)
class Course:
    """What came of one matter: deeds by unit, counts by unit and measure."""

    deeds: list[tuple[int, Deed]] = field(default_factory=list)
    counts: list[tuple[int, Measure, Ratio]] = field(default_factory=list)
    lead: int = 0
    in_hand: bool = False
    """Whether it was anybody's to do at all in the period."""
    closed: bool = False


def reports_due(
    rhythm: Rhythm, since: date, until: date, reports: Sequence[date], calendar: WorkCalendar
) -> Iterator[tuple[date, bool]]:
    """Yield each reporting day after ``since`` and before ``until``, and whether it was kept.

    A report counts for the reporting day it is nearest to, as for the lights; one that came
    after its day was not in time. ``every`` counts from the last report that was in time.
    """
    answered = rhythm.answered_by(since, calendar)
    every = rhythm.cadence == Cadence.EVERY
    while (due := rhythm.due_after(answered, calendar).due) < until:
        came = [
            one
            for one in reports
            if since < one <= due
            and (one > answered if every else rhythm.answered_by(one, calendar) >= due)
        ]
        yield due, bool(came)
        answered = max(came) if came and every else due

"""On how many working days a matter is red and yellow under each of two policies, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledgers.courses import Stand
from ledgers.lines import Both
from ledgers.trial_lines import LightLine
from models.calendar import WorkCalendar
from models.lights import Reason
from models.terms import Light

if TYPE_CHECKING:
    from ledgers.retold import Retelling

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Lit:
    """One matter: its two lights, since when, and what they have come to so far."""

    since: date
    lights: tuple[Light, ...]
    reasons: tuple[tuple[Reason, ...], ...]
    red: list[int] = field(default_factory=lambda: [0, 0])
    yellow: list[int] = field(default_factory=lambda: [0, 0])
    longest: int = 0
    """The longest stretch on which they differed, and how it began."""
    differed: tuple[date, tuple[Light, ...], tuple[Reason, ...]] | None = None


class LitDays:
    """Counts from change to change."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self.matters: dict[int, _Lit] = {}

    def now(self, matter: int, on: date, stands: Sequence[Stand], calendar: WorkCalendar) -> None:
        """Note the lights of a matter after a look."""
        lit = self.matters.get(matter)
        lights = tuple(one.light for one in stands)
        if lit is None:
            self.matters[matter] = _Lit(on, lights, tuple(one.reasons for one in stands))
        elif lights != lit.lights:
            self._count(lit, on - ONE_DAY, calendar)
            lit.since, lit.lights = on, lights
            lit.reasons = tuple(one.reasons for one in stands)

    def end(self, calendar: WorkCalendar) -> None:
        """Count what was lit to the end."""
        for lit in self.matters.values():
            self._count(lit, self._last, calendar)

    def _count(self, lit: _Lit, until: date, calendar: WorkCalendar) -> None:
        since = max(lit.since, self._first)
        days = calendar.between(since - ONE_DAY, min(until, self._last))
        if days < 1:
            return
        for side, light in enumerate(lit.lights):
            lit.red[side] += days if light == Light.RED else 0
            lit.yellow[side] += days if light == Light.YELLOW else 0
        in_force, tried = lit.lights
        if in_force != tried and days > lit.longest:
            worse = tried.severity > in_force.severity
            lit.longest, lit.differed = days, (since, lit.lights, lit.reasons[worse])

    @property
    def reds(self) -> Both:
        """Count the matters that were red on a working day."""
        every = self.matters.values()
        return Both(*(sum(one.red[side] > 0 for one in every) for side in (0, 1)))

    def lines(self, told: Retelling) -> tuple[LightLine, ...]:
        """List the matters whose lights differed, the biggest difference first."""
        lines = []
        for matter, lit in self.matters.items():
            if lit.differed is None:
                continue
            since, lights, reasons = lit.differed
            row = told.matters[matter].row
            lines.append(
                LightLine(
                    row.number,
                    row.title,
                    red=Both(*lit.red),
                    yellow=Both(*lit.yellow),
                    since=since,
                    in_force=lights[0],
                    tried=lights[1],
                    reasons=reasons,
                    lead_unit=told.unit_name(row.lead_unit_id),
                )
            )
        lines.sort(key=lambda one: (-abs(one.red.more), -abs(one.yellow.more), one.number))
        return tuple(lines)

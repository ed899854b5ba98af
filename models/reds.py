"""Red spells: since when a light has been red, and how often it was, kept as text beside it.

“2020-08-03/2020-08-20 2020-09-10/”: twice red; the first spell ended on the day it was found
to be over, the last one lasts.
"""

from __future__ import annotations

from datetime import date, timedelta

Spell = tuple[date, date | None]


def spells(reds: str) -> tuple[Spell, ...]:
    """Read the spells, the first first."""
    read = (one.partition("/") for one in reds.split())
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for first, _, last in read
    )


def onsets(reds: str) -> tuple[date, ...]:
    """List the days on which the light turned red."""
    return tuple(first for first, _ in spells(reds))


def onsets_within(reds: str, days: int, on: date) -> int:
    """Count how often the light turned red in so many calendar days up to a day."""
    return sum(on - timedelta(days=days) < first <= on for first in onsets(reds))


def lasts(reds: str) -> bool:
    """Tell whether the last spell has not ended."""
    return reds.endswith("/")


def begun(reds: str, on: date) -> str:
    """Begin a spell, where none lasts."""
    return reds if lasts(reds) else f"{reds} {on.isoformat()}/".strip()


def ended(reds: str, on: date) -> str:
    """End the spell that lasts, if one does."""
    return f"{reds}{on.isoformat()}" if lasts(reds) else reds


def last_red(reds: str, on: date) -> date | None:
    """Return until when it was last red, which is this day where it still is; None if never."""
    return (spells(reds)[-1][1] or on) if reds else None

"""回头看: which closed matters are looked at again. A sample that nobody can choose.

Xingtai 2018 looked again at one in ten of what was reported closed (DOMAIN §1). Here the
seed is the book's seal, known to nobody beforehand, and the drawing can be redone by hand:
the rank of a matter is the SHA-256 of the seed, a line feed and its number,

    printf '%s\\n%s' SEED 2020-014 | sha256sum

and the lowest hexadecimal figures are drawn first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from hashlib import sha256


def rank(seed: str, number: str) -> str:
    """Return the figure by which a matter is ranked, as ``sha256sum`` prints it."""
    return sha256(f"{seed}\n{number}".encode()).hexdigest()


def sample(closed: Iterable[tuple[str, str]], *, percent: int, seed: str) -> list[str]:
    """Draw from (number, unit) at least so many per cent, and one of every unit, as ranked.

    First the lowest rank of every unit, then whoever ranks lowest until there are enough.
    One matter more in the set puts at most one other out of the sample.
    """
    units = dict(closed)
    ranked = sorted(units, key=lambda number: rank(seed, number))
    first_of_unit = {units[number]: number for number in reversed(ranked)}
    drawn = set(first_of_unit.values())
    enough = -(-len(ranked) * percent // 100)
    others = [number for number in ranked if number not in drawn]
    drawn.update(others[: max(enough - len(drawn), 0)])
    return [number for number in ranked if number in drawn]


def month_of(on: date, months_back: int) -> tuple[date, date]:
    """Return the first and last day of the month that lies so many months back."""
    year, month = divmod(on.year * 12 + on.month - 1 - months_back, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])

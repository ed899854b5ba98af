"""Shares of a whole in per cent, to one decimal, that add to exactly 100.0.

A circular prints its shares in one line, and a reader adds them up (DOMAIN §2, Jinzhai 2025:
17, 162, 10, 24 and 9 of 222 targets are 7.7, 72.9, 4.5, 10.8 and 4.1 per cent). Rounded one
by one they make 100.1. The tenth too many is taken where it distorts least for its size: the
72.97 becomes 72.9 rather than the 4.05 becoming 4.0. That is the method of Sainte-Laguë,
by which seats are dealt in parliaments; the largest remainder would give 73.0 and 4.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

TENTHS = 1000  # of a per cent, in the whole


def shares(counts: Sequence[int]) -> list[Decimal]:
    """Give each count its share; nothing counted is 0.0, of ties the first has the larger.

    All are zeros where there is nothing to share.
    """
    total = sum(counts)
    tenths = [(2 * TENTHS * count + total) // (2 * total) if total else 0 for count in counts]
    while total and sum(tenths) > TENTHS:
        tenths[_least_hurt(counts, tenths)] -= 1
    while total and sum(tenths) < TENTHS:
        tenths[_most_in_want(counts, tenths)] += 1
    return [Decimal(one).scaleb(-1) for one in tenths]


def _least_hurt(counts: Sequence[int], tenths: Sequence[int]) -> int:
    given = [place for place, one in enumerate(tenths) if one]
    return min(given, key=lambda place: (Fraction(counts[place], 2 * tenths[place] - 1), -place))


def _most_in_want(counts: Sequence[int], tenths: Sequence[int]) -> int:
    places = range(len(counts))
    return max(places, key=lambda place: (Fraction(counts[place], 2 * tenths[place] + 1), -place))

"""Colours an office may choose: whether they can be read, and their tints, and cards.

Contrast as the Web Content Accessibility Guidelines count it: 4.5 to 1 is what small type needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.terms import Card

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, NIGHT = "#ffffff", "#1f2731"  # the paper of a digest, and its boxes on a dark screen
BLACK = "#000000"
# What a card is filled with where the office chose no colour of its own.
CARDS = {
    Card.BLUE: "#2563b0",
    Card.YELLOW: "#ffd84d",
    Card.ORANGE: "#f28c28",
    Card.RED: "#c8372d",
}
ENOUGH = 4.5
TINT = 0.12  # how much of its colour stands behind a word in a digest


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _brightness(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (
        share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_brightness(one), _brightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, paper: str, share: float) -> str:
    """Mix so much of a colour into the paper."""
    pairs = zip(_parts(colour), _parts(paper), strict=True)
    return "#" + "".join(f"{round(c * share + p * (1 - share)):02x}" for c, p in pairs)


def tint(colour: str) -> str:
    """Return the pale ground on which a word of this colour stands."""
    return mixed(colour, WHITE, TINT)


def readable(colour: str) -> bool:
    """Tell whether a word of this colour can be read on its tint and on white."""
    return contrast(colour, tint(colour)) >= ENOUGH


def at_night(colour: str) -> str:
    """Lighten a colour until it can be read on a dark screen."""
    lighter = (mixed(colour, WHITE, share / 20) for share in range(20, -1, -1))
    return next(one for one in lighter if contrast(one, NIGHT) >= ENOUGH)


def card_colours(card: Card, chosen: Mapping[str, str]) -> tuple[str, str]:
    """Return what a card is filled with, and in which of black and white its word is written."""
    fill = chosen.get(f"card.{card}", CARDS[card])
    return fill, max((WHITE, BLACK), key=lambda ink: contrast(ink, fill))

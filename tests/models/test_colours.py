"""Colours of an office's own: only what can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.colours import ENOUGH, NIGHT, WHITE, at_night, card_colours, contrast, readable, tint
from models.terms import Card

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


def test_contrast_is_counted_as_the_guidelines_count_it() -> None:
    assert round(contrast("#000000", WHITE), 2) == 21
    assert round(contrast("#767676", WHITE), 2) == 4.54  # the palest grey that passes on white
    assert contrast(WHITE, WHITE) == 1


def test_the_colours_we_use_ourselves_can_be_read_and_pale_ones_cannot() -> None:
    assert all(map(readable, ("#a31d1d", "#7a4f00", "#1c6137", "#1f4068")))
    assert not any(map(readable, ("#ffff00", "#ff9900", "#00cc66", "#ffffff")))


@given(COLOURS)
def test_every_colour_can_be_read_on_a_dark_screen_once_lightened(colour: str) -> None:
    assert contrast(at_night(colour), NIGHT) >= ENOUGH


@given(COLOURS)
def test_what_can_be_read_on_its_tint_can_be_read_on_white(colour: str) -> None:
    if readable(colour):
        assert contrast(colour, WHITE) >= contrast(colour, tint(colour)) >= ENOUGH


@pytest.mark.parametrize("card", Card)
def test_every_card_can_be_read_and_is_filled_with_the_offices_own_colour(card: Card) -> None:
    fill, ink = card_colours(card, {})
    assert contrast(fill, ink) >= ENOUGH
    assert card_colours(card, {f"card.{card}": "#1f4068"}) == ("#1f4068", WHITE)

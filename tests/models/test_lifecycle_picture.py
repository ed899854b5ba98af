"""The picture and the text of a commitment's life come from the table, whatever is added to it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.lifecycle import DECIDERS, OFFICE, TURNS, UNIT, Turn
from models.lifecycle_layout import laid_out
from models.lifecycle_picture import lifecycle_svg
from models.lifecycle_shapes import Box, Label, Picture
from models.lifecycle_text import WIDTH, lifecycle_text
from models.terms import OPEN_STAGES, Stage
from models.words import Speaker, cells

DRAWN = Path(__file__).parents[2] / "docs" / "lifecycle.svg"
DRAW = "duban --lang en lifecycle --svg docs/lifecycle.svg"
Rectangle = tuple[float, float, float, float]


def a_turn(label: str, *stages: Stage, to: Stage | None, roles: object = OFFICE) -> Turn:
    return Turn(label, label, label, label, frozenset(stages), to, roles)  # type: ignore[arg-type]


# What a richer table has: one more way across, more from many stages, more that stay.
RICHER = [
    *TURNS.values(),
    a_turn("object to the conclusion", Stage.CLOSED, Stage.ACCEPTED, to=None, roles=UNIT),
    a_turn("hand over to the successor", *OPEN_STAGES, to=None),
    a_turn("merge with another", *OPEN_STAGES, to=Stage.CLOSED),
]
TABLES = {"the table": list(TURNS.values()), "a richer one": RICHER}
tables = pytest.mark.parametrize("name", TABLES)
languages = pytest.mark.parametrize("language", ["zh", "en"])


# -- geometry ----------------------------------------------------------------------------


def of_box(box: Box) -> Rectangle:
    return box.x, box.y, box.right, box.bottom


def of_label(label: Label) -> Rectangle:
    top = label.y - label.height / 2
    return label.left, top, label.left + label.width, top + label.height


def overlap(one: Rectangle, other: Rectangle) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def piled(picture: Picture) -> list[object]:
    """Find texts and boxes upon each other."""
    boxes = [of_box(box) for box in picture.boxes]
    labels = [of_label(label) for label in picture.labels]
    return [pair for pair in combinations([*boxes, *labels], 2) if overlap(*pair)]


def crossed(picture: Picture) -> list[object]:
    """Find texts upon lines, and lines through boxes."""
    boxes = [of_box(box) for box in picture.boxes]
    labels = [of_label(label) for label in picture.labels]
    lines = [
        ((min(x, u), min(y, v), max(x, u), max(y, v)), arrow)
        for arrow in picture.arrows
        for (x, y), (u, v) in pairwise(arrow.points)
    ]
    found: list[object] = []
    for line, arrow in lines:
        found += [(line, box) for box in boxes if overlap(line, box)]
        own = of_label(arrow.label) if arrow.label else None
        found += [(line, one) for one in labels if one != own and overlap(line, one)]
    return found


def spilling(picture: Picture) -> list[str]:
    """Find texts that are wider than their box, or off the page."""
    found = [
        text.lines[0].text
        for box in picture.boxes
        for text in box.texts
        if text.lines and (text.left < box.x or text.left + text.width > box.right)
    ]
    page = (0.0, 0.0, picture.width, picture.height)
    for one in map(of_label, picture.labels):
        inside = one[0] >= page[0] and one[1] >= page[1] and one[2] <= page[2] and one[3] <= page[3]
        found += [] if inside else [str(one)]
    return found


# -- the picture -------------------------------------------------------------------------


def test_the_docs_have_the_picture_of_this_table() -> None:
    drawn = lifecycle_svg(TURNS.values(), Speaker("en"))
    assert DRAWN.read_text(encoding="utf-8") == drawn, f"the table has changed; run: {DRAW}"


@tables
@languages
def test_no_text_lies_on_a_box_a_line_or_another_text(name: str, language: str) -> None:
    picture = laid_out(TABLES[name], Speaker(language))
    assert piled(picture) == crossed(picture) == []
    assert spilling(picture) == []


@tables
@languages
def test_the_picture_is_legible_on_a_page_of_800_pixels(name: str, language: str) -> None:
    picture = laid_out(TABLES[name], Speaker(language))
    assert picture.width <= 800


@tables
def test_every_turn_of_a_matter_is_in_the_picture(name: str) -> None:
    drawn = ET.fromstring(lifecycle_svg(TABLES[name], Speaker("en")))
    said = " ".join(text for text in drawn.itertext() if text.strip())
    for turn in TABLES[name]:
        if turn.stages or turn.to:
            assert turn.label in said, turn


@tables
def test_a_turn_from_many_stages_is_drawn_once(name: str) -> None:
    picture = laid_out(TABLES[name], Speaker("en"))
    into_closed = [
        arrow
        for arrow in picture.arrows
        for box in picture.boxes
        if box.stage == Stage.CLOSED
        and arrow.head
        and box.x <= arrow.points[-1][0] <= box.right
        and box.y <= arrow.points[-1][1] <= box.bottom
    ]
    assert len(into_closed) == 3  # confirmed, dropped as a draft, ended from any open stage


def test_the_same_table_gives_the_same_bytes() -> None:
    twice = [lifecycle_svg(list(RICHER), Speaker("zh")) for _ in range(2)]
    assert twice[0] == twice[1]


words = st.text("abcdef", min_size=1, max_size=9)
labels = st.text("督办销号申请", min_size=1, max_size=16) | st.lists(
    words, min_size=1, max_size=5
).map(" ".join)
turns = st.builds(
    Turn,
    name=labels,
    label=labels,
    command=labels,
    stages=st.frozensets(st.sampled_from(Stage), max_size=8),
    to=st.none() | st.sampled_from(Stage),
    roles=st.sampled_from([OFFICE, UNIT, DECIDERS, OFFICE | UNIT]),
)


@given(st.lists(turns, max_size=8))
@settings(deadline=None)
def test_whatever_turns_are_added_the_picture_stays_legible(more: list[Turn]) -> None:
    table = [*TURNS.values(), *more]
    picture = laid_out(table, Speaker("zh"))
    assert spilling(picture) == piled(picture) == []
    ET.fromstring(lifecycle_svg(table, Speaker("en")))


# -- the text ----------------------------------------------------------------------------


@tables
@languages
def test_the_text_fits_a_screen_of_eighty_cells(name: str, language: str) -> None:
    told = lifecycle_text(TABLES[name], Speaker(language)).splitlines()
    assert [line for line in told if cells(line) > WIDTH] == []


def test_the_text_tells_stage_by_stage_what_who_may_do() -> None:
    blocks = lifecycle_text(TURNS.values(), Speaker("en")).split("\n\n")
    assert next(one for one in blocks if one.startswith("closure requested")).splitlines() == [
        "closure requested",
        "  chief officer, officer",
        "    confirm a consequence (stays)          duban decide --confirm",
        "    decline a consequence (stays)          duban decide --decline",
        "    record a leader's instruction (stays)  duban instruct",
        "    confirm the closing → closed           duban close confirm",
        "    record a call-back (stays)             duban callback",
        "    record praise or criticism (stays)     duban mark",
        "  chief officer, officer, leader, unit head, unit liaison",
        "    check (stays)                          duban close check",
        "    return for redo → in progress          duban close check --failed",
        "  chief officer, leader",
        "    end as not pursued → closed            duban cancel",
        "    end as superseded → closed             duban supersede",
    ]


@tables
def test_the_text_tells_every_turn_at_every_stage_that_allows_it(name: str) -> None:
    told = lifecycle_text(TABLES[name], Speaker("en"))
    for turn in TABLES[name]:
        times = len(turn.stages) or bool(turn.to)
        assert told.count(f"duban {turn.command}\n") == times, turn

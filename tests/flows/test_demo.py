"""The example lives through its weeks, and again to the same bytes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.demo import EXAMPLES, FIRST, make_demo_office
from flows.desk import Desk
from flows.morning import live, moment
from flows.script import Script
from ledgers.book import open_book
from models.terms import Light
from tests.offices import letters_in

pytestmark = pytest.mark.skipif(not EXAMPLES.exists(), reason="needs the examples of a checkout")
UNTIL = date(2020, 10, 16)


def lived_through(folder: Path) -> tuple[dict[str, bytes], dict[str, int]]:
    """Play the demo's days without Prefect: its letters, and how many of each light."""
    settings = make_demo_office(folder, Desk("zh"))
    script = Script(EXAMPLES / "reports.yaml")
    day = FIRST
    while day <= UNTIL:
        live(settings, day, moment(settings, day))
        script.enter(settings, day)
        day += timedelta(days=1)
    with open_book(settings.book_url, at=moment(settings, UNTIL), write=False) as book:
        lines = book.lists.open(UNTIL).lines
    lights = {light: sum(line.light == light for line in lines) for light in Light}
    return letters_in(settings), lights


def test_the_demo_again_writes_the_same_bytes(tmp_path: Path) -> None:
    letters, lights = lived_through(tmp_path / "one")
    assert letters == lived_through(tmp_path / "two")[0]
    assert len(letters) > 200
    assert lights[Light.RED] and lights[Light.YELLOW] and lights[Light.GREEN]

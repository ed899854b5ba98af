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
from ledgers.trial import try_policy
from models.policy_file import read_policy
from models.settings import read_settings
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


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, int]]:
    """The demo's office after its weeks, its letters and lights."""
    folder = tmp_path_factory.mktemp("demo") / "one"
    return folder, *lived_through(folder)


def test_the_demo_again_writes_the_same_bytes(
    once: tuple[Path, dict[str, bytes], dict[str, int]], tmp_path: Path
) -> None:
    _, letters, lights = once
    assert letters == lived_through(tmp_path / "two")[0]
    assert len(letters) > 200
    assert lights[Light.RED] and lights[Light.YELLOW] and lights[Light.GREEN]


def test_the_demos_own_policy_tried_on_its_past_finds_what_it_recorded(
    once: tuple[Path, dict[str, bytes], dict[str, int]],
) -> None:
    folder, letters, _ = once
    book = folder / "book.db"
    before = book.read_bytes()
    policy, _ = read_policy(EXAMPLES / "policy.yaml")
    with open_book(f"sqlite:///{book}", at=moment(read_settings(folder), UNTIL), write=False) as it:
        found = try_policy(it, policy, first=FIRST, last=UNTIL)
    assert found.astray == () and found.lights.same > 100 and found.notices.same > 30
    assert found.letters.in_force == found.letters.tried == found.written.total
    assert found.letters.tried == sum(name.endswith(".eml") for name in letters)
    assert found.by_matter == ()
    assert book.read_bytes() == before

"""The demo: a ledger from the examples lives through weeks of 2020, day by day.

Nothing here is special: the same import, flow, rules and postman as in an office, with a
script of the turns that people would have entered.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from flows.beginning import make_office
from flows.desk import login
from flows.running import live_days, tell_day
from ledgers.book import open_book
from ledgers.imports import import_workbook, read_rows
from ledgers.lists import worst_first
from ledgers.upkeep import Beginning, begin
from models.not_ready import BookExists, ExamplesMissing
from models.policy_file import read_policy
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from models.settings import Settings

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "zhongyuan-2020"
PLENARY = date(2020, 7, 31)
FIRST, LAST = date(2020, 8, 3), date(2020, 10, 16)
MARK = ".duban-demo"  # only a folder with this mark is ever cleared


def play(at: Desk, folder: Path) -> None:
    """Make the ledger, live through it, and say where to look. Raises ExamplesMissing."""
    if not EXAMPLES.exists():
        raise ExamplesMissing(folder=str(EXAMPLES))
    settings = make_demo_office(folder.resolve(), at)
    at.settings = settings
    lived = live_days(at, FIRST, LAST, script=str(EXAMPLES / "reports.yaml"), as_lived=True)
    for done in lived:
        if done.working and (done.letters or done.rungs):
            tell_day(at, done)
    with at.reading() as book:
        at.show(worst_first(book.lists.open(LAST).lines), on=LAST)
    letters = sum(done.delivered for done in lived)
    at.say(
        N_(
            "{letters} digests lie in {folder}; open one of the .html files there. "
            "The ledger: duban --office {office} list --on {on}"
        ),
        letters=letters,
        folder=str(settings.path("letters")),
        office=str(settings.folder),
        on=LAST.isoformat(),
    )


def make_demo_office(folder: Path, at: Desk) -> Settings:
    """Begin the demo's office anew; a folder that is not the demo's is left alone."""
    if folder.exists():
        if not (folder / MARK).exists() and any(folder.iterdir()):
            raise BookExists(folder=str(folder))
        shutil.rmtree(folder)
    settings = make_office(folder, language=at.language)
    (folder / MARK).touch()
    morning = datetime.combine(FIRST, time(8, 0), settings.zone)
    policy, text = read_policy(EXAMPLES / "policy.yaml")
    begin(
        settings.book_url,
        Beginning("中原区人民政府督查室", "方砚秋", login(), "", at.language, "demo"),
        policy=policy,
        policy_file=text,
        at=morning,
        on=FIRST,
    )
    with open_book(settings.book_url, at=morning) as book:
        by = book.directory.actor_of_login(login())
        for name in ("directory.xlsx", "ledger.xlsx"):
            reading = read_rows(
                EXAMPLES / name, issued_on=PLENARY, docketed_on=FIRST, calendar=book.calendar
            )
            outcome = import_workbook(book, reading, by=by, on=FIRST)
            at.say(
                N_("{file}: {taken} commitments, {people} people taken, {refused} refused."),
                file=name,
                taken=outcome.taken,
                people=outcome.people,
                refused=outcome.refused,
            )
    return settings

"""Beginning an office: its folder, its settings, its book; and bringing a book up to date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.desk import login
from ledgers.upkeep import Beginning, begin, bring_up_to_date
from models.not_ready import BookExists
from models.policy import Policy
from models.policy_file import read_policy
from models.settings import FILE, TEMPLATE, Settings, read_settings
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk


def begin_office(
    at: Desk,
    folder: Path,
    *,
    name: str,
    officer: str,
    email: str,
    book: str,
    policy_file: Path | None,
    on: str,
) -> None:
    """``duban init``: nothing is made until everything given has been understood."""
    folder = folder.resolve()
    if (folder / FILE).exists():
        raise BookExists(folder=str(folder))
    policy, text = read_policy(policy_file) if policy_file else (Policy(), "")
    settings = make_office(folder, book=book, language=at.language)
    try:
        fill_office(
            settings,
            Beginning(name, officer or login(), login(), email, at.language),
            policy,
            text,
            at,
            on,
        )
    except BaseException:
        settings.file.unlink()
        raise
    at.say(
        N_(
            "Begun: {folder}. {officer} is chief officer. "
            "Next: duban import FILE, or duban units add, then duban docket."
        ),
        folder=str(folder),
        officer=officer or login(),
    )


def make_office(
    folder: Path,
    *,
    book: str = "sqlite:///book.db",
    language: str = "zh",
    time_zone: str = "Asia/Shanghai",
) -> Settings:
    """Make the folder and its settings file, and read them back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(
        TEMPLATE.format(language=language, time_zone=time_zone, book=book), encoding="utf-8"
    )
    return read_settings(folder)


def fill_office(
    settings: Settings, first: Beginning, policy: Policy, policy_text: str, at: Desk, on: str
) -> None:
    """Begin the book of an office that has its settings."""
    now = datetime.now(ZoneInfo(settings.time_zone))
    begin(
        settings.book_url,
        first,
        policy=policy,
        policy_file=policy_text,
        at=now,
        on=at.day(on) if on else now.date(),
        evidence=settings.path("evidence"),
    )


def migrate_office(at: Desk) -> None:
    """``duban init --migrate``: a backup first, then the migrations, then the calendar."""
    saved = bring_up_to_date(at.settings.book_url, at.settings.path("backups"), at=at.now)
    with at.writing() as book:
        days = len(book.calendars.refresh(on=at.today).days)
    if saved:
        at.say(N_("Backup: {path}"), path=str(saved))
    at.say(N_("The book is up to date; {days} days came into its calendar."), days=days)

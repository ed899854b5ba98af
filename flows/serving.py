"""``duban serve``: mornings and evenings on this machine, every day at their hours.

Starts a Prefect server of this office's own on loopback, registers the schedules, makes a
missed morning good and waits. One instance a book: a second one is refused.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from flows.engine import HOME, engine_running
from flows.morning import moment
from models.not_ready import ServedAlready
from models.settings import Settings
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk

LOCK = "serve.lock"
WHO = "serve.json"


def serve(at: Desk) -> None:
    """Run until stopped. Raises ServedAlready, EngineAway."""
    with at.reading():
        pass  # refuse a missing or foreign book before anything is started
    with only_one(at.settings), engine_running(at):
        make_good(at)
        schedule(at)


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the office's serving lock; the system gives it back even after a kill."""
    home = settings.folder / HOME
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=1)  # the doctor may just be trying it
    except Timeout as taken:
        known = _read(home / WHO)
        raise ServedAlready(pid=known.get("pid", "?"), since=known.get("since", "?")) from taken
    try:
        since = datetime.now(settings.zone).isoformat(timespec="minutes")
        (home / WHO).write_text(json.dumps({"pid": os.getpid(), "since": since}))
        yield
    finally:
        (home / WHO).unlink(missing_ok=True)
        lock.release()


def is_served(settings: Settings) -> bool:
    """Tell whether somebody holds the serving lock; a server left behind by a kill does not."""
    path = settings.folder / HOME / LOCK
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def _read(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


def make_good(at: Desk) -> None:
    """Run at once where a due morning has passed without a run: nothing waits for tomorrow."""
    due = last_due_day(at)
    with at.reading() as book:
        last = book.rounds.last_day()
    if due and (last is None or last.day < due):
        from flows.running import live_days, tell_day

        for done in live_days(at, at.today, at.today):
            tell_day(at, done)


def last_due_day(at: Desk) -> date | None:
    """Return the last working day whose hour has come; None before the first."""
    with at.reading() as book:
        day = book.calendar.latest(at.today)
        if at.now < moment(at.settings, day):
            day = book.calendar.latest(day - timedelta(days=1))
        begun = book.fact("begun_on")
    return day if begun and day >= date.fromisoformat(begun) else None


def schedule(at: Desk) -> None:
    """Register morning and evening and wait for their hours.

    They run on every calendar day: make-up Saturdays are working days, on other days off
    the morning only looks, and every evening is sealed in which something was entered.
    """
    from prefect import serve as wait_for

    at.say(
        N_("Serving {folder}: every day at {hour}, sealed at {evening}, {zone}. Stop with Ctrl-C."),
        folder=str(at.settings.folder),
        hour=at.settings.run_at.isoformat("minutes"),
        evening=at.settings.seal_at.isoformat("minutes"),
        zone=at.settings.time_zone,
    )
    watched = at.settings.inbox.watched
    if watched:
        at.say(
            N_("Documents received are read every {minutes} minutes, {opens} to {closes}."),
            minutes=at.settings.inbox.minutes,
            opens=at.settings.inbox.opens.isoformat("minutes"),
            closes=at.settings.inbox.closes.isoformat("minutes"),
        )
    wait_for(
        *deployments(at.settings, quiet_until(at)),
        limit=2 if watched else 1,  # a morning does not wait until a pile of documents is read
        pause_on_shutdown=False,
        print_starting_message=False,
    )


def quiet_until(at: Desk) -> time | None:
    """Return when quiet ends, where the morning runs in quiet hours and its letters must wait."""
    with at.reading() as book:
        return book.policy.quiet_until_on(at.settings.run_at)


def deployments(settings: Settings, letters_at: time | None = None) -> list[Any]:
    """Describe the flows to Prefect: name, office, hour; the inbox only where something is watched.

    ``letters_at`` is a second hour for the morning's letters: the run finds the day lived and
    only looks after the outbox.
    """
    from prefect.schedules import Cron, Schedule

    from flows.daily import daily_cycle, evening_cycle

    def at_hour(hour: time) -> list[Schedule]:
        return [Cron(f"{hour.minute} {hour.hour} * * *", timezone=settings.time_zone)]

    office = {"office": str(settings.folder)}
    hours = [*at_hour(settings.run_at), *(at_hour(letters_at) if letters_at else [])]
    made = [
        daily_cycle.to_deployment("daily", parameters=office, schedules=hours),
        evening_cycle.to_deployment(
            "evening", parameters=office, schedules=at_hour(settings.seal_at)
        ),
    ]
    if settings.inbox.watched:
        from flows.inbox import inbox_cycle

        inbox = settings.inbox
        often = f"*/{inbox.minutes} {inbox.opens.hour}-{inbox.closes.hour} * * *"
        made.append(
            inbox_cycle.to_deployment(
                "inbox",
                parameters={**office, "scheduled": True},
                schedules=[Cron(often, timezone=settings.time_zone)],
            )
        )
    return made

"""The daily flow: a story you can read aloud. Prefect runs it, logs it and keeps its history.

A flow takes facts, not tools: an office folder and days. Everything it does is in
``flows.morning``, so most tests need no Prefect; correctness never leans on Prefect's
states, only on the claims in the book.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pendulum
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact

from flows import morning
from flows.morning import DayDone
from flows.script import Script
from models.settings import Settings, read_settings


@task(name="look", retries=2, retry_delay_seconds=5)
def look(office: str, on: date, at: datetime) -> DayDone:
    """Look at what is due a look."""
    return morning.look(_settings(office), on, at)


@task(name="write letters", retries=2, retry_delay_seconds=5)
def write_letters(office: str, done: DayDone, at: datetime) -> DayDone:
    """Compose the digests into the outbox."""
    return morning.write_letters(_settings(office), done, at)


@task(name="deliver")
def deliver(office: str, done: DayDone, at: datetime) -> DayDone:
    """Deliver the outbox; what cannot leave stays in it, so there is nothing to retry here."""
    return morning.deliver(_settings(office), done, at)


@task(name="seal", retries=2, retry_delay_seconds=5)
def seal(office: str, on: date, at: datetime) -> str:
    """Seal the ledger; returns what the next digests print, "" where nothing was new."""
    made = morning.seal_evening(_settings(office), on, at)
    return made.printed if made else ""


@flow(name="duban-evening", log_prints=False, validate_parameters=True)
def evening_cycle(office: str, on: date | None = None) -> str:
    """Seal the ledger for the evening (封账); a missed evening is made good in the morning."""
    settings = _settings(office)
    now = pendulum.now(settings.time_zone)
    printed = seal(office, on or date.fromisoformat(now.to_date_string()), now)
    get_run_logger().info("sealed: %s", printed or "nothing new")
    return printed


@flow(name="duban-daily", log_prints=False, validate_parameters=True)
def daily_cycle(
    office: str,
    first: date | None = None,
    last: date | None = None,
    script: str = "",
    as_lived: bool = False,
) -> list[DayDone]:
    """Live through one day, or from one day to another.

    ``office`` is the folder with duban.toml. Without ``first`` it is today. ``script``
    names a file of turns to be entered on their days (the demo); ``as_lived`` records
    each day at its own hour instead of now.
    """
    settings = _settings(office)
    now = pendulum.now(settings.time_zone)
    day = first or date.fromisoformat(now.to_date_string())  # a plain date, for the drivers
    last = last or day
    turns = Script(Path(script)) if script else None
    lived = []
    while day <= last:
        lived.append(_one_day(settings, day, morning.moment(settings, day) if as_lived else now))
        if turns:
            turns.enter(settings, day)
        if as_lived:
            seal(office, day, morning.evening(settings, day))
        day += timedelta(days=1)
    return lived


def _one_day(settings: Settings, on: date, at: datetime) -> DayDone:
    office = str(settings.folder)
    done = look(office, on, at)
    if done.working:
        done = deliver(office, write_letters(office, done, at), at)
        _leave_artifact(done, morning.office_digest(settings, on))
    get_run_logger().info(
        "%s: looked at %s, %s rungs, %s letters, %s delivered, %s failed",
        on,
        done.looked,
        done.rungs,
        done.letters,
        done.delivered,
        len(done.failed),
    )
    return done


def _leave_artifact(done: DayDone, digest: str) -> None:
    """Show the run's figures and the office's own digest where Prefect shows runs."""
    if done.again and not done.delivered:
        return
    rows = {
        "looked at": done.looked,
        "rungs taken": done.rungs,
        "digests": done.letters,
        "delivered": done.delivered,
        "not delivered": len(done.failed),
        "missed working days made good": done.missed_days,
    }
    names = ("open", "green", "yellow", "red", "overdue", "closed")
    rows |= dict(zip(names, done.totals, strict=False))
    table = "\n".join(f"| {name} | {count} |" for name, count in rows.items())
    troubles = "".join(f"\n- {one}" for one in (*done.failed, done.server_away) if one)
    create_markdown_artifact(
        key=f"duban-{done.on.isoformat()}",
        markdown=f"# {done.on.isoformat()}\n\n| | |\n|---|---:|\n{table}\n{troubles}"
        f"\n\n```text\n{digest}\n```\n",
        description=f"duban daily {done.on.isoformat()}",
    )


def _settings(office: str) -> Settings:
    return read_settings(Path(office))

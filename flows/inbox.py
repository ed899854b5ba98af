"""The inbox flow: documents that came by folder or mail become drafts (来文登记).

Prefect runs it, logs it and keeps its history. What it does is in ``flows.receiving``;
correctness leans on the claims in the book and on where each file lies, not on Prefect's states.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pendulum
from prefect import flow, get_run_logger, task

from flows import morning, receiving
from flows.morning import DayDone
from flows.receiving import InboxDone
from models.not_ready import InboxBusy
from models.settings import Settings, read_settings


@task(name="receive")
def receive(office: str, on: date, at: datetime, folder: str) -> InboxDone:
    """Read what came in; what could not be read is set aside, so there is nothing to retry."""
    return receiving.receive(_settings(office), on, at, folder=Path(folder) if folder else None)


@task(name="deliver")
def deliver(office: str, done: InboxDone, at: datetime) -> InboxDone:
    """Deliver the letter about it; what cannot leave stays in the outbox."""
    sent = morning.deliver(_settings(office), DayDone(done.on), at)
    return replace(done, delivered=sent.delivered)


@flow(name="duban-inbox", log_prints=False, validate_parameters=True)
def inbox_cycle(office: str, folder: str = "", scheduled: bool = False) -> InboxDone:
    """Look into the folder and the mailbox once.

    ``office`` is the folder with duban.toml; with ``folder`` only that one is read. A scheduled
    look outside office hours does nothing, nor does one while another looks.
    """
    settings = _settings(office)
    now = pendulum.now(settings.time_zone)
    on = date.fromisoformat(now.to_date_string())
    if scheduled and not receiving.is_open(settings, on, now):
        return InboxDone(on)
    try:
        done = receive(office, on, now, folder)
    except InboxBusy:
        if not scheduled:
            raise
        return InboxDone(on)
    if done.letters:
        done = deliver(office, done, now)
    get_run_logger().info(
        "%s: %s documents, %s drafts, %s set aside", on, done.came, done.drafts, done.set_aside
    )
    return done


def _settings(office: str) -> Settings:
    return read_settings(Path(office))

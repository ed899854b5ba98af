"""Workbooks at the desk: bringing a ledger in row by row, and sending one out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledgers.exports import export_workbook
from ledgers.imports import ImportOutcome, RowVerdict, import_workbook, read_rows
from models.bad_files import RowsRefused
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk

SHOWN = 200  # more refused rows than this are counted, not listed


def bring_in(
    at: Desk,
    file: Path,
    *,
    issued_on: str,
    prefix: str,
    create_units: bool,
    dry_run: bool,
    by: str,
    on: str,
) -> None:
    """``duban import``: good rows go in, each refused one is told with its place and cure."""
    with at.working(N_("Reading {file}…"), file=file.name) as tell, at.writing() as book:
        day = at.business_day(book, on)
        reading = read_rows(
            file,
            issued_on=at.day(issued_on) if issued_on else day,
            docketed_on=day,
            calendar=book.calendar,
            prefix=prefix,
            policy=book.policy,
        )
        outcome = import_workbook(
            book,
            reading,
            by=at.actor(book, by),
            on=day,
            dry_run=dry_run,
            create_units=create_units,
            progress=lambda done: tell(
                N_("{done} of {total} rows"), done=done, total=reading.total
            ),
        )
    _tell(at, outcome, dry_run=dry_run)


def _tell(at: Desk, outcome: ImportOutcome, *, dry_run: bool) -> None:
    refused = [line for line in outcome.lines if line.verdict == RowVerdict.REFUSED]
    if at.as_json:
        at.show(outcome.lines)
    elif refused:
        at.show(refused[:SHOWN], total=len(refused))
    at.say(
        N_(
            "Dry run, nothing written: {taken} rows would be taken, {unchanged} unchanged, "
            "{refused} refused; {units} new units, {people} people."
        )
        if dry_run
        else N_(
            "{taken} rows taken, {unchanged} unchanged, {refused} refused; "
            "{units} new units, {people} people."
        ),
        taken=outcome.taken,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        units=outcome.units,
        people=outcome.people,
    )
    if outcome.refused:
        raise RowsRefused(refused=outcome.refused, total=len(outcome.lines))


def send_out(at: Desk, file: Path, *, which: str, on: str) -> None:
    """``duban export``: the ledger as .xlsx or .csv."""
    with at.reading() as book:
        answer = book.lists.open(at.day(on), which=which)
        count = export_workbook(
            answer.lines, file, speaker=at.speaker, on=at.day(on), office=book.fact("office")
        )
    at.say(N_("{count} commitments written to {path}."), count=count, path=str(file))

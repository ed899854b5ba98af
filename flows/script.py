"""A script of turns: what people entered on which day, read from a file and entered again.

Used by the demo and by tests that live through weeks. Every turn goes through the same
ledger methods, rules and roles as the CLI's; a turn the rules forbid stops the script.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.book import Book, open_book
from models.errors import FileMissing
from models.record import ReportDraft
from models.settings import Settings

if TYPE_CHECKING:
    from ledgers.people import Actor

AFTERNOON = time(15, 0)  # after the morning's run, before the cut-off
Entry = dict[str, Any]


class Script:
    """Turns by day."""

    def __init__(self, path: Path) -> None:
        from ruamel.yaml import YAML

        if not path.is_file():
            raise FileMissing(path=str(path))
        self.days: dict[date, list[Entry]] = defaultdict(list)
        for entry in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            self.days[_day(entry["day"])].append(entry)

    def enter(self, settings: Settings, on: date) -> int:
        """Enter a day's turns in one page; returns how many there were."""
        entries = self.days.get(on, [])
        if not entries:
            return 0
        at = datetime.combine(on, AFTERNOON, settings.zone)
        with (
            tempfile.TemporaryDirectory() as folder,
            open_book(settings.book_url, at=at, evidence=settings.path("evidence")) as book,
        ):
            for entry in entries:
                TURNS[entry["do"]](
                    book, entry, book.directory.actor_named(entry["by"]), on, Path(folder)
                )
        return len(entries)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _files(entry: Entry, folder: Path) -> list[Path]:
    """Write the evidence an entry carries to where the ledger can copy it from."""
    carried = entry.get("evidence") or entry.get("file")
    if not carried:
        return []
    kept = carried.get("file", carried)
    path = folder / kept["name"]
    path.write_text(kept["text"], encoding="utf-8")
    return [path]


def _number(entry: Entry, name: str) -> Decimal | None:
    return None if entry.get(name) is None else Decimal(str(entry[name]))


def _report(book: Book, entry: Entry, by: Actor, on: date, folder: Path) -> None:
    draft = ReportDraft(
        percent=_number(entry, "percent"),
        value=_number(entry, "value"),
        done=entry.get("done", ""),
        next_steps=entry.get("next", ""),
        problem=entry.get("problem", ""),
        milestones_done=tuple(entry.get("milestones", ())),
    )
    book.commitments.report(entry["number"], draft, evidence=_files(entry, folder), by=by, on=on)


def _ask_extension(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.commitments.ask_extension(
        entry["number"], until=_day(entry["until"]), reason=entry["reason"], by=by, on=on
    )


def _ask_closure(book: Book, entry: Entry, by: Actor, on: date, folder: Path) -> None:
    book.commitments.ask_closure(
        entry["number"], note=entry.get("note", ""), by=by, on=on, evidence=_files(entry, folder)
    )


TURNS: dict[str, Callable[[Book, Entry, Actor, date, Path], Any]] = {
    "report": _report,
    "accept": lambda book, entry, by, on, _: book.commitments.accept(entry["number"], by=by, on=on),
    "reject": lambda book, entry, by, on, _: book.commitments.reject(
        entry["number"], reason=entry["reason"], by=by, on=on
    ),
    "assign": lambda book, entry, by, on, _: book.commitments.assign(
        entry["number"], unit=entry.get("unit", ""), by=by, on=on
    ),
    "ask_extension": _ask_extension,
    "grant_extension": lambda book, entry, by, on, _: book.commitments.grant_extension(
        entry["number"], note=entry.get("note", ""), by=by, on=on
    ),
    "refuse_extension": lambda book, entry, by, on, _: book.commitments.refuse_extension(
        entry["number"], reason=entry["reason"], by=by, on=on
    ),
    "ask_closure": _ask_closure,
    "check": lambda book, entry, by, on, _: book.commitments.check(
        entry["number"],
        passed=entry.get("passed", True),
        findings=str(entry.get("findings") or entry.get("note") or ""),
        by=by,
        on=on,
    ),
    "confirm": lambda book, entry, by, on, _: book.commitments.confirm(
        entry["number"], note=entry.get("note", ""), by=by, on=on
    ),
    "reopen": lambda book, entry, by, on, _: book.commitments.reopen(
        entry["number"], reason=entry["reason"], by=by, on=on
    ),
}

"""A script of turns: what people entered on which day, read from a file and entered again.

Used by the demo and by tests that live through weeks. Every turn goes through the same
ledger methods, rules and roles as the CLI's; a turn the rules forbid stops the script.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.forms import draft_commitment, draft_parts
from ledgers.appraisals import Answer
from ledgers.book import Book, open_book
from ledgers.evidence import Handed
from models.bad_files import FileMissing
from models.people import PersonDraft
from models.plan import read_plan
from models.record import ReportDraft
from models.settings import Settings
from models.terms import Cause, Check, Mark, Proof, Satisfaction, Scope, Step

if TYPE_CHECKING:
    from ledgers.people import Actor
    from models.commitment import CommitmentDraft

AFTERNOON = time(15, 0)  # after the morning's run, before the cut-off
Entry = dict[str, Any]
Turn = Callable[[Book, Entry, "Actor", date, Path], Any]


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


def _files(entry: Entry, folder: Path) -> list[Handed]:
    """Write the evidence an entry carries to where the ledger can copy it from."""
    carried = entry.get("evidence") or entry.get("file")
    if not carried:
        return []
    kept = carried.get("file", carried)
    path = folder / kept["name"]
    path.write_text(kept["text"], encoding="utf-8")
    return [(Proof(kept["sort"]), path) if "sort" in kept else path]


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


def _ask_closure(book: Book, entry: Entry, by: Actor, on: date, folder: Path) -> None:
    book.commitments.ask_closure(
        entry["number"], note=entry.get("note", ""), by=by, on=on, evidence=_files(entry, folder)
    )


def _check(book: Book, entry: Entry, by: Actor, on: date, folder: Path) -> None:
    book.commitments.check(
        entry["number"],
        passed=entry["do"] == "check" and entry.get("passed", True),
        findings=str(entry.get("findings") or entry.get("note") or ""),
        level=Check(entry["level"]) if "level" in entry else None,
        missing=[Proof(one) for one in entry.get("missing", ())],
        evidence=_files(entry, folder),
        by=by,
        on=on,
    )


def _look_back(book: Book, entry: Entry, by: Actor, on: date, folder: Path) -> None:
    book.lookbacks.record(
        entry["number"],
        relapsed=bool(entry.get("relapsed")),
        findings=entry["findings"],
        due=_day(entry["until"]) if "until" in entry else None,
        evidence=_files(entry, folder),
        by=by,
        on=on,
    )


def _call_back(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    satisfied = entry.get("satisfied", "")
    answer = Answer(
        valid=entry.get("valid", True),
        contacted=bool(entry.get("contacted")),
        resolved=bool(entry.get("resolved")),
        satisfied=Satisfaction(satisfied) if satisfied else None,
    )
    note = entry.get("note", "")
    book.appraisals.call_back(entry["number"], answer, note=note, by=by, on=on)


def _draft(book: Book, entry: Entry, on: date) -> CommitmentDraft:
    fields = {name: value for name, value in entry.items() if name not in ("day", "do", "by")}
    return draft_commitment(
        book, on, on, **{"kind": "finish", **fields, "due": str(fields.get("due", ""))}
    )


def _docket(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.commitments.docket(_draft(book, entry, on), by=by, on=on)


def _enter_draft(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.commitments.enter_draft(_draft(book, entry, on), by=by, on=on)


def _split(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    whole = book.commitments.row(entry["number"])
    book.parts.split(
        entry["number"], draft_parts(book, whole, entry["parts"], on, on), by=by, on=on
    )


def _plan(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    course = read_plan(entry["course"], on, book.calendar)
    book.commitments.plan(entry["number"], course, by=by, on=on)


def _directory(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    fields = {name: value for name, value in entry.items() if name not in ("day", "do", "by")}
    book.directory.add_person(PersonDraft(**fields), by=by, on=on)


def _set_days(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    first, last = _day(entry["first"]), _day(entry.get("last", entry["first"]))
    book.calendars.set_days(
        [first + timedelta(days=n) for n in range((last - first).days + 1)],
        bool(entry["works"]),
        reason=entry["reason"],
        scope=Scope(entry.get("scope", Scope.OFFICE)),
        document=entry.get("document", ""),
        by=by,
        on=on,
    )


def _hand_over(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.postings.hand_over(entry["old"], entry["new"], unit=entry.get("unit", ""), by=by, on=on)


def _name_deputy(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.postings.name_deputy(
        entry["deputy"], entry["for"], since=_day(entry["from"]), until=_day(entry["until"]),
        reason=entry.get("reason", ""), by=by, on=on,
    )  # fmt: skip


def _decide(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    book.pressing.decide(
        entry["number"],
        confirmed=entry["do"] == "confirm_proposal",
        reason=entry["reason"],
        step=Step(entry["step"]) if "step" in entry else None,
        by=by,
        on=on,
    )


def _decide_draft(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
    if entry["do"] == "drop_draft":
        book.drafts.drop(entry["draft"], reason=entry["reason"], by=by, on=on)
        return
    given = {"lead_unit": entry.get("unit"), "due_phrase": entry.get("due")}
    told = {name: str(one) for name, one in given.items() if one}
    book.drafts.approve(entry["draft"], told, assign=bool(entry.get("assign")), by=by, on=on)


READ: dict[str, Callable[[Any], Any]] = {
    "until": _day, "due": _day, "since": _day, "cause": Cause, "mark": Mark,
}  # fmt: skip


def _plain(room: str, method: str, needs: str = "", may: str = "") -> Turn:
    """Make a turn of a ledger's method: the words of the entry it needs, and those it may have."""

    def take(book: Book, entry: Entry, by: Actor, on: date, _: Path) -> None:
        names = [*needs.split(), *(name for name in may.split() if name in entry)]
        given = {name: READ.get(name, str)(entry[name]) for name in names if name != "place"}
        given |= {"place": int(entry["place"])} if "place" in names else {}
        getattr(getattr(book, room), method)(entry["number"], **given, by=by, on=on)

    return take


# Named as in models.lifecycle; the directory's own turns come last.
TURNS: dict[str, Turn] = {
    "draft": _enter_draft,
    "approve": _plain("commitments", "approve"),
    "drop": _plain("commitments", "drop", "reason"),
    "docket": _docket,
    "split": _split,
    "plan": _plan,
    "assign": _plain("commitments", "assign", may="unit owner"),
    "accept": _plain("commitments", "accept"),
    "reject": _plain("commitments", "reject", "reason"),
    "report": _report,
    "sign": _plain("pressing", "sign"),
    "confirm_proposal": _decide,
    "decline_proposal": _decide,
    "instruct": _plain("registers", "instruct", "leader words", "due"),
    "find_obstacle": _plain("registers", "find_obstacle", "cause text", "waits_on since"),
    "clear_obstacle": _plain("registers", "clear_obstacle", may="place outcome"),
    "ask_help": _plain("registers", "ask_help", "leader ask", "place"),
    "decide_help": _plain("registers", "decide_help", "decision"),
    "ask_extension": _plain("commitments", "ask_extension", "until reason"),
    "consent_extension": _plain("commitments", "consent_extension", may="note"),
    "screen_extension": _plain("commitments", "screen_extension", "opinion"),
    "grant_extension": _plain("commitments", "grant_extension", may="until note"),
    "refuse_extension": _plain("commitments", "refuse_extension", "reason"),
    "suspend": _plain("commitments", "suspend", "reason"),
    "resume": _plain("commitments", "resume", may="note"),
    "ask_closure": _ask_closure,
    "check": _check,
    "return": _check,
    "confirm": _plain("commitments", "confirm", may="note"),
    "object": _plain("commitments", "raise_objection", "reason"),
    "uphold": _plain("commitments", "uphold_objection", may="note"),
    "dismiss": _plain("commitments", "dismiss_objection", "reason"),
    "cancel": _plain("commitments", "cancel", "reason"),
    "supersede": _plain("commitments", "supersede", "other", "note"),
    "look_back": _look_back,
    "reopen": _plain("commitments", "reopen", "reason", "due"),
    "call_back": _call_back,
    "mark": _plain("appraisals", "mark", "mark words", "unit leader"),
    "directory": _directory,
    "calendar": _set_days,
    "decide_draft": _decide_draft,
    "drop_draft": _decide_draft,
    "hand_over": _hand_over,
    "name_deputy": _name_deputy,
}

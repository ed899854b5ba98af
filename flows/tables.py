"""How frozen lines look to a person: Rich tables that count Chinese characters as two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from models.lights import Reason, Verdict
from models.terms import Light
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.whole import HistoryLine, Whole

COLOURS = {Light.RED: "bold red", Light.YELLOW: "yellow", Light.GREEN: "green"}


def table(lines: Sequence[Any], speaker: Speaker) -> Table:
    """Lay out lines by the columns their class declares; columns with nothing in them go."""
    # The box itself keeps columns apart: padding would wrap every cell once more.
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    columns = [one for one in fields(lines[0]) if "heading" in one.metadata]
    rows = [[cell(getattr(line, one.name), speaker) for one in columns] for line in lines]
    kept = [place for place in range(len(columns)) if any(row[place].plain for row in rows)]
    for one in (columns[place] for place in kept):
        wide = one.metadata["wide"]
        made.add_column(
            Text(speaker.say(one.metadata["heading"])),
            overflow="fold",
            no_wrap=not wide,
            ratio=1 if wide else None,
        )
    for row in rows:
        made.add_row(*(row[place] for place in kept))
    return made


def cell(value: Any, speaker: Speaker) -> Text:
    """Write one value; a light is worded, colour only supports it."""
    if isinstance(value, Light):
        return Text(speaker.word(value), style=COLOURS.get(value, ""))
    if isinstance(value, Verdict):
        return Text(value.shortly(speaker))
    if isinstance(value, Reason):
        return Text(value.said(speaker))
    if value is None or value == "" or value == ():
        return Text("")
    if isinstance(value, date):
        return Text(value.isoformat())
    return Text(speaker.word(value))


def whole(one: Whole, speaker: Speaker) -> list[Any]:
    """Lay out everything about one commitment."""
    line = one.line
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    rows: list[tuple[str, Any]] = [
        (N_("Light"), line.light),
        (N_("Reason"), line.verdict),
        (N_("Stage"), line.stage),
        (N_("Kind"), line.kind),
        (N_("Category"), line.category),
        (N_("Lead unit"), line.lead_unit),
        (N_("Support units"), one.support_units),
        (N_("Owner"), line.owner),
        (N_("Sponsor"), one.sponsor),
        (N_("Officer"), one.officer),
        (N_("Docketed"), line.docketed_on),
        (N_("Deadline"), line.due),
        (N_("Provisional"), speaker.say(PROVISIONAL) if line.provisional else ""),
        (N_("Deadline as written"), line.due_text),
        (N_("Original deadline"), line.original_due if line.extensions else None),
        (N_("Really done"), one.actual_on),
        (N_("Closed"), one.closed_on),
        (N_("Progress"), _progress(line, speaker)),
        (N_("Content"), one.content),
        (N_("Closing standard"), one.standard),
        (N_("Source"), one.source_document),
        (N_("Passage"), one.source_passage),
        (N_("Place"), one.source_place),
        (N_("Note"), one.note),
    ]
    for heading, value in rows:
        text = cell(value, speaker)
        if text.plain:
            made.add_row(speaker.say(heading), text)
    return [Text(f"{line.number}  {line.title}", style="bold"), made, *_attached(one, speaker)]


def _progress(line: Any, speaker: Speaker) -> str:
    parts = []
    if line.value is not None or line.target is not None:
        parts.append(
            f"{speaker.word(line.value) if line.value is not None else '0'}"
            f"/{speaker.word(line.target)}{line.measure}"
        )
    if line.percent is not None:
        parts.append(f"{speaker.word(line.percent)}%")
    return "  ".join(parts)


def _attached(one: Whole, speaker: Speaker) -> list[Any]:
    """Lay out milestones, reports, evidence and requests, each only where there are any."""
    blocks = (
        (
            N_("Milestones"),
            [
                (
                    str(step.position),
                    step.due,
                    step.title,
                    speaker.say(N_("done {on}"), on=step.done_on) if step.done_on else "",
                )
                for step in one.milestones
            ],
        ),
        (
            N_("Reports"),
            [
                (
                    report.on_day,
                    f"{speaker.word(report.percent)}%" if report.percent is not None else "",
                    report.done,
                    report.problem,
                )
                for report in one.reports
            ],
        ),
        (
            N_("Evidence"),
            [(file.on_day, file.name, f"{file.size} B", file.sha256[:12]) for file in one.evidence],
        ),
        (
            N_("Waiting"),
            [
                (request.since, speaker.say(WAITING[request.what]), request.until, request.reason)
                for request in one.waiting
            ],
        ),
    )
    made: list[Any] = []
    for heading, rows in blocks:
        if rows:
            part = Table(
                box=None,
                show_header=False,
                padding=(0, 2, 0, 0),
                title_justify="left",
                title=speaker.say(heading),
                title_style="bold",
            )
            for _ in rows[0]:
                part.add_column(overflow="fold")
            for row in rows:
                part.add_row(*(cell(value, speaker) for value in row))
            made.append(part)
    return made


PROVISIONAL = N_("working days beyond the published calendar; recounted when it appears")
WAITING = {
    "extension": N_("extension to decide"),
    "check": N_("closing to check"),
    "confirm": N_("closing to confirm"),
    "reject": N_("rejection to reroute"),
}


def story(lines: Sequence[HistoryLine], speaker: Speaker) -> list[Text]:
    """Tell a history in plain lines: the day, who did what, and what it changed."""
    return [_told(line, speaker) for line in lines]


def _told(line: HistoryLine, speaker: Speaker) -> Text:
    text = Text(f"{line.on_day}  ", style="dim", overflow="fold")
    text.append(speaker.word(line.happened), style="bold")
    who = (
        speaker.say(N_("{behalf} (entered by {actor})"), behalf=line.behalf, actor=line.actor)
        if line.behalf
        else line.actor
    )
    if who:
        text.append(f"  {who}")
    for sentence in (*changes(line.changes, speaker), line.note):
        if sentence:
            text.append(f"\n  {sentence}")
    return text


def changes(changed: dict[str, Any], speaker: Speaker) -> list[str]:
    """Say what an event changed, as far as a person wants to know."""
    said = []
    if "light" in changed:
        before, after = (Light(one or "none") for one in changed["light"])
        because = changed.get("because", [None, []])[1]
        said.append(
            speaker.say(
                N_("light {before} → {after}: {because}"),
                before=before,
                after=after,
                because=speaker.joined(_because(one, speaker) for one in because),
            )
        )
    if "rungs" in changed:
        rungs = [_rung(one, speaker) for one in changed["rungs"][1]]
        said.append(speaker.say(N_("ladder: {rungs}"), rungs=rungs))
    if "due" in changed and changed["due"][0]:
        old, new = (date.fromisoformat(one) for one in changed["due"])
        said.append(speaker.say(N_("deadline {before} → {after}"), before=old, after=new))
    files = [change[1]["name"] for key, change in changed.items() if key.startswith("evidence:")]
    if files:
        said.append(speaker.say(N_("evidence: {files}"), files=files))
    if "percent" in changed:
        said.append(speaker.say(N_("progress {percent}%"), percent=changed["percent"][1]))
    return said


def _because(reason: dict[str, Any], speaker: Speaker) -> str:
    return speaker.say(
        reason["sentence"], **{name: fact for name, fact in reason.items() if name != "sentence"}
    )


BASES = {"deadline": N_("deadline"), "milestone": N_("milestone"), "silence": N_("silence")}


def _rung(stored: str, speaker: Speaker) -> str:
    basis, _, key = stored.partition(" ")
    return f"{speaker.say(BASES[basis.partition(':')[0]])} {key}"

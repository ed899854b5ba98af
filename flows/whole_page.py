"""Everything about one commitment on a page: its facts, and a block for each register beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.story import answer_said
from flows.tables import cell
from models.rung_words import rung_said
from models.states import STATES
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.lines import Line
    from ledgers.pressed import NoticeLine
    from ledgers.whole import RequestLine, Whole
    from models.calendar import WorkCalendar
    from models.lights import MilestoneFacts

Rows = list[tuple[Any, ...]]
PROVISIONAL = N_("working days beyond the published calendar; recounted when it appears")
WAITING = {
    "consent": N_("extension for the unit head's consent"),
    "screen": N_("extension to screen"),
    "extension": N_("extension to decide"),
    "check": N_("closing to check"),
    "confirm": N_("closing to confirm"),
    "reject": N_("rejection to reroute"),
    "help": N_("coordination to decide"),
    "objection": N_("objection to decide"),
    "approve": N_("docketing to approve"),
    "lookback": N_("look-back to make"),
    "proposal": N_("consequence to decide"),
}


def whole(one: Whole, speaker: Speaker, calendar: WorkCalendar) -> list[Any]:
    """Lay out everything about one commitment."""
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for heading, value in _facts(one, speaker):
        text = cell(value, speaker)
        if text.plain:
            made.add_row(speaker.say(heading), text)
    title = Text(f"{one.line.number}  {one.line.title}", style="bold")
    blocks = (_block(heading, rows, speaker) for heading, rows in _blocks(one, speaker, calendar))
    return [title, made, *(block for block in blocks if block)]


def _facts(one: Whole, speaker: Speaker) -> Iterable[tuple[str, Any]]:
    line = one.line
    moved = line.due != line.original_due
    return (
        (N_("Light"), line.light),
        (N_("Reason"), line.verdict),
        (N_("Stage"), line.stage),
        (N_("How it ended"), line.ending),
        (N_("Kind"), line.kind),
        (N_("Category"), line.category),
        (N_("Part of"), one.part_of),
        (N_("Takes up again"), one.follows),
        (N_("Superseded by"), one.superseded_by),
        (N_("Lead unit"), line.lead_unit),
        (N_("Owner"), line.owner),
        (N_("Sponsor"), one.sponsor),
        (N_("Officer"), one.officer),
        (N_("Docketed"), line.docketed_on),
        (N_("Original deadline"), line.original_due if moved else None),
        (N_("Deadline"), line.due),
        (N_("Provisional"), speaker.say(PROVISIONAL) if line.provisional else ""),
        (N_("Deadline as written"), line.due_text or given_by_policy(one.due_rule, speaker)),
        (N_("Clock stood still"), _paused(line, speaker)),
        (N_("Really done"), one.actual_on),
        (N_("Closed"), one.closed_on),
        (N_("Progress"), progress(line, speaker)),
        (N_("Planned course"), [point.said(speaker) for point in line.plan]),
        (N_("Forecast"), one.forecast.reason.said(speaker) if one.forecast else ""),
        (N_("Reporting rhythm"), _rhythm(one.rhythm, speaker)),
        (N_("Content"), one.content),
        (N_("Closing standard"), one.standard),
        (N_("Source"), one.source_document),
        (N_("Passage"), one.source_passage),
        (N_("Place"), one.source_place),
        (N_("Note"), one.note),
    )


def given_by_policy(rule: str, speaker: Speaker) -> str:
    """Say by which limit of the policy a matter is due that states no deadline itself."""
    if not rule.startswith("policy:"):
        return ""
    from models.policy_words import limit_words  # few matters need it

    sentence, facts = limit_words(rule.partition(":")[2])
    return speaker.say(N_("by the policy, {limit}"), limit=speaker.say(sentence, **facts))


def _paused(line: Line, speaker: Speaker) -> str:
    if not line.paused_days:
        return ""
    return speaker.say(N_("{days} working days"), days=line.paused_days)


def _rhythm(stored: str, speaker: Speaker) -> str:
    if not stored:
        return ""
    from models.rhythm import parse  # most matters have none

    found = parse(stored)
    return found.said(speaker) if found else stored


def progress(line: Line, speaker: Speaker) -> str:
    """Say how far a matter is: 12/30所  40%."""
    parts = []
    if line.value is not None or line.target is not None:
        reached = speaker.word(line.value) if line.value is not None else "0"
        parts.append(f"{reached}/{speaker.word(line.target)}{line.measure}")
    if line.percent is not None:
        parts.append(f"{speaker.word(line.percent)}%")
    return "  ".join(parts)


# -- blocks -----------------------------------------------------------------------------


def _blocks(one: Whole, speaker: Speaker, calendar: WorkCalendar) -> Iterable[tuple[str, Rows]]:
    say = speaker.say
    return (
        (N_("Waiting"), [(w.since, say(WAITING[w.what]), w.until, w.reason) for w in one.waiting]),
        (
            N_("Parts"),
            [(p.number, p.title, p.lead_unit, p.due, p.light if p.light != "none" else p.stage)
             for p in one.parts],
        ),
        (N_("Support units"), [(s.unit, s.part, s.last_report_on, s.said)
                               for s in one.support_units]),
        (N_("Milestones"), _milestones(one.milestones, speaker, calendar)),
        (N_("Leaders' instructions"), [(i.on_day, i.leader, i.words, i.due)
                                       for i in one.instructions]),
        (
            N_("Obstacles"),
            [(o.since, o.cause, o.text, o.waits_on, _cleared(o.cleared_on, o.outcome, speaker))
             for o in one.obstacles],
        ),
        (N_("Coordination"), _requests(one.help_requests, speaker)),
        (
            N_("Reports"),
            [(r.on_day, f"{speaker.word(r.percent)}%" if r.percent is not None else "", r.done,
              r.problem) for r in one.reports],
        ),
        (N_("Letters of the ladder"), _notices(one.notices, speaker)),
        (N_("Proposed consequences"), [(p.proposed_on, p.step, p.state, p.decided_on,
                                        " ".join(filter(None, (p.decided_by, p.decision))))
                                       for p in one.proposals]),
        (N_("Extensions"), _requests(one.extensions, speaker)),
        (
            N_("Checks"),
            [(c.on_day, c.level, say(N_("passed") if c.passed else N_("returned")), c.checked_by,
              c.findings, c.missing) for c in one.checks],
        ),
        (N_("Objections"), _requests(one.objections, speaker)),
        (N_("Look-backs"), [(k.drawn_on, say(STATES[k.state]), k.on_day, k.findings)
                            for k in one.lookbacks]),
        (N_("Call-backs"), [
            (c.on_day, answer_said(c.valid, c.contacted, c.resolved, c.satisfied, speaker), c.note)
            for c in one.callbacks
        ]),
        (N_("Praise and criticism"), [(m.on_day, m.mark, m.unit, m.leader, m.words)
                                      for m in one.marks]),
        (
            N_("Evidence"),
            [(f.on_day, f.name, _sort(f.sort, speaker), f"{f.size} B", f.sha256[:12])
             for f in one.evidence],
        ),
    )  # fmt: skip


def _cleared(on: date | None, outcome: str, speaker: Speaker) -> str:
    return "" if on is None else f"{speaker.say(N_('cleared {on}'), on=on)} {outcome}".strip()


def _sort(stored: str, speaker: Speaker) -> str:
    from models.terms import Proof

    return speaker.word(Proof(stored)) if stored else ""


def _requests(requests: Sequence[RequestLine], speaker: Speaker) -> Rows:
    return [
        (r.since, speaker.say(STATES[r.state]), r.until, r.asked,
         " ".join(part for part in (r.opinion, r.decided_by, r.decision) if part))
        for r in requests
    ]  # fmt: skip


def _notices(notices: Sequence[NoticeLine], speaker: Speaker) -> Rows:
    return [
        (n.claimed_on, n.step, n.card, rung_said(n.basis, n.rung, speaker),
         speaker.word(list(n.addressed)), signed(n, speaker))
        for n in notices
    ]  # fmt: skip


def signed(notice: NoticeLine, speaker: Speaker) -> str:
    """Say who signed for a letter and when, or that nobody has."""
    if not notice.signed_on:
        return speaker.say(N_("not signed for"))
    return speaker.say(N_("signed for {on} by {name}"), on=notice.signed_on, name=notice.signed_by)


def _milestones(steps: Sequence[MilestoneFacts], speaker: Speaker, calendar: WorkCalendar) -> Rows:
    rows: Rows = []
    for place, step in enumerate(steps):
        done = speaker.say(N_("done {on}"), on=step.done_on) if step.done_on else ""
        rows.append(
            (str(step.position), step.starts, step.due, step.title, done,
             overlap(steps, place, speaker, calendar))
        )  # fmt: skip
    return rows


def overlap(
    steps: Sequence[MilestoneFacts], place: int, speaker: Speaker, calendar: WorkCalendar
) -> str:
    """Say by how many working days a node starts before the one before it ends (压茬推进)."""
    before, starts = steps[place - 1].due if place else None, steps[place].starts
    if before is None or starts is None or starts > before:
        return ""
    days = calendar.between(starts, before) + calendar.is_working(starts)
    return speaker.say(N_("overlaps the one before by {days} working days"), days=days)


def _block(heading: str, rows: Rows, speaker: Speaker) -> Table | None:
    """Lay out one block; columns with nothing in them go."""
    if not rows:
        return None
    made = Table(
        box=None, show_header=False, padding=(0, 2, 0, 0), title_justify="left",
        title=Text(speaker.say(heading), style="bold"),
    )  # fmt: skip
    cells = [[cell(value, speaker) for value in row] for row in rows]
    kept = [n for n in range(len(cells[0])) if any(row[n].plain for row in cells)]
    for _ in kept:
        made.add_column(overflow="fold")
    for row in cells:
        made.add_row(*(row[n] for n in kept))
    return made

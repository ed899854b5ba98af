"""A history told as a story: one plain sentence for what happened, more for what it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.text import Text

from models.facts import Point
from models.rung_words import rung_said
from models.terms import Card, Cause, Check, Happened, Light, Mark, Proof, Satisfaction, Step
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.archive import EventLine
    from ledgers.histories import HistoryLine

Changed = dict[str, Any]

# What happened, said of whoever did it. What was written with it follows in quotes.
SAID = {
    Happened.DOCKETED: N_("{who} docketed it"),
    Happened.DRAFTED: N_("{who} entered it as a draft"),
    Happened.APPROVED: N_("{who} approved its docketing"),
    Happened.DROPPED: N_("{who} dropped the draft"),
    Happened.SPLIT: N_("{who} split it into parts"),
    Happened.PLANNED: N_("{who} set its planned course"),
    Happened.ROLLED_UP: N_("Its figures follow those of its parts"),
    Happened.ASSIGNED: N_("{who} assigned it"),
    Happened.ACCEPTED: N_("{who} accepted it"),
    Happened.ACCEPTED_BY_SILENCE: N_("The sign-off limit passed in silence: it counts as accepted"),
    Happened.REJECTED: N_("{who} rejected the assignment"),
    Happened.REPORTED: N_("{who} reported"),
    Happened.EXTENSION_ASKED: N_("{who} asked for a later deadline"),
    Happened.EXTENSION_CONSENTED: N_("{who} consented to the request"),
    Happened.EXTENSION_SCREENED: N_("{who} screened the request"),
    Happened.EXTENSION_GRANTED: N_("{who} granted the extension"),
    Happened.EXTENSION_REFUSED: N_("{who} refused the extension"),
    Happened.SUSPENDED: N_("{who} suspended it"),
    Happened.RESUMED: N_("{who} resumed it"),
    Happened.CLOSURE_ASKED: N_("{who} asked to strike it off"),
    Happened.CHECKED: N_("{who} checked it: passed"),
    Happened.RETURNED: N_("{who} checked it: returned for redo"),
    Happened.CLOSED: N_("{who} struck it off"),
    Happened.NOT_PURSUED: N_("{who} ended it as not pursued"),
    Happened.SUPERSEDED: N_("{who} ended it: another entry takes its place"),
    Happened.OBJECTED: N_("{who} objected"),
    Happened.OBJECTION_UPHELD: N_("{who} upheld the objection"),
    Happened.OBJECTION_DISMISSED: N_("{who} dismissed the objection"),
    Happened.REOPENED: N_("{who} reopened it after a relapse"),
    Happened.LOOKBACK_DRAWN: N_("It was drawn by lot for a look-back"),
    Happened.LOOKBACK_HELD: N_("{who} looked back: the result holds"),
    Happened.INSTRUCTED: N_("{who} recorded a leader's instruction"),
    Happened.OBSTACLE_FOUND: N_("{who} registered an obstacle"),
    Happened.OBSTACLE_CLEARED: N_("{who} cleared an obstacle"),
    Happened.HELP_ASKED: N_("{who} asked a leader for coordination"),
    Happened.HELP_DECIDED: N_("{who} decided on the request for coordination"),
    Happened.CALLED_BACK: N_("{who} called back whoever raised it"),
    Happened.MARKED: N_("{who} recorded what was said of the work"),
    Happened.SIGNED: N_("{who} signed for what had been sent"),
    Happened.PROPOSAL_CONFIRMED: N_("{who} confirmed what the ladder proposed"),
    Happened.PROPOSAL_DECLINED: N_("{who} declined what the ladder proposed"),
    Happened.LOOKED: N_("The daily look"),
}


def story(lines: Sequence[HistoryLine], speaker: Speaker) -> list[Text]:
    """Tell a history, a paragraph for each event: the day, who did what, what it changed."""
    return [_paragraph(line, speaker) for line in lines]


def _paragraph(line: HistoryLine, speaker: Speaker) -> Text:
    text = Text(f"{line.on_day}  ", style="dim", overflow="fold")
    first, *rest = sentences(line, speaker)
    text.append(first)
    for one in rest:
        text.append(f"\n            {one}")
    return text


def sentences(line: HistoryLine | EventLine, speaker: Speaker) -> list[str]:
    """Say one event: what happened with the words written with it, then what it changed."""
    said = speaker.say(SAID.get(line.happened, line.happened.label), who=_who(line, speaker))
    details = changes(line.changes, speaker)
    if line.happened == Happened.LOOKED:  # what the look changed is all there is to say
        return [_colon(said, "；".join(details) if _zh(speaker) else "; ".join(details), speaker)]
    return [_colon(said, line.note, speaker) if line.note else said, *details]


def _zh(speaker: Speaker) -> bool:
    return speaker.language == "zh"


def _colon(said: str, more: str, speaker: Speaker) -> str:
    return f"{said}{'：' if _zh(speaker) else ': '}{more}" if more else said


def _who(line: HistoryLine | EventLine, speaker: Speaker) -> str:
    if not line.behalf:
        return line.actor or speaker.say(N_("The ledger"))
    return speaker.say(N_("{behalf} (entered by {actor})"), behalf=line.behalf, actor=line.actor)


def changes(changed: Changed, speaker: Speaker) -> list[str]:
    """Say what an event changed, as far as a person wants to know."""
    return [said for tell in TELLERS if (said := tell(changed, speaker))]


# -- what changed, one teller for each --------------------------------------------------


def _light(changed: Changed, speaker: Speaker) -> str:
    if "light" not in changed or "because" not in changed:
        return ""
    before, after = (Light(one or "none") for one in changed["light"])
    because = speaker.joined(_because(one, speaker) for one in changed["because"][1])
    return speaker.say(
        N_("light {before} → {after}: {because}"), before=before, after=after, because=because
    )


def _because(reason: Changed, speaker: Speaker) -> str:
    facts = {name: _fact(one) for name, one in reason.items() if name != "sentence"}
    return speaker.say(reason["sentence"], **facts)


def _fact(value: Any) -> Any:
    """Read a day back from the journal, so that it is written as the reader expects."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


def _rungs(changed: Changed, speaker: Speaker) -> str:
    if "rungs" not in changed:
        return ""
    told = [_rung(one, speaker) for one in changed["rungs"][1]]
    return speaker.say(N_("ladder: {rungs}"), rungs=told)


def _rung(stored: str | Changed, speaker: Speaker) -> str:
    """Name a rung; events of older books have no more than its basis and key."""
    if isinstance(stored, str):
        basis, _, key = stored.partition(" ")
        return rung_said(basis, key, speaker)
    what = [Step(stored["step"]), *([Card(stored["card"])] if stored["card"] else [])]
    return speaker.say(
        N_("{rung} ({what})") if stored["sent"] else N_("{rung} ({what}, recorded only)"),
        rung=rung_said(stored["basis"], stored["rung"], speaker), what=what,
    )  # fmt: skip


def _consequence(changed: Changed, speaker: Speaker) -> str:
    """Say what the ladder proposed, or which proposal was decided on."""
    proposed = [Step(one["step"]) for one in _rows(changed, "proposal")]
    if proposed:
        return speaker.say(N_("proposed: {steps}"), steps=proposed)
    return speaker.word(Step(changed["step"][1])) if "step" in changed else ""


def _due(changed: Changed, speaker: Speaker) -> str:
    before, after = changed.get("due", (None, None))
    if not after:
        return ""
    if not before:
        return speaker.say(N_("deadline {after}"), after=date.fromisoformat(after))
    old, new = date.fromisoformat(before), date.fromisoformat(after)
    return speaker.say(N_("deadline {before} → {after}"), before=old, after=new)


def _percent(changed: Changed, speaker: Speaker) -> str:
    after = changed.get("percent", (None, None))[1]
    return speaker.say(N_("progress {percent}%"), percent=after) if after is not None else ""


def _plan(changed: Changed, speaker: Speaker) -> str:
    points = [
        Point(date.fromisoformat(one["day"]), Decimal(one["percent"]))
        for one in _rows(changed, "plan_point")
    ]
    said = [one.said(speaker) for one in points]
    return speaker.say(N_("planned course: {points}"), points=said) if said else ""


def _forecast(changed: Changed, speaker: Speaker) -> str:
    after = changed.get("forecast_on", (None, None))[1]
    if not after:
        return ""
    return speaker.say(N_("forecast: done about {day}"), day=date.fromisoformat(after))


def _rows(changed: Changed, table: str) -> list[Changed]:
    return [one[1] for key, one in changed.items() if key.startswith(f"{table}:") and not one[0]]


def _files(changed: Changed, speaker: Speaker) -> str:
    files = [one["name"] for one in _rows(changed, "evidence")]
    return speaker.say(N_("evidence: {files}"), files=files) if files else ""


def _until(changed: Changed, speaker: Speaker) -> str:
    asked = _rows(changed, "extension_request")
    return (
        speaker.say(N_("asked until {until}"), until=date.fromisoformat(asked[0]["until"]))
        if asked
        else ""
    )


def _check(changed: Changed, speaker: Speaker) -> str:
    for one in _rows(changed, "check_record"):
        said = speaker.word(Check(one["level"]))
        if not one["missing"]:
            return said
        missing = [Proof(each) for each in one["missing"].split(",")]
        return speaker.joined([said, speaker.say(N_("missing: {proofs}"), proofs=missing)])
    return ""


def _obstacle(changed: Changed, speaker: Speaker) -> str:
    for one in _rows(changed, "obstacle"):
        cause = speaker.word(Cause(one["cause"]))
        if not one["waits_on"]:
            return cause
        return speaker.joined([cause, speaker.say(N_("waits on {whom}"), whom=one["waits_on"])])
    return ""


def _instruction(changed: Changed, speaker: Speaker) -> str:
    for one in _rows(changed, "instruction"):
        if one["due"]:
            due = date.fromisoformat(one["due"])
            return speaker.say(N_("to be done by {day}"), day=due)
    return ""


def answer_said(
    valid: bool, contacted: bool, resolved: bool, satisfied: Satisfaction | None, speaker: Speaker
) -> str:
    """Say what a call-back came to: in touch, resolved, satisfied."""
    if not valid:
        return speaker.say(N_("left out by rule"))
    told = [
        speaker.say(N_("in touch in time") if contacted else N_("not in touch in time")),
        speaker.say(N_("resolved") if resolved else N_("not resolved")),
    ]
    return speaker.joined([*told, *([speaker.word(satisfied)] if satisfied else [])])


def _callback(changed: Changed, speaker: Speaker) -> str:
    for one in _rows(changed, "callback"):
        satisfied = Satisfaction(one["satisfied"]) if one["satisfied"] else None
        told = bool(one["valid"]), bool(one["contacted"]), bool(one["resolved"])
        return answer_said(*told, satisfied, speaker)
    return ""


def _mark(changed: Changed, speaker: Speaker) -> str:
    for one in _rows(changed, "appraisal"):
        return speaker.word(Mark(one["mark"]))
    return ""


def _parts(changed: Changed, speaker: Speaker) -> str:
    if "parts" not in changed:
        return ""
    return speaker.say(N_("parts: {numbers}"), numbers=changed["parts"][1])


TELLERS: tuple[Callable[[Changed, Speaker], str], ...] = (
    _light, _rungs, _consequence, _due, _until, _percent, _plan, _forecast, _check, _obstacle,
    _instruction, _callback, _mark, _parts, _files,
)  # fmt: skip

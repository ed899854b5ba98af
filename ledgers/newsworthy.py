"""What of a day is news, and what each event or rung says to whoever is told of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from ledgers.digest_lines import Answered, Ask, Change, Instructed, ReaderLine
from ledgers.drivers import Row
from ledgers.lines import Line
from models.ladder import REDS
from models.terms import Card, Happened, Light, Proof, Reader, Step

ANSWERS = frozenset(
    {
        Happened.EXTENSION_GRANTED,
        Happened.EXTENSION_REFUSED,
        Happened.RETURNED,
        Happened.HELP_DECIDED,
        Happened.OBJECTION_UPHELD,
        Happened.OBJECTION_DISMISSED,
        Happened.PROPOSAL_CONFIRMED,
    }
)
REQUESTS = frozenset(
    {
        Happened.DRAFTED,
        Happened.EXTENSION_ASKED,
        Happened.EXTENSION_CONSENTED,
        Happened.EXTENSION_SCREENED,
        Happened.CLOSURE_ASKED,
        Happened.CHECKED,
        Happened.REJECTED,
        Happened.HELP_ASKED,
        Happened.OBJECTED,
        Happened.OBJECTION_UPHELD,
        Happened.LOOKBACK_DRAWN,
    }
)
# What a rung may wait for an answer to: it says so in its own key, notice+5.
UNANSWERED = frozenset({*Step, *Card})
ASSIGNING = frozenset({Happened.DOCKETED, Happened.ASSIGNED})
ENDS = frozenset({Happened.CLOSED, Happened.NOT_PURSUED, Happened.SUPERSEDED})
PAUSES = frozenset({Happened.SUSPENDED, Happened.RESUMED})


def _missing(event: Row) -> tuple[Proof, ...]:
    """Read which sorts of evidence a failed check found missing."""
    for key, change in json.loads(event.changes).items():
        if key.startswith("check_record:") and change[1].get("missing"):
            return tuple(Proof(one) for one in change[1]["missing"].split(","))
    return ()


def _proposed(event: Row) -> Step | None:
    """Read which consequence was decided on."""
    step = json.loads(event.changes).get("step")
    return Step(step[1]) if step else None


def ask_of(notice: Row, line: Line, skipped: int) -> Ask:
    """Read what a rung asks of the owner, and how many lower ones it stands for."""
    rung, _, place = notice.rung.partition("#")
    after, _, days = rung.partition("+")
    return Ask(
        line,
        Step(notice.step),
        Reader.OWNER,
        notice.fell_due_on,
        skipped,
        notice.milestone or "",
        card=Card(notice.card) if notice.card else None,
        again=int(place or 1),
        unanswered=int(days) if after in UNANSWERED else 0,
        red_again=notice.basis == REDS,
    )


def heap_of(change: Change, happened: set[Happened]) -> str:
    """Name the heap of a pile where a change belongs; empty where it is no news."""
    if Happened.REOPENED in happened:
        return "reopened"
    if happened & ENDS:
        return "closed"
    if happened & PAUSES:
        return "paused"
    return "changes" if is_news(change.before, change.after) else ""


def is_news(before: Light, after: Light) -> bool:
    """Tell whether another light is worth a letter.

    A first light is news only when it is red: a ledger just imported turns green or yellow
    as a whole, and nobody wants that as a letter.
    """
    return after != before and (before != Light.NONE or after == Light.RED)


def light_change(line: Line, events: list[Row]) -> Change:
    """Read which light the events found and which they left."""
    before = after = line.light
    lit = [json.loads(event.changes)["light"] for event in events if '"light":' in event.changes]
    if lit:
        before, after = Light(lit[0][0] or "none"), Light(lit[-1][1])
    return Change(line, before, after)


def answered(event: Row, line: Line) -> Answered:
    """Read what was decided on a unit's request."""
    return Answered(Happened(event.happened), line, event.note, _missing(event), _proposed(event))


def instructed(event: Row, line: Line, readers: Mapping[int, ReaderLine]) -> Instructed:
    """Read what a leader instructed, and by when."""
    told = next(
        change[1]
        for key, change in json.loads(event.changes).items()
        if key.startswith("instruction:")
    )
    due = told["due"] and date.fromisoformat(told["due"])
    leader = readers.get(told["leader_id"])
    return Instructed(line, leader.name if leader else "", told["words"], due)


def taken_over(event: Row) -> dict[int, list[int]]:
    """Read which posts each person came into when something was handed over."""
    posts: dict[int, list[int]] = defaultdict(list)
    for key, change in json.loads(event.changes).items():
        if key.startswith("post:") and change[1].get("holder_id"):
            posts[change[1]["holder_id"]].append(int(key.partition(":")[2]))
    return posts

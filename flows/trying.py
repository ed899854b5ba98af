"""``duban policy try``: what a policy would have meant for the office's own past, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.lines import as_json
from ledgers.trial import try_policy
from ledgers.trial_lines import Agreement, Trial
from models.policy_file import read_policy
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk

VERDICT = N_("From {first} to {last}, “{policy}” would have meant: {changes}.")
CHANGES = (
    (
        N_("{count} more letters"),
        N_("{count} fewer letters"),
        N_("as many letters ({count})"),
    ),
    (
        N_("{count} more matters red"),
        N_("{count} fewer matters red"),
        N_("as many matters red ({count})"),
    ),
    (
        N_("{count} more matters proposed for a circular, an interview or a transfer"),
        N_("{count} fewer matters proposed for a circular, an interview or a transfer"),
        N_("as many matters proposed for a circular, an interview or a transfer ({count})"),
    ),
)
LISTS = ("by_person", "by_matter", "proposals", "astray")


def try_out(at: Desk, file: Path, first: str, last: str, limit: int) -> None:
    """Replay the past under the policy of a file and show it beside the one in force."""
    policy, _text = read_policy(file)
    days = {"first": at.day(first) if first else None, "last": at.day(last) if last else None}
    with at.working(N_("Replaying the past…")) as tell, at.reading() as book:
        month = ""

        def told(day: Any) -> None:
            nonlocal month
            if month != f"{day:%Y-%m}":
                month = f"{day:%Y-%m}"
                tell(N_("Replaying {month}"), month=month)

        found = try_policy(book, policy, **days, progress=told)
    if at.as_json:
        at.data(_plain(found, limit))
    else:
        _Page(at, found, limit).show()


def _plain(found: Trial, limit: int) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(found)
    plain["in_force"] = [
        {"name": name, "adopted_on": on.isoformat()} for name, on in found.in_force
    ]
    for name in LISTS:
        lines = plain[name]
        plain[name] = {"total": len(lines), "lines": lines[: limit or None]}
    return plain


class _Page:
    """One trial, told to a person: the verdict first, then what it rests on."""

    def __init__(self, at: Desk, found: Trial, limit: int) -> None:
        self._at, self._found, self._limit = at, found, limit

    def show(self) -> None:
        """Show it."""
        at, found = self._at, self._found
        self._verdict()
        at.say(
            N_("In force: {policies}. {matters} matters, {days} days looked at."),
            policies=[self._version(*one) for one in found.in_force],
            matters=found.matters,
            days=found.days,
        )
        if found.missed:
            at.say(
                N_(
                    "Nobody looked on {count} working days; both sides make them good "
                    "on the next run, or before a turn entered first."
                ),
                count=found.missed,
            )
        self._agreement()
        self._block(N_("Rungs taken, and sent (in force → tried)"), found.by_step, cut=False)
        self._block(N_("Letters by role (in force → tried)"), found.by_role, cut=False)
        self._block(N_("Letters by person, the biggest difference first"), found.by_person)
        self._block(N_("Lights that differ, in working days (in force → tried)"), found.by_matter)
        self._block(N_("Proposed to be named, and the day of the proposal"), found.proposals)
        at.say(
            N_(
                "Letters: one a reader and day at most. What people did, and what waits for a "
                "decision, has letters written under either policy and counts the same on both "
                "sides. Nothing was written to the ledger."
            )
        )

    def _version(self, name: str, adopted_on: Any) -> str:
        return self._at.speaker.say(
            N_("“{name}” since {day}"), name=self._at.speaker.say(name), day=adopted_on
        )

    def _verdict(self) -> None:
        at, found = self._at, self._found
        changes = []
        for both, (more, fewer, same) in zip(
            (found.letters, found.reds, found.named), CHANGES, strict=True
        ):
            sentence = more if both.more > 0 else fewer if both.more < 0 else same
            changes.append(at.speaker.say(sentence, count=abs(both.more) or both.tried))
        at.say(
            VERDICT, first=found.first, last=found.last, policy=at.speaker.say(found.policy),
            changes=at.speaker.joined(changes),
        )  # fmt: skip

    def _agreement(self) -> None:
        """Say how far the simulation can be trusted, and where it parts from the record."""
        found = self._found
        self._at.say(
            N_(
                "The simulation of what was in force agrees with the record in {lights} changes "
                "of light, {rungs} rungs and {letters} letters."
            ),
            lights=_of(found.lights),
            rungs=_of(found.notices),
            letters=_of(found.written),
        )
        if found.waited:
            self._at.say(
                N_(
                    "{count} letters of the record come of no light, rung or turn of their day: "
                    "somebody had a decision waiting. They are counted on both sides."
                ),
                count=found.waited,
            )
        if not found.astray:
            return
        self._at.say(
            N_(
                "Where it parts from the record, an older version of duban judged by its own "
                "rules, or the tables were changed by hand (“duban audit” tells):"
            )
        )
        self._table(found.astray[: self._limit or None])

    def _block(self, heading: str, lines: Sequence[Any], *, cut: bool = True) -> None:
        """Show one list under its heading; what was cut off is said."""
        if not lines:
            return
        from rich.text import Text

        at = self._at
        at.out.print()
        at.out.print(Text(at.speaker.say(heading), style="bold"))
        shown = lines[: self._limit or None] if cut else lines
        self._table(shown)
        if len(shown) < len(lines):
            at.say(
                N_("{shown} of {total} shown. All: --limit 0"),
                shown=len(shown),
                total=len(lines),
            )

    def _table(self, lines: Iterable[Any]) -> None:
        from flows.tables import table

        self._at.out.print(table(list(lines), self._at.speaker))


def _of(one: Agreement) -> str:
    return f"{one.same}/{one.total}"

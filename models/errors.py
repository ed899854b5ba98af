"""Every refusal, with its facts. The class is the reason; a speaker says it later.

    Refusal
    ├── Misuse              what was typed cannot be meant        (2-19, 110, 111)
    ├── NotFound            no such thing in the book             (20-29, 120, 121)
    ├── AgainstTheRules     the ledger's rules forbid it          (30-45, 80-103, 105-108,
    │                       122, 123, 125; in models.broken_rules; on the way to the end:
    │                       in models.refused_extensions, models.refused_closings)
    ├── BadFile             a file from outside cannot be used    (50-59;
    │                       in models.bad_files; documents to be read: 112-119,
    │                       in models.source_errors)
    └── NotReady            the office is not set up for it       (46-49, 60-79, 104, 109,
                            124; in models.not_ready)

A sentence says what happened, where, and what to do next. Exit codes are part of the
interface: never translated, never reused (a test keeps them unique).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from models.words import N_, Speaker


class Refusal(Exception):
    """Something asked for that is not done, and why."""

    sentence: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: Any) -> None:
        """Keep the facts; the sentence is built when the reader is known."""
        super().__init__(facts)
        self.facts = facts

    def said(self, speaker: Speaker) -> str:
        """Say the refusal in the reader's language."""
        return speaker.say(self.sentence, **self.facts)

    def __str__(self) -> str:
        """Say it in English, for logs and tracebacks."""
        return self.said(Speaker("en"))


# -- what was typed ---------------------------------------------------------------------


class Misuse(Refusal):
    """What was typed cannot be meant."""


class BadDraft(Misuse):
    """A form was filled in wrongly; one sentence a field."""

    sentence = N_("{field}: {problem} (given: {given}). Correct it and try again.")
    exit_code = 2


class BadlyMatched(Misuse):
    """Fields of a form that do not go together."""

    sentence = N_("{problem}. Correct it and try again.")
    exit_code = 16


class BadDay(Misuse):
    """A day that is no day."""

    sentence = N_("“{given}” is not a date. Write it as 2020-09-30.")
    exit_code = 10


class UnreadableDeadline(Misuse):
    """A deadline phrase from which no day follows."""

    sentence = N_(
        "No day follows from the deadline “{phrase}” (issued on {issued_on}). "
        "Write a date such as 2020-09-30, or a phrase such as 9月底前."
    )
    exit_code = 11


class DayToCome(Misuse):
    """An act entered for a day that has not come: nobody can have done it."""

    sentence = N_("{day} has not come yet; today is {today}. Correct --on.")
    exit_code = 111


class IssuedWhen(Misuse):
    """A document that does not tell when it was issued, and nobody said it."""

    sentence = N_(
        "{path} does not tell the day it was issued, and deadlines are counted from it. "
        "Say it with --issued-on 2020-07-31."
    )
    exit_code = 110


class DeadlineBeforeDocketing(Misuse):
    """A deadline that had passed when the matter was docketed."""

    sentence = N_(
        "The deadline {due} lies before the docketing day {docketed_on}. "
        "Correct one of the two (--due, --on)."
    )
    exit_code = 12


class DeadlineMissing(Misuse):
    """A commitment that would never be late."""

    sentence = N_(
        "“{title}” has no deadline. Give one (--due 2020-09-30 or --due 9月底前), "
        "or docket it as a standing duty (--kind standing)."
    )
    exit_code = 14


class NotAChoice(Misuse):
    """A word that is none of those possible."""

    sentence = N_("{option}: “{given}” is not possible here. Choose one of: {allowed}.")
    exit_code = 15


class WrongPeriod(Misuse):
    """A period that ends before it begins."""

    sentence = N_("The period {first} to {last} ends before it begins. Exchange the two days.")
    exit_code = 13


class OutsideItsLife(Misuse):
    """Days on which the book was not there yet, or has not been yet."""

    sentence = N_(
        "{start} to {end} is not all in the past of this ledger: its first day was {first}, its "
        "last so far {last}. Choose days between them (--from, --to)."
    )
    exit_code = 7


class NothingSaid(Misuse):
    """A reason, an opinion or findings without a word."""

    sentence = N_(
        "{option} is empty, and “{turn}” needs {needs}. Write it in words that others will "
        "still understand in a year."
    )
    exit_code = 4


class NotTogether(Misuse):
    """Two options of which only one can be meant, or neither of them."""

    sentence = N_("Give one of the two, {first} or {second}, and not both.")
    exit_code = 17


class ChooseOne(Misuse):
    """Several options of which only one can be meant."""

    sentence = N_("Give one of {options}, and only one.")
    exit_code = 6


class SealTooShort(Misuse):
    """Fewer characters of a seal than a digest prints."""

    sentence = N_(
        "“{given}” is only a piece of a seal: a digest prints {count} characters of it. "
        "Write them all."
    )
    exit_code = 18


class NotAPart(Misuse):
    """A part of a split that lacks its title, unit or deadline."""

    sentence = N_(
        "“{given}” does not tell a part. Write it as “TITLE | UNIT | DEADLINE”, and its target "
        "after another | where it is counted: “南片区 | 交通局 | 9月底前 | 12个”."
    )
    exit_code = 19


class NotARhythm(Misuse):
    """A reporting rhythm that cannot be read."""

    sentence = N_(
        "“{given}” is no reporting rhythm. Write for example 每周二, 每月28日前, 每季度末月20日前, "
        "每30天, or “weekly on Tuesday”, “every month by the 28th”, “every 30 days”."
    )
    exit_code = 3


class NotAPeriod(Misuse):
    """Neither a year nor a month."""

    sentence = N_("“{given}” is neither a year nor a month. Write it as 2027 or as 2027-05.")
    exit_code = 9


class BadNotice(Misuse):
    """A notice on days off that cannot be read, or that contradicts itself."""

    sentence = N_(
        "Line {line} of the notice, “{text}”: {problem}. Nothing was taken over. Correct the line "
        "by the notice as published, and import it again."
    )
    exit_code = 5

    def said(self, speaker: Speaker) -> str:
        """Say the problem, a sentence with facts of its own, within the sentence."""
        problem = self.facts["problem"]
        told = problem if isinstance(problem, str) else problem.said(speaker)
        return speaker.say(self.sentence, **{**self.facts, "problem": told})


class UnreadablePlan(Misuse):
    """No day, or no figure, follows from a point of a planned course."""

    sentence = N_(
        "“{given}” is no point of a planned course. Write each as a day and what is to be done "
        "by then: 2020-06-30=30 2020-09-30=70, or 6月底30%，9月底70%."
    )
    exit_code = 8


# -- no such thing ----------------------------------------------------------------------


class NotFound(Refusal):
    """No such thing in the book."""

    def __init__(self, *, near: Iterable[str] = (), **facts: Any) -> None:
        """Keep the nearest names, so that a typing slip mends itself."""
        super().__init__(near=tuple(near), **facts)

    def said(self, speaker: Speaker) -> str:
        """Say the refusal, and the nearest names where there are any."""
        said = super().said(speaker)
        if not self.facts["near"]:
            return said
        return said + speaker.say(N_(" Nearest: {near}."), near=self.facts["near"])


class NoSuchCommitment(NotFound):
    """No commitment has this number."""

    sentence = N_("No commitment has the number {number}. “duban list” shows what there is.")
    exit_code = 20


class NoSuchUnit(NotFound):
    """No unit has this name or alias."""

    sentence = N_(
        "The directory has no unit called “{name}”. Use its name or an alias, "
        "or add it: duban units add {name}."
    )
    exit_code = 21


class NoSuchPerson(NotFound):
    """No person has this name."""

    sentence = N_(
        "The directory has no person called “{name}”. Add one: duban people add {name} --unit UNIT."
    )
    exit_code = 22


class NothingWaiting(NotFound):
    """There is no request of this sort to decide on."""

    sentence = N_("{number} has no {what} waiting. “duban show {number}” tells where it stands.")
    exit_code = 23


class NothingHeld(NotFound):
    """A person who holds no post, or stands in for nobody."""

    sentence = N_(
        "{name} holds nothing that could be handed over or ended here. "
        "“duban people list” shows who holds what."
    )
    exit_code = 25


class NoSuchObstacle(NotFound):
    """No open obstacle at this place, or several and none named."""

    sentence = N_(
        "{number} has no single open obstacle at {place}. “duban obstacle list” numbers them; "
        "name one with --place."
    )
    exit_code = 26


class NoSuchOverride(NotFound):
    """A day on which this scope has said nothing of its own."""

    sentence = N_(
        "{scope} has said nothing of its own on {first} to {last}. “duban calendar show” marks "
        "the days that have been set; say whose with --scope."
    )
    exit_code = 29


class NoSuchVersion(NotFound):
    """A version of the policy that was never adopted."""

    sentence = N_(
        "There is no version {given} of the policy; {count} have been adopted. "
        "“duban policy show --version 1” shows the first one."
    )
    exit_code = 27


class NoSuchMilestone(NotFound):
    """A milestone the commitment does not have."""

    sentence = N_("{number} has no milestone {position}. “duban show {number}” lists them.")
    exit_code = 24


class NoSuchDraft(NotFound):
    """No draft has this number."""

    sentence = N_("There is no draft {draft}. “duban drafts --all” lists what there is.")
    exit_code = 120


class NoSuchDocument(NotFound):
    """No document has this number."""

    sentence = N_(
        "There is no document {document}. “duban drafts --all” names the documents that were read."
    )
    exit_code = 121


class NothingLived(NotFound):
    """A book that no daily run has looked at yet has no past to try anything on."""

    sentence = N_(
        "No daily run has looked at this ledger yet, so there is no past to try a policy on. "
        "Live through some days first: duban run daily."
    )
    exit_code = 28


def refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """List every refusal that can be said, for the tests that guard the house.

    Only of branches that have been imported: the tree above names the modules.
    """
    found = []
    for kind in root.__subclasses__():
        found += [kind] if kind.sentence else []
        found += refusals(kind)
    return found

"""Refusals on the way to the end and after it: evidence, checks, closing, objection, relapse.

Part of the branch in ``models.broken_rules``, apart because one promise binds them: nothing is
struck off without evidence that somebody other than the owner has checked.
"""

from __future__ import annotations

from models.broken_rules import AgainstTheRules
from models.words import N_


class OwnFinding(AgainstTheRules):
    """Whoever found something would decide on the objection against it."""

    sentence = N_(
        "{person} found what {number} objects to and cannot decide on the objection as well. "
        "Another leader decides: duban object uphold {number} --by NAME."
    )
    exit_code = 94


class NewDayNeeded(AgainstTheRules):
    """A relapse without a day by which it is to be mended."""

    sentence = N_(
        "The deadline of {number} passed on {due}; whoever reopens it sets a new day for mending "
        "it: duban reopen {number} --until DAY --reason TEXT."
    )
    exit_code = 95


class NotThisCheck(AgainstTheRules):
    """A check out of the policy's order."""

    sentence = N_(
        "“{level}” is not the check that {number} needs now; the policy's order says: {due}. "
        "Leave out --level to do that one."
    )
    exit_code = 84


class AllChecked(AgainstTheRules):
    """A further check of what has passed all of them."""

    sentence = N_(
        "{number} has passed all its checks. Next: duban close confirm {number}, or return it: "
        "duban close check {number} --failed --findings TEXT."
    )
    exit_code = 93


class CheckerIsInside(AgainstTheRules):
    """The last check by somebody of the owner's own unit."""

    sentence = N_(
        "{person} belongs to {unit}, which answers for {number}; the last check is for somebody "
        "of another unit: duban close check {number} --by NAME."
    )
    exit_code = 85


class ProofMissing(AgainstTheRules):
    """A sort of evidence the policy asks for is not there."""

    sentence = N_(
        "{number} still lacks evidence of this sort: {missing}. Attach it: "
        "duban report {number} --evidence {first}=FILE."
    )
    exit_code = 86


class OpenParts(AgainstTheRules):
    """The whole cannot end while parts of it are open."""

    sentence = N_(
        "{number} has parts that are still open: {parts}. End those first; "
        "“duban show {number} --tree” shows them."
    )
    exit_code = 87


class NothingToObject(AgainstTheRules):
    """No return and no relapse that could be objected to."""

    sentence = N_(
        "There is nothing to object to in {number}: an objection is raised against a return or "
        "a relapse, once each. “duban history {number}” tells what happened."
    )
    exit_code = 88


class ObjectedTooLate(AgainstTheRules):
    """An objection after its days."""

    sentence = N_(
        "What {number} objects to was found on {since}; an objection may be raised within {days} "
        "days of that. The finding stands; report what was mended: duban report {number}."
    )
    exit_code = 89


class NotDone(AgainstTheRules):
    """Only what was done can relapse."""

    sentence = N_(
        "{number} ended as {ending}; only what was done can relapse. "
        "Take it up as a new matter: duban docket TITLE --follows {number}."
    )
    exit_code = 91


class EvidenceMissing(AgainstTheRules):
    """Closing without evidence."""

    sentence = N_(
        "{number} has no evidence, so it cannot be closed. "
        "Attach some: duban report {number} --evidence FILE."
    )
    exit_code = 33


class CheckerIsOwner(AgainstTheRules):
    """The checker is the owner, or is in the owner's post."""

    sentence = N_(
        "{person} answers for {number} and cannot check it as well. "
        "Somebody else has to: duban close check {number} --by NAME."
    )
    exit_code = 34


class NotChecked(AgainstTheRules):
    """Closing before a check was passed."""

    sentence = N_(
        "{number} has not passed all its checks yet; the next is: {level}. "
        "First: duban close check {number}."
    )
    exit_code = 35

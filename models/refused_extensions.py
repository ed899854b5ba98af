"""Refusals of extensions: too late, too often, not later, by the wrong hand or out of order.

Part of the branch in ``models.broken_rules``, apart because only the extension's own course
(asked, consented, screened, granted) can meet them.
"""

from __future__ import annotations

from models.broken_rules import AgainstTheRules
from models.words import N_


class StepMissing(AgainstTheRules):
    """A step of an extension before the one the policy puts before it."""

    sentence = N_(
        "The extension of {number} first needs this: {step}. Next: duban {command} {number}."
    )
    exit_code = 82


class SameHand(AgainstTheRules):
    """Whoever screened a request would decide on it as well."""

    sentence = N_(
        "{person} has screened the request of {number} and cannot decide on it as well. "
        "A leader decides: duban extend grant {number} --by NAME."
    )
    exit_code = 83


class NotLater(AgainstTheRules):
    """An extension that does not lead beyond the present deadline."""

    sentence = N_("An extension of {number} must lead beyond {due}; {until} does not.")
    exit_code = 37


class AskedTooLate(AgainstTheRules):
    """An extension asked for after the deadline had passed."""

    sentence = N_(
        "The deadline of {number} passed on {due}; an extension has to be asked for before that. "
        "It counts as overdue. Report what hinders it: duban report {number} --problem TEXT."
    )
    exit_code = 38


class TooManyExtensions(AgainstTheRules):
    """More extensions than the policy allows."""

    sentence = N_(
        "{number} has had {count} extensions, and the policy allows no more. The deadline stands; "
        "report what hinders it: duban report {number} --problem TEXT."
    )
    exit_code = 39


class AlreadyWaiting(AgainstTheRules):
    """A second request of the same sort while the first still waits."""

    sentence = N_(
        "{number} already has an extension request waiting since {since}. "
        "Decide it first: duban extend grant {number}, or refuse."
    )
    exit_code = 42

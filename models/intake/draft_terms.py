"""What is stored of a draft beside its words: what became of it, and who found it."""

from __future__ import annotations

from models.terms import Term
from models.words import N_


class DraftState(Term):
    """What has become of a draft."""

    WAITING = "waiting", N_("waiting for a decision")
    DOCKETED = "docketed", N_("docketed")
    DROPPED = "dropped", N_("not docketed")
    REPEATS = "repeats", N_("repeats another one")


class ReadBy(Term):
    """Who found a promise in the text."""

    RULES = "rules", N_("the rules")
    SECOND = "second", N_("second reader")

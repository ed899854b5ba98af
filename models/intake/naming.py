"""Units and time limits that are told beside or below a promise are given to it."""

from __future__ import annotations

from dataclasses import replace

from models.deadline import Found
from models.intake.bodies import Bodies
from models.intake.promise import Promise


def named(one: Promise, units: Bodies) -> Promise:
    """Add units; whoever was named first leads."""
    both = Bodies(one.responsible, one.cooperating).joined(units)
    return replace(one, responsible=both.lead, cooperating=both.help)


def limited(one: Promise, limit: Found | None, *, inherited: bool = False) -> Promise:
    """Give it the time limit told for it, unless it names a day itself."""
    if limit is None or (one.deadline is not None and not one.deadline_inherited):
        return one
    return replace(
        one,
        deadline_phrase=limit.phrase,
        deadline=limit.deadline.due,
        deadline_rule=limit.deadline.rule,
        deadline_inherited=inherited,
        ask=limit.deadline.ask,
    )

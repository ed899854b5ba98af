"""Refusals of the rules: what the ledger forbids, and what would be right instead.

A branch of the tree in ``models.errors``, apart because only whoever writes needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from models.errors import Refusal
from models.terms import Role
from models.words import N_, Speaker


class AgainstTheRules(Refusal):
    """The ledger's rules forbid it."""


class WrongStage(AgainstTheRules):
    """This turn does not follow from the stage the commitment is in."""

    sentence = N_(
        "By the rules of {rule}, “{turn}” is possible only when a matter is {stages}; "
        "{number} is now “{stage}”. Possible now:"
    )
    takers = N_("by {roles}:")
    exit_code = 30

    def said(self, speaker: Speaker) -> str:
        """Say the rule and the stage, then what is possible: by whom, the command, the turn."""
        number, by_roles = self.facts["number"], defaultdict(list)
        for turn in self.facts.get("possible", ()):
            roles = tuple(one for one in reversed(Role) if one in turn.roles)
            by_roles[roles].append((turn.typed(number) + " …" * bool(turn.needs), turn))
        lines = [super().said(speaker)]
        for roles, turns in by_roles.items():
            lines.append("  " + speaker.say(self.takers, roles=roles))
            lines += [f"    duban {typed:<36} {speaker.word(turn)}" for typed, turn in turns]
        return "\n".join(lines)


class NotYourTurn(AgainstTheRules):
    """The acting person's role may not take this turn."""

    sentence = N_(
        "By the rules of {rule}, “{turn}” may be done by: {roles}. {person} is {role}. "
        "Ask one of them (duban {command}), or have the office enter it with --by."
    )
    exit_code = 31


class NotYourMatter(AgainstTheRules):
    """A unit's person acting for a matter of another unit."""

    sentence = N_(
        "{number} belongs to {unit}, and {person} is not of that unit, so “{turn}” is not "
        "{person}'s to do. Ask somebody there, or have the office enter it with --by."
    )
    exit_code = 80


class SignOffPassed(AgainstTheRules):
    """A rejection after the sign-off limit: silence was acceptance."""

    sentence = N_(
        "{number} was assigned on {since}; it could be rejected for {days} working days, and "
        "silence counts as acceptance. If it cannot be done, ask for a decision: "
        "duban help ask {number}."
    )
    exit_code = 81


class NotIts(AgainstTheRules):
    """A matter that cannot take another one's place."""

    sentence = N_(
        "{other} cannot take the place of {number}: it has to be another matter, and an open one. "
        "“duban list” shows what is open."
    )
    exit_code = 90


class NoParts(AgainstTheRules):
    """A split into nothing."""

    sentence = N_(
        "{number} is split into its parts, so name at least one: "
        "duban split {number} --part “TITLE | UNIT | DEADLINE”."
    )
    exit_code = 92


class AlreadyDocketed(AgainstTheRules):
    """The number is taken."""

    sentence = N_(
        "The number {number} is taken by “{title}”. Choose another, or leave it out to get one."
    )
    exit_code = 32


class StandardMissing(AgainstTheRules):
    """A fuzzy goal without a written closing standard."""

    sentence = N_(
        "“{title}” has no measurable goal, so it needs a written closing standard "
        "before it can be docketed. Add --standard (完成标准)."
    )
    exit_code = 36


class CircularUnits(AgainstTheRules):
    """A unit that would stand above itself."""

    sentence = N_(
        "{unit} cannot stand under {parent}: that would be a circle ({circle}). "
        "Choose another unit for --under."
    )
    exit_code = 40


class NameTaken(AgainstTheRules):
    """A name or alias that already means another."""

    sentence = N_("The name “{name}” already means {holder}. Choose another.")
    exit_code = 41


class AmbiguousName(AgainstTheRules):
    """A name several people share."""

    sentence = N_("{count} people are called “{name}” ({units}). Say which: {name}@UNIT.")
    exit_code = 43


class NotOfThisMatter(AgainstTheRules):
    """Praise or criticism of a unit that does not work on the matter."""

    sentence = N_("{unit} does not work on {number}. Name one of its units with --unit: {units}.")
    exit_code = 105


class Unassigned(AgainstTheRules):
    """A post nobody holds."""

    sentence = N_(
        "{name} holds no post, so nothing can be entered in that name. "
        "Give one: duban people add {name} --unit UNIT."
    )
    exit_code = 44


class EmptyReport(AgainstTheRules):
    """A report without a word, a figure or a file."""

    sentence = N_(
        "The report on {number} says nothing. Give --percent or --value, --done, --problem "
        "or --evidence."
    )
    exit_code = 45


class ConcernedDecides(AgainstTheRules):
    """Somebody who would decide on a consequence for their own side."""

    sentence = N_(
        "{person} is concerned by {number} and does not decide on its consequences: who decides "
        "is neither its owner, nor of its lead unit, nor a leader who carries it. "
        "Have another officer decide: duban decide {number}."
    )
    exit_code = 96


class DecidesTheirOwn(AgainstTheRules):
    """A deputy who would decide, in another's name, on a matter of their own."""

    sentence = N_(
        "Whoever enters this for {principal} answers for {number} or is of its lead unit: nobody "
        "decides on a matter of their own in another's name. Have {principal} decide, or somebody "
        "who is not concerned."
    )
    exit_code = 108


class WhichProposal(AgainstTheRules):
    """A decision that does not say on which of several proposals."""

    sentence = N_(
        "Several proposals wait on {number}: {steps}. Say which one you decide on, "
        "such as: duban decide {number} --step {first}."
    )
    exit_code = 97


class NothingToSign(AgainstTheRules):
    """A signature where no letter waits for one."""

    sentence = N_(
        "No letter on {number} waits to be signed for. What went out stands in: duban show {number}"
    )
    exit_code = 98


class NoNotice(AgainstTheRules):
    """A supervision notice of a matter that never got one."""

    sentence = N_(
        "No supervision notice has gone out on {number}. The ladder says when one is due: "
        "duban history {number}."
    )
    exit_code = 103


class PlanNotRising(AgainstTheRules):
    """A planned course that goes back, or lies outside the time of its matter."""

    sentence = N_(
        "The planned course cannot ask for {percent}% by {day}. Give its points in the order of "
        "their days, from {first} to {last}, each for no less than the one before and at most "
        "100%."
    )
    exit_code = 106


class PolicyUndefined(AgainstTheRules):
    """A policy that leaves some matter without a rule."""

    sentence = N_(
        "“{name}” leaves {count} things undefined (listed above). Write down in {path} what holds "
        "there, check it (duban policy check {path}), and adopt it then."
    )
    exit_code = 100


class PolicyInForce(AgainstTheRules):
    """A policy that says what holds already."""

    sentence = N_(
        "“{name}” has been in force since {since}, word for word; nothing was adopted. "
        "To take open ladders over to it, add --open-ladders."
    )
    exit_code = 101


class AdoptedSince(AgainstTheRules):
    """A policy for a day that had another one."""

    sentence = N_(
        "A policy cannot be adopted for {on}: “{name}” has been in force since {since}, and what "
        "was decided under it stands. Give a day from then on (--on)."
    )
    exit_code = 102


class NotForYou(AgainstTheRules):
    """A policy adopted by somebody outside the office."""

    sentence = N_(
        "{person} cannot adopt a policy: that is for the officers of the supervision office. "
        "Ask one of them; duban policy check tells everybody what is in a file."
    )
    exit_code = 107


class DraftDecided(AgainstTheRules):
    """A draft that somebody has decided on already."""

    sentence = N_(
        "Draft {draft}, “{title}”, was decided on {on}: {state}{number}. What is decided stays; "
        "“duban drafts show {draft}” tells more."
    )
    exit_code = 122

    def __init__(self, *, number: str = "", **facts: Any) -> None:
        """Set the number of the commitment it became, where it became one, apart."""
        super().__init__(number=f" {number}" if number else "", **facts)


class DraftLacks(AgainstTheRules):
    """A draft that does not yet tell all that a commitment needs."""

    sentence = N_(
        "Draft {draft}, “{title}”, cannot be docketed yet. Missing: {lacks}. Give it: "
        "duban drafts approve {draft} {options}"
    )
    exit_code = 123

    def __init__(self, *, near: Sequence[str] = (), **facts: Any) -> None:
        """Keep the units that the document may have meant."""
        super().__init__(near=tuple(near), **facts)

    def said(self, speaker: Speaker) -> str:
        """Say it, and which units the document may have meant."""
        said = super().said(speaker)
        near = self.facts["near"]
        return said + speaker.say(N_(" Nearest: {near}."), near=near) if near else said


class DraftRepeats(AgainstTheRules):
    """A draft that says again what a fuller one says."""

    sentence = N_(
        "Draft {draft}, “{title}”, repeats draft {fuller}. Decide on that one; if this is a matter "
        "of its own: duban drafts approve {draft} --apart"
    )
    exit_code = 125

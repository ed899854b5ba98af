"""Refusals of the rules: what the ledger forbids, and what would be right instead.

A branch of the tree in ``models.errors``, apart because only whoever writes needs it.
"""

from __future__ import annotations

from collections import defaultdict

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


class NotDone(AgainstTheRules):
    """Only what was done can relapse."""

    sentence = N_(
        "{number} ended as {ending}; only what was done can relapse. "
        "Take it up as a new matter: duban docket TITLE --follows {number}."
    )
    exit_code = 91


class AlreadyDocketed(AgainstTheRules):
    """The number is taken."""

    sentence = N_(
        "The number {number} is taken by “{title}”. Choose another, or leave it out to get one."
    )
    exit_code = 32


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


class StandardMissing(AgainstTheRules):
    """A fuzzy goal without a written closing standard."""

    sentence = N_(
        "“{title}” has no measurable goal, so it needs a written closing standard "
        "before it can be docketed. Add --standard (完成标准)."
    )
    exit_code = 36


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


class AlreadyWaiting(AgainstTheRules):
    """A second request of the same sort while the first still waits."""

    sentence = N_(
        "{number} already has an extension request waiting since {since}. "
        "Decide it first: duban extend grant {number}, or refuse."
    )
    exit_code = 42


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

"""The sentences a letter chooses from: one for each decision, step, reader and answer.

Which of them is said, and with which facts, is for ``flows.phrases``.
"""

from __future__ import annotations

from models.terms import Happened, Reader, Step
from models.words import N_

LIT = N_("{red} red, {yellow} yellow, {green} green; {overdue} overdue.")
LIT_WITH_SHARES = N_(
    "{red} red ({red_share}%), {yellow} yellow ({yellow_share}%), {green} green "
    "({green_share}%); {overdue} overdue."
)

# What has happened, so that a decision is needed.
MATTERS = {
    "consent": N_("{unit} wants to ask for a later deadline: {until} instead of {due}."),
    "screen": N_("{unit} asks to move the deadline from {due} to {until}; it waits for screening."),
    "extension": N_("{unit} asks to move the deadline from {due} to {until}."),
    "check": N_("{unit} reports the matter done; it waits for the {level}."),
    "confirm": N_("The check is passed; closing waits for your confirmation."),
    "proposal": N_("Proposed: {step}. It is done only if you confirm it."),
    "reject": N_("{unit} has rejected the assignment."),
    "help": N_("{unit} asks for coordination by a leader."),
    "objection": N_("{unit} objects to what was found."),
    "approve": N_("A draft waits for its docketing to be approved."),
    "lookback": N_("Drawn by lot for a look-back; it was closed as done."),
}

# The exact thing to answer.
ANSWERS = {
    "consent": N_("Please answer: does your unit stand behind the request?"),
    "screen": N_("Please answer: the office's opinion, for the leader who decides."),
    "extension": N_("Please answer: agree to {until}, or refuse with a reason."),
    "check": N_("Please answer: passed, or returned with what is missing."),
    "confirm": N_("Please answer: close, or return with a reason."),
    "proposal": N_("Please answer: confirm, or decline, with a reason."),
    "reject": N_("Please answer: assign to another unit, or keep this one with a reason."),
    "help": N_("Please answer: what is decided, who does it, by when."),
    "objection": N_("Please answer: uphold it, or dismiss it with a reason."),
    "approve": N_("Please answer: approve, or drop with a reason."),
    "lookback": N_("Please answer: the result holds, or it has relapsed."),
}

# Which turn answers a decision, for readers who sit at the ledger.
ANSWERED_BY = {
    "consent": "consent_extension",
    "screen": "screen_extension",
    "extension": "grant_extension",
    "check": "check",
    "confirm": "confirm",
    "reject": "assign",
    "help": "decide_help",
    "objection": "uphold",
    "approve": "approve",
    "lookback": "look_back",
    "proposal": "confirm_proposal",
}

# How the words written with a request are introduced.
WORDS_GIVEN = {
    "consent": N_("Reason given: {detail}"),
    "screen": N_("Reason given: {detail}"),
    "extension": N_("Reason given: {detail}"),
    "objection": N_("Reason given: {detail}"),
    "help": N_("Asked: {detail}"),
}

# What a rung asks; where a step and reader have no words of their own, the step's own stand.
REQUESTS: dict[tuple[Step, Reader | None], str] = {
    (Step.ASK_REPORT, None): N_("Please report progress, even if nothing has changed."),
    (Step.REMIND, None): N_(
        "Please report progress; if more time is needed, ask for it before the deadline."
    ),
    (Step.REMIND, Reader.UNIT_HEAD): N_("Please see that your unit finishes in time."),
    (Step.CHASE, None): N_("Please report how it stands and when it will be done."),
    (Step.CHASE, Reader.UNIT_HEAD): N_("Please see that your unit answers and catches up."),
    (Step.NOTICE, None): N_(
        "Reply in writing: why it is late, what is being done, and when it will be done."
    ),
    (Step.NOTICE, Reader.LEADER_IN_CHARGE): N_(
        "The unit is to reply in writing; you lead it, please press for completion."
    ),
    (Step.CIRCULAR, None): N_("Naming in a circular is proposed; please review."),
    (Step.INTERVIEW, None): N_("A formal interview is proposed; please review."),
    (Step.TRANSFER, None): N_("Transfer is proposed; please review."),
}

# What was decided on a unit's own request.
DECIDED = {
    Happened.EXTENSION_GRANTED: N_("The extension is granted; the deadline is now {due}."),
    Happened.EXTENSION_REFUSED: N_("The extension is refused; the deadline stays {due}."),
    Happened.RETURNED: N_("The check is not passed; returned for redo, deadline {due}."),
    Happened.HELP_DECIDED: N_("Your request for coordination is decided."),
    Happened.OBJECTION_UPHELD: N_("Your objection is upheld; the matter is checked again."),
    Happened.OBJECTION_DISMISSED: N_("Your objection is dismissed; the finding stands."),
    Happened.PROPOSAL_CONFIRMED: N_("Decided after review: {step}."),
}

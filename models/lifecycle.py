"""Which turn may follow which stage, and who may take it: one table (DESIGN §3).

The refusals, the pictures of ``duban lifecycle`` and the tests that drive random people
through random turns all read this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.terms import CLIMBING_STAGES, OPEN_STAGES, Role, Stage
from models.words import N_

OFFICE = frozenset({Role.OFFICER, Role.CHIEF})
UNIT = frozenset({Role.LIAISON, Role.UNIT_HEAD})
HEAD = frozenset({Role.UNIT_HEAD})
DECIDERS = frozenset({Role.CHIEF, Role.LEADER})
CHIEF = frozenset({Role.CHIEF})

# In the unit's hands: it may report, ask, and be held to its word.
IN_HAND = frozenset({Stage.ASSIGNED, Stage.ACCEPTED})
# Where a consequence may wait: the ladder proposed it, and nothing has taken it back since.
PROPOSABLE = CLIMBING_STAGES | {Stage.CLOSURE_REQUESTED}
HELD = IN_HAND | {Stage.SUSPENDED}

DOCKETING = N_("docketing (立项)")
SIGN_OFF = N_("assigning and sign-off (交办签收)")
PLANNING = N_("planned course (计划进度)")
REPORTING = N_("reporting (反馈)")
EXTENDING = N_("extension (延期)")
PAUSING = N_("suspension (中止)")
CLOSING = N_("check and close (核查销号)")
OBJECTING = N_("objection (异议复核)")
ENDING = N_("honest end (终止)")
LOOKING_BACK = N_("look-back (回头看)")
PRESSING = N_("supervision notices (督办)")
REGISTER = N_("problem register (问题清单)")
INSTRUCTING = N_("leaders' instructions (批示)")
APPRAISING = N_("assessment (考评)")
DIRECTORY = N_("directory (通讯录)")
CALENDAR = N_("working calendar (工作日历)")
INTAKE = N_("documents received (来文)")


@dataclass(frozen=True)
class Turn:
    """One step of the life of a commitment: from where, to where, by whom, by which rule.

    ``to`` is None where the stage stays. A unit's own turns may be entered by the office
    on the unit's behalf, as offices do with what arrives on paper; a unit's people act
    only for the matters of their own unit. ``needs`` names what the turn cannot do without,
    ``awaits`` the table in which something has to wait for it.
    """

    name: str
    label: str
    rule: str
    command: str
    stages: frozenset[Stage]
    to: Stage | None
    roles: frozenset[Role]
    needs: tuple[str, ...] = ()
    awaits: str = ""

    def typed(self, number: str) -> str:
        """Write the command as it is typed for one matter: options come after the number."""
        words, dashes, options = self.command.partition(" --")
        return f"{words} {number}{dashes}{options}"


WITH_REASON = (N_("a reason"),)
WITH_FINDINGS = (N_("findings"),)
EXTENSION = "extension_request"


def _all_turns() -> tuple[Turn, ...]:
    both, on = UNIT | OFFICE, frozenset
    nowhere: frozenset[Stage] = frozenset()
    draft, docketed = on({Stage.DRAFT}), on({Stage.DOCKETED})
    assigned, asked = on({Stage.ASSIGNED}), on({Stage.CLOSURE_REQUESTED})
    closed = on({Stage.CLOSED})
    return (
        Turn("draft", N_("enter a draft"), DOCKETING, "docket --draft",
             nowhere, Stage.DRAFT, OFFICE),
        Turn("approve", N_("approve the docketing"), DOCKETING, "approve",
             draft, Stage.DOCKETED, CHIEF),
        Turn("drop", N_("drop the draft"), DOCKETING, "approve --drop",
             draft, Stage.CLOSED, OFFICE, WITH_REASON),
        Turn("docket", N_("docket"), DOCKETING, "docket", nowhere, Stage.DOCKETED, OFFICE),
        Turn("split", N_("split into parts"), DOCKETING, "split",
             OPEN_STAGES - {Stage.CLOSURE_REQUESTED}, None, OFFICE, (N_("its parts"),)),
        Turn("assign", N_("assign"), SIGN_OFF, "assign",
             docketed | {Stage.REJECTED}, Stage.ASSIGNED, OFFICE),
        Turn("accept", N_("accept"), SIGN_OFF, "accept", assigned, Stage.ACCEPTED, both),
        Turn("reject", N_("reject"), SIGN_OFF, "accept --reject",
             assigned, Stage.REJECTED, both, (N_("grounds"),)),
        Turn("plan", N_("set the planned course"), PLANNING, "plan",
             OPEN_STAGES - {Stage.CLOSURE_REQUESTED}, None, OFFICE, (N_("its points"),)),
        # A report is also an acceptance: whoever reports has taken the matter on.
        Turn("report", N_("report"), REPORTING, "report", IN_HAND, Stage.ACCEPTED, both),
        Turn("sign", N_("sign for a notice"), PRESSING, "sign",
             IN_HAND, None, both, awaits="notice"),
        Turn("confirm_proposal", N_("confirm a consequence"), PRESSING, "decide --confirm",
             PROPOSABLE, None, OFFICE, WITH_REASON, "proposal"),
        Turn("decline_proposal", N_("decline a consequence"), PRESSING, "decide --decline",
             PROPOSABLE, None, OFFICE, WITH_REASON, "proposal"),
        Turn("instruct", N_("record a leader's instruction"), INSTRUCTING, "instruct",
             frozenset(Stage) - {Stage.DRAFT}, None, OFFICE, (N_("the leader's words"),)),
        Turn("find_obstacle", N_("register an obstacle"), REGISTER, "obstacle add",
             HELD, None, both, (N_("a cause"),)),
        Turn("clear_obstacle", N_("clear an obstacle"), REGISTER, "obstacle clear",
             HELD, None, both, awaits="obstacle"),
        Turn("ask_help", N_("ask a leader for coordination"), REGISTER, "help ask",
             HELD, None, both, (N_("what is asked of which leader"),)),
        Turn("decide_help", N_("decide on coordination"), REGISTER, "help decide",
             HELD, None, DECIDERS, (N_("the decision"),), "help_request"),
        Turn("ask_extension", N_("ask for an extension"), EXTENDING, "extend ask",
             IN_HAND, None, both, (N_("a new day"), N_("a reason"))),
        Turn("consent_extension", N_("consent to the extension"), EXTENDING, "extend consent",
             IN_HAND, None, HEAD | OFFICE, awaits=EXTENSION),
        Turn("screen_extension", N_("screen the extension"), EXTENDING, "extend screen",
             IN_HAND, None, OFFICE, (N_("an opinion"),), EXTENSION),
        Turn("grant_extension", N_("grant an extension"), EXTENDING, "extend grant",
             IN_HAND, None, DECIDERS, awaits=EXTENSION),
        Turn("refuse_extension", N_("refuse an extension"), EXTENDING, "extend refuse",
             IN_HAND, None, DECIDERS, WITH_REASON, EXTENSION),
        Turn("suspend", N_("suspend"), PAUSING, "suspend",
             IN_HAND, Stage.SUSPENDED, DECIDERS, WITH_REASON),
        Turn("resume", N_("resume"), PAUSING, "resume",
             on({Stage.SUSPENDED}), Stage.ACCEPTED, DECIDERS),
        Turn("ask_closure", N_("ask for closure"), CLOSING, "close ask",
             IN_HAND, Stage.CLOSURE_REQUESTED, both, (N_("evidence"),)),
        # Which of them may do which check is the policy's order and ledgers.closing.CHECKERS.
        Turn("check", N_("check"), CLOSING, "close check",
             asked, None, both | DECIDERS, WITH_FINDINGS),
        Turn("return", N_("return for redo"), CLOSING, "close check --failed",
             asked, Stage.ACCEPTED, both | DECIDERS, (N_("what is missing"),)),
        Turn("confirm", N_("confirm the closing"), CLOSING, "close confirm",
             asked, Stage.CLOSED, OFFICE, (N_("all checks passed"),)),
        Turn("object", N_("object"), OBJECTING, "object raise",
             on({Stage.ACCEPTED}), None, both, WITH_REASON),
        Turn("uphold", N_("uphold the objection"), OBJECTING, "object uphold",
             on({Stage.ACCEPTED}), Stage.CLOSURE_REQUESTED, DECIDERS, awaits="objection"),
        Turn("dismiss", N_("dismiss the objection"), OBJECTING, "object dismiss",
             on({Stage.ACCEPTED}), None, DECIDERS, WITH_REASON, "objection"),
        Turn("cancel", N_("end as not pursued"), ENDING, "cancel",
             OPEN_STAGES, Stage.CLOSED, DECIDERS, WITH_REASON),
        Turn("supersede", N_("end as superseded"), ENDING, "supersede",
             OPEN_STAGES, Stage.CLOSED, DECIDERS, (N_("the entry that takes its place"),)),
        Turn("look_back", N_("record a look-back"), LOOKING_BACK, "lookback record",
             closed, None, OFFICE, WITH_FINDINGS, "lookback"),
        Turn("reopen", N_("reopen after a relapse"), LOOKING_BACK, "reopen",
             closed, Stage.ACCEPTED, OFFICE, WITH_REASON),
        Turn("call_back", N_("record a call-back"), APPRAISING, "callback",
             closed | asked, None, OFFICE),
        # Praise and criticism come from leaders and circulars; the office enters them.
        Turn("mark", N_("record praise or criticism"), APPRAISING, "mark",
             frozenset(Stage) - {Stage.DRAFT}, None, OFFICE, (N_("the words that were said"),)),
        Turn("directory", N_("change the directory"), DIRECTORY, "people add",
             nowhere, None, OFFICE),
        Turn("calendar", N_("change the working calendar"), CALENDAR, "calendar set",
             nowhere, None, OFFICE, WITH_REASON),
        Turn("decide_draft", N_("decide what is docketed from a document"), INTAKE,
             "drafts approve", nowhere, None, OFFICE),
        Turn("drop_draft", N_("leave a draft undocketed"), INTAKE, "drafts drop",
             nowhere, None, OFFICE, WITH_REASON),
    )  # fmt: skip


TURNS = {turn.name: turn for turn in _all_turns()}


def turns_from(stage: Stage) -> list[Turn]:
    """List the turns that this stage allows, in the order of a matter's life."""
    return [turn for turn in TURNS.values() if stage in turn.stages]

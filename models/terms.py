"""The words that are stored: kinds, stages, roles, lights, steps. Standard library only.

Each member is a plain string (what the book and JSON hold, never translated) and carries
the label that a speaker translates.
"""

from __future__ import annotations

from enum import StrEnum

from models.words import N_


class Term(StrEnum):
    """A stored value with a label for people."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Term:
        """Make a member that equals its stored value and knows its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member


class Kind(Term):
    """The six kinds of commitment (DESIGN §3)."""

    START = "start", N_("start of works")
    FINISH = "finish", N_("completion")
    OPEN = "open", N_("opening")
    COUNT = "count", N_("count target")
    RATIO = "ratio", N_("ratio target")
    STANDING = "standing", N_("standing duty")


class Stage(Term):
    """Where a commitment stands; overdue and lights are computed, never stages."""

    DRAFT = "draft", N_("draft")
    DOCKETED = "docketed", N_("docketed")
    ASSIGNED = "assigned", N_("assigned")
    REJECTED = "rejected", N_("rejected by unit")
    ACCEPTED = "accepted", N_("in progress")
    SUSPENDED = "suspended", N_("suspended")
    CLOSURE_REQUESTED = "closure_requested", N_("closure requested")
    CLOSED = "closed", N_("closed")


OPEN_STAGES = frozenset(Stage) - {Stage.CLOSED, Stage.DRAFT}
# The ball is with the unit: only in these stages may the ladder climb.
CLIMBING_STAGES = frozenset({Stage.DOCKETED, Stage.ASSIGNED, Stage.REJECTED, Stage.ACCEPTED})


class Ending(Term):
    """How a closed commitment honestly ended."""

    DONE = "done", N_("done")
    DONE_MODIFIED = "done_modified", N_("done in modified form")
    NOT_PURSUED = "not_pursued", N_("not pursued")
    SUPERSEDED = "superseded", N_("superseded")


class Role(Term):
    """What a post lets its holder do in the book (DESIGN §5)."""

    CHIEF = "chief", N_("chief officer")
    OFFICER = "officer", N_("officer")
    LEADER = "leader", N_("leader")
    UNIT_HEAD = "unit_head", N_("unit head")
    LIAISON = "liaison", N_("unit liaison")
    AUDITOR = "auditor", N_("auditor")


class Check(Term):
    """核查: who looks before a matter is struck off; the order is that of a matter's way up.

    Chongqing High-tech Zone's three steps (town self-check, lead unit re-check, supervision
    office verification), and the visit to the place (DOMAIN §1).
    """

    SELF = "self", N_("self-check")
    LEAD = "lead", N_("lead unit's check")
    OFFICE = "office", N_("office check")
    SITE = "site", N_("site check")


class Proof(Term):
    """What a piece of evidence (佐证材料) is, where a policy asks for a certain sort."""

    BEFORE = "before", N_("photo before")
    AFTER = "after", N_("photo after")
    ACCEPTANCE = "acceptance", N_("acceptance document")
    DOCUMENT = "document", N_("document")
    OTHER = "other", N_("other material")


class Cause(Term):
    """Why a matter is held up: the cause codes of the problem register."""

    LAND = "land", N_("land and demolition")
    FUNDS = "funds", N_("funds")
    APPROVAL = "approval", N_("approvals")
    DESIGN = "design", N_("design change")
    PIPES = "pipes", N_("pipes and lines to be moved")
    WEATHER = "weather", N_("weather and environment controls")
    BUILDER = "builder", N_("builder")
    COORDINATION = "coordination", N_("coordination between units")
    RULES = "rules", N_("rules of higher level")
    OTHER = "other", N_("other cause")


class Reader(Term):
    """Whom a rung addresses, seen from one commitment."""

    OWNER = "owner", N_("owner")
    UNIT_HEAD = "unit_head", N_("unit head")
    SPONSOR = "sponsor", N_("sponsor")
    LEADER_IN_CHARGE = "leader_in_charge", N_("leader in charge")
    OFFICER = "officer", N_("officer")
    CHIEF = "chief", N_("chief officer")


class Light(Term):
    """亮灯. The order is severity: the worst one shows."""

    NONE = "none", N_("no light")
    GREEN = "green", N_("green")
    YELLOW = "yellow", N_("yellow")
    RED = "red", N_("red")

    severity: int
    """0 for none up to 3 for red."""


for _place, _light in enumerate(Light):
    _light.severity = _place


class Step(Term):
    """What a rung of the ladder does; the last three are proposed, never done by the engine."""

    ASK_REPORT = "ask_report", N_("request for a report")
    REMIND = "remind", N_("reminder before the deadline")
    CHASE = "chase", N_("overdue reminder")
    NOTICE = "notice", N_("supervision notice")
    CIRCULAR = "circular", N_("naming in a circular")
    INTERVIEW = "interview", N_("formal interview")
    TRANSFER = "transfer", N_("transfer")


class Card(Term):
    """牌: the colour of a notice, where an office numbers its notices by colours (DOMAIN §3)."""

    BLUE = "blue", N_("blue card")
    YELLOW = "yellow", N_("yellow card")
    ORANGE = "orange", N_("orange card")
    RED = "red", N_("red card")


class Mark(Term):
    """What a leader, a circular or a check said of how a unit did its work."""

    PRAISE = "praise", N_("praised")
    CRITICISM = "criticism", N_("criticised")
    FALSE_REPORT = "false_report", N_("false report found")


class Satisfaction(Term):
    """满意度: what whoever raised a matter says of its outcome when called back."""

    SATISFIED = "satisfied", N_("satisfied")
    BASICALLY = "basically", N_("basically satisfied")
    UNSATISFIED = "unsatisfied", N_("not satisfied")


class Happened(Term):
    """What an event records."""

    DOCKETED = "docketed", N_("docketed")
    ASSIGNED = "assigned", N_("assigned")
    ACCEPTED = "accepted", N_("accepted by the unit")
    REJECTED = "rejected", N_("rejected by the unit")
    REPORTED = "reported", N_("progress reported")
    EXTENSION_ASKED = "extension_asked", N_("extension asked")
    EXTENSION_GRANTED = "extension_granted", N_("extension granted")
    EXTENSION_REFUSED = "extension_refused", N_("extension refused")
    CLOSURE_ASKED = "closure_asked", N_("closure requested")
    CHECKED = "checked", N_("checked")
    RETURNED = "returned", N_("returned for redo")
    CLOSED = "closed", N_("closed")
    REOPENED = "reopened", N_("reopened after relapse")
    DRAFTED = "drafted", N_("entered as a draft")
    APPROVED = "approved", N_("docketing approved")
    DROPPED = "dropped", N_("draft dropped")
    ACCEPTED_BY_SILENCE = "accepted_by_silence", N_("accepted by silence")
    EXTENSION_CONSENTED = "extension_consented", N_("extension consented to by the unit head")
    EXTENSION_SCREENED = "extension_screened", N_("extension screened by the office")
    SUSPENDED = "suspended", N_("suspended")
    RESUMED = "resumed", N_("resumed")
    OBJECTED = "objected", N_("objection raised")
    OBJECTION_UPHELD = "objection_upheld", N_("objection upheld")
    OBJECTION_DISMISSED = "objection_dismissed", N_("objection dismissed")
    NOT_PURSUED = "not_pursued", N_("ended as not pursued")
    SUPERSEDED = "superseded", N_("superseded")
    SPLIT = "split", N_("split into parts")
    ROLLED_UP = "rolled_up", N_("figures carried up from its parts")
    INSTRUCTED = "instructed", N_("leader's instruction recorded")
    OBSTACLE_FOUND = "obstacle_found", N_("obstacle registered")
    OBSTACLE_CLEARED = "obstacle_cleared", N_("obstacle cleared")
    HELP_ASKED = "help_asked", N_("coordination asked for")
    HELP_DECIDED = "help_decided", N_("coordination decided")
    LOOKBACK_DRAWN = "lookback_drawn", N_("drawn for a look-back")
    LOOKBACK_HELD = "lookback_held", N_("look-back: the result holds")
    PLANNED = "planned", N_("planned course set")
    SIGNED = "signed", N_("notice signed for")
    PROPOSAL_CONFIRMED = "proposal_confirmed", N_("proposal confirmed")
    PROPOSAL_DECLINED = "proposal_declined", N_("proposal declined")
    CALLED_BACK = "called_back", N_("called back")
    MARKED = "marked", N_("praise or criticism recorded")
    LOOKED = "looked", N_("daily look")
    BOOK_BEGUN = "book_begun", N_("book begun")
    POLICY_ADOPTED = "policy_adopted", N_("policy adopted")
    DIRECTORY_CHANGED = "directory_changed", N_("directory changed")
    HANDED_OVER = "handed_over", N_("post handed over")
    DEPUTY_NAMED = "deputy_named", N_("deputy named")
    CALENDAR_CHANGED = "calendar_changed", N_("calendar changed")
    DOCUMENT_READ = "document_read", N_("document read")
    DRAFT_EDITED = "draft_edited", N_("draft edited")
    DRAFT_DECIDED = "draft_decided", N_("draft decided")


class Scope(Term):
    """Whose word on a day it is; the narrowest that speaks of a day is followed there."""

    STATE = "state council", N_("State Council")
    PROVINCE = "province", N_("province")
    CITY = "city", N_("city")
    COUNTY = "county", N_("county or district")
    OFFICE = "office", N_("this office")


class DayKind(Term):
    """Whether people are at their desks."""

    REST = "rest", N_("rest")
    WORK = "work", N_("work")

    @classmethod
    def of(cls, works: bool) -> DayKind:
        """Name a day by whether it is worked."""
        return cls.WORK if works else cls.REST


class LetterState(Term):
    """Where a letter of the outbox stands."""

    PENDING = "pending", N_("pending")
    SENDING = "sending", N_("being sent")
    SENT = "sent", N_("sent")
    RETRY = "retry", N_("to be retried")
    GIVEN_UP = "given_up", N_("given up")


class Language(Term):
    """The reader's language; Chinese where nothing is known."""

    ZH = "zh", "中文"
    EN = "en", "English"

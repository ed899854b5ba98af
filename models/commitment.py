"""A commitment (事项): the draft that checks what enters, and the table that keeps it."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import field_validator, model_validator
from sqlalchemy import Index
from sqlmodel import Field

from models.broken_rules import StandardMissing
from models.errors import DeadlineBeforeDocketing
from models.facts import Point
from models.tables import PLAIN_ORDER, Table
from models.terms import Kind, Stage
from models.words import N_

MEASURED = frozenset({Kind.COUNT, Kind.RATIO})


class MilestoneDraft(Table):
    """A milestone as entered; the phrase is kept beside the day it was resolved to."""

    title: str = Field(min_length=1, max_length=200)
    starts: date | None = Field(default=None, description="planned start; may overlap (压茬推进)")
    due: date | None = None
    due_text: str = ""
    weight: int | None = Field(default=None, ge=0, le=100, description="per cent of the whole")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts and self.due and self.starts > self.due:
            raise ValueError("a milestone ends before it starts")
        return self


class PlanPointDraft(Table):
    """A point of a planned course as entered."""

    day: date
    percent: Decimal = Field(ge=0, le=100)


class CommitmentDraft(Table):
    """A commitment as it is docketed. Names of units and people, not their ids.

    Raises pydantic's ValidationError for a wrong field, and StandardMissing, PlanNotRising or
    DeadlineBeforeDocketing where fields contradict each other.
    """

    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.FINISH
    number: str = Field(default="", max_length=40)
    category: str = Field(default="", max_length=80)
    content: str = ""
    standard: str = Field(default="", description="完成标准, the written closing standard")
    fuzzy: bool = Field(default=False, description="a goal without a measure, such as 大头落地")
    source_document: str = ""
    source_passage: str = Field(default="", description="the words of the document")
    source_place: str = Field(default="", description="where they stand: page, sheet and row")
    lead_unit: str = Field(min_length=1)
    support_units: tuple[str, ...] = Field(default=(), description="NAME, or NAME:its own part")
    owner: str = ""
    sponsor: str = ""
    officer: str = ""
    docketed_on: date
    due: date | None = None
    due_text: str = ""
    due_rule: str = Field(default="", description="the rule that resolved the phrase")
    baseline: Decimal | None = None
    target: Decimal | None = None
    measure: str = Field(default="", description="what is counted: 个, 所, 万平方米")
    rhythm: str = Field(default="", description="反馈频次 as stored: monthly:28, every:30")
    note: str = ""
    parent: str = Field(default="", description="number of the whole it is a part of")
    follows: str = Field(default="", description="number of the closed matter it takes up again")
    milestones: tuple[MilestoneDraft, ...] = ()
    plan: tuple[PlanPointDraft, ...] = Field(default=(), description="计划进度")

    @field_validator("title", "number", "lead_unit", "owner", "sponsor", "officer", mode="before")
    @classmethod
    def _trimmed(cls, text: object) -> object:
        return " ".join(text.split()) if isinstance(text, str) else text

    @field_validator("rhythm")
    @classmethod
    def _a_rhythm(cls, text: str) -> str:
        if not text:
            return ""
        from models.rhythm import parse  # most matters have none

        found = parse(text)
        if found is None:
            raise ValueError("no such reporting rhythm")
        return str(found)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.fuzzy and not self.standard:
            raise StandardMissing(title=self.title)
        if self.due and self.due < self.docketed_on:
            raise DeadlineBeforeDocketing(due=self.due, docketed_on=self.docketed_on)
        if self.kind in MEASURED and self.target is None:
            raise ValueError(N_("a count or ratio needs a target (--target 30)"))
        if self.kind != Kind.STANDING and self.due is None:
            raise ValueError(N_("only a standing duty may do without a deadline"))
        if self.plan:
            from models.plan import must_rise  # most matters have none

            course = [Point(one.day, one.percent) for one in self.plan]
            must_rise(course, self.docketed_on, self.due)
        return self


class Commitment(Table, table=True):
    """事项. Decimals are kept as text: SQLite would make floats of them."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, sa_type=PLAIN_ORDER)
    title: str
    kind: str
    category: str = ""
    content: str = ""
    standard: str = ""
    source_document: str = ""
    source_passage: str = ""
    source_place: str = ""
    lead_unit_id: int = Field(foreign_key="unit.id")
    owner_post_id: int | None = Field(default=None, foreign_key="post.id")
    sponsor_post_id: int | None = Field(default=None, foreign_key="post.id")
    officer_post_id: int | None = Field(default=None, foreign_key="post.id")
    docketed_on: date
    due_text: str = ""
    due_rule: str = ""
    original_due: date | None = None
    due: date | None = None
    due_version: int = 1
    actual_on: date | None = Field(default=None, description="when the unit says it was done")
    closed_on: date | None = None
    ending: str | None = None
    baseline: str | None = None
    target: str | None = None
    measure: str = ""
    value: str | None = None
    percent: str | None = None
    rhythm: str = ""
    last_report_on: date | None = None
    extensions: int = 0
    evidence: int = Field(default=0, description="how many files are attached")
    reopened: int = 0
    stage: str = Stage.DOCKETED.value
    light: str = Field(default="none", description="the light last given by the daily look")
    light_since: date | None = None
    note: str = ""
    assigned_on: date | None = Field(default=None, description="the sign-off limit counts from it")
    suspended_on: date | None = None
    pause_reason: str = Field(default="", description="stays visible while suspended")
    resumed_on: date | None = None
    paused_days: int = Field(default=0, description="working days its clock stood still")
    parent_id: int | None = Field(default=None, foreign_key="commitment.id", index=True)
    follows_id: int | None = Field(
        default=None, foreign_key="commitment.id", description="the closed matter it takes up again"
    )
    superseded_by: int | None = Field(default=None, foreign_key="commitment.id")
    reds: str = Field(default="", description="its red spells: 2020-08-03/2020-08-20 2020-09-10/")
    yellow_since: date | None = Field(
        default=None, description="since when it has given reason for yellow or red, unbroken"
    )
    forecast_on: date | None = Field(default=None, description="finish at the reported pace")
    forecast_from: date | None = Field(default=None, description="the early end of that forecast")
    forecast_to: date | None = Field(default=None, description="the late end; None where open")
    look_on: date | None = Field(default=None, description="next day anything can change")
    events: int = Field(default=0, description="length of its chain of events")
    head: str = Field(default="", description="hash of its last event")

    # Its partial indexes stand in models/indexes.py.
    __table_args__ = (
        # Totals by unit, owner, sponsor and light are counted from this index alone.
        Index(
            "ix_commitment_totals",
            "lead_unit_id",
            "owner_post_id",
            "sponsor_post_id",
            "light",
            "closed_on",
            "due",
            "stage",
        ),
    )


class Milestone(Table, table=True):
    """节点."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    position: int
    title: str
    starts: date | None = None
    due_text: str = ""
    due: date | None = None
    due_version: int = Field(default=1, description="a new deadline starts a new ladder")
    weight: int | None = None
    done_on: date | None = None


class SupportUnit(Table, table=True):
    """配合单位: who works along, each with their own part."""

    __tablename__ = "support_unit"

    commitment_id: int = Field(foreign_key="commitment.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    position: int
    part: str = Field(default="", description="what this unit answers for")


class PlanPoint(Table, table=True):
    """计划进度: how much is to be done by a day, a point of the planned course."""

    __tablename__ = "plan_point"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    day: date
    percent: str
    replaced_on: date | None = Field(default=None, description="a later plan took its place")

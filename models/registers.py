"""Registers beside a commitment: 问题清单 obstacles, 需协调事项 coordination, 批示 instructions."""

from datetime import date

from sqlmodel import Field

from models.tables import Table


class Obstacle(Table, table=True):
    """What holds a matter up: its cause code, whom it waits on, since when."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    cause: str = Field(description="models.terms.Cause")
    text: str
    waits_on: str = Field(default="", description="whose move it is: a unit, a firm, a bureau")
    since: date
    state: str = Field(default="open", description="open or cleared")
    cleared_on: date | None = None
    outcome: str = ""


class HelpRequest(Table, table=True):
    """需协调事项: what is asked of which leader; it travels up and comes back decided."""

    __tablename__ = "help_request"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    obstacle_id: int | None = Field(default=None, foreign_key="obstacle.id")
    asked_on: date
    ask: str
    leader_post_id: int = Field(foreign_key="post.id")
    state: str = Field(default="asked", description="asked or decided")
    decided_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decision: str = ""


class Instruction(Table, table=True):
    """批示: a leader's words on a matter, with a day by which it is to be done."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    leader_id: int = Field(foreign_key="person.id")
    on_day: date
    words: str
    due: date | None = None
    milestone_id: int | None = Field(
        default=None, foreign_key="milestone.id", description="the node that holds its deadline"
    )


class Callback(Table, table=True):
    """回访: what whoever raised a matter said when called back (Beijing's three rates).

    ``valid`` is false where the case is left out by rule: unreasonable, or nobody answered.
    """

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    on_day: date
    valid: bool = True
    contacted: bool = Field(default=False, description="the unit had been in touch in time")
    resolved: bool = False
    satisfied: str = Field(default="", description="models.terms.Satisfaction")
    note: str = ""


class Appraisal(Table, table=True):
    """表扬、批评、虚报: what was said of how a unit did its work, by whom and where."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    on_day: date
    mark: str = Field(description="models.terms.Mark")
    words: str
    leader_id: int | None = Field(default=None, foreign_key="person.id")

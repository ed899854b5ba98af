"""What may stand in a policy file, value by value; how it is read is in ``models.policy_file``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.colours import COLOUR, readable
from models.limits import LIMIT
from models.policy import CONSENT, EVERY_KIND, MONTH, POINTS, SCREEN, SHARE, Policy
from models.scoring_form import ScoresForm
from models.terms import Card, Check, Kind, Language, Light, Proof, Reader, Step
from models.words import N_

KindOrDefault = Kind | Literal["default"]
assert EVERY_KIND == "default"
HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"


class ExtensionStep(StrEnum):
    """A step of an extension before it is decided."""

    CONSENT = CONSENT
    SCREEN = SCREEN


class PaceBy(StrEnum):
    """What a gap in pace is measured in."""

    POINTS = POINTS
    SHARE = SHARE
    MONTH = MONTH


class Good(StrEnum):
    """How good a light may be for the rest of a month in which it was red."""

    GREEN = Light.GREEN.value
    YELLOW = Light.YELLOW.value


class Bad(StrEnum):
    """The light of what cannot be met at the present pace; none is not to judge by it."""

    NONE = Light.NONE.value
    YELLOW = Light.YELLOW.value
    RED = Light.RED.value


def _own_word(given: Any) -> Any:
    """Take one word for every language, or one for each."""
    if isinstance(given, str):
        return dict.fromkeys(Language, given)
    if not isinstance(given, dict):
        raise ValueError(N_("a word is expected here, or one for each language (zh, en)"))
    return given


def _can_be_read(colour: str) -> str:
    if not COLOUR.fullmatch(colour):
        raise ValueError(N_("this is no colour"))
    if not readable(colour):
        raise ValueError(N_("too pale to be read on white paper; take a darker shade"))
    return colour.lower()


def _as_written(given: Any) -> Any:
    """Take 13710 as the name it is: YAML makes a number of it."""
    return str(given) if isinstance(given, int) else given


def _a_limit(given: str) -> str:
    if given and not LIMIT.fullmatch(given):
        raise ValueError(N_("this is no limit"))
    return given


Word = Annotated[str, Field(min_length=1, max_length=20)]
OwnWord = Annotated[dict[Language, Word], BeforeValidator(_own_word)]
Colour = Annotated[str, AfterValidator(_can_be_read)]
Hour = Annotated[str, Field(pattern=HOUR)]
Months = Annotated[list[Annotated[int, Field(ge=0, le=60)]], Field(min_length=2, max_length=2)]
PresetName = Annotated[str, BeforeValidator(_as_written)]
Limit = Annotated[str, AfterValidator(_a_limit)]


class Form(BaseModel):
    """A part of the file: nothing it does not know is let through."""

    model_config = ConfigDict(extra="forbid")


class RungForm(Form):
    """One rung as written."""

    days: int = Field(default=0, ge=-250, le=250)
    step: Step
    to: list[Reader] = Field(min_length=1)
    card: Card | None = None
    after: str = ""
    reds: int = Field(default=0, ge=0, le=12)
    within: int = Field(default=0, ge=0, le=366)
    every: int = Field(default=0, ge=0, le=60)

    @model_validator(mode="after")
    def _has_its_day(self) -> Self:
        if not self.reds and "days" not in self.model_fields_set:
            raise ValueError(N_("the working days (days) are missing"))
        return self


class RulesForm(Form):
    """What the office and each category of its commitments may rule."""

    preset: PresetName = "default"
    yellow_points: int = Field(default=Policy.yellow_points, ge=0, le=100)
    red_points: int = Field(default=Policy.red_points, ge=1, le=100)
    green_points: int | None = Field(default=None, ge=0, le=100)
    pace_by: PaceBy = PaceBy.POINTS
    yellow_overdue: int = Field(default=Policy.yellow_overdue, ge=1, le=250)
    red_overdue: int = Field(default=Policy.red_overdue, ge=1, le=250)
    milestone_red: int = Field(default=Policy.milestone_red, ge=0, le=250)
    start_months: Months = [0, 0]
    first_report_months: Months = [0, 0]
    yellow_months_red: int = Field(default=Policy.yellow_months_red, ge=0, le=12)
    red_made_good: Good = Good.GREEN
    forecast_late: Bad = Bad.YELLOW
    silent_days: int = Field(default=Policy.silent_days, ge=1, le=366)
    due_within: Limit = ""
    max_extensions: int = Field(default=Policy.max_extensions, ge=0, le=12)
    extension_steps: list[ExtensionStep] | None = None
    checks: dict[KindOrDefault, Annotated[list[Check], Field(min_length=1)]] | None = None
    proofs: dict[KindOrDefault, list[Proof]] | None = None
    objection_days: int = Field(default=Policy.objection_days, ge=1, le=366)
    climb_to_others: bool = True
    ladder: list[RungForm] | None = None
    milestone_ladder: list[RungForm] | None = None
    silence_ladder: list[RungForm] | None = None


class NamesForm(Form):
    """The office's own words."""

    lights: dict[Light, OwnWord] = {}
    cards: dict[Card, OwnWord] = {}
    steps: dict[Step, OwnWord] = {}


class ColoursForm(Form):
    """The office's own colours."""

    lights: dict[Light, Colour] = {}
    cards: dict[Card, Colour] = {}


class PolicyForm(RulesForm):
    """The whole file; what is left out follows its preset, and that the default policy."""

    name: str = Field(min_length=1)
    accept_days: int = Field(default=Policy.accept_days, ge=0, le=30)
    due_soon_days: int = Field(default=Policy.due_soon_days, ge=1, le=60)
    lookback_percent: int = Field(default=Policy.lookback_percent, ge=1, le=100)
    lookback_months: int = Field(default=Policy.lookback_months, ge=1, le=24)
    quiet_from: Hour = ""
    quiet_until: Hour = ""
    names: NamesForm = NamesForm()
    colours: ColoursForm = ColoursForm()
    scores: ScoresForm = ScoresForm()
    categories: dict[Annotated[str, Field(min_length=1, max_length=80)], RulesForm] = {}


# A digest, a look-back, a score, a word are the whole office's: no category has its own.
OFFICE_WIDE = frozenset(PolicyForm.model_fields) - frozenset(RulesForm.model_fields)

"""``scores`` of a policy file as an office may write them; ``models.scoring`` reads them."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.scoring import DEEDS, Finished, ScoreRules, Tariff
from models.words import N_

Deeds = StrEnum("Deeds", {one.name: one.value for one in DEEDS})  # type: ignore[misc]
Number = Annotated[Decimal, Field(ge=-1000, le=1000, decimal_places=2)]
Bound = Number | Literal["none"]
Positive = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


def _a_number_is_the_leads(given: Any) -> Any:
    return given if isinstance(given, dict | PointsForm) else {"lead": given}


class PointsForm(BaseModel):
    """What a deed is worth: a number for the lead unit, or one for each who took part."""

    model_config = ConfigDict(extra="forbid")

    lead: Number = Decimal(0)
    support: Number = Decimal(0)
    most: Positive | None = None


Price = Annotated[PointsForm, BeforeValidator(_a_number_is_the_leads)]


class ScoresForm(BaseModel):
    """The whole of ``scores``; what is left out follows the tariff named."""

    model_config = ConfigDict(extra="forbid")

    tariff: Tariff = Tariff.DEFAULT
    base: Positive | None = None
    cap: Bound | None = None
    floor: Bound | None = None
    points: dict[Deeds, Price] | None = None
    categories: (
        dict[Annotated[str, Field(min_length=1, max_length=80)], dict[Deeds, Price]] | None
    ) = None
    finished: Finished | None = None
    early_days: int | None = Field(default=None, ge=1, le=250)
    red_list: int | None = Field(default=None, ge=0, le=100)
    black_list: int | None = Field(default=None, ge=0, le=100)
    fewest_matters: int | None = Field(default=None, ge=1, le=1000)
    basically_counts: bool | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> ScoresForm:
        rules = ScoreRules.from_json(self.plain())
        base, cap, floor = rules.base, rules.cap, rules.floor
        if cap is not None and floor is not None and cap < floor:
            raise ValueError(N_("the upper limit lies below the lower one"))
        if cap is not None and base > cap:
            raise ValueError(N_("the base lies above the upper limit"))
        return self

    def plain(self) -> dict[str, Any]:
        """Return what was written, as ``ScoreRules.from_json`` reads it."""
        return self.model_dump(mode="json", exclude_unset=True)  # no cap at all is written too

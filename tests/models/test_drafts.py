"""Drafts check at the door: what cannot be meant does not get in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from models.broken_rules import StandardMissing
from models.commitment import MilestoneDraft
from models.errors import DeadlineBeforeDocketing
from models.people import PersonDraft, UnitDraft
from models.record import ReportDraft
from models.terms import Kind, Role
from tests.makers import MONDAY, a_draft


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"lead_unit": ""}, "lead_unit"),
        ({"number": "9" * 41}, "number"),
        ({"due": "soon"}, "due"),
        ({"due": "2020-02-30"}, "due"),
        ({"kind": "wish"}, "kind"),
        ({"rhythm": "every:0"}, "rhythm"),
        ({"rhythm": "now and then"}, "rhythm"),
        ({"target": "many"}, "target"),
        ({"milestones": ({"title": ""},)}, "milestones"),
        ({"docketed_on": None}, "docketed_on"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_draft(**wrong)
    assert refusal.value.errors()[0]["loc"][0] == field


def test_a_deadline_before_docketing_is_refused() -> None:
    with pytest.raises(DeadlineBeforeDocketing) as refusal:
        a_draft(due=date(2020, 8, 2))
    assert refusal.value.facts == {"due": date(2020, 8, 2), "docketed_on": MONDAY}
    assert a_draft(due=MONDAY).due == MONDAY


def test_a_fuzzy_goal_needs_a_written_closing_standard() -> None:
    with pytest.raises(StandardMissing):
        a_draft(title="拆迁大头落地", fuzzy=True)
    assert a_draft(fuzzy=True, standard="签约率达到90%").fuzzy


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.RATIO])
def test_what_is_measured_needs_a_target(kind: Kind) -> None:
    with pytest.raises(ValidationError, match="target"):
        a_draft(kind=kind)
    assert a_draft(kind=kind, target="75").target == Decimal(75)


@pytest.mark.parametrize("kind", [one for one in Kind if one != Kind.STANDING])
def test_only_a_standing_duty_does_without_a_deadline(kind: Kind) -> None:
    with pytest.raises(ValidationError, match="deadline"):
        a_draft(kind=kind, due=None, target=Decimal(1))
    assert a_draft(kind=Kind.STANDING, due=None).due is None


def test_spaces_around_and_within_are_tidied() -> None:
    draft = a_draft(title="  人民路 \n 改造 ", lead_unit=" 水利局 ")
    assert (draft.title, draft.lead_unit) == ("人民路 改造", "水利局")


def test_a_milestone_has_a_weight_of_at_most_the_whole() -> None:
    with pytest.raises(ValidationError):
        MilestoneDraft(title="x", weight=101)
    assert MilestoneDraft(title="x", weight=100).due is None


def test_progress_may_pass_a_hundred_per_cent_but_not_fall_below_nothing() -> None:
    assert ReportDraft(percent=Decimal(130)).percent == Decimal(130)
    with pytest.raises(ValidationError):
        ReportDraft(percent=Decimal(-1))


@pytest.mark.parametrize("percent", ["NaN", "Infinity", "most"])
def test_progress_is_a_number(percent: str) -> None:
    with pytest.raises(ValidationError):
        ReportDraft(percent=percent)


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@c.org", "@c.org"])
def test_an_address_that_cannot_be_written_to_is_refused(email: str) -> None:
    with pytest.raises(ValidationError):
        PersonDraft(name="某", unit="水利局", email=email)


def test_a_person_may_have_no_address_and_is_a_liaison_where_nothing_is_said() -> None:
    draft = PersonDraft(name=" 某 ", unit="水利局")
    assert (draft.name, draft.email, draft.role) == ("某", "", Role.LIAISON)


def test_a_unit_name_has_no_spaces() -> None:
    assert UnitDraft(name=" 水 利 局 ").name == "水利局"
    with pytest.raises(ValidationError):
        UnitDraft(name="")


@pytest.mark.parametrize(
    "blank", [{"name": "  ", "unit": "水利局"}, {"name": "某", "unit": "  "}, {"name": "  "}]
)
def test_a_name_of_spaces_is_no_name(blank: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        (PersonDraft if "unit" in blank else UnitDraft)(**blank)

"""What a promise would be as a commitment, and what it lacks for that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.intake.context import Places, hash_of, line_of, overlap, passage, storable
from models.intake.promise import Action, Promise
from models.intake.proposing import (
    NAMES,
    Fields,
    Lack,
    changed,
    edited,
    kind_of,
    lacking,
    names_in,
    proposed,
)
from models.terms import Kind

UNITS = {"交通局": "交通运输局", "水利局": "水利局"}


def a_promise(**changes: object) -> Promise:
    given = {"quote": "x", "start": 0, "end": 1, "title": "建成公园", "action": Action.COMPLETE}
    return Promise(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "quantity", "unit", "kind"),
    [
        (Action.START, None, "", Kind.START),
        (Action.START, 12, "个", Kind.START),
        (Action.OPEN, None, "", Kind.OPEN),
        (Action.COMPLETE, None, "", Kind.FINISH),
        (Action.COMPLETE, 30, "个", Kind.COUNT),
        (Action.COMPLETE, 90, "%", Kind.RATIO),
        (Action.REACH, 75, "%", Kind.RATIO),
        (Action.REACH, 52000, "人", Kind.COUNT),
        (Action.REACH, None, "", Kind.FINISH),
        (Action.DELIVER, 1, "家", Kind.COUNT),
        (Action.OTHER, None, "", Kind.FINISH),
    ],
)
def test_the_kind_follows_action_and_figure(
    action: Action, quantity: int | None, unit: str, kind: Kind
) -> None:
    assert kind_of(action, None if quantity is None else Decimal(quantity), unit) == kind


def test_the_first_unit_leads_and_all_others_support() -> None:
    found = proposed(
        a_promise(responsible=("交通局", "水利局"), cooperating=("交通局", "各街道")), UNITS
    )
    assert (found.lead_unit, found.support_units) == ("交通运输局", ("水利局",))


def test_where_the_first_unit_is_unknown_nobody_leads_in_its_place() -> None:
    found = proposed(a_promise(responsible=("各县区", "水利局")), UNITS)
    assert (found.lead_unit, found.support_units) == ("", ("水利局",))


def test_a_day_that_a_person_must_decide_is_none() -> None:
    found = proposed(
        a_promise(ask=True, deadline=date(2020, 6, 1), deadline_phrase="汛期前"), UNITS
    )
    assert (found.due, found.due_text) == (None, "汛期前")
    assert Lack.DUE in lacking(found)


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, (Lack.UNIT, Lack.DUE)),
        ({"lead_unit": "水利局", "kind": Kind.STANDING}, ()),
        ({"lead_unit": "水利局", "kind": Kind.COUNT, "due": date.max}, (Lack.TARGET,)),
        ({"lead_unit": "水利局", "title": "整治大头落地", "due": date.max}, (Lack.STANDARD,)),
    ],
)
def test_what_is_missing_is_named(fields: dict[str, object], lacks: tuple[Lack, ...]) -> None:
    assert lacking(Fields(**fields)) == lacks  # type: ignore[arg-type]


def test_edits_are_what_differs_and_are_read_back() -> None:
    read = Fields(title="公园", target=Decimal(30), due=date(2020, 9, 30))
    wanted = Fields(title="公园", target=None, due=date(2020, 10, 1), kind=Kind.OPEN,
                    support_units=("水利局",))  # fmt: skip
    edits = changed(read, wanted)
    assert edits == {
        "target": None, "due": "2020-10-01", "kind": "open", "support_units": ["水利局"],
    }  # fmt: skip
    assert edited(read, edits) == wanted
    assert set(edits) <= set(NAMES)


def test_names_are_parted_as_offices_part_them() -> None:
    assert names_in("交通局、水利局，园林中心\n；教育局") == (
        "交通局", "水利局", "园林中心", "教育局",
    )  # fmt: skip


# -- passages ----------------------------------------------------------------------------


def test_a_quote_is_shown_within_its_paragraph() -> None:
    text = "标题\n前文，建成30个公园\t交通局\r\n下一段"
    begins = text.index("建成")
    found = passage(text, begins, begins + 7)
    assert found.marked == "前文，【建成30个公园】 | 交通局"
    assert line_of(text, begins) == 2


def test_a_long_paragraph_is_cut_and_says_so() -> None:
    text = "甲" * 50 + "建成公园" + "乙" * 50
    assert passage(text, 50, 54, around=3).marked == "…甲甲甲【建成公园】乙乙乙…"


def test_white_space_does_not_move_a_passage() -> None:
    one, other = Places("年底前建成\n30个 公园。"), Places("年底前\u3000建成30个公园。")
    span = one.squeezed(3, 12)
    assert other.text[slice(*other.spread(*span))] == "建成30个公园"
    assert hash_of(one.text) == hash_of(other.text) != hash_of("年底前建成31个公园。")
    assert other.spread(*one.squeezed(2, 2)) == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [((0, 4), (0, 4), 1.0), ((0, 4), (4, 8), 0.0), ((0, 4), (2, 6), 1 / 3), ((0, 4), (0, 8), 0.5)],
)
def test_spans_overlap_by_what_they_share(
    one: tuple[int, int], other: tuple[int, int], share: float
) -> None:
    assert overlap(one, other) == pytest.approx(share)


def test_what_no_database_takes_is_replaced_in_place() -> None:
    assert storable("甲\0乙\ud800丙😀") == "甲\ufffd乙\ufffd丙😀"

"""The table of turns holds together: every stage is reached, and nobody judges themselves."""

from __future__ import annotations

import pytest

from models.lifecycle import CLIMBING_STAGES, DECIDERS, OFFICE, OPEN_STAGES, TURNS, UNIT, turns_from
from models.terms import Role, Stage

LATER = {Stage.DRAFT, Stage.SUSPENDED}  # stages whose turns are not built yet


def test_every_stage_is_reached_from_docketing() -> None:
    reached = {Stage.DOCKETED}
    while True:
        more = {turn.to for turn in TURNS.values() if turn.to and turn.stages & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(Stage) - LATER


def test_no_stage_is_a_dead_end() -> None:
    for stage in set(Stage) - LATER:
        assert any(turn.to not in (None, stage) for turn in turns_from(stage)), stage


def test_a_matter_is_closed_only_from_a_requested_closure() -> None:
    closing = [turn for turn in TURNS.values() if turn.to == Stage.CLOSED]
    assert [turn.name for turn in closing] == ["confirm"]
    assert closing[0].stages == {Stage.CLOSURE_REQUESTED}


def test_a_closed_matter_can_only_be_reopened() -> None:
    assert [turn.name for turn in turns_from(Stage.CLOSED)] == ["reopen"]


@pytest.mark.parametrize("name", ["check", "return", "confirm", "reopen", "assign"])
def test_a_unit_takes_no_turn_that_judges_its_own_work(name: str) -> None:
    assert not TURNS[name].roles & UNIT
    assert TURNS[name].roles <= OFFICE


@pytest.mark.parametrize("name", ["grant_extension", "refuse_extension"])
def test_an_extension_is_decided_by_chief_or_leader(name: str) -> None:
    assert TURNS[name].roles == DECIDERS == {Role.CHIEF, Role.LEADER}


def test_an_auditor_takes_no_turn_at_all() -> None:
    assert not [turn.name for turn in TURNS.values() if Role.AUDITOR in turn.roles]


def test_the_office_may_enter_whatever_a_unit_may() -> None:
    for turn in TURNS.values():
        assert not turn.roles & UNIT or turn.roles >= OFFICE


def test_open_and_climbing_stages_agree() -> None:
    assert CLIMBING_STAGES < OPEN_STAGES == set(Stage) - {Stage.CLOSED, Stage.DRAFT}


def test_every_turn_names_the_command_that_takes_it() -> None:
    commands = [turn.command for turn in TURNS.values()]
    assert all(commands)
    assert len(set(commands)) == len(commands)

"""The table of turns holds together: every stage is reached, and nobody judges themselves."""

from __future__ import annotations

import pytest

from ledgers.closing import CHECKERS
from models.lifecycle import DECIDERS, OFFICE, TURNS, UNIT, turns_from
from models.terms import CLIMBING_STAGES, OPEN_STAGES, Check, Role, Stage


def test_every_stage_is_reached_from_a_draft() -> None:
    reached = {Stage.DRAFT}
    while True:
        more = {turn.to for turn in TURNS.values() if turn.to and turn.stages & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(Stage)


def test_no_stage_is_a_dead_end() -> None:
    for stage in Stage:
        assert any(turn.to not in (None, stage) for turn in turns_from(stage)), stage


def test_a_matter_is_done_only_from_a_requested_closure() -> None:
    closing = {turn.name: turn for turn in TURNS.values() if turn.to == Stage.CLOSED}
    honest_ends = {"drop", "cancel", "supersede"}
    assert set(closing) == {"confirm"} | honest_ends
    assert closing["confirm"].stages == {Stage.CLOSURE_REQUESTED}


def test_nothing_but_a_relapse_takes_a_closed_matter_up_again() -> None:
    leading_on = [turn.name for turn in turns_from(Stage.CLOSED) if turn.to]
    assert leading_on == ["reopen"]


@pytest.mark.parametrize("name", ["confirm", "reopen", "assign", "look_back", "screen_extension"])
def test_a_unit_takes_no_turn_that_judges_its_own_work(name: str) -> None:
    assert not TURNS[name].roles & UNIT
    assert TURNS[name].roles <= OFFICE


def test_the_check_that_counts_is_never_the_units() -> None:
    for level in (Check.OFFICE, Check.SITE):
        assert not CHECKERS[level] & UNIT


@pytest.mark.parametrize(
    "name",
    ["grant_extension", "refuse_extension", "suspend", "resume", "uphold", "dismiss", "cancel",
     "supersede", "decide_help"],
)  # fmt: skip
def test_what_changes_an_obligation_is_decided_by_chief_or_leader(name: str) -> None:
    assert TURNS[name].roles == DECIDERS == {Role.CHIEF, Role.LEADER}


def test_only_the_head_consents_for_a_unit() -> None:
    assert TURNS["consent_extension"].roles & UNIT == {Role.UNIT_HEAD}


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

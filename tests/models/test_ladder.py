"""督办层级: the default rungs on their exact days around National Day 2020."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.calendar import WorkCalendar
from models.ladder import Claim, climb, highest
from models.policy import DEFAULT_LADDER, Policy
from models.terms import CLIMBING_STAGES, Reader, Stage, Step
from tests.makers import MONDAY, a_milestone, some_facts

POLICY = Policy(silent_days=366)
DUE = date(2020, 9, 25)  # the Friday before a worked Sunday and eight days off


def rungs(on: date, calendar: WorkCalendar, **facts: object) -> list[str]:
    found = climb(some_facts(due=DUE, **facts), on, POLICY, calendar)
    return [one.rung.key for one in found.due]


@pytest.mark.parametrize(
    ("rung", "on"),
    [
        ("T-10", "2020-09-11"),
        ("T-3", "2020-09-22"),
        ("T+1", "2020-09-27"),
        ("T+5", "2020-10-09"),
        ("T+10", "2020-10-15"),
        ("T+20", "2020-10-29"),
    ],
)
def test_each_rung_falls_due_on_its_working_day(calendar: WorkCalendar, rung: str, on: str) -> None:
    day = date.fromisoformat(on)
    assert rungs(day, calendar)[-1] == rung
    assert rung not in rungs(day - timedelta(days=1), calendar)


def test_a_deadline_on_a_day_of_rest_is_late_on_the_next_working_day(
    calendar: WorkCalendar,
) -> None:
    facts = some_facts(due=date(2020, 10, 3))
    assert [
        one.fell_due_on
        for one in climb(facts, date(2020, 10, 9), POLICY, calendar).due
        if one.rung.key == "T+1"
    ] == [date(2020, 10, 9)]


def test_no_rung_is_climbed_on_a_day_of_rest_but_it_waits(calendar: WorkCalendar) -> None:
    for on in (date(2020, 10, 1), date(2020, 10, 4), date(2020, 10, 8)):
        found = climb(some_facts(due=DUE), on, POLICY, calendar)
        assert (found.due, found.next_on) == ((), date(2020, 10, 9))


def test_a_rung_that_was_taken_is_not_taken_again(calendar: WorkCalendar) -> None:
    on = date(2020, 9, 30)
    first = climb(some_facts(due=DUE), on, POLICY, calendar)
    taken = {one.claim for one in first.due}
    again = climb(some_facts(due=DUE), on, POLICY, calendar, taken=taken)
    assert (again.due, again.next_on) == ((), date(2020, 10, 9))


def test_a_new_deadline_version_starts_a_new_ladder(calendar: WorkCalendar) -> None:
    on = date(2020, 9, 30)
    taken = {one.claim for one in climb(some_facts(due=DUE), on, POLICY, calendar).due}
    later = some_facts(due=date(2020, 10, 19), due_version=2)
    found = climb(later, on, POLICY, calendar, taken=taken)
    assert [one.claim for one in found.due] == [Claim("deadline", "2", "T-10")]


def test_of_several_rungs_of_one_ladder_only_the_highest_is_sent(calendar: WorkCalendar) -> None:
    step = a_milestone(date(2020, 9, 1), id=7)
    due = climb(some_facts(due=DUE, milestones=(step,)), date(2020, 9, 28), POLICY, calendar).due
    assert [(one.claim.basis, one.rung.key) for one in due] == [
        ("deadline", "T-10"), ("deadline", "T-3"), ("deadline", "T+1"),
        ("milestone:7", "T+1"), ("milestone:7", "T+5"),
    ]  # fmt: skip
    assert {(one.claim.basis, one.rung.key) for one in highest(due)} == {
        ("deadline", "T+1"), ("milestone:7", "T+5"),
    }  # fmt: skip


def test_a_milestone_that_is_done_or_undated_has_no_ladder(calendar: WorkCalendar) -> None:
    done = a_milestone(date(2020, 8, 3), done_on=date(2020, 8, 31))
    undated = a_milestone(None)
    facts = some_facts(due=None, milestones=(done, undated))
    assert climb(facts, date(2020, 9, 30), POLICY, calendar).due == ()


def test_silence_is_claimed_once_for_each_day_last_heard_from(calendar: WorkCalendar) -> None:
    policy = Policy(silent_days=7)
    facts = some_facts(due=None)
    found = climb(facts, date(2020, 8, 11), policy, calendar)
    assert [one.claim for one in found.due] == [Claim("silence", "2020-08-03", "T+0")]
    assert found.due[0].rung.step == Step.ASK_REPORT
    heard = some_facts(due=None, last_report_on=date(2020, 8, 11))
    assert climb(heard, date(2020, 8, 11), policy, calendar).due == ()
    later = climb(heard, date(2020, 8, 19), policy, calendar)
    assert [one.claim.version for one in later.due] == ["2020-08-11"]


@pytest.mark.parametrize("stage", Stage)
def test_the_ladder_climbs_only_while_the_ball_is_with_the_unit(
    calendar: WorkCalendar, stage: Stage
) -> None:
    climbed = bool(rungs(date(2020, 10, 30), calendar, stage=stage))
    assert climbed is (stage in CLIMBING_STAGES)


def test_good_cause_stops_the_ladder(calendar: WorkCalendar) -> None:
    for stage in (Stage.SUSPENDED, Stage.CLOSED, Stage.CLOSURE_REQUESTED):
        found = climb(some_facts(due=DUE, stage=stage), date(2020, 12, 31), POLICY, calendar)
        assert (found.due, found.next_on) == ((), None)


def test_the_next_rung_is_known_in_advance(calendar: WorkCalendar) -> None:
    assert climb(some_facts(due=DUE), MONDAY, POLICY, calendar).next_on == date(2020, 9, 11)


def test_the_default_ladder_is_the_one_of_the_design() -> None:
    assert [(one.key, one.step, one.to) for one in DEFAULT_LADDER] == [
        ("T-10", Step.REMIND, (Reader.OWNER,)),
        ("T-3", Step.REMIND, (Reader.OWNER,)),
        ("T+1", Step.CHASE, (Reader.OWNER, Reader.UNIT_HEAD)),
        ("T+5", Step.NOTICE, (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE)),
        ("T+10", Step.CIRCULAR, (Reader.OFFICER, Reader.CHIEF)),
        ("T+20", Step.INTERVIEW, (Reader.CHIEF,)),
    ]


def test_whatever_accuses_is_only_proposed_and_only_to_the_office() -> None:
    office = {Reader.OFFICER, Reader.CHIEF}
    for rung in DEFAULT_LADDER:
        assert rung.is_proposal is (rung.step in {Step.CIRCULAR, Step.INTERVIEW, Step.TRANSFER})
        assert not rung.is_proposal or set(rung.to) <= office

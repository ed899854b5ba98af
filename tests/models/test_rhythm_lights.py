"""反馈频次 and lights: a report that is due and missing is said, asked for once, and looked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.calendar import published_calendar
from models.ladder import Claim, Taken, climb
from models.lights import REPORT_MISSED, SILENT, Facts, Verdict, give_light
from models.policy import Policy
from models.rhythm import parse
from models.terms import Kind, Light, Stage, Step
from models.words import Speaker
from tests.makers import MONDAY, some_facts

CALENDAR = published_calendar()
POLICY = Policy(ladder=(), milestone_ladder=())


def standing(rhythm: str, heard: date = MONDAY, **changed: Any) -> Facts:
    """A standing duty, last heard of on a day."""
    return some_facts(
        kind=Kind.STANDING, due=None, rhythm=parse(rhythm), last_report_on=heard, **changed
    )


def light_on(facts: Facts, on: date) -> Verdict:
    return give_light(facts, on, POLICY, CALENDAR)


def asked_on(facts: Facts, first: date, last: date) -> list[tuple[date, str]]:
    """List the days on which a report is asked for, looking every day, and for which day."""
    taken: dict[Claim, Taken] = {}
    asked = []
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        for one in climb(facts, on, POLICY, CALENDAR, taken=taken).due:
            assert one.rung.step == Step.ASK_REPORT
            taken[one.claim] = Taken(on)
            asked.append((on, one.claim.version))
    return asked


# -- said beside the light --------------------------------------------------------------------


def test_a_report_due_on_the_28th_and_missing_is_said_beside_the_light() -> None:
    facts = standing("monthly:28")
    assert light_on(facts, date(2020, 8, 28)).stale is None  # the day itself is never late
    verdict = light_on(facts, date(2020, 8, 29))
    assert verdict.stale is not None
    assert (verdict.stale.sentence, verdict.stale.facts) == (
        REPORT_MISSED, {"due": date(2020, 8, 28)},
    )  # fmt: skip
    assert (verdict.light, REPORT_MISSED in [one.sentence for one in verdict.reasons]) == (
        Light.GREEN, False,
    )  # fmt: skip
    assert "28 August 2020" in verdict.said(Speaker("en"))


def test_once_it_has_come_nothing_is_missing() -> None:
    for heard in (date(2020, 8, 27), date(2020, 8, 28), date(2020, 8, 31)):
        facts = standing("monthly:28", heard)
        assert light_on(facts, heard + timedelta(days=1)).stale is None
        assert light_on(facts, date(2020, 9, 28)).stale is None
        assert light_on(facts, date(2020, 9, 29)).stale is not None


@pytest.mark.parametrize("rhythm", ["weekly:tue", "tenday", "monthly:28", "every:9"])
def test_a_rhythm_takes_the_place_of_the_policys_silence(rhythm: str) -> None:
    verdict = light_on(standing(rhythm), MONDAY + timedelta(days=60))
    assert verdict.stale is not None
    assert verdict.stale.sentence == REPORT_MISSED
    assert light_on(standing(""), MONDAY + timedelta(days=60)).stale.sentence == SILENT


@pytest.mark.parametrize("stage", [Stage.SUSPENDED, Stage.CLOSURE_REQUESTED, Stage.CLOSED])
def test_nobody_is_asked_for_reports_who_cannot_give_any(stage: Stage) -> None:
    facts = standing("monthly:28", stage=stage)
    assert light_on(facts, date(2020, 9, 29)).stale is None
    assert asked_on(facts, MONDAY, date(2020, 10, 31)) == []


# -- asked once a reporting day -----------------------------------------------------------------


def test_each_reporting_day_that_was_missed_is_asked_about_once() -> None:
    # November's moves to Monday the 30th, which is not over yet.
    assert asked_on(standing("monthly:28"), MONDAY, date(2020, 11, 30)) == [
        (date(2020, 8, 31), "2020-08-28"),  # the 29th is a Saturday
        (date(2020, 9, 29), "2020-09-28"),
        (date(2020, 10, 29), "2020-10-28"),
    ]


def test_a_weekly_report_moves_to_the_second_working_day_after_the_holiday() -> None:
    facts = standing("weekly:tue", date(2020, 9, 29))
    assert light_on(facts, date(2020, 10, 10)).stale is None
    # The 6th lies in National Day; the 9th and 10th are the first two working days after it.
    assert light_on(facts, date(2020, 10, 11)).stale is not None
    assert asked_on(facts, date(2020, 9, 29), date(2020, 10, 13)) == [
        (date(2020, 10, 12), "2020-10-10")
    ]


def test_the_day_asked_about_stays_the_same_however_late_one_looks() -> None:
    facts = standing("monthly:28")
    for on in (date(2020, 8, 31), date(2020, 9, 10), date(2020, 9, 25)):
        (one,) = climb(facts, on, POLICY, CALENDAR).due
        assert (one.claim.version, one.fell_due_on) == ("2020-08-28", date(2020, 8, 31))


def test_a_new_report_begins_a_new_round() -> None:
    late = standing("monthly:28", date(2020, 9, 2))  # August's, five days late
    assert asked_on(late, date(2020, 9, 2), date(2020, 9, 30)) == [
        (date(2020, 9, 29), "2020-09-28")
    ]


# -- looked for on the right day ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "on", "look_on"),
    [
        ("monthly:28", MONDAY, date(2020, 8, 29)),
        ("monthly:28", date(2020, 8, 29), date(2020, 9, 29)),  # it stays missing until the next
        ("weekly:tue", MONDAY, date(2020, 8, 12)),  # MONDAY's report answers Tuesday's
        ("every:9", MONDAY, date(2020, 8, 13)),
        ("monthly:end", date(2020, 9, 1), date(2020, 10, 1)),
    ],
)
def test_the_light_says_when_silence_would_begin(rhythm: str, on: date, look_on: date) -> None:
    assert light_on(standing(rhythm), on).changes_on == look_on


@pytest.mark.parametrize(
    ("rhythm", "on", "next_on"),
    [
        ("monthly:28", MONDAY, date(2020, 8, 31)),
        ("monthly:28", date(2020, 8, 29), date(2020, 8, 31)),
        ("weekly:tue", MONDAY, date(2020, 8, 12)),
    ],
)
def test_the_ladder_says_when_a_report_will_be_asked_for(
    rhythm: str, on: date, next_on: date
) -> None:
    assert climb(standing(rhythm), on, POLICY, CALENDAR).next_on == next_on

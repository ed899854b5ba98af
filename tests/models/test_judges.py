"""What a judge says of beginnings, of what the reports lead to, and of what was before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models import judges
from models.calendar import WorkCalendar
from models.lights import Facts, Verdict, give_light, marks
from models.policy import Policy
from models.terms import Kind, Light, Stage
from models.words import Speaker
from tests.makers import a_milestone, some_facts

CALENDAR = WorkCalendar({}, date(2021, 12, 31))
YINCHUAN = Policy(start_months=(1, 3), first_report_months=(1, 2), silent_days=366)
FAR = date(2021, 12, 31)


def on(day: str) -> date:
    return date.fromisoformat(day)


def judged(day: str, policy: Policy, **facts: object) -> Verdict:
    return give_light(some_facts(**{"due": FAR, **facts}), on(day), policy, CALENDAR)


def sentences(verdict: Verdict) -> list[str]:
    return [one.sentence for one in verdict.reasons]


# -- beginning ----------------------------------------------------------------------------

IN_JUNE = (a_milestone(on("2020-12-31"), starts=on("2020-06-15")),)


@pytest.mark.parametrize(
    ("day", "light", "months"),
    [
        ("2020-06-30", Light.GREEN, 0),
        ("2020-07-01", Light.YELLOW, 1),
        ("2020-08-31", Light.YELLOW, 2),
        ("2020-09-01", Light.RED, 3),
    ],
)
def test_what_was_not_begun_in_its_planned_month_is_yellow_three_months_running_red(
    day: str, light: Light, months: int
) -> None:
    told = {"last_report_on": on("2020-06-01"), "docketed_on": on("2020-06-01")}
    verdict = judged(day, YINCHUAN, milestones=IN_JUNE, **told)
    assert verdict.light == light
    if months:
        (reason,) = verdict.reasons
        assert reason.sentence == judges.NOT_STARTED
        assert reason.facts == {"start": on("2020-06-15"), "months": months}


@pytest.mark.parametrize(
    "begun",
    [{"percent": Decimal("0.5")}, {"milestones": (a_milestone(FAR, done_on=on("2020-06-20"),
                                                              starts=on("2020-06-15")),)}],
)  # fmt: skip
def test_progress_or_a_milestone_done_is_a_beginning(begun: dict[str, object]) -> None:
    facts = {"milestones": IN_JUNE, "last_report_on": on("2020-06-20"), **begun}
    verdict = judged("2020-10-01", Policy(start_months=(1, 3), silent_days=366), **facts)
    assert judges.NOT_STARTED not in sentences(verdict)


def test_a_start_of_works_is_to_begin_by_its_deadline_and_has_when_it_is_done() -> None:
    facts = {"kind": Kind.START, "due": on("2020-09-30"), "last_report_on": on("2020-09-01")}
    never_late = Policy(start_months=(1, 3), yellow_overdue=99, red_overdue=99)
    assert judged("2020-10-01", never_late, **facts).light == Light.YELLOW
    assert judged("2020-10-01", never_late, percent=Decimal(100), **facts).light == Light.GREEN
    asked = {**facts, "stage": Stage.CLOSURE_REQUESTED}
    assert judged("2020-10-01", never_late, **asked).light == Light.GREEN


def test_a_suspension_begins_the_counting_of_months_anew() -> None:
    facts = {"milestones": IN_JUNE, "last_report_on": on("2020-06-20"),
             "resumed_on": on("2020-09-10")}  # fmt: skip
    assert judged("2020-09-30", YINCHUAN, **facts).light == Light.GREEN
    assert judged("2020-10-01", YINCHUAN, **facts).light == Light.YELLOW


@pytest.mark.parametrize(
    ("day", "light"),
    [
        ("2020-09-03", Light.GREEN),  # a month after 3 August
        ("2020-09-04", Light.YELLOW),
        ("2020-10-03", Light.YELLOW),
        ("2020-10-04", Light.RED),
    ],
)
def test_without_a_first_report_it_is_yellow_after_a_month_and_red_after_two(
    day: str, light: Light
) -> None:
    assert judged(day, YINCHUAN).light == light
    assert judged(day, YINCHUAN, last_report_on=on("2020-08-04")).light == Light.GREEN


def test_a_limit_of_no_months_never_comes() -> None:
    only_red = Policy(first_report_months=(0, 2), silent_days=366)
    assert judged("2020-10-03", only_red).light == Light.GREEN
    assert judged("2020-10-04", only_red).light == Light.RED
    assert judged("2021-10-04", Policy(silent_days=999)).light == Light.GREEN


# -- milestones ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "light"),
    [("2020-08-07", Light.YELLOW), ("2020-08-10", Light.RED), ("2020-08-03", Light.GREEN)],
)
def test_a_milestone_missed_for_long_is_red_where_the_policy_says_so(
    day: str, light: Light
) -> None:
    steps = (a_milestone(on("2020-08-03")),)
    assert judged(day, Policy(milestone_red=5), milestones=steps).light == light
    assert judged("2021-08-10", Policy(silent_days=999), milestones=steps).light == Light.YELLOW


# -- forecast -----------------------------------------------------------------------------


@pytest.mark.parametrize("light", [Light.NONE, Light.YELLOW, Light.RED])
def test_what_cannot_be_met_at_the_present_pace_has_the_light_the_policy_names(
    light: Light,
) -> None:
    facts = {"due": on("2020-09-30"), "forecast_on": on("2020-11-10")}
    policy = Policy(forecast_late=light)
    verdict = judged("2020-08-10", policy, forecast_from=on("2020-10-12"), **facts)
    assert verdict.light == max((light, Light.GREEN), key=lambda one: one.severity)
    if light != Light.NONE:
        (reason,) = verdict.reasons
        assert reason.sentence == judges.CANNOT_BE_MET
        said = reason.said(Speaker("zh"))
        assert "2020年11月10日" in said
        assert "2020年10月12日" in said
    in_time = judged("2020-08-10", policy, forecast_from=on("2020-09-30"), **facts)
    assert in_time.light == Light.GREEN


def test_what_its_unit_says_is_done_is_not_forecast() -> None:
    facts = {"forecast_on": FAR, "forecast_from": FAR, "due": on("2020-09-30")}
    red = Policy(forecast_late=Light.RED)
    assert judged("2020-08-10", red, **facts).light == Light.RED
    asked = judged("2020-08-10", red, stage=Stage.CLOSURE_REQUESTED, **facts)
    assert asked.light == Light.GREEN


# -- what was before ----------------------------------------------------------------------

MISSED = {"milestones": (a_milestone(date(2020, 8, 3)),), "last_report_on": date(2020, 8, 4)}


@pytest.mark.parametrize(
    ("day", "light"), [("2020-09-30", Light.YELLOW), ("2020-10-01", Light.RED)]
)
def test_yellow_for_two_months_running_is_red_with_the_reasons_it_was_yellow_for(
    day: str, light: Light
) -> None:
    sanya = Policy(yellow_months_red=2, silent_days=366)
    verdict = judged(day, sanya, yellow_since=on("2020-08-04"), **MISSED)
    assert verdict.light == light
    found = sentences(verdict)
    assert found[-1] == judges.MILESTONE_MISSED
    assert (judges.YELLOW_TOO_LONG in found) == (light == Light.RED)


OUHAI = Policy(red_made_good=Light.YELLOW, silent_days=366)


@pytest.mark.parametrize(
    ("reported", "light"),
    [
        ("2020-08-19", Light.YELLOW),  # what made it good
        ("2020-08-31", Light.YELLOW),
        ("2020-09-01", Light.GREEN),  # the first report of a later month
    ],
)
def test_a_red_month_made_good_is_yellow_until_a_report_of_a_later_month(
    reported: str, light: Light
) -> None:
    facts = {"reds": "2020-08-05/2020-08-20", "last_report_on": on(reported)}
    for day in ("2020-09-01", "2020-12-01"):
        verdict = judged(day, OUHAI, **facts)
        assert verdict.light == light
        assert judged(day, Policy(silent_days=366), **facts).light == Light.GREEN
    if light == Light.YELLOW:
        assert sentences(verdict) == [judges.RED_MADE_GOOD]


def test_a_red_made_good_does_not_soften_what_is_yellow_or_red_by_itself() -> None:
    facts = {"reds": "2020-08-05/2020-08-20", **MISSED}
    assert sentences(judged("2020-09-01", OUHAI, **facts)) == [judges.MILESTONE_MISSED]


# -- marks --------------------------------------------------------------------------------


def looked(facts: Facts, day: str, policy: Policy = OUHAI) -> tuple[str, date | None]:
    left = marks(facts, give_light(facts, on(day), policy, CALENDAR), on(day))
    return left.reds, left.yellow_since


def test_a_look_begins_and_ends_red_spells_and_marks_since_when_it_is_uneasy() -> None:
    late = some_facts(due=on("2020-08-03"))
    assert looked(late, "2020-08-03") == ("", None)
    assert looked(late, "2020-08-04") == ("", on("2020-08-04"))
    uneasy = some_facts(due=on("2020-08-03"), yellow_since=on("2020-08-04"))
    assert looked(uneasy, "2020-08-17") == ("2020-08-17/", on("2020-08-04"))
    extended = some_facts(reds="2020-08-17/", yellow_since=on("2020-08-04"))
    assert looked(extended, "2020-08-20") == ("2020-08-17/2020-08-20", None)


def test_a_suspension_neither_ends_a_red_spell_nor_counts_as_yellow() -> None:
    resting = some_facts(
        stage=Stage.SUSPENDED, reds="2020-08-17/", yellow_since=on("2020-08-04"), pause_reason="汛"
    )
    assert looked(resting, "2020-08-20") == ("2020-08-17/", None)

"""亮灯: worked examples at every boundary, and a reason that carries its numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models import lights
from models.calendar import WorkCalendar
from models.lights import Verdict, elapsed_percent, give_light
from models.policy import Policy
from models.rhythm import parse
from models.terms import Kind, Light, Stage
from models.words import Speaker
from tests.makers import MONDAY, a_milestone, some_facts

CALENDAR = WorkCalendar({}, date(2020, 12, 31))
# One hundred working days from MONDAY, without holidays: a percentage point a day.
CENTURY = CALENDAR.shift(MONDAY, 100)
POLICY = Policy()


def light_on(on: date, **facts: object) -> Verdict:
    return give_light(some_facts(**facts), on, POLICY, CALENDAR)


def at(elapsed: int, percent: str) -> Verdict:
    """Judge so many working days into the hundred, with so much done."""
    on = CALENDAR.shift(MONDAY, elapsed)
    return light_on(on, due=CENTURY, percent=Decimal(percent), last_report_on=on)


# -- pace ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elapsed", "percent", "light"),
    [
        (50, "50", Light.GREEN),
        (50, "60", Light.GREEN),
        (50, "40.1", Light.GREEN),
        (50, "40", Light.YELLOW),  # exactly ten points behind
        (50, "20", Light.YELLOW),  # exactly thirty
        (50, "19.9", Light.RED),
        (1, "0", Light.GREEN),
        (100, "100", Light.GREEN),
        (100, "110", Light.GREEN),
        (100, "69.9", Light.RED),
    ],
)
def test_pace_turns_yellow_at_ten_points_and_red_beyond_thirty(
    elapsed: int, percent: str, light: Light
) -> None:
    assert at(elapsed, percent).light == light


def test_the_reason_says_how_far_behind() -> None:
    (reason,) = at(60, "47.6").reasons
    assert reason.sentence == lights.BEHIND
    assert reason.facts == {
        "points": Decimal("12.4"), "percent": Decimal("47.6"), "elapsed": Decimal("60.0"),
    }  # fmt: skip


def test_the_reason_is_a_sentence_in_chinese() -> None:
    said = at(60, "47.6").said(Speaker("zh"))
    assert "12.4" in said
    assert "47.6" in said
    assert "序时" in said
    assert "60" in said


def test_nothing_reported_is_no_pace() -> None:
    on = CALENDAR.shift(MONDAY, 90)
    verdict = light_on(on, due=CENTURY, last_report_on=on)
    assert verdict.light == Light.GREEN
    assert [one.sentence for one in verdict.reasons] == [lights.DUE_IN]


@pytest.mark.parametrize(
    ("start", "end", "on", "share"),
    [
        (MONDAY, date(2020, 8, 10), MONDAY, "0"),
        (MONDAY, date(2020, 8, 10), date(2020, 8, 4), "20.0"),
        (MONDAY, date(2020, 8, 10), date(2020, 8, 9), "80.0"),
        (MONDAY, date(2020, 8, 10), date(2020, 9, 1), "100"),
        (MONDAY, date(2020, 8, 6), date(2020, 8, 4), "33.3"),
        (MONDAY, date(2020, 8, 6), date(2020, 8, 5), "66.7"),
        (MONDAY, MONDAY, MONDAY, "100"),
        (MONDAY, date(2020, 8, 10), date(2020, 7, 1), "0"),
    ],
)
def test_elapsed_time_is_a_share_of_working_days(
    start: date, end: date, on: date, share: str
) -> None:
    assert elapsed_percent(start, end, on, CALENDAR) == Decimal(share)


# -- deadline -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "light", "sentence", "facts"),
    [
        ("2020-09-29", Light.GREEN, lights.DUE_IN, {"days": 1}),
        ("2020-09-30", Light.GREEN, lights.DUE_TODAY, {}),
        ("2020-10-01", Light.YELLOW, lights.OVERDUE, {"days": 1}),
        ("2020-10-13", Light.YELLOW, lights.OVERDUE, {"days": 9}),
        ("2020-10-14", Light.RED, lights.OVERDUE, {"days": 10}),
        ("2020-11-30", Light.RED, lights.OVERDUE, {"days": 43}),
    ],
)
def test_the_deadline_turns_yellow_a_day_late_and_red_at_ten(
    on: str, light: Light, sentence: str, facts: dict[str, int]
) -> None:
    verdict = light_on(date.fromisoformat(on), last_report_on=date.fromisoformat(on))
    assert verdict.light == light
    assert [(one.sentence, one.facts) for one in verdict.reasons] == [(sentence, facts)]


def test_days_late_are_chinas_working_days(calendar: WorkCalendar) -> None:
    facts = some_facts(due=date(2020, 9, 30))
    last = date(2020, 10, 8)
    assert give_light(facts, last, POLICY, calendar).light == Light.GREEN
    verdict = give_light(facts, date(2020, 10, 9), POLICY, calendar)
    assert (verdict.light, verdict.reasons[0].facts) == (Light.YELLOW, {"days": 1})


def test_nothing_is_called_overdue_before_a_working_day_has_gone(calendar: WorkCalendar) -> None:
    verdict = give_light(some_facts(due=date(2020, 9, 30)), date(2020, 10, 3), POLICY, calendar)
    assert lights.OVERDUE not in [one.sentence for one in verdict.reasons]


def test_a_standing_duty_is_never_overdue() -> None:
    on = date(2025, 1, 1)
    verdict = light_on(on, kind=Kind.STANDING, due=None, last_report_on=on)
    assert verdict.light == Light.GREEN
    assert [one.sentence for one in verdict.reasons] == [lights.STANDING]


# -- milestones ---------------------------------------------------------------------------


def test_a_missed_milestone_is_at_least_yellow_however_good_the_rest() -> None:
    on = date(2020, 8, 11)
    step = a_milestone(date(2020, 8, 3), position=2, title="主体封顶")
    verdict = light_on(on, percent=Decimal(100), last_report_on=on, milestones=(step,))
    assert verdict.light == Light.YELLOW
    (reason,) = verdict.reasons
    assert (reason.sentence, reason.facts) == (
        lights.MILESTONE_MISSED, {"position": 2, "title": "主体封顶", "days": 6},
    )  # fmt: skip
    said = reason.said(Speaker("zh"))
    assert all(part in said for part in ("节点", "2", "主体封顶", "6个工作日"))


def test_a_missed_milestone_does_not_soften_a_red_light() -> None:
    step = a_milestone(date(2020, 8, 3))
    on = date(2020, 12, 31)
    verdict = light_on(on, last_report_on=on, milestones=(step,))
    assert verdict.light == Light.RED
    assert [one.sentence for one in verdict.reasons] == [lights.OVERDUE]


@pytest.mark.parametrize(
    "step",
    [
        a_milestone(date(2020, 8, 11)),  # due today
        a_milestone(date(2020, 8, 3), done_on=date(2020, 8, 10)),  # late, but done
        a_milestone(None),  # without a day
    ],
)
def test_a_milestone_that_is_not_missed_gives_no_light(step: lights.MilestoneFacts) -> None:
    assert light_on(date(2020, 8, 11), milestones=(step,)).light == Light.GREEN


def test_of_several_missed_milestones_the_latest_is_named() -> None:
    steps = tuple(
        a_milestone(date(2020, 8, day), id=day, position=n) for n, day in enumerate((7, 4, 6), 1)
    )
    (reason,) = light_on(date(2020, 8, 11), milestones=steps).reasons
    assert reason.facts["position"] == 2


# -- all together -------------------------------------------------------------------------


def test_the_worst_light_shows_with_every_reason_as_bad() -> None:
    verdict = light_on(
        date(2020, 10, 1),
        percent=Decimal(85),
        last_report_on=date(2020, 10, 1),
        milestones=(a_milestone(date(2020, 9, 1)),),
    )
    assert verdict.light == Light.YELLOW
    assert [one.sentence for one in verdict.reasons] == [
        lights.OVERDUE, lights.MILESTONE_MISSED, lights.BEHIND,
    ]  # fmt: skip


def test_silence_stands_beside_the_light_not_instead_of_it() -> None:
    quiet = light_on(date(2020, 9, 2))
    assert quiet.stale is None
    verdict = light_on(date(2020, 9, 3))
    assert verdict.light == Light.GREEN
    assert verdict.stale is not None
    assert verdict.stale.facts == {"days": 31}
    assert verdict.said(Speaker("en")).endswith("nothing reported for 31 days")


def test_a_reporting_rhythm_of_its_own_comes_before_the_policys() -> None:
    weekly = parse("every:7")
    assert light_on(date(2020, 8, 10), rhythm=weekly).stale is None
    assert light_on(date(2020, 8, 11), rhythm=weekly).stale is not None


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.DRAFT, Stage.SUSPENDED])
def test_what_is_not_under_way_has_no_light(stage: Stage) -> None:
    verdict = light_on(date(2020, 12, 31), stage=stage)
    assert (verdict.light, verdict.changes_on) == (Light.NONE, None)


def test_what_waits_for_its_check_keeps_its_light_and_says_so() -> None:
    verdict = light_on(date(2020, 12, 31), stage=Stage.CLOSURE_REQUESTED)
    assert verdict.light == Light.RED
    assert verdict.stale is None
    assert verdict.reasons[-1].sentence == lights.WAITING


def test_thresholds_are_the_policys() -> None:
    strict = Policy(yellow_points=5, red_points=15, yellow_overdue=2, red_overdue=3)
    on = CALENDAR.shift(MONDAY, 50)
    facts = some_facts(due=CENTURY, percent=Decimal(34), last_report_on=on)
    assert give_light(facts, on, strict, CALENDAR).light == Light.RED
    for days, light in ((1, Light.GREEN), (2, Light.YELLOW), (3, Light.RED)):
        late = CALENDAR.shift(MONDAY, days)
        assert give_light(some_facts(due=MONDAY), late, strict, CALENDAR).light == light

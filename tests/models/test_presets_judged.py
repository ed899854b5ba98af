"""Each preset against the worked numbers of its source: the files themselves, page by page.

A page has lines ``day  figures  light  sentence``; a ladder is lived day by day with nobody
answering, and each line is a day and what went out or was proposed on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.calendar import published_calendar
from models.facts import Facts, Point, Verdict
from models.ladder import Claim, Taken, highest, sign_off_ends
from models.lights import give_light
from models.limits import limit_day
from models.look import look_at
from models.months import first_of
from models.policy import Policy
from models.policy_file import read_preset
from models.terms import Kind, Light, Reader, Stage, Step
from models.words import Speaker
from tests.makers import a_milestone, some_facts

CALENDAR = published_calendar()
ZH = Speaker("zh")
A_DAY = timedelta(days=1)
JULY = date(2020, 7, 31)


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def page(text: str) -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip()) for line in text.strip().splitlines()]


def by_twelfths(year: int) -> tuple[Point, ...]:
    """A year's course in twelve equal months, as offices draw it."""
    ends = [first_of(date(year, 1, 1), month) - A_DAY for month in range(1, 13)]
    parts = [Decimal(f"{100 * month / 12:.2f}") for month in range(1, 13)]
    return tuple(Point(*one) for one in zip(ends, parts, strict=True))


def a_year(percent: str, year: int = 2020, **changed: object) -> Facts:
    facts = some_facts(
        docketed_on=date(year, 1, 1), due=date(year, 12, 31), plan=by_twelfths(year),
        percent=Decimal(percent), last_report_on=date(year, 1, 2),
    )  # fmt: skip
    return replace(facts, **changed)  # type: ignore[arg-type]


def judged(preset: str, facts: Facts, on: date) -> Verdict:
    policy = replace(read_preset(preset), silent_days=366)  # silence has a test of its own
    return give_light(facts, on, policy, CALENDAR)


def must_say(verdict: Verdict, light: str, sentence: str) -> None:
    assert (verdict.light, sentence in verdict.said(ZH)) == (Light(light), True), verdict.said(ZH)


# -- gaps in pace -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "percent", "points"),
    page("""
        2020-08-31  74    7.33
        2020-10-31  97.2  13.87
    """),
)
@pytest.mark.parametrize("preset", ["default", "pace-points"])
def test_sanming_is_so_many_points_ahead(preset: str, day: str, percent: str, points: str) -> None:
    """74 % at the end of August is +7.33; 97.2 % at October's +13.8 as printed, 13.87 exact."""
    must_say(judged(preset, a_year(percent), day_of(day)), "green", f"{points}个百分点")


@pytest.mark.parametrize(
    ("percent", "light", "sentence"),
    page("""
        50.00  green   与计划进度持平
        49.99  green   差距介于0与10之间，规则未作规定
        40.01  green   差距介于0与10之间，规则未作规定
        40.00  yellow  10个百分点
        20.00  yellow  30个百分点
        19.99  red     30.01个百分点
    """),
)
def test_yinchuan_is_yellow_from_ten_points_behind_and_red_beyond_thirty(
    percent: str, light: str, sentence: str
) -> None:
    """At the end of June half is due; what is 0 to 10 points behind the rule leaves undefined."""
    must_say(judged("pace-points", a_year(percent), date(2020, 6, 30)), light, sentence)


@pytest.mark.parametrize(
    ("percent", "light", "sentence"),
    page("""
        50.0  green   50
        49.9  yellow  0.2%
        25.0  yellow  50%
        24.9  red     50.2%
    """),
)
def test_sanya_is_yellow_at_any_shortfall_and_red_beyond_half(
    percent: str, light: str, sentence: str
) -> None:
    must_say(judged("pace-share", a_year(percent), date(2020, 6, 30)), light, sentence)


@pytest.mark.parametrize(
    ("done", "light", "sentence"),
    page("""
        10.0  green   100%
        8.0   green   80%
        7.9   yellow  79%
        6.0   yellow  60%
        5.9   red     59%
    """),
)
def test_xinhuang_tracks_below_eighty_per_cent_of_the_month_and_cards_below_sixty(
    done: str, light: str, sentence: str
) -> None:
    """Of July's task of ten points, judged on the first of August."""
    july = Point(JULY, Decimal(10))
    facts = some_facts(
        docketed_on=date(2020, 7, 1), due=date(2020, 12, 31), plan=(july,),
        percent=Decimal(done), last_report_on=JULY,
        reported=(Point(JULY, Decimal(done)),),
    )  # fmt: skip
    must_say(judged("month-tasks", facts, date(2020, 8, 1)), light, sentence)


# -- beginnings and months ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "light", "sentence"),
    page("""
        2020-06-30  green   时限
        2020-07-01  yellow  未启动
        2020-08-31  yellow  未启动
        2020-09-01  red     未启动
    """),
)
def test_yinchuan_is_yellow_after_the_planned_month_and_red_after_three(
    day: str, light: str, sentence: str
) -> None:
    begins = a_milestone(date(2020, 12, 31), starts=date(2020, 6, 15))
    facts = some_facts(
        docketed_on=date(2020, 6, 1), due=date(2020, 12, 31), milestones=(begins,),
        last_report_on=date(2020, 6, 1),
    )  # fmt: skip
    must_say(judged("pace-points", facts, day_of(day)), light, sentence)


@pytest.mark.parametrize(
    ("day", "light"),
    page("""
        2020-09-01  green
        2020-09-02  yellow
        2020-10-01  yellow
        2020-10-02  red
    """),
)
def test_yinchuan_waits_a_month_for_the_first_report_and_two_at_most(day: str, light: str) -> None:
    """More than a month after a start on 1 August is yellow, more than two red."""
    begun = a_milestone(date(2020, 12, 31), starts=date(2020, 8, 1))
    facts = some_facts(
        docketed_on=date(2020, 8, 1), due=date(2020, 12, 31), milestones=(begun,),
        percent=Decimal(100),  # begun, and well on its way
    )  # fmt: skip
    assert judged("pace-points", facts, day_of(day)).light == Light(light)


@pytest.mark.parametrize(
    ("day", "light", "sentence"),
    page("""
        2020-07-31  green   时限
        2020-08-03  yellow  节点
        2020-08-31  yellow  节点
        2020-09-01  red     连续2个月
    """),
)
def test_sanya_is_yellow_for_a_month_missed_and_red_for_two_running(
    day: str, light: str, sentence: str
) -> None:
    """July's task shows on the first working day of August, and in red on that of September."""
    on, task = day_of(day), a_milestone(JULY)
    facts = some_facts(
        docketed_on=date(2020, 7, 1), due=date(2020, 12, 31), milestones=(task,),
        yellow_since=date(2020, 8, 3) if on > date(2020, 8, 3) else None,
    )  # fmt: skip
    must_say(judged("pace-share", facts, on), light, sentence)


def test_what_turned_yellow_within_a_month_has_two_whole_counts_before_it_is_red() -> None:
    """Seen on 1 September and, after the holidays, on 9 October."""
    facts = a_year("60", yellow_since=date(2020, 8, 20))
    lights = [
        judged("pace-share", facts, day_of(day)).light for day in ("2020-10-08", "2020-10-09")
    ]
    assert lights == [Light.YELLOW, Light.RED]


# -- limits -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preset", "category", "last"),
    page("""
        13710  一般问题  2020-08-10
        13710  重大问题  2020-09-03
        710    一般事项  2020-08-10
        710    复杂事项  2020-09-03
        710    年度事项  2020-12-31
    """),
)
def test_a_matter_of_3_august_has_its_limit(preset: str, category: str, last: str) -> None:
    rules = read_preset(preset).of(category)
    assert limit_day(rules.due_within, date(2020, 8, 3), CALENDAR) == day_of(last)


def test_13710_is_signed_for_on_its_day_and_asked_about_after_three() -> None:
    rules = read_preset("13710")
    friday = date(2020, 8, 7)
    assigned = some_facts(docketed_on=friday, assigned_on=friday, stage=Stage.ASSIGNED)
    assert sign_off_ends(assigned, rules, CALENDAR) == date(2020, 8, 10)  # the next working day
    told = {
        day: give_light(assigned, friday + day * A_DAY, rules, CALENDAR).stale for day in (3, 4)
    }
    assert told[3] is None and told[4] is not None


# -- ladders ------------------------------------------------------------------------------

Life = Callable[[date], Facts]


def lived(
    policy: Policy, life: Life, first: str, last: str, signed_on: date | None = None
) -> Iterator[tuple[str, str, tuple[Reader, ...]]]:
    """Live days as the round does, nothing decided: tell what went out or was proposed on each."""
    taken: dict[Claim, Taken] = {}
    reds, day = "", day_of(first)
    yellow: date | None = None
    while day <= day_of(last):
        facts = replace(life(day), reds=reds, yellow_since=yellow)
        look = look_at(facts, day, policy, CALENDAR, taken=taken)
        reds, yellow = look.marks.reds, look.marks.yellow_since
        going = highest(look.due)
        for one in look.due:
            sent = one in going and not one.rung.is_proposal
            taken[one.claim] = Taken(day, sent)
        if day == signed_on:
            taken = {claim: replace(one, signed=True) for claim, one in taken.items()}
        for one in going:
            if one.rung.step not in (Step.REMIND, Step.ASK_REPORT):
                yield f"{day:%m-%d}", one.rung.card or one.rung.step, one.rung.to
        day += A_DAY


def told(*args: object, **more: object) -> list[str]:
    return [f"{day} {what}" for day, what, _ in lived(*args, **more)]  # type: ignore[arg-type]


DUE = date(2020, 8, 7)  # a Friday
LATE = some_facts(due=DUE, last_report_on=date(2020, 8, 5))
CARDS = read_preset("cards")


def test_cards_follow_one_another_each_when_the_formers_limit_has_passed() -> None:
    """Five working days each; a report that is no good cause does not stop them."""
    found = told(CARDS, lambda _: LATE, "2020-08-07", "2020-10-30")
    assert found == ["08-10 blue", "08-17 yellow", "08-24 orange", "08-31 red", "09-01 interview"]
    talks = told(CARDS, lambda day: replace(LATE, last_report_on=day), "2020-08-07", "2020-10-30")
    assert talks == found


def test_an_extension_is_good_cause_and_begins_with_blue_again() -> None:
    """Granted on 18 August until the 31st: orange never comes of the first deadline."""

    def extended(day: date) -> Facts:
        later = replace(LATE, due=date(2020, 8, 31), due_version=2)
        return later if day >= date(2020, 8, 18) else LATE

    assert told(CARDS, extended, "2020-08-07", "2020-09-08") == [
        "08-10 blue", "08-17 yellow", "09-01 blue", "09-08 yellow",
    ]  # fmt: skip


def test_while_a_matter_is_suspended_no_card_follows_and_its_limit_begins_anew() -> None:
    def suspended(day: date) -> Facts:
        if date(2020, 8, 12) <= day < date(2020, 8, 24):
            return replace(LATE, stage=Stage.SUSPENDED, pause_reason="汛期")
        return replace(LATE, resumed_on=date(2020, 8, 24)) if day >= date(2020, 8, 24) else LATE

    found = told(CARDS, suspended, "2020-08-07", "2020-09-01")
    assert found == ["08-10 blue", "08-31 yellow"]


def test_a_red_made_good_is_green_with_cards() -> None:
    """Ouhai's yellow is another office's rule: a preset carries only its own source's."""
    mended = some_facts(
        due=date(2020, 12, 31), reds="2020-08-05/2020-08-20", last_report_on=date(2020, 8, 20)
    )
    assert judged("cards", mended, date(2020, 8, 21)).light == Light.GREEN


def test_13710_chases_every_three_working_days_until_it_is_signed_for() -> None:
    chases = replace(read_preset("13710"), ladder=read_preset("13710").ladder[:1])
    found = told(chases, lambda _: LATE, "2020-08-07", "2020-08-20")
    assert found == ["08-10 chase", "08-13 chase", "08-18 chase"]
    signed = told(chases, lambda _: LATE, "2020-08-07", "2020-08-20", signed_on=date(2020, 8, 13))
    assert signed == ["08-10 chase", "08-13 chase"]


def test_13710_presses_on_at_three_and_seven_and_never_lets_go_of_a_notice() -> None:
    found = told(read_preset("13710"), lambda _: LATE, "2020-08-07", "2020-08-27")
    assert found == [
        "08-10 chase", "08-12 notice", "08-17 notice", "08-18 circular", "08-20 notice",
        "08-25 notice",
    ]  # fmt: skip


def test_sanya_interviews_for_yellow_then_for_two_then_for_red() -> None:
    """The task of July stays undone: its head, with the deputy mayor, then the unit's head."""
    task = replace(
        some_facts(due=date(2020, 12, 31), docketed_on=date(2020, 7, 1)),
        milestones=(a_milestone(JULY),), last_report_on=JULY,
    )  # fmt: skip
    assert list(lived(read_preset("pace-share"), lambda _: task, "2020-07-31", "2020-09-30")) == [
        ("08-03", "yellow", (Reader.OWNER, Reader.UNIT_HEAD)),
        ("08-04", "interview", (Reader.OWNER,)),
        ("08-31", "interview", (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE)),
        ("09-01", "interview", (Reader.UNIT_HEAD,)),
    ]


@pytest.mark.parametrize(
    ("preset", "what"), [("pace-share", "interview"), ("month-tasks", "yellow")]
)
def test_a_red_light_is_answered_once_each_time_it_turns_red(preset: str, what: str) -> None:
    """Red from 3 to 20 August and again from 7 September, the matter itself far from due."""

    def twice(day: date) -> Facts:
        bad = day < date(2020, 8, 20) or day >= date(2020, 9, 7)
        return replace(
            some_facts(kind=Kind.FINISH, docketed_on=date(2020, 1, 1), due=date(2020, 12, 31)),
            plan=by_twelfths(2020), percent=Decimal("1" if bad else "100"),
            last_report_on=date(2020, 8, 1),
        )  # fmt: skip

    found = told(read_preset(preset), twice, "2020-08-03", "2020-11-30")
    assert found == [f"08-03 {what}", f"09-07 {what}"]

"""督办层级: the default rungs on their exact days around National Day 2020."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar
from models.ladder import Claim, Climb, Taken, answer_by, climb, highest
from models.policy import DEFAULT_LADDER, Policy, Rung
from models.terms import CLIMBING_STAGES, Card, Reader, Stage, Step
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
    taken = {one.claim: Taken(on) for one in first.due}
    again = climb(some_facts(due=DUE), on, POLICY, calendar, taken=taken)
    assert (again.due, again.next_on) == ((), date(2020, 10, 9))


def test_a_new_deadline_version_starts_a_new_ladder(calendar: WorkCalendar) -> None:
    on = date(2020, 9, 30)
    first = climb(some_facts(due=DUE), on, POLICY, calendar).due
    taken = {one.claim: Taken(on) for one in first}
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


# -- notices nobody answered, cards, repetitions ---------------------------------------------

CARDS = Policy(
    silent_days=366,
    ladder=(
        Rung(1, Step.NOTICE, (Reader.OWNER,), card=Card.BLUE),
        Rung(5, Step.NOTICE, (Reader.UNIT_HEAD,), card=Card.YELLOW, after="blue"),
        Rung(3, Step.CIRCULAR, (Reader.OFFICER,), after="notice"),
    ),
)
BLUE, YELLOW = Claim("deadline", "1", "T+1"), Claim("deadline", "1", "blue+5")
SENT_ON = date(2020, 9, 27)


def taking(taken: dict[Claim, Taken], on: date, policy: Policy = CARDS, **facts: object) -> Climb:
    given = some_facts(due=DUE, **facts)
    return climb(given, on, policy, published_calendar(), taken=taken)


def test_a_card_follows_when_the_limit_of_the_one_before_it_has_passed() -> None:
    taken = {BLUE: Taken(SENT_ON)}
    waits = taking(taken, date(2020, 10, 9))
    assert (waits.due, waits.next_on) == ((), date(2020, 10, 10))  # a Saturday that is worked
    (yellow,) = taking(taken, date(2020, 10, 10)).due
    assert (yellow.claim, yellow.rung.card) == (YELLOW, Card.YELLOW)


def test_a_report_does_not_stop_the_limit_of_a_card_but_answers_a_notice() -> None:
    reported = {"last_report_on": date(2020, 10, 9)}
    assert taking({BLUE: Taken(SENT_ON)}, date(2020, 10, 12), **reported).due
    taken = {BLUE: Taken(SENT_ON), YELLOW: Taken(date(2020, 10, 9))}
    (circular,) = taking(taken, date(2020, 10, 14)).due
    assert circular.claim.rung == "notice+3"
    assert taking(taken, date(2020, 10, 14), **reported).due == ()


def test_a_new_deadline_and_a_suspension_are_good_cause() -> None:
    taken = {BLUE: Taken(SENT_ON)}
    on = date(2020, 10, 30)
    assert taking(taken, on, stage=Stage.SUSPENDED).due == ()
    later = climb(
        some_facts(due=date(2020, 11, 30), due_version=2), on, CARDS, published_calendar(),
        taken=taken,
    )  # fmt: skip
    assert later.due == ()


def test_while_a_matter_stood_still_no_limit_ran() -> None:
    resumed = taking({BLUE: Taken(SENT_ON)}, date(2020, 10, 16), resumed_on=date(2020, 10, 14))
    assert (resumed.due, resumed.next_on) == ((), date(2020, 10, 21))


def test_what_was_only_recorded_starts_no_clock() -> None:
    assert taking({BLUE: Taken(SENT_ON, sent=False)}, date(2020, 12, 31)).due == ()


def test_a_letter_that_goes_out_today_names_the_day_of_its_limit() -> None:
    first = taking({}, SENT_ON)
    assert [one.claim for one in first.due] == [BLUE]
    assert first.next_on == date(2020, 10, 10)


AGAIN = Policy(
    silent_days=366,
    ladder=(
        Rung(1, Step.CHASE, (Reader.OWNER,), every=3),
        Rung(20, Step.NOTICE, (Reader.UNIT_HEAD,)),
    ),
)


def test_a_rung_is_repeated_until_it_is_signed_for_or_answered() -> None:
    first, again = Claim("deadline", "1", "T+1"), Claim("deadline", "1", "T+1#2")
    taken = {first: Taken(SENT_ON)}
    (second,) = taking(taken, date(2020, 9, 30), AGAIN).due
    assert (second.claim, second.place) == (again, 2)
    taken[again] = Taken(date(2020, 9, 30))
    assert taking(taken, date(2020, 9, 30), AGAIN).next_on == date(2020, 10, 12)
    signed = taken | {again: Taken(date(2020, 9, 30), signed=True)}
    assert taking(signed, date(2020, 10, 13), AGAIN).due == ()
    assert taking(taken, date(2020, 10, 13), AGAIN, last_report_on=SENT_ON).due == ()


def test_a_rung_is_no_longer_repeated_once_a_higher_one_was_taken() -> None:
    taken = {
        Claim("deadline", "1", "T+1"): Taken(SENT_ON),
        Claim("deadline", "1", "T+20"): Taken(date(2020, 10, 29)),
    }
    assert taking(taken, date(2020, 12, 31), AGAIN).due == ()


# -- silence and red lights -------------------------------------------------------------------


def test_silence_has_a_ladder_of_its_own(calendar: WorkCalendar) -> None:
    rungs = (
        Rung(0, Step.ASK_REPORT, (Reader.OWNER,)),
        Rung(5, Step.CHASE, (Reader.UNIT_HEAD,)),
    )
    policy = Policy(silent_days=7, silence_ladder=rungs)
    facts = some_facts(due=None)
    found = climb(facts, date(2020, 8, 18), policy, calendar)
    assert [(one.claim.rung, one.fell_due_on) for one in found.due] == [
        ("T+0", date(2020, 8, 11)), ("T+5", date(2020, 8, 18)),
    ]  # fmt: skip
    assert [one.claim.rung for one in found.sent] == ["T+5"]


def test_a_light_that_turned_red_twice_within_the_days_is_a_rung(calendar: WorkCalendar) -> None:
    rung = Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=2, within=60)
    policy = Policy(silent_days=366, ladder=(rung,))
    first, second = date(2020, 8, 3), date(2020, 10, 1)  # 59 days; a holiday

    def found(*reds: date, on: date = date(2020, 10, 9)) -> Climb:
        return climb(some_facts(due=None), on, policy, calendar, reds=reds)

    assert found(first).due == ()
    assert found(first, second, on=second) == Climb(next_on=date(2020, 10, 9))
    (twice,) = found(first, second).due
    assert twice.claim == Claim("reds", "2020-10-01", "red2in60")
    assert found(first, second + timedelta(days=1)).due == ()


# -- by whose rules, and by when --------------------------------------------------------------


def test_an_open_ladder_goes_by_the_rules_under_which_it_began(calendar: WorkCalendar) -> None:
    on = date(2020, 10, 9)
    old = {("deadline", "1"): Policy(silent_days=366)}
    facts = some_facts(due=DUE)
    new = climb(facts, on, AGAIN, calendar)
    bound = climb(facts, on, AGAIN, calendar, bound=old)
    assert [one.rung.key for one in new.due] == ["T+1"]
    assert [one.rung.key for one in bound.due] == ["T-10", "T-3", "T+1", "T+5"]


def test_a_notice_is_to_be_answered_before_its_ladder_climbs_on(calendar: WorkCalendar) -> None:
    assert answer_by("T+1", SENT_ON, CARDS, calendar) == date(2020, 10, 9)
    assert answer_by("T+5", date(2020, 10, 9), Policy(), calendar) == date(2020, 10, 14)
    assert answer_by("T+20", date(2020, 10, 9), Policy(), calendar) is None


numbers = st.integers(1, 6)


@settings(max_examples=60, deadline=None)
@given(
    due=st.dates(date(2020, 1, 10), date(2020, 11, 30)),
    every=numbers,
    limit=numbers,
    reports=st.sets(st.integers(0, 60), max_size=3),
)
def test_no_rung_fires_twice_nor_on_a_day_of_rest(
    due: date, every: int, limit: int, reports: set[int]
) -> None:
    calendar = published_calendar()
    policy = Policy(
        silent_days=20,
        ladder=(
            Rung(-2, Step.REMIND, (Reader.OWNER,)),
            Rung(1, Step.NOTICE, (Reader.OWNER,), card=Card.BLUE, every=every),
            Rung(limit, Step.NOTICE, (Reader.UNIT_HEAD,), card=Card.YELLOW, after="blue"),
            Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=1, within=30),
        ),
    )
    facts, taken, look_on = some_facts(docketed_on=due, due=due), dict[Claim, Taken](), due
    for n in range(60):
        on = due + timedelta(days=n)
        if n in reports:
            facts, look_on = replace(facts, last_report_on=on), on
        found = climb(facts, on, policy, calendar, taken=taken, reds=(due,))
        if found.due:
            assert calendar.is_working(on)
            assert look_on <= on, "a rung fell due before the day that was named"
        assert not {one.claim for one in found.due} & taken.keys()
        taken |= {one.claim: Taken(on, one in found.sent) for one in found.due}
        if look_on <= on:
            look_on = found.next_on or date.max

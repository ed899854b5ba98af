"""A matter followed through a period: which deadline counts, and who is credited with what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar
from models.measures import Measure, Ratio
from models.rhythm import parse
from models.scoring import Finished, Sort
from models.scoring_course import follow
from models.scoring_facts import Course, Frame, Matter, Period, Told
from models.terms import Happened, Mark, Satisfaction
from tests.conftest import day

LEAD, SUPPORT, OTHER = 1, 2, 3
YEAR = Period(day("01-01"), day("12-31"))
CALENDAR = published_calendar()
DUE = day("09-30")


def a_frame(period: Period = YEAR, **changed: Any) -> Frame:
    return Frame(period, CALENDAR, **changed)


def told(*events: tuple[str, str] | tuple[str, str, dict[str, Any]]) -> tuple[Told, ...]:
    """Tell events by their day and name; the docketing is the first place."""
    return tuple(
        Told(place, day(one[0]), Happened(one[1]), **(one[2] if len(one) > 2 else {}))  # type: ignore[misc]
        for place, one in enumerate(events, 2)
    )


def a_matter(*events: Any, **changed: Any) -> Matter:
    facts: dict[str, Any] = {
        "number": "2020-001", "docketed_on": day("08-03"), "lead": LEAD, "due": DUE,
        "told": told(*events),
    }  # fmt: skip
    return Matter(**{**facts, **changed})


def sorts(course: Course, unit: int = LEAD) -> list[tuple[str, date]]:
    return [(deed.sort.value, deed.on) for one, deed in course.deeds if one == unit]


def measured(course: Course, measure: Measure, unit: int = LEAD) -> Ratio:
    found = (ratio for one, which, ratio in course.counts if (one, which) == (unit, measure))
    return sum(found, Ratio())


def closed(on: str, actual: str = "") -> tuple[Any, ...]:
    """Ask for closure, and strike off the same day."""
    return (
        (on, "closure_asked"),
        (on, "closed", {"actual_on": day(actual or on)}),
    )


def judged(matter: Matter, frame: Frame | None = None) -> list[str]:
    found = [name for name, _ in sorts(follow(matter, frame or a_frame()))]
    return [one for one in found if one in ("on_time", "late", "early")]


# -- which deadline counts ----------------------------------------------------------------


def extension(on: str, until: str, before: str = "09-30") -> tuple[str, str, dict[str, Any]]:
    return on, "extension_granted", {"due": (day(before), day(until))}


def test_done_on_the_last_day_is_done_on_time() -> None:
    assert judged(a_matter(*closed("09-30"))) == ["on_time"]


def test_a_day_after_the_original_deadline_is_late_also_on_a_holiday() -> None:
    assert judged(a_matter(*closed("10-01"))) == ["late"]


def test_an_extension_granted_before_expiry_moves_the_deadline_that_counts() -> None:
    assert judged(a_matter(extension("09-29", "10-30"), *closed("10-28"))) == ["on_time"]


def test_an_extension_granted_on_the_last_day_is_still_before_expiry() -> None:
    assert judged(a_matter(extension("09-30", "10-30"), *closed("10-28"))) == ["on_time"]


def test_an_extension_granted_after_expiry_leaves_the_original_deadline() -> None:
    course = follow(a_matter(extension("10-09", "10-30"), *closed("10-28")), a_frame())
    assert ("late", day("10-01")) in sorts(course)
    assert "on_time" not in [name for name, _ in sorts(course)]
    assert measured(course, Measure.ON_TIME) == Ratio(0, 1)


def test_each_extension_is_held_against_the_deadline_of_its_time() -> None:
    second = extension("10-31", "11-30", before="10-30")
    assert judged(a_matter(extension("09-29", "10-30"), second, *closed("11-20"))) == ["late"]
    in_time = extension("10-30", "11-30", before="10-30")
    assert judged(a_matter(extension("09-29", "10-30"), in_time, *closed("11-26"))) == ["on_time"]


def test_a_suspension_moves_the_deadline_by_the_days_the_clock_stood_still() -> None:
    pause = (("09-21", "suspended"), ("10-16", "resumed", {"days": 13}))
    assert judged(a_matter(*pause, *closed("10-23"))) == ["on_time"]
    assert judged(a_matter(*pause, *closed("10-30"))) == ["late"]


def test_the_event_that_set_the_deadline_is_the_one_a_late_matter_names() -> None:
    course = follow(a_matter(extension("09-29", "10-30"), *closed("11-20")), a_frame())
    assert [deed.place for _, deed in course.deeds if deed.sort == Sort.LATE] == [2]
    course = follow(a_matter(*closed("11-20")), a_frame())
    assert [deed.place for _, deed in course.deeds if deed.sort == Sort.LATE] == [1]


# -- when a matter is finished ------------------------------------------------------------


def test_the_checks_time_is_not_the_units() -> None:
    late_check = (("09-28", "closure_asked"), ("10-20", "closed", {"actual_on": day("09-28")}))
    assert judged(a_matter(*late_check)) == ["on_time"]
    assert judged(a_matter(*late_check), a_frame(finished=Finished.CLOSED)) == ["late"]


def test_the_day_of_asking_counts_where_the_office_says_so() -> None:
    said_earlier = (("10-12", "closure_asked"), ("10-20", "closed", {"actual_on": day("09-28")}))
    assert judged(a_matter(*said_earlier)) == ["on_time"]
    assert judged(a_matter(*said_earlier), a_frame(finished=Finished.ASKED)) == ["late"]


def test_a_return_after_the_deadline_makes_a_matter_late_on_that_day() -> None:
    course = follow(
        a_matter(("09-28", "closure_asked"), ("10-12", "returned"), *closed("10-20")), a_frame()
    )
    assert ("late", day("10-12")) in sorts(course)
    assert measured(course, Measure.RETURNED) == Ratio(1, 2)


def test_a_return_that_an_objection_overturned_never_happened() -> None:
    events = (("09-28", "closure_asked"), ("10-12", "returned"), ("10-14", "objection_upheld"),
              ("10-16", "closed", {"actual_on": day("09-28")}))  # fmt: skip
    matter = a_matter(*events, struck=frozenset({3}))
    course = follow(matter, a_frame())
    assert [name for name, _ in sorts(course)] == ["closed", "on_time"]
    assert measured(course, Measure.RETURNED) == Ratio(0, 1)


def test_early_is_so_many_working_days_before_the_deadline() -> None:
    assert judged(a_matter(*closed("09-22"))) == ["on_time", "early"]  # 23, 24, 25, 27 works, 28…
    assert judged(a_matter(*closed("09-25"))) == ["on_time"]


def test_only_what_was_known_at_the_end_of_the_period_counts() -> None:
    """On 10 October nobody knew that it had been done in time; in November everybody does."""
    matter = a_matter(("10-12", "closure_asked"), ("10-20", "closed", {"actual_on": day("09-28")}))
    until = Period(day("01-01"), day("10-10"))
    known = a_matter(*[], told=tuple(one for one in matter.told if one.on <= until.last))
    assert judged(known, a_frame(until)) == ["late"]
    assert judged(matter) == ["on_time"]


def test_a_deadline_is_judged_once_over_two_periods() -> None:
    matter = a_matter(*closed("11-20"))
    third, fourth = Period(day("07-01"), day("09-30")), Period(day("10-01"), day("12-31"))
    known = a_matter()
    assert judged(known, a_frame(third)) == []
    assert judged(matter, a_frame(fourth)) == ["late"]


def test_an_honest_end_other_than_done_earns_and_costs_nothing() -> None:
    course = follow(a_matter(("09-10", "not_pursued")), a_frame())
    assert sorts(course) == []
    assert course.in_hand


# -- overdue days -------------------------------------------------------------------------


def overdue_days(matter: Matter, period: Period = YEAR) -> int:
    deeds = follow(matter, a_frame(period)).deeds
    return sum(deed.count for unit, deed in deeds if deed.sort == Sort.OVERDUE_DAY)


def test_days_overdue_are_working_days_and_stand_still_with_the_clock() -> None:
    # After 30 September 2020 come eight days of holiday; 9 and 10 October are worked.
    assert overdue_days(a_matter(*closed("10-13"))) == 4
    pause = (("10-12", "suspended"), ("10-30", "resumed", {"days": 14}))
    assert overdue_days(a_matter(*pause, *closed("11-03"))) == 3 + 2


@given(
    cut=st.dates(day("09-01"), day("12-20")),
    finish=st.dates(day("10-01"), day("12-20")),
    returned=st.booleans(),
)
def test_days_overdue_of_two_halves_are_those_of_the_whole(
    cut: date, finish: date, returned: bool
) -> None:
    asked = f"{finish:%m-%d}"
    events = [("10-20", "closure_asked"), ("10-27", "returned")] if returned else []
    events = [one for one in events if day(one[0]) < finish]
    if len(events) == 1:
        events = []
    matter = a_matter(*events, *closed(asked))
    first = Period(YEAR.first, cut)
    second = Period(date.fromordinal(cut.toordinal() + 1), YEAR.last)
    known = a_matter(told=tuple(one for one in matter.told if one.on <= cut))
    assert overdue_days(known, first) + overdue_days(matter, second) == overdue_days(matter)
    both = [*judged(known, a_frame(first)), *judged(matter, a_frame(second))]
    assert sorted(both) == sorted(judged(matter))


# -- units --------------------------------------------------------------------------------


def test_a_support_unit_has_its_share_in_what_befalls_the_matter() -> None:
    course = follow(a_matter(*closed("10-20"), support=(SUPPORT,)), a_frame())
    assert [name for name, _ in sorts(course, SUPPORT)] == [name for name, _ in sorts(course)]
    assert all(deed.lead == (unit == LEAD) for unit, deed in course.deeds)
    assert not [one for one in course.counts if one[0] == SUPPORT], "rates are the lead unit's"


def test_praise_is_the_units_it_names() -> None:
    said = ("09-10", "marked", {"mark": Mark.PRAISE, "unit": SUPPORT})
    course = follow(a_matter(said, support=(SUPPORT,)), a_frame(Period(YEAR.first, day("09-15"))))
    assert [(unit, deed.sort, deed.lead) for unit, deed in course.deeds] == [
        (SUPPORT, Sort.PRAISED, False)
    ]


def test_a_matter_reassigned_is_the_new_units_from_that_day() -> None:
    moved = ("10-12", "assigned", {"lead": OTHER})
    course = follow(a_matter(moved, *closed("10-15")), a_frame())
    assert [name for name, _ in sorts(course)] == ["late", "overdue_day"]
    assert sorts(course, OTHER) == [("closed", day("10-15")), ("overdue_day", day("10-15"))]
    assert course.lead == OTHER


def test_a_rejection_is_in_vain_when_the_office_gives_the_matter_back() -> None:
    back = (("08-03", "assigned"), ("08-04", "rejected"), ("08-05", "assigned"))
    course = follow(a_matter(*back), a_frame(Period(YEAR.first, day("08-31"))))
    assert sorts(course) == [("bad_rejection", day("08-05"))]
    assert [deed.place for _, deed in course.deeds] == [3]
    elsewhere = (*back[:2], ("08-05", "assigned", {"lead": OTHER}))
    course = follow(a_matter(*elsewhere), a_frame(Period(YEAR.first, day("08-31"))))
    assert course.deeds == []


def test_silence_is_no_signature() -> None:
    silent = (("08-03", "assigned"), ("08-06", "accepted_by_silence"))
    course = follow(a_matter(*silent), a_frame(Period(YEAR.first, day("08-31"))))
    assert sorts(course) == [("unsigned", day("08-06"))]
    assert measured(course, Measure.SIGNED) == Ratio(0, 1)
    signed = (("08-03", "assigned"), ("08-05", "accepted"))
    assert measured(follow(a_matter(*signed), a_frame()), Measure.SIGNED) == Ratio(1, 1)


# -- reports ------------------------------------------------------------------------------


def reported(rhythm: str, days: Sequence[str], *events: Any, until: str = "12-31") -> Course:
    matter = a_matter(
        *events, due=None, rhythm=parse(rhythm), reports=tuple((day(one), None) for one in days)
    )
    return follow(matter, a_frame(Period(YEAR.first, day(until))))


def test_a_report_by_its_day_is_in_time_and_a_later_one_is_not() -> None:
    course = reported("monthly:28", ["08-27", "09-29", "10-28"], until="11-30")
    assert measured(course, Measure.REPORTED) == Ratio(2, 4)  # November's never came
    assert sorts(course) == [("missed_report", day("09-28")), ("missed_report", day("11-30"))]


def test_while_the_clock_stands_still_no_report_is_due() -> None:
    pause = (("08-31", "suspended"), ("11-02", "resumed", {"days": 40}))
    course = reported("monthly:28", ["08-28", "11-27"], *pause, until="12-15")
    assert measured(course, Measure.REPORTED) == Ratio(2, 2)


def test_a_report_every_so_many_days_counts_from_the_last_in_time() -> None:
    course = reported("every:7", ["08-07", "08-14", "08-27"], until="08-31")
    # 3 Aug → 10 (7th came), 7 → 14 (came), 14 → 21 (missed), 21 → 28 (27th came).
    assert measured(course, Measure.REPORTED) == Ratio(3, 4)
    assert sorts(course) == [("missed_report", day("08-21"))]


# -- rates --------------------------------------------------------------------------------


def test_pace_is_what_was_last_reported_against_working_time_gone() -> None:
    half = Period(YEAR.first, day("09-01"))  # 21 of 43 working days gone
    for percent, good in (("48.7", 0), ("48.8", 1)):
        matter = a_matter(reports=((day("08-20"), Decimal(percent)),))
        assert measured(follow(matter, a_frame(half)), Measure.ON_PACE) == Ratio(good, 1)


def test_what_is_overdue_and_open_is_on_no_pace() -> None:
    course = follow(a_matter(), a_frame())
    assert measured(course, Measure.ON_PACE) == Ratio(0, 1)
    assert measured(course, Measure.OVERDUE) == Ratio(1, 1)
    assert measured(course, Measure.CLOSED) == Ratio(0, 1)


def test_a_relapse_counts_against_the_look_backs_that_were_made() -> None:
    again = ("11-02", "reopened", {"sampled": True, "due": (DUE, day("12-01"))})
    course = follow(a_matter(*closed("09-20"), again, *closed("11-20")), a_frame())
    assert measured(course, Measure.RELAPSED) == Ratio(1, 1)
    assert [name for name, _ in sorts(course)].count("on_time") == 2
    unsampled = ("11-02", "reopened", {"due": (DUE, day("12-01"))})
    course = follow(a_matter(*closed("09-20"), unsampled), a_frame())
    assert measured(course, Measure.RELAPSED) == Ratio()
    assert ("relapsed", day("11-02")) in sorts(course)


def test_beijings_three_rates_leave_out_what_is_left_out_by_rule() -> None:
    calls = (
        ("10-09", "called_back", {"contacted": True, "resolved": True,
                                  "satisfied": Satisfaction.SATISFIED}),
        ("10-09", "called_back", {"contacted": True, "resolved": False,
                                  "satisfied": Satisfaction.BASICALLY}),
        ("10-09", "called_back", {"valid": False}),
    )  # fmt: skip
    course = follow(a_matter(*closed("09-20"), *calls), a_frame())
    rates = [measured(course, one) for one in
             (Measure.CONTACTED, Measure.RESOLVED, Measure.SATISFIED)]  # fmt: skip
    assert rates == [Ratio(2, 2), Ratio(1, 2), Ratio(2, 2)]
    strict = follow(a_matter(*closed("09-20"), *calls), a_frame(basically_counts=False))
    assert measured(strict, Measure.SATISFIED) == Ratio(1, 2)
    assert ("not_satisfied", day("10-09")) in sorts(strict)


def test_a_whole_is_counted_by_its_parts_but_hears_what_is_said_of_it() -> None:
    said = ("10-20", "marked", {"mark": Mark.CRITICISM, "unit": LEAD})
    course = follow(a_matter(said, is_whole=True), a_frame())
    assert sorts(course) == [("criticised", day("10-20"))]
    assert course.counts == [] and not course.in_hand


@pytest.mark.parametrize("happened", list(Happened))
def test_every_event_may_stand_in_a_chain(happened: Happened, calendar: WorkCalendar) -> None:
    follow(a_matter(("09-01", happened.value)), Frame(YEAR, calendar))

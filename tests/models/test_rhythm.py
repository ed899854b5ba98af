"""Reporting days: as officials write them, moved off holidays, asked for once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import published_calendar
from models.reporting_days import ReportDue
from models.rhythm import Cadence, Rhythm, parse
from models.words import Speaker

CALENDAR = published_calendar()
days = st.dates(date(2020, 1, 5), date(2026, 11, 30))
rhythms = st.one_of(
    st.builds(Rhythm, st.just(Cadence.WEEKLY), st.integers(0, 6)),
    st.builds(Rhythm, st.just(Cadence.EVERY), st.integers(1, 366)),
    st.sampled_from([Rhythm(Cadence.TEN_DAYS), Rhythm(Cadence.HALF_MONTHLY)]),
    st.builds(Rhythm, st.just(Cadence.MONTHLY), st.integers(0, 31), st.just(1)),
    st.builds(Rhythm, st.just(Cadence.QUARTERLY), st.integers(0, 31), st.integers(1, 3)),
    st.builds(Rhythm, st.just(Cadence.HALF_YEARLY), st.integers(0, 31), st.integers(1, 6)),
    st.builds(Rhythm, st.just(Cadence.YEARLY), st.integers(0, 31), st.integers(1, 12)),
)


def rhythm(text: str) -> Rhythm:
    found = parse(text)
    assert found
    return found


def due(nominal: str, moved: str = "") -> ReportDue:
    return ReportDue(date.fromisoformat(nominal), date.fromisoformat(moved or nominal))


# -- what officials write ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("weekly:tue", "每周二 每星期二 每周二12时前 每周二中午12:00前 每周二下班前"),
        ("weekly:fri", "每周 周报 每周末 每周一次 一周一报 按周调度 weekly"),
        ("weekly:sun", "每周日 每周天 每星期日"),
        ("every:14", "每两周 双周 隔周 fortnightly"),
        ("tenday", "每旬 旬报 每旬末"),
        ("halfmonthly", "每半月 半月报 每半个月 每月两次 每月15日和月底前"),
        ("monthly:28", "每月28日前 每月28日 每月28号前 每月２８日前 每月二十八日前报送"),
        ("monthly:5", "每月5日前向区政府督查室反馈工作进展情况 每个月5日前"),
        ("monthly:end", "每月 月报 每月底 每月月底前 月底前 每月末 按月 一月一报 每月一次 月"),
        ("quarterly:20", "每季度末月20日前 每季度最后一个月20日前 每季末月20日"),
        ("quarterly:1/10", "每季度首月10日前 每季度第一个月10日前"),
        ("quarterly:end", "每季度 季报 每季末 每季度末 按季度"),
        ("halfyearly:end", "每半年 半年报 每半年末 每年6月底、12月底前"),
        ("yearly:end", "每年 年报 每年底 每年年底前 每年12月底前 每年度"),
        ("yearly:20", "每年12月20日前"),
        ("yearly:11/end", "每年11月底前"),
        ("every:30", "每30天 每30日 每30个自然日 每三十天 30天 30 30.0"),
        ("every:1", "每天 每日 日报 每个工作日 daily"),
    ],
)
def test_what_officials_write_is_read(stored: str, written: str) -> None:
    assert {one: str(parse(one)) for one in written.split()} == dict.fromkeys(
        written.split(), stored
    )


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("weekly:tue", "every Tuesday"),
        ("weekly:tue", "Weekly, by Tuesday"),
        ("monthly:28", "by the 28th of each month"),
        ("monthly:28", "Monthly by the 28th."),
        ("monthly:end", "at the end of each month"),
        ("quarterly:20", "quarterly by the 20th of the last month"),
        ("every:30", "every 30 calendar days"),
    ],
)
def test_english_is_read_too(stored: str, written: str) -> None:
    assert str(parse(written)) == stored


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "随时", "及时反馈", "0", "367", "每0天", "每月0日前", "每月32日前", "28日前",
        "1月", "一季度", "每季度20日前", "每季度第四个月10日前", "每5个工作日", "monthly:0",
        "monthly:32", "quarterly:4/3", "every:0", "every:367", "weekly:2", "weekly:day",
        "halfmonthly:15",
    ],
)  # fmt: skip
def test_what_names_no_days_is_no_rhythm(text: str) -> None:
    assert parse(text) is None


@given(rhythms)
def test_the_stored_form_is_read_back(one: Rhythm) -> None:
    assert parse(str(one)) == one


@given(rhythms, st.sampled_from(["zh", "en"]))
def test_what_a_rhythm_says_of_itself_is_read_back(one: Rhythm, language: str) -> None:
    assert parse(one.said(Speaker(language))) == one


@given(st.text("每周月季年半旬日天底末前一二三十百两〇第个首报:0123456789/end ", max_size=12))
def test_no_phrase_breaks_the_reading(text: str) -> None:
    parse(text)


def test_a_rhythm_is_said_in_both_languages() -> None:
    assert rhythm("quarterly:20").said(Speaker("zh")) == "每季度末月20日前"
    assert rhythm("quarterly:20").said(Speaker("en")) == (
        "every quarter by day 20 of its last month"
    )
    assert rhythm("weekly:tue").said(Speaker("zh")) == "每周二"


# -- reporting days ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after", "nominal", "moved"),
    [
        ("每周二", "2020-08-10", "2020-08-11", ""),
        ("每周二", "2020-08-11", "2020-08-18", ""),
        # 1-8 October are off, Saturday the 10th is worked: the second working day.
        ("每周二", "2020-10-05", "2020-10-06", "2020-10-10"),
        ("每周二", "2020-10-09", "2020-10-06", "2020-10-10"),
        # The second working day after the Spring Festival is the next Tuesday itself.
        ("每周二", "2020-01-21", "2020-02-04", ""),
        ("每周五", "2020-09-25", "2020-10-09", ""),  # 2 October moves to it: one report for both
        ("每周四", "2020-09-24", "2020-10-08", "2020-10-10"),  # the 1st and the 8th are both off
        ("每月28日前", "2020-09-27", "2020-09-28", ""),
        ("每月28日前", "2020-06-24", "2020-06-28", ""),  # a Sunday that is worked
        ("每月28日前", "2020-11-27", "2020-11-28", "2020-11-30"),  # a Saturday
        ("每月5日前", "2020-10-01", "2020-10-05", "2020-10-09"),
        ("每月31日前", "2021-02-01", "2021-02-28", "2021-03-01"),
        ("每月30日前", "2020-02-03", "2020-02-29", "2020-03-02"),
        ("每月底", "2020-08-30", "2020-08-31", ""),
        ("每半月", "2020-09-01", "2020-09-15", ""),
        ("每半月", "2020-09-15", "2020-09-30", ""),
        ("每旬", "2020-09-11", "2020-09-20", "2020-09-21"),
        ("每季度末月20日前", "2020-08-03", "2020-09-20", "2020-09-21"),
        ("每季度首月10日前", "2020-08-03", "2020-10-10", ""),
        ("每半年", "2020-08-03", "2020-12-31", ""),
        ("每年11月底前", "2020-12-01", "2021-11-30", ""),
        ("每30天", "2020-08-03", "2020-09-02", ""),
        ("每30天", "2020-09-03", "2020-10-03", "2020-10-09"),
        ("每天", "2020-09-30", "2020-10-09", ""),  # nobody reports during the holiday
    ],
)
def test_the_next_reporting_day(text: str, after: str, nominal: str, moved: str) -> None:
    found = rhythm(text).due_after(date.fromisoformat(after), CALENDAR)
    assert found == due(nominal, moved)


@pytest.mark.parametrize(
    ("text", "on", "since", "found"),
    [
        ("每月28日前", "2020-09-28", "2020-08-28", due("2020-09-28")),
        ("每月28日前", "2020-09-27", "2020-08-28", None),
        ("每月28日前", "2020-12-15", "2020-08-03", due("2020-11-28", "2020-11-30")),
        ("每月28日前", "2020-11-29", "2020-10-28", None),
        ("每30天", "2020-10-08", "2020-09-03", None),
        ("每30天", "2020-10-09", "2020-09-03", due("2020-10-03", "2020-10-09")),
        ("每30天", "2021-01-31", "2020-09-03", due("2021-01-01", "2021-01-04")),
    ],
)  # fmt: skip
def test_the_last_reporting_day(text: str, on: str, since: str, found: ReportDue | None) -> None:
    asked = rhythm(text).due_before_or_on(
        date.fromisoformat(on), date.fromisoformat(since), CALENDAR
    )
    assert asked == found


@pytest.mark.parametrize(
    ("text", "on", "heard", "missing"),
    [
        ("每月28日前", "2020-09-28", "2020-08-28", None),  # the day itself is never late
        ("每月28日前", "2020-09-29", "2020-08-28", due("2020-09-28")),
        ("每月28日前", "2020-09-29", "2020-09-27", None),  # a day early is in time
        ("每月28日前", "2020-10-29", "2020-09-27", due("2020-10-28")),
        ("每月28日前", "2020-10-29", "2020-09-29", due("2020-10-28")),  # late, not early
        ("每季度末月20日前", "2020-09-22", "2020-08-03", due("2020-09-20", "2020-09-21")),
        ("每周二", "2020-10-10", "2020-09-29", None),
        ("每周二", "2020-10-12", "2020-09-29", due("2020-10-06", "2020-10-10")),
        ("每周二", "2020-10-12", "2020-10-09", None),
        ("每30天", "2020-09-03", "2020-08-03", due("2020-09-02")),
    ],
)
def test_a_report_that_did_not_come_is_missed(
    text: str, on: str, heard: str, missing: ReportDue | None
) -> None:
    found = rhythm(text).missing(date.fromisoformat(on), date.fromisoformat(heard), CALENDAR)
    assert found == missing


@given(rhythms, days)
def test_a_report_is_due_on_a_working_day_after_the_day_asked(one: Rhythm, day: date) -> None:
    found = one.due_after(day, CALENDAR)
    assert CALENDAR.is_working(found.due)
    assert found.due > day


@given(rhythms, days)
def test_a_reporting_day_never_moves_back_nor_past_the_next(one: Rhythm, day: date) -> None:
    found = one.due_after(day, CALENDAR)
    assert found.nominal <= found.due
    following = one.due_after(found.due, CALENDAR)
    assert following.due > found.due
    if one.cadence != Cadence.EVERY:  # whose following days are counted from the report
        assert following.nominal >= found.due


@given(rhythms, days, days)
def test_a_later_day_never_has_an_earlier_report(one: Rhythm, day: date, other: date) -> None:
    first, second = sorted((day, other))
    assert one.due_after(first, CALENDAR).due <= one.due_after(second, CALENDAR).due


@given(rhythms, days)
def test_nothing_is_due_between_a_day_and_the_next_reporting_day(one: Rhythm, day: date) -> None:
    found = one.due_after(day, CALENDAR)
    assert one.due_before_or_on(found.due, day, CALENDAR) == found
    assert one.due_before_or_on(found.due - timedelta(days=1), day, CALENDAR) is None


@given(rhythms, days)
def test_who_reports_on_the_day_is_not_asked_again(one: Rhythm, day: date) -> None:
    asked = one.due_after(day, CALENDAR).due
    assert one.missing(asked + timedelta(days=1), asked, CALENDAR) is None


@given(rhythms, days)
def test_who_reports_a_working_day_early_is_not_asked_again(one: Rhythm, day: date) -> None:
    asked = one.due_after(day, CALENDAR).due
    early = CALENDAR.shift(asked, -1)
    before = one.due_before_or_on(early, early - timedelta(days=1), CALENDAR)
    if one.cadence != Cadence.EVERY and not before:  # nor was that the day of another report
        assert one.missing(asked + timedelta(days=1), early, CALENDAR) is None

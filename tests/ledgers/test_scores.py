"""考评 from the ledger's own events, on both databases: nothing stored, every point traceable."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.appraisals import Answer
from ledgers.book import Book, open_book, open_past
from ledgers.scores import UnitScore, scores
from models.broken_rules import NotOfThisMatter, NotYourTurn, WrongStage
from models.measures import Measure, Ratio
from models.people import UnitDraft
from models.policy import Policy
from models.record import ReportDraft
from models.scoring import LIMITS, Sort, score_of
from models.scoring_facts import Period
from models.terms import Happened, Kind, Mark, Satisfaction
from tests.conftest import Office, day
from tests.ledgers.conftest import Lived
from tests.ledgers.lives import LAST, LATER
from tests.ledgers.lives import ROAD as LIVED_ROAD
from tests.ledgers.steps import ROAD, TUESDAY, close, taken
from tests.makers import MONDAY, a_draft

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
TRANSPORT, WATER = "交通运输局", "水利局"


def of(book: Book, unit: str = TRANSPORT, period: Period = YEAR) -> UnitScore:
    found = scores(book, period).of(unit)
    assert found
    return found


def told(one: UnitScore) -> list[tuple[str, str, Decimal]]:
    """What a score is made of, without its limits."""
    return [(line.sort.value, line.number, line.points) for line in one.lines
            if line.sort not in LIMITS]  # fmt: skip


def with_scores(book: Book, **rules: Any) -> None:
    from ledgers.upkeep import adopt

    adopt(book, Policy(scores=rules), "", on=MONDAY)


# -- worked examples ----------------------------------------------------------------------


def test_what_is_done_in_time_loses_nothing(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file(), on=day("09-29"))
    one = of(page)
    assert (one.score, told(one)) == (100, [])
    assert one.measures[Measure.ON_TIME] == one.measures[Measure.CLOSED] == Ratio(1, 1)


def test_every_lost_point_names_its_matter_and_event(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.ask_closure(ROAD, by=office.transport, on=day("10-12"), evidence=[a_file()])
    page.commitments.check(ROAD, passed=False, findings="缺验收", by=office.officer,
                           on=day("10-13"))  # fmt: skip
    page.appraisals.mark(ROAD, mark=Mark.CRITICISM, words="进展迟缓", by=office.officer,
                         on=day("10-14"))  # fmt: skip
    one = of(page)
    assert told(one) == [("late", ROAD, -1), ("returned", ROAD, -2), ("criticised", ROAD, -2)]
    assert one.score == 95 and one.lost == 5
    history = {line.place: line.happened for line in page.lists.history(ROAD)}
    places = [line.place for line in one.lines if line.number]
    assert [history[place] for place in places] == [
        Happened.DOCKETED, Happened.RETURNED, Happened.MARKED,
    ]  # fmt: skip


def test_a_county_splits_between_lead_and_co_unit_of_one_matter(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    with_scores(book, tariff="county")
    book.commitments.docket(
        a_draft(number=ROAD, due=day("09-30"), support_units=("water:管线",)),
        by=office.officer, on=MONDAY, assign=True,
    )  # fmt: skip
    close(book, office, a_file(), on=day("09-29"))
    assert (of(book).score, of(book, WATER).score) == (82, 81)
    assert [line.lead for line in of(book, WATER).lines if line.number] == [False]
    assert (of(book, WATER).matters, of(book, WATER).as_support) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "score", "sorts"), [("09-28", 1, ["on_time"]), ("10-13", -1, ["late"])]
)
def test_jiamusi_by_the_original_day_unless_extended_before_expiry(
    page: Book,
    office: Office,
    a_file: Callable[..., Path],
    asked: str,
    score: int,
    sorts: list[str],
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """  # fmt: skip
    with_scores(page, tariff="jiamusi")
    # Asked in time; granted before the deadline, or only when it had passed.
    page.commitments.ask_extension(ROAD, until=day("10-30"), reason="汛期", by=office.transport,
                                   on=day("09-25"))  # fmt: skip
    page.commitments.consent_extension(ROAD, by=office.transport_head, on=day("09-25"))
    page.commitments.screen_extension(ROAD, opinion="属实", by=office.officer, on=day("09-27"))
    page.commitments.grant_extension(ROAD, by=office.leader, on=day(asked))
    close(page, office, a_file(), on=day("10-28"))
    assert (of(page).score, [name for name, *_ in told(of(page))]) == (score, sorts)


# -- what is read from the book -----------------------------------------------------------


def test_a_unit_silent_at_sign_off_and_a_rejection_in_vain(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-30  transport  人民路改造
    2020-002  2020-12-30  water      疏浚
    """
    page.commitments.reject(ROAD, reason="不属本单位", by=office.transport_head, on=TUESDAY)
    page.commitments.assign(ROAD, by=office.officer, on=TUESDAY)
    page.rounds.look(day("08-10"))
    period = Period(MONDAY, day("08-31"))
    assert told(of(page, period=period)) == [
        ("bad_rejection", ROAD, Decimal("-0.5")), ("unsigned", ROAD, Decimal("-0.5")),
    ]  # fmt: skip
    assert of(page, period=period).measures[Measure.SIGNED] == Ratio(1, 2)
    assert of(page, WATER, period).measures[Measure.SIGNED] == Ratio(0, 1)


def test_reports_are_held_against_the_rhythm_agreed(book: Book, office: Office) -> None:
    book.commitments.docket(
        a_draft(number=ROAD, kind=Kind.STANDING, due=None, rhythm="monthly:28",
                support_units=("water:值守",)),
        by=office.officer, on=MONDAY, assign=True,
    )  # fmt: skip
    for on in ("08-27", "09-29"):
        book.commitments.report(ROAD, ReportDraft(done="正常"), by=office.transport, on=day(on))
    book.commitments.report(ROAD, ReportDraft(done="正常"), by=office.water, on=day("10-27"))
    one = of(book, period=Period(MONDAY, day("10-31")))
    assert one.measures[Measure.REPORTED] == Ratio(1, 3)  # a support unit does not report for all
    missed = [line.on for line in one.lines if line.sort == Sort.MISSED_REPORT]
    assert missed == [day("09-28"), day("10-28")]


def test_a_look_back_found_and_an_objection_upheld(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-12-30  transport  人民路改造
    """
    taken(page, office, "report")
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[a_file()])
    for name in ("check", "confirm", "draw", "look_back"):
        taken(page, office, name)
    assert ("relapsed", ROAD, Decimal(-2)) in told(of(page))
    assert of(page).measures[Measure.RELAPSED] == Ratio(1, 1)
    for name in ("object", "uphold"):
        taken(page, office, name)
    assert told(of(page)) == []  # what was overturned never happened
    for name in ("check", "confirm"):
        taken(page, office, name)
    assert of(page).measures[Measure.CLOSED] == Ratio(1, 1)  # and it was closed once


def test_call_backs_give_beijings_three_rates(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-12-30  transport  人民路改造
    """
    close(page, office, a_file())
    answers = (
        Answer(contacted=True, resolved=True, satisfied=Satisfaction.SATISFIED),
        Answer(contacted=True, satisfied=Satisfaction.UNSATISFIED),
        Answer(valid=False, contacted=True),
    )
    for answer in answers:
        page.appraisals.call_back(ROAD, answer, by=office.officer, on=day("08-10"))
    one = of(page)
    rates = [one.measures[each] for each in
             (Measure.CONTACTED, Measure.RESOLVED, Measure.SATISFIED)]  # fmt: skip
    assert rates == [Ratio(2, 2), Ratio(1, 2), Ratio(1, 2)]
    assert one.satisfaction == Satisfaction.UNSATISFIED  # just half is not enough (Zhenhai)
    shown = page.lists.show(ROAD, day("08-10"))
    assert [each.valid for each in shown.callbacks] == [True, True, False]


def test_parts_and_their_whole_are_not_counted_twice(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """  # fmt: skip
    halves = [a_draft(title=title, docketed_on=TUESDAY) for title in ("一段", "二段")]
    page.parts.split(ROAD, halves, by=office.officer, on=TUESDAY)
    found = scores(page, YEAR)
    assert found.matters == 2
    assert of(page).matters == 2
    assert {number for _, number, _ in told(of(page))} == {f"{ROAD}-01", f"{ROAD}-02"}
    before = scores(page, Period(MONDAY, MONDAY))  # it was split only on the next day
    assert before.matters == 1


def test_a_dropped_draft_was_never_anybodys(book: Book, office: Office) -> None:
    book.commitments.enter_draft(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    book.commitments.drop(ROAD, reason="重复", by=office.officer, on=MONDAY)
    assert scores(book, YEAR).groups == ()


def test_only_a_category_where_one_is_named(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.docket(a_draft(number="2020-009", category="城建"), by=office.officer,
                            on=MONDAY)  # fmt: skip
    assert scores(page, YEAR, category="城建").matters == 1
    assert scores(page, YEAR).matters == 2


# -- groups -------------------------------------------------------------------------------


def test_units_are_ranked_within_their_group_which_is_their_level_unless_set(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      疏浚
    2020-003  2020-09-30  parks      公园
    """
    for name, level, peers in (
        (TRANSPORT, "局", ""), (WATER, "局", "涉水部门"), ("园林中心", "局", ""),
    ):  # fmt: skip
        page.directory.add_unit(UnitDraft(name=name, level=level, peer_group=peers),
                                by=office.chief, on=MONDAY)  # fmt: skip
    found = scores(page, YEAR)
    assert {one.group: [each.unit for each in one.units] for one in found.groups} == {
        "局": [TRANSPORT, "园林中心"] if TRANSPORT < "园林中心" else ["园林中心", TRANSPORT],
        "涉水部门": [WATER],
    }
    assert [one.group for one in scores(page, YEAR, unit="water").groups] == ["涉水部门"]
    assert page.directory.peer_groups() == {"局", "涉水部门"}
    told_by = page.db.ask(
        "SELECT changes FROM event WHERE chain = 'book' ORDER BY id DESC LIMIT 2"
    )[1]  # fmt: skip
    assert "涉水部门" in json.dumps(json.loads(told_by.changes), ensure_ascii=False)


def test_few_matters_are_listed_apart_and_nobody_is_ranked_by_them(page: Book) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  学校
    2020-003  2020-09-30  transport  公园
    2020-004  2020-09-30  water      疏浚
    """
    group = scores(page, YEAR).groups[0]
    assert [(one.unit, one.rank) for one in group.units] == [(TRANSPORT, 1), (WATER, None)]


# -- promises -----------------------------------------------------------------------------


def test_a_closed_period_comes_out_the_same_after_more_has_happened(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    2020-002  2020-08-21  water      疏浚
    """
    august = Period(MONDAY, day("08-31"))
    before = scores(page, august)
    close(page, office, a_file(), on=day("09-10"))
    page.appraisals.mark(ROAD, mark=Mark.PRAISE, words="补救有力", by=office.officer,
                         on=day("09-11"))  # fmt: skip
    page.commitments.reopen(ROAD, reason="反弹", by=office.officer, on=day("09-14"),
                            due=day("12-01"))  # fmt: skip
    with_later = scores(page, august)
    assert with_later == before
    assert told(of(page, period=august)) == [("late", ROAD, -1)]


def test_every_score_of_a_lived_book_is_the_sum_of_lines_that_name_real_events(
    lived: Lived,
) -> None:
    with open_book(lived.url, at=LATER, write=False) as book:
        for last in ("08-14", "08-31", "09-18"):
            found = scores(book, Period(MONDAY, day(last)))
            for one in (unit for group in found.groups for unit in group.units):
                assert one.score == score_of(one.lines)
                assert all(it.numerator >= 0 for it in one.measures.values())
                for line in one.lines:
                    if line.sort in LIMITS:
                        continue
                    known = book.lists.history(line.number)
                    assert line.place in {event.place for event in known}
                    assert line.on and MONDAY <= line.on <= day(last)
        praised = [line for line in of(book, period=Period(MONDAY, LAST)).lines
                   if line.sort == Sort.PRAISED]  # fmt: skip
        assert [line.number for line in praised] == [LIVED_ROAD]


def test_asked_as_of_a_past_day_only_what_was_recorded_by_then_counts(lived: Lived) -> None:
    period = Period(MONDAY, day("08-21"))
    with open_book(lived.url, at=LATER, write=False) as book:
        now = scores(book, period)
    with open_past(lived.url, day("08-21"), at=LATER, evidence=lived.evidence) as past:
        then = scores(past, period)
    assert then.groups == now.groups  # in this life nothing was entered for a day gone by


# -- who may say what ---------------------------------------------------------------------


def test_only_the_office_marks_and_only_units_that_work_on_the_matter(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    say = {"mark": Mark.PRAISE, "words": "有力", "on": TUESDAY}
    with pytest.raises(NotYourTurn):
        page.appraisals.mark(ROAD, by=office.transport_head, **say)
    with pytest.raises(NotOfThisMatter) as refused:
        page.appraisals.mark(ROAD, unit="water", by=office.officer, **say)
    assert refused.value.facts["units"] == [TRANSPORT]
    assert page.appraisals.mark(ROAD, by=office.officer, **say) == TRANSPORT


def test_nobody_is_called_back_on_what_is_still_being_done(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(WrongStage):
        page.appraisals.call_back(ROAD, Answer(), by=office.officer, on=TUESDAY)

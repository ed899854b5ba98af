"""The news of a day: each reader hears what is theirs, once, and nothing for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from ledgers.digest_lines import News, Totals
from ledgers.news import NO_ADDRESS, NOBODY
from models.record import ReportDraft
from models.terms import Happened, Light, Reader, Role, Step
from tests.conftest import Office, day
from tests.ledgers.steps import ROAD, bring_before_a_leader
from tests.makers import MONDAY


def live(book: Book, on: date) -> dict[str, News]:
    """Live through one day as the flow does; returns the news by reader."""
    book.rounds.look(on)
    if not book.calendar.is_working(on):
        return {}
    news = book.news.for_day(on)
    book.rounds.finish(on, {"totals": book.news.totals_of(on), "letters": len(news)})
    return {one.reader.name: one for one in news}


def live_until(book: Book, last: date, first: date = MONDAY) -> dict[str, News]:
    """Live through every day up to one; returns that day's news."""
    news: dict[str, News] = {}
    for n in range((last - first).days + 1):
        news = live(book, first + timedelta(days=n))
    return news


def asks(news: dict[str, News]) -> dict[str, list[tuple[str, Step, Reader]]]:
    return {
        name: [(ask.line.number, ask.step, ask.reader_as) for ask in one.asks]
        for name, one in news.items()
        if one.asks
    }


def decisions(news: dict[str, News]) -> dict[str, list[tuple[str, int]]]:
    return {
        name: [(one.what, one.waiting_days) for one in each.decisions]
        for name, each in news.items()
        if each.decisions
    }


# -- asks ---------------------------------------------------------------------------------


def test_an_owner_is_asked_about_own_matters_only(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-08-28  water      河道清淤
    """
    assert asks(live_until(page, day("08-14"))) == {
        "林小满": [("2020-001", Step.REMIND, Reader.OWNER)],
        "白露": [("2020-002", Step.REMIND, Reader.OWNER)],
    }


def test_the_day_after_the_deadline_the_unit_head_reads_along(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-10-30  water      河道清淤
    """
    news = live_until(page, day("08-31"))
    assert asks(news) == {
        "林小满": [(ROAD, Step.CHASE, Reader.OWNER)],
        "田守义": [(ROAD, Step.CHASE, Reader.UNIT_HEAD)],
    }


def test_a_week_late_the_notice_goes_to_unit_head_and_leader_in_charge(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    assert asks(live_until(page, day("09-04"))) == {
        "田守义": [(ROAD, Step.NOTICE, Reader.UNIT_HEAD)],
        "江远舟": [(ROAD, Step.NOTICE, Reader.LEADER_IN_CHARGE)],
    }


@pytest.mark.parametrize(
    ("on", "waits"),
    [
        ("09-11", {"方砚秋": [Step.CIRCULAR], "陆清和": [Step.CIRCULAR]}),
        ("09-25", {"方砚秋": [Step.CIRCULAR, Step.INTERVIEW], "陆清和": [Step.CIRCULAR]}),
    ],
)
def test_what_accuses_is_proposed_to_the_office_and_to_nobody_else(
    page: Book, on: str, waits: dict[str, list[Step]]
) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    news = live_until(page, day(on))
    proposed = {
        name: [one.step for one in each.decisions if one.what == "proposal"]
        for name, each in news.items()
    }
    assert {name: steps for name, steps in proposed.items() if steps} == waits
    assert not asks(news)


def test_who_is_owner_and_unit_head_at_once_is_asked_once(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    (post,) = office.transport_head.posts
    page.db.tell("UPDATE commitment SET owner_post_id = :post", {"post": post})
    assert asks(live_until(page, day("08-31"))) == {"田守义": [(ROAD, Step.CHASE, Reader.OWNER)]}


def test_after_missed_days_the_ask_says_how_many_rungs_were_skipped(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    live(page, MONDAY)
    news = live(page, day("08-31"))
    (ask,) = news["田守义"].asks
    assert (ask.step, ask.skipped, news["田守义"].missed_days) == (Step.CHASE, 2, 19)


def test_an_ask_about_a_milestone_names_it(page: Book) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    · 2020-08-14  管线迁改完成
    """
    (ask,) = live_until(page, day("08-17"))["林小满"].asks
    assert ask.about == "管线迁改完成"


def test_silence_is_asked_of_the_owner_and_listed_for_the_office(page: Book) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    news = live_until(page, day("09-03"))
    assert asks(news) == {"林小满": [(ROAD, Step.ASK_REPORT, Reader.OWNER)]}
    live(page, day("09-04"))
    (chief,) = page.news.for_day(day("09-03"), only=page.directory.person_id("方砚秋"))
    assert [one.number for one in chief.silent] == [ROAD]


# -- nobody to write to -------------------------------------------------------------------


def test_where_an_address_is_missing_the_office_is_asked_and_told(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    page.db.tell("UPDATE person SET email = '' WHERE name = '林小满'")
    news = live_until(page, day("08-14"))
    assert asks(news) == {"陆清和": [(ROAD, Step.REMIND, Reader.OFFICER)]}
    ((number, why),) = news["陆清和"].not_computed
    assert (number, why.sentence, why.facts) == (ROAD, NO_ADDRESS, {"person": "林小满"})


def test_where_a_unit_has_nobody_the_office_is_asked_and_told(page: Book) -> None:
    """
    2020-001  2020-08-28  parks  公园开放
    """
    news = live_until(page, day("08-14"))
    assert asks(news) == {"陆清和": [(ROAD, Step.REMIND, Reader.OFFICER)]}
    ((number, why),) = news["陆清和"].not_computed
    assert (number, why.sentence, why.facts) == (ROAD, NOBODY, {"reader": Reader.OWNER})


def test_where_one_of_two_readers_has_no_address_the_office_is_told(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    page.db.tell("UPDATE person SET email = '' WHERE name = '田守义'")
    live_until(page, day("08-28"))
    news = live_until(page, day("08-31"), day("08-31"))
    assert asks(news)["林小满"] == [(ROAD, Step.CHASE, Reader.OWNER)]
    troubles = [why.facts for _, why in news["陆清和"].not_computed]
    assert troubles == [{"person": "田守义"}]


# -- letters ------------------------------------------------------------------------------


def test_no_news_is_no_letter(page: Book) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    told_of_it = live(page, MONDAY)  # that it was assigned to them
    assert set(told_of_it) == {"林小满", "田守义"}
    assert live_until(page, day("08-14"), day("08-04")) == {}


def test_due_soon_alone_is_no_letter(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    live_until(page, day("08-14"))
    assert live(page, day("08-17")) == {}


def test_a_reader_gets_one_letter_a_day_whatever_there_is(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-08-28  transport  中原路改造
    2020-003  2020-08-28  transport  建设路改造
    """
    page.rounds.look(day("08-31"))
    names = [one.reader.name for one in page.news.for_day(day("08-31"))]
    assert len(names) == len(set(names))
    assert {"林小满", "田守义"} <= set(names)


def test_a_letter_is_composed_the_same_when_the_run_died_in_between(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    page.rounds.look(day("08-31"))
    assert page.news.for_day(day("08-31")) == page.news.for_day(day("08-31"))


def test_an_auditor_who_has_no_matters_gets_no_letter(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    page.db.tell("UPDATE person SET email = 'yan@sj.example.org' WHERE name = '严正'")
    assert "严正" not in live_until(page, day("09-11"))


def test_one_persons_news_can_be_previewed_when_nothing_woke_it(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.rounds.look(MONDAY)
    person = office.transport.person_id
    (news,) = page.news.for_day(MONDAY, only=person)
    assert (news.reader.name, [one.number for one in news.due_soon]) == ("林小满", [ROAD])


# -- decisions ----------------------------------------------------------------------------


def ask_extension(book: Book, office: Office, on: date) -> None:
    book.commitments.ask_extension(
        ROAD, until=day("12-31"), reason="汛期停工", by=office.transport, on=on
    )


def test_an_extension_reaches_the_deciders_with_its_reason(page: Book, office: Office) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    news = live(page, day("08-04"))
    assert decisions(news) == {name: [("extension", 1)] for name in ("方砚秋", "江远舟")}
    (one,) = news["江远舟"].decisions
    assert (one.detail, one.until, one.since) == ("汛期停工", day("12-31"), MONDAY)
    assert one.opinion == "情况属实"


def test_an_extension_reaches_head_office_and_leader_one_after_the_other(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    turn = page.commitments
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    assert decisions(live(page, day("08-04"))) == {"田守义": [("consent", 1)]}
    turn.consent_extension(ROAD, by=office.transport_head, on=day("08-04"))
    news = live(page, day("08-05"))
    assert decisions(news) == {name: [("screen", 1)] for name in ("方砚秋", "陆清和")}
    turn.screen_extension(ROAD, opinion="属实", by=office.officer, on=day("08-05"))
    news = live(page, day("08-06"))
    assert decisions(news) == {name: [("extension", 1)] for name in ("方砚秋", "江远舟")}


def test_a_decision_that_waits_is_brought_up_every_five_working_days(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    woken = [
        on
        for on in (MONDAY + timedelta(days=n) for n in range(1, 16))
        if "江远舟" in live(page, on)
    ]
    assert woken == [day("08-04"), day("08-10"), day("08-17")]


def test_a_decision_is_brought_up_the_day_after_when_its_day_was_missed(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    live_until(page, day("08-07"), day("08-04"))
    assert "江远舟" in live(page, day("08-11"))  # the machine was off on the fifth day


def test_what_waits_is_shown_whenever_a_letter_is_written_anyway(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    2020-002  2020-08-05  water      河道清淤
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    live(page, day("08-04"))
    live(page, day("08-05"))
    news = live(page, day("08-06"))  # 2020-002 turned yellow: the chief is written to
    assert decisions(news)["方砚秋"] == [("extension", 3)]


def test_closures_reach_the_office_for_check_and_then_for_confirmation(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    page.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[a_file()])
    office_only = {"方砚秋", "陆清和"}
    news = live(page, day("08-04"))
    assert decisions(news) == {name: [("check", 1)] for name in office_only}
    page.commitments.check(ROAD, passed=True, findings="属实", by=office.officer, on=day("08-04"))
    news = live(page, day("08-05"))
    assert decisions(news) == {name: [("confirm", 1)] for name in office_only}
    assert news["方砚秋"].decisions[0].detail == "属实"


def test_a_rejected_assignment_reaches_the_office(page: Book, office: Office) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    page.commitments.reject(ROAD, reason="非本单位职责", by=office.transport, on=MONDAY)
    news = live(page, day("08-04"))
    assert decisions(news) == {name: [("reject", 1)] for name in ("方砚秋", "陆清和")}


def test_a_decision_that_was_taken_waits_no_longer(page: Book, office: Office) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    page.commitments.grant_extension(ROAD, by=office.chief, on=MONDAY, note="同意")
    assert decisions(live(page, day("08-04"))) == {}


# -- answers and changes ------------------------------------------------------------------


@pytest.mark.parametrize("granted", [True, False])
def test_the_answer_reaches_owner_and_unit_head_once(
    page: Book, office: Office, granted: bool
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, MONDAY)
    bring_before_a_leader(page, office, MONDAY)
    if granted:
        page.commitments.grant_extension(ROAD, by=office.chief, on=MONDAY, note="理由充分")
    else:
        page.commitments.refuse_extension(ROAD, reason="理由充分", by=office.chief, on=MONDAY)
    what = Happened.EXTENSION_GRANTED if granted else Happened.EXTENSION_REFUSED
    news = live(page, day("08-04"))
    answers = {name: [(a.what, a.note) for a in one.answers] for name, one in news.items()}
    assert {name: each for name, each in answers.items() if each} == {
        "林小满": [(what, "理由充分")],
        "田守义": [(what, "理由充分")],
    }
    assert live(page, day("08-05")) == {}


def test_a_return_for_redo_reaches_the_owner(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    page.commitments.ask_closure(ROAD, by=office.transport, on=MONDAY, evidence=[a_file()])
    page.commitments.check(ROAD, passed=False, findings="缺验收", by=office.officer, on=MONDAY)
    (answer,) = live(page, day("08-04"))["林小满"].answers
    assert (answer.what, answer.note) == (Happened.RETURNED, "缺验收")


def test_a_light_that_turns_is_told_to_all_whose_matter_it_is(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    """
    news = live_until(page, day("09-11"))
    told = {name: [(c.before, c.after) for c in one.new_red] for name, one in news.items()}
    change = [(Light.YELLOW, Light.RED)]
    assert told == dict.fromkeys(("方砚秋", "陆清和", "江远舟", "田守义", "林小满"), change)


def test_what_recovers_closes_or_comes_back_is_told(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-05  transport  人民路改造
    2020-002  2020-12-31  water      河道清淤
    """
    turn, number = page.commitments, "2020-002"
    live_until(page, day("08-05"))
    turn.ask_extension(ROAD, until=day("12-31"), reason="x", by=office.transport, on=day("08-05"))
    chief = live(page, day("08-06"))["方砚秋"]
    assert [one.line.number for one in chief.new_yellow] == [ROAD]
    bring_before_a_leader(page, office, day("08-06"))
    turn.grant_extension(ROAD, by=office.chief, on=day("08-06"))
    turn.ask_closure(number, by=office.water, on=day("08-06"), evidence=[a_file()])
    turn.check(number, passed=True, findings="x", by=office.officer, on=day("08-06"))
    turn.confirm(number, by=office.chief, on=day("08-06"))
    chief = live(page, day("08-07"))["方砚秋"]
    assert [one.line.number for one in chief.recovered] == [ROAD]
    assert [one.line.number for one in chief.closed] == [number]
    turn.reopen(number, reason="反弹", by=office.officer, on=day("08-07"))
    chief = live_until(page, day("08-10"), day("08-08"))["方砚秋"]
    assert [one.line.number for one in chief.reopened] == [number]


def test_what_happened_on_days_of_rest_is_mondays_news(page: Book, office: Office) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live_until(page, day("08-07"))
    ask_extension(page, office, day("08-08"))
    bring_before_a_leader(page, office, day("08-08"))
    live(page, day("08-08"))
    live(page, day("08-09"))
    assert "江远舟" in live(page, day("08-10"))


def test_what_happened_while_the_machine_was_off_is_told_once(page: Book, office: Office) -> None:
    """
    2020-001  2020-11-30  transport  人民路改造
    """
    live(page, MONDAY)
    ask_extension(page, office, day("08-04"))
    page.commitments.refuse_extension(ROAD, reason="x", by=office.chief, on=day("08-05"))
    assert "林小满" in live(page, day("08-20"))
    assert live(page, day("08-21")) == {}


# -- figures ------------------------------------------------------------------------------


def test_totals_are_told_with_those_of_the_last_letter(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-12-31  water      河道清淤
    2020-003  2020-12-31  transport  中原路改造
    """
    for number, by in (("2020-002", office.water), ("2020-003", office.transport)):
        draft = ReportDraft(percent=Decimal(90))
        page.commitments.report(number, draft, by=by, on=MONDAY)
    news = live_until(page, day("08-31"))
    chief, head, leader = (news[name] for name in ("方砚秋", "田守义", "江远舟"))
    assert chief.totals == Totals(open=3, green=2, yellow=1, red=0, overdue=1, closed=0)
    assert chief.before == Totals(open=3, green=3)
    assert head.totals == Totals(open=2, green=1, yellow=1, overdue=1)
    assert head.before == Totals(open=2, green=2)
    assert leader.totals == chief.totals


def test_a_first_letter_compares_with_nothing(page: Book) -> None:
    """
    2020-001  2020-08-05  transport  人民路改造
    """
    page.rounds.look(day("08-06"))
    assert {one.before for one in page.news.for_day(day("08-06"))} == {None}


def test_the_office_sees_all_units_and_a_leader_those_in_charge(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-08-28  water      河道清淤
    2020-003  2020-08-28  parks      公园开放
    """
    news = live_until(page, day("09-11"))
    assert {one.unit for one in news["方砚秋"].units} == {"交通运输局", "水利局", "园林中心"}
    assert {one.unit for one in news["江远舟"].units} == {"交通运输局", "水利局"}
    assert news["田守义"].units == ()


def test_nobody_reads_of_matters_that_are_not_theirs(page: Book) -> None:
    """
    2020-001  2020-08-28  transport  人民路改造
    2020-002  2020-08-27  water      河道清淤
    """
    for n in range(60):
        for name, news in live(page, MONDAY + timedelta(days=n)).items():
            if not news.reader.roles & {Role.LIAISON, Role.UNIT_HEAD}:
                continue
            mine = {"2020-001"} if name in ("田守义", "林小满") else {"2020-002"}
            spoken: list[Any] = [*news.asks, *news.decisions, *news.new_red, *news.new_yellow]
            assert {one.line.number for one in spoken} <= mine
            assert {line.number for line in news.due_soon} <= mine

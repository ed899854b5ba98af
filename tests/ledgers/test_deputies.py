"""代理: what waits for somebody away comes to the deputy, with for whom; history shows both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.digests import compose
from ledgers.audit import audit
from ledgers.book import Book
from ledgers.digest_lines import News
from ledgers.people import Actor
from models.broken_rules import ConcernedDecides, DecidesTheirOwn
from models.people import PersonDraft
from models.policy import Rung
from models.terms import Happened, Reader, Role, Stage, Step
from tests.conftest import Office, day
from tests.ledgers.steps import LATER, ROAD, ask, bring_before_a_leader, policy_with, stage
from tests.ledgers.test_news import live, live_until
from tests.makers import MONDAY, a_draft

NOTICE = Rung(1, Step.NOTICE, (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE))
PROPOSED = Rung(1, Step.CIRCULAR, (Reader.OFFICER,))
FIRST, LAST = day("08-17"), day("08-19")  # Monday to Wednesday


def stands_in(
    book: Book, office: Office, deputy: str, principal: str, first: date = FIRST, last: date = LAST
) -> None:
    book.postings.name_deputy(
        deputy, principal, since=first, until=last, by=office.chief, on=MONDAY
    )


def join(book: Book, office: Office, name: str, unit: str, role: Role, **more: Any) -> Actor:
    """Have somebody new come to a unit."""
    draft = PersonDraft(name=name, unit=unit, role=role, email=f"{role}@new.example.org", **more)
    book.directory.add_person(draft, by=office.chief, on=MONDAY)
    return book.directory.actor_named(name)


def asked(news: dict[str, News], name: str) -> list[tuple[str, Step, tuple[str, ...]]]:
    if name not in news:
        return []
    return [(one.line.number, one.step, one.instead_of) for one in news[name].asks]


def decides(news: dict[str, News], name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.what, one.instead_of) for one in news[name].decisions] if name in news else []


# -- what comes, and for whom ---------------------------------------------------------------


def test_a_leaders_notice_comes_to_the_deputy_who_is_told_for_whom(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟")
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    news = live_until(page, FIRST)
    assert asked(news, "江远舟") == [(ROAD, Step.NOTICE, ())]
    assert asked(news, "沈代") == [(ROAD, Step.NOTICE, ("江远舟",))]
    letter = compose(news["沈代"])
    for form in (letter.text, letter.html):
        assert "代江远舟办理" in form
    assert "代江远舟" not in compose(news["江远舟"]).text


def test_a_request_for_extension_comes_to_the_leaders_deputy(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟")
    live_until(page, day("08-16"))
    ask(page, office, on=FIRST)
    bring_before_a_leader(page, office, on=FIRST)
    news = live(page, FIRST)
    assert decides(news, "沈代") == [("extension", ("江远舟",))]
    text = compose(news["沈代"]).text
    assert "请答复：同意延至10月30日" in text and "代江远舟办理" in text


def test_a_proposal_comes_to_the_officers_deputy(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    stands_in(page, office, "程汝霖", "陆清和")
    policy_with(page, ladder=(PROPOSED,), silent_days=366)
    news = live_until(page, FIRST)
    assert decides(news, "陆清和") == [("proposal", ())]
    assert decides(news, "程汝霖") == [("proposal", ("陆清和",))]


def test_a_matter_newly_assigned_comes_to_the_deputy_for_silence_would_accept_it(
    page: Book, office: Office
) -> None:
    stands_in(page, office, "白露", "林小满")
    live_until(page, day("08-16"))
    page.commitments.docket(a_draft(number=ROAD), by=office.officer, on=FIRST, assign=True)
    news = live(page, FIRST)
    (one,) = news["白露"].assigned
    assert (one.line.number, one.instead_of) == (ROAD, ("林小满",))
    letter = compose(news["白露"])
    assert "代林小满办理" in letter.text and "代林小满办理" in letter.html


def test_what_waited_already_comes_on_the_first_day_of_the_term(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-30  transport  人民路改造
    """
    join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟", day("08-13"))
    ask(page, office, until=date(2021, 1, 29), on=day("08-11"))
    bring_before_a_leader(page, office, on=day("08-11"))
    news = live_until(page, day("08-12"))
    assert "沈代" not in news
    assert decides(live(page, day("08-13")), "沈代") == [("extension", ("江远舟",))]
    assert "沈代" not in live(page, day("08-14"))  # told once, as everybody is


def test_who_is_away_without_an_address_does_not_keep_it_from_the_deputy(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.db.tell("UPDATE person SET email = '' WHERE name = '田守义'")
    stands_in(page, office, "程汝霖", "田守义")
    head = Rung(1, Step.NOTICE, (Reader.UNIT_HEAD,))
    policy_with(page, ladder=(head,), silent_days=366, climb_to_others=False)
    news = live_until(page, FIRST)
    assert asked(news, "程汝霖") == [(ROAD, Step.NOTICE, ("田守义",))]
    assert [number for number, _ in news["陆清和"].not_computed] == [ROAD]


@pytest.mark.parametrize(("on", "comes"), [("08-18", False), ("08-19", True), ("08-20", False)])
def test_nothing_comes_before_the_term_or_after_it(
    page: Book, office: Office, on: str, comes: bool
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟", LAST, LAST)
    live_until(page, day(on) - (day("08-18") - FIRST))
    ask(page, office, on=day(on))
    bring_before_a_leader(page, office, on=day(on))
    news = live(page, day(on))
    assert decides(news, "江远舟") == [("extension", ())]
    assert ("沈代" in news) is comes


def test_a_term_that_is_ended_early_ends_the_letters(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-08-17  transport  中原路改造
    """
    join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟")
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    assert asked(live_until(page, FIRST), "沈代")
    page.postings.end_deputy("沈代", "江远舟", by=office.chief, on=FIRST)
    news = live(page, day("08-18"))
    assert asked(news, "江远舟") == [("2020-002", Step.NOTICE, ())] and "沈代" not in news


# -- one letter -----------------------------------------------------------------------------


def test_who_reads_for_oneself_and_as_a_deputy_gets_one_letter(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    stands_in(page, office, "程汝霖", "田守义")
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    news = live_until(page, FIRST)
    names = [one.reader.name for one in page.news.for_day(FIRST)]
    assert names.count("程汝霖") == 1
    assert asked(news, "程汝霖") == [
        (ROAD, Step.NOTICE, ("田守义",)), ("2020-002", Step.NOTICE, ()),
    ]  # fmt: skip


@pytest.mark.parametrize("deputy", ["田守义", "江远舟"])
def test_what_is_asked_of_both_is_asked_once_as_ones_own(
    page: Book, office: Office, deputy: str
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    (principal,) = {"田守义", "江远舟"} - {deputy}
    stands_in(page, office, deputy, principal)
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    news = live_until(page, FIRST)
    assert asked(news, deputy) == [(ROAD, Step.NOTICE, ())]


def test_a_deputy_of_two_is_asked_once_for_both(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    for principal in ("田守义", "江远舟"):
        stands_in(page, office, "程汝霖", principal)
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    news = live_until(page, FIRST)
    assert asked(news, "程汝霖") == [(ROAD, Step.NOTICE, ("田守义", "江远舟"))]
    assert "代田守义、江远舟办理" in compose(news["程汝霖"]).text


def test_a_deputy_named_twice_gets_everything_once(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    for last in (FIRST, LAST):
        stands_in(page, office, "程汝霖", "田守义", last=last)
    policy_with(page, ladder=(NOTICE,), silent_days=366)
    news = live_until(page, FIRST)
    assert asked(news, "程汝霖") == [(ROAD, Step.NOTICE, ("田守义",))]


# -- the deputy decides ---------------------------------------------------------------------


def test_the_deputy_decides_and_the_history_shows_both(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    deputy = join(page, office, "沈代", "区政府", Role.LEADER)
    stands_in(page, office, "沈代", "江远舟")
    ask(page, office, on=FIRST)
    bring_before_a_leader(page, office, on=FIRST)
    page.commitments.grant_extension(ROAD, by=deputy.on_behalf_of(office.leader), on=FIRST)
    last = page.lists.history(ROAD)[-1]
    assert (last.happened, last.actor, last.behalf) == (
        Happened.EXTENSION_GRANTED, "沈代", "江远舟",
    )  # fmt: skip
    assert page.lists.one(ROAD, FIRST).due == LATER
    assert not audit(page).findings


def test_the_deputy_signs_for_a_notice_and_decides_on_a_proposal(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    for principal in ("田守义", "陆清和"):
        stands_in(page, office, "程汝霖", principal)
    policy_with(page, ladder=(NOTICE, replace(PROPOSED, days=2)), silent_days=366)
    live_until(page, day("08-18"))
    page.pressing.sign(ROAD, by=office.water_head.on_behalf_of(office.transport_head), on=FIRST)
    page.pressing.decide(ROAD, confirmed=False, reason="已说明",
                         by=office.water_head.on_behalf_of(office.officer), on=FIRST)  # fmt: skip
    told = [(one.happened, one.actor, one.behalf) for one in page.lists.history(ROAD)[-2:]]
    assert told == [
        (Happened.SIGNED, "程汝霖", "田守义"),
        (Happened.PROPOSAL_DECLINED, "程汝霖", "陆清和"),
    ]
    assert [one.signed_by for one in page.lists.show(ROAD, FIRST).notices] == ["田守义"]
    assert not audit(page).findings


# -- never on a matter of their own -----------------------------------------------------------


def test_a_deputy_is_not_asked_to_decide_on_a_matter_of_their_own(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    """
    stands_in(page, office, "田守义", "江远舟")
    live_until(page, day("08-16"))
    ask(page, office, on=FIRST)
    bring_before_a_leader(page, office, on=FIRST)
    page.commitments.ask_extension(
        "2020-002", until=LATER, reason="汛期", by=office.water, on=FIRST
    )
    page.commitments.consent_extension("2020-002", by=office.water_head, on=FIRST)
    page.commitments.screen_extension("2020-002", opinion="属实", by=office.officer, on=FIRST)
    news = live(page, FIRST)
    waits = [(one.line.number, one.instead_of) for one in news["田守义"].decisions]
    assert waits == [("2020-002", ("江远舟",))]
    assert decides(news, "江远舟") == [("extension", ())] * 2


@pytest.mark.parametrize("turn", ["grant_extension", "refuse_extension"])
def test_a_deputy_does_not_decide_on_an_extension_of_their_own_unit(
    page: Book, office: Office, turn: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    bring_before_a_leader(page, office)
    words = {"reason": "x"} if turn == "refuse_extension" else {}
    before = page.lists.history(ROAD)
    for inside in (office.transport_head, office.transport):
        with pytest.raises(DecidesTheirOwn):
            getattr(page.commitments, turn)(
                ROAD, by=inside.on_behalf_of(office.leader), on=FIRST, **words
            )
    assert page.lists.history(ROAD) == before
    outside = office.water_head.on_behalf_of(office.leader)
    getattr(page.commitments, turn)(ROAD, by=outside, on=FIRST, **words)


def test_an_owner_does_not_consent_as_the_heads_deputy(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    stands_in(page, office, "林小满", "田守义")
    live_until(page, day("08-16"))
    ask(page, office, on=FIRST)
    assert decides(live(page, FIRST), "林小满") == []
    with pytest.raises(DecidesTheirOwn):
        page.commitments.consent_extension(
            ROAD, by=office.transport.on_behalf_of(office.transport_head), on=FIRST
        )
    other = join(page, office, "副局长", "transport", Role.LIAISON)
    by = other.on_behalf_of(office.transport_head)
    page.commitments.consent_extension(ROAD, by=by, on=FIRST)


def test_a_deputy_of_the_unit_or_who_carries_the_matter_decides_no_consequence(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    concerned = (office.transport_head, office.transport, office.leader)
    for one in concerned:
        stands_in(page, office, one.name, "陆清和")
    policy_with(page, ladder=(PROPOSED,), silent_days=366)
    news = live_until(page, FIRST)
    for one in concerned:
        assert ("proposal", ("陆清和",)) not in decides(news, one.name)
        with pytest.raises(ConcernedDecides):
            page.pressing.decide(ROAD, confirmed=False, reason="x",
                                 by=one.on_behalf_of(office.officer), on=FIRST)  # fmt: skip


def test_coordination_objections_and_closing_are_not_decided_by_a_deputy_of_the_unit(
    page: Book, office: Office, a_file: Any
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    inside = office.transport_head
    page.registers.ask_help(ROAD, leader="江远舟", ask="协调征地", by=office.transport, on=FIRST)
    with pytest.raises(DecidesTheirOwn):
        page.registers.decide_help(
            ROAD, decision="x", by=inside.on_behalf_of(office.leader), on=FIRST
        )
    page.commitments.ask_closure(ROAD, by=office.transport, on=FIRST, evidence=[a_file()])
    page.commitments.check(ROAD, passed=False, findings="缺资料", by=office.officer, on=FIRST)
    page.commitments.raise_objection(ROAD, reason="资料齐全", by=office.transport_head, on=FIRST)
    by = inside.on_behalf_of(office.leader)
    with pytest.raises(DecidesTheirOwn):
        page.commitments.uphold_objection(ROAD, by=by, on=FIRST)
    with pytest.raises(DecidesTheirOwn):
        page.commitments.dismiss_objection(ROAD, reason="x", by=by, on=FIRST)
    page.commitments.uphold_objection(ROAD, by=office.leader, on=FIRST)
    page.commitments.check(ROAD, passed=True, findings="属实", by=office.officer, on=FIRST)
    with pytest.raises(DecidesTheirOwn):
        page.commitments.confirm(ROAD, by=inside.on_behalf_of(office.chief), on=FIRST)
    assert stage(page) == Stage.CLOSURE_REQUESTED


def test_the_office_enters_what_a_leader_decided_on_paper_of_its_own_matter_too(
    page: Book, office: Office
) -> None:
    number = page.commitments.docket(
        a_draft(lead_unit="区政府督查室", owner="内勤"), by=office.chief, on=MONDAY, assign=True
    )
    head = office.chief
    page.commitments.ask_extension(number, until=LATER, reason="x", by=head, on=FIRST)
    page.commitments.consent_extension(number, by=head, on=FIRST)
    page.commitments.screen_extension(number, opinion="属实", by=head, on=FIRST)
    by = office.officer.on_behalf_of(office.leader)
    page.commitments.grant_extension(number, by=by, on=FIRST)
    assert page.lists.one(number, FIRST).due == LATER

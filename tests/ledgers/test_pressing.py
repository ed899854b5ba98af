"""督办 in the book: whom a rung reaches, who signs, who decides, and days nobody looked on."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers.audit import audit
from ledgers.book import Book, page, reach
from ledgers.pressed import ProposalState
from ledgers.upkeep import adopt
from models.broken_rules import ConcernedDecides, NothingToSign, WhichProposal
from models.errors import NothingWaiting
from models.policy import Policy, Rung
from models.terms import Card, Kind, Reader, Stage, Step
from tests.conftest import Office, day, staff
from tests.ledgers.steps import (
    ROAD,
    ask,
    bring_before_a_leader,
    close,
    extend,
    policy_with,
    report,
    states,
)
from tests.makers import MONDAY, MORNING, a_draft

LATE = (
    Rung(1, Step.NOTICE, (Reader.UNIT_HEAD,), card=Card.BLUE, every=3),
    Rung(5, Step.NOTICE, (Reader.UNIT_HEAD,), card=Card.YELLOW, after="blue"),
)
PROPOSED = (
    Rung(1, Step.CIRCULAR, (Reader.OFFICER,)),
    Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=1, within=60),
)
WAITING = (ProposalState.PROPOSED,)


def sent(book: Book) -> list[tuple[str, str, list[str]]]:
    """List the rungs that went out: key, day and the names of those addressed."""
    names = {row.id: row.name for row in book.db.ask("SELECT id, name FROM person")}
    rows = book.db.ask("SELECT rung, claimed_on, addressed FROM notice WHERE sent ORDER BY id")
    return [
        (row.rung, f"{row.claimed_on:%m-%d}", [names[int(one)] for one in row.addressed.split(",")])
        for row in rows
    ]


def live(book: Book, first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        book.rounds.look(first + timedelta(days=n))


# -- different people -----------------------------------------------------------------------


def test_a_ladder_climbs_to_somebody_new(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, ladder=(Rung(1, Step.CHASE, (Reader.OWNER, Reader.UNIT_HEAD)),
                              Rung(3, Step.NOTICE, (Reader.UNIT_HEAD,)),
                              Rung(5, Step.NOTICE, (Reader.UNIT_HEAD,))))  # fmt: skip
    live(page, MONDAY, day("08-21"))
    assert sent(page) == [
        ("T+1", "08-17", ["林小满", "田守义"]),
        ("T+3", "08-19", ["田守义", "江远舟"]),
        ("T+5", "08-21", ["田守义", "方砚秋"]),
    ]


def test_an_office_may_keep_its_ladder_to_those_it_names(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, climb_to_others=False, ladder=LATE, silent_days=366)
    live(page, MONDAY, day("08-24"))
    assert {tuple(names) for *_, names in sent(page)} == {("田守义",)}


def test_a_card_left_unanswered_is_followed_by_the_next_and_sent_again_until_signed(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, climb_to_others=False, ladder=LATE, silent_days=366)
    live(page, MONDAY, day("08-20"))
    assert [one[:2] for one in sent(page)] == [("T+1", "08-17"), ("T+1#2", "08-20")]
    assert page.pressing.sign(ROAD, by=office.transport_head, on=day("08-20")) == [
        Step.NOTICE, Step.NOTICE,
    ]  # fmt: skip
    live(page, day("08-21"), day("09-18"))
    assert [one[:2] for one in sent(page)][2:] == [("blue+5", "08-24")]
    page.pressing.sign(ROAD, by=office.transport, on=day("09-18"))
    with pytest.raises(NothingToSign):
        page.pressing.sign(ROAD, by=office.transport, on=day("09-18"))
    signed = page.lists.show(ROAD, day("09-18")).notices
    assert [(one.signed_by, one.card) for one in signed] == [
        ("田守义", Card.BLUE), ("田守义", Card.BLUE), ("林小满", Card.YELLOW),
    ]  # fmt: skip


def test_a_deputy_is_asked_as_well_and_told_for_whom(page: Book, office: Office) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    page.postings.name_deputy("程汝霖", "田守义", since=day("08-17"), until=day("08-18"),
                              by=office.chief, on=MONDAY)  # fmt: skip
    policy_with(page, ladder=LATE[:1])
    live(page, MONDAY, day("08-17"))
    asks = {one.reader.name: [(ask.step, ask.instead_of) for ask in one.asks]
            for one in page.news.for_day(day("08-17"))}  # fmt: skip
    assert asks["田守义"] == [(Step.NOTICE, ())]
    assert asks["程汝霖"] == [(Step.NOTICE, ("田守义",))]


def test_an_open_ladder_keeps_its_rules_unless_the_new_policy_takes_it_along(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    policy_with(page, ladder=(Rung(1, Step.CHASE, (Reader.OWNER,)),
                              Rung(3, Step.CHASE, (Reader.OWNER,))))  # fmt: skip
    live(page, MONDAY, day("08-17"))
    adopt(page, Policy(ladder=(Rung(2, Step.NOTICE, (Reader.OWNER,)),)), "", on=day("08-17"))
    live(page, day("08-18"), day("08-19"))
    assert [one[0] for one in sent(page)] == ["T+1", "T+1", "T+3", "T+3"]
    ids = {row.policy_id for row in page.db.ask("SELECT policy_id FROM notice")}
    assert len(ids) == 1
    taken_along = Policy(ladder=(Rung(4, Step.NOTICE, (Reader.OWNER,)),))
    adopt(page, taken_along, "", on=day("08-20"), rebinds=True)
    page.rounds.look(day("08-20"))
    assert [one[0] for one in sent(page)][4:] == ["T+4", "T+4"]


# -- consequences -----------------------------------------------------------------------------


def proposals(book: Book, *wanted: ProposalState) -> list[Step]:
    return [one.step for one in book.pressed.proposals(day("08-31"), wanted or WAITING)]


def test_a_consequence_waits_until_somebody_decides_and_says_why(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, ladder=PROPOSED, red_overdue=1)
    live(page, MONDAY, day("08-17"))
    assert proposals(page) == [Step.CIRCULAR, Step.INTERVIEW]
    who = {"by": office.officer, "on": day("08-18")}
    with pytest.raises(WhichProposal):
        page.pressing.decide(ROAD, confirmed=True, reason="属实", **who)
    with pytest.raises(ConcernedDecides):
        page.pressing.decide(ROAD, confirmed=False, reason="x", step=Step.CIRCULAR,
                             by=_inside(page, office), on=day("08-18"))  # fmt: skip
    page.pressing.decide(ROAD, confirmed=True, reason="属实", step=Step.CIRCULAR, **who)
    page.pressing.decide(ROAD, confirmed=False, reason="已约谈过", **who)
    with pytest.raises(NothingWaiting):
        page.pressing.decide(ROAD, confirmed=True, reason="x", **who)
    assert proposals(page, ProposalState.CONFIRMED) == [Step.CIRCULAR]
    page.rounds.look(day("08-18"))
    told = {one.reader.name: [each.step for each in one.answers]
            for one in page.news.for_day(day("08-18")) if one.answers}  # fmt: skip
    assert told == {"林小满": [Step.CIRCULAR], "田守义": [Step.CIRCULAR]}
    assert not audit(page).findings


def _inside(page: Book, office: Office) -> Any:
    """An officer who is of the lead unit as well."""
    unit = page.directory.unit_id("transport")
    return replace(office.officer, units=office.officer.units | {unit})


@pytest.mark.parametrize("cause", ["extension", "suspension", "closing"])
def test_good_cause_takes_a_proposal_back(page: Book, office: Office, cause: str) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    policy_with(page, ladder=(Rung(-60, Step.CIRCULAR, (Reader.OFFICER,)),))
    page.rounds.look(day("08-04"))
    assert states(page, "proposal") == ["proposed"]
    if cause == "extension":
        extend(page, office)
    elif cause == "suspension":
        page.commitments.suspend(ROAD, reason="汛期", by=office.leader, on=day("08-05"))
    else:
        page.commitments.cancel(ROAD, reason="规划调整", by=office.leader, on=day("08-05"))
    assert states(page, "proposal") == ["withdrawn"]
    assert not audit(page).findings


def test_where_nobody_is_left_to_climb_to_the_same_are_written_to_again(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    policy_with(page, silent_days=366, ladder=(Rung(1, Step.CHASE, (Reader.CHIEF,)),
                                               Rung(3, Step.NOTICE, (Reader.CHIEF,))))  # fmt: skip
    live(page, MONDAY, day("08-19"))
    assert sent(page) == [("T+1", "08-17", ["方砚秋"]), ("T+3", "08-19", ["方砚秋"])]


# -- days on which nobody looked ----------------------------------------------------------------

LIVED = 63  # to a Monday: on a day of rest nobody catches up
START = date(2020, 8, 24)
RULES = Policy(
    red_overdue=4,
    silent_days=9,
    silence_ladder=(
        Rung(0, Step.ASK_REPORT, (Reader.OWNER,)),
        Rung(3, Step.CHASE, (Reader.UNIT_HEAD,)),
    ),
    ladder=(
        Rung(-3, Step.REMIND, (Reader.OWNER,)),
        Rung(1, Step.CHASE, (Reader.OWNER,)),
        Rung(5, Step.NOTICE, (Reader.UNIT_HEAD,)),
        Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=1, within=60),
    ),
)
drafts = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 60)),
        st.lists(st.integers(0, 60), max_size=2),
        st.sampled_from(["", "", "every:9", "weekly:tue", "monthly:28"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=4,
)


TURNS = ("report", "extend", "suspend", "resume", "ask_closure", "return", "close", "cancel")
turns = st.lists(
    st.tuples(st.integers(2, LIVED - 5), st.integers(0, 3), st.sampled_from(TURNS)),
    min_size=4,
    max_size=16,
)


def take(book: Book, office: Office, number: str, turn: str, on: date, proof: Path) -> None:
    """Take a turn, where the matter stands so that it may be taken."""
    who: dict[str, Any] = {"on": on}
    matter = book.commitments.row(number)
    stage, going = Stage(matter.stage), Stage(matter.stage) in (Stage.ASSIGNED, Stage.ACCEPTED)
    if turn == "report" and going:
        report(book, office.transport, 30, on, number)
    elif turn == "extend" and going and (matter.due or MONDAY) >= on and matter.extensions < 3:
        later = matter.due + timedelta(days=7)
        ask(book, office, later, on, number)
        bring_before_a_leader(book, office, on, number)
        book.commitments.grant_extension(number, by=office.leader, **who)
    elif turn == "suspend" and going:
        book.commitments.suspend(number, reason="汛期", by=office.leader, **who)
    elif turn == "resume" and stage == Stage.SUSPENDED:
        book.commitments.resume(number, by=office.leader, **who)
    elif turn == "ask_closure" and going and not book.lists.show(number, on).parts:
        book.commitments.ask_closure(number, by=office.transport, evidence=[proof], **who)
    elif turn == "return" and stage == Stage.CLOSURE_REQUESTED:
        book.commitments.check(number, passed=False, findings="x", by=office.officer, **who)
    elif turn == "close" and going and not book.lists.show(number, on).parts:
        close(book, office, proof, on, number)
    elif turn == "cancel" and going and not book.lists.show(number, on).parts:
        book.commitments.cancel(number, reason="规划调整", by=office.leader, **who)


def lived(template: Path, given: Any, off: set[int], taken: Any, *, daily: bool) -> list[Any]:
    """Live through the days, ``daily`` or but for those off; returns what the book then holds.

    Turns are taken after the look of their day; on a day off before the look it would have had.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copyfile(template, Path(folder) / "book.db")
        proof = Path(folder) / "proof.txt"
        proof.write_text("合格", "utf-8")
        with (
            reach(f"sqlite:///{copy}") as db,
            page(db, at=MORNING, evidence=Path(folder) / "evidence") as book,
        ):
            office = staff(book)
            adopt(book, RULES, "", on=START)
            for n, (due, steps, rhythm, part) in enumerate(given):
                book.commitments.docket(
                    a_draft(
                        number=f"N-{n}",
                        kind=Kind.STANDING if due is None else Kind.FINISH,
                        docketed_on=START,
                        due=None if due is None else START + timedelta(days=due),
                        rhythm=rhythm,
                        parent="N-0" if part and n else "",
                        milestones=tuple(
                            {"title": "节点", "due": START + timedelta(days=one)} for one in steps
                        ),
                    ),
                    by=office.officer, on=START, assign=True,
                )  # fmt: skip
            for n in range(LIVED + 1):
                on, missed = START + timedelta(days=n), n in off and n != LIVED
                if not missed:
                    book.rounds.look(on)
                # On a day of rest after missed days nobody looks.
                due = taken if missed or book.calendar.is_working(on) else ()
                for _, which, turn in (one for one in due if one[0] == n):
                    take(book, office, f"N-{which % len(given)}", turn, on, proof)
                if missed and daily:
                    book.rounds.look(on)
            assert not audit(book).findings
            matters = "SELECT number, stage, light, light_since, reds, look_on FROM commitment"
            rungs = "SELECT commitment_id, basis, version, rung, fell_due_on FROM notice"
            return [
                db.ask(f"{matters} ORDER BY id"),
                sorted(db.ask(rungs)),
                {row.claimed_on for row in db.ask("SELECT claimed_on FROM notice WHERE sent")},
            ]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(given=drafts, off=st.sets(st.integers(1, LIVED - 1), min_size=10), taken=turns)
def test_days_nobody_looked_on_end_where_every_day_would_have_ended(
    sqlite_template: Path, given: Any, off: set[int], taken: Any
) -> None:
    daily, missed = (lived(sqlite_template, given, off, taken, daily=one) for one in (True, False))
    assert missed[:2] == daily[:2]
    with reach(f"sqlite:///{sqlite_template}") as db, page(db, at=MORNING, write=False) as book:
        assert all(book.calendar.is_working(on) for on in daily[2] | missed[2])

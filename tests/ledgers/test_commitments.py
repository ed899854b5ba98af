"""The life of a commitment, turn by turn: what goes through, and what is refused and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from ledgers.turns import FOR_SUPPORT_TOO
from models.bad_files import FileMissing
from models.broken_rules import EmptyReport, NotYourMatter, NotYourTurn, WrongStage
from models.errors import NoSuchCommitment, NoSuchMilestone, NothingWaiting
from models.lifecycle import TURNS, UNIT, turns_from
from models.people import PersonDraft
from models.record import ReportDraft
from models.refused_closings import CheckerIsOwner, EvidenceMissing, NotChecked
from models.refused_extensions import AlreadyWaiting, AskedTooLate, NotLater, TooManyExtensions
from models.terms import Ending, Happened, Kind, Light, Role, Stage
from tests.conftest import Office
from tests.ledgers.spies import contents
from tests.ledgers.steps import (
    DUE,
    LATER,
    ROAD,
    TUESDAY,
    ask,
    bring_before_a_leader,
    close,
    extend,
    stage,
    take,
    told,
)
from tests.makers import MONDAY, a_draft


def ask_closure(book: Book, office: Office, proof: Path, **more: Any) -> None:
    book.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY, evidence=[proof], **more)


# -- the whole way ------------------------------------------------------------------------


def test_a_commitment_goes_from_docketing_to_closing_and_every_turn_is_told(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    turn = book.commitments
    number = turn.docket(a_draft(number=ROAD), by=office.officer, on=MONDAY)
    turn.assign(number, by=office.officer, on=MONDAY)
    turn.reject(number, reason="不属本单位职责", by=office.transport, on=MONDAY)
    turn.assign(number, unit="water", by=office.officer, on=TUESDAY)
    turn.accept(number, by=office.water, on=TUESDAY)
    turn.report(number, ReportDraft(percent=Decimal(40)), by=office.water, on=TUESDAY)
    turn.ask_extension(number, until=LATER, reason="汛期", by=office.water, on=TUESDAY)
    turn.consent_extension(number, by=office.water_head, on=TUESDAY)
    turn.screen_extension(number, opinion="属实", by=office.officer, on=TUESDAY)
    turn.grant_extension(number, by=office.leader, on=TUESDAY)
    turn.ask_closure(number, by=office.water, on=TUESDAY, evidence=[a_file()])
    turn.check(number, passed=False, findings="缺验收", by=office.officer, on=TUESDAY)
    turn.ask_closure(number, by=office.water, on=TUESDAY, actual_on=MONDAY)
    turn.check(number, passed=True, findings="属实", by=office.officer, on=TUESDAY)
    turn.confirm(number, by=office.chief, on=TUESDAY)
    turn.reopen(number, reason="回头看发现反弹", by=office.officer, on=TUESDAY)
    assert [one.value for one in told(book)] == [
        "docketed", "assigned", "rejected", "assigned", "accepted", "reported",
        "extension_asked", "extension_consented", "extension_screened", "extension_granted",
        "closure_asked", "returned",
        "closure_asked", "checked", "closed", "reopened",
    ]  # fmt: skip
    assert stage(book) == Stage.ACCEPTED


def test_closing_keeps_the_three_dates_apart(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    extend(page, office)
    ask_closure(page, office, a_file(), actual_on=MONDAY)
    turn.check(ROAD, passed=True, findings="属实", by=office.officer, on=TUESDAY)
    turn.confirm(ROAD, by=office.chief, on=TUESDAY, ending=Ending.DONE_MODIFIED)
    row = turn.row(ROAD)
    assert (row.original_due, row.due, row.actual_on) == (DUE, LATER, MONDAY)
    assert (row.closed_on, row.ending, row.light, row.look_on) == (
        TUESDAY, Ending.DONE_MODIFIED, Light.NONE, None,
    )  # fmt: skip


def test_a_report_counts_as_acceptance_and_moves_the_figures(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    draft = ReportDraft(percent=Decimal("12.5"), done="路基完成", problem="管线")
    page.commitments.report(ROAD, draft, by=office.transport, on=TUESDAY)
    whole = page.lists.show(ROAD, TUESDAY)
    assert (whole.line.stage, whole.line.percent) == (Stage.ACCEPTED, Decimal("12.5"))
    assert whole.line.last_report_on == TUESDAY
    assert [(one.percent, one.done, one.problem) for one in whole.reports] == [
        (Decimal("12.5"), "路基完成", "管线")
    ]


def test_a_count_is_measured_from_its_baseline_and_may_pass_its_target(
    book: Book, office: Office
) -> None:
    draft = a_draft(number=ROAD, kind=Kind.COUNT, baseline=Decimal(10), target=Decimal(30))
    book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    shares = []
    for value in (10, 20, 31):
        report = ReportDraft(value=Decimal(value))
        book.commitments.report(ROAD, report, by=office.transport, on=TUESDAY)
        shares.append(book.lists.one(ROAD, TUESDAY).percent)
    assert shares == [Decimal(0), Decimal(50), Decimal(105)]


def test_a_report_ticks_milestones_off_once(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    · 2020-08-20  进场
    · 2020-09-10  主体
    """
    for on in (MONDAY, TUESDAY):
        draft = ReportDraft(milestones_done=(1,))
        page.commitments.report(ROAD, draft, by=office.transport, on=on)
    done = [one.done_on for one in page.lists.show(ROAD, TUESDAY).milestones]
    assert done == [MONDAY, None]


def test_ticking_off_a_milestone_that_is_not_there_is_refused(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(NoSuchMilestone):
        draft = ReportDraft(milestones_done=(3,))
        page.commitments.report(ROAD, draft, by=office.transport, on=TUESDAY)


def test_rerouting_gives_the_matter_to_the_other_units_liaison(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.reject(ROAD, reason="非本单位", by=office.transport, on=MONDAY)
    page.commitments.assign(ROAD, unit="water", by=office.officer, on=TUESDAY)
    line = page.lists.one(ROAD, TUESDAY)
    assert (line.lead_unit, line.owner) == ("水利局", "白露")


def test_assigning_to_a_person_new_to_the_unit_makes_a_post(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  parks  公园开放
    """
    page.commitments.reject(ROAD, reason="换人", by=office.officer, on=MONDAY)
    page.commitments.assign(ROAD, owner="何新", by=office.officer, on=TUESDAY)
    assert page.lists.one(ROAD, TUESDAY).owner == "何新"


def test_a_reopened_matter_counts_its_relapses_and_is_looked_at_again(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file())
    page.commitments.reopen(ROAD, reason="反弹", by=office.officer, on=DUE)
    row = page.commitments.row(ROAD)
    assert (row.closed_on, row.ending, row.actual_on, row.reopened) == (None, None, None, 1)
    assert row.look_on == DUE


# -- wrong stage, wrong role: every turn --------------------------------------------------


# Docketing and the directory follow from no stage; they have tests of their own below.
STAGED = [name for name, turn in TURNS.items() if turn.stages]


@pytest.mark.parametrize("name", STAGED)
def test_a_turn_is_refused_from_any_stage_it_does_not_follow(
    page: Book, office: Office, name: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  water      河道清淤
    """
    before = [told(page), told(page, "2020-002")]
    for wrong in set(Stage) - TURNS[name].stages:
        page.db.tell("UPDATE commitment SET stage = :to", {"to": wrong.value})
        with pytest.raises(WrongStage) as refusal:
            take(page, name, office.chief)
        assert (refusal.value.facts["stage"], refusal.value.facts["turn"]) == (wrong, TURNS[name])
        possible = refusal.value.facts["possible"]
        assert possible == [one for one in turns_from(wrong) if not one.awaits]
    assert [told(page), told(page, "2020-002")] == before


@pytest.mark.parametrize("name", STAGED)
def test_a_turn_is_refused_to_anyone_whose_role_may_not_take_it(
    page: Book, office: Office, name: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = TURNS[name]
    page.db.tell("UPDATE commitment SET stage = :to", {"to": min(turn.stages).value})
    before = contents(page.db)
    everyone = [getattr(office, one) for one in office.__dataclass_fields__]
    strangers = [one for one in everyone if not one.roles & turn.roles]
    assert office.auditor in strangers
    for stranger in strangers:
        with pytest.raises(NotYourTurn) as refusal:
            take(page, name, stranger)
        assert refusal.value.facts["turn"] == turn
    assert contents(page.db) == before


@pytest.mark.parametrize(
    "name", [name for name in STAGED if TURNS[name].roles & UNIT and name not in FOR_SUPPORT_TOO]
)
def test_a_turn_of_a_unit_is_refused_to_the_people_of_another(
    page: Book, office: Office, name: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = TURNS[name]
    page.db.tell("UPDATE commitment SET stage = :to", {"to": min(turn.stages).value})
    page.db.tell(
        "INSERT INTO support_unit (commitment_id, unit_id, position, part)"
        " VALUES (1, :water, 1, '')",
        {"water": page.directory.unit_id("water")},
    )
    before = contents(page.db)
    for stranger in (office.water, office.water_head):
        if stranger.roles & turn.roles:
            with pytest.raises(NotYourMatter) as refusal:
                take(page, name, stranger)
            assert refusal.value.facts["unit"] == "交通运输局"
    assert contents(page.db) == before


@pytest.mark.parametrize("name", sorted(FOR_SUPPORT_TOO))
def test_a_support_unit_may_speak_of_its_own_part_and_a_stranger_may_not(
    book: Book, office: Office, name: str
) -> None:
    draft = a_draft(number=ROAD, support_units=("water:河道段",), lead_unit="transport")
    book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)
    book.commitments.accept(ROAD, by=office.transport, on=MONDAY)
    take(book, "find_obstacle", office.transport)
    take(book, name, office.water)
    book.directory.add_person(
        PersonDraft(name="园丁", unit="parks", role=Role.LIAISON), by=office.chief, on=MONDAY
    )
    with pytest.raises(NotYourMatter):
        take(book, name, book.directory.actor_named("园丁"))


@pytest.mark.parametrize("name", STAGED)
def test_a_number_nobody_gave_is_refused_with_the_nearest_ones(
    book: Book, office: Office, name: str
) -> None:
    book.commitments.docket(a_draft(number="2020-002"), by=office.officer, on=MONDAY)
    with pytest.raises(NoSuchCommitment) as refusal:
        take(book, name, office.chief)
    assert refusal.value.facts["near"] == ("2020-002",)


# -- extensions ---------------------------------------------------------------------------


def test_an_extension_starts_a_new_deadline_version_and_keeps_the_original(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    bring_before_a_leader(page, office)
    assert page.commitments.grant_extension(ROAD, by=office.leader, on=TUESDAY) == LATER
    row = page.commitments.row(ROAD)
    assert (row.due, row.due_version, row.extensions, row.original_due) == (LATER, 2, 1, DUE)


def test_whoever_grants_may_grant_another_day(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    bring_before_a_leader(page, office)
    until = date(2020, 10, 9)
    assert page.commitments.grant_extension(ROAD, by=office.chief, on=TUESDAY, until=until) == until


@pytest.mark.parametrize("until", [DUE, date(2020, 9, 1)])
def test_an_extension_has_to_lead_beyond_the_deadline(
    page: Book, office: Office, until: date
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(NotLater):
        ask(page, office, until)
    ask(page, office)
    bring_before_a_leader(page, office)
    with pytest.raises(NotLater):
        page.commitments.grant_extension(ROAD, by=office.chief, on=TUESDAY, until=until)


def test_an_extension_may_be_asked_for_on_the_last_day_but_not_after(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(AskedTooLate):
        ask(page, office, on=date(2020, 10, 1))
    ask(page, office, on=DUE)


def test_a_second_request_waits_until_the_first_is_decided(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    with pytest.raises(AlreadyWaiting) as refusal:
        ask(page, office)
    assert refusal.value.facts["since"] == TUESDAY
    page.commitments.refuse_extension(ROAD, reason="汛期已过", by=office.chief, on=TUESDAY)
    ask(page, office)


def test_more_extensions_than_the_policy_allows_are_refused(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for month in (10, 11, 12):
        extend(page, office, date(2020, month, 15))
    with pytest.raises(TooManyExtensions) as refusal:
        ask(page, office, date(2021, 1, 15))
    assert refusal.value.facts["count"] == 3


def test_a_refused_extension_leaves_the_deadline_and_its_ladder(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    page.commitments.refuse_extension(ROAD, reason="汛期已过", by=office.leader, on=TUESDAY)
    row = page.commitments.row(ROAD)
    assert (row.due, row.due_version, row.extensions) == (DUE, 1, 0)
    assert page.lists.history(ROAD)[-1].note == "汛期已过"


@pytest.mark.parametrize("turn", ["grant_extension", "refuse_extension"])
def test_there_is_nothing_to_decide_where_nothing_was_asked(
    page: Book, office: Office, turn: str
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(NothingWaiting):
        take(page, turn, office.chief)


def test_a_standing_duty_has_no_deadline_to_extend(page: Book, office: Office) -> None:
    """
    2020-001  -  transport  常态化保洁
    """
    with pytest.raises(NotLater):
        ask(page, office)


# -- closing ------------------------------------------------------------------------------


def test_closing_without_evidence_is_refused(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(EvidenceMissing):
        page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    assert stage(page) == Stage.ASSIGNED


def test_evidence_handed_in_with_a_report_is_enough_to_close(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    page.commitments.report(
        ROAD, ReportDraft(done="完工"), evidence=[a_file()], by=office.transport, on=TUESDAY
    )
    page.commitments.ask_closure(ROAD, by=office.transport, on=TUESDAY)
    assert stage(page) == Stage.CLOSURE_REQUESTED


def test_closing_before_a_check_is_refused(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask_closure(page, office, a_file())
    with pytest.raises(NotChecked):
        page.commitments.confirm(ROAD, by=office.chief, on=TUESDAY)
    assert stage(page) == Stage.CLOSURE_REQUESTED


def test_a_check_that_failed_does_not_count_for_the_next_request(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for passed in (True, False):
        if stage(page) != Stage.CLOSURE_REQUESTED:
            ask_closure(page, office, a_file())
        page.commitments.check(ROAD, passed=passed, findings="x", by=office.officer, on=TUESDAY)
    ask_closure(page, office, a_file())
    with pytest.raises(NotChecked):
        page.commitments.confirm(ROAD, by=office.chief, on=TUESDAY)


@pytest.mark.parametrize("turn", ["check", "return", "confirm"])
def test_the_owner_may_neither_check_nor_confirm(
    book: Book, office: Office, a_file: Callable[..., Path], turn: str
) -> None:
    draft = a_draft(number=ROAD, lead_unit="区政府督查室", owner="陆清和")
    book.commitments.docket(draft, by=office.chief, on=MONDAY, assign=True)
    book.commitments.ask_closure(ROAD, by=office.officer, on=TUESDAY, evidence=[a_file()])
    if turn == "confirm":
        book.commitments.check(ROAD, passed=True, findings="x", by=office.leader, on=TUESDAY)
    with pytest.raises(CheckerIsOwner):
        take(book, turn, office.officer)
    take(book, turn, office.chief if turn == "confirm" else office.leader)


def test_the_owner_may_not_check_in_somebody_elses_name(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    draft = a_draft(number=ROAD, lead_unit="区政府督查室", owner="陆清和")
    book.commitments.docket(draft, by=office.chief, on=MONDAY, assign=True)
    book.commitments.ask_closure(ROAD, by=office.officer, on=TUESDAY, evidence=[a_file()])
    with pytest.raises(CheckerIsOwner):
        take(book, "check", office.officer.on_behalf_of(office.chief))


# -- reports and their evidence -----------------------------------------------------------


def test_evidence_is_kept_once_under_its_hash(
    page: Book, office: Office, a_file: Callable[..., Path], evidence: Path
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    same = [a_file("a.jpg", "same"), a_file("b.JPG", "same")]
    for _ in range(2):
        page.commitments.report(
            ROAD, ReportDraft(done="x"), evidence=same, by=office.transport, on=TUESDAY
        )
    kept = [path for path in evidence.rglob("*") if path.is_file()]
    assert [path.read_text() for path in kept] == ["same"]
    lines = page.lists.show(ROAD, TUESDAY).evidence
    assert [one.name for one in lines] == ["a.jpg", "b.JPG"] * 2
    assert {evidence / one.stored_as for one in lines} == set(kept)
    assert kept[0].stem == lines[0].sha256


def test_a_missing_file_is_refused_before_anything_is_kept(
    page: Book, office: Office, a_file: Callable[..., Path], evidence: Path, tmp_path: Path
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(FileMissing):
        page.commitments.report(
            ROAD,
            ReportDraft(done="x"),
            evidence=[a_file(), tmp_path / "gone.jpg"],
            by=office.transport,
            on=TUESDAY,
        )
    assert told(page) == [Happened.DOCKETED]
    assert not list(evidence.rglob("*.jpg"))


def test_a_report_that_says_nothing_is_refused(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    turn = page.commitments
    with pytest.raises(EmptyReport):
        turn.report(ROAD, ReportDraft(), by=office.transport, on=TUESDAY)
    assert told(page) == [Happened.DOCKETED]
    turn.report(ROAD, ReportDraft(percent=Decimal(0)), by=office.transport, on=TUESDAY)
    turn.report(ROAD, ReportDraft(), evidence=[a_file()], by=office.transport, on=TUESDAY)


def test_an_older_report_entered_late_does_not_hide_the_newer_one(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    for on, percent in ((date(2020, 8, 20), 60), (date(2020, 8, 10), 30)):
        draft = ReportDraft(percent=Decimal(percent))
        page.commitments.report(ROAD, draft, by=office.transport, on=on)
    line = page.lists.one(ROAD, date(2020, 8, 21))
    assert (line.last_report_on, line.percent) == (date(2020, 8, 20), Decimal(60))


# -- who acted ----------------------------------------------------------------------------


def test_what_the_office_enters_for_a_unit_shows_both(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    by = office.officer.on_behalf_of(office.transport)
    page.commitments.accept(ROAD, by=by, on=TUESDAY)
    last = page.lists.history(ROAD)[-1]
    assert (last.actor, last.behalf) == ("陆清和", "林小满")


def test_acting_for_somebody_gives_that_ones_rights_not_ones_own(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    with pytest.raises(NotYourTurn):
        by = office.chief.on_behalf_of(office.transport)
        page.commitments.grant_extension(ROAD, by=by, on=TUESDAY)


def test_an_event_tells_what_changed_from_and_to(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    ask(page, office)
    bring_before_a_leader(page, office)
    page.commitments.grant_extension(ROAD, by=office.leader, on=TUESDAY, note="同意")
    last = page.lists.history(ROAD)[-1]
    assert last.changes["due"] == ["2020-09-30", "2020-10-30"]
    assert last.changes["due_version"] == [1, 2]
    assert (last.actor, last.note, last.on_day) == ("江远舟", "同意", TUESDAY)
    assert last.recorded_at == "2020-08-03T01:00:00Z"


def test_an_auditor_writes_nothing(book: Book, office: Office) -> None:
    with pytest.raises(NotYourTurn):
        book.commitments.docket(a_draft(), by=office.auditor, on=MONDAY)


def test_a_liaison_does_not_docket(book: Book, office: Office) -> None:
    with pytest.raises(NotYourTurn):
        book.commitments.docket(a_draft(), by=office.transport, on=MONDAY)


def test_an_auditor_does_not_change_the_directory(book: Book, office: Office) -> None:
    with pytest.raises(NotYourTurn):
        book.directory.add_person(
            PersonDraft(name="某", unit="water", role=Role.CHIEF), by=office.auditor, on=MONDAY
        )

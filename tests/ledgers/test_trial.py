"""试行: the past under another policy is what it would have been, and the book stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers.audit import audit
from ledgers.book import Book, open_book
from ledgers.lines import Both
from ledgers.trial import try_policy
from ledgers.trial_lines import Agreement, LightLine, Trial
from ledgers.upkeep import adopt
from models.errors import NothingLived, OutsideItsLife, WrongPeriod
from models.lights import OVERDUE
from models.policy import Policy, Rung
from models.record import ReportDraft
from models.terms import Check, Light, Reader, Step
from tests.conftest import Office, day
from tests.ledgers import lives
from tests.ledgers.conftest import Lived
from tests.ledgers.lives import LATER, Life
from tests.ledgers.spies import contents_of
from tests.ledgers.steps import close, report
from tests.ledgers.test_audit import attacked
from tests.makers import MONDAY

STRICT = Policy(
    name="从严",
    yellow_points=5,
    red_points=15,
    red_overdue=3,
    silent_days=10,
    ladder=(
        Rung(-5, Step.REMIND, (Reader.OWNER, Reader.UNIT_HEAD)),
        Rung(1, Step.NOTICE, (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE)),
        Rung(3, Step.CIRCULAR, (Reader.OFFICER, Reader.CHIEF)),
    ),
)


def tried(url: str, policy: Policy = STRICT, **days: Any) -> Trial:
    with open_book(url, at=LATER, write=False) as book:
        return try_policy(book, policy, **days)


def live(book: Book, first: date, last: date) -> None:
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        book.rounds.look(on)
        if book.calendar.is_working(on):
            book.rounds.finish(on, {})


# -- the simulation is held against the record -----------------------------------------------


def test_the_policies_really_in_force_give_exactly_what_the_book_recorded(lived: Lived) -> None:
    """Through a change of policy, one of the calendar, parts, suspensions, relapses."""
    found = tried(lived.url)
    assert len(found.in_force) == 2
    assert found.astray == ()
    with open_book(lived.url, at=LATER, write=False) as book:
        rungs = book.db.ask("SELECT count(*) AS n FROM notice")[0].n
        letters = book.db.ask("SELECT count(*) AS n FROM letter")[0].n
    assert found.lights.same == found.lights.total > 30
    assert found.notices == Agreement(rungs, rungs)
    assert found.rungs.in_force == rungs
    assert found.letters.in_force == letters == found.written.total
    assert found.waited == letters - found.written.same > 0


def test_a_record_that_was_altered_is_told(lived: Lived) -> None:
    with attacked(lived) as book:
        rows = book.db.ask("SELECT id FROM notice ORDER BY id")
        book.db.tell("UPDATE notice SET sent = :no WHERE id = :id", {"no": False, "id": rows[0].id})
        book.db.tell("DELETE FROM notice WHERE id = :id", {"id": rows[1].id})
        found = try_policy(book, STRICT)
    assert found.notices.total - found.notices.same == len(found.astray) == 2
    altered, gone = sorted(found.astray, key=lambda one: one.recorded.endswith("—"))
    assert altered.recorded.endswith("kept") and "sent to" in altered.simulated
    assert gone.recorded.endswith("—") and "sent to" in gone.simulated


def test_a_trial_leaves_every_byte_of_the_book_as_it_was(lived: Lived) -> None:
    before = seen_from_outside(lived.url)
    tried(lived.url)
    assert seen_from_outside(lived.url) == before


def seen_from_outside(url: str) -> Any:
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return contents_of(url)


# -- what is tried is what would have been ---------------------------------------------------


class Under(Life):
    """The same life under one policy from its first day to its last."""

    policy: Policy

    def live(self, on: date) -> None:
        if on == MONDAY:
            with self.page(on, 7) as book:
                adopt(book, self.policy, "", on=on)
        super().live(on)


# A matter docketed for an instruction is due as soon as it would be silent: a turn that follows
# from the policy is replayed as it was taken, so both policies agree on that.
IN_FORCE = Policy(
    name="现行", lookback_months=1, silent_days=10,
    checks={"default": (Check.LEAD, Check.OFFICE)},
)  # fmt: skip


def test_a_trial_tells_what_a_life_under_that_policy_records(
    fresh_book: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two offices take the same turns on the same days, each under a policy of its own."""
    by_policy = (lives.policy_changes, lives.pressing)  # turns that need a rung of one policy
    turns = {
        key: tuple(one for one in some if one not in by_policy)
        for key, some in lives.TURNS_OF.items()
    }
    monkeypatch.setattr(lives, "TURNS_OF", turns)
    other = replace(STRICT, lookback_months=1, checks=IN_FORCE.checks)
    urls = []
    for n, policy in enumerate((IN_FORCE, other)):
        life = Under(fresh_book(), tmp_path / f"evidence{n}", tmp_path / f"files{n}")
        life.policy = policy
        for _ in life.days():
            pass
        urls.append(life.url)
    told, real = tried(urls[0], other), tried(urls[1], IN_FORCE)
    assert told.astray == real.astray == ()
    for ours, theirs in ((told, real), (real, told)):
        assert [(one.step, one.taken.tried, one.sent.tried) for one in ours.by_step] == [
            (one.step, one.taken.in_force, one.sent.in_force) for one in theirs.by_step
        ]
        assert ours.reds.tried == theirs.reds.in_force
        assert ours.named.tried == theirs.named.in_force
        assert _mirrored(ours.by_matter) == {
            one.number: (one.red, one.yellow) for one in theirs.by_matter
        }
        assert {(one.step, one.number, one.person, one.tried) for one in ours.proposals} == {
            (one.step, one.number, one.person, one.in_force) for one in theirs.proposals
        }
    assert told.rungs.tried != told.rungs.in_force
    # A decision that waited behind a rung or light of the same reader and day is not seen.
    missing = real.letters.in_force - told.letters.tried
    assert 0 <= missing <= real.letters.in_force // 25


def _mirrored(lines: tuple[LightLine, ...]) -> dict[str, tuple[Both, Both]]:
    return {
        one.number: (Both(one.red.tried, one.red.in_force),
                     Both(one.yellow.tried, one.yellow.in_force))
        for one in lines
    }  # fmt: skip


def test_the_policy_in_force_tried_on_its_own_past_changes_nothing(page: Book) -> None:
    """
    2020-001  2020-08-21  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    """
    live(page, MONDAY, day("09-18"))
    found = try_policy(page, Policy())
    assert found.by_matter == ()
    assert [found.letters.more, found.reds.more, found.named.more, found.rungs.more] == [0] * 4
    assert found.rungs.tried > 0 and found.named.tried > 0
    assert all(one.in_force == one.tried for one in found.proposals)


# -- what it tells ---------------------------------------------------------------------------


def test_days_red_are_counted_in_working_days_and_the_reason_has_its_numbers(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("09-04"))
    found = try_policy(page, replace(STRICT, silent_days=30))
    (line,) = found.by_matter
    # Red from the 3rd working day after the 14th (the 19th) instead of the 10th (the 28th).
    assert line.red == Both(6, 13)
    assert (line.since, line.in_force, line.tried) == (day("08-19"), Light.YELLOW, Light.RED)
    assert [(one.sentence, one.facts["days"]) for one in line.reasons] == [(OVERDUE, 3)]


def test_only_the_days_asked_for_are_counted(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("09-04"))
    found = try_policy(page, replace(STRICT, silent_days=30), first=day("08-24"), last=day("08-31"))
    (line,) = found.by_matter
    assert line.red == Both(2, 6)
    assert {one.step: one.taken for one in found.by_step} == {Step.CIRCULAR: Both(1, 0)}
    assert (found.days, found.missed) == (8, 0)


def test_who_would_have_been_named_is_told_with_unit_post_matter_and_day(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-26"))
    (named,) = try_policy(page, STRICT).proposals
    assert (named.step, named.unit, named.person, named.post) == (
        Step.CIRCULAR, "交通运输局", "林小满", "联络员",
    )  # fmt: skip
    assert (named.number, named.in_force, named.tried) == ("2020-001", None, day("08-19"))


def test_a_post_handed_over_is_named_by_whoever_held_it_on_the_day(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-24"))
    page.postings.hand_over("林小满", "白露", by=office.chief, on=day("08-24"))
    live(page, day("08-25"), day("08-31"))
    (named,) = try_policy(page, STRICT).proposals
    assert (named.person, named.tried, named.in_force) == ("林小满", day("08-19"), day("08-28"))


def test_a_report_silences_the_tried_side_too(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    live(page, MONDAY, day("08-10"))
    report = ReportDraft(done="进场")
    page.commitments.report("2020-001", report, by=office.transport, on=day("08-10"))
    live(page, day("08-11"), day("08-24"))
    found = try_policy(page, replace(Policy(), silent_days=10))
    assert {one.step: one.taken for one in found.by_step} == {Step.ASK_REPORT: Both(0, 1)}


def test_working_days_on_which_nobody_looked_are_told(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    for on in ("08-03", "08-04", "08-10", "08-19"):
        page.rounds.look(day(on))
    found = try_policy(page, STRICT)
    assert (found.days, found.missed, found.astray) == (4, 9, ())


def test_turns_on_days_nobody_looked_on_are_replayed_as_they_were_taken(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    2020-002  2020-08-14  water      河道清淤
    2020-003  2020-12-31  parks      公园开放
    """
    live(page, MONDAY, day("08-14"))
    report(page, office.transport, 40, day("08-22"))  # a Saturday
    page.rounds.look(day("08-23"))  # and a Sunday, on which nobody makes anything good
    report(page, office.transport, 50, day("08-25"))
    live(page, day("08-26"), day("08-26"))
    close(page, office, a_file(), day("09-02"))
    report(page, office.water, 30, day("09-09"), "2020-002")
    adopt(page, Policy(name="宽", red_overdue=50, yellow_overdue=40), "", on=day("09-11"))
    live(page, day("09-14"), day("09-18"))
    found = try_policy(page, STRICT)
    assert found.astray == ()
    rungs = page.db.ask("SELECT count(*) AS n FROM notice")[0].n
    assert found.notices == Agreement(rungs, rungs)
    assert found.rungs.in_force == rungs
    assert not audit(page).findings


def test_a_light_that_a_turn_ended_on_a_missed_day_is_counted(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-14"))
    close(page, office, a_file(), day("09-02"))
    live(page, day("09-03"), day("09-03"))
    found = try_policy(page, Policy(red_overdue=50, yellow_overdue=40))
    assert found.reds == Both(1, 0)


# -- refused ---------------------------------------------------------------------------------


def test_a_book_that_never_ran_has_no_past(page: Book) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    with pytest.raises(NothingLived):
        try_policy(page, STRICT)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (MONDAY - timedelta(days=1), None, OutsideItsLife),
        (None, day("08-08"), OutsideItsLife),
        (day("08-06"), day("08-05"), WrongPeriod),
    ],
)
def test_days_outside_the_books_life_are_refused_with_its_days(
    page: Book, first: date | None, last: date | None, refusal: type[Exception]
) -> None:
    """
    2020-001  2020-08-14  transport  人民路改造
    """
    live(page, MONDAY, day("08-07"))
    with pytest.raises(refusal) as refused:
        try_policy(page, STRICT, first=first, last=last)
    if refusal is OutsideItsLife:
        assert refused.value.facts["first"] == MONDAY  # type: ignore[attr-defined]
        assert refused.value.facts["last"] == day("08-07")  # type: ignore[attr-defined]

"""分解: a whole and its parts, counted in both ways, and no part in trouble hides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledgers.book import Book
from ledgers.totals import BothTotals, both_totals
from models.broken_rules import AlreadyDocketed, NoParts, WrongStage
from models.lights import PARTS_BEHIND
from models.record import ReportDraft
from models.terms import Happened, Kind, Light, Stage
from tests.conftest import Office, day
from tests.ledgers.steps import RIVER, ROAD, TUESDAY, close, live, report, stage, told
from tests.makers import MONDAY, a_draft

FIRST, SECOND = f"{ROAD}-01", f"{ROAD}-02"


def split(book: Book, office: Office, *drafts: Any, number: str = ROAD) -> list[str]:
    given = drafts or (a_draft(title="一段"), a_draft(title="二段"))
    return book.parts.split(number, given, by=office.officer, on=TUESDAY)


def a_count(book: Book, office: Office, number: str = ROAD, **facts: Any) -> str:
    """Docket a count target of thirty car parks."""
    given = {"kind": Kind.COUNT, "target": Decimal(30), "measure": "个", "due": day("12-31")}
    draft = a_draft(number=number, **{**given, **facts})
    return book.commitments.docket(draft, by=office.officer, on=MONDAY, assign=True)


# -- splitting ------------------------------------------------------------------------------


def test_parts_are_entries_of_their_own_numbered_below_the_whole(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    drafts = [
        a_draft(title="一段", due=day("08-31")),
        a_draft(title="二段", lead_unit="water"),
        a_draft(title="三段", number="甲-3"),
    ]
    assert split(page, office, *drafts) == [FIRST, SECOND, "甲-3"]
    assert split(page, office, a_draft(title="四段")) == [f"{ROAD}-04"]
    lines = {one.number: one for one in page.lists.open(TUESDAY).lines}
    assert (lines[SECOND].lead_unit, lines[SECOND].owner) == ("水利局", "白露")
    assert lines[FIRST].due == day("08-31")
    whole = page.commitments.row(ROAD)
    for number in (FIRST, SECOND, "甲-3"):
        assert page.commitments.row(number).parent_id == whole.id
    assert page.lists.history(ROAD)[-2].changes["parts"] == [None, [FIRST, SECOND, "甲-3"]]


@pytest.mark.parametrize(("assigned", "becomes"), [(False, Stage.DOCKETED), (True, Stage.ASSIGNED)])
def test_parts_are_assigned_where_the_whole_is(
    book: Book, office: Office, assigned: bool, becomes: Stage
) -> None:
    book.commitments.docket(a_draft(number=ROAD), by=office.officer, on=MONDAY, assign=assigned)
    split(book, office)
    assert stage(book, FIRST) == becomes
    assert book.commitments.row(FIRST).assigned_on == (TUESDAY if assigned else None)


def test_a_split_into_nothing_is_refused(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    with pytest.raises(NoParts):
        page.parts.split(ROAD, [], by=office.officer, on=TUESDAY)
    assert told(page) == [Happened.DOCKETED]


def test_a_split_with_a_number_that_is_taken_splits_nothing(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    """
    with pytest.raises(AlreadyDocketed):
        split(page, office, a_draft(title="一段"), a_draft(title="二段", number=RIVER))
    assert page.parts.of(page.commitments.row(ROAD).id) == []


def test_no_part_is_added_to_a_whole_that_has_ended(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    close(page, office, a_file())
    for add in (
        lambda: split(page, office),
        lambda: page.commitments.docket(a_draft(parent=ROAD), by=office.officer, on=TUESDAY),
    ):
        with pytest.raises(WrongStage):
            add()
    page.commitments.reopen(ROAD, reason="x", by=office.officer, on=TUESDAY)
    added = page.commitments.docket(a_draft(parent=ROAD), by=office.officer, on=TUESDAY)
    assert page.parts.of(page.commitments.row(ROAD).id) == [added]


# -- figures carried up -----------------------------------------------------------------------


def test_a_count_is_the_sum_of_what_its_parts_count(book: Book, office: Office) -> None:
    a_count(book, office, baseline=Decimal(0))
    split(
        book, office,
        a_draft(kind=Kind.COUNT, target=Decimal(20), measure="个"),
        a_draft(kind=Kind.COUNT, target=Decimal(10), measure="个"),
    )  # fmt: skip
    for number, value in ((FIRST, 8), (SECOND, 4)):
        draft = ReportDraft(value=Decimal(value))
        book.commitments.report(number, draft, by=office.transport, on=TUESDAY)
    row = book.commitments.row(ROAD)
    assert (row.value, row.percent, row.last_report_on) == ("12", "40.0", TUESDAY)


def test_a_count_counts_parts_of_another_kind_once_they_are_done(
    book: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    a_count(book, office, target=Decimal(2), baseline=Decimal(0))
    split(book, office)
    report(book, office.transport, 90, number=FIRST)
    assert book.commitments.row(ROAD).value == "0"
    close(book, office, a_file(), number=FIRST)
    assert (book.commitments.row(ROAD).value, book.commitments.row(ROAD).percent) == ("1", "50.0")


def test_the_percent_of_a_whole_is_the_mean_of_its_parts(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    split(page, office, a_draft(title="一"), a_draft(title="二"), a_draft(title="三"))
    report(page, office.transport, 50, number=FIRST)
    assert page.commitments.row(ROAD).percent == "16.7"
    report(page, office.transport, 130, number=SECOND)  # more than all is not more than all
    assert page.commitments.row(ROAD).percent == "50.0"
    close(page, office, a_file(), number=FIRST)  # what is done is done, whatever was reported
    assert page.commitments.row(ROAD).percent == "66.7"
    assert told(page).count(Happened.ROLLED_UP) == 3


def test_a_whole_has_no_percent_before_any_part_has_one(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    split(page, office)
    page.commitments.accept(FIRST, by=office.transport, on=TUESDAY)
    draft = ReportDraft(done="进场")
    page.commitments.report(FIRST, draft, by=office.transport, on=TUESDAY)
    row = page.commitments.row(ROAD)
    assert (row.percent, row.last_report_on) == (None, TUESDAY)


def test_figures_are_carried_up_through_every_level(page: Book, office: Office) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    split(page, office)
    split(page, office, a_draft(title="一里"), a_draft(title="二里"), number=FIRST)
    report(page, office.transport, 80, number=f"{FIRST}-01")
    percents = {n: page.commitments.row(n).percent for n in (f"{FIRST}-01", FIRST, ROAD)}
    assert percents == {f"{FIRST}-01": "80", FIRST: "40.0", ROAD: "20.0"}


def test_a_report_on_the_whole_does_not_move_the_figures_of_its_parts(
    page: Book, office: Office
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    """
    split(page, office)
    report(page, office.transport, 50, number=FIRST)
    report(page, office.transport, 95, on=day("08-10"), done="总体顺利")
    row = page.commitments.row(ROAD)
    assert (row.percent, row.last_report_on) == ("25.0", day("08-10"))
    report(page, office.transport, 70, on=day("08-11"), number=SECOND)
    assert page.commitments.row(ROAD).percent == "60.0"


def test_nobody_asks_for_a_report_on_a_whole_whose_parts_report(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office, a_draft(title="一段", due=day("12-31")))
    for n in range(4):
        report(page, office.transport, n, on=MONDAY + timedelta(days=20 * n), number=FIRST)
        live(page, MONDAY + timedelta(days=20 * n), MONDAY + timedelta(days=20 * n + 19))
    asked = page.db.ask("SELECT commitment_id FROM notice WHERE basis = 'silence'")
    assert asked == []


# -- both totals ------------------------------------------------------------------------------


def test_both_totals_count_wholes_and_what_they_are_split_into(
    page: Book, office: Office, a_file: Callable[..., Path]
) -> None:
    """
    2020-001  2020-09-30  transport  人民路改造
    2020-002  2020-09-30  transport  中原路改造
    2020-003  2020-09-30  transport  建设路改造
    """
    assert both_totals(page) is None  # nothing is split: one total says it all
    split(page, office)
    split(page, office, a_draft(title="一里"), a_draft(title="二里"), number=FIRST)
    page.commitments.enter_draft(a_draft(number="稿"), by=office.officer, on=TUESDAY)
    assert both_totals(page) == BothTotals(3, 5)  # 二段, 一里, 二里, 中原路, 建设路
    close(page, office, a_file(), number=SECOND)
    close(page, office, a_file(), number="2020-003")
    assert both_totals(page) == BothTotals(2, 3)


# -- the light of a whole ---------------------------------------------------------------------


def lit(book: Book, on: date, number: str = ROAD) -> tuple[Light, dict[str, Any]]:
    """Tell the stored light of a whole and the numbers of its parts, as a list shows them."""
    line = book.lists.one(number, on)
    assert line.light == book.commitments.row(number).light
    parts = [one.facts for one in line.verdict.reasons if one.sentence == PARTS_BEHIND]
    return line.light, parts[0] if parts else {}


def test_a_part_in_trouble_shows_on_the_whole_the_same_day(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office, a_draft(title="一", due=day("08-14")), a_draft(title="二"))
    live(page, TUESDAY, day("08-16"))
    assert lit(page, day("08-16")) == (Light.GREEN, {})
    page.rounds.look(day("08-17"))
    assert lit(page, day("08-17")) == (Light.YELLOW, {"total": 2, "red": 0, "yellow": 1})
    live(page, day("08-18"), day("08-28"))
    assert lit(page, day("08-28")) == (Light.YELLOW, {"total": 2, "red": 1, "yellow": 0})


def test_trouble_goes_up_through_every_level_on_one_day(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office, a_draft(title="一", due=day("12-31")))
    split(page, office, a_draft(title="一里", due=day("12-31")), number=FIRST)
    split(page, office, a_draft(title="一户", due=day("08-14")), number=f"{FIRST}-01")
    live(page, TUESDAY, day("08-14"))
    page.rounds.look(day("08-17"))
    for number in (f"{FIRST}-01", FIRST, ROAD):
        assert lit(page, day("08-17"), number) == (
            Light.YELLOW, {"total": 1, "red": 0, "yellow": 1},
        )  # fmt: skip


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_a_whole_recovers_the_day_its_late_part_ends(
    page: Book, office: Office, a_file: Callable[..., Path], end: str
) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office, a_draft(title="一", due=day("08-14")), a_draft(title="二"))
    report(page, office.transport, 100, number=FIRST)  # so that the closing moves no figure
    live(page, TUESDAY, day("08-17"))
    assert lit(page, day("08-17"))[0] == Light.YELLOW
    if end == "close":
        close(page, office, a_file(), on=day("08-18"), number=FIRST)
    else:
        page.commitments.cancel(FIRST, reason="x", by=office.leader, on=day("08-18"))
    page.rounds.look(day("08-18"))
    assert lit(page, day("08-18")) == (Light.GREEN, {})


def test_a_part_that_stands_still_is_no_trouble_of_the_whole(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office, a_draft(title="一", due=day("08-14")))
    live(page, TUESDAY, day("08-17"))
    page.commitments.suspend(FIRST, reason="汛期", by=office.leader, on=day("08-17"))
    page.rounds.look(day("08-18"))
    assert lit(page, day("08-18")) == (Light.GREEN, {})


# -- the tree ---------------------------------------------------------------------------------


def test_the_tree_shows_every_level(page: Book, office: Office) -> None:
    """
    2020-001  2020-12-31  transport  人民路改造
    """
    split(page, office)
    split(page, office, a_draft(title="一里"), number=FIRST)
    lines = page.lists.tree(ROAD, TUESDAY)
    assert [one.line.number for one in lines] == [ROAD, FIRST, f"{FIRST}-01", SECOND]

"""The page of one commitment: every register beside it has its block, at 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows.tree_page import tree
from flows.whole_page import whole
from ledgers.book import Book
from models.commitment import MilestoneDraft
from models.terms import Cause, Proof
from models.words import Speaker, cells
from tests.conftest import Office
from tests.makers import MONDAY, a_draft

TUESDAY = date(2020, 8, 4)
ROAD = "2020-001"


def printed(parts: list[Any]) -> str:
    console = Console(width=80, record=True, force_terminal=False, file=None, quiet=False)
    with console.capture() as kept:
        for part in parts:
            console.print(part)
    return kept.get()


def page_of(book: Book, number: str = ROAD, language: str = "zh") -> str:
    return printed(whole(book.lists.show(number, TUESDAY), Speaker(language), book.calendar))


@pytest.fixture
def full(book: Book, office: Office, a_file: Callable[..., Path]) -> Book:
    """A matter with something in every register."""
    turn, by = book.commitments, office
    steps = (
        MilestoneDraft(title="基础", starts=date(2020, 8, 3), due=date(2020, 8, 28)),
        MilestoneDraft(title="主体", starts=date(2020, 8, 24), due=date(2020, 9, 25)),
    )
    draft = a_draft(
        number=ROAD, support_units=("water:管网迁改",), milestones=steps, rhythm="monthly:28"
    )
    turn.docket(draft, by=by.officer, on=MONDAY, assign=True)
    book.registers.find_obstacle(
        ROAD, cause=Cause.LAND, text="剩3户未签约", waits_on="征收办", by=by.transport, on=TUESDAY
    )
    book.registers.ask_help(
        ROAD, leader="江远舟", ask="请协调征收", by=by.transport, on=TUESDAY, place=1
    )
    book.registers.instruct(
        ROAD, leader="江远舟", words="月底前通车", by=by.officer, on=TUESDAY, due=date(2020, 8, 31)
    )
    turn.ask_extension(ROAD, until=date(2020, 10, 30), reason="汛期", by=by.transport, on=TUESDAY)
    turn.ask_closure(ROAD, by=by.transport, on=TUESDAY, evidence=[(Proof.AFTER, a_file())])
    turn.check(ROAD, passed=False, findings="缺验收", missing=[Proof.ACCEPTANCE],
               by=by.officer, on=TUESDAY)  # fmt: skip
    turn.raise_objection(ROAD, reason="验收已完成", by=by.transport_head, on=TUESDAY)
    return book


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_register_has_its_block_and_no_line_is_too_wide(full: Book, language: str) -> None:
    said = page_of(full, language=language)
    for words in ("管网迁改", "剩3户未签约", "征收办", "请协调征收", "月底前通车", "汛期", "缺验收",
                  "验收已完成", "photo.jpg", "主体"):  # fmt: skip
        assert words in said.replace("\n", ""), words
    assert max(map(cells, said.splitlines())) <= 80


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_staggered_milestones_say_by_how_much_they_overlap(full: Book) -> None:
    assert "与上一节点搭接5个工作日" in page_of(full).replace("\n", "")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_what_waits_is_said_first(full: Book) -> None:
    said = page_of(full)
    assert said.index("异议待复核") < said.index("阶段节点")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_tree_shows_every_level_in_order(book: Book, office: Office) -> None:
    book.commitments.docket(a_draft(number=ROAD, title="四条道路"), by=office.officer, on=MONDAY)
    parts = [a_draft(title=one) for one in ("人民路", "建设路")]
    made = book.parts.split(ROAD, parts, by=office.officer, on=MONDAY)
    book.parts.split(made[0], [a_draft(title="东段")], by=office.officer, on=MONDAY)
    said = printed(tree(book.lists.tree(ROAD, TUESDAY), Speaker("zh"), book.calendar))
    places = [said.index(one) for one in ("四条道路", "人民路", "东段", "建设路")]
    assert places == sorted(places)

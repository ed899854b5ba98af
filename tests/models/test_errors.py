"""Refusals teach: each has an exit code of its own and a sentence with a next step."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest

from models import (
    bad_files,
    broken_rules,
    errors,
    not_ready,
    refused_closings,
    refused_extensions,
    source_errors,
)
from models.bad_files import BadFile
from models.broken_rules import AgainstTheRules, WrongStage
from models.errors import Misuse, NoSuchUnit, NotFound, Refusal, refusals
from models.lifecycle import TURNS, turns_from
from models.not_ready import NotReady
from models.terms import Stage
from models.words import Speaker, Word, catalogue

MODULES = (
    errors, broken_rules, refused_extensions, refused_closings, bad_files, source_errors, not_ready,
)  # fmt: skip
ALL = refusals()
CODES = {
    Misuse: {*range(2, 20), 110, 111},
    NotFound: {*range(20, 30), 120, 121},
    AgainstTheRules: {*range(30, 46), *range(80, 104), *range(105, 109), 122, 123, 125},
    BadFile: {*range(50, 60), *range(112, 120)},
    NotReady: {*range(46, 50), *range(60, 80), 104, 109, 124},
}
# What tells the reader how to go on: an order, an option, a command.
ORDERS = (
    "Write Correct Exchange Ask Choose Add Use Decide Say Give Check Open Save Name Mend Begin"
    " Install Have Make Stop Run"
)
NEXT_STEP = {
    "en": re.compile(
        rf"--|duban |\b({'|'.join(ORDERS.split())})\b|try again|Possible now|its command|allowed"
        r"|must lead|allows no more"
    ),
    "zh": re.compile(r"请|--|duban|改|可|须|应|允许|重试|处理办法"),
}


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def said(kind: type[Refusal], language: str) -> str:
    facts = {name: f"‹{name}›" for name in blanks(kind.sentence)}
    return kind(**facts).said(Speaker(language))


def test_every_refusal_has_an_exit_code_of_its_own() -> None:
    codes = [one.exit_code for one in ALL]
    assert len(set(codes)) == len(codes) > 40
    assert not {0, 1, 99} & set(codes)
    assert max(codes) < 126  # beyond that, shells have meanings of their own


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_an_exit_code_lies_in_the_range_of_its_branch(kind: type[Refusal]) -> None:
    branch = next(one for one in CODES if issubclass(kind, one))
    assert kind.exit_code in CODES[branch]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_says_every_fact_and_a_next_step(kind: type[Refusal], language: str) -> None:
    sentence = said(kind, language)
    for name in blanks(kind.sentence):
        assert f"‹{name}›" in sentence
    assert NEXT_STEP[language].search(sentence), sentence


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_a_refusal_is_said_in_chinese(kind: type[Refusal]) -> None:
    chinese = catalogue("zh").gettext(kind.sentence)
    assert re.search(r"[\u4e00-\u9fff]{3}", chinese), f"no Chinese for {kind.__name__}"
    assert blanks(chinese) == blanks(kind.sentence)


def test_every_class_of_refusals_is_a_branch_or_can_be_said() -> None:
    branches = set(CODES)
    found = {
        one
        for module in MODULES
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal
    }
    assert found - branches == set(ALL)


def test_the_nearest_names_are_said_where_there_are_any() -> None:
    refusal = NoSuchUnit(name="水力局", near=["水利局", "电力局"])
    assert refusal.said(Speaker("en")).endswith(" Nearest: 水利局, 电力局.")
    assert "水利局、电力局" in refusal.said(Speaker("zh"))
    assert "Nearest" not in NoSuchUnit(name="鑫").said(Speaker("en"))


def test_a_wrong_turn_names_what_is_possible_now() -> None:
    turn = TURNS["confirm"]
    refusal = WrongStage(
        number="2020-001",
        stage=Stage.DRAFT,
        rule=Word(turn.rule),
        turn=turn,
        stages=sorted(turn.stages),
        possible=turns_from(Stage.DRAFT),
    )
    assert refusal.said(Speaker("en")).splitlines() == [
        "By the rules of check and close (核查销号), “confirm the closing” is possible only when a "
        "matter is closure requested; 2020-001 is now “draft”. Possible now:",
        "  by chief officer:",
        "    duban approve 2020-001                     approve the docketing",
        "  by officer, chief officer:",
        "    duban approve 2020-001 --drop …            drop the draft",
    ]
    assert "  督查室主任：\n    duban approve 2020-001" in refusal.said(Speaker("zh"))


def test_dates_are_written_as_each_reader_expects() -> None:
    refusal = refused_extensions.AskedTooLate(number="2020-001", due=date(2020, 9, 30))
    assert "30 September 2020" in refusal.said(Speaker("en"))
    assert "2020年9月30日" in refusal.said(Speaker("zh"))


def test_a_refusal_in_a_log_is_english() -> None:
    assert "holds a book" in str(not_ready.BookExists(folder="/srv"))

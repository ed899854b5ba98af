"""Each command at the front door: one happy path and one refusal, as an officer types them."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.main import get_command
from typer.testing import CliRunner

os.environ["DUBAN_LANGUAGE"] = "zh"

import cli
from flows import morning, script
from flows.desk import Desk, login
from ledgers.book import open_book
from ledgers.upkeep import back_up
from models.errors import NotInAFile, Refusal, refusals
from models.lifecycle import TURNS, Turn
from models.people import PersonDraft
from models.settings import read_settings
from models.terms import Role
from models.words import Speaker
from tests.makers import a_line
from tests.offices import BEGUN, an_office, at, lived

APP = cli.front_desk()
ON = ("--on", "2020-08-10")


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Duban = Callable[..., Said]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office as in tests.offices, with an officer and a leader."""
    settings = an_office(tmp_path / "office", login=login())
    with open_book(settings.book_url, at=at(BEGUN)) as book:
        chief = book.directory.actor_named("赵明")
        for name, role in (("钱察", Role.OFFICER), ("周区长", Role.LEADER)):
            person = PersonDraft(
                name=name, unit="督查室", role=role, email=f"{role}@qu.example.org"
            )
            book.directory.add_person(person, by=chief, on=BEGUN)
    return settings.folder


@pytest.fixture
def duban(office: Path) -> Duban:
    """Type a command in the office."""

    def type_in(*words: str) -> Said:
        result = CliRunner().invoke(APP, ["--office", str(office), *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return type_in


def code_of(name: str) -> int:
    return next(one.exit_code for one in refusals() if one.__name__ == name)


# -- the life of a commitment ------------------------------------------------------------


def test_a_commitment_from_docket_to_close_and_back(duban: Duban, tmp_path: Path) -> None:
    photo = tmp_path / "photo.txt"
    photo.write_text("验收合格")
    turns = [
        ("docket", "新建公园30个", "--number", "2020-030", "--unit", "交通局", "--due", "年底前",
         "--issued-on", "2020-07-31", "--kind", "count", "--target", "30", "--measure", "个",
         "--milestone", "9月底前 建成10个"),
        ("assign", "2020-030", "--owner", "王路"),
        ("accept", "2020-030", "--by", "王路"),
        ("report", "2020-030", "--value", "12", "--milestone", "1", "--evidence", str(photo)),
        ("extend", "ask", "2020-030", "--until", "2021-01-31", "--reason", "汛期", "--by", "李达"),
        ("extend", "screen", "2020-030", "--opinion", "属实", "--by", "钱察"),
        ("extend", "grant", "2020-030"),
        ("close", "ask", "2020-030"),
        ("close", "check", "2020-030", "--failed", "--findings", "缺照片"),
        ("close", "ask", "2020-030"),
        ("close", "check", "2020-030", "--findings", "合格"),
        ("close", "confirm", "2020-030"),
        ("reopen", "2020-030", "--reason", "反弹", "--until", "2021-02-28"),
    ]  # fmt: skip
    for turn in turns:
        said = duban(*turn, *ON)
        assert said.code == 0, (turn, said.err)
        assert "2020-030" in said.out
    history = json.loads(duban("history", "2020-030", "--json").out)["lines"]
    assert [one["happened"] for one in history] == [
        "docketed", "assigned", "accepted", "reported", "extension_asked", "extension_screened",
        "extension_granted", "closure_asked", "returned", "closure_asked", "checked", "closed",
        "reopened"]  # fmt: skip
    assert history[2]["behalf"] == "王路"
    shown = json.loads(duban("show", "2020-030", "--json").out)
    assert shown["line"]["percent"] == "40.0" and shown["line"]["due"] == "2021-02-28"
    assert shown["milestones"][0]["done_on"] == "2020-08-10"


def test_closing_without_evidence_is_refused(duban: Duban) -> None:
    said = duban("close", "ask", "2020-001", *ON)
    assert said.code == code_of("EvidenceMissing")
    assert "--evidence" in said.err


def test_a_turn_the_stage_forbids_says_what_is_possible(duban: Duban) -> None:
    said = duban("close", "confirm", "2020-001", *ON)
    assert said.code == code_of("WrongStage")
    assert "签收" in said.err


def test_an_extension_after_the_deadline_counts_as_overdue(duban: Duban) -> None:
    said = duban("extend", "ask", "2020-001", "--until", "2020-09-30", "--reason", "汛期",
                 "--on", "2020-08-21")  # fmt: skip
    assert said.code == code_of("AskedTooLate")


def test_a_deadline_no_day_follows_from_is_refused(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通局", "--due", "尽快", *ON)
    assert said.code == code_of("UnreadableDeadline")
    assert "尽快" in said.err


def test_a_deadline_before_docketing_is_refused(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通局", "--due", "2020-08-01", *ON)
    assert said.code == code_of("DeadlineBeforeDocketing")


def test_an_unknown_unit_is_refused_with_the_nearest_names(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通", "--due", "2020-12-31", *ON)
    assert said.code == code_of("NoSuchUnit")
    assert "交通局" in said.err


def test_a_missing_evidence_file_is_refused_and_nothing_is_entered(duban: Duban) -> None:
    said = duban("report", "2020-001", "--percent", "5", "--evidence", "no-such.jpg", *ON)
    assert said.code == code_of("FileMissing")
    history = json.loads(duban("history", "2020-001", "--json").out)["lines"]
    assert [one["happened"] for one in history] == ["docketed", "assigned"]


def test_a_badly_filled_form_is_refused_field_by_field(duban: Duban) -> None:
    said = duban("people", "add", "周敏", "--unit", "交通局", "--email", "none", "--role", "king")
    assert said.code == 2
    assert "role" in said.err and "king" in said.err
    said = duban("people", "add", "周敏", "--unit", "交通局", "--email", "none")
    assert said.code == 2 and "email" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("docket", "甲", "--unit", "交通局", "--due", "年底前", "--kind", "opn"),
         ("--kind", "opn", "start、finish、open")),
        (("docket", "甲", "--unit", "交通局", "--due", "年底前", "--kind", "count"),
         ("目标值", "--target")),
        (("docket", " ", "--unit", "交通局", "--due", "年底前"), ("事项名称", "内容为空")),
        (("people", "add", "周敏", "--unit", "交通局", "--email", "x"), ("--email", "电子邮箱")),
    ],
)  # fmt: skip
def test_a_form_is_refused_in_the_words_it_was_filled_in(
    duban: Duban, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    said = duban(*words)
    assert said.code == 2
    assert all(one in said.err for one in told), said.err
    assert "{" not in said.err


def test_a_unit_may_not_stand_above_itself(duban: Duban) -> None:
    duban("units", "add", "公路所", "--under", "交通局")
    said = duban("units", "add", "交通局", "--under", "公路所")
    assert said.code == code_of("CircularUnits")
    assert "交通局 → 公路所 → 交通局" in said.err


# -- every turn has its command ----------------------------------------------------------


@pytest.mark.parametrize("turn", TURNS.values(), ids=lambda turn: turn.name)
def test_every_turn_of_the_table_has_the_command_that_refusals_print(turn: Turn) -> None:
    words, _, option = turn.command.partition(" --")
    command: Any = get_command(APP)
    for word in words.split():
        command = command.commands[word]
    options = [name for one in command.params for name in one.opts]
    assert not option or f"--{option}" in options


def test_the_script_knows_every_turn_of_the_table() -> None:
    assert set(TURNS) <= set(script.TURNS)


# -- drafts, parts, rhythms --------------------------------------------------------------


def numbers(duban: Duban, *words: str) -> list[str]:
    return [one["number"] for one in json.loads(duban(*words, "--json").out)["lines"]]


def events(duban: Duban, number: str) -> list[str]:
    lines = json.loads(duban("history", number, "--json").out)["lines"]
    return [one["happened"] for one in lines]


def done(duban: Duban, *turns: tuple[str, ...]) -> None:
    for turn in turns:
        said = duban(*turn, *(() if "--on" in turn else ON))
        assert said.code == 0, (turn, said.err)


def refused(duban: Duban, name: str, *words: str) -> str:
    said = duban(*words, *(() if "--on" in words else ON))
    assert said.code == code_of(name), (words, said.code, said.err)
    return said.err


def test_a_draft_has_no_clock_until_it_is_approved(duban: Duban) -> None:
    new = ("docket", "乙", "--unit", "交通局", "--due", "9月底前", "--number", "A-1", "--draft")
    done(duban, new)
    assert numbers(duban, "list", "--which", "drafts") == ["A-1"]
    assert numbers(duban, "list") == ["2020-001"]
    refused(duban, "NotYourTurn", "approve", "A-1", "--by", "钱察")
    done(duban, ("approve", "A-1"))
    assert numbers(duban, "list") == ["2020-001", "A-1"]
    assert refused(duban, "WrongStage", "approve", "A-1")


def test_a_draft_is_dropped_only_with_a_reason(duban: Duban) -> None:
    done(duban, ("docket", "乙", "--unit", "交通局", "--due", "9月底前", "--number", "A-1",
                 "--draft"))  # fmt: skip
    refused(duban, "NothingSaid", "approve", "A-1", "--drop")
    done(duban, ("approve", "A-1", "--drop", "--reason", "已在其他台账"))
    assert events(duban, "A-1") == ["drafted", "dropped"]


def test_a_draft_is_not_assigned_at_once(duban: Duban) -> None:
    refused(duban, "NotTogether", "docket", "乙", "--unit", "交通局", "--due", "9月底前", "--draft",
            "--assign")  # fmt: skip


def test_docketing_takes_rhythm_support_parts_and_starts_of_milestones(duban: Duban) -> None:
    done(duban, ("docket", "丙", "--unit", "交通局", "--due", "12月底前", "--number", "A-1",
                 "--support", "督查室：负责协调", "--rhythm", "每月28日前",
                 "--milestone", "9月1日~9月30日 主体施工", "--milestone", "9月15日~10月底 装修",
                 "--part", "北段 | 交通局 | 9月20日前",
                 "--part", "南段｜交通局｜9月底前"))  # fmt: skip
    shown = json.loads(duban("show", "A-1", "--json").out)
    assert [one["starts"] for one in shown["milestones"]] == ["2020-09-01", "2020-09-15"]
    assert numbers(duban, "list") == ["2020-001", "A-1-01", "A-1-02", "A-1"]
    assert "2" in duban("list", *ON).out.splitlines()[-1]


def test_a_rhythm_that_cannot_be_read_is_refused_with_examples(duban: Duban) -> None:
    said = refused(duban, "NotARhythm", "docket", "乙", "--unit", "交通局", "--due", "9月底前",
                   "--rhythm", "经常")  # fmt: skip
    assert "每月28日前" in said


def test_a_count_is_split_and_both_totals_are_told(duban: Duban) -> None:
    done(duban, ("docket", "公园", "--unit", "交通局", "--due", "年底前", "--number", "A-1",
                 "--kind", "count", "--target", "30", "--measure", "个"),
         ("split", "A-1", "--part", "北片|交通局|9月底前|12个",
          "--part", "南片|交通局|年底前|18"))  # fmt: skip
    shown = json.loads(duban("show", "A-1-02", "--json").out)["line"]
    assert (shown["kind"], shown["target"], shown["measure"]) == ("count", "18", "个")
    last = duban("list", *ON).out.splitlines()[-1]
    assert last == Speaker("zh").say("{wholes} targets, {tasks} tasks.", wholes=2, tasks=3)


@pytest.mark.parametrize("part", ["北段 | 交通局", "北段", "||", "北段|交通局|9月底前|很多"])
def test_a_part_without_title_unit_or_deadline_is_refused(duban: Duban, part: str) -> None:
    refused(duban, "NotAPart", "split", "2020-001", "--part", part)
    refused(duban, "NoParts", "split", "2020-001")


def test_a_matter_that_takes_up_a_closed_one_names_it(duban: Duban) -> None:
    refused(duban, "NoSuchCommitment", "docket", "乙", "--unit", "交通局", "--due", "9月底前",
            "--follows", "1999-001")  # fmt: skip
    done(duban, ("docket", "乙", "--unit", "交通局", "--due", "9月底前", "--follows", "2020-001"))


# -- taken on, held up, instructed -------------------------------------------------------


def test_a_rejection_needs_grounds_and_goes_back(duban: Duban) -> None:
    refused(duban, "NothingSaid", "accept", "2020-001", "--reject", " ", "--on", "2020-08-04")
    done(duban, ("accept", "2020-001", "--reject", "非我局职责", "--on", "2020-08-04"))
    refused(duban, "WrongStage", "accept", "2020-001")


def test_an_extension_is_asked_consented_screened_and_granted(duban: Duban) -> None:
    done(duban, ("extend", "ask", "2020-001", "--until", "2020-09-30", "--reason", "汛期", "--by",
                 "王路"))  # fmt: skip
    assert "extend consent" in refused(duban, "StepMissing", "extend", "grant", "2020-001")
    done(duban, ("extend", "consent", "2020-001", "--by", "李达"))
    refused(duban, "NothingSaid", "extend", "screen", "2020-001", "--opinion", "")
    done(duban, ("extend", "screen", "2020-001", "--opinion", "属实", "--by", "钱察"))
    refused(
        duban, "NotYourTurn", "extend", "refuse", "2020-001", "--reason", "不急", "--by", "钱察"
    )
    done(duban, ("extend", "grant", "2020-001", "--by", "周区长"))


def test_an_extension_is_refused_with_a_reason(duban: Duban) -> None:
    done(duban, ("extend", "ask", "2020-001", "--until", "2020-09-30", "--reason", "汛期"))
    refused(duban, "NothingSaid", "extend", "refuse", "2020-001", "--reason", "")
    done(duban, ("extend", "refuse", "2020-001", "--reason", "不符合条件"))
    refused(duban, "NothingWaiting", "extend", "consent", "2020-001")


def test_a_suspended_matter_waits_and_its_deadline_moves(duban: Duban) -> None:
    refused(duban, "NothingSaid", "suspend", "2020-001", "--reason", "  ")
    done(duban, ("suspend", "2020-001", "--reason", "环保管控"))
    assert "resume" in refused(duban, "WrongStage", "report", "2020-001", "--percent", "5")
    done(duban, ("resume", "2020-001", "--on", "2020-08-17"))
    assert json.loads(duban("show", "2020-001", "--json").out)["line"]["due"] == "2020-08-27"
    refused(duban, "WrongStage", "resume", "2020-001")


def test_obstacles_are_registered_listed_and_cleared(duban: Duban) -> None:
    refused(duban, "NotAChoice", "obstacle", "add", "2020-001", "--cause", "天意", "--text", "雨")
    refused(duban, "NothingSaid", "obstacle", "add", "2020-001", "--cause", "funds", "--text", "")
    done(duban, ("obstacle", "add", "2020-001", "--cause", "管线迁改", "--text", "燃气管线未迁",
                 "--waits-on", "燃气公司", "--since", "2020-08-05", "--by", "王路"))  # fmt: skip
    line = json.loads(duban("obstacle", "list", *ON, "--json").out)["lines"][0]
    assert (line["cause"], line["place"], line["days"]) == ("pipes", 1, 3)
    refused(duban, "NoSuchObstacle", "obstacle", "clear", "2020-001", "--place", "2")
    done(duban, ("obstacle", "clear", "2020-001", "--outcome", "已迁改"))
    assert json.loads(duban("obstacle", "list", *ON, "--json").out)["total"] == 0
    assert json.loads(duban("obstacle", "list", "--all", *ON, "--json").out)["total"] == 1


def test_help_is_asked_of_a_leader_and_comes_back_decided(duban: Duban) -> None:
    ask = ("help", "ask", "2020-001", "--leader", "周区长", "--ask")
    refused(duban, "NothingSaid", *ask, " ")
    refused(duban, "NothingWaiting", "help", "decide", "2020-001", "--decision", "同意")
    done(duban, (*ask, "协调燃气公司", "--by", "李达"))
    refused(
        duban, "NotYourTurn", "help", "decide", "2020-001", "--decision", "同意", "--by", "王路"
    )
    done(duban, ("help", "decide", "2020-001", "--decision", "已责成", "--by", "周区长"))


def test_the_word_help_is_a_command_and_the_option_still_helps(duban: Duban) -> None:
    assert duban("help", "--help").code == 0
    assert "duban help ask" in whole("help", "ask", "--help").stdout


def test_an_instruction_stands_on_a_matter_or_begins_one(duban: Duban) -> None:
    words = ("--leader", "周区长", "--words")
    refused(duban, "NotTogether", "instruct", *words, "加快")
    refused(duban, "NothingSaid", "instruct", "2020-001", *words, "")
    done(duban, ("instruct", "2020-001", *words, "加快", "--until", "2020-08-17"),
         ("instruct", "--new", "积水整治", "--unit", "交通局", *words, "一周内解决", "--until",
          "2020-08-17"))  # fmt: skip
    assert "instructed" in events(duban, "2020-001")
    assert events(duban, "2020-002") == ["docketed", "assigned", "instructed"]


# -- checked, struck off, looked at again ------------------------------------------------


@pytest.fixture
def paper(tmp_path: Path) -> str:
    (tmp_path / "验收单.txt").write_text("合格")
    return str(tmp_path / "验收单.txt")


@pytest.fixture
def closed(duban: Duban, paper: str) -> str:
    """The office's one matter, struck off on the 10th of August."""
    done(duban, ("close", "ask", "2020-001", "--evidence", f"验收材料={paper}", "--by", "王路"),
         ("close", "check", "2020-001", "--findings", "合格", "--by", "钱察"),
         ("close", "confirm", "2020-001", "--by", "钱察"))  # fmt: skip
    return "2020-001"


def test_evidence_may_say_its_sort(duban: Duban, paper: str) -> None:
    refused(duban, "NotAChoice", "report", "2020-001", "--evidence", f"相片={paper}")
    refused(duban, "FileMissing", "report", "2020-001", "--evidence", "acceptance=none.pdf")
    done(duban, ("report", "2020-001", "--evidence", f"acceptance={paper}", "--evidence", paper))


def test_checks_follow_the_policys_order_and_each_names_the_next(
    duban: Duban, paper: str, tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("name: 试行\nchecks: {default: [self, office]}\nproofs: {default: [after]}\n")
    done(duban, ("policy", "adopt", str(file)))
    ask = ("close", "ask", "2020-001", "--evidence")
    assert "整改后照片" in refused(duban, "ProofMissing", *ask, paper)
    done(duban, (*ask, f"整改后照片={paper}", "--by", "王路"))
    check = ("close", "check", "2020-001", "--findings")
    refused(duban, "CheckerIsOwner", *check, "合格", "--by", "王路")
    refused(duban, "NotThisCheck", *check, "合格", "--level", "office")
    assert "督查室核查" in duban(*check, "合格", "--by", "李达", *ON).out
    refused(duban, "NothingSaid", *check, " ")
    refused(duban, "NotChecked", "close", "confirm", "2020-001")
    assert "close confirm" in duban(*check, "合格", "--by", "钱察", *ON).out
    refused(duban, "AllChecked", *check, "合格")
    refused(duban, "NotAChoice", *check, "缺", "--failed", "--missing", "相片")
    done(duban, (*check, "缺验收材料", "--failed", "--missing", "acceptance"))


def test_there_is_nothing_to_object_to_before_a_return(duban: Duban) -> None:
    done(duban, ("accept", "2020-001"))
    refused(duban, "NothingToObject", "object", "raise", "2020-001", "--reason", "不服")


def test_an_objection_upheld_brings_the_checks_back(duban: Duban, paper: str) -> None:
    failed = ("close", "check", "2020-001", "--failed", "--findings", "缺照片")
    ask = ("close", "ask", "2020-001", "--evidence", paper)
    done(duban, ("accept", "2020-001"), ask, failed)
    refused(duban, "NothingSaid", "object", "raise", "2020-001", "--reason", " ")
    done(duban, ("object", "raise", "2020-001", "--reason", "照片已交", "--by", "王路"))
    refused(duban, "NotYourTurn", "object", "uphold", "2020-001", "--by", "王路")
    done(duban, ("object", "uphold", "2020-001", "--by", "周区长"), failed,
         ("object", "raise", "2020-001", "--reason", "照片已交"))  # fmt: skip
    refused(duban, "NothingSaid", "object", "dismiss", "2020-001", "--reason", "")
    refused(duban, "OwnFinding", "object", "dismiss", "2020-001", "--reason", "照片不清")
    done(duban, ("object", "dismiss", "2020-001", "--reason", "照片不清", "--by", "周区长"))
    assert events(duban, "2020-001")[-1] == "objection_dismissed"


def test_a_matter_ends_as_not_pursued_or_superseded(duban: Duban) -> None:
    done(duban, ("docket", "乙", "--unit", "交通局", "--due", "9月底前", "--number", "A-1"))
    refused(duban, "NotYourTurn", "cancel", "A-1", "--reason", "重复", "--by", "钱察")
    refused(duban, "NothingSaid", "cancel", "A-1", "--reason", "")
    refused(duban, "NotIts", "supersede", "A-1", "--with", "A-1")
    done(duban, ("supersede", "A-1", "--with", "2020-001"),
         ("cancel", "2020-001", "--reason", "政策调整", "--by", "周区长"))  # fmt: skip
    refused(duban, "NotDone", "reopen", "2020-001", "--reason", "反弹")


def test_look_backs_are_drawn_by_the_seal_and_recorded(duban: Duban, closed: str) -> None:
    draw = ("lookback", "draw", "--on", "2020-11-02")
    assert "duban seal" in duban(*draw).out
    refused(duban, "NothingWaiting", "lookback", "record", closed, "--held", "--findings", "稳定")
    done(duban, ("seal", "--on", "2020-10-31"), draw)
    assert numbers(duban, "lookback", "list") == [closed]
    refused(duban, "NothingSaid", "lookback", "record", closed, "--held", "--findings", "")
    done(duban, ("lookback", "record", closed, "--relapsed", "--findings", "路面沉降", "--until",
                 "2020-12-15", "--on", "2020-11-05"))  # fmt: skip
    assert numbers(duban, "lookback", "list") == []
    assert json.loads(duban("show", closed, "--json").out)["line"]["due"] == "2020-12-15"


# -- people who come and go, and who stand in --------------------------------------------


def test_a_hand_over_takes_the_matters_along(duban: Duban) -> None:
    assert "2020-001" in duban("people", "hand-over", "王路", "陈路", *ON).out
    refused(duban, "NothingHeld", "people", "hand-over", "王路", "陈路")


def test_a_deputy_acts_in_their_days_and_nobody_else(tmp_path: Path) -> None:
    settings = an_office(tmp_path / "office", login="chief")
    with open_book(settings.book_url, at=at(BEGUN)) as book:
        chief = book.directory.actor_named("赵明")
        person = PersonDraft(name="王路", unit="交通局", login=login())
        book.directory.add_person(person, by=chief, on=BEGUN)
        book.postings.name_deputy("王路", "李达", since=BEGUN, until=date(2020, 8, 10), by=chief,
                                  on=BEGUN)  # fmt: skip

    def report(by: str, on: str) -> int:
        words = ["report", "2020-001", "--percent", "5", "--by", by, "--on", on]
        return CliRunner().invoke(APP, ["--office", str(settings.folder), *words]).exit_code

    assert report("李达", "2020-08-10") == 0
    assert report("李达", "2020-08-11") == code_of("NotYourName")
    assert report("赵明", "2020-08-10") == code_of("NotYourName")
    with open_book(settings.book_url, at=at(BEGUN), write=False) as book:
        last = book.lists.history("2020-001")[-1]
    assert (last.actor, last.behalf) == ("王路", "李达")


def test_deputies_are_named_listed_and_ended(duban: Duban) -> None:
    name = ("people", "deputy", "王路", "--for", "李达")
    refused(duban, "WrongPeriod", *name, "--from", "2020-08-10", "--until", "2020-08-01")
    refused(duban, "NotTogether", *name)
    done(duban, (*name, "--until", "2020-08-31", "--reason", "出差"))
    listed = json.loads(duban("people", "deputies", *ON, "--json").out)["lines"]
    assert [(one["deputy"], one["until"]) for one in listed] == [("王路", "2020-08-31")]
    done(duban, (*name, "--end"))
    refused(duban, "NothingHeld", *name, "--end", "--on", "2020-08-11")


# -- the ledger proves itself ------------------------------------------------------------


def test_a_sealed_ledger_proves_itself_and_a_digests_seal(duban: Duban) -> None:
    sealed = json.loads(duban("seal", *ON, "--json").out)["lines"][0]["hash"]
    said = duban("audit", "--seal", f"{sealed[:8]} {sealed[8:16].upper()}")
    assert said.code == 0 and sealed[:8] in said.out
    proved = json.loads(duban("audit", "--json").out)
    assert proved["findings"] == [] and proved["seals"] == 1 and proved["cannot_prove"]
    assert duban("audit", "--seal", sealed[:8]).code == code_of("SealTooShort")


def test_an_audit_names_the_line_that_does_not_fit(duban: Duban, office: Path) -> None:
    duban("seal", *ON)
    with sqlite3.connect(office / "book.db") as db:
        db.execute("UPDATE commitment SET percent = '99'")
    said = duban("audit")
    assert said.code == code_of("NotProved")
    assert "  1. 2020-001：percent" in said.out


def test_a_kept_tree_that_was_altered_is_grown_anew(duban: Duban, office: Path) -> None:
    duban("seal", *ON)
    with sqlite3.connect(office / "book.db") as db:
        db.execute("UPDATE seal_node SET hash = 'x' WHERE level = 0")
    assert "duban seal --anew" in duban("audit").out
    done(duban, ("seal", "--anew"))
    assert duban("audit").code == 0


def test_the_doctor_knows_how_old_the_seal_is(duban: Duban) -> None:
    def check() -> dict[str, str]:
        lines = json.loads(duban("doctor", "--json").out)["lines"]
        return next(one for one in lines if one["what"] == Speaker("zh").say("Sealing"))

    assert (check()["finding"], check()["mend"]) == ("mend", "duban seal")
    duban("seal")
    assert check()["finding"] == "well"


# -- the past ----------------------------------------------------------------------------


def test_a_digest_of_a_past_day_is_the_letter_that_was_sent(duban: Duban, office: Path) -> None:
    settings = read_settings(office)
    for day in (date(2020, 8, 19), date(2020, 8, 20), date(2020, 8, 21)):
        lived(settings, day)
        morning.seal_evening(settings, day, morning.evening(settings, day))
    with open_book(settings.book_url, at=at(date(2020, 8, 21)), write=False) as book:
        sent = {one.to_name: one.text for one in book.outbox.of_day(date(2020, 8, 21))}
    done(duban, ("report", "2020-001", "--percent", "90", "--on", "2020-08-21"),
         ("people", "add", "孙新", "--unit", "交通局", "--role", "liaison"))  # fmt: skip
    for name in ("李达", "王路"):
        words = ("digest", "--for", name, "--as-of", "2020-08-21")
        assert duban(*words).out == f"{sent[name].subject}\n\n{sent[name].text}\n"
        assert duban(*words, "--html").out == f"{sent[name].html}\n"


def test_lists_answer_as_of_a_past_day(duban: Duban, office: Path) -> None:
    def asked(*words: str) -> Any:
        return json.loads(duban(*words, "--as-of", "2020-08-27", "--json").out)

    before = {name: asked(name) for name in ("list", "late", "due")}
    assert before["late"]["on"] == "2020-08-27" and before["late"]["total"] == 1
    shown, told = asked("show", "2020-001"), asked("history", "2020-001")
    done(duban, ("report", "2020-001", "--percent", "90"), ("cancel", "2020-001", "--reason", "x"))
    assert {name: asked(name) for name in before} == before
    assert (asked("show", "2020-001"), asked("history", "2020-001")) == (shown, told)
    refused(duban, "BadDay", "list", "--as-of", "昨天")


# -- lists -------------------------------------------------------------------------------


def test_lists_speak_to_people_and_to_programs(duban: Duban) -> None:
    late = ("late", "--on", "2020-08-27")
    assert "人民路改造" in duban(*late).out
    answer = json.loads(duban(*late, "--json").out)
    assert answer["total"] == 1
    line = answer["lines"][0]
    assert (line["number"], line["light"], line["days_left"]) == ("2020-001", "yellow", -5)
    assert line["verdict"] == [{"sentence": "{days} working days overdue", "days": 5}]
    assert json.loads(duban("due", *ON, "--json").out)["total"] == 1
    assert json.loads(duban("list", "--light", "red", *ON, "--json").out)["total"] == 0
    assert json.loads(duban("list", "--unit", "交通局", *ON, "--json").out)["total"] == 1


def test_an_empty_list_says_so(duban: Duban) -> None:
    assert duban("late", *ON).out.strip() == Speaker("zh").say("Nothing is overdue.")


def test_an_unknown_number_is_refused_with_the_nearest(duban: Duban) -> None:
    said = duban("show", "2020-002")
    assert said.code == code_of("NoSuchCommitment")
    assert "2020-001" in said.err


def test_the_life_of_a_commitment_is_told_and_drawn(duban: Duban, tmp_path: Path) -> None:
    told = duban("lifecycle").out
    assert "退回重办 → 办理中" in told and "duban close check --failed" in told
    drawn = tmp_path / "life.svg"
    assert str(drawn) in duban("lifecycle", "--svg", str(drawn)).out
    assert "退回重办" in drawn.read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_written_is_refused(duban: Duban, tmp_path: Path) -> None:
    said = duban("lifecycle", "--svg", str(tmp_path / "nowhere" / "life.svg"))
    assert said.code == code_of("CannotWrite")
    assert "nowhere" in said.err


# -- rhythm, letters, book ---------------------------------------------------------------


def test_a_preview_sends_nothing(duban: Duban, office: Path) -> None:
    said = duban("digest", "--for", "王路", *ON)
    assert said.code == 0 and "督查摘要" in said.out
    assert "<html" in duban("digest", "--for", "王路", "--html", *ON).out
    assert not (office / "letters").exists()


def test_the_doctor_names_what_mends_each_thing(duban: Duban) -> None:
    said = duban("doctor", "--json")
    checks = {one["what"]: one for one in json.loads(said.out)["lines"]}
    assert said.code == code_of("Unwell")  # the book was begun years ago and never run
    assert checks[Speaker("zh").say("Last run")]["mend"] == "duban run daily"


def test_a_policy_wrong_at_a_line_is_refused_with_the_line(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("name: 试行\nred_points: 500\n", encoding="utf-8")
    said = duban("policy", "check", str(file))
    assert said.code == code_of("BadPolicy")
    assert "2" in said.err and "500" in said.err
    file.write_text("name: 试行\nred_points: 40\n", encoding="utf-8")
    assert duban("policy", "adopt", str(file)).code == 0
    assert json.loads(duban("policy", "show").out)["red_points"] == 40


def test_a_backup_is_a_whole_book(duban: Duban, office: Path) -> None:
    assert duban("backup").code == 0
    assert next((office / "backups").glob("book-*.db")).stat().st_size > 100_000


def test_a_book_on_a_server_is_backed_up_by_the_server(tmp_path: Path) -> None:
    with pytest.raises(NotInAFile):
        back_up("postgresql://u@host/name", tmp_path, at=datetime.now())


def test_an_export_in_an_unknown_form_is_refused(duban: Duban, tmp_path: Path) -> None:
    said = duban("export", str(tmp_path / "ledger.pdf"))
    assert said.code == code_of("NotAChoice")
    assert ".xlsx、.csv" in said.err and not list(tmp_path.glob("*.pdf"))


def test_a_second_init_leaves_the_book_alone(duban: Duban, office: Path) -> None:
    said = duban("init", str(office))
    assert said.code == code_of("BookExists")


def test_a_folder_without_a_book_says_how_to_begin(tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, ["--office", str(tmp_path), "list"])
    assert result.exit_code == code_of("NoBook")
    assert "duban init" in result.stderr


def test_a_stranger_may_look_but_not_enter(tmp_path: Path) -> None:
    folder = an_office(tmp_path / "other", login="somebody-else").folder
    looking = CliRunner().invoke(APP, ["--office", str(folder), "list"])
    entering = CliRunner().invoke(APP, ["--office", str(folder), "accept", "2020-001"])
    assert (looking.exit_code, entering.exit_code) == (0, code_of("Stranger"))


# -- the whole process -------------------------------------------------------------------


def whole(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, **environment}, check=False)  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("zh", "立项"), ("en", "Enter a commitment")])
def test_help_speaks_both_languages(language: str, words: str) -> None:
    assert words in whole("--help", DUBAN_LANGUAGE=language).stdout
    assert words in whole("docket", "--help", DUBAN_LANGUAGE=language).stdout


def test_every_command_has_help_in_both_languages() -> None:
    page = whole("--help", DUBAN_LANGUAGE="en").stdout
    for command in (*APP.registered_commands, *APP.registered_groups):
        assert f"   {command.name} " in page


def test_a_shell_completes_numbers_and_commands(office: Path) -> None:
    def offered(line: str, place: int) -> list[str]:
        return whole(_DUBAN_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(place),
                     DUBAN_OFFICE=str(office)).stdout.split()  # fmt: skip

    assert offered("duban show 20", 2) == ["2020-001"]
    assert offered("duban hist", 1) == ["history"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lis"], "相近的有：list"),
        (["due", "--days", "x"], "--days 不能填“x”"),
        (["due", "--days", "-3"], "--days 不能填“-3”"),
        (["extend", "grnt"], "相近的有：grant"),
        (["extend", "--help"], "显示本帮助"),
    ],
)
def test_what_is_typed_wrongly_is_said_in_the_readers_language(words: list[str], told: str) -> None:
    done = whole("--lang", "zh", *words)
    assert told in done.stdout + done.stderr
    assert not re.search(r"Did you mean|Invalid value|Usage:|Show this", done.stdout + done.stderr)


def test_a_long_list_reaches_the_pager_with_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESS", raising=False)
    paged: list[str] = []
    monkeypatch.setattr("rich.pager.SystemPager.show", lambda _, text: paged.append(text))
    seat = Desk("zh")
    seat.out = Console(force_terminal=True, height=5, file=io.StringIO())
    seat.show([a_line(number=f"2020-00{n}") for n in range(6)])
    assert "2020-005" in paged[0]
    assert os.environ["LESS"] == "-R"


def test_the_version_is_said_without_loading_anything() -> None:
    assert whole("--version").stdout.startswith("duban ")


def test_an_error_nobody_planned_for_is_shown_with_what_to_send(office: Path) -> None:
    (office / "book.db").write_bytes(b"SQLite format 3\x00" + b"\x00" * 4096)
    said = whole("--office", str(office), "list")
    assert said.returncode != 0
    assert str(office) in said.stderr


def test_reading_commands_never_load_sqlmodel_or_prefect(office: Path) -> None:
    probe = (
        "import sys; sys.argv = ['duban', '--office', sys.argv[1], *sys.argv[2:]]\n"
        "import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlmodel', 'pydantic', 'prefect', 'sqlalchemy', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    for words in (["list"], ["late"], ["due"], ["show", "2020-001"], ["lifecycle"], ["--help"]):
        done = subprocess.run([sys.executable, "-c", probe, str(office), *words],
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_every_refusal_has_its_own_exit_code() -> None:
    codes = [one.exit_code for one in refusals()]
    assert len(codes) == len(set(codes))
    assert Refusal.exit_code not in codes


def test_every_page_has_the_commands_the_contents_promise() -> None:
    for names in cli.CONTENTS.values():
        for name in names:
            built = cli.front_desk(name)
            assert [one.name for one in (*built.registered_commands, *built.registered_groups)] == [
                name
            ]
    every = {one.name for one in (*APP.registered_commands, *APP.registered_groups)}
    assert every == {name for names in cli.CONTENTS.values() for name in names}

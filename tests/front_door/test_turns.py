"""Every turn at the front door: one happy path and one refusal, as an officer types them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from flows import script
from flows.desk import login
from ledgers.book import open_book
from models.lifecycle import TURNS, Turn
from models.people import PersonDraft
from models.words import Speaker
from tests.desk import APP, ON, Duban, code_of, done, events, numbers, refused, whole
from tests.offices import BEGUN, an_office, at

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
    options = [name for one in command.params for name in (*one.opts, *one.secondary_opts)]
    assert not option or f"--{option}" in options


def test_the_script_knows_every_turn_of_the_table() -> None:
    assert set(TURNS) <= set(script.TURNS)


# -- drafts, parts, rhythms --------------------------------------------------------------


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

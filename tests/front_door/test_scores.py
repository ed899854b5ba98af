"""Scores at the front door: entered, asked for, read by programs, written as a Word document."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from models.words import cells
from tests.desk import Duban, code_of, done, refused

PERIOD = ("score", "--from", "2020-08-01", "--to", "2020-10-31")


@pytest.fixture
def assessed(duban: Duban, tmp_path: Path) -> Duban:
    """An office with one matter late and criticised, one done and called back on."""
    photo = tmp_path / "photo.txt"
    photo.write_text("验收合格")
    done(
        duban,
        ("docket", "修路", "--number", "2020-031", "--unit", "交通局", "--due", "2020-08-31"),
        ("docket", "新建公园", "--number", "2020-032", "--unit", "交通局", "--due", "2020-09-30"),
        ("assign", "2020-032"),
        ("close", "ask", "2020-032", "--evidence", str(photo)),
        ("close", "check", "2020-032", "--findings", "合格"),
        ("close", "confirm", "2020-032"),
        ("mark", "2020-031", "--criticise", "--words", "进展迟缓"),
        ("callback", "2020-032", "--contacted", "--resolved", "--basically", "--note", "电话"),
        ("callback", "2020-032", "--not-valid", "--note", "诉求不合理"),
    )
    return duban


def test_a_score_is_told_with_numerators_and_denominators(assessed: Duban) -> None:
    said = assessed(*PERIOD)
    assert said.code == 0, said.err
    assert "96" in said.out and "1/3" in said.out  # with the office's own matter, late as well


def test_every_point_is_traced_to_its_event(assessed: Duban) -> None:
    said = assessed(*PERIOD, "--why", "交通局")
    assert said.code == 0, said.err
    for word in ("2020-031", "到期未完成", "受到批评", "2020-09-01", "满意率", "基本满意"):
        assert word in said.out


def test_a_program_reads_stable_english_keys(assessed: Duban) -> None:
    found = json.loads(assessed(*PERIOD, "--why", "交通局", "--json").out)
    assert (found["from"], found["to"], found["tariff"]) == ("2020-08-01", "2020-10-31", "default")
    group = found["groups"][0]
    assert set(group) == {"group", "red_list", "black_list_proposed", "units"}
    unit = group["units"][0]
    assert unit["score"] == "96" and unit["rank"] == 1
    assert unit["measures"]["on_time"] == {"numerator": 1, "denominator": 3, "percent": "33.3"}
    assert unit["measures"]["satisfied"]["numerator"] == 1
    lines = [(one["sort"], one["number"], one["points"]) for one in unit["lines"]]
    assert lines[:2] == [("base", "", "100"), ("criticised", "2020-031", "-2")]
    assert sum(int(one["points"]) for one in unit["lines"]) == 96


def test_the_board_compares_four_ways(assessed: Duban) -> None:
    said = assessed(*PERIOD, "--board")
    assert said.code == 0, said.err
    for word in ("比进度", "比质量", "比实效", "比作风", "33.3%", "1/3"):
        assert word in said.out


@pytest.mark.parametrize("form", [(), ("--board",), ("--why", "交通局")])
def test_a_page_of_scores_fits_80_columns(
    assessed: Duban, form: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = assessed(*PERIOD, *form)
    assert max(map(cells, said.out.splitlines())) <= 80


def test_the_annex_is_a_draft_and_the_same_bytes_twice(assessed: Duban, tmp_path: Path) -> None:
    files = [tmp_path / "one.docx", tmp_path / "two.docx"]
    for file in files:
        said = assessed(*PERIOD, "--docx", str(file))
        assert said.code == 0 and "送审稿" in said.out
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as packed:
        text = packed.read("word/document.xml").decode()
    for word in ("附件", "（送审稿）", "考评依据", "四比四看", "扣分明细", "2020-031"):
        assert word in text


def test_a_unit_is_put_into_a_group_and_asked_for_by_it(assessed: Duban) -> None:
    done(assessed, ("units", "add", "交通局", "--group", "经济部门"))
    assert "经济部门" in assessed("units", "list").out
    found = json.loads(assessed(*PERIOD, "--group", "经济部门", "--json").out)
    assert [one["group"] for one in found["groups"]] == ["经济部门"]
    assert assessed(*PERIOD, "--group", "无此组").code == code_of("NotAChoice")


def test_what_was_said_stands_with_the_matter_and_in_its_history(assessed: Duban) -> None:
    shown = assessed("show", "2020-032").out
    assert "回访情况" in shown and "按规定不纳入评价" in shown
    assert "进展迟缓" in assessed("history", "2020-031").out


def test_one_answer_is_given_and_not_two(assessed: Duban) -> None:
    refused(assessed, "ChooseOne", "callback", "2020-032", "--satisfied", "--unsatisfied")
    refused(assessed, "ChooseOne", "mark", "2020-031", "--words", "x")
    refused(assessed, "NothingSaid", "mark", "2020-031", "--praise", "--words", " ")
    refused(assessed, "NotOfThisMatter", "mark", "2020-031", "--praise", "--words", "好",
            "--unit", "督查室")  # fmt: skip
    refused(assessed, "WrongStage", "callback", "2020-031", "--satisfied")


def test_no_deadline_is_missed_before_its_day_has_come(assessed: Duban) -> None:
    """A period that reaches into days to come is reckoned to the last day that is known."""
    words = ("score", "--from", "2020-08-01", "--to", "2020-10-31", "--as-of", "2020-08-15")
    asked = assessed(*words, "--json")
    assert asked.code == 0, asked.err
    assert json.loads(asked.out)["to"] == "2020-08-15"


def test_a_period_ends_after_it_begins(assessed: Duban) -> None:
    said = assessed("score", "--from", "2020-09-01", "--to", "2020-08-01")
    assert said.code == 13

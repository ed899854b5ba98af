"""duban propose: a document at the door, its promises on the table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chat import chat, promising
from tests.desk import Duban, code_of

REPORT = """青岚区2023年民生实事项目安排
青政办〔2023〕5号

青岚区人民政府办公室
2023年2月8日

1.9月底前改造老旧小区46个、背街小巷22条。（责任单位：区住建局；配合单位：各街道办事处）
2.新建公园3个，力争秋季开学前新增学位4800个。
坚持人民至上，奋力谱写新篇章。2022年新增学位3600个。
"""


MARCH = ("--on", "2023-03-01")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "民生实事.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def flat(shown: str) -> str:
    return "".join(shown.split())


def read(duban: Duban, *words: str) -> list[dict[str, Any]]:
    said = duban("propose", *words, "--json")
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def test_each_promise_has_its_words_its_figure_its_day_and_its_units(
    duban: Duban, report: Path
) -> None:
    first, second, third, fourth = read(duban, str(report))
    assert (first["quote"], first["quantity"], first["unit"]) == (
        "9月底前改造老旧小区46个",
        46,
        "个",
    )
    assert REPORT[first["start"] : first["end"]] == first["quote"]
    assert (first["deadline"], first["deadline_inherited"]) == ("2023-09-30", False)
    assert (first["responsible"], first["cooperating"]) == (["区住建局"], ["各街道办事处"])
    assert (second["deadline"], second["deadline_inherited"]) == ("2023-09-30", False)
    assert (third["deadline"], third["deadline_inherited"]) == ("2023-12-31", True)
    assert (fourth["deadline"], fourth["ask"], fourth["aim"]) == (None, True, True)


def test_offsets_are_those_of_the_file_also_where_lines_end_as_on_windows(
    duban: Duban, report: Path
) -> None:
    text = REPORT.replace("\n", "\r\n")
    report.write_bytes(text.encode("gb18030"))
    for one in read(duban, str(report)):
        assert text[one["start"] : one["end"]] == one["quote"]


def test_the_day_of_issue_is_read_from_the_document_unless_it_is_said(
    duban: Duban, report: Path
) -> None:
    (earlier, *_rest) = read(duban, str(report), "--issued-on", "2022-03-02")
    assert earlier["deadline"] == "2022-09-30"


def test_a_document_without_a_day_is_asked_about(duban: Duban, tmp_path: Path) -> None:
    path = tmp_path / "摘录.txt"
    path.write_text("年底前新建公园3个。", encoding="utf-8")
    said = duban("propose", str(path))
    assert said.code == 110
    assert "--issued-on" in said.err
    assert len(read(duban, str(path), "--issued-on", "2023-02-08")) == 1


def test_every_proposal_says_which_rule_found_it_and_how_it_was_dated(
    duban: Duban, report: Path
) -> None:
    said = flat(duban("propose", str(report), "--why").out)
    assert "写明了期限和届时应达到的结果。" in said
    assert "“9月底前”，即2023年9月30日：以当月最后一日为限" in said
    assert "本条未写期限，沿用上文：“2023年”" in said


def test_a_person_sees_a_table_and_how_to_keep_it(duban: Duban, report: Path) -> None:
    said = flat(duban("propose", str(report)).out)
    assert "新建公园3个" in said
    assert "dubanpropose民生实事.txt--keep" in said


def test_a_document_without_promises_says_so(duban: Duban, tmp_path: Path) -> None:
    path = tmp_path / "讲话.txt"
    path.write_text("坚持人民至上，奋力谱写新篇章。", encoding="utf-8")
    words = ("propose", str(path), "--issued-on", "2023-02-08")
    assert read(duban, *words[1:]) == []
    assert "没有写明时限或数量指标" in duban(*words).out


def test_what_is_kept_waits_as_drafts_and_the_same_document_adds_nothing(
    duban: Duban, report: Path
) -> None:
    kept = duban("propose", str(report), "--keep")
    assert (kept.code, "新增4条" in kept.out) == (0, True)
    again = duban("propose", str(report), "--keep")
    assert "新增0条，此前已有4条" in again.out
    drafts = json.loads(duban("drafts", "--json").out)["lines"]
    assert [one["title"] for one in drafts] == [
        "改造老旧小区46个",
        "背街小巷22条",
        "新建公园3个",
        "新增学位4800个",
    ]


def test_a_kept_promise_is_docketed_with_its_source(duban: Duban, report: Path) -> None:
    duban("propose", str(report), "--keep", *MARCH)
    duban("units", "add", "区园林局")
    done = duban("drafts", "approve", "3", "--unit", "区园林局", *MARCH)
    assert done.code == 0, done.err
    (line,) = [
        one
        for one in json.loads(duban("list", "--json").out)["lines"]
        if one["title"] == "新建公园3个"
    ]
    shown = json.loads(duban("show", line["number"], "--json").out)
    assert (line["due"], shown["source_passage"]) == ("2023-12-31", "新建公园3个")


def test_the_second_reader_adds_what_the_rules_missed_and_is_marked(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("2023年工作要点\n新建公园3个。秋季学期迎接1200名新生。", encoding="utf-8")
    known = {"quote": "新建公园3个", "quantity": 3, "deadline_phrase": ""}
    missed = {"quote": "秋季学期迎接1200名新生", "quantity": 1200, "deadline_phrase": ""}
    with chat(promising(known, missed)) as server:
        for name, value in {"ON": "true", "URL": server.url, "MODEL": "local"}.items():
            monkeypatch.setenv(f"DUBAN_SECOND_READER_{name}", value)
        found = read(duban, str(path), "--issued-on", "2023-02-08", "--second-reader")
    assert [(one["quote"], one["reader"]) for one in found] == [
        ("新建公园3个", "rules"),
        ("秋季学期迎接1200名新生", "second"),
    ]


def test_asking_a_second_reader_that_is_not_set_up_is_refused(duban: Duban, report: Path) -> None:
    assert duban("propose", str(report), "--second-reader").code == code_of("SecondReaderOff")

"""Drafts go round as a workbook, are decided on there, and come back row by row."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ledgers.book import Book
from ledgers.draft_lines import DraftLines
from ledgers.draft_returns import TakenBack, import_drafts
from ledgers.draft_sheets import AT, COLUMNS, export_drafts
from ledgers.gate import RowVerdict
from ledgers.imports import read_rows
from models.bad_files import NoHeading
from models.broken_rules import NotYourTurn
from models.errors import NoSuchDocument, NotAChoice
from models.words import Speaker
from tests.conftest import Office
from tests.ledgers.spies import contents
from tests.makers import MONDAY
from tests.papers import keep

PARKING, PARKS, LAKE, AIR, AGAIN = range(1, 6)
ROW = {PARKING: 4, PARKS: 5, LAKE: 6, AIR: 7}
SOFFICE = shutil.which("soffice")


@pytest.fixture
def by(office: Office) -> dict[str, Any]:
    return {"by": office.officer, "on": MONDAY}


@pytest.fixture
def kept(book: Book, by: dict[str, Any]) -> Book:
    keep(book, **by)
    return book


Fill = Callable[..., Path]


@pytest.fixture
def fill(kept: Book, tmp_path: Path) -> Fill:
    """Write the drafts out and fill cells in: ``{draft: {column: value}}``."""

    def made(cells: dict[int, dict[str, Any]], language: str = "zh") -> Path:
        path = tmp_path / "审定.xlsx"
        export_drafts(kept, path, speaker=Speaker(language), on=MONDAY)
        book = load_workbook(path)
        for draft, values in cells.items():
            for key, value in values.items():
                book.worksheets[0].cell(ROW[draft], AT[key] + 1).value = value
        book.save(path)
        return path

    return made


def verdicts(back: TakenBack) -> dict[str, str]:
    return {one.number: one.verdict.value for one in back.lines}


def test_a_sheet_shows_what_waits_and_what_the_document_says(kept: Book, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert export_drafts(kept, path, speaker=Speaker("zh"), on=MONDAY) == 4
    sheet = load_workbook(path)["拟立项事项"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert len(rows) == 5 and rows[0][:4] == ["拟立项号", "处理意见", "拟定名称", "拟定牵头单位"]
    lake = dict(zip(AT, rows[3], strict=True))
    assert lake["lacks"] == "牵头单位、时限"
    assert "【西流湖公园汛期前对外开放】" in lake["context"] and lake["place"] == "第2页"
    assert dict(zip(AT, rows[1], strict=True))["due"] == datetime(2020, 9, 30)


def test_only_what_may_be_decided_can_be_changed(kept: Book, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export_drafts(kept, path, speaker=Speaker("zh"), on=MONDAY)
    sheet = load_workbook(path).worksheets[0]
    assert sheet.protection.sheet
    for column in COLUMNS:
        assert sheet.cell(5, AT[column.key] + 1).protection.locked != column.open
    choices = {str(one.sqref): one.formula1 for one in
               sheet.data_validations.dataValidation}  # fmt: skip
    assert choices["B4:B7"] == '"批准,修改,删除"'
    assert choices["D4:D7"] == "UNITS"


def test_what_is_chosen_is_done(kept: Book, by: dict[str, Any], fill: Fill) -> None:
    path = fill({
        PARKING: {"decision": "批准", "title": "停车场开工"},
        PARKS: {"decision": "删除", "reason": "上年已完成"},
        LAKE: {"decision": "批准", "lead_unit": "parks", "due": "8月底前", "kind": "完工"},
        AIR: {"decision": "修改", "lead_unit": "水利局", "target": 80, "due": date(2020, 11, 30),
              "support_units": "交通局"},
    })  # fmt: skip
    back = import_drafts(kept, path, **by)
    assert set(verdicts(back).values()) == {"taken"}
    assert (back.counts["approve"], back.counts["edit"], back.counts["drop"]) == (2, 1, 1)
    lake = kept.commitments.row("2020-002")
    assert (lake.kind, lake.due, lake.due_text) == ("finish", date(2020, 8, 31), "8月底前")
    assert kept.commitments.row("2020-001").title == "停车场开工"
    air = DraftLines(kept).page(AIR).line
    assert (air.lead_unit, air.target, air.due) == ("水利局", 80, date(2020, 11, 30))
    assert air.support_units == ("交通运输局",)
    assert [kept.drafts.row(one).state for one in (PARKS, AGAIN)] == ["dropped"] * 2

    before = contents(kept.db)
    again = import_drafts(kept, path, **by)  # the same file changes nothing
    assert set(verdicts(again).values()) == {"unchanged"}
    assert contents(kept.db) == before


def test_an_untouched_sheet_changes_nothing(kept: Book, by: dict[str, Any], fill: Fill) -> None:
    before = contents(kept.db)
    for language in ("zh", "en"):
        back = import_drafts(kept, fill({}, language), **by)
        assert set(verdicts(back).values()) == {"unchanged"}
    assert contents(kept.db) == before


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"decision": "批准"}, "", "缺：牵头单位、时限"),
        ({"decision": "同意"}, "处理意见", "批准"),
        ({"decision": "删除"}, "删除理由", "理由"),
        ({"title": "西流湖"}, "处理意见", "未填"),
        ({"decision": "批准", "lead_unit": "水力局", "due": "年底前"}, "", "水利局"),
        ({"decision": "批准", "lead_unit": "parks", "due": "尽快"}, "", "尽快"),
        ({"decision": "批准", "lead_unit": "parks", "due": date(2020, 7, 1)}, "", "早于"),
        ({"decision": "修改", "target": "三十"}, "拟定目标值", "三十"),
        ({"decision": "修改", "kind": "其他"}, "拟定类型", "其他"),
        ({"decision": "批准", "lead_unit": "parks", "due": "年底前", "title": "长" * 201}, "",
         "长"),
        ({"draft": 99, "decision": "批准"}, "拟立项号", "99"),
        ({"draft": "甲", "decision": "批准"}, "拟立项号", "甲"),
        ({"draft": PARKING, "decision": "批准"}, "拟立项号", "第4行"),
        ({"decision": "删除", "reason": "x", "mark": "00000000"}, "本行校验码", "重新导出"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_by_its_place_and_good_rows_go_in(
    kept: Book, by: dict[str, Any], fill: Fill, cells: dict[str, Any], column: str, said: str
) -> None:
    path = fill({PARKING: {"decision": "批准"}, LAKE: cells, PARKS: {"decision": "删除",
                 "reason": "x"}})  # fmt: skip
    back = import_drafts(kept, path, **by)
    refused = [one for one in back.lines if one.verdict == RowVerdict.REFUSED]
    assert [(one.sheet, one.row) for one in refused] == [("拟立项事项", ROW[LAKE])]
    speaker = Speaker("zh")
    assert speaker.word(refused[0].column) == column
    assert refused[0].reason and said in refused[0].reason.said(speaker)
    assert back.counts[RowVerdict.TAKEN] == 2
    assert kept.drafts.row(LAKE).state == "waiting"
    assert kept.drafts.row(LAKE).edits == "{}"


def test_a_row_changed_in_the_ledger_since_is_refused(
    kept: Book, by: dict[str, Any], fill: Fill
) -> None:
    path = fill({LAKE: {"decision": "批准", "lead_unit": "parks", "due": "年底前"},
                 PARKING: {"decision": "批准", "title": "停车场"},
                 AIR: {"decision": "批准"}})  # fmt: skip
    kept.drafts.edit(LAKE, {"title": "西流湖"}, **by)
    kept.drafts.drop(PARKING, reason="已办", **by)
    kept.drafts.approve(AIR, {"lead_unit": "水利局"}, **by)
    back = import_drafts(kept, path, **by)
    why = {one.number: one.reason.said(Speaker("zh")) for one in back.lines if one.reason}
    assert "重新导出" in why["3"] and "不予立项" in why["1"]
    assert "2020-001" in why["4"]  # its cells still say what was read
    assert back.counts[RowVerdict.REFUSED] == 3


def test_what_was_edited_by_the_same_file_can_be_approved_in_it(
    kept: Book, by: dict[str, Any], fill: Fill, tmp_path: Path
) -> None:
    path = fill({LAKE: {"decision": "修改", "lead_unit": "parks", "due": "8月底前"}})
    import_drafts(kept, path, **by)
    book = load_workbook(path)
    book.worksheets[0].cell(ROW[LAKE], AT["decision"] + 1).value = "批准"
    book.save(path)
    assert import_drafts(kept, path, **by).counts["approve"] == 1


def test_only_the_office_takes_decisions_back(kept: Book, office: Office, fill: Fill) -> None:
    with pytest.raises(NotYourTurn):
        import_drafts(kept, fill({}), by=office.transport, on=MONDAY)


def test_a_sheet_of_drafts_is_no_ledger_and_a_ledger_no_sheet_of_drafts(
    kept: Book, by: dict[str, Any], fill: Fill, tmp_path: Path
) -> None:
    with pytest.raises(NoHeading):
        read_rows(fill({}), issued_on=MONDAY, docketed_on=MONDAY, calendar=kept.calendar)
    ledger = tmp_path / "台账.csv"
    ledger.write_text("事项名称,牵头单位\n人民路,交通局\n", "utf-8")
    with pytest.raises(NoHeading):
        import_drafts(kept, ledger, **by)


def test_only_xlsx_and_only_a_document_there_is(kept: Book, tmp_path: Path) -> None:
    with pytest.raises(NotAChoice):
        export_drafts(kept, tmp_path / "a.csv", speaker=Speaker("zh"), on=MONDAY)
    path = tmp_path / "a.xlsx"
    with pytest.raises(NoSuchDocument):
        export_drafts(kept, path, document=9, speaker=Speaker("zh"), on=MONDAY)
    assert not list(tmp_path.glob("*.xlsx")) and not list(tmp_path.glob(".*"))


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_libreoffice_keeps_rows_locks_and_choices(
    kept: Book, by: dict[str, Any], fill: Fill, tmp_path: Path
) -> None:
    path = fill({PARKING: {"decision": "批准"}, LAKE: {"decision": "批准", "lead_unit": "parks",
                 "due": date(2020, 8, 31)}, AIR: {"decision": "修改", "target": 80.5}})  # fmt: skip
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)],
        check=True, capture_output=True, timeout=120)  # fmt: skip
    saved = tmp_path / "out" / path.name
    sheet = load_workbook(saved).worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.cell(ROW[LAKE], AT["due"] + 1).protection.locked
    assert sheet.cell(ROW[LAKE], AT["quote"] + 1).protection.locked
    assert len(sheet.data_validations.dataValidation) == 3
    back = import_drafts(kept, saved, **by)
    assert verdicts(back) == {"1": "taken", "2": "unchanged", "3": "taken", "4": "taken"}
    assert kept.commitments.row("2020-002").due == date(2020, 8, 31)

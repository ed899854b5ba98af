"""A real ledger workbook: good rows go in, twice is once, and refusals teach."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ledgers import imports
from ledgers.book import Book, open_book
from ledgers.imports import ImportOutcome, RowVerdict, import_workbook, read_rows
from ledgers.read_rows import ReadRow
from ledgers.upkeep import Beginning, begin
from models.bad_files import NoHeading
from models.calendar import WorkCalendar
from models.policy import Policy
from models.terms import Kind, Role
from models.words import Speaker

PLENARY = date(2020, 7, 31)
MONDAY = date(2020, 8, 3)
NOW = datetime(2020, 8, 3, 9, tzinfo=UTC)
CALENDAR = WorkCalendar({}, date(2020, 12, 31))
EXAMPLE = Path(__file__).parents[2] / "examples" / "zhongyuan-2020"
HEADINGS = ["序号", "类别", "事项名称", "牵头单位", "配合单位", "完成时限", "阶段节点"]
GOOD = [1, "项目", "欢乐海岸项目开工建设", "发展改革委", "财政局", "年底前", None]


def a_file(
    path: Path, *rows: list[Any], headings: list[str] | None = None, **sheets: list[list[Any]]
) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [headings or HEADINGS, *rows]:
        sheet.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    book.save(path)
    return path


def read(path: Path) -> list[ReadRow]:
    return list(read_rows(path, issued_on=PLENARY, docketed_on=MONDAY, calendar=CALENDAR).rows())


def only(path: Path) -> ReadRow:
    (row,) = read(path)
    return row


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Book]:
    """Open a book with two units and their people."""
    url = f"sqlite:///{tmp_path}/office/duban.db"
    begin(
        url,
        Beginning("区政府督查室", "督查室主任甲", "chief", book_id="test"),
        policy=Policy(),
        at=NOW,
        on=MONDAY,
    )
    directory = a_file(
        tmp_path / "directory.xlsx",
        ["发展改革委员会", "发展改革委、区发改委", "张明", "联络员"],
        ["财政局", "", "王芳", "单位负责人"],
        ["区领导", "", "李强", "区领导"],
        headings=["单位", "简称", "姓名", "角色"],
    )
    with open_book(url, at=NOW, evidence=tmp_path / "evidence") as book:
        bring(book, directory)
        yield book


def bring(book: Book, path: Path, **options: Any) -> ImportOutcome:
    reading = read_rows(path, issued_on=PLENARY, docketed_on=MONDAY, calendar=book.calendar)
    by = book.directory.actor_of_login("chief")
    return import_workbook(book, reading, by=by, on=MONDAY, **options)


# -- what a row means -------------------------------------------------------------------


def test_a_row_becomes_a_draft_with_its_phrase_its_day_and_its_place(tmp_path: Path) -> None:
    row = only(a_file(tmp_path / "a.xlsx", GOOD))
    draft = row.draft()
    assert (draft.number, draft.kind, draft.due) == ("2020-001", Kind.START, date(2020, 12, 31))
    assert (draft.due_text, draft.due_rule) == ("年底前", "year_end")
    assert (row.sheet, row.row, draft.source_place) == ("Sheet", 2, "Sheet!2")


def test_the_first_of_several_units_in_a_cell_leads(tmp_path: Path) -> None:
    cells = [*GOOD]
    cells[3], cells[4] = "发展改革委、财政局，民政局\n教育局", "商务局；财政局"
    draft = only(a_file(tmp_path / "a.xlsx", cells)).draft()
    assert draft.lead_unit == "发展改革委"
    assert draft.support_units == ("财政局", "民政局", "教育局", "商务局")


def test_milestones_stand_in_one_cell(tmp_path: Path) -> None:
    cells = [*GOOD[:6], "1.9月底前完成主体；2.12月底前竣工\n10月底：绿化进场"]
    draft = only(a_file(tmp_path / "a.xlsx", cells)).draft()
    assert [(one.title, one.due, one.due_text) for one in draft.milestones] == [
        ("完成主体", date(2020, 9, 30), "9月底前"),
        ("竣工", date(2020, 12, 31), "12月底前"),
        ("绿化进场", date(2020, 10, 31), "10月底"),
    ]


@pytest.mark.parametrize("day", ["8月底前", "2020/8/31", date(2020, 8, 31)])
def test_a_milestone_and_its_day_stand_in_a_pair_of_columns(tmp_path: Path, day: Any) -> None:
    headings = [*HEADINGS[:6], "节点1", "节点1时限", "节点2", "节点2完成时间"]
    path = a_file(tmp_path / "a.xlsx", [*GOOD[:6], "开工", day, "竣工", None], headings=headings)
    draft = only(path).draft()
    assert [(one.title, one.due) for one in draft.milestones] == [
        ("开工", date(2020, 8, 31)), ("竣工", None)]  # fmt: skip


def test_milestones_stand_in_columns_of_their_own(tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "a.xlsx",
        ["甲", "发改委", "年底前", "主体完工", "10月底前挂牌"],
        headings=["事项", "牵头单位", "时限", "9月底前", "节点2"],
    )
    draft = only(path).draft()
    assert [(one.title, one.due) for one in draft.milestones] == [
        ("主体完工", date(2020, 9, 30)),
        ("挂牌", date(2020, 10, 31)),
    ]


@pytest.mark.parametrize(
    ("title", "kind", "target", "measure"),
    [
        ("新建公园游园30个", Kind.COUNT, "30", "个"),
        ("新增绿地175.5万平方米", Kind.COUNT, "175.5", "万平方米"),
        ("普惠托位占比达到75%", Kind.RATIO, "75", "%"),
    ],
)
def test_a_figure_in_the_name_is_the_target(
    tmp_path: Path, title: str, kind: Kind, target: str, measure: str
) -> None:
    draft = only(a_file(tmp_path / "a.xlsx", [1, "", title, "发改委", "", "年底前", ""])).draft()
    assert (draft.kind, draft.target, draft.measure) == (kind, Decimal(target), measure)


def test_a_duty_without_end_is_standing(tmp_path: Path) -> None:
    cells = [1, "", "养老金按时足额发放", "人社局", "", "长期坚持", ""]
    draft = only(a_file(tmp_path / "a.xlsx", cells)).draft()
    assert (draft.kind, draft.due, draft.due_text) == (Kind.STANDING, None, "长期坚持")


def test_an_unformatted_date_is_a_date(tmp_path: Path) -> None:
    cells = [*GOOD[:5], 44104, None]
    assert only(a_file(tmp_path / "a.xlsx", cells)).draft().due == date(2020, 9, 30)


def test_totals_section_titles_and_repeated_headings_are_no_matters(tmp_path: Path) -> None:
    rows = read(
        a_file(
            tmp_path / "a.xlsx",
            ["一、项目建设"],
            [1, None, *GOOD[2:]],
            HEADINGS,
            [2, None, *GOOD[2:]],
            ["合计", "", "2"],
        )
    )
    assert [(row.number, row.fields["category"]) for row in rows] == [
        ("2020-001", "一、项目建设"),
        ("2020-002", "一、项目建设"),
    ]


@pytest.mark.parametrize(
    ("place", "cell", "column", "word"),
    [
        (2, None, "事项名称", "no name"),
        (2, "甲" * 201, "事项名称", "at most 200"),
        (3, None, "牵头单位", "No lead unit"),
        (5, None, "完成时限", "There is no deadline"),
        (5, "2月30日前", "完成时限", "No day follows"),
        (5, "2020-13-45", "完成时限", "No day follows"),
        (5, "汛期前", "完成时限", "leaves the day open"),
        (5, "2020.7.1", "完成时限", "before the docketing day"),
        (6, "2月30日完成主体", "阶段节点", "No day follows from the milestone"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_and_what_to_do(
    tmp_path: Path, place: int, cell: Any, column: str, word: str
) -> None:
    cells = [*GOOD]
    cells[place] = cell
    problem = only(a_file(tmp_path / "a.xlsx", cells)).problem
    assert problem is not None
    assert problem.column == column
    assert word in Speaker("en").say(problem.sentence, **problem.facts)


# -- the example ------------------------------------------------------------------------

SOFFICE = shutil.which("soffice")


def read_example(path: Path) -> list[dict[str, Any]]:
    rows = read(path)
    assert [row.problem for row in rows if row.problem] == []
    return [{**row.fields, "source_place": "", "due_text": ""} for row in rows]


def test_the_example_ledger_is_read_whole() -> None:
    rows = read_example(EXAMPLE / "ledger.xlsx")
    assert len(rows) == 30
    assert {row["kind"] for row in rows} == set(Kind)
    estates = rows[9]
    assert (estates["fuzzy"], estates["target"]) == (True, Decimal(176))
    assert estates["support_units"] == ("区住房和城乡建设局", "各街道办事处")
    assert [(one["title"], one["due"]) for one in rows[3]["milestones"]] == [
        ("开工4个", date(2020, 8, 31)),
        ("开工8个", date(2020, 9, 20)),
        ("全部开工", date(2020, 9, 30)),
    ]
    assert sum(row["category"] == "民生改善" for row in rows) == 9


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")
@pytest.mark.parametrize(
    ("ending", "filter_name"),
    [
        ("ods", "ods"),
        ("xls", "xls"),
        ("csv", "csv:Text - txt - csv (StarCalc):44,34,76"),
    ],
)
def test_a_ledger_saved_in_another_format_reads_the_same(
    tmp_path: Path, ending: str, filter_name: str
) -> None:
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation=file://{tmp_path}/office",
            "--headless",
            "--convert-to",
            filter_name,
            "--outdir",
            str(tmp_path),
            str(EXAMPLE / "ledger.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert read_example(tmp_path / f"ledger.{ending}") == read_example(EXAMPLE / "ledger.xlsx")


# -- into the book ----------------------------------------------------------------------


def verdicts(outcome: ImportOutcome) -> list[str]:
    return [line.verdict.value for line in outcome.lines]


def test_good_rows_go_in_and_bad_ones_stay_out(page: Book, tmp_path: Path) -> None:
    bad = [2, "", "无人负责", "没有这个局", "", "年底前", ""]
    outcome = bring(page, a_file(tmp_path / "a.xlsx", GOOD, bad, [3, *GOOD[1:]]))
    assert verdicts(outcome) == ["taken", "refused", "taken"]
    assert set(page.commitments.known()) == {"2020-001", "2020-003"}
    assert (outcome.taken, outcome.refused) == (2, 1)


def test_twice_is_once(page: Book, tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.xlsx", [*GOOD[:6], "9月底前完成主体"], [2, *GOOD[1:]])
    bring(page, path)
    before = page.commitments.known()
    assert verdicts(bring(page, path)) == ["unchanged", "unchanged"]
    assert page.commitments.known() == before


def test_rows_without_a_number_are_recognised_by_name_unit_and_deadline(
    page: Book, tmp_path: Path
) -> None:
    path = a_file(
        tmp_path / "b.xlsx",
        ["甲", "区发改委", "年底前"],
        ["丙", "财政局", "年底前"],
        headings=["事项", "牵头单位", "时限"],
    )
    first = bring(page, path)
    assert [line.number for line in first.lines] == ["2020-001", "2020-002"]
    assert verdicts(bring(page, path)) == ["unchanged", "unchanged"]


def test_a_row_without_a_number_gets_none_that_stands_further_down(
    page: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 1)
    nameless = [None, *GOOD[1:2], "另一个项目开工建设", *GOOD[3:]]
    path = a_file(tmp_path / "a.xlsx", nameless, GOOD)
    assert [line.number for line in bring(page, path).lines] == ["2020-002", "2020-001"]
    assert bring(page, path).unchanged == 2


def test_a_changed_deadline_is_refused_with_the_command_that_changes_it(
    page: Book, tmp_path: Path
) -> None:
    bring(page, a_file(tmp_path / "a.xlsx", GOOD))
    changed = [*GOOD]
    changed[5] = "2021-03-31"
    (line,) = bring(page, a_file(tmp_path / "b.xlsx", changed)).lines
    assert line.verdict == RowVerdict.REFUSED
    assert line.reason is not None
    assert "duban extend ask 2020-001 --until 2021-03-31" in line.reason.said(Speaker("en"))


def test_changed_content_is_refused_naming_what_differs(page: Book, tmp_path: Path) -> None:
    bring(page, a_file(tmp_path / "a.xlsx", GOOD))
    changed = [*GOOD]
    changed[1], changed[3] = "民生", "财政局"
    (line,) = bring(page, a_file(tmp_path / "b.xlsx", changed)).lines
    assert line.reason is not None
    assert "Category of work, Leading unit" in line.reason.said(Speaker("en"))


def test_the_same_number_twice_in_a_file_is_refused_the_second_time(
    page: Book, tmp_path: Path
) -> None:
    outcome = bring(page, a_file(tmp_path / "a.xlsx", GOOD, [*GOOD[:2], "另一件", *GOOD[3:]]))
    assert verdicts(outcome) == ["taken", "refused"]
    assert outcome.lines[1].reason is not None
    assert outcome.lines[1].reason.facts["place"] == "Sheet!2"


def test_an_unknown_unit_is_refused_with_the_nearest_names(page: Book, tmp_path: Path) -> None:
    cells = [*GOOD]
    cells[3] = "发展和改革委"
    (line,) = bring(page, a_file(tmp_path / "a.xlsx", cells)).lines
    assert line.column == "牵头单位"
    assert line.reason is not None
    assert "发展改革委" in line.reason.facts["near"]


def test_unknown_units_are_added_when_asked_for(page: Book, tmp_path: Path) -> None:
    cells = [*GOOD]
    cells[3] = "大数据局"
    outcome = bring(page, a_file(tmp_path / "a.xlsx", cells), create_units=True)
    assert (outcome.taken, outcome.units) == (1, 1)
    assert "大数据局" in page.directory.unit_names()


def test_a_dry_run_tells_the_same_and_writes_nothing(page: Book, tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.xlsx", GOOD, people=[["单位", "姓名"], ["新设局", "陈晨"]])
    assert verdicts(bring(page, path, dry_run=True)) == ["taken", "taken"]
    assert page.commitments.known() == {}
    assert "新设局" not in page.directory.unit_names()


def test_a_goal_without_a_measure_needs_a_closing_standard(page: Book, tmp_path: Path) -> None:
    headings = ["序号", "事项名称", "牵头单位", "时限", "完成标准"]
    bare = [1, "220个小区改造大头落地", "财政局", "年底前", None]
    written = [2, "220个小区改造大头落地", "财政局", "年底前", "完工小区不少于176个"]
    outcome = bring(page, a_file(tmp_path / "a.xlsx", bare, written, headings=headings))
    assert verdicts(outcome) == ["refused", "taken"]
    assert outcome.lines[0].column == "完成标准"


def test_an_unknown_leader_is_refused(page: Book, tmp_path: Path) -> None:
    headings = ["序号", "事项名称", "分包领导", "牵头单位", "时限"]
    outcome = bring(
        page,
        a_file(
            tmp_path / "a.xlsx",
            [1, "甲", "李强", "财政局", "年底前"],
            [2, "乙", "查无此人", "财政局", "年底前"],
            headings=headings,
        ),
    )
    assert verdicts(outcome) == ["taken", "refused"]
    assert outcome.lines[1].column == "分包领导"


# -- the directory ----------------------------------------------------------------------


def test_a_directory_sheet_brings_units_people_and_leaders(page: Book, tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "d.xlsx",
        [
            "某街道办事处",
            "某街道",
            "区政府",
            "李强",
            "周敏",
            "联络员",
            "联络员",
            "zhou@street.example.org",
            "英文",
        ],
        ["区政府", "", "", "", "", "", "", "", ""],
        headings=[
            "单位名称",
            "简称",
            "上级单位",
            "分管领导",
            "姓名",
            "职务",
            "角色",
            "电子邮箱",
            "语言",
        ],
    )
    assert verdicts(bring(page, path)) == ["taken", "taken"]
    unit = next(one for one in page.directory.units() if one.name == "某街道办事处")
    assert (unit.parent, unit.leader, unit.aliases) == ("区政府", "李强", ("某街道",))
    person = next(one for one in page.directory.people() if one.name == "周敏")
    assert (person.role, person.email, person.language) == (
        Role.LIAISON,
        "zhou@street.example.org",
        "en",
    )
    assert verdicts(bring(page, path)) == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["甲局", "", "查无此局", "", "", "", ""], "上级单位"),
        (["甲局", "财政局", "", "", "", "", ""], "简称"),
        (["甲局", "", "", "查无此人", "", "", ""], "分管领导"),
        (["甲局", "", "", "", "陈晨", "门卫", ""], "角色"),
        (["甲局", "", "", "", "陈晨", "联络员", "不是邮箱"], "电子邮箱"),
    ],
)
def test_a_bad_directory_row_is_refused_with_its_column(
    page: Book, tmp_path: Path, row: list[str], column: str
) -> None:
    headings = ["单位", "简称", "上级单位", "分管领导", "姓名", "角色", "电子邮箱"]
    (line,) = bring(page, a_file(tmp_path / "d.xlsx", row, headings=headings)).lines
    assert (line.verdict, line.column) == (RowVerdict.REFUSED, column)


def test_units_that_would_stand_above_themselves_are_refused(page: Book, tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "d.xlsx", ["甲局", "乙局"], ["乙局", "甲局"], headings=["单位", "上级单位"]
    )
    assert verdicts(bring(page, path)) == ["taken", "refused"]


def test_a_file_that_is_neither_ledger_nor_directory_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.xlsx", ["1", "甲"], headings=["序号", "备注"])
    with pytest.raises(NoHeading):
        read_rows(path, issued_on=PLENARY, docketed_on=MONDAY, calendar=CALENDAR)


def test_a_number_whose_first_row_is_refused_is_still_taken(page: Book, tmp_path: Path) -> None:
    bad, other = [*GOOD[:5], "尽快", None], [1, "项目", "另一事项", *GOOD[3:]]
    outcome = bring(page, a_file(tmp_path / "a.xlsx", bad, other))
    assert [line.verdict for line in outcome.lines] == ["refused", "refused"]
    line = outcome.lines[1]
    assert (line.sheet, line.row, line.column) == ("Sheet", 3, "序号")
    reason = line.reason
    assert reason and reason.facts == {"number": "2020-001", "place": "Sheet!2"}

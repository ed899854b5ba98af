"""duban calendar: a clerk reads it, checks it, pastes a notice, and sets the office's own days."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.calendar_page import calendar_page, drawn, months_of
from flows.desk import Desk
from ledgers.book import open_book
from models.settings import read_settings
from models.words import Speaker, cells
from tests.desk import APP, ON, Duban, code_of, done, refused
from tests.notices import notice
from tests.offices import BEGUN, ZONE, at

NOVEMBER, DECEMBER = ("--on", "2026-11-02"), ("--on", "2026-12-01")
# A year nobody has arranged yet, as a notice might arrange it.
NEXT_YEAR = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


@pytest.fixture
def pasted(tmp_path: Path) -> str:
    (tmp_path / "通知.txt").write_text(NEXT_YEAR, encoding="gb18030")
    return str(tmp_path / "通知.txt")


def shown(duban: Duban, *words: str) -> Any:
    return json.loads(duban("calendar", "show", *words, "--json").out)


# -- show ----------------------------------------------------------------------------------


def test_a_month_is_a_grid_with_its_marks_and_total(duban: Duban) -> None:
    lines = duban("calendar", "show", "2020-10").out.splitlines()
    assert lines[0] == "2020年10月　工作日17天"
    assert lines[1].split() == list("一二三四五六日")
    assert lines[2].split() == ["1休", "2休", "3休", "4休"]
    assert lines[3].split() == ["5休", "6休", "7休", "8休", "9", "10班", "11"]
    assert "休 放假" in lines[8]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["2020", "2026", "2028", "2020-10"])
def test_a_calendar_fits_eighty_columns(office: Path, language: str, period: str) -> None:
    console = Console(width=80, file=StringIO())
    with open_book(read_settings(office).book_url, at=at(BEGUN), write=False) as book:
        page = calendar_page(book, months_of(period, BEGUN))
        console.print(*drawn(page, Speaker(language)), sep="\n")
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(cells(line) for line in out.splitlines()) <= 80
    assert out.count("工作日" if language == "zh" else "working days") == (
        13 if len(period) == 4 else 1
    )


def test_a_calendar_for_a_program_has_totals_and_grounds(duban: Duban) -> None:
    told = shown(duban, "2020")
    assert (told["from"], told["to"], told["working_days"]) == ("2020-01-01", "2020-12-31", 249)
    assert told["months"][9] == {"month": "2020-10", "working_days": 17, "provisional": False}
    october = next(one for one in told["stretches"] if one["first"] == "2020-10-01")
    assert (october["last"], october["kind"], october["scope"]) == (
        "2020-10-08", "rest", "state council")  # fmt: skip
    assert shown(duban, "2027-01")["months"][0]["provisional"]


def test_days_nobody_has_published_are_marked(duban: Duban) -> None:
    out = duban("calendar", "show", "2027-01").out
    assert "（暂定）" in out and "?31" in out and "放假安排公布至2026年12月31日" in out


@pytest.mark.parametrize("period", ["27", "2027-13", "2027-1-1", "明年", "20270"])
def test_what_is_no_period_is_refused(duban: Duban, period: str) -> None:
    said = duban("calendar", "show", period)
    assert said.code == code_of("NotAPeriod") and period in said.err


# -- own days ------------------------------------------------------------------------------


def test_an_own_day_is_set_marked_seen_in_the_past_and_taken_back(duban: Duban) -> None:
    said = duban("calendar", "set", "2020-08-19..2020-08-20", "rest", "--reason", "区庆",
                 "--document", "区政办〔2020〕9号", "--scope", "市", *ON)  # fmt: skip
    assert said.code == 0
    assert "2020-08-19 周三 上班 休息 区庆" in said.out
    assert "1项距时限的工作日数有变" in said.out
    assert "*19休*20休" in duban("calendar", "show", "2020-08").out
    stretch = shown(duban, "2020-08")["stretches"][0]
    assert (stretch["scope"], stretch["reason"], stretch["document"]) == (
        "city", "区庆", "区政办〔2020〕9号")  # fmt: skip
    assert shown(duban, "2020-08", "--as-of", "2020-08-09")["stretches"] == []
    refused(duban, "NoSuchOverride", "calendar", "unset", "2020-08-19", "--reason", "x")
    back = ("calendar", "unset", "2020-08-19..2020-08-20", "--reason", "改期", "--scope", "city")
    done(duban, back)
    assert shown(duban, "2020-08")["stretches"] == []
    assert duban("audit").code == 0


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("BadDay", ("set", "8月19日", "rest", "--reason", "x")),
        ("BadDay", ("set", "2020-08-19..", "rest", "--reason", "x")),
        ("WrongPeriod", ("set", "2020-08-20..2020-08-19", "rest", "--reason", "x")),
        ("NotAChoice", ("set", "2020-08-19", "放", "--reason", "x")),
        ("NotAChoice", ("set", "2020-08-19", "rest", "--reason", "x", "--scope", "国务院")),
        ("NothingSaid", ("set", "2020-08-19", "rest", "--reason", " ")),
        ("NothingSaid", ("unset", "2020-08-19", "--reason", "")),
        ("NotYourTurn", ("set", "2020-08-19", "rest", "--reason", "x", "--by", "王路")),
    ],
)
def test_what_cannot_be_set_is_refused_and_changes_nothing(
    duban: Duban, refusal: str, words: tuple[str, ...]
) -> None:
    before = shown(duban, "2020-08")
    refused(duban, refusal, "calendar", *words)
    assert shown(duban, "2020-08") == before


def test_a_day_is_called_in_either_language(duban: Duban) -> None:
    words = ("2020-08-19", "休息", "--reason", "区庆", "--scope", "本办公室")
    done(duban, ("calendar", "set", *words))
    assert shown(duban, "2020-08")["stretches"][0]["kind"] == "rest"


# -- a notice ------------------------------------------------------------------------------


def test_a_dry_run_shows_every_change_and_makes_none(duban: Duban, pasted: str) -> None:
    before = shown(duban, "2027")
    said = duban("calendar", "import", pasted, "--dry-run", *ON)
    assert said.code == 0
    for line in ("2027-01-31 周日 休息 上班 春节", "2027-10-01 周五 上班 休息 国庆节",
                 "共24天有变", "试运行：未作任何改动。"):  # fmt: skip
        assert line in said.out
    assert shown(duban, "2027") == before


def test_a_notice_is_taken_over_and_then_known(duban: Duban, pasted: str) -> None:
    assert "2027年12月31日" in duban("calendar", "import", pasted, *ON).out
    told = shown(duban, "2027")
    assert (told["published_until"], told["working_days"]) == ("2027-12-31", 249)
    assert "台账已有此项安排" in duban("calendar", "import", pasted, *ON).out
    answer = json.loads(duban("calendar", "import", pasted, *ON, "--json").out)
    assert (answer["days"], answer["words"], answer["dry_run"]) == ([], 0, False)


def test_a_notice_is_pasted_into_standard_input(office: Path) -> None:
    words = ["--office", str(office), "calendar", "import", "-", *ON]
    found = CliRunner().invoke(APP, words, input=NEXT_YEAR.encode())
    assert found.exit_code == 0 and "共24天有变" in found.stdout


def test_leave_that_is_only_encouraged_is_named_as_passed_over(
    duban: Duban, tmp_path: Path
) -> None:
    (tmp_path / "2024.txt").write_text(notice(2024), encoding="utf-8")
    said = duban("calendar", "import", str(tmp_path / "2024.txt"), *ON)
    assert "未计入：鼓励用人单位安排职工在除夕(2月9日)休息" in said.out
    assert "上班与放假日期均无变化" in said.out


def test_a_notice_that_contradicts_itself_is_refused(duban: Duban, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(NEXT_YEAR.replace("共8天", "共7天"), encoding="utf-8")
    said = refused(duban, "BadNotice", "calendar", "import", str(wrong))
    assert "第3行" in said and "写明共7天" in said
    refused(duban, "FileMissing", "calendar", "import", str(tmp_path / "none.txt"))
    refused(duban, "NotYourTurn", "calendar", "import", str(_written(tmp_path)), "--by", "王路")


def _written(folder: Path) -> Path:
    (folder / "good.txt").write_text(NEXT_YEAR, encoding="utf-8")
    return folder / "good.txt"


# -- check ---------------------------------------------------------------------------------


def checks(duban: Duban, *on: str) -> tuple[int, list[tuple[str, str]]]:
    said = duban("calendar", "check", *on, "--json")
    found = json.loads(said.out)["lines"]
    zh = Speaker("zh")
    names = {zh.say(one): one for one in ("Calendar", "Next year's notice", "Provisional days",
             "Published table", "Own days", "Last change", "Years")}  # fmt: skip
    return said.code, [(names[one["what"]], one["finding"]) for one in found]


def test_next_years_notice_is_missed_from_november_and_a_fault_from_december(
    duban: Duban, pasted: str
) -> None:
    lacking = "Next year's notice"
    assert lacking not in dict(checks(duban, "--on", "2026-10-31")[1])
    code, found = checks(duban, *NOVEMBER)
    assert (code, dict(found)[lacking]) == (0, "note")
    code, found = checks(duban, *DECEMBER)
    assert (code, dict(found)[lacking]) == (code_of("CalendarUnfit"), "mend")
    code, found = checks(duban, "--on", "2027-01-04")
    assert (code, dict(found)["Calendar"]) == (code_of("CalendarUnfit"), "mend")
    done(duban, ("calendar", "import", pasted))
    code, found = checks(duban, *DECEMBER)
    assert code == 0 and lacking not in dict(found)


def test_deadlines_that_lean_on_provisional_days_are_named(duban: Duban, pasted: str) -> None:
    assert dict(checks(duban, *NOVEMBER)[1])["Provisional days"] == "well"
    done(duban, ("docket", "建桥", "--number", "2020-009", "--unit", "交通局", "--due",
                 "2027-03-31"))  # fmt: skip
    assert dict(checks(duban, *NOVEMBER)[1])["Provisional days"] == "note"
    found = json.loads(duban("calendar", "check", *NOVEMBER, "--json").out)["lines"]
    assert "2020-009" in str(found)
    listed = duban("list", *ON).out
    assert "2027-03-31?" in listed and "2020-08-20?" not in listed
    assert (
        Speaker("zh").say(
            "? Counted past the published holiday calendar, and therefore provisional."
        )
        in listed
    )
    assert "暂定" in duban("show", "2020-009", *ON).out
    done(duban, ("calendar", "import", pasted))
    assert "2027-03-31?" not in duban("list", *ON).out


def test_own_words_that_contradict_each_other_or_say_nothing_new_are_named(duban: Duban) -> None:
    done(duban, ("calendar", "set", "2020-08-19", "rest", "--reason", "a"),
         ("calendar", "set", "2020-08-19", "work", "--reason", "b", "--scope", "province"),
         ("calendar", "set", "2020-08-22", "rest", "--reason", "c"))  # fmt: skip
    code, found = checks(duban, *NOVEMBER)
    assert code == 0
    assert [finding for what, finding in found if what == "Own days"] == ["well", "note", "note"]


def test_days_that_differ_from_the_table_without_a_notice_are_a_fault(
    duban: Duban, office: Path, tmp_path: Path
) -> None:
    text = notice(2026).replace("5月9日（周六）上班", "5月10日（周日）上班")
    (tmp_path / "other.txt").write_text(text, encoding="utf-8")
    done(duban, ("calendar", "import", str(tmp_path / "other.txt")))
    assert dict(checks(duban, *NOVEMBER)[1])["Published table"] == "note"
    with open_book(read_settings(office).book_url, at=at(BEGUN)) as book:
        book.db.tell("DELETE FROM calendar_day WHERE day = :day", {"day": date(2025, 10, 1)})
    code, found = checks(duban, *NOVEMBER)
    assert (code, dict(found)["Published table"]) == (code_of("CalendarUnfit"), "mend")


def test_a_book_older_than_its_package_is_told_what_brings_it_up_to_date(
    duban: Duban, office: Path
) -> None:
    with open_book(read_settings(office).book_url, at=at(BEGUN)) as book:
        book.db.tell("DELETE FROM calendar_day WHERE day > :day", {"day": date(2025, 6, 30)})
        book.set_fact("calendar_until", "2025-12-31")
    code, found = checks(duban, "--on", "2025-11-02")
    assert code == code_of("CalendarUnfit")
    assert ("Published table", "mend") in found
    assert duban("init", "--migrate").code == 0
    code, found = checks(duban, "--on", "2025-11-02")
    assert (code, dict(found)["Published table"]) == (0, "well")


def test_the_last_change_tells_who_and_why(duban: Duban) -> None:
    done(duban, ("calendar", "set", "2020-08-19", "rest", "--reason", "区庆放假", "--by", "钱察"))
    lines = json.loads(duban("calendar", "check", *NOVEMBER, "--json").out)["lines"]
    last = lines[-1]["said"]
    assert (last["actor"], last["note"], last["moved"], last["open"]) == ("钱察", "区庆放假", 1, 1)


# -- the cut-off hour ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "cutoff", "belongs_to"),
    [
        ("2020-09-30T17:30", time(17, 30), "2020-09-30"),
        ("2020-09-30T17:31", time(17, 30), "2020-10-09"),  # the evening before a holiday
        ("2020-10-10T17:00", time(17, 30), "2020-10-10"),  # a made-up Saturday
        ("2020-10-10T17:31", time(17, 30), "2020-10-12"),
        ("2020-10-10T16:01", time(16, 0), "2020-10-12"),
        ("2020-10-09T20:00", time(17, 30), "2020-10-10"),
    ],
)
def test_what_is_entered_after_the_offices_hour_is_the_next_working_days(
    office: Path, moment: str, cutoff: time, belongs_to: str
) -> None:
    file = office / "duban.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('cutoff = "17:30"', f'cutoff = "{cutoff:%H:%M}"'), "utf-8")
    seat = Desk("zh", office)
    seat.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert seat.settings.cutoff == cutoff
    with seat.reading() as book:
        assert str(seat.business_day(book, "")) == belongs_to

"""Drafts at the front door: listed, shown, decided on, walked through key by key."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from flows import review
from ledgers.book import open_book
from ledgers.draft_sheets import AT
from models.settings import read_settings
from models.words import Speaker, cells
from tests.desk import ON, Duban, code_of, done, events, refused
from tests.offices import BEGUN, at
from tests.papers import keep

PARKING, PARKS, LAKE, AIR, AGAIN = range(1, 6)


@pytest.fixture
def kept(office: Path) -> Path:
    """The office with a report of four promises, of which only the first names a unit of it."""
    with open_book(read_settings(office).book_url, at=at(BEGUN)) as book:
        keep(book, by=book.directory.actor_named("赵明"), on=BEGUN)
    return office


def state(duban: Duban, draft: int) -> str:
    line = json.loads(duban("drafts", "show", str(draft), "--json").out)["line"]
    return str(line["state"])


# -- listed and shown --------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_fits_a_narrow_screen(
    duban: Duban, kept: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("drafts",), ("drafts", "show", "3")):
        said = duban("--lang", language, *words)
        assert said.code == 0 and "西流湖公园" in said.out
        assert max(map(cells, said.out.splitlines())) <= 80


def test_the_list_says_what_is_missing_and_what_repeats(duban: Duban, kept: Path) -> None:
    said = duban("drafts").out
    assert "《2020年政府工作报告》" in said and "待定4条" in said
    assert "牵头单位、时限" in said and "└ 建成公园" in said
    lines = json.loads(duban("drafts", "--json").out)["lines"]
    assert [one["draft"] for one in lines] == [PARKING, PARKS, AGAIN, LAKE, AIR]
    assert lines[3]["lacks"] == ["unit", "due"] and lines[2]["repeats"] == PARKS


def test_what_is_decided_is_listed_only_with_all(duban: Duban, kept: Path) -> None:
    done(duban, ("drafts", "drop", "2", "4", "--reason", "上年已完成"))
    assert "不予立项" not in duban("drafts").out
    assert "上年已完成" in duban("drafts", "--all").out
    assert duban("drafts", "--document", "1").code == 0
    assert duban("drafts", "--document", "9").code == code_of("NoSuchDocument")


def test_without_documents_the_list_says_so(duban: Duban) -> None:
    assert "没有待定的拟立项事项" in duban("drafts").out


def test_a_draft_is_shown_in_its_passage(duban: Duban, kept: Path) -> None:
    said = duban("drafts", "show", "3").out
    assert "【西流湖公园汛期前对外开放】" in said and "第2页" in said
    assert "须人工确定：汛期前" in said and "市政设施管理处" in said
    assert "以当月最后一日为限" in duban("drafts", "show", "1").out


# -- decided -----------------------------------------------------------------------------


def test_an_officer_dockets_a_draft(duban: Duban, kept: Path) -> None:
    said = duban("drafts", "approve", "1", "--by", "钱察", *ON)
    assert said.code == 0 and "已立项" in said.out and "水利局" in said.out
    assert events(duban, "2020-002") == ["docketed"]
    shown = duban("show", "2020-002").out
    assert "9月底前开工建设12个停车场项目" in shown and "第1页" in shown
    assert "2020-002" in refused(duban, "DraftDecided", "drafts", "approve", "1")
    assert "2020-002" in duban("drafts", "show", "1").out


def test_what_is_missing_is_said_with_its_option(duban: Duban, kept: Path) -> None:
    assert "--unit UNIT --due" in refused(duban, "DraftLacks", "drafts", "approve", "3")
    done(duban, ("drafts", "approve", "3", "--unit", "交通局", "--due", "8月底前", "--assign"))
    assert events(duban, "2020-002") == ["docketed", "assigned"]


def test_of_several_one_that_is_refused_stops_no_other(duban: Duban, kept: Path) -> None:
    said = duban("drafts", "approve", "3", "2", "1", "--unit", "交通局", *ON)
    assert said.code == 123 and "缺：时限" in said.err
    assert [state(duban, one) for one in (1, 2, 3)] == ["docketed", "docketed", "waiting"]
    refused(duban, "NotTogether", "drafts", "approve", "3", "4", "--title", "x")


def test_edits_wait_for_the_docketing(duban: Duban, kept: Path) -> None:
    done(duban, ("drafts", "edit", "3", "--unit", "交通局", "--due", "2020-08-31", "--kind", "完工",
                 "--target", "1", "--measure", "处"))  # fmt: skip
    assert "原为" in duban("drafts", "show", "3").out
    done(duban, ("drafts", "approve", "3"))
    refused(duban, "BadDraft", "drafts", "edit", "4", "--target", "三十个")


def test_dropping_needs_a_reason_and_takes_the_repeats_along(duban: Duban, kept: Path) -> None:
    refused(duban, "NothingSaid", "drafts", "drop", "2")
    refused(duban, "DraftRepeats", "drafts", "approve", "5", "--unit", "交通局")
    assert "2、5" in duban("drafts", "drop", "2", "--reason", "上年已完成", *ON).out
    assert state(duban, 5) == "dropped"


def test_people_outside_the_office_decide_nothing(duban: Duban, kept: Path) -> None:
    refused(duban, "NotYourTurn", "drafts", "approve", "1", "--by", "王路")
    refused(duban, "NotYourTurn", "drafts", "drop", "1", "--reason", "x", "--by", "王路")
    refused(duban, "NoSuchDraft", "drafts", "approve", "77")


def test_drafts_go_to_excel_and_back(duban: Duban, kept: Path, tmp_path: Path) -> None:
    path = tmp_path / "审定.xlsx"
    assert "4条" in duban("drafts", "export", str(path), *ON).out
    book = load_workbook(path)
    for row, decision in ((4, "批准"), (5, "批准")):
        book.worksheets[0].cell(row, AT["decision"] + 1).value = decision
    book.save(path)
    said = duban("drafts", "import", str(path), *ON)
    assert said.code == 54 and "立项1条" in said.out and "缺：牵头单位" in said.out
    lines = json.loads(duban("drafts", "import", str(path), *ON, "--json").out)["lines"]
    assert [one["verdict"] for one in lines] == ["unchanged", "refused", "unchanged", "unchanged"]
    refused(duban, "CannotWrite", "drafts", "export", str(tmp_path / "no" / "x.xlsx"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_keys_do_is_said_in_one_line(language: str) -> None:
    for line in (review.KEYS, review.FIELDS):
        assert cells(Speaker(language).say(line)) < WIDTH


def test_a_walk_needs_a_terminal(duban: Duban, kept: Path) -> None:
    refused(duban, "NotATerminal", "drafts", "review")


# -- walked through ----------------------------------------------------------------------

pty = pytest.importorskip("pty", reason="a terminal to type in")
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>()][A-Z0-9]?)")
HEIGHT, WIDTH = 24, 80


@dataclass
class Terminal:
    """An officer's window: keys go in, screens come out."""

    handle: int
    told: str = ""
    fresh: bytes = b""
    """What came since the last key."""

    def until(self, *words: str, seconds: float = 60) -> None:
        """Wait until all of this has come since the last key."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            text = self.fresh.decode("utf-8", "replace")
            if all(one in text for one in words):
                return
            if select.select([self.handle], [], [], 0.1)[0]:
                self.fresh += os.read(self.handle, 65536)
        raise AssertionError(f"no {words} in:\n{ESCAPE.sub('', text)}")

    def press(self, keys: str, *then: str) -> None:
        """Press keys and wait for what they bring.

        What is typed before a draft can have been read counts for nothing, so wait until keys
        are listened to.
        """
        import termios

        end = time.monotonic() + 30
        while termios.tcgetattr(self.handle)[3] & termios.ICANON and time.monotonic() < end:
            time.sleep(0.02)
        self.told, self.fresh = self.told + self.fresh.decode("utf-8", "replace"), b""
        os.write(self.handle, keys.encode())
        self.until(*then)

    def screens(self) -> list[list[str]]:
        """Every screen that was drawn, line by line."""
        drawn = [ESCAPE.sub("", one) for one in self.told.split("\x1b[2J")[1:]]
        return [one.replace("\r", "").split("\n") for one in drawn]


@contextmanager
def terminal(office: Path, *words: str) -> Iterator[Terminal]:
    import fcntl
    import struct
    import termios

    child, handle = pty.fork()
    if not child:
        # Said on the command line: the environment is pytest's own.
        os.environ |= {"TERM": "xterm", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(Path.cwd())}
        os.environ.pop("COLUMNS", None)
        os.execv(sys.executable, [sys.executable, "-m", "cli", "--office", str(office), *words])
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    try:
        yield Terminal(handle)
    finally:
        os.close(handle)
        os.waitpid(child, 0)


def fits(window: Terminal) -> None:
    for screen in window.screens():
        asked = next((n for n, one in enumerate(screen) if one.startswith(KEYS)), len(screen))
        assert asked < HEIGHT, screen
        assert max(map(cells, screen[: asked + 1])) <= WIDTH, screen


KEYS = ("a 立项", "a docket")


def test_an_officer_walks_through_what_waits(duban: Duban, kept: Path) -> None:
    ready = "q 退出"
    with terminal(kept, "--lang", "zh", "drafts", "review", *ON) as window:
        window.until("【9月底前开工建设12个停车场项目】", ready)
        window.press("a", "已立项：2020-002", "第2条，共4条", ready)
        window.press("a", "缺：牵头单位", ready)
        window.press("d", "不予立项的理由")
        window.press("上年已完成\n", "第3条，共4条", ready)
        window.press("e", "改哪一项")
        window.press("2\n", "牵头单位（现为：")
        window.press("交通局\n", "已修改", ready)
        window.press("e", "改哪一项")
        window.press("3\n", "时限（现为：")
        window.press("8月底前\n", "2020年8月31日", ready)
        window.press("\x1b[D", "不予立项：上年已完成", ready)  # back to one that is decided
        window.press("a", "已于2020年8月10日作出决定", ready)
        window.press("\x1b[C", "第3条，共4条", ready)
        window.press("a", "第4条，共4条", ready)
        window.press("s", "立项2条，不予立项1条，待定1条")
    fits(window)
    assert [state(duban, one) for one in (PARKING, PARKS, LAKE, AIR, AGAIN)] == [
        "docketed", "dropped", "docketed", "waiting", "dropped",
    ]  # fmt: skip


def test_a_walk_speaks_english_and_loses_nothing_when_left(duban: Duban, kept: Path) -> None:
    ready = "q stop"
    with terminal(kept, "--lang", "en", "drafts", "review", *ON) as window:
        window.until(ready)
        window.press("a", "Docketed 2020-002", ready)
        window.press("d", "Why is it not docketed?")
        window.press("\n", ready)  # no reason: nothing is dropped
        window.press("e", "Which?")
        window.press("4\n", "Kind:")
        window.press("2\n", "is changed", ready)
        window.press("e", "Which?")
        window.press("5\n", "Target (now: 30)")
        window.press("many\n", "--target", ready)
        window.press("q", "1 docketed, 0 dropped, 3 left for later.")
    fits(window)
    assert (state(duban, PARKING), state(duban, PARKS)) == ("docketed", "waiting")

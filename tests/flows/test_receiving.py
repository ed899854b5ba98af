"""Documents that come by folder: read once, whatever happens, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import flows.receiving
from flows.receiving import InboxDone, date_in_name, receive
from flows.tray import ASIDE, DONE, NOTE, WORKING, Tray, shown
from ledgers.book import Book, open_book, page
from models.bad_files import WrongEncoding
from models.not_ready import BookBusy, InboxBusy, InboxUnusable, NothingWatched
from models.settings import InboxSettings, SecondReaderSettings, Settings, read_settings
from tests.chat import chat, code, promising
from tests.offices import an_office, at

DAY = date(2026, 3, 9)
NOW = at(DAY)
REPORT = """\
关于2026年重点工作的通知
一、9月底前新建公园12个，责任单位：交通局。
二、完成道路改造3条。
督查室
2026年3月2日
"""


@pytest.fixture(autouse=True)
def nobody_copies_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.tray.SETTLING", 0.01)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return an_office(tmp_path_factory.mktemp("template") / "office").folder


def a_copy(template: Path, folder: Path) -> Settings:
    """An office like the one made once for all tests, with a folder to watch."""
    shutil.copytree(template, folder)
    (folder / "来文").mkdir()
    return replace(read_settings(folder), inbox=InboxSettings(folder="来文"))


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Settings:
    return a_copy(template, tmp_path / "office")


def put(office: Settings, name: str = "通知.txt", text: str = REPORT) -> Path:
    path = office.folder / "来文" / name
    path.write_text(text, "utf-8")
    return path


def look(office: Settings, **more: Any) -> InboxDone:
    return receive(office, DAY, NOW, **more)


def lying(office: Settings) -> dict[str, list[str]]:
    """What lies where, our own lock left out."""
    root = office.folder / "来文"
    return {
        str(folder.relative_to(root)): sorted(
            one.name for one in folder.iterdir() if one.is_file() and one.name != ".lock"
        )
        for folder in (root, root / WORKING, root / DONE, root / ASIDE)
    }


def all_in(where: str, *names: str) -> dict[str, list[str]]:
    return {one: sorted(names) if one == where else [] for one in (".", WORKING, DONE, ASIDE)}


def ask(office: Settings, sql: str) -> list[Any]:
    with open_book(office.book_url, at=NOW, write=False) as book:
        return book.db.ask(sql)


def count(office: Settings, table: str) -> int:
    return int(ask(office, f"SELECT count(*) AS n FROM {table}")[0].n)


def letters(office: Settings) -> list[Any]:
    kinds = [
        row.kind
        for row in ask(office, "SELECT kind FROM letter WHERE kind <> 'digest' ORDER BY id")
    ]
    with open_book(office.book_url, at=NOW, write=False) as book:
        return [one.text for kind in kinds for one in book.outbox.of_day(DAY, kind)]


def note(office: Settings, name: str) -> str:
    return (office.folder / "来文" / ASIDE / f"{name}{NOTE}").read_text("utf-8-sig")


# -- what comes, and what comes of it ---------------------------------------------------


def test_a_document_becomes_drafts_and_the_office_is_told(office: Settings) -> None:
    put(office)
    done = look(office)
    assert (done.read, done.letters) == (1, 1)
    assert done.drafts == count(office, "draft") >= 2
    assert lying(office) == all_in(DONE, "通知.txt")
    (document,) = ask(office, "SELECT * FROM document")
    assert (document.name, document.issued_on, document.read_by) == (
        "通知.txt", date(2026, 3, 2), None,
    )  # fmt: skip
    (letter,) = letters(office)
    assert letter.subject.startswith("【来文登记】3月9日：收到来文1件，新增拟立项事项")
    assert "通知.txt" in letter.text and "成文日期2026年3月2日" in letter.text


def test_where_nothing_came_no_letter_is_written(office: Settings) -> None:
    assert look(office) == InboxDone(DAY, shown(office.folder / "来文"))
    put(office)
    look(office)
    look(office)
    assert len(letters(office)) == 1


def test_two_looks_of_one_day_that_found_something_are_two_letters(office: Settings) -> None:
    for n in range(2):
        put(office, f"{n}.txt", REPORT.replace("公园", f"公园{n}号"))
        look(office)
    assert len(letters(office)) == 2
    assert count(office, "letter") == 2


def test_the_same_document_again_is_recognised(office: Settings) -> None:
    put(office)
    drafts = look(office).drafts
    put(office, "通知（再次报送）.txt")
    done = look(office)
    assert (done.read, done.again, done.drafts) == (0, 1, 0)
    assert count(office, "draft") == drafts and count(office, "document") == 1
    assert lying(office) == all_in(DONE, "通知.txt", "通知（再次报送）.txt")
    assert "此前已登记（1）" in letters(office)[1].text


def test_namesakes_are_both_kept(office: Settings) -> None:
    for n in range(3):
        put(office, "报告.txt", REPORT + f"三、新建学校{n + 4}所，年底前投用。\n")
        look(office)
    assert lying(office) == all_in(DONE, "报告.txt", "报告 (2).txt", "报告 (3).txt")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20260105工作报告.docx", date(2026, 1, 5)),
        ("工作报告2026-1-5.docx", date(2026, 1, 5)),
        ("关于重点工作的通知（2026年1月5日）.pdf", date(2026, 1, 5)),
        ("2026.01.05.txt", date(2026, 1, 5)),
        ("20261305.txt", None),
        ("2026-02-30.txt", None),
        ("电话13820260105.txt", None),
        ("2026115.txt", None),
        ("报告.txt", None),
    ],
)
def test_a_date_is_read_in_a_name(name: str, day: date | None) -> None:
    assert date_in_name(name) == day


def test_the_day_of_issue_is_the_documents_else_its_names_else_the_day_it_came(
    office: Settings,
) -> None:
    text = "9月底前新建公园12个。\n"
    put(office, "要点20260105.txt", text)
    put(office, "要点.txt", text.replace("公园", "学校"))
    look(office)
    found = {row.name: row for row in ask(office, "SELECT * FROM arrival")}
    assert found["要点20260105.txt"].issued_on == date(2026, 1, 5)
    assert found["要点.txt"].issued_on == DAY
    assert [bool(found[one].doubtful) for one in ("要点20260105.txt", "要点.txt")] == [False, True]
    assert letters(office)[0].text.count("未找到成文日期，时限暂按收到日期2026年3月9日推算") == 1


# -- what cannot be read ----------------------------------------------------------------


def test_a_bad_document_is_set_aside_with_a_note_and_not_looked_at_again(office: Settings) -> None:
    put(office, "照片.txt", "")
    put(office)
    done = look(office)
    assert (done.read, done.set_aside) == (1, 1)
    there = lying(office)
    assert (there[DONE], there[ASIDE]) == (["通知.txt"], ["照片.txt", f"照片.txt{NOTE}"])
    said = note(office, "照片.txt")
    assert "《照片.txt》未能读取" in said and "放回" in said and str(there) not in said
    assert look(office).came == 0
    assert "未能读取，待处理（1）" in letters(office)[0].text
    assert all(one["zh"] in letters(office)[0].text for one in said_of(office, "照片.txt"))


def said_of(office: Settings, name: str) -> list[dict[str, str]]:
    return [
        json.loads(row.said) for row in ask(office, "SELECT * FROM arrival") if row.name == name
    ]


def test_a_refusal_names_the_document_and_not_where_we_hold_it(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise WrongEncoding(path=str(path), line=3)

    monkeypatch.setattr(flows.receiving, "read_source", refuse)
    put(office)
    look(office)
    said = note(office, "通知.txt")
    assert "通知.txt 第 3 行" in said
    assert WORKING not in said


def test_an_unplanned_error_is_set_aside_with_what_to_send_to_whom(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office)
    put(office, "另一件.txt", REPORT.replace("公园", "学校"))

    def fail(text: str, *_: Any) -> list[Any]:
        if "公园" in text:
            raise ZeroDivisionError("3/0")
        return []

    monkeypatch.setattr(flows.receiving, "promises_in", fail)
    done = look(office)
    assert (done.read, done.set_aside) == (1, 1)
    said = note(office, "通知.txt")
    assert "ZeroDivisionError: 3/0" in said and "维护人员" in said and "Traceback" in said
    assert "Traceback" not in letters(office)[0].text
    assert look(office).came == 0


def test_a_document_put_back_after_mending_leaves_no_note_behind(office: Settings) -> None:
    put(office, text="")
    look(office)
    (office.folder / "来文" / ASIDE / "通知.txt").unlink()
    put(office)
    assert look(office).read == 1
    assert lying(office) == all_in(DONE, "通知.txt")


def test_a_note_put_into_the_folder_is_no_document(office: Settings) -> None:
    for name in (f"通知.txt{NOTE}", "~$通知.docx", ".通知.swp", "通知.docx.part", "Thumbs.db"):
        put(office, name)
    assert look(office).came == 0


def test_folders_and_links_are_left_alone_and_counted(office: Settings, tmp_path: Path) -> None:
    (office.folder / "来文" / "三月").mkdir()
    (tmp_path / "secret.txt").write_text(REPORT, "utf-8")
    (office.folder / "来文" / "密件.txt").symlink_to(tmp_path / "secret.txt")
    done = look(office)
    assert (done.came, done.alone) == (0, 2)


def test_names_that_no_text_holds_are_told_as_what_they_most_likely_are(office: Settings) -> None:
    folder = os.fsencode(office.folder / "来文") + b"/"
    for name in ("关于公园的通知.txt".encode("gb18030"), b"\xff\xfe.txt", b"empty\xff.txt"):
        text = "" if name.startswith(b"empty") else REPORT.replace("公园", repr(name))
        Path(os.fsdecode(folder + name)).write_text(text, "utf-8")
    done = look(office)
    assert (done.read, done.set_aside) == (2, 1)
    assert "关于公园的通知.txt" in letters(office)[0].text
    there = {one: list(map(os.fsencode, some)) for one, some in lying(office).items()}
    assert sorted(there[DONE]) == sorted([b"\xff\xfe.txt", "关于公园的通知.txt".encode("gb18030")])
    assert b"empty\xff.txt" in there[ASIDE]


def test_a_name_as_long_as_a_name_can_be_is_set_aside_under_a_shorter_one(
    office: Settings,
) -> None:
    name = "字" * 83 + ".txt"  # 253 bytes
    put(office, name, "")
    assert look(office).set_aside == 1
    there = lying(office)[ASIDE]
    assert len(there) == 2 and there[1] == f"{there[0]}{NOTE}"


# -- while others work ------------------------------------------------------------------


def test_a_file_that_is_still_growing_waits_until_it_has_come_whole(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.tray.SETTLING", 0.4)
    path = put(office, text=REPORT[:40])
    stop = threading.Event()

    def copy() -> None:
        with path.open("a", encoding="utf-8") as file:
            while not stop.wait(0.05):
                file.write("。")
                file.flush()

    copying = threading.Thread(target=copy)
    copying.start()
    done = look(office)
    stop.set()
    copying.join()
    assert (done.came, done.growing) == (0, 1)
    path.write_text(REPORT, "utf-8")
    assert look(office).read == 1


def test_a_file_that_comes_while_we_look_is_read_next_time(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office)
    monkeypatch.setattr(
        "time.sleep", lambda _: put(office, "迟到.txt", REPORT.replace("公园", "桥"))
    )
    assert (look(office).read, lying(office)["."]) == (1, ["迟到.txt"])
    monkeypatch.undo()
    monkeypatch.setattr("flows.tray.SETTLING", 0.01)
    assert look(office, folder=office.folder / "来文").read == 1


def test_a_file_taken_away_while_we_look_is_nobodys_trouble(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(office)
    take = Tray.take

    def gone(self: Tray, one: Path, key: str) -> Path | None:
        path.unlink()
        return take(self, one, key)

    monkeypatch.setattr(Tray, "take", gone)
    assert look(office).came == 0
    assert not letters(office)


def test_a_second_run_in_the_same_folder_is_refused(office: Settings) -> None:
    put(office)
    with Tray(office.folder / "来文").ours(), pytest.raises(InboxBusy):
        look(office)
    assert look(office).read == 1


def test_a_folder_that_is_not_there_is_refused_and_not_made(office: Settings) -> None:
    with pytest.raises(InboxUnusable):
        look(office, folder=office.folder / "没有")
    assert not (office.folder / "没有").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(office: Settings) -> None:
    put(office)
    (office.folder / "来文").chmod(0o555)
    with pytest.raises(InboxUnusable):
        look(office)
    (office.folder / "来文").chmod(0o755)


def test_a_folder_in_which_nothing_can_be_moved_is_refused_and_loses_nothing(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office)

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as now:
        now.setattr(Path, "rename", refuse)
        with pytest.raises(InboxUnusable) as refusal:
            look(office)
    assert "Permission denied" in refusal.value.facts["cause"]
    assert lying(office) == all_in(".", "通知.txt")
    assert look(office).read == 1


def test_where_nothing_is_watched_it_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(NothingWatched):
        receive(Settings(tmp_path), DAY, NOW)


# -- killed between any two steps -------------------------------------------------------


class Killed(BaseException):
    """The machine goes dark."""


def steps(run: Callable[[], object], monkeypatch: pytest.MonkeyPatch, die_at: int) -> bool:
    """Run until the n-th moment before or after a step; tells whether it came to an end."""
    moments = 0

    def moment() -> None:
        nonlocal moments
        moments += 1
        if moments == die_at:
            raise Killed

    def dying(step: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*args: Any, **more: Any) -> Any:
            moment()
            done = step(*args, **more)
            moment()
            return done

        return instead

    @contextmanager
    def dying_page(*args: Any, **more: Any) -> Iterator[Book]:
        moment()
        with page(*args, **more) as book:
            yield book
            moment()  # everything is written and nothing is kept yet
        moment()

    with monkeypatch.context() as now:
        now.setattr(Path, "rename", dying(Path.rename))
        now.setattr(Path, "write_text", dying(Path.write_text))
        now.setattr(flows.receiving, "page", dying_page)
        try:
            run()
        except Killed:
            return False
    return True


@pytest.mark.parametrize("second", [False, True])
def test_killed_between_any_two_steps_nothing_is_lost_and_nothing_is_twice(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: bool
) -> None:
    """Every step once: die before it, die after it, and let the next run go on."""
    finished, die_at = False, 0
    while not finished:
        die_at += 1
        office = a_copy(template, tmp_path / f"office{die_at}")
        put(office)
        put(office, "坏.txt", "")
        finished = steps(lambda office=office: look(office), monkeypatch, die_at)  # type: ignore[misc]
        if second and not finished:  # die once more on the way back
            steps(lambda office=office: look(office), monkeypatch, 3)  # type: ignore[misc]
        look(office)
        there = lying(office)
        assert there == {
            ".": [], WORKING: [], DONE: ["通知.txt"], ASIDE: ["坏.txt", f"坏.txt{NOTE}"],
        }, die_at  # fmt: skip
        assert count(office, "document") == 1
        told = "".join(one.text for one in letters(office))
        assert told.count("1. 通知.txt") == told.count("1. 坏.txt") == 1, die_at
        assert count(office, "draft") == ask(office, "SELECT sum(drafts) AS n FROM arrival")[0].n
        assert count(office, "arrival") == 2, die_at  # no claim is left that nobody will honour
    assert die_at > 20


def test_a_document_that_kills_every_run_is_set_aside_at_last(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office)

    def die(_: Path) -> None:
        raise Killed

    with monkeypatch.context() as now:
        now.setattr(flows.receiving, "read_source", die)
        for _ in range(3):
            with pytest.raises(Killed):
                look(office)
        assert look(office).set_aside == 1
    assert "多次中断" in note(office, "通知.txt")


def test_a_book_that_is_busy_loses_nothing(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office)

    def busy(*_: Any, **__: Any) -> None:
        raise BookBusy

    with monkeypatch.context() as now:
        now.setattr("ledgers.drafts.Drafts.keep", busy)
        with pytest.raises(BookBusy):
            look(office)
    assert look(office).read == 1
    assert lying(office) == all_in(DONE, "通知.txt")


def test_a_file_that_nobody_claimed_is_given_back_and_read(office: Settings) -> None:
    put(office)
    look(office)
    (office.folder / "来文" / WORKING / "手工放入.txt").write_text(
        REPORT.replace("公园", "桥"), "utf-8"
    )
    assert look(office).read == 1
    assert lying(office)[DONE] == ["手工放入.txt", "通知.txt"]


def test_a_large_pile_is_read_in_one_go(office: Settings) -> None:
    for n in range(300):
        put(office, f"{n:04}.txt", f"9月底前新建公园{n + 2}个。\n第{n}号文件\n")
    began = time.monotonic()
    done = look(office)
    assert (done.read, lying(office)["."]) == (300, [])
    (letter,) = letters(office)
    assert len(letter.text) <= 4000 and "另有" in letter.text
    print(f"{(time.monotonic() - began) / 300 * 1000:.1f} ms a document")


# -- with the second reader -------------------------------------------------------------


ROAD = {"quote": "完成道路改造3条", "quantity": 3, "title": "道路改造3条"}
HALL = {"quote": "关于2026年重点工作的通知", "title": "重点工作", "deadline_phrase": "2026年"}


def with_reader(office: Settings, url: str) -> Settings:
    known = SecondReaderSettings(on=True, url=url, model="local", seconds=2)
    return replace(office, second_reader=known)


def test_what_only_the_second_reader_found_is_kept_as_its_own(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.receiving, "promises_in", lambda *_: [])
    put(office)
    with chat(promising(ROAD)) as server:
        done = look(with_reader(office, server.url))
    assert done.drafts == 1
    (draft,) = ask(office, "SELECT * FROM draft")
    assert (draft.reader, draft.rule, draft.title) == ("second", "second_reader", "道路改造3条")


def test_where_the_second_reader_is_down_the_drafts_stand_and_the_letter_says_so(
    office: Settings,
) -> None:
    put(office)
    with chat(code(401)) as server:
        done = look(with_reader(office, server.url))
    assert done.drafts >= 2
    assert "规则识别的结果照常采用" in letters(office)[0].text


def test_a_second_reader_that_is_not_set_up_stops_nothing_and_is_told(office: Settings) -> None:
    put(office)
    assert look(replace(office, second_reader=SecondReaderSettings(on=True))).read == 1
    assert "第二遍识别尚未配置" in letters(office)[0].text

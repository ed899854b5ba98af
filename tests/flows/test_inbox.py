"""The inbox flow, its schedule, its command and what the doctor says of it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, time
from pathlib import Path

import pytest

from flows.desk import Desk, login
from flows.doctor import examine
from flows.receiving import is_open
from flows.running import run_inbox
from flows.serving import deployments
from flows.tray import ASIDE, Tray
from models.not_ready import DocumentsSetAside, InboxUnusable, MailboxAway, NothingWatched, Unwell
from models.settings import Settings, read_settings
from tests.flows.test_receiving import REPORT, lying
from tests.offices import an_office, at

DAY = date(2020, 8, 21)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("flows.tray.SETTLING", 0.01)
    settings = an_office(tmp_path / "office", login=login())
    (settings.folder / "来文").mkdir()
    return settings


def watch(office: Settings, **more: str) -> Settings:
    """Write an inbox into the settings file."""
    given = {"folder": "来文", **more}
    lines = "\n".join(f'{name} = "{value}"' for name, value in given.items())
    text = office.file.read_text("utf-8").split("[inbox]")[0]
    office.file.write_text(f"{text}[inbox]\n{lines}\n", "utf-8")
    return read_settings(office.folder)


def a_desk(office: Settings, *, as_json: bool = False) -> Desk:
    seat = Desk("zh", office.folder, as_json=as_json)
    seat.now = at(DAY)
    return seat


@pytest.mark.usefixtures("prefect_server")
def test_the_command_reads_delivers_and_says_what_came(
    office: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    watch(office)
    (office.folder / "来文" / "通知.txt").write_text(REPORT, "utf-8")
    run_inbox(a_desk(office), None)
    said = capsys.readouterr().out
    assert "已读取来文1件，新增拟立项事项" in said and "duban drafts review" in said
    assert lying(office)["已处理"] == ["通知.txt"]
    (eml,) = office.path("letters").rglob("*-inbox.eml")
    assert b"<inbox.1." in eml.read_bytes()
    run_inbox(a_desk(office), None)
    assert "没有新的来文" in capsys.readouterr().out
    run_inbox(a_desk(office, as_json=True), None)
    assert json.loads(capsys.readouterr().out)["read"] == 0


@pytest.mark.usefixtures("prefect_server")
def test_another_folder_can_be_read_once_and_bad_documents_are_a_refusal(
    office: Settings, tmp_path: Path
) -> None:
    (tmp_path / "盘").mkdir()
    (tmp_path / "盘" / "空.txt").write_text("")
    with pytest.raises(DocumentsSetAside) as refusal:
        run_inbox(a_desk(office), tmp_path / "盘")
    assert refusal.value.facts["folder"] == str(tmp_path / "盘" / ASIDE)


@pytest.mark.usefixtures("prefect_server")
def test_a_mailbox_that_is_away_is_a_refusal_without_the_password(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(office, host="127.0.0.1", port="1", user="lai@office.example.org")
    monkeypatch.setenv("DUBAN_INBOX_PASSWORD", "correct horse")
    with pytest.raises(MailboxAway) as refusal:
        run_inbox(a_desk(office), None)
    assert "correct horse" not in str(refusal.value.facts)


@pytest.mark.usefixtures("prefect_server")
def test_a_scheduled_look_reads_in_office_hours_and_gives_way_to_another(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.inbox import inbox_cycle

    watch(office)
    folder = office.folder / "来文"
    (folder / "通知.txt").write_text(REPORT, "utf-8")
    hours = {"open": False}
    monkeypatch.setattr("flows.receiving.is_open", lambda *_: hours["open"])
    assert inbox_cycle(str(office.folder), scheduled=True).came == 0
    hours["open"] = True
    with Tray(folder).ours():
        assert inbox_cycle(str(office.folder), scheduled=True).came == 0
    done = inbox_cycle(str(office.folder), scheduled=True)
    assert (done.read, done.delivered) == (1, 1)


def test_where_nothing_is_watched_the_command_says_how_to_begin(office: Settings) -> None:
    with pytest.raises(NothingWatched):
        run_inbox(a_desk(office), None)


def test_a_folder_that_is_not_there_is_refused_before_anything_starts(office: Settings) -> None:
    watch(office, folder="没有")
    with pytest.raises(InboxUnusable):
        run_inbox(a_desk(office), None)


@pytest.mark.parametrize(
    ("day", "hour", "open_"),
    [
        (DAY, 10, True),
        (DAY, 8, False),
        (DAY, 18, False),
        (date(2020, 8, 22), 10, False),  # Saturday
        (date(2020, 9, 27), 10, True),  # a make-up Sunday
    ],
)
def test_a_scheduled_look_keeps_office_hours(
    office: Settings, day: date, hour: int, open_: bool
) -> None:
    assert is_open(office, day, at(day, hour)) == open_


def test_the_inbox_is_served_only_where_something_is_watched(office: Settings) -> None:
    assert [one.name for one in deployments(office)] == ["daily", "evening"]
    inbox = deployments(watch(office, minutes="15", opens="09:00", closes="16:30"))[-1]
    assert (inbox.name, inbox.parameters["scheduled"]) == ("inbox", True)
    assert [one.schedule.cron for one in inbox.schedules] == ["*/15 9-16 * * *"]


def doctors_word(office: Settings, capsys: pytest.CaptureFixture[str]) -> str:
    with suppress(Unwell):
        examine(a_desk(office, as_json=True))
    lines = json.loads(capsys.readouterr().out)["lines"]
    return json.dumps(
        [one for one in lines if one["what"] in ("来文", "第二遍识别")], ensure_ascii=False
    )


def test_the_doctor_speaks_of_the_inbox_and_never_of_a_key(
    office: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "[inbox] folder" in doctors_word(office, capsys)
    watch(office, folder="没有")
    assert "mkdir" in doctors_word(office, capsys)
    watch(office, host="imap.example.org", user="lai@example.org")
    assert "senders" in doctors_word(office, capsys)
    monkeypatch.setenv("DUBAN_SECOND_READER_ON", "true")
    monkeypatch.setenv("DUBAN_SECOND_READER_KEY", "s3cret")
    assert "[second_reader] url" in doctors_word(office, capsys)
    monkeypatch.setenv("DUBAN_SECOND_READER_URL", "http://127.0.0.1:8000/v1")
    monkeypatch.setenv("DUBAN_SECOND_READER_MODEL", "local")
    said = doctors_word(office, capsys)
    assert "http://127.0.0.1:8000/v1" in said and "s3cret" not in said


def test_office_hours_are_in_the_settings(office: Settings) -> None:
    inbox = watch(office).inbox
    assert (inbox.minutes, inbox.opens, inbox.closes) == (10, time(8, 30), time(17, 30))

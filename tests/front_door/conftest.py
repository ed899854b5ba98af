"""An office, and a way to type commands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.desk import login
from ledgers.book import open_book
from models.people import PersonDraft
from models.terms import Role
from tests.desk import APP, Duban, Said, done
from tests.offices import BEGUN, an_office, at


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

"""A book that has lived through some weeks, lived once for the whole run."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import once
from tests.ledgers.lives import Life, answers


@dataclass(frozen=True)
class Lived:
    """Where a lived book and its evidence are."""

    url: str
    evidence: Path

    def answers(self) -> dict[date, Any]:
        """What the book answered on the evening of each day."""
        told: dict[date, Any] = pickle.loads((self.evidence.parent / "answers").read_bytes())
        return told


@pytest.fixture(scope="session")
def lived_once(run_folder: Path, request: pytest.FixtureRequest) -> Callable[[str], Lived]:
    """Live on either database once; nobody changes this book."""

    def lived(dialect: str) -> Lived:
        folder = run_folder / f"lived-{dialect}"

        def make() -> str:
            folder.mkdir()
            if dialect == "sqlite":
                template = request.getfixturevalue("sqlite_template")
                url = f"sqlite:///{shutil.copyfile(template, folder / 'book.db')}"
            else:
                server = request.getfixturevalue("postgres")
                server.ask("CREATE DATABASE lived_book TEMPLATE template_book")
                url = server.url("lived_book")
            told: dict[date, Any] = {}
            life = Life(url, folder / "evidence", folder / "files")
            for on in life.days():
                with life.page(on, 20, write=False) as book:
                    told[on] = answers(book, on)
            (folder / "answers").write_bytes(pickle.dumps(told))
            return url

        if dialect == "postgresql":
            request.getfixturevalue("postgres")
        return Lived(once(run_folder, f"lived-{dialect}", make), folder / "evidence")

    return lived


@pytest.fixture
def lived(
    dialect: str, lived_once: Callable[[str], Lived], tmp_path: Path, request: Any, worker_id: str
) -> Lived:
    """A lived book of this worker, for reading and for changes that are taken back."""
    original = lived_once(dialect)
    if dialect == "sqlite":
        copy = shutil.copyfile(original.url.removeprefix("sqlite:///"), tmp_path / "lived.db")
        return Lived(f"sqlite:///{copy}", original.evidence)
    server, name = request.getfixturevalue("postgres"), f"lived_{worker_id}"
    known = server.ask("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchall()
    if not known:
        server.ask(f"CREATE DATABASE {name} TEMPLATE lived_book")
    return Lived(server.url(name), original.evidence)

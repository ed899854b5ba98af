"""Units, posts and people: found by any of their names, changed with an event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.lines import column
from ledgers.people import Actor, must_be
from ledgers.rows import Changes, add_row, change_row, merged, new_row, read_row
from models.broken_rules import AmbiguousName, CircularUnits, NameTaken
from models.errors import NoSuchPerson, NoSuchUnit
from models.lifecycle import TURNS
from models.not_ready import Stranger
from models.terms import Happened, Role
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.people import PersonDraft, UnitDraft

NEAR_ENOUGH = 60  # rapidfuzz partial_ratio; below it, a person has to say (LIBRARIES §1)
NEAREST = 3


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as lists show it."""

    name: str = column(N_("Unit"), wide=True)
    level: str = column(N_("Level"), default="")
    parent: str = column(N_("Above it"), default="", wide=True)
    aliases: tuple[str, ...] = column(N_("Also called"), default=(), wide=True)
    leader: str = column(N_("Leader in charge"), default="")
    peer_group: str = column(N_("Compared in"), default="")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a post as lists show them."""

    name: str = column(N_("Name"))
    unit: str = column(N_("Unit"), default="", wide=True)
    title: str = column(N_("Post"), default="", wide=True)
    role: Role = column(N_("Role"), default=Role.LIAISON)
    email: str = column(N_("Address"), default="", wide=True)
    language: str = "zh"
    login: str = ""


def nearest(name: str, known: list[str]) -> list[str]:
    """Find the names most like this one, the best first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, known, scorer=fuzz.partial_ratio, limit=NEAREST, score_cutoff=NEAR_ENOUGH
    )
    return [match[0] for match in found]


def _may_change(by: Actor | None) -> None:
    """Only the office keeps the directory; None is the book's own beginning."""
    if by is not None:
        must_be(by, TURNS["directory"])


class Directory:
    """The address book of the ledger."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- units --------------------------------------------------------------------------

    def unit_names(self) -> dict[str, int]:
        """Map every name and alias to its unit's id."""
        rows = self._book.db.ask(
            "SELECT name, id FROM unit UNION ALL SELECT alias, unit_id FROM unit_alias"
        )
        return {row.name: row.id for row in rows}

    def unit_id(self, name: str) -> int:
        """Find a unit by name or alias; raises NoSuchUnit with the nearest names."""
        wanted = "".join(name.split())
        rows = self._book.db.ask(
            "SELECT id FROM unit WHERE name = :name"
            " UNION SELECT unit_id FROM unit_alias WHERE alias = :name",
            {"name": wanted},
        )
        if not rows:
            raise NoSuchUnit(name=name, near=nearest(wanted, list(self.unit_names())))
        return int(rows[0].id)

    def add_unit(self, draft: UnitDraft, *, by: Actor | None, on: date) -> int:
        """Add a unit, or add aliases and a parent to one that is there; returns its id."""
        _may_change(by)
        known = self.unit_names()
        parent_id = self.unit_id(draft.parent) if draft.parent else None
        unit_id = known.get(draft.name)
        self._aliases_free(draft, unit_id, known)
        changes: Changes = {}
        if unit_id is None:
            values = {"name": draft.name, "level": draft.level, "parent_id": None,
                      "peer_group": draft.peer_group}  # fmt: skip
            unit_id, changes = new_row(self._book, "unit", values)
        unit = read_row(self._book, "unit", unit_id)
        said = {"level": draft.level, "peer_group": draft.peer_group}
        new: dict[str, Any] = {name: word for name, word in said.items() if word}
        if parent_id is not None:
            self._no_circle(unit_id, parent_id, draft.name, draft.parent)
            new["parent_id"] = parent_id
        changes = merged(changes, change_row(self._book, "unit", unit, new))
        for alias in draft.aliases:
            changes |= self._add_alias(alias, unit_id, known)
        self._tell(changes, by=by, on=on)
        return unit_id

    def _tell(
        self,
        changes: Changes,
        *,
        by: Actor | None,
        on: date,
        happened: Happened = Happened.DIRECTORY_CHANGED,
        note: str = "",
    ) -> None:
        if changes:
            self._book.journal.write_book_event(happened, by=by, on=on, changes=changes, note=note)

    def _aliases_free(self, draft: UnitDraft, unit_id: int | None, known: dict[str, int]) -> None:
        for alias in draft.aliases:
            holder = known.get(alias, unit_id)
            if holder != unit_id:
                names = [name for name, one in known.items() if one == holder]
                raise NameTaken(name=alias, holder=names[0])

    def _add_alias(self, alias: str, unit_id: int, known: dict[str, int]) -> Changes:
        if alias in known:
            return {}
        known[alias] = unit_id
        values = {"alias": alias, "unit_id": unit_id}
        self._book.db.tell(insert_into("unit_alias", values), values)
        return {f"unit_alias:{alias}": [None, values]}

    def _no_circle(self, unit_id: int, parent_id: int, name: str, parent: str) -> None:
        above = {row.id: row for row in self._book.db.ask("SELECT id, name, parent_id FROM unit")}
        circle, at = [parent], parent_id
        while at is not None:
            if at == unit_id:
                raise CircularUnits(unit=name, parent=parent, circle=" → ".join([name, *circle]))
            at = above[at].parent_id
            if at is not None:
                circle.append(above[at].name)

    def unit_name(self, unit_id: int) -> str:
        """Return a unit's name."""
        rows = self._book.db.ask("SELECT name FROM unit WHERE id = :id", {"id": unit_id})
        return str(rows[0].name)

    def name_of(self, name: str) -> str:
        """Return the full name of a unit called by any of its names; raises NoSuchUnit."""
        return self.unit_name(self.unit_id(name))

    def peer_groups(self) -> set[str]:
        """Return the groups in which units are compared: as set, else their levels."""
        rows = self._book.db.ask("SELECT DISTINCT peer_group, level FROM unit")
        return {row.peer_group or row.level for row in rows} - {""}

    def above(self, unit_id: int) -> list[int]:
        """List a unit and everything that stands above it."""
        rows = self._book.db.ask(
            "WITH RECURSIVE over(id, parent_id) AS (SELECT id, parent_id FROM unit WHERE id = :id"
            " UNION SELECT unit.id, unit.parent_id FROM unit JOIN over ON over.parent_id = unit.id)"
            " SELECT id FROM over",
            {"id": unit_id},
        )
        return [row.id for row in rows]

    def below(self, unit_id: int) -> list[int]:
        """List a unit and everything under it."""
        rows = self._book.db.ask(
            "WITH RECURSIVE under(id) AS (SELECT CAST(:id AS INTEGER) UNION"
            " SELECT unit.id FROM unit JOIN under ON unit.parent_id = under.id)"
            " SELECT id FROM under",
            {"id": unit_id},
        )
        return [row.id for row in rows]

    def set_leader(self, unit: str, person: str, *, by: Actor | None, on: date) -> None:
        """Name the leader in charge (分管领导) of a unit."""
        _may_change(by)
        row = read_row(self._book, "unit", self.unit_id(unit))
        new = {"leader_post_id": self.post_of(person)}
        self._tell(change_row(self._book, "unit", row, new), by=by, on=on)

    def units(self) -> list[UnitLine]:
        """List all units with their aliases, top ones first."""
        aliases: dict[int, list[str]] = defaultdict(list)
        for row in self._book.db.ask("SELECT alias, unit_id FROM unit_alias ORDER BY alias"):
            aliases[row.unit_id].append(row.alias)
        rows = self._book.db.ask(
            "SELECT u.id, u.name, u.level, u.peer_group, a.name AS parent, l.name AS leader"
            " FROM unit u"
            " LEFT JOIN unit a ON a.id = u.parent_id LEFT JOIN post o ON o.id = u.leader_post_id"
            " LEFT JOIN person l ON l.id = o.holder_id"
            " ORDER BY CASE WHEN u.parent_id IS NULL THEN 0 ELSE 1 END, u.id"
        )
        return [
            UnitLine(
                r.name, r.level, r.parent or "", tuple(aliases[r.id]), r.leader or "", r.peer_group
            )
            for r in rows
        ]  # fmt: skip

    # -- people -------------------------------------------------------------------------

    def people(self, unit: str = "") -> list[PersonLine]:
        """List people with their posts; of one unit and those under it where named."""
        sql = (
            "SELECT p.name, u.name AS unit, o.title, o.role, p.email, p.language, p.login,"
            " o.unit_id FROM post o JOIN person p ON p.id = o.holder_id"
            " JOIN unit u ON u.id = o.unit_id ORDER BY o.unit_id, o.id"
        )
        rows = self._book.db.ask(sql)
        if unit:
            wanted = set(self.below(self.unit_id(unit)))
            rows = [row for row in rows if row.unit_id in wanted]
        return [
            PersonLine(r.name, r.unit, r.title, Role(r.role), r.email, r.language, r.login or "")
            for r in rows
        ]

    def add_person(self, draft: PersonDraft, *, by: Actor | None, on: date) -> int:
        """Put a person into a post; the same person of the same unit is brought up to date."""
        _may_change(by)
        unit_id = self.unit_id(draft.unit)
        found = self._book.db.ask(
            "SELECT p.id, o.id AS post_id FROM person p JOIN post o ON o.holder_id = p.id"
            " WHERE p.name = :name AND o.unit_id = :unit",
            {"name": draft.name, "unit": unit_id},
        )
        self._login_free(draft, found[0].id if found else None)
        facts = {
            "email": draft.email,
            "language": draft.language.value,
            "login": draft.login or None,
        }
        if found:
            person_id = int(found[0].id)
            changes = self._update_person(person_id, found[0].post_id, draft, facts)
        else:
            person_id, changes = self._new_person(draft.name, facts)
            changes |= self._new_post(unit_id, draft.title, draft.role, person_id, on)[1]
        self._tell(changes, by=by, on=on)
        return person_id

    def _login_free(self, draft: PersonDraft, person_id: int | None) -> None:
        if not draft.login:
            return
        rows = self._book.db.ask(
            "SELECT id, name FROM person WHERE login = :login", {"login": draft.login}
        )
        if rows and rows[0].id != person_id:
            raise NameTaken(name=draft.login, holder=rows[0].name)

    def _update_person(
        self, person_id: int, post_id: int, draft: PersonDraft, facts: dict[str, Any]
    ) -> Changes:
        given = draft.model_fields_set  # what is not said again about a person stays
        post = {"role": draft.role.value, "title": draft.title}
        changes: Changes = {}
        for table, row_id, said in (("person", person_id, facts), ("post", post_id, post)):
            kept = {name: value for name, value in said.items() if value and name in given}
            changes |= change_row(self._book, table, read_row(self._book, table, row_id), kept)
        if draft.email and "email" in given:  # letters that wait go where their reader is now
            self._book.db.tell(
                "UPDATE letter SET to_address = :email WHERE reader_id = :id"
                " AND state IN ('pending', 'retry', 'given_up')",
                {"email": draft.email, "id": person_id},
            )
        return changes

    def _new_person(self, name: str, facts: dict[str, Any]) -> tuple[int, Changes]:
        return new_row(self._book, "person", {"name": name, **facts})

    def _new_post(
        self, unit_id: int, title: str, role: Role, person_id: int, on: date
    ) -> tuple[int, Changes]:
        post = {"unit_id": unit_id, "title": title, "role": role.value, "holder_id": person_id}
        post_id, changes = new_row(self._book, "post", post)
        tenure = {"post_id": post_id, "person_id": person_id, "since": on}
        return post_id, changes | add_row(self._book, "tenure", tenure)

    def owner_post(self, unit_id: int, name: str, *, by: Actor | None, on: date) -> int:
        """Find the post of a named person in a unit, or make one: duty is bound to it."""
        rows = self._book.db.ask(
            "SELECT o.id FROM post o JOIN person p ON p.id = o.holder_id"
            " WHERE o.unit_id = :unit AND p.name = :name",
            {"unit": unit_id, "name": name},
        )
        if rows:
            return int(rows[0].id)
        person_id, changes = self._new_person(name, {"email": "", "language": "zh", "login": None})
        post_id, more = self._new_post(unit_id, "责任人", Role.LIAISON, person_id, on)
        self._tell(changes | more, by=by, on=on)
        return post_id

    def post_of(self, name: str) -> int:
        """Find the first post a person holds; raises NoSuchPerson or AmbiguousName."""
        person_id = self.person_id(name)
        rows = self._book.db.ask(
            "SELECT id FROM post WHERE holder_id = :id ORDER BY id LIMIT 1", {"id": person_id}
        )
        if not rows:
            raise NoSuchPerson(name=name)
        return int(rows[0].id)

    def person_id(self, name: str) -> int:
        """Find a person by name, or by NAME@UNIT where several share it."""
        who, _, unit = name.strip().partition("@")
        rows = self._book.db.ask(
            "SELECT DISTINCT p.id, u.name AS unit, o.unit_id FROM person p"
            " LEFT JOIN post o ON o.holder_id = p.id"
            " LEFT JOIN unit u ON u.id = o.unit_id WHERE p.name = :name ORDER BY p.id",
            {"name": who},
        )
        if unit:
            unit_id = self.unit_id(unit)
            rows = [row for row in rows if row.unit_id == unit_id]
        if not rows:
            known = [row.name for row in self._book.db.ask("SELECT DISTINCT name FROM person")]
            raise NoSuchPerson(name=who, near=nearest(who, known))
        if len({row.id for row in rows}) > 1:
            raise AmbiguousName(
                name=who,
                count=len({row.id for row in rows}),
                units=[row.unit for row in rows if row.unit],
            )
        return int(rows[0].id)

    # -- who acts -----------------------------------------------------------------------

    def actor(self, person_id: int) -> Actor:
        """Return a person as somebody who acts, with all roles held."""
        rows = self._book.db.ask(
            "SELECT p.id, p.name, o.id AS post_id, o.role, o.unit_id FROM person p"
            " LEFT JOIN post o ON o.holder_id = p.id WHERE p.id = :id",
            {"id": person_id},
        )
        held = [row for row in rows if row.post_id is not None]
        return Actor(
            person_id,
            rows[0].name,
            frozenset(Role(row.role) for row in held),
            frozenset(row.post_id for row in held),
            frozenset(row.unit_id for row in held),
        )

    def actor_named(self, name: str) -> Actor:
        """Return a named person as somebody who acts."""
        return self.actor(self.person_id(name))

    def actor_of_login(self, login: str) -> Actor:
        """Return the person behind a login; raises Stranger (DESIGN §5)."""
        rows = self._book.db.ask("SELECT id FROM person WHERE login = :login", {"login": login})
        if not rows:
            raise Stranger(login=login)
        return self.actor(int(rows[0].id))

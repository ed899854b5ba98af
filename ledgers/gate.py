"""The gate of an import: decides row by row what goes in, stays, or is refused, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.lines import column as shown
from ledgers.read_rows import Problem, ReadRow
from ledgers.readings import FUZZY
from models.broken_rules import StandardMissing
from models.errors import Refusal
from models.headings import Column
from models.lights import Reason
from models.limits import by_policy
from models.terms import Term
from models.words import N_, Word

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.people import Actor
    from models.commitment import CommitmentDraft

TWICE = N_("The number {number} already stands in {place}. Give this row another number.")
TWICE_NAMELESS = N_(
    "The same name, lead unit and deadline already stand in {place}. "
    "Delete one of the two rows, or give both a number."
)
OTHER_DUE = N_(
    "{number} is in the book with the deadline {known}, not {given}. A deadline changes only by "
    "an extension: duban extend ask {number} --until {until}."
)
OTHER_CONTENT = N_(
    "{number} is in the book with another {fields}. What is docketed stays as it is: put the "
    "book's words back (duban show {number}), or give a new matter a new number."
)
NO_UNIT = N_(
    "The directory has no unit called “{name}”. Correct the name, add the unit "
    "(duban units add {name}), or import with --create-units."
)
NO_UNIT_NEAR = N_(
    "The directory has no unit called “{name}”. Nearest: {near}. Correct the name, add the unit "
    "(duban units add {name}), or import with --create-units."
)
NO_PERSON = N_(
    "The directory has no person called “{name}”. Add a row for them to a sheet with the columns "
    "单位, 姓名 and 角色, or: duban people add {name} --unit UNIT."
)
NO_WHOLE = N_(
    "Neither the book nor a row above has the number {number}. Put the whole above its parts, "
    "or correct the number."
)
BAD_FIELD = N_("“{field}” is not right here: {problem} (given: {given}). Correct it in the file.")

# A limit of the policy runs from the docketing: it is no other one when the file comes again.
LIMITED = "limited"
# What is compared with the book, and what a clerk calls it.
COMPARED = {
    Column.TITLE: N_("Commitment name"),
    Column.CATEGORY: N_("Category of work"),
    Column.CONTENT: N_("Content of work"),
    Column.STANDARD: N_("Closing standard"),
    Column.LEAD: N_("Leading unit"),
    Column.KIND: N_("Kind of goal"),
    Column.TARGET: N_("Target figure"),
    Column.MEASURE: N_("Counted in"),
    Column.BASELINE: N_("Starting figure"),
    Column.RHYTHM: N_("Reporting rhythm"),
    Column.MILESTONES: N_("Milestones"),
    Column.PLAN: N_("Planned course"),
}


class RowVerdict(Term):
    """What became of a row."""

    TAKEN = "taken", N_("taken")
    UNCHANGED = "unchanged", N_("unchanged")
    REFUSED = "refused", N_("refused")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one row of a file, and why."""

    verdict: RowVerdict = shown(N_("Verdict"), default=RowVerdict.TAKEN)
    sheet: str = shown(N_("Sheet"), default="")
    row: int = shown(N_("Row"), default=0)
    column: str = shown(N_("Column"), default="")
    number: str = shown(N_("No."), default="")
    title: str = shown(N_("Commitment"), default="", wide=True)
    reason: Reason | Refusal | None = shown(N_("Reason"), wide=True)


class Gate:
    """Decides row by row what goes in: numbers, units, people, and what the book knows."""

    def __init__(
        self,
        book: Book,
        by: Actor | None,
        on: date,
        dry_run: bool,
        create_units: bool,
        new_names: Iterable[str],
        new_people: Iterable[str],
    ) -> None:
        self._book, self._by, self._on = book, by, on
        self._dry_run, self._create_units = dry_run, create_units
        self._units = book.directory.unit_names()
        for name in new_names:  # in a dry run the book does not know them yet
            self._units.setdefault(name, -1 - len(self._units))
        self._people = {one.name for one in book.directory.people()} | set(new_people)
        self._seen: dict[str, str] = {}
        self._entered: set[str] = set()
        self._nameless: dict[tuple[Any, ...], str] | None = None
        self._nearest: dict[str, Problem] = {}
        self.created = 0

    def pass_through(self, batch: list[ReadRow]) -> list[ImportLine]:
        """Docket the good rows of a batch and give every row its line, in the file's order."""
        numbers = [row.number for row in batch if row.number]
        known = self._book.commitments.known(numbers) if numbers else {}
        lines: list[ImportLine] = []
        drafts: list[CommitmentDraft] = []
        places: list[int] = []
        gathered: set[str] = set()
        for row in batch:
            verdict, problem, draft = self._decide(row, known)
            if draft is not None:
                if draft.parent and draft.parent in gathered:
                    self._docket(drafts, places, lines, batch)  # its whole has to be there first
                    gathered.clear()
                gathered.add(draft.number)
                drafts.append(draft)
                places.append(len(lines))
                self._entered.add(draft.number)
            lines.append(_line(row, verdict, problem))
        self._docket(drafts, places, lines, batch)
        return lines

    def _docket(
        self,
        drafts: list[CommitmentDraft],
        places: list[int],
        lines: list[ImportLine],
        batch: list[ReadRow],
    ) -> None:
        """Docket what has gathered, and write the numbers allotted into its lines."""
        if drafts and not self._dry_run:
            allotted = self._book.commitments.docket_many(drafts, by=self._by, on=self._on)
            for place, number in zip(places, allotted, strict=True):
                if not lines[place].number:
                    lines[place] = _line(batch[place], RowVerdict.TAKEN, None, number)
        drafts.clear()
        places.clear()

    def _decide(
        self, row: ReadRow, known: dict[str, dict[str, Any]]
    ) -> tuple[RowVerdict, Problem | None, CommitmentDraft | None]:
        # A number counts as taken even where its first row is refused: that row will come back.
        twice = self._twice(row) if row.number or not row.problem else None
        problem = row.problem or twice or self._unit_problem(row)
        if problem:
            return RowVerdict.REFUSED, problem, None
        if row.number in known:
            problem = self._difference(row, known[row.number])
            return (RowVerdict.REFUSED if problem else RowVerdict.UNCHANGED), problem, None
        if not row.number and self._is_known_nameless(row):
            return RowVerdict.UNCHANGED, None, None
        problem = self._person_problem(row) or self._whole_problem(row)
        if problem:
            return RowVerdict.REFUSED, problem, None
        draft, problem = _checked(row)
        return (RowVerdict.REFUSED if problem else RowVerdict.TAKEN), problem, draft

    # -- the same row twice -------------------------------------------------------------

    def _twice(self, row: ReadRow) -> Problem | None:
        """Refuse the second row of a number, or of the same matter where there is none."""
        key = row.number or repr(self._identity(row))
        place = f"{row.sheet}!{row.row}"
        first = self._seen.setdefault(key, place)
        if first == place:
            return None
        name = row.headings.get(Column.NUMBER) or row.headings.get(Column.SERIAL, "")
        if row.number:
            return Problem(name, TWICE, {"number": row.number, "place": first})
        return Problem(row.headings.get(Column.TITLE, ""), TWICE_NAMELESS, {"place": first})

    def _identity(self, row: ReadRow) -> tuple[Any, ...]:
        lead = row.fields["lead_unit"]
        due = LIMITED if by_policy(row.fields["due_rule"]) else row.fields["due"]
        return row.title, self._units.get(lead, lead), due

    def _is_known_nameless(self, row: ReadRow) -> bool:
        """Tell whether the book holds this matter under a number the file does not have."""
        if self._nameless is None:
            stored = self._book.commitments.known()
            self._nameless = {
                (one["title"], one["lead_unit_id"], due): number
                for number, one in stored.items()
                for due in (
                    (LIMITED,) if by_policy(one["due_rule"]) else (one["due"], one["original_due"])
                )
            }
        return self._identity(row) in self._nameless

    def _difference(self, row: ReadRow, stored: dict[str, Any]) -> Problem | None:
        """Compare what the file has with what the book holds; None where they agree."""
        due, limited = row.fields["due"], by_policy(row.fields["due_rule"])
        if not limited and due not in (stored["due"], stored["original_due"]):
            facts = {
                "number": row.number,
                "known": stored["due"],
                "given": due,
                "until": due.isoformat() if due else "2020-09-30",
            }
            return Problem(row.headings.get(Column.DUE, ""), OTHER_DUE, facts)
        different = [
            one for one in COMPARED if one in row.given and not self._same(one, row, stored)
        ]
        if not different:
            return None
        facts = {"number": row.number, "fields": [Word(COMPARED[one]) for one in different]}
        return Problem(row.headings.get(different[0], ""), OTHER_CONTENT, facts)

    def _same(self, compared: Column, row: ReadRow, stored: dict[str, Any]) -> bool:
        given: Any = row.fields[compared.value]
        if compared == Column.LEAD:
            return bool(self._units.get(given) == stored["lead_unit_id"])
        if compared == Column.MILESTONES:
            return [(one["title"], one["due"]) for one in given] == list(stored["milestones"])
        if compared == Column.PLAN:
            return [(one["day"], one["percent"]) for one in given] == [
                (one.day, one.percent) for one in stored["plan"]
            ]
        known = stored[compared.value]
        if compared in (Column.TARGET, Column.BASELINE):
            return given is None or (known is not None and Decimal(known) == given)
        if compared == Column.MEASURE:
            return not given or given == known
        return bool(given == known)

    # -- units and people ---------------------------------------------------------------

    def _unit_problem(self, row: ReadRow) -> Problem | None:
        lead = row.fields["lead_unit"]
        support = (one.partition(":")[0] for one in row.fields["support_units"])
        for place, name in enumerate((lead, *support)):
            if name in self._units:
                continue
            if self._create_units:
                self._create(name)
                continue
            of = Column.SUPPORT if place and Column.SUPPORT in row.headings else Column.LEAD
            return Problem(row.headings.get(of, ""), *self._no_unit(name))
        return None

    def _create(self, name: str) -> None:
        from models.people import UnitDraft

        self._units[name] = (
            -1 - len(self._units)
            if self._dry_run
            else (self._book.directory.add_unit(UnitDraft(name=name), by=self._by, on=self._on))
        )
        self.created += 1

    def _no_unit(self, name: str) -> tuple[str, dict[str, Any]]:
        from ledgers.directory import nearest

        if name not in self._nearest:
            near = nearest(name, list(self._units))
            facts: dict[str, Any] = {"name": name} | ({"near": near} if near else {})
            self._nearest[name] = Problem("", NO_UNIT_NEAR if near else NO_UNIT, facts)
        found = self._nearest[name]
        return found.sentence, found.facts

    def _person_problem(self, row: ReadRow) -> Problem | None:
        for of in (Column.SPONSOR, Column.OFFICER):
            name = row.fields[of.value]
            if name and name not in self._people:
                return Problem(row.headings.get(of, ""), NO_PERSON, {"name": name})
        return None

    def _whole_problem(self, row: ReadRow) -> Problem | None:
        """Refuse a part whose whole is neither in the book nor further up in the file."""
        whole = row.fields["parent"]
        if not whole or whole in self._entered or self._book.commitments.known([whole]):
            return None
        return Problem(row.headings.get(Column.PARENT, ""), NO_WHOLE, {"number": whole})


def _checked(row: ReadRow) -> tuple[CommitmentDraft | None, Problem | None]:
    """Check a row as every draft is checked, and say what is wrong in terms of the file."""
    from pydantic import ValidationError

    from models.mistakes import mistake

    try:
        return row.draft(), None
    except StandardMissing:
        name = row.headings.get(Column.STANDARD) or row.headings.get(Column.TITLE, "")
        return None, Problem(name, FUZZY, {"title": row.title})
    except Refusal as refusal:
        return None, Problem("", refusal.sentence, refusal.facts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = str(first["loc"][0]) if first["loc"] else "title"
        name = next((text for one, text in row.headings.items() if one.value == place), place)
        facts = {"field": name, "problem": mistake(first), "given": str(first["input"])[:80]}
        return None, Problem(name, BAD_FIELD, facts)


def _line(
    row: ReadRow, verdict: RowVerdict, problem: Problem | None, number: str = ""
) -> ImportLine:
    return ImportLine(
        verdict,
        row.sheet,
        row.row,
        problem.column if problem else "",
        number or row.number,
        row.title,
        Reason(problem.sentence, problem.facts) if problem else None,
    )

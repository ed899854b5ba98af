"""试行: the book's own past under another policy, beside the one that was in force. Reads only.

Both sides follow the same journal through the same looks, on the days on which the book was
really looked at; the policy tried stands as if it had been in force from the first day. What
the side in force finds is held against what the book recorded, so that a trial tells how far
it can be trusted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ledgers.courses import Course, Matter, Round, Seen
from ledgers.cycles import undisturbed
from ledgers.drivers import Row
from ledgers.lines import Both
from ledgers.policies import Policies, Version
from ledgers.retold import Event, Retelling
from ledgers.trial_letters import SIDES, Letters
from ledgers.trial_lights import LitDays
from ledgers.trial_lines import (
    Agreement,
    Astray,
    NamedLine,
    PersonLine,
    RoleLine,
    RungLine,
    Trial,
)
from models.errors import NothingLived, OutsideItsLife, WrongPeriod
from models.policy import MONTH, Policy
from models.terms import Happened, Reader, Role, Step

if TYPE_CHECKING:
    from ledgers.book import Book

ASTRAY = 20  # places told where simulation and record part
NOTICES = (
    "SELECT commitment_id, basis, version, rung, sent, addressed FROM notice"
    " WHERE claimed_on > :since AND claimed_on <= :on"
)


def life_of(book: Book) -> tuple[date, date]:
    """Return the first and the last day on which a book was looked at. Raises NothingLived."""
    row = book.db.ask("SELECT min(day) AS first, max(day) AS last FROM day")[0]
    if row.first is None:
        raise NothingLived
    first, last = (one if isinstance(one, date) else date.fromisoformat(one) for one in row)
    return first, last


def try_policy(
    book: Book,
    policy: Policy,
    *,
    first: date | None = None,
    last: date | None = None,
    progress: Callable[[date], None] | None = None,
) -> Trial:
    """Replay the past of a book under a policy; days left out are those of its whole life.

    Raises NothingLived, OutsideItsLife, WrongPeriod.
    """
    born, until = life_of(book)
    first, last = first or born, last or until
    if last < first:
        raise WrongPeriod(first=first, last=last)
    if first < born or last > until:
        raise OutsideItsLife(first=born, last=until, start=first, end=last)
    with undisturbed():
        return _Trying(book, policy, first, last).through(progress)


class _Trying:
    """One trial on its way through the journal."""

    def __init__(self, book: Book, policy: Policy, first: date, last: date) -> None:
        self._book, self._policy = book, policy
        self._first, self._last = first, last
        self._versions = book.policies.versions
        self._policies = [Policies(self._versions[:1]), Policies([Version(0, date.min, policy)])]
        rules = (policy, *(one.policy for one in self._versions))
        self._told = told = Retelling(book, with_reports=any(map(_by_month, rules)))
        self._courses = (
            Course(told.matters, lambda: told.people), Course(told.matters, lambda: told.people)
        )  # fmt: skip
        self._last_working: date | None = None
        self._letters = Letters(book, first, last)
        self._lit = LitDays(first, last)
        self._taken: tuple[Counter[Step], Counter[Step]] = (Counter(), Counter())
        self._sent: tuple[Counter[Step], Counter[Step]] = (Counter(), Counter())
        self._named: dict[tuple[Any, ...], list[date | None]] = defaultdict(lambda: [None, None])
        self._who: dict[tuple[Any, ...], tuple[str, str, str]] = {}
        self._lights = self._notices = Agreement()
        self._simulated: dict[Any, tuple[date, str]] = {}
        self._astray: list[Astray] = []
        self._days = 0

    def through(self, progress: Callable[[date], None] | None) -> Trial:
        diary = self._book.db.ask(
            "SELECT day, working, composed, news_to FROM day WHERE day <= :last ORDER BY day",
            {"last": self._last},
        )
        for day in diary:
            self._live(day)
            if progress:
                progress(day.day)
        self._lit.end(self._told.calendar)
        return self._outcome([day.day for day in diary if day.day >= self._first])

    # -- one day ------------------------------------------------------------------------

    def _live(self, day: Row) -> None:
        """Take in what had happened by a morning's look, look on both sides, compare."""
        on, recorded = day.day, _Recorded()
        news: tuple[list[Seen], list[Seen]] = ([], [])
        touched: set[int] = set()
        for event in self._told.until(day.news_to):
            if event.by_the_engine:
                recorded.hear(event)
            else:
                self._make_good(event, news)
                self._told.take_in(event)
                self._turn(event)
                touched |= {event.matter} if event.matter else set()
            self._letters.happened(event)
        for side, course in enumerate(self._courses):
            news[side].extend(course.look(self._round(side, on)))
            touched.update(one.matter for one in news[side])
            self._letters.seen(side, news[side])
            if self._first <= on:
                self._count(side, on, news[side])
        self._hold_against(on, recorded, news[0])
        if day.working:
            self._hold_rungs_against(on)
        for matter in touched:
            self._note_lights(matter, on)
        if day.working:
            self._last_working = on
        if day.working and day.composed:
            told = self._told
            self._letters.write(on, self._courses, told.matters, told.people_on(on))

    def _round(self, side: int, on: date, among: frozenset[int] | None = None) -> Round:
        return Round(on, self._last_working, self._policies[side], self._told.calendar, among)

    def _make_good(self, event: Event, news: tuple[list[Seen], list[Seen]]) -> None:
        """Look at the days nobody looked on before a turn, as the book does, and add the news."""
        sides: tuple[int, ...] = SIDES
        among = None
        if event.happened == Happened.POLICY_ADOPTED:
            sides = (0,)  # the policy tried was there from the first day
        elif event.matter is not None and event.happened != Happened.LOOKBACK_DRAWN:
            among = self._told.families(event)
        elif event.happened != Happened.CALENDAR_CHANGED:
            return
        lit: dict[int, date] = {}
        for side in sides:
            if self._courses[side].is_due_before(event.on):
                found = self._courses[side].make_good(self._round(side, event.on, among))
                news[side].extend(found)
                for one in found:
                    if one.before != one.after:
                        lit[one.matter] = max(one.on, lit.get(one.matter, one.on))
        for matter, day in lit.items():  # the turn may end what was lit until then
            self._note_lights(matter, day)

    def _note_lights(self, matter: int, on: date) -> None:
        stands = [course.stands[matter] for course in self._courses]
        self._lit.now(matter, on, stands, self._told.calendar)

    def _turn(self, event: Event) -> None:
        """Have both sides hear what people did, and wake what it concerns."""
        if event.matter is None:
            self._turn_of_the_book(event)
        elif event.happened != Happened.LOOKBACK_DRAWN:  # a lot changes nothing about its matter
            for course in self._courses:
                _turn_of_a_matter(course, self._told.matters[event.matter], event)

    def _turn_of_the_book(self, event: Event) -> None:
        if event.happened == Happened.CALENDAR_CHANGED:
            for course in self._courses:
                course.wake_all(event.on, only_sooner=True)
        if event.happened == Happened.POLICY_ADOPTED:
            self._policies[0] = Policies(self._versions[: self._told.adopted])
            self._courses[0].wake_all(event.on)

    def _count(self, side: int, on: date, news: list[Seen]) -> None:
        for one in news:
            for taking in one.taken:
                claim, step = taking.due.claim, taking.due.rung.step
                self._taken[side][step] += not taking.again
                self._sent[side][step] += taking.sent
                if taking.proposes:
                    key = (one.matter, claim.basis, claim.version, step)
                    self._named[key][side] = self._named[key][side] or on
                    self._who.setdefault(key, self._accused(one.matter))

    def _accused(self, matter: int) -> tuple[str, str, str]:
        """Name the unit and whoever answers for the matter there: owner, else its head."""
        row, people = self._told.matters[matter].row, self._told.people
        unit = self._told.unit_name(row.lead_unit_id)
        for person in (*people.of(row, Reader.OWNER), *people.of(row, Reader.UNIT_HEAD)):
            return unit, people.readers[person].name, people.readers[person].title
        return unit, "", ""

    # -- held against the record --------------------------------------------------------

    def _hold_against(self, on: date, recorded: _Recorded, news: list[Seen]) -> None:
        lights: dict[Any, str] = {
            (one.matter, one.on): one.after.value for one in news if one.before != one.after
        }
        lights |= {(one.matter, one.on, "accepted"): "" for one in news if one.accepted}
        same, total = self._compare(on, recorded.lights, lights)
        self._lights = self._lights.plus(same, total)
        for one in news:
            for taking in one.taken:
                told = taking.told
                key = one.matter, told["basis"], told["version"], told["rung"]
                self._simulated[key] = one.on, _went(told["sent"], told["addressed"])

    def _hold_rungs_against(self, on: date) -> None:
        """Compare the rungs since the last working day: what waited for this one is sent now."""
        claimed = {
            (row.commitment_id, row.basis, row.version, row.rung): _went(row.sent, row.addressed)
            for row in self._book.db.ask(
                NOTICES, {"since": self._last_working or date.min, "on": on}
            )
        }
        due = [key for key, (day, _) in self._simulated.items() if day <= on]
        simulated = {key: self._simulated.pop(key)[1] for key in due}
        same, total = self._compare(on, claimed, simulated)
        self._notices = self._notices.plus(same, total)

    def _compare(
        self, on: date, recorded: dict[Any, str], simulated: dict[Any, str]
    ) -> tuple[int, int]:
        """Count what is the same on both sides, and note the first places that are not."""
        every = recorded.keys() | simulated.keys()
        differ = [key for key in every if recorded.get(key) != simulated.get(key)]
        for key in sorted(differ, key=str)[: ASTRAY - len(self._astray)]:
            matter, *what = key
            told = (" ".join((*map(str, what), one.get(key, "—"))) for one in (recorded, simulated))
            self._astray.append(Astray(on, self._told.matters[matter].row.number, *told))
        return len(every) - len(differ), len(every)

    # -- told ---------------------------------------------------------------------------

    def _outcome(self, lived: list[date]) -> Trial:
        letters, sides = self._letters.counts, SIDES
        proposals = self._proposals()
        return Trial(
            self._first,
            self._last,
            self._policy.name,
            self._in_force(),
            days=len(lived),
            missed=self._missed(lived),
            matters=len(self._lit.matters),
            letters=Both(*(letters[side].total() for side in sides)),
            reds=self._lit.reds,
            named=Both(
                sum(one.in_force is not None for one in proposals),
                sum(one.tried is not None for one in proposals),
            ),
            rungs=Both(*(self._taken[side].total() for side in sides)),
            lights=self._lights,
            notices=self._notices,
            written=Agreement(self._letters.found, self._letters.total),
            waited=self._letters.waited,
            astray=tuple(self._astray),
            by_role=self._by_role(),
            by_person=self._by_person(),
            by_step=tuple(
                RungLine(step, self._both(self._taken, step), self._both(self._sent, step))
                for step in Step
                if any(taken[step] for taken in self._taken)
            ),
            by_matter=self._lit.lines(self._told),
            proposals=proposals,
        )

    def _in_force(self) -> tuple[tuple[str, date], ...]:
        policies = self._book.policies
        first = policies.versions.index(policies.on(self._first))
        return tuple(
            (one.policy.name, one.adopted_on)
            for one in policies.versions[first:]
            if one.adopted_on <= self._last
        )

    def _missed(self, lived: list[date]) -> int:
        calendar = self._told.calendar
        working = calendar.between(self._first - timedelta(days=1), self._last)
        return working - sum(calendar.is_working(day) for day in lived)

    def _both(self, counts: tuple[Counter[Any], Counter[Any]], key: Any) -> Both:
        return Both(counts[0][key], counts[1][key])

    def _by_role(self) -> tuple[RoleLine, ...]:
        readers = self._told.everybody
        by_role: tuple[Counter[Role], Counter[Role]] = (Counter(), Counter())
        for side in SIDES:
            for person, count in self._letters.counts[side].items():
                by_role[side][min(readers[person].roles, key=list(Role).index)] += count
        return tuple(
            RoleLine(role, self._both(by_role, role))
            for role in Role
            if any(one[role] for one in by_role)
        )

    def _by_person(self) -> tuple[PersonLine, ...]:
        counts, readers = self._letters.counts, self._told.everybody
        lines = [
            PersonLine(readers[one].name, readers[one].unit, self._both(counts, one))
            for one in counts[0].keys() | counts[1].keys()
        ]
        lines.sort(key=lambda one: (-abs(one.letters.more), -one.letters.tried, one.person))
        return tuple(lines)

    def _proposals(self) -> tuple[NamedLine, ...]:
        lines = []
        for key, (in_force, tried) in self._named.items():
            row, (unit, person, post) = self._told.matters[key[0]].row, self._who[key]
            lines.append(
                NamedLine(key[3], unit, person, row.number, in_force, tried, post, row.title)
            )
        order = {(False, True): 0, (True, False): 1, (True, True): 2}
        lines.sort(
            key=lambda one: (
                order[one.in_force is not None, one.tried is not None],
                one.tried or one.in_force, one.number,
            )
        )  # fmt: skip
        return tuple(lines)


def _by_month(policy: Policy) -> bool:
    return any(one.pace_by == MONTH for one in (policy, *policy.categories.values()))


def _went(sent: bool, addressed: str) -> str:
    return f"sent to {addressed}" if sent else "kept"


def _turn_of_a_matter(course: Course, matter: Matter, event: Event) -> None:
    """Have one side hear what people did about a matter."""
    happened, changes = event.happened, event.changes
    if happened == Happened.SIGNED:
        course.signed(matter)
    if happened in (Happened.PROPOSAL_CONFIRMED, Happened.PROPOSAL_DECLINED):
        confirmed = happened == Happened.PROPOSAL_CONFIRMED
        course.decided(matter, changes["step"][1], event.on, confirmed=confirmed)
    if any(row.get("state") == "withdrawn" for row in event.rows("proposal")):
        course.withdrawn(matter)
    acted = happened == Happened.REPORTED and "last_report_on" in changes
    course.turned(matter, event.on, restaged="stage" in changes, acted=acted)
    if matter.row.parent_id and changes.get("closed_on", (None, None))[1]:
        course.wake(matter.row.parent_id, event.on)  # the whole looks better for it


class _Recorded:
    """What the looks of one day recorded: by matter and day, its last light and acceptance."""

    def __init__(self) -> None:
        self.lights: dict[Any, str] = {}

    def hear(self, event: Event) -> None:
        """Take in one event of the engine."""
        if event.happened == Happened.ACCEPTED_BY_SILENCE:
            self.lights[event.matter, event.on, "accepted"] = ""
        elif "light" in event.changes:
            self.lights[event.matter, event.on] = event.changes["light"][1]

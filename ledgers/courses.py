"""One side of a trial: the matters of a book under one line of policies, look by look.

A course goes from event to event and from look to look, as the daily round does and through
the same rules: who is due a look is looked at, then the wholes whose parts have changed their
light. What it costs follows events and looks, not days times matters. Nothing is read and
nothing written: what the round keeps in tables a course keeps in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heappop, heappush

from ledgers.drivers import Row
from ledgers.policies import Policies
from ledgers.pressed import SIGNED_FOR
from ledgers.readers import People
from ledgers.rungs import Known, Ladders, Taking
from models.calendar import WorkCalendar
from models.ladder import Claim, DueRung, Taken
from models.lights import Facts, PartsFacts, Reason, earliest
from models.look import Look, days_to_look_at, days_unseen, look_at
from models.reds import ended
from models.terms import Light, Stage, Step


@dataclass(slots=True)
class Matter:
    """A matter as it has been told so far: the same under every policy."""

    id: int
    row: Row
    facts: Facts
    parts: list[int] = field(default_factory=list)

    @property
    def sleeps(self) -> bool:
        """Whether nothing can change by itself."""
        return self.facts.stage in (Stage.CLOSED, Stage.DRAFT)


@dataclass(slots=True)
class Stand:
    """How one matter stands on one side."""

    light: Light = Light.NONE
    since: date | None = None
    reasons: tuple[Reason, ...] = ()
    reds: str = ""
    yellow_since: date | None = None
    look_on: date | None = None
    accepted: bool = False
    """Whether it was accepted by silence, or acted on, since it was last assigned."""
    known: Known = field(default_factory=Known)
    letters: list[Claim] = field(default_factory=list)
    """What went out and waits to be signed for."""
    proposed: dict[Claim, Step] = field(default_factory=dict)
    """What waits to be decided on."""
    facts: tuple[Facts, tuple[object, ...], Facts] | None = None
    """The facts last looked at: what they were made of, and as they were made."""
    looked: tuple[Facts, Policies, WorkCalendar, Look] | None = None
    """The last look: what it saw, by which rules, and what it found."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found at one matter: the light it had and has, and the rungs taken."""

    matter: int
    on: date
    before: Light
    after: Light
    accepted: bool = False
    """Whether the sign-off limit has passed in silence."""
    taken: tuple[Taking, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether history would tell of it."""
        return self.before != self.after or bool(self.taken) or self.accepted


class Round:
    """One round: its day, the last working day looked on before it, and the rules of the day.

    ``among`` narrows it to some matters: those whose missed days are made good before a turn.
    """

    def __init__(
        self,
        on: date,
        last: date | None,
        policies: Policies,
        calendar: WorkCalendar,
        among: frozenset[int] | None = None,
    ) -> None:
        self.on, self.last, self.among = on, last, among
        self.policies, self.calendar = policies, calendar
        self.missed: dict[int, tuple[DueRung, ...]] = {}


class Course:
    """The same matters, under policies of its own."""

    def __init__(self, matters: Mapping[int, Matter], people: Callable[[], People]) -> None:
        self._matters, self._people = matters, people
        self.stands: dict[int, Stand] = defaultdict(Stand)
        self._queue: list[tuple[date, int]] = []

    # -- what people do -----------------------------------------------------------------

    def turned(
        self, matter: Matter, on: date, *, restaged: bool = False, acted: bool = False
    ) -> None:
        """Take in a turn that people took: it is looked at on that day.

        ``restaged`` says that the turn moved its stage, ``acted`` that the unit reported: a
        matter is taken on by that, whatever these policies make of silence.
        """
        stand = self.stands[matter.id]
        stand.accepted = acted or (stand.accepted and not restaged)
        if not matter.sleeps:
            self.wake(matter.id, on)
            return
        stand.light, stand.since, stand.reasons, stand.look_on = Light.NONE, on, (), None
        stand.reds, stand.yellow_since = ended(stand.reds, on), None

    def signed(self, matter: Matter) -> None:
        """Have every letter that waits for it signed for."""
        stand = self.stands[matter.id]
        for claim in stand.letters:
            stand.known.sign(claim)
        stand.letters.clear()
        stand.looked = None

    def decided(self, matter: Matter, step: str, on: date, *, confirmed: bool) -> None:
        """Decide on the oldest proposal of a step; what nobody proposed here stays undone."""
        stand = self.stands[matter.id]
        claim = next((one for one, of in stand.proposed.items() if of == step), None)
        if claim is not None:
            del stand.proposed[claim]
            if confirmed:
                stand.known.taken[claim] = Taken(on)
                stand.looked = None

    def withdrawn(self, matter: Matter) -> None:
        """Take every proposal back: it has lost its ground."""
        self.stands[matter.id].proposed.clear()

    # -- who is due a look --------------------------------------------------------------

    def wake(self, matter_id: int, on: date, *, only_sooner: bool = False) -> None:
        """Have a matter looked at on a day; one that sleeps sleeps on."""
        stand = self.stands[matter_id]
        if self._matters[matter_id].sleeps or (
            only_sooner and stand.look_on is not None and stand.look_on <= on
        ):
            return
        stand.look_on = on
        heappush(self._queue, (on, matter_id))

    def wake_all(self, on: date, *, only_sooner: bool = False) -> None:
        """Have everything open looked at: rules or calendar are new."""
        for matter_id in self._matters:
            self.wake(matter_id, on, only_sooner=only_sooner)

    def is_due_before(self, on: date) -> bool:
        """Tell whether anything at all fell due before a day."""
        day = self._next_due()
        return day is not None and day < on

    def _next_due(self, among: frozenset[int] | None = None) -> date | None:
        if among is not None:
            return earliest(self.stands[one].look_on for one in among)
        while self._queue:
            day, matter_id = self._queue[0]
            if self.stands[matter_id].look_on == day:
                return day
            heappop(self._queue)  # it was put off since
        return None

    def _due(self, day: date, among: frozenset[int] | None) -> list[int]:
        if among is not None:
            on = {one: self.stands[one].look_on for one in among}
            return [one for one, due in on.items() if due is not None and due <= day]
        due: dict[int, None] = {}
        while (next_day := self._next_due()) is not None and next_day <= day:
            due[heappop(self._queue)[1]] = None
        return list(due)

    # -- looks --------------------------------------------------------------------------

    def look(self, going: Round) -> list[Seen]:
        """Look at what is due on the day of a round, and first at what fell due unseen."""
        days = days_to_look_at(going.on, going.last, going.calendar, self._next_due)
        return self._look_at_days(days, going)

    def make_good(self, going: Round) -> list[Seen]:
        """Look at the days nobody looked on before a turn, as the book does."""
        days = days_unseen(going.on, going.last or going.on, lambda: self._next_due(going.among))
        news = self._look_at_days(days, going)
        return news + [self._record(one, going) for one in going.missed]

    def _look_at_days(self, days: Iterable[date], going: Round) -> list[Seen]:
        ladders = Ladders(going.policies, self._people)
        news: list[Seen] = []
        for day in days:
            while due := self._due(day, going.among):
                seen = [self._look_at(self._matters[one], day, going, ladders) for one in due]
                news += [one for one in seen if one.is_news]
                self._wake_wholes(seen, day)
        return news

    def _look_at(self, matter: Matter, day: date, going: Round, ladders: Ladders) -> Seen:
        """Look at one matter as of a day; its rungs are taken on the day of the round."""
        stand, category = self.stands[matter.id], matter.row.category
        before, facts = stand.light, self._facts(matter, stand)
        late = going.missed.pop(matter.id, ())
        policies, calendar = going.policies, going.calendar
        look = look_at(
            facts, day, policies.current.policy.of(category), calendar,
            red_since=stand.since if before == Light.RED else None,
            taken=stand.known.settled(going.last),
            bound=ladders.bound(stand.known, category),
            missed=late,
            before=None if late else _same_again(stand, facts, policies, calendar),
        )  # fmt: skip
        taken: tuple[Taking, ...] = ()
        next_on = look.next_on
        if day == going.on:
            taken = tuple(ladders.take(matter.row, stand.known, look.due)) if look.due else ()
        elif look.due:
            going.missed[matter.id] = look.due
            next_on = earliest((next_on, going.on))
        self._keep(matter, stand, look, day, next_on)
        self._take(stand, taken, day)
        waits = bool(look.due) and not taken
        stand.looked = None if waits else (facts, policies, calendar, look)
        return Seen(matter.id, day, before, stand.light, look.accepted, taken)

    def _record(self, matter_id: int, going: Round) -> Seen:
        """Record the missed rungs of a matter before a turn: the next run sends them."""
        stand, row = self.stands[matter_id], self._matters[matter_id].row
        ladders, missed = Ladders(going.policies, self._people), going.missed[matter_id]
        taken = tuple(ladders.take(row, stand.known, missed, sends=False))
        self._take(stand, taken, going.on)
        stand.looked = None
        return Seen(matter_id, going.on, stand.light, stand.light, taken=taken)

    def _facts(self, matter: Matter, stand: Stand) -> Facts:
        facts, stage = matter.facts, matter.facts.stage
        if stand.accepted and stage == Stage.ASSIGNED:
            stage = Stage.ACCEPTED
        parts = self._parts(matter) if matter.parts else None
        mine = (stage, parts, stand.reds, stand.yellow_since)
        if stand.facts is None or stand.facts[0] is not facts or stand.facts[1] != mine:
            made = replace(
                facts, stage=stage, parts=parts, reds=stand.reds, yellow_since=stand.yellow_since
            )
            stand.facts = facts, mine, made
        return stand.facts[2]

    def _parts(self, matter: Matter) -> PartsFacts | None:
        lights = [
            self.stands[one].light
            for one in matter.parts
            if self._matters[one].facts.stage != Stage.DRAFT
        ]
        if not lights:
            return None
        return PartsFacts(len(lights), lights.count(Light.RED), lights.count(Light.YELLOW))

    def _keep(
        self, matter: Matter, stand: Stand, look: Look, day: date, next_on: date | None
    ) -> None:
        if stand.light != look.verdict.light:
            stand.light, stand.since = look.verdict.light, day
        stand.reasons = look.verdict.reasons
        stand.reds, stand.yellow_since = look.marks.reds, look.marks.yellow_since
        stand.accepted |= look.accepted
        stand.look_on = next_on
        if next_on:
            heappush(self._queue, (next_on, matter.id))

    def _take(self, stand: Stand, taken: Iterable[Taking], on: date) -> None:
        for one in taken:
            stand.known.take(one, on)
            if one.proposes:
                stand.proposed[one.due.claim] = one.due.rung.step
            elif one.sent and one.due.rung.step in SIGNED_FOR:
                stand.letters.append(one.due.claim)

    def _wake_wholes(self, seen: list[Seen], day: date) -> None:
        changed = (self._matters[one.matter].row for one in seen if one.before != one.after)
        for whole in {row.parent_id for row in changed if row.parent_id}:
            self.wake(whole, day)


def _same_again(
    stand: Stand, facts: Facts, policies: Policies, calendar: WorkCalendar
) -> Look | None:
    """Return the last look where it saw the very same facts, rules and rungs."""
    if stand.looked is None:
        return None
    *seen, look = stand.looked
    same = all(one is other for one, other in zip(seen, (facts, policies, calendar), strict=True))
    return look if same else None

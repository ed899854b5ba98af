"""Random people take random turns on random days, and the ledger keeps its promises (DESIGN §4).

What is allowed is written here a second time: stages and roles from the table of turns, the
rest in this file's own words. DUBAN_TURNS=long takes many more and other turns than every run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ledgers.appraisals import Answer
from ledgers.audit import audit
from ledgers.book import Book, page, reach
from ledgers.people import Actor
from ledgers.retold import BY_THE_ENGINE
from ledgers.trial import try_policy
from ledgers.upkeep import adopt
from models import broken_rules as rules
from models import errors
from models import refused_closings as closings
from models import refused_extensions as extensions
from models.errors import Refusal
from models.facts import Point
from models.lifecycle import TURNS, Turn, turns_from
from models.policy import Policy, Rung
from models.record import ReportDraft
from models.terms import (
    Card,
    Cause,
    Check,
    Ending,
    Happened,
    Kind,
    Mark,
    Proof,
    Reader,
    Role,
    Satisfaction,
    Stage,
    Step,
)
from models.words import Speaker
from tests.ledgers.spies import contents
from tests.makers import MORNING, a_draft

START = date(2020, 8, 24)
SEEDS = st.integers(0, 2**40)
# What carries a matter on comes more often than what ends or widens it; 3 for all others.
OFTEN = {
    "accept": 9, "ask_extension": 6, "consent_extension": 8, "screen_extension": 8,
    "grant_extension": 8, "ask_closure": 8, "check": 20, "confirm": 20, "object": 8, "uphold": 9,
    "reopen": 9, "look_back": 9, "cancel": 0.5, "supersede": 0.5, "split": 0.5, "instruct": 0.3,
    "drop": 0.5, "reject": 1, "find_obstacle": 1, "return": 4, "suspend": 1, "resume": 9,
    "mark": 0.5, "call_back": 1,
}  # fmt: skip
LONG = os.environ.get("DUBAN_TURNS") == "long"
PROFILE = settings(
    max_examples=300 if LONG else 30,
    stateful_step_count=60 if LONG else 25,
    deadline=None,
    derandomize=not LONG,
    # Making a life of a hundred turns shorter takes minutes; only the long run has them.
    phases=tuple(Phase) if LONG else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)

PEOPLE = ("方砚秋", "陆清和", "江远舟", "田守义", "林小满", "程汝霖", "白露", "严正", "何新")
OFFICE_PEOPLE = ("方砚秋", "陆清和")
OFFICE_ROLES = {Role.OFFICER, Role.CHIEF}
UNIT_ROLES = {Role.UNIT_HEAD, Role.LIAISON}
DECISIONS = {
    "consent_extension", "screen_extension", "grant_extension", "refuse_extension",
    "decide_help", "uphold", "dismiss", "confirm",
}  # fmt: skip
SUPPORT_MAY = {"report", "find_obstacle", "clear_obstacle", "ask_help"}
MAY_CHECK = {
    Check.SELF: UNIT_ROLES | OFFICE_ROLES,
    Check.LEAD: {Role.UNIT_HEAD} | OFFICE_ROLES,
    Check.OFFICE: OFFICE_ROLES | {Role.LEADER},
    Check.SITE: OFFICE_ROLES | {Role.LEADER},
}
POLICIES = (
    Policy(lookback_months=1, lookback_percent=100),
    Policy(lookback_months=1, extension_steps=(), accept_days=5, max_extensions=1),
    Policy(
        lookback_months=1,
        checks={"default": (Check.SELF, Check.LEAD, Check.OFFICE, Check.SITE)},
        proofs={"default": (Proof.ACCEPTANCE,)},
        # Each card only after the limit of the one before it; the last one is a proposal.
        ladder=(
            Rung(-3, Step.NOTICE, (Reader.OWNER,), card=Card.BLUE, every=2),
            Rung(2, Step.NOTICE, (Reader.UNIT_HEAD,), card=Card.YELLOW, after="blue"),
            Rung(2, Step.CIRCULAR, (Reader.OFFICER,), after="yellow"),
            Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=1, within=30),
        ),
    ),
)
WAITS = ("asked", "consented", "screened", "checked", "proposed")
TABLE_OF = {
    "consent_extension": "extension_request", "screen_extension": "extension_request",
    "grant_extension": "extension_request", "refuse_extension": "extension_request",
    "check": "closure_request", "return": "closure_request", "confirm": "closure_request",
    "uphold": "objection", "dismiss": "objection", "decide_help": "help_request",
    "confirm_proposal": "proposal", "decline_proposal": "proposal",
}  # fmt: skip
WAYS = (
    ("accept", "ask_extension", "consent_extension", "screen_extension", "grant_extension"),
    ("report", "ask_closure", "check", "check", "check", "check", "confirm"),
    ("ask_closure", "check", "return", "object", "uphold", "check", "check", "confirm"),
    ("ask_closure", "return", "object", "dismiss", "ask_closure", "check", "confirm"),
    ("look_back", "object", "uphold", "check", "check", "confirm", "reopen"),
    ("suspend", "resume", "find_obstacle", "ask_help", "clear_obstacle", "decide_help"),
)
ENDS_A_REQUEST = {
    "grant_extension", "refuse_extension", "return", "confirm", "uphold", "dismiss",
}  # fmt: skip
# Only these move a deadline; the last two where a new day is given with them.
MOVES = {"grant_extension", "resume", "reopen", "look_back"}
ON_NO_MATTER = {"draft", "docket", "directory", "calendar", "decide_draft", "drop_draft"}
TAKEN_ON_A_MATTER = sorted(TURNS.keys() - ON_NO_MATTER)


class _Undone(Exception):
    """Turns a page back."""


class Offices(RuleBasedStateMachine):
    """An office, its units and its matters."""

    open_book: Callable[[], Any]

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.files = Path(self._folder.name)
        self.on = START
        self._reached = self.open_book()
        self.db = self._reached.__enter__()
        self.db.relax()
        self.checked: dict[str, list[tuple[int, set[int]]]] = {}
        self.taken: Counter[str] = Counter()
        self.rolls = 0

    def teardown(self) -> None:
        self.a_trial_finds_what_was_recorded()
        self._reached.__exit__(None, None, None)
        self._folder.cleanup()

    @contextmanager
    def page(self, hour: int = 10, *, write: bool = True) -> Iterator[Book]:
        at = datetime.combine(self.on, time(hour), MORNING.tzinfo)
        with page(self.db, at=at, evidence=self.files / "evidence", write=write) as book:
            yield book

    # -- a beginning ----------------------------------------------------------------------

    @initialize(
        policy=st.sampled_from(POLICIES),
        kinds=st.lists(
            st.sampled_from((Kind.FINISH, Kind.COUNT, Kind.STANDING)), min_size=2, max_size=4
        ),
    )
    def begin(self, policy: Policy, kinds: list[Kind]) -> None:
        with self.page(8) as book:
            adopt(book, policy, "", on=self.on)
            by = book.directory.actor_named("陆清和")
            book.directory.owner_post(
                book.directory.unit_id("transport"), "何新", by=by, on=self.on
            )
            for n, kind in enumerate(kinds):
                book.commitments.docket(self._draft(n, kind), by=by, on=self.on)
            book.commitments.enter_draft(self._draft(1, Kind.FINISH), by=by, on=self.on)

    def _draft(self, n: int, kind: Kind = Kind.FINISH) -> Any:
        due = None if kind == Kind.STANDING else self.on + timedelta(days=5 + 9 * n)
        return a_draft(
            title=f"事项{n}", kind=kind, lead_unit=("transport", "water")[n % 2], due=due,
            support_units=(("water:管线",), ())[n % 2], docketed_on=self.on, measure="个",
            target=Decimal(10) if kind == Kind.COUNT else None,
            rhythm="every:7" if due is None else "",
            milestones=({"title": "节点", "due": self.on + timedelta(days=6)},),
        )  # fmt: skip

    # -- days -----------------------------------------------------------------------------

    @rule(
        days=st.sampled_from((1, 1, 2, 3, 9, 31)), sealed=st.booleans(),
        looked=st.sampled_from((True, True, False)),
    )  # fmt: skip
    def a_day_passes(self, days: int, sealed: bool, looked: bool) -> None:
        if sealed:
            with self.page(18) as book:
                book.seals.seal(self.on)
        self.on += timedelta(days=days)
        if not looked:
            return
        before = self._dues()
        with self.page(8) as book:
            book.seals.catch_up(self.on)
            book.rounds.look(self.on)
        assert self._dues() == before, "a look moved a deadline"

    # -- people ---------------------------------------------------------------------------

    @rule(old=st.sampled_from(PEOPLE[3:7]), by=st.sampled_from(PEOPLE), back=st.booleans())
    def a_post_changes_hands(self, old: str, by: str, back: bool) -> None:
        names = ("何新", old) if back else (old, "何新")
        self._keep_directory(by, lambda book, actor: book.postings.hand_over(
            *names, by=actor, on=self.on))  # fmt: skip

    @rule(
        deputy=st.sampled_from(PEOPLE),
        principal=st.sampled_from(PEOPLE[2:]),
        by=st.sampled_from(PEOPLE),
        days=st.integers(-1, 20),
    )
    def a_deputy_is_named(self, deputy: str, principal: str, by: str, days: int) -> None:
        until = self.on + timedelta(days=days)
        self._keep_directory(
            by,
            lambda book, actor: book.postings.name_deputy(
                deputy, principal, since=self.on, until=until, by=actor, on=self.on
            ),
        )

    def _keep_directory(self, by: str, change: Callable[[Book, Actor], Any]) -> None:
        before = self._everything()
        try:
            with self.page() as book:
                actor = book.directory.actor_named(by)
                change(book, actor)
        except Refusal as refused:
            assert self._everything() == before
            if isinstance(refused, rules.NotYourTurn):
                assert not actor.roles & OFFICE_ROLES
            else:
                assert isinstance(refused, errors.NothingHeld | errors.WrongPeriod), refused
        else:
            assert actor.roles & OFFICE_ROLES

    # -- turns ----------------------------------------------------------------------------

    def _chance(self, seed: int) -> Random:
        """Throw dice of our own: drawn one by one, most of them would show the least number."""
        self.rolls += 1
        return Random(f"{seed} {self.rolls}")

    @rule(seed=SEEDS)
    def anybody_takes_any_turn(self, seed: int) -> None:
        by_chance = self._chance(seed)
        number, name = by_chance.choice(self._numbers()), by_chance.choice(TAKEN_ON_A_MATTER)
        hand, behalf = by_chance.choice(PEOPLE), by_chance.choice(("", *PEOPLE))
        self._take(number, name, hand, behalf, by_chance.randrange(4))

    @rule(seeds=st.lists(SEEDS, min_size=2, max_size=6))
    def people_go_about_their_work(self, seeds: list[int]) -> None:
        for seed in seeds:
            self._a_due_turn(self._chance(seed), self._numbers())

    @rule(seeds=st.lists(SEEDS, min_size=3, max_size=8))
    def one_matter_goes_on(self, seeds: list[int]) -> None:
        number = self._chance(seeds[0]).choice(self._numbers())
        for seed in seeds:
            self._a_due_turn(self._chance(seed), [number])

    @rule(seed=SEEDS, way=st.sampled_from(WAYS))
    def a_request_goes_its_way(self, seed: int, way: tuple[str, ...]) -> None:
        """Long ways are too rarely gone by chance; who goes each step still is chance."""
        by_chance = self._chance(seed)
        fit = [one for one in self._numbers() if self._row(one).stage in TURNS[way[0]].stages]
        if fit:
            number = by_chance.choice(fit)
            for name in way:
                hand = by_chance.choice(self._able(TURNS[name], self._row(number)))
                self._take(number, name, hand, "", by_chance.randrange(4))

    def _able(self, turn: Turn, row: Any) -> list[str]:
        people = [(name, self._actor(name)) for name in PEOPLE]
        return [
            name
            for name, one in people
            if one.roles & turn.roles and self._is_theirs(turn, row, one)
        ] or list(PEOPLE)

    def _a_due_turn(self, by_chance: Random, numbers: list[str]) -> None:
        number = by_chance.choice(numbers)
        row = self._row(number)
        due = turns_from(Stage(row.stage))
        # What ends or widens a matter comes less often than what carries it on.
        turn = by_chance.choices(due, [OFTEN.get(one.name, 3) for one in due])[0]
        hand, behalf = by_chance.choice(self._able(turn, row)), ""
        if by_chance.random() < 0.2 and self._actor(hand).roles <= UNIT_ROLES:
            hand, behalf = by_chance.choice(OFFICE_PEOPLE), hand
        self._take(number, turn.name, hand, behalf, by_chance.randrange(4))

    def _take(self, number: str, name: str, hand: str, behalf: str, choice: int) -> None:
        turn, before, dues, last = TURNS[name], self._everything(), self._dues(), self._last_event()
        with self._as_found(number):
            row = self._row(number)
        actor = self._may_act(hand, behalf)
        if actor is None:
            return
        try:
            with self.page() as book:
                self._turn_of(book, name, number, actor, choice)
        except Refusal as refused:
            assert self._everything() == before, "a refused turn changed something"
            with self._as_found(number) as book:
                self._was_rightly_refused(book, refused, turn, row, actor, choice)
            assert refused.said(Speaker("en")) and refused.said(Speaker("zh"))
            return
        self.taken[name] += 1
        self._was_rightly_taken(turn, row, actor)
        self._deadlines_moved_by(name, dues)
        self._told_of(last, actor)
        if name in ("ask_closure", "uphold"):
            self.checked[number] = []
        if name == "check":
            self._note_check(row, actor)
        self.look_it_over()

    @contextmanager
    def _as_found(self, number: str) -> Iterator[Book]:
        """Show the book as a turn finds it: what fell due on missed days comes first."""
        with suppress(_Undone), self.page() as book:
            book.rounds.make_good(self.on, [self._row(number).id])
            yield book
            raise _Undone

    def _may_act(self, hand: str, behalf: str) -> Actor | None:
        """Who enters it for whom: the office for units, a deputy for the principal (DESIGN §5)."""
        one = self._actor(hand)
        if not behalf or behalf == hand:
            return one
        other = self._actor(behalf)
        with self.page(write=False) as book:
            deputy = book.postings.stands_in(one.person_id, other.person_id, self.on)
        for_unit = one.roles & OFFICE_ROLES and other.roles <= UNIT_ROLES
        return one.on_behalf_of(other) if deputy or for_unit else None

    def _course(self, choice: int) -> list[Point]:
        """Draw a course of one to three points; the last one goes back."""
        percents = ((40,), (20, 60), (10, 50, 90), (50, 10))[choice]
        first = self.on + timedelta(days=1)
        return [Point(first + timedelta(days=5 * n), Decimal(percent))
                for n, percent in enumerate(percents)]  # fmt: skip

    def _turn_of(self, book: Book, name: str, number: str, by: Actor, choice: int) -> None:
        turn, who = book.commitments, {"by": by, "on": self.on}
        proof = self.files / f"{choice}.jpg"
        proof.write_text(f"road {choice}", "utf-8")
        sort = (Proof.ACCEPTANCE, Proof.ACCEPTANCE, Proof.ACCEPTANCE, Proof.OTHER)[choice]
        later = self.on + timedelta(days=(3, 20, 40, -1)[choice])
        which = (None, None, Step.CIRCULAR, Step.INTERVIEW)[choice]
        registers, units = book.registers, ("", "water", "transport", "")
        actions: dict[str, Callable[[], Any]] = {
            "approve": lambda: turn.approve(number, **who),
            "drop": lambda: turn.drop(number, reason="不再需要", **who),
            "split": lambda: book.parts.split(
                number, [self._draft(n, Kind.FINISH) for n in range(choice)], **who),
            "plan": lambda: turn.plan(number, self._course(choice), **who),
            "assign": lambda: turn.assign(number, unit=units[choice], **who),
            "accept": lambda: turn.accept(number, **who),
            "reject": lambda: turn.reject(number, reason="非本单位", **who),
            "report": lambda: turn.report(
                number, ReportDraft(percent=Decimal(30 * choice), value=Decimal(choice)),
                evidence=[(sort, proof)] if choice > 1 else [], **who),
            "instruct": lambda: registers.instruct(
                number, leader="江远舟", words="抓紧", due=later if choice < 2 else None, **who),
            "find_obstacle": lambda: registers.find_obstacle(
                number, cause=Cause.LAND, text="征地", **who),
            "clear_obstacle": lambda: registers.clear_obstacle(number, place=choice, **who),
            "ask_help": lambda: registers.ask_help(number, leader="江远舟", ask="请协调", **who),
            "decide_help": lambda: registers.decide_help(number, decision="同意", **who),
            "ask_extension": lambda: turn.ask_extension(
                number, until=later, reason="汛期", **who),
            "consent_extension": lambda: turn.consent_extension(number, **who),
            "screen_extension": lambda: turn.screen_extension(number, opinion="属实", **who),
            "grant_extension": lambda: turn.grant_extension(
                number, until=later if choice else None, **who),
            "refuse_extension": lambda: turn.refuse_extension(number, reason="按期", **who),
            "suspend": lambda: turn.suspend(number, reason="汛期", **who),
            "resume": lambda: turn.resume(number, **who),
            "ask_closure": lambda: turn.ask_closure(
                number, evidence=[(sort, proof)] if choice else [], **who),
            "check": lambda: turn.check(number, passed=True, findings="属实", **who),
            "return": lambda: turn.check(number, passed=False, findings="缺验收", **who),
            "confirm": lambda: turn.confirm(
                number, ending=Ending.DONE_MODIFIED if choice == 3 else Ending.DONE, **who),
            "object": lambda: turn.raise_objection(number, reason="不服", **who),
            "uphold": lambda: turn.uphold_objection(number, **who),
            "dismiss": lambda: turn.dismiss_objection(number, reason="不成立", **who),
            "cancel": lambda: turn.cancel(number, reason="规划调整", **who),
            "supersede": lambda: turn.supersede(
                number, other=self._numbers()[choice % len(self._numbers())], **who),
            "look_back": lambda: book.lookbacks.record(
                number, relapsed=choice % 2 == 1, findings="看过",
                due=later if choice == 1 else None, **who),
            "call_back": lambda: book.appraisals.call_back(
                number, Answer(valid=choice > 0, contacted=choice > 1, satisfied=(
                    None, *Satisfaction)[choice]), **who),
            "mark": lambda: book.appraisals.mark(
                number, mark=(*Mark, Mark.PRAISE)[choice], words="讲评", unit=units[choice],
                leader="江远舟" if choice else "", **who),
            "reopen": lambda: turn.reopen(
                number, reason="反弹", due=later if choice == 1 else None, **who),
            "sign": lambda: book.pressing.sign(number, **who),
            "confirm_proposal": lambda: book.pressing.decide(
                number, confirmed=True, reason="属实", step=which, **who),
            "decline_proposal": lambda: book.pressing.decide(
                number, confirmed=False, reason="已有进展", step=which, **who),
        }  # fmt: skip
        actions[name]()

    # -- what is allowed, in other words --------------------------------------------------

    def _is_theirs(self, turn: Turn, row: Any, actor: Actor) -> bool:
        """A unit's people act only for matters of their unit, or of units below it."""
        if actor.roles & turn.roles - UNIT_ROLES or row.owner_post_id in actor.posts:
            return True
        parents = {one.id: one.parent_id for one in self.db.ask("SELECT id, parent_id FROM unit")}
        units, at = set(), row.lead_unit_id
        while at:
            units.add(at)
            at = parents[at]
        if turn.name in SUPPORT_MAY:
            units |= {
                one.unit_id
                for one in self.db.ask(
                    "SELECT unit_id FROM support_unit WHERE commitment_id = :id", {"id": row.id}
                )
            }
        return bool(actor.units & units)

    def _was_rightly_taken(self, turn: Turn, row: Any, actor: Actor) -> None:
        assert row.stage in turn.stages, f"{turn.name} in {row.stage}"
        assert actor.roles & turn.roles, f"{turn.name} by {actor}"
        assert Role.AUDITOR not in actor.roles or actor.roles - {Role.AUDITOR}
        assert self._is_theirs(turn, row, actor), f"{turn.name} on another unit's matter"
        assert not self._decides_their_own(turn.name, row, actor), f"{turn.name} by {actor}"
        now = self._row(row.number)
        to = turn.to or Stage(row.stage)
        support_only = turn.name == "report" and now.stage == row.stage
        relapsed = turn.name == "look_back" and now.stage == Stage.ACCEPTED
        assert now.stage == to or support_only or relapsed, (turn.name, row.stage, now.stage)
        if turn.name in ENDS_A_REQUEST:
            waits = self._waiting(TABLE_OF[turn.name], row)
            assert not waits, f"{turn.name} left a request {waits}"

    def _was_rightly_refused(
        self, book: Book, refused: Refusal, turn: Turn, row: Any, actor: Actor, choice: int
    ) -> None:
        name, own = turn.name, actor.posts | actor.hands
        right_stage = row.stage in turn.stages
        if isinstance(refused, rules.WrongStage):
            assert not right_stage or name == "reopen"
            return
        assert right_stage, f"{name} in {row.stage} was refused as {refused!r}"
        if isinstance(refused, rules.NotYourTurn):
            assert not actor.roles & turn.roles or name in ("check", "return")
            return
        assert actor.roles & turn.roles
        if isinstance(refused, rules.NotYourMatter):
            assert not self._is_theirs(turn, row, actor)
            return
        assert self._is_theirs(turn, row, actor)
        later = self.on + timedelta(days=(3, 20, 40, -1)[choice])
        waiting = self._waiting(TABLE_OF.get(name), row)
        policy, working = book.policy, book.calendar.between
        reasons: dict[type[Refusal], Callable[[], bool]] = {
            closings.CheckerIsOwner: lambda: row.owner_post_id in own,
            closings.CheckerIsInside: lambda: (
                self._owners_unit(row) in actor.units | actor.hands_units
            ),
            extensions.AskedTooLate: lambda: self.on > row.due,
            extensions.NotLater: lambda: (
                name != "ask_extension" or row.due is None or later <= row.due
            ),
            extensions.TooManyExtensions: lambda: row.extensions >= policy.max_extensions,
            extensions.AlreadyWaiting: lambda: bool(self._waiting("extension_request", row)),
            errors.NothingWaiting: lambda: (
                name == "look_back" or not waiting or TABLE_OF.get(name) == "proposal"
            ),
            rules.ConcernedDecides: lambda: self._is_concerned(row, actor),
            rules.DecidesTheirOwn: lambda: self._decides_their_own(name, row, actor),
            rules.WhichProposal: lambda: self._proposed(row) > 1,
            rules.NothingToSign: lambda: not self._unsigned(row),
            extensions.StepMissing: lambda: (
                name in ("consent_extension", "screen_extension")
                or (waiting != "screened" and bool(policy.extension_steps))
            ),
            extensions.SameHand: lambda: waiting == "screened",
            rules.SignOffPassed: lambda: working(row.assigned_on, self.on) > policy.accept_days,
            closings.EvidenceMissing: lambda: row.evidence == 0 or row.reopened > 0,
            closings.OwnFinding: lambda: name in ("uphold", "dismiss"),
            closings.NewDayNeeded: lambda: (later if choice == 1 else row.due) < self.on,
            closings.ProofMissing: lambda: bool(policy.proofs_for(row.kind)),
            closings.OpenParts: lambda: self._open_parts(row),
            closings.NotChecked: lambda: name == "confirm" and waiting != "checked",
            closings.NotThisCheck: lambda: name == "check" and waiting == "checked",
            closings.AllChecked: lambda: name == "check" and waiting == "checked",
            closings.NothingToObject: lambda: name == "object",
            closings.ObjectedTooLate: lambda: name == "object",
            rules.NotIts: lambda: name == "supersede",
            closings.NotDone: lambda: row.ending not in ("done", "done_modified"),
            errors.NoSuchObstacle: lambda: name == "clear_obstacle",
            rules.PlanNotRising: lambda: (
                name == "plan"
                and (
                    choice == 3 or (row.due and row.due < self.on + timedelta(days=5 * choice + 1))
                )
            ),
            rules.NotOfThisMatter: lambda: (
                name == "mark" and choice in (1, 2) and not self._works_on(row, choice)
            ),
            rules.NoParts: lambda: name == "split" and choice == 0,
        }
        assert type(refused) in reasons, f"{name}: {refused!r}"
        assert reasons[type(refused)](), f"{name} was refused for no reason: {refused!r}"

    def _decides_their_own(self, name: str, row: Any, actor: Actor) -> bool:
        """Nobody decides on a matter of their own in another's name; the office enters for all."""
        if name not in DECISIONS or actor.behalf_id is None:
            return False
        hand = next(one for one in map(self._actor, PEOPLE) if one.person_id == actor.person_id)
        of_the_unit = name != "consent_extension" and not hand.roles & OFFICE_ROLES
        return row.owner_post_id in hand.posts or (of_the_unit and row.lead_unit_id in hand.units)

    def _is_concerned(self, row: Any, actor: Actor) -> bool:
        """Whoever is of the owner's side, or leads it, has no say in its consequences."""
        unit = self.db.ask("SELECT * FROM unit WHERE id = :id", {"id": row.lead_unit_id})[0]
        posts = {row.owner_post_id, row.sponsor_post_id, unit.leader_post_id} - {None}
        return bool(posts & (actor.posts | actor.hands)) or (
            unit.id in actor.units | actor.hands_units and Role.CHIEF not in actor.roles
        )

    def _proposed(self, row: Any) -> int:
        waiting = (
            "SELECT DISTINCT step FROM proposal WHERE commitment_id = :id AND state = 'proposed'"
        )
        return len(self.db.ask(waiting, {"id": row.id}))

    def _unsigned(self, row: Any) -> list[Any]:
        return self.db.ask(
            "SELECT id FROM notice WHERE commitment_id = :id AND sent"
            " AND step IN ('chase', 'notice')"
            " AND id NOT IN (SELECT notice_id FROM receipt)",
            {"id": row.id},
        )

    def _deadlines_moved_by(self, name: str, before: dict[str, Any]) -> None:
        now = self._dues()
        moved = {number for number, due in before.items() if now[number] != due}
        assert not moved or name in MOVES, f"{name} moved the deadline of {moved}"

    def _told_of(self, last: int, actor: Actor) -> None:
        events = self.db.ask("SELECT * FROM event WHERE id > :last ORDER BY id", {"last": last})
        taken = [one for one in events if Happened(one.happened) not in BY_THE_ENGINE]
        assert taken, "a turn without an event"
        for one in taken:
            assert (one.actor_id, one.behalf_id) == (actor.person_id, actor.behalf_id)
        # What fell due on days nobody looked on is found before the turn, by nobody's hand.
        for one in events[: -len(taken)]:
            assert one.actor_id is None
            assert one.on_day <= self.on

    def _note_check(self, row: Any, actor: Actor) -> None:
        level = self.db.ask("SELECT level FROM check_record ORDER BY id DESC LIMIT 1")[0].level
        assert actor.roles & MAY_CHECK[Check(level)]
        assert row.owner_post_id not in actor.posts | actor.hands
        inside = {self._owners_unit(row)} & (actor.units | actor.hands_units)
        self.checked.setdefault(row.number, []).append((actor.counts_for, inside))

    # -- after every step -----------------------------------------------------------------

    @invariant()
    def look_it_over(self) -> None:
        self.the_tables_equal_the_replay()
        self.nothing_is_done_without_evidence_checked_by_somebody_else()
        self.counts_agree_with_the_events()

    def the_tables_equal_the_replay(self) -> None:
        with self.page(write=False) as book:
            found = audit(book)
        assert not found.findings, [one.said(Speaker("en")) for one in found.findings]

    def nothing_is_done_without_evidence_checked_by_somebody_else(self) -> None:
        for row in self.db.ask(
            "SELECT * FROM commitment WHERE ending IN ('done', 'done_modified')"
        ):
            kept = self.db.ask(
                "SELECT count(*) AS n FROM evidence WHERE commitment_id = :id", {"id": row.id}
            )
            assert row.evidence == kept[0].n > 0
            with self.page(write=False) as book:
                wanted = book.policy.checks_for(row.kind)
            checks = self.db.ask(
                "SELECT r.* FROM check_record r JOIN closure_request c ON c.id = r.closure_id"
                " WHERE c.commitment_id = :id AND c.state = 'confirmed' AND r.closure_id ="
                " (SELECT max(id) FROM closure_request WHERE commitment_id = :id) ORDER BY r.id",
                {"id": row.id},
            )
            assert [one.level for one in checks if one.passed] == list(wanted)
            noted = self.checked[row.number]
            assert [one for one, _ in noted] == [one.checked_by for one in checks if one.passed]
            assert not noted[-1][1], "the last check was done inside the owner's unit"

    def counts_agree_with_the_events(self) -> None:
        events: dict[int, Counter[str]] = {}
        for one in self.db.ask(
            "SELECT commitment_id, happened, changes FROM event WHERE commitment_id IS NOT NULL"
        ):
            count = events.setdefault(one.commitment_id, Counter())
            count[one.happened] += 1
            count["versions"] += one.happened == "reopened" and '"due_version":' in one.changes
            count["struck"] += one.happened == "objection_upheld" and '"reopened":' in one.changes
        for row in self.db.ask("SELECT * FROM commitment"):
            count = events[row.id]
            assert row.extensions == count["extension_granted"]
            assert row.due_version == 1 + count["extension_granted"] + count["versions"]
            assert row.reopened == count["reopened"] - count["struck"]
            assert (row.closed_on is None) == (row.stage != Stage.CLOSED) == (row.ending is None)
            assert row.stage != Stage.CLOSED or not self._open_parts(row)
            assert row.look_on is None or row.stage not in (Stage.CLOSED, Stage.DRAFT)

    # -- at the end -----------------------------------------------------------------------

    def a_trial_finds_what_was_recorded(self) -> None:
        """The policies really in force, tried on this past, give its very lights and rungs."""
        with self.page(write=False) as book:
            if book.db.ask("SELECT 1 AS n FROM day LIMIT 1"):  # a day was lived
                found = try_policy(book, Policy())
                assert not found.astray, found.astray

    # -- looking --------------------------------------------------------------------------

    def _numbers(self) -> list[str]:
        return [one.number for one in self.db.ask("SELECT number FROM commitment ORDER BY id")]

    def _row(self, number: str) -> Any:
        return self.db.ask("SELECT * FROM commitment WHERE number = :n", {"n": number})[0]

    def _dues(self) -> dict[str, Any]:
        return {one.number: one.due for one in self.db.ask("SELECT number, due FROM commitment")}

    def _last_event(self) -> int:
        return int(self.db.ask("SELECT max(id) AS n FROM event")[0].n)

    def _everything(self) -> Any:
        return contents(self.db, without=("calendar_day", "policy_version"))

    def _actor(self, name: str) -> Actor:
        with self.page(write=False) as book:
            return book.directory.actor_named(name)

    def _owners_unit(self, row: Any) -> int:
        found = self.db.ask("SELECT unit_id FROM post WHERE id = :id", {"id": row.owner_post_id})
        return int(found[0].unit_id if found else row.lead_unit_id)

    def _waiting(self, table: str | None, row: Any) -> str:
        if table is None:
            return ""
        found = self.db.ask(
            f"SELECT state FROM {table} WHERE commitment_id = :id AND state IN {WAITS}",
            {"id": row.id},
        )
        # Leaders may be asked twice, and a ladder may propose twice before anybody decides.
        several = table in ("help_request", "proposal")
        assert len(found) <= 1 or several, f"two of {table} wait at once"
        return found[0].state if found else ""

    def _works_on(self, row: Any, choice: int) -> bool:
        unit = ("", "水利局", "交通运输局")[choice]
        return bool(self.db.ask(
            "SELECT 1 AS n FROM unit u WHERE u.name = :unit AND (u.id = :lead OR u.id IN"
            " (SELECT unit_id FROM support_unit WHERE commitment_id = :id))",
            {"unit": unit, "lead": row.lead_unit_id, "id": row.id},
        ))  # fmt: skip

    def _open_parts(self, row: Any) -> bool:
        return bool(self.db.ask(
            "SELECT 1 AS n FROM commitment WHERE parent_id = :id AND closed_on IS NULL LIMIT 1",
            {"id": row.id},
        ))  # fmt: skip


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_random_people_take_random_turns_and_the_ledger_stays_true(
    dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if dialect == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        made: list[Path] = []

        def fresh() -> Any:
            made.append(tmp_path / f"{len(made)}.db")
            return reach(f"sqlite:///{shutil.copyfile(template, made[-1])}")
    else:
        postgres_book = request.getfixturevalue("postgres_book")

        def fresh() -> Any:
            return reach(postgres_book())

    kind = type("Offices", (Offices,), {"open_book": staticmethod(fresh)})
    profile = PROFILE if dialect == "sqlite" or LONG else settings(PROFILE, max_examples=10)
    run_state_machine_as_test(kind, settings=profile)

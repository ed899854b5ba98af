"""A life in which everything happens that can be told: some weeks of an office, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flows.digests import compose
from ledgers.appraisals import Answer
from ledgers.book import Book, open_book
from ledgers.draft_lines import DraftLines
from ledgers.people import Actor
from ledgers.totals import both_totals
from ledgers.upkeep import adopt
from models.people import PersonDraft, UnitDraft
from models.policy import DEFAULT_LADDER, Policy, Rung
from models.record import ReportDraft
from models.terms import (
    Cause,
    Check,
    Ending,
    Kind,
    Mark,
    Proof,
    Reader,
    Role,
    Satisfaction,
    Scope,
    Step,
)
from tests.makers import MONDAY, MORNING, a_draft
from tests.papers import a_promise, keep, promises_of

ROAD, LAKE, PARKS, DUTY, PLAN, SCHOOL = (f"2020-00{n}" for n in range(1, 7))
LAST = date(2020, 9, 18)


def hour(on: date, of_day: int) -> datetime:
    """A moment of a day, in the office's time zone."""
    return datetime.combine(on, time(of_day), MORNING.tzinfo)


LATER = hour(LAST + timedelta(days=30), 9)


class Life:
    """Lives through the days of one book; turns are entered at ten, seals made at six."""

    def __init__(self, url: str, evidence: Path, files: Path) -> None:
        self.url, self.evidence, self.files = url, evidence, files
        files.mkdir(parents=True, exist_ok=True)

    def page(self, on: date, of_day: int, **options: Any) -> Any:
        return open_book(self.url, at=hour(on, of_day), evidence=self.evidence, **options)

    def days(self, until: date = LAST) -> Iterator[date]:
        """Live through one day after another; whoever asks may look at each evening."""
        on = MONDAY
        while on <= until:
            self.live(on)
            yield on
            on += timedelta(days=1)

    def live(self, on: date) -> None:
        with self.page(on, 8) as book:
            book.seals.catch_up(on)
            book.rounds.look(on)
        self.write_letters(on)
        for turn in TURNS_OF.get(f"{on:%m-%d}", ()):
            with self.page(on, 10) as book:
                turn(Day(book, on, self.files))
        if on.day % 7:  # now and then nobody seals in the evening
            with self.page(on, 18) as book:
                book.seals.seal(on)

    def write_letters(self, on: date) -> None:
        with self.page(on, 8) as book:
            if book.calendar.is_working(on):
                letters = [(one.reader, compose(one)) for one in book.news.for_day(on)]
                book.outbox.put(letters, kind="digest", on=on, written_at=hour(on, 8).isoformat())
                book.rounds.finish(on, {"totals": book.news.totals_of(on)})


class Day:
    """One open page, with what every turn needs."""

    def __init__(self, book: Book, on: date, files: Path) -> None:
        self.book, self.on, self._files = book, on, files
        self.turn = book.commitments

    def by(self, name: str) -> dict[str, Any]:
        """Who acts and when; ``officer/owner`` is the office on behalf of somebody."""
        hand, _, other = name.partition("/")
        actor = self._actor(hand)
        return {"by": actor.on_behalf_of(self._actor(other)) if other else actor, "on": self.on}

    def _actor(self, name: str) -> Actor:
        return self.book.directory.actor_named(NAMES.get(name, name))

    def file(self, name: str = "photo.jpg") -> Path:
        path = self._files / name
        path.write_bytes(f"{name} {self.on}\n".encode() * 40)
        return path


def answers(book: Book, on: date) -> dict[str, Any]:
    """Ask whatever a reader may ask of the ledger."""
    lists = book.lists
    asked: dict[str, Any] = {
        which: lists.open(on, which=which) for which in ("open", "closed", "all", "drafts")
    }
    asked |= {f"lit {light}": lists.open(on, light=light) for light in ("green", "yellow", "red")}
    asked |= {
        "of unit": lists.open(on, unit="transport"),
        "late": lists.late(on),
        "due": lists.due(on, on + timedelta(days=14)),
        "totals": both_totals(book),
        "obstacles": book.registers.obstacles(on, everything=True),
        "look-backs": book.lookbacks.lines(everything=True),
        "deputies": book.postings.deputies(on),
        "people": book.directory.people(),
        "units": book.directory.units(),
        "seals": book.seals.all(),
        "documents": DraftLines(book).documents(),
        "drafts of documents": DraftLines(book).drafts(everything=True),
        "policy": book.policy,
        "calendar": (book.calendar.exceptions, book.calendars.published()),
        "day": (book.rounds.day(on), book.rounds.missed_days(on), book.calendar.is_working(on)),
    }
    for line in asked["all"].lines:
        asked[f"show {line.number}"] = lists.show(line.number, on)
        asked[f"history {line.number}"] = lists.history(line.number)
    return asked


NAMES = {
    "chief": "方砚秋", "officer": "陆清和", "leader": "江远舟", "head": "田守义",
    "liaison": "林小满", "water head": "程汝霖", "water": "白露", "auditor": "严正",
    "new": "何新",
}  # fmt: skip


def begin(day: Day) -> None:
    steps = ({"title": "路基", "starts": MONDAY, "due": date(2020, 8, 20), "weight": 40},
             {"title": "路面", "due": date(2020, 9, 10), "due_text": "9月10日前"})  # fmt: skip
    day.turn.docket_many(
        [
            a_draft(
                number=ROAD, category="城建", content="全长三公里", standard="通车",
                source_document="工作报告", source_passage="年内通车", source_place="第3页",
                due=date(2020, 9, 4), due_text="9月4日前", due_rule="day", sponsor="江远舟",
                officer="陆清和", support_units=("water:管线", "parks"), note="重点",
                milestones=steps,
            ),
            a_draft(number=LAKE, title="清淤", lead_unit="water", due=date(2020, 8, 21)),
            a_draft(number=PARKS, title="新建公园", kind=Kind.COUNT, target=Decimal(30),
                    baseline=Decimal(2), measure="个", due=date(2020, 10, 30)),
            a_draft(number=DUTY, title="防汛值守", lead_unit="water", kind=Kind.STANDING,
                    due=None, rhythm="every:7"),
        ],
        **day.by("officer"),
    )  # fmt: skip
    day.turn.enter_draft(a_draft(number=PLAN, title="规划编制"), **day.by("officer"))
    day.turn.docket(a_draft(number=SCHOOL, title="学校"), **day.by("chief"))


def first_week(day: Day) -> None:
    day.turn.assign(SCHOOL, **day.by("officer"))
    day.turn.reject(SCHOOL, reason="不属本单位", **day.by("head"))
    day.turn.assign(SCHOOL, unit="water", owner="白露", **day.by("officer"))
    day.turn.accept(ROAD, **day.by("liaison"))
    day.turn.report(
        ROAD,
        ReportDraft(percent=Decimal("12.50"), done="进场", problem="管线"),
        evidence=[(Proof.BEFORE, day.file("before.jpg"))],
        **day.by("liaison"),
    )
    day.turn.report(ROAD, ReportDraft(done="管线迁改", next_steps="回填"), **day.by("water"))
    day.turn.report(LAKE, ReportDraft(percent=Decimal(30)), **day.by("officer/water"))
    day.book.registers.find_obstacle(ROAD, cause=Cause.PIPES, text="燃气管未迁",
                                     waits_on="燃气公司", **day.by("liaison"))  # fmt: skip
    day.book.registers.ask_help(ROAD, leader="江远舟", ask="请协调燃气公司", place=1,
                                **day.by("liaison"))  # fmt: skip


def help_decided(day: Day) -> None:
    day.book.registers.decide_help(ROAD, decision="十日内迁完", **day.by("leader"))
    day.book.registers.instruct(ROAD, leader="江远舟", words="确保国庆前通车",
                                due=date(2020, 9, 25), **day.by("officer"))  # fmt: skip


def extensions(day: Day) -> None:
    day.turn.ask_extension(ROAD, until=date(2020, 9, 30), reason="汛期", **day.by("liaison"))
    day.turn.ask_extension(LAKE, until=date(2020, 9, 1), reason="汛期", **day.by("water head"))


def consents(day: Day) -> None:
    day.turn.consent_extension(ROAD, **day.by("head"))
    day.turn.screen_extension(ROAD, opinion="情况属实", **day.by("officer"))
    day.turn.screen_extension(LAKE, opinion="理由不足", **day.by("officer"))


def decisions(day: Day) -> None:
    day.turn.grant_extension(ROAD, note="同意", **day.by("leader"))
    day.turn.refuse_extension(LAKE, reason="按期完成", **day.by("leader"))


def parts(day: Day) -> None:
    each = {"kind": Kind.COUNT, "target": Decimal(10), "measure": "个", "due": date(2020, 9, 10)}
    units = ("transport", "water")
    drafts = [a_draft(title=f"公园（{unit}）", lead_unit=unit, **each) for unit in units]
    day.book.parts.split(PARKS, drafts, **day.by("officer"))
    day.turn.report(f"{PARKS}-01", ReportDraft(value=Decimal(4)), **day.by("liaison"))
    bank = a_draft(title="堤岸", support_units=("water:勘测",), due=date(2020, 11, 30))
    day.turn.docket(bank, **day.by("officer"))
    day.turn.approve(PLAN, **day.by("chief"))
    day.turn.assign(PLAN, **day.by("officer"))


def pause(day: Day) -> None:
    day.turn.suspend(ROAD, reason="文物发掘", **day.by("leader"))
    day.turn.report(LAKE, ReportDraft(percent=Decimal(90)), **day.by("water"))


def go_on(day: Day) -> None:
    day.turn.resume(ROAD, note="发掘完成", **day.by("leader"))
    day.turn.report(ROAD, ReportDraft(percent=Decimal(60), milestones_done=(1,)),
                    **day.by("liaison"))  # fmt: skip


def people_change(day: Day) -> None:
    day.book.postings.hand_over("林小满", "何新", **day.by("chief"))
    day.book.postings.name_deputy("陆清和", "江远舟", since=day.on, until=date(2020, 9, 10),
                                  reason="出差", **day.by("chief"))  # fmt: skip
    day.book.directory.add_unit(UnitDraft(name="园林二处", aliases=("二处",), parent="parks",
                                          level="科", peer_group="园林系统"),
                                 **day.by("chief"))  # fmt: skip
    person = PersonDraft(
        name="何新", unit="交通运输局", role=Role.LIAISON, email="he@jt.example.org"
    )
    day.book.directory.add_person(person, **day.by("chief"))


def policy_changes(day: Day) -> None:
    strict = replace(Policy(), name="从严", yellow_overdue=1, red_overdue=3, silent_days=10,
                     lookback_months=1, checks={"default": (Check.LEAD, Check.OFFICE)},
                     ladder=(*DEFAULT_LADDER,
                             Rung(2, Step.CIRCULAR, (Reader.OFFICER,), after="chase"),
                             Rung(0, Step.INTERVIEW, (Reader.CHIEF,), reds=1, within=60)),
                     )  # fmt: skip
    adopt(day.book, strict, "name = '从严'\n", on=day.on)


def a_day_off(day: Day) -> None:
    """A holiday of the office's own; and one that the province makes and takes back."""
    calendars = day.book.calendars
    calendars.set_days([date(2020, 9, 7)], False, reason="区庆", document="区政办〔2020〕9号",
                       **day.by("officer"))  # fmt: skip
    calendars.set_days([date(2020, 9, 14)], False, reason="省运会", scope=Scope.PROVINCE,
                       **day.by("chief"))  # fmt: skip


def the_day_off_taken_back(day: Day) -> None:
    day.book.calendars.unset_days([date(2020, 9, 14)], reason="改期", scope=Scope.PROVINCE,
                                  **day.by("chief"))  # fmt: skip


def closing(day: Day) -> None:
    day.turn.ask_closure(LAKE, actual_on=day.on, note="完成", evidence=[day.file("lake.jpg")],
                         **day.by("water"))  # fmt: skip
    day.turn.check(LAKE, passed=True, findings="属实", **day.by("water head"))
    day.turn.check(LAKE, passed=False, findings="缺验收", missing=(Proof.ACCEPTANCE,),
                   **day.by("officer"))  # fmt: skip


def objecting(day: Day) -> None:
    day.turn.raise_objection(LAKE, reason="已附验收", **day.by("water head"))
    day.turn.uphold_objection(LAKE, note="补正", **day.by("leader"))
    day.turn.check(LAKE, passed=True, findings="属实", **day.by("water head"))
    after = [(Proof.AFTER, day.file("after.jpg"))]
    day.turn.check(LAKE, passed=True, findings="属实", evidence=after, **day.by("officer"))
    day.turn.confirm(LAKE, ending=Ending.DONE_MODIFIED, note="销号", **day.by("chief"))
    day.book.registers.clear_obstacle(ROAD, outcome="已迁", **day.by("new"))


def looking_back(day: Day) -> None:
    day.book.lookbacks.record(LAKE, relapsed=True, findings="反弹", due=date(2020, 9, 25),
                              evidence=[day.file("again.jpg")], **day.by("officer"))  # fmt: skip


def ends(day: Day) -> None:
    day.turn.supersede(f"{PARKS}-02", other=f"{PARKS}-01", note="合并", **day.by("leader"))
    day.turn.cancel(SCHOOL, reason="规划调整", **day.by("officer/leader"))
    number = day.book.registers.instruct(SCHOOL, leader="江远舟", words="另行选址",
                                         **day.by("officer"))  # fmt: skip
    day.turn.raise_objection(LAKE, reason="暴雨所致", **day.by("water"))
    day.turn.dismiss_objection(LAKE, reason="不成立", **day.by("leader"))
    assert number != SCHOOL


def pressing(day: Day) -> None:
    """What went out is signed for; of what is proposed, one is confirmed and one is not."""
    number, press = f"{PARKS}-01", day.book.pressing
    press.sign(number, **day.by("new"))
    press.decide(number, confirmed=True, reason="属实", step=Step.CIRCULAR, **day.by("officer"))
    press.decide(number, confirmed=False, reason="再看", step=Step.INTERVIEW, **day.by("chief"))


def appraised(day: Day) -> None:
    day.turn.ask_closure(PLAN, evidence=[day.file("plan.pdf")], **day.by("head"))
    said = Answer(contacted=True, resolved=True, satisfied=Satisfaction.BASICALLY)
    day.book.appraisals.call_back(PLAN, said, note="电话回访", **day.by("officer"))
    day.book.appraisals.call_back(PLAN, Answer(valid=False), note="无法联系", **day.by("officer"))
    day.book.appraisals.mark(ROAD, mark=Mark.PRAISE, words="组织有力", leader="江远舟",
                             **day.by("officer"))  # fmt: skip
    day.book.appraisals.mark(ROAD, mark=Mark.CRITICISM, words="迁改迟缓", unit="water",
                             **day.by("chief"))  # fmt: skip


def documents(day: Day) -> None:
    """A document is read, and later read by better rules."""
    promises = promises_of()
    keep(day.book, promises=promises[:-1], **day.by("officer"))
    keep(day.book, promises=promises, **day.by("chief"))
    second = "另一份会议纪要，年底前建成30个公园。"
    keep(day.book, second, name="纪要.txt", title="", by=None, on=day.on,
         promises=[a_promise(second, "年底前建成30个公园", quantity=Decimal(30))])  # fmt: skip


def drafts_decided(day: Day) -> None:
    drafts = day.book.drafts
    drafts.edit(1, {"title": "开工12个停车场", "due_phrase": "9月30日前"}, **day.by("officer"))
    drafts.approve(1, **day.by("chief"))
    drafts.drop(6, reason="与工作报告重复", **day.by("officer"))


Turns = dict[str, tuple[Callable[[Day], None], ...]]
TURNS_OF: Turns = {
    "08-03": (begin,),
    "08-04": (first_week,),
    "08-06": (help_decided,),
    "08-10": (extensions,),
    "08-12": (consents,),
    "08-14": (decisions,),
    "08-17": (parts,),
    "08-19": (pause,),
    "08-24": (policy_changes,),
    "08-25": (go_on,),
    "08-26": (closing,),
    "08-27": (people_change,),
    "08-28": (objecting,),
    "09-01": (a_day_off,),
    "09-04": (the_day_off_taken_back,),
    "09-08": (looking_back,),
    "09-11": (ends,),
    "09-16": (pressing, documents),
    "09-14": (appraised,),
    "09-17": (drafts_decided,),
}

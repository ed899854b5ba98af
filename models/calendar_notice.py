"""The State Council's yearly notice on days off (关于…年部分节假日安排的通知), read and checked.

Item by item and clause by clause: which days are off (10月1日至8日放假调休，共8天), which weekend
days are worked for them (9月27日（星期日）上班). The reading checks itself against whatever the
notice says twice: the count of days, the weekdays beside the dates, the weekend it joins. What
speaks of days and is not understood is refused with its line, never passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from models.calendar import SATURDAY, DayWord, arranged_in, by_weekday
from models.errors import BadNotice
from models.lights import Reason
from models.notice_dates import DAYS, Unreadable, days_in, weekday_word
from models.terms import Scope
from models.words import N_

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
FESTIVAL = "|".join((*FESTIVALS, "清明", "端午", "中秋", "国庆"))
ORDINAL = "[一二三四五六七八九十]+、"

YEARLY = re.compile(r"(\d{4})年部分节假日安排|现将(\d{4})年元旦")
MOVED = re.compile(rf"调整(\d{{4}})年({FESTIVAL})(?:假期|放假)安排")
LENGTHENED = re.compile(rf"延长(\d{{4}})年({FESTIVAL})假期的通知")
REFERENCE = re.compile(r"国办发(?:明电)?[〔\[(]\d{4}[〕\])]\d+号")
BRACKETS = str.maketrans("[](){}", "〔〕〔〕〔〕")
ITEM = re.compile(rf"(?:{ORDINAL})?(?P<names>(?:{FESTIVAL})(?:、(?:{FESTIVAL}))*):")
BEGINS = re.compile(rf"{ITEM.pattern.replace('?P<names>', '')}|如下:|一、")
SIGNED = re.compile(r"^(?:国务院办公厅)?(\d{4})年(\d{1,2})月(\d{1,2})日(?:\(此件公开发布\))?$")

OFF = re.compile(rf"^(?P<days>{DAYS})放假(?P<shift>调休)?(?P<count>\d+天)?$")
COUNT = re.compile(r"^共(\d+)天$")
JOINED = re.compile(r"^与(?:周末|双休日|周六|周日)连休$")
NOT_SHIFTED = re.compile(r"^(?:不|不再)调休$")
WORKED = re.compile(rf"^(?P<days>{DAYS})(?:照常|正常)?上班$")
LONGER = re.compile(
    rf"^(?:{ORDINAL})?延长(?:\d{{4}}年)?(?:{FESTIVAL})假期至(?P<until>{DAYS}),(?P<back>{DAYS})起"
    "(?:正常|照常)?上班$"
)
# Leave that employers are only encouraged to give is no holiday (2024: 除夕).
ENCOURAGED = re.compile("鼓励|带薪年休假")
SPEAKS_OF_DAYS = re.compile(r"\d月\d|放假|调休|上班|共\d+天")

NO_YEAR = N_(
    "this is no notice on days off: its title has to name the year, as in "
    "国务院办公厅关于2027年部分节假日安排的通知"
)
LACKING = N_("the notice says nothing of {festivals}")
TWICE = N_("{festival} has been arranged before")
NOT_UNDERSTOOD = N_("this speaks of days and is not understood")
WRONG_COUNT = N_("it says {said} days, and {first} to {last} are {counted}")
NOT_BESIDE_WEEKEND = N_("{day} is a {weekday} and joins no weekend")
SHIFTED_AFTER_ALL = N_("it says that no days are exchanged, and yet {day} is worked")
WEEKDAY_WORKED = N_("{day} is a {weekday}, no weekend day that could be made up")
BOTH = N_("{day} is both off and worked")
OFF_TWICE = N_("{day} is named twice")
OUT_OF_YEAR = N_("{day} does not belong to the arrangements of {year}")
NOT_BACK = N_("work begins again on {back}, and the holiday lasts until {until}")
NOT_LENGTHENED = N_("the calendar has no {festival} of {year} that could be lengthened to {until}")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One festival, or two that fall together: the days off and the days made up for them."""

    festival: str
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """All days it names."""
        return (*self.off, *self.worked)


@dataclass(frozen=True, slots=True)
class Notice:
    """What one notice says. ``whole`` arranges a year; else it amends what was arranged."""

    year: int
    whole: bool
    title: str
    arrangements: tuple[Arrangement, ...] = ()
    lengthened: date | None = None
    """Only for a festival made longer: its new last day."""
    passed_over: tuple[str, ...] = ()
    """Sentences that name days and arrange none: leave that is only encouraged."""

    def words(self, known: Iterable[DayWord]) -> list[DayWord]:
        """Say what it changes in the State Council's words that are known; raises BadNotice."""
        stated = {word.day: word for word in known}
        if self.lengthened:
            return self._longer(stated)
        new = {
            day: DayWord(day, works, Scope.STATE, one.festival, self.title)
            for one in self.arrangements
            for works, days in ((False, one.off), (True, one.worked))
            for day in days
        }
        gone = [one for one in stated.values() if one.day not in new and self._replaces(one)]
        back = [replace(one, works=by_weekday(one.day), reason="", document=self.title)
                for one in gone if one.works != by_weekday(one.day)]  # fmt: skip
        return sorted((*new.values(), *back), key=lambda word: word.day)

    def _replaces(self, word: DayWord) -> bool:
        """A yearly notice replaces all that was known of its year, another one its festival."""
        festivals = {one for each in self.arrangements for one in each.festival.split("、")}
        named = self.whole or bool(festivals & set(word.reason.split("、")))
        return named and arranged_in(word.day) == self.year

    def _longer(self, stated: dict[date, DayWord]) -> list[DayWord]:
        festival, until = self.arrangements[0].festival, self.lengthened
        off = [
            one.day
            for one in stated.values()
            if festival in one.reason.split("、")
            and one.works is False
            and arranged_in(one.day) == self.year
        ]
        if until is None or not off or until < min(off):
            why = Reason(NOT_LENGTHENED, {"festival": festival, "year": str(self.year),
                                          "until": until})  # fmt: skip
            raise BadNotice(line=1, text=self.title, problem=why)
        days = (min(off) + timedelta(days=n) for n in range((until - min(off)).days + 1))
        return [DayWord(day, False, Scope.STATE, festival, self.title) for day in days
                if day not in off]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the line it begins on, counting from 1."""

    line: int
    text: str

    def refuse(self, problem: str, **facts: Any) -> BadNotice:
        """Make the refusal of this sentence."""
        return BadNotice(line=self.line, text=self.text, problem=Reason(problem, facts))


def read_notice(text: str) -> Notice:
    """Read a notice as it was pasted; raises BadNotice with the line and the sentence."""
    sentences = list(_sentences(text))
    if not sentences:
        raise Sentence(1, "").refuse(NO_YEAR)
    everything = "".join(one.text for one in sentences)
    if found := LENGTHENED.search(everything):
        return _read_longer(sentences, int(found[1]), found[2], _title(everything, found))
    if found := MOVED.search(everything):
        return _read_moved(sentences, int(found[1]), found[2], _title(everything, found))
    if found := YEARLY.search(everything):
        return _read_yearly(sentences, int(found[1] or found[2]), _title(everything, found))
    raise sentences[0].refuse(NO_YEAR)


def _title(everything: str, found: re.Match[str]) -> str:
    """Name the document as registers do: its title, and its number where it has one."""
    called = {
        YEARLY: f"国务院办公厅关于{found[1] or found[2]}年部分节假日安排的通知",
        MOVED: f"国务院办公厅关于调整{found[1]}年{found[2]}假期安排的通知",
        LENGTHENED: f"国务院办公厅关于延长{found[1]}年{found[2]}假期的通知",
    }[found.re]
    reference = REFERENCE.search(everything)
    if not reference:
        return called
    number = reference[0].translate(BRACKETS)
    return f"{called}（{number}）"


# -- sentences --------------------------------------------------------------------------


def _sentences(text: str) -> Iterator[Sentence]:
    """Cut at full stops and before items; lines broken within a sentence are joined again.

    What stands before the first item (title, number, whom it is for) is cut at its lines.
    """
    flat, lines = _flattened(text)
    first = next((found.start() for found in BEGINS.finditer(flat)), len(flat))
    cuts = {place + 1 for place, sign in enumerate(flat) if sign in "。;"}
    cuts |= {found.start() for found in ITEM.finditer(flat)}
    cuts |= {at for at in range(1, first) if lines[at] != lines[at - 1]}
    cuts |= {found.start() for found in re.finditer(r"国务院办公厅\d{4}年", flat)}
    edges = [0, *sorted(cuts - {0, len(flat)}), len(flat)]
    for start, end in pairwise(edges):
        said = flat[start:end].rstrip("。;")
        if said:
            yield Sentence(lines[start], said)


def _flattened(text: str) -> tuple[str, list[int]]:
    """Write full-width signs plainly and drop spaces; tells the line of every character left."""
    kept: list[tuple[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = unicodedata.normalize("NFKC", line).replace("｡", "。")
        kept += [(sign, number) for sign in plain if not sign.isspace() and sign.isprintable()]
    return "".join(sign for sign, _ in kept), [number for _, number in kept]


def _clauses(sentence: str) -> list[str]:
    """Cut at commas that stand outside of brackets."""
    return [one for one in re.split(r",(?![^()]*\))", sentence) if one]


# -- the three sorts of notices ---------------------------------------------------------


def _read_yearly(sentences: list[Sentence], year: int, title: str) -> Notice:
    made: list[_Item] = []
    passed: list[str] = []
    for one in sentences:
        if found := ITEM.match(one.text):
            made.append(_Item(_names(found["names"]), year, one))
            rest = replace(one, text=one.text[found.end() :])
            made[-1].hear(rest, passed)
        elif made:  # before the first item, nothing is arranged
            made[-1].hear(one, passed)
    named = [festival for item in made for festival in item.festival.split("、")]
    for item in made:
        for festival in item.festival.split("、"):
            if named.count(festival) > 1:
                raise item.begun.refuse(TWICE, festival=festival)
    missing = [festival for festival in FESTIVALS if festival not in named]
    if missing:
        raise sentences[0].refuse(LACKING, festivals=missing)
    return _checked(Notice(year, True, title, passed_over=tuple(passed)), made)


def _read_moved(sentences: list[Sentence], year: int, festival: str, title: str) -> Notice:
    item, passed = _Item(_names(festival), year, sentences[0]), list[str]()
    for one in sentences:
        text = re.sub(rf"^(?:{ORDINAL})?", "", one.text.rpartition(":")[2])
        if SPEAKS_OF_DAYS.search(text) and not MOVED.search(text):
            item.hear(replace(one, text=text), passed)
    return _checked(Notice(year, False, title, passed_over=tuple(passed)), [item])


def _read_longer(sentences: list[Sentence], year: int, festival: str, title: str) -> Notice:
    until: date | None = None
    for one in sentences:
        text = one.text.rpartition(":")[2]
        if found := LONGER.match(text):
            (until,) = _days(one, found["until"], year)
            (back,) = _days(one, found["back"], year, near=until)
            if back != until + timedelta(days=1):
                raise one.refuse(NOT_BACK, back=back, until=until)
        elif re.search(r"\d月\d", text) and not SIGNED.match(text):
            raise one.refuse(NOT_UNDERSTOOD)
    if until is None:
        raise sentences[0].refuse(NOT_UNDERSTOOD)
    return Notice(year, False, title, (Arrangement(_names(festival)),), until)


def _names(text: str) -> str:
    """Write the festivals of an item in full: 清明 is 清明节."""
    return "、".join(
        next(full for full in FESTIVALS if full.startswith(one)) for one in text.split("、")
    )


def _checked(notice: Notice, items: list[_Item]) -> Notice:
    """Hold the items against each other and against the year."""
    seen: dict[date, bool] = {}
    for item in items:
        item.check()
        for works, days in ((False, item.off), (True, item.worked)):
            for day in days:
                if day in seen:
                    raise item.begun.refuse(BOTH if seen[day] != works else OFF_TWICE, day=day)
                if arranged_in(day) != notice.year:
                    raise item.begun.refuse(OUT_OF_YEAR, day=day, year=str(notice.year))
                seen[day] = works
    made = tuple(Arrangement(one.festival, tuple(one.off), tuple(one.worked)) for one in items)
    return replace(notice, arrangements=made)


# -- one item ---------------------------------------------------------------------------


@dataclass
class _Item:
    """An item while its sentences are heard."""

    festival: str
    year: int
    begun: Sentence
    off: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)
    unshifted: bool = False

    def hear(self, sentence: Sentence, passed: list[str]) -> None:
        """Take in one sentence of the item, or one after it; raises BadNotice."""
        if not SPEAKS_OF_DAYS.search(sentence.text) or SIGNED.match(sentence.text):
            return
        if ENCOURAGED.search(sentence.text):
            passed.append(sentence.text)
            return
        for clause in _clauses(sentence.text):
            self._hear_clause(sentence, clause)

    def _hear_clause(self, sentence: Sentence, clause: str) -> None:
        if found := OFF.match(clause):
            new = _days(sentence, found["days"], self.year)
            self.off += new
            if found["count"]:
                self._count(sentence, int(found["count"][:-1]))
        elif found := WORKED.match(clause):
            near = self.off[0] if self.off else None
            self.worked += self._weekend(sentence, _days(sentence, found["days"], self.year, near))
        elif found := COUNT.match(clause):
            self._count(sentence, int(found[1]))
        elif JOINED.match(clause):
            self._joins(sentence)
        elif NOT_SHIFTED.match(clause):
            self.unshifted = True
        else:
            raise sentence.refuse(NOT_UNDERSTOOD)

    def _count(self, sentence: Sentence, said: int) -> None:
        """共N天 counts the days off of the whole item."""
        if not self.off:
            raise sentence.refuse(NOT_UNDERSTOOD)
        if len(self.off) != said:
            raise sentence.refuse(
                WRONG_COUNT, said=said, first=self.off[0], last=self.off[-1], counted=len(self.off)
            )

    def _joins(self, sentence: Sentence) -> None:
        """与周末连休: the days off have to lie beside a weekend."""
        if not self.off:
            raise sentence.refuse(NOT_UNDERSTOOD)
        around = (self.off[0] - timedelta(days=1), self.off[-1] + timedelta(days=1))
        if not any(day.weekday() >= SATURDAY for day in (*self.off, *around)):
            day = self.off[0]
            raise sentence.refuse(NOT_BESIDE_WEEKEND, day=day, weekday=weekday_word(day))

    def _weekend(self, sentence: Sentence, days: list[date]) -> list[date]:
        for day in days:
            if by_weekday(day):
                raise sentence.refuse(WEEKDAY_WORKED, day=day, weekday=weekday_word(day))
        return days

    def check(self) -> None:
        """Hold the sentences of the item against each other."""
        if not self.off:
            raise self.begun.refuse(NOT_UNDERSTOOD)
        if self.unshifted and self.worked:
            raise self.begun.refuse(SHIFTED_AFTER_ALL, day=self.worked[0])


def _days(sentence: Sentence, text: str, year: int, near: date | None = None) -> list[date]:
    try:
        return days_in(text, year, near)
    except Unreadable as trouble:
        raise sentence.refuse(trouble.problem, **trouble.facts) from trouble

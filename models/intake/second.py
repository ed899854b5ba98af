"""What a second reader answers, held against the text: nothing is taken on its word.

The passage must stand in the text, the figure in the passage, the deadline phrase in the passage
or where it governs it. Offsets, figures and days are found here; what was answered only points
to them. What does not fit is dropped, and counted by its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from models.calendar import WorkCalendar
from models.deadline import Deadline, Found, deadlines_in
from models.intake.folded import Folded, folded
from models.intake.promise import Action, Comparator, Promise
from models.numerals import BIG_UNITS, MEASURES, SIGNS, number
from models.terms import Term
from models.words import N_

RULE = "second_reader"
CONFIDENCE = 40  # per cent; an officer reads the doubtful first
SHORTEST, LONGEST = 4, 300  # characters of a passage
LONGEST_TITLE = 80
MOST = 200  # promises of one answer
SAME = 0.5  # of the shorter of two passages


class Dropped(Term):
    """Why an answer was not taken."""

    MALFORMED = "malformed", N_("not in the form asked for")
    NO_PASSAGE = "no_passage", N_("the passage is not in the document")
    TO_MACHINES = "to_machines", N_("the passage gives orders to the machine")
    NO_FIGURE = "no_figure", N_("the figure is not in the passage")
    NO_DEADLINE = "no_deadline", N_("the deadline is not in the passage, nor above it")
    NOTHING_FIRM = "nothing_firm", N_("neither a day nor a figure to check")


class NotTaken(Exception):
    """An answer that does not hold."""

    def __init__(self, why: Dropped) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Checked:
    """What held of the answers about one text, in the order of the text."""

    promises: tuple[Promise, ...] = ()
    dropped: Mapping[Dropped, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """What both readers found. ``agreed`` and ``new`` are places in ``promises``, from 0.

    ``rules`` are the rules' promises in their own order, those both found the surer for it;
    ``added`` is what only the second reader found.
    """

    promises: tuple[Promise, ...] = ()
    agreed: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    rules: tuple[Promise, ...] = ()
    added: tuple[Promise, ...] = ()


class Answers:
    """Gathers what holds of the answers about a text, piece by piece."""

    def __init__(self, text: str, issued_on: date, calendar: WorkCalendar | None = None) -> None:
        self._text, self._issued_on, self._calendar = Folded(text), issued_on, calendar
        self._found: dict[tuple[int, int, Decimal | None], Promise] = {}
        self._dropped: Counter[Dropped] = Counter()

    def take(self, answer: object, begins: int, ends: int) -> None:
        """Check the answer about one piece of the text."""
        listed = answer.get("promises") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            self._dropped[Dropped.MALFORMED] += 1
            return
        self._dropped[Dropped.MALFORMED] += max(0, len(listed) - MOST)
        for one in listed[:MOST]:
            try:
                found = self._promise(one, begins, ends)
            except NotTaken as reason:
                self._dropped[reason.why] += 1
            else:  # pieces overlap: what was found twice is one
                self._found.setdefault((found.start, found.end, found.quantity), found)

    def checked(self) -> Checked:
        """Tell what held so far."""
        in_order = sorted(self._found.values(), key=lambda one: (one.start, one.end))
        return Checked(tuple(in_order), +self._dropped)

    def _promise(self, given: object, begins: int, ends: int) -> Promise:
        said = _said(given)
        start, end = self._span(said.quote, begins, ends)
        quote, paragraph = self._text.text[start:end], self._text.paragraph(start, end)
        if TO_MACHINES.search(self._text.around(start, end)):
            raise NotTaken(Dropped.TO_MACHINES)
        figure = _figure(said, quote)
        found, inherited = self._deadline(said.deadline_phrase, start, end)
        deadline = found.deadline if found else Deadline()
        if figure is None and deadline.due is None:
            raise NotTaken(Dropped.NOTHING_FIRM)
        return Promise(
            quote=quote,
            start=start,
            end=end,
            title=_title(said.title, quote),
            action=said.action,
            quantity=figure.value if figure else None,
            unit=figure.unit if figure else "",
            comparator=figure.comparator if figure else None,
            deadline_phrase=found.phrase if found else "",
            deadline=deadline.due,
            deadline_inherited=inherited,
            deadline_rule=deadline.rule,
            ask=deadline.ask,
            aim=deadline.aim or bool(AIMS.search(quote)),
            responsible=_standing(said.responsible, paragraph),
            cooperating=_standing(said.cooperating, paragraph),
            rule=RULE,
            confidence=CONFIDENCE,
        )

    def _span(self, quote: str, begins: int, ends: int) -> tuple[int, int]:
        """Find the passage; of several like it the first one not taken yet."""
        spans = list(self._text.find(quote, begins, ends)) if len(quote) <= 2 * LONGEST else []
        spans = [span for span in spans if SHORTEST <= span[1] - span[0] <= LONGEST]
        if not spans:
            raise NotTaken(Dropped.NO_PASSAGE)
        taken = {(start, end) for start, end, _ in self._found}
        return next((one for one in spans if one not in taken), spans[0])

    def _deadline(self, phrase: str, start: int, end: int) -> tuple[Found | None, bool]:
        """Resolve the phrase where it stands: in the passage, its paragraph, a heading above."""
        if not phrase:
            return None, False
        paragraph = self._text.paragraph(start, end)
        quote = self._text.text[start:end]
        for place, inherited in ((quote, False), (paragraph, True), (self._heading(start), True)):
            for found in self._said_in(place):
                if any(_meet(found, span) for span in Folded(place).find(phrase)):
                    return found, inherited
        raise NotTaken(Dropped.NO_DEADLINE)

    def _heading(self, start: int) -> str:
        """The nearest heading above that sets a day of its own: it hides those above it."""
        above = self._text.headings(start)
        return next((one for one in above if self._said_in(one)), "")

    def _said_in(self, place: str) -> list[Found]:
        return deadlines_in(place, self._issued_on, self._calendar)


# -- what was answered ------------------------------------------------------------------


class Said(NamedTuple):
    """One promise as answered, of the right types and nothing more."""

    quote: str
    title: str
    action: Action
    quantity: Decimal | None
    deadline_phrase: str
    responsible: tuple[str, ...]
    cooperating: tuple[str, ...]


def _said(given: object) -> Said:
    if not isinstance(given, dict) or not isinstance(given.get("quote"), str):
        raise NotTaken(Dropped.MALFORMED)
    action = given.get("action")
    return Said(
        given["quote"],
        _words(given, "title"),
        Action(action) if action in set(Action) else Action.OTHER,
        _quantity(given.get("quantity")),
        _words(given, "deadline_phrase"),
        _names(given, "responsible"),
        _names(given, "cooperating"),
    )


def _words(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def _names(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    listed = value if isinstance(value, list) else []
    return tuple(one.strip() for one in listed[:20] if isinstance(one, str) and one.strip())


def _quantity(value: object) -> Decimal | None:
    """Read the figure answered; 12万 and “1,200” are figures too."""
    if value in (None, "", False, True):
        return None
    try:
        found = Decimal(str(value)) if isinstance(value, int | float) else number(str(value))
    except (ValueError, InvalidOperation) as trouble:
        raise NotTaken(Dropped.NO_FIGURE) from trouble
    if not found.is_finite():
        raise NotTaken(Dropped.NO_FIGURE)
    return found


# -- what stands in the text ------------------------------------------------------------

TO_MACHINES = re.compile(
    r"(?:忽略|无视|不要?理会|忘记|跳过)(?:掉|了)?(?:以上|上述|上面|前面|之前|此前|先前|所有|一切|你)"
    r"|提示词|系统提示|系统指令|语言模型|大模型请|人工智能助手|识读员|你(?:是|现在|必须|只需|应当)"
    r"|(?:输出|返回|回答|生成)[^。\n]{0,8}(?:JSON|承诺事项)|\bquote\b|\"?promises\"?\s*:"
    r"|(?:ignore|disregard|forget)\s+(?:all|any|the|your|previous|prior|above|everything)"
    r"|system\s+prompt|you\s+are\s+(?:a|an|now)|\bas\s+an?\s+(?:ai|assistant)|\bassistant\s*:",
    re.IGNORECASE,
)
AIMS = re.compile(r"力争|争取|努力(?:在|于|实现)|原则上")
_MEASURE = "|".join(sorted({*MEASURES, "%", "‰", "个百分点"}, key=len, reverse=True))
FIGURE = re.compile(
    rf"(?P<before>不少于|不低于|至少|超过?|突破|不超过|不高于|控制在|约|近)?"
    rf"(?P<hundredths>百分之)?(?P<number>\d[\d,]*(?:\.\d+)?|[{SIGNS}]+(?=[{SIGNS}]*\D))"
    rf"(?P<odd>[余多])?(?P<big>[万亿])?(?P<odd2>[余多])?(?P<unit>{_MEASURE})?(?P<after>以上|以内|以下|左右)?"
)
NO_COUNT = re.compile(r"^(?:年|月|日|号|时|届|次全)")


class Figure(NamedTuple):
    """A figure of the text, 万 and 亿 multiplied out."""

    value: Decimal
    unit: str
    comparator: Comparator


def _figure(said: Said, quote: str) -> Figure | None:
    """Find the figure answered in the passage; its unit and comparator are the passage's own."""
    if said.quantity is None:
        return None
    text = folded(quote)
    for match in FIGURE.finditer(text):
        if NO_COUNT.match(text[match.end("number") :]) or text[: match.start("number")].endswith(
            "第"
        ):
            continue
        try:
            written = number(match["number"])
        except ValueError:
            continue
        value = written * BIG_UNITS[match["big"]] if match["big"] else written
        if said.quantity in (written, value):
            unit = "%" if match["hundredths"] else match["unit"] or ""
            return Figure(value, unit, _comparator(match))
    raise NotTaken(Dropped.NO_FIGURE)


def _comparator(match: re.Match[str]) -> Comparator:
    before, after = match["before"] or "", match["after"] or ""
    if before in ("不超过", "不高于", "控制在") or after in ("以内", "以下"):
        return Comparator.AT_MOST
    if before in ("约", "近") or after == "左右":
        return Comparator.APPROX
    more = before or after == "以上" or match["odd"] or match["odd2"]
    return Comparator.AT_LEAST if more else Comparator.EXACT


def _meet(found: Found, span: tuple[int, int]) -> bool:
    """Whether a phrase found is the one answered: 9月 of 9月底前 was only cut short."""
    return found.start < span[1] and span[0] < found.end


def _title(title: str, quote: str) -> str:
    """Take the title only where every sign of it stands in the passage, in the same order."""
    signs = iter(folded(quote))
    short = folded(title)
    if 2 <= len(short) <= LONGEST_TITLE and all(one in signs for one in short):
        return title
    return " ".join(quote.split())[:LONGEST_TITLE]


def _standing(names: Sequence[str], paragraph: str) -> tuple[str, ...]:
    there = folded(paragraph)
    return tuple(dict.fromkeys(one for one in names if folded(one) in there))


# -- both readers -----------------------------------------------------------------------


def merged(found: Sequence[Promise], second: Sequence[Promise]) -> Merged:
    """Put both readers' promises together: where they read the same passage, the rules' stands.

    What both found is surer. What only the second one found is added in its place in the text;
    ``duplicate_of`` of the rules' promises is kept pointing where it did.
    """
    agreed = {place for one in second for place in _same(found, one)}
    new = [one for one in second if not _same(found, one)]
    surer = [_surer(one) if place in agreed else one for place, one in enumerate(found)]
    in_order = sorted(
        [*enumerate(surer), *((len(found) + n, one) for n, one in enumerate(new))],
        key=lambda one: (one[1].start, one[0]),
    )
    where = {old: place for place, (old, _) in enumerate(in_order)}
    return Merged(
        tuple(_pointing(one, where) for _, one in in_order),
        frozenset(where[one] for one in agreed),
        frozenset(where[len(found) + n] for n in range(len(new))),
        tuple(surer),
        tuple(new),
    )


def _same(found: Sequence[Promise], second: Promise) -> list[int]:
    """List the places of the promises that are this one: one passage, and no other figure."""
    return [
        place
        for place, one in enumerate(found)
        if _shared(one, second) >= SAME
        and (second.quantity is None or one.quantity in (None, second.quantity))
    ]


def _shared(one: Promise, other: Promise) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / max(1, min(one.end - one.start, other.end - other.start))


def _surer(one: Promise) -> Promise:
    return replace(one, confidence=one.confidence + (100 - one.confidence) // 2)


def _pointing(one: Promise, where: Mapping[int, int]) -> Promise:
    if one.duplicate_of is None:
        return one
    return replace(one, duplicate_of=where[one.duplicate_of - 1] + 1)

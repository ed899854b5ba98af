"""Composes digests: the same news gives the same bytes. No clock, no SQL, nothing sent.

The order is fixed (DESIGN §7): verdict · decisions · asks · what changed · due soon · annex.
A digest holds at most ``LIMIT`` characters. Whatever is longer is cut from the end of the
lists, the annex first and decisions last, and every cut says how much it left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar
from unicodedata import east_asian_width

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from flows.overall import Overall
from flows.phrases import Phrases
from ledgers.digest_lines import Change, LetterText, News
from models.colours import at_night, card_colours, tint
from models.terms import Card, Light, Step
from models.words import N_, Speaker

Entry = TypeVar("Entry")

LIMIT = 4000
ALL = 1_000_000
# More entries than this cannot fit, so a long letter need not be written to know it.
MOST = LIMIT // 15
LETTERS = Path(__file__).parent / "letters"


@dataclass(frozen=True, slots=True)
class Cut:
    """How many entries of each list a letter shows, and how long a title may be."""

    annex: int = ALL
    changes: int = ALL
    asks: int = ALL
    decisions: int = ALL
    words: int = 80


# From the whole letter to the barest one: the annex goes first, decisions last.
CUTS = (
    *(Cut(n) for n in (ALL, 60, 40, 30, 25, 20, 16, 13, 10, 8, 6, 5, 4, 3)),
    *(Cut(3, n) for n in (30, 20, 15, 10, 8, 6, 5, 4, 3)),
    *(Cut(n, n, words=50) for n in (2, 1)),
    *(Cut(1, 1, n, words=50) for n in (30, 20, 15, 12, 10, 8, 6, 5, 4, 3)),
    *(Cut(1, 1, 3, n, words=50) for n in (20, 15, 12, 10, 8)),
    *(Cut(1, 1, n, 8, words=50) for n in (2, 1)),
    *(Cut(0, 0, 1, n, words=50) for n in (8, 7, 6, 5, 4, 3)),  # of the rest only the counts
    Cut(0, 0, 1, 3, words=30),
    Cut(0, 0, 1, 1, words=30),
)


@dataclass(frozen=True, slots=True)
class Part(Generic[Entry]):
    """The entries of one list that a letter shows, and how many there are."""

    shown: Sequence[Entry]
    total: int

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.shown)


def _part(entries: Sequence[Entry], most: int) -> Part[Entry]:
    return Part(entries[:most], len(entries))


def compose(news: News) -> LetterText:
    """Write one reader's digest: subject, HTML and its plain-text twin."""
    speaker = Speaker(news.reader.language, news.names)
    texts: dict[Cut, str] = {}

    def fits(place: int) -> bool:
        if _entries(news, CUTS[place]) > MOST:
            return False
        texts[CUTS[place]] = _render("digest.txt.j2", news, speaker, CUTS[place])
        return len(texts[CUTS[place]]) <= LIMIT

    # Each cut shows less than the one before it, so the first that fits is found by halving.
    last = len(CUTS) - 1
    cut = CUTS[0 if fits(0) else bisect_left(range(last), True, lo=1, key=fits)]
    text = texts.get(cut) or _render("digest.txt.j2", news, speaker, cut)
    html = inline(_render("digest.html.j2", news, speaker, cut))
    return LetterText(subject=subject(news, speaker), html=html, text=text)


def _entries(news: News, cut: Cut) -> int:
    """Count the entries a letter would show, without writing it."""
    annex = (news.due_soon, news.units, news.causes, news.silent, news.unsigned, news.not_computed)
    groups: tuple[tuple[int, Sequence[Sequence[object]]], ...] = (
        (cut.annex, annex),
        (cut.changes, [one for _, one in _changes(news)]),
        (cut.asks, (news.asks, news.answers, news.assigned, news.taken_over, news.instructions)),
        (cut.decisions, (news.decisions,)),
    )
    return sum(min(most, len(one)) for most, lists in groups for one in lists)


def subject(news: News, speaker: Speaker) -> str:
    """Say in the subject what the letter's first line says."""
    day = speaker.short_date(news.on)
    return speaker.say(
        N_("[Supervision digest] {day}: {headline}"), day=day, headline=headline(news, speaker)
    )


def headline(news: News, speaker: Speaker) -> str:
    """Say in a few words what matters most to this reader today."""
    return ("，" if speaker.language == "zh" else ", ").join(headlines(news, speaker))


def headlines(news: News, speaker: Speaker) -> list[str]:
    """List what the headline says: at most three things, each of which stays on one line."""
    notices = sum(ask.step == Step.NOTICE for ask in news.asks)
    counts = (
        (N_("{count} for your decision"), len(news.decisions)),
        (N_("{count} instructions of leaders"), len(news.instructions)),
        (N_("{count} under supervision notice"), notices),
        (N_("{count} asked of you"), len(news.asks) - notices),
        (N_("{count} newly assigned"), len(news.assigned)),
        (N_("{count} answered"), len(news.answers)),
        (N_("{count} newly red"), len(news.new_red)),
        (N_("{count} newly yellow"), len(news.new_yellow)),
        (N_("{count} reopened"), len(news.reopened)),
        (N_("{count} closed"), len(news.closed)),
        (N_("{count} recovered"), len(news.recovered)),
        (N_("{count} suspended or resumed"), len(news.paused)),
        (N_("{count} taken over"), sum(one.count for one in news.taken_over)),
        (N_("{count} due soon"), len(news.due_soon)),
    )
    told = [speaker.say(sentence, count=count) for sentence, count in counts if count][:3]
    return told or [speaker.say(N_("{count} open, nothing new"), count=news.totals.open)]


def _render(name: str, news: News, speaker: Speaker, cut: Cut) -> str:
    """Fill one template with as much of the news as the cut allows."""
    phrase = Phrases(news, speaker, cut.words)
    return rendered(
        name,
        speaker,
        news=news,
        phrase=phrase,
        overall=Overall(news, speaker),
        head=phrase.head,
        headline=headline(news, speaker),
        headlines=headlines(news, speaker),
        inks=inks(news.colours),
        cards=cards(news),
        figures=[(name, label, getattr(news.totals, name)) for name, label in FIGURES],
        decisions=_part(news.decisions, cut.decisions),
        notices=_part([one for one in news.asks if one.step == Step.NOTICE], cut.asks),
        asks=_part([one for one in news.asks if one.step != Step.NOTICE], cut.asks),
        answers=_part(news.answers, cut.asks),
        assigned=_part(news.assigned, cut.asks),
        instructions=_part(news.instructions, cut.asks),
        taken_over=_part(news.taken_over, cut.asks),
        changes=[(title, _part(some, cut.changes)) for title, some in _changes(news) if some],
        due_soon=_part(news.due_soon, cut.annex),
        units=_part(news.units, cut.annex),
        causes=_part(news.causes, cut.annex),
        silent=_part(news.silent, cut.annex),
        unsigned=_part(news.unsigned, cut.annex),
        not_computed=_part(news.not_computed, cut.annex),
    )


def rendered(template: str, speaker: Speaker, **facts: Any) -> str:
    """Fill a letter's template; what every letter needs is given here."""
    written: str = _template(template).render(
        {
            "say": speaker.say,
            "word": speaker.word,
            "lang": "zh-CN" if speaker.language == "zh" else "en",
            "inks": (),
            "cards": (),
            **facts,
        }
    )
    return written


def _changes(news: News) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    return (
        (N_("Newly red ({count})"), news.new_red),
        (N_("Newly yellow ({count})"), news.new_yellow),
        (N_("Recovered ({count})"), news.recovered),
        (N_("Closed ({count})"), news.closed),
        (N_("Reopened ({count})"), news.reopened),
        (N_("Suspended or resumed ({count})"), news.paused),
    )


FIGURES = (
    ("red", N_("Red")),
    ("yellow", N_("Yellow")),
    ("green", N_("Green")),
    ("overdue", N_("Late")),
)


def inks(colours: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """List the lights an office gave colours of its own: name, ink, its tint, the ink at night."""
    return [
        (light.value, ink, tint(ink), at_night(ink))
        for light in Light
        if (ink := colours.get(f"light.{light}"))
    ]


def cards(news: News) -> list[tuple[str, str, str]]:
    """List the cards this letter shows: name, what it is filled with, its letters."""
    shown = {ask.card for ask in news.asks}
    return [(card.value, *card_colours(card, news.colours)) for card in Card if card in shown]


def wide(value: str | int, columns: int) -> str:
    """Pad a text to so many columns, counting Chinese characters as two."""
    text = str(value)
    taken = sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(columns - taken, 1)


def share(count: int, of: int) -> int:
    """Return a bar's width in whole percent; whatever is there is at least visible."""
    return max(round(100 * count / of), 2) if count and of else 0


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(LETTERS),
        autoescape=".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wide"] = wide
    environment.globals["share"] = share
    return environment.get_template(name)


def inline(html: str) -> str:
    """Write the styles into the elements, as mail readers want them."""
    return _inliner().inline(html)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)

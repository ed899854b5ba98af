"""``duban calendar check``: how far the working calendar reaches, and what does not fit in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from flows.checks import Check, Finding, check, tell_checks
from models.calendar import DayWord, arranged_in, by_weekday, in_force, is_of_table, published_days
from models.not_ready import CalendarUnfit
from models.terms import DayKind, Scope
from models.words import N_, Word

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.calendars import Calendars

# The State Council publishes next year's 调休 in November; from December a gap is a fault.
DUE_MONTH, LATE_MONTH = 11, 12
SHOWN = 5  # numbers and days named; the rest is counted
IMPORT = "duban calendar import FILE"
UPDATE = "pip install -U chinesecalendar; duban init --migrate"


def examine_calendar(at: Desk, on: date) -> None:
    """Look at everything, show it, and leave with a code where something must be mended."""
    with at.reading() as book:
        calendars = book.calendars
        words, until = calendars.words(), calendars.until
        checks = [
            *coverage(until, on),
            *_leaning(calendars),
            *_against_table(in_force(words, (Scope.STATE,)), until),
            *_gaps(words, until),
            *_own_words(words),
            *_last_change(calendars),
        ]
    if bad := tell_checks(at, checks):
        raise CalendarUnfit(count=bad)


def coverage(until: date, today: date) -> Iterator[Check]:
    """Say how far the published days reach, and from November that the next notice is missing."""
    lacking = until < date(today.year, 12, 31)
    yield check(
        N_("Calendar"),
        Finding.MEND if lacking else Finding.WELL,
        N_("make-up days known until {until}; later days are provisional"),
        f"{IMPORT}; {UPDATE}",
        until=until,
    )
    if not lacking and until.year == today.year and today.month >= DUE_MONTH:
        yield check(
            N_("Next year's notice"),
            Finding.MEND if today.month >= LATE_MONTH else Finding.NOTE,
            N_(
                "the State Council's notice for {year} comes out in November; it is not in the book"
            ),
            f"{IMPORT}; {UPDATE}",
            year=str(today.year + 1),
        )


def _leaning(calendars: Calendars) -> Iterator[Check]:
    found = calendars.leaning()
    if not found.numbers:
        said = N_("no open deadline lies on one")
        yield check(N_("Provisional days"), Finding.WELL, said)
        return
    yield check(
        N_("Provisional days"),
        Finding.NOTE,
        N_("open commitments with a deadline on one: {count}, the first on {day}: {numbers}"),
        IMPORT,
        count=len(found.numbers),
        day=found.first,
        numbers=_some(found.numbers),
    )


def _against_table(published: Mapping[date, DayWord], until: date) -> Iterator[Check]:
    """Hold the book's published days against the table that came with duban."""
    words, table_until = published_days()
    table = {word.day: word for word in words}
    document, both = words[0].document, min(until, table_until)
    differ = sorted(
        day
        for day in table.keys() | published.keys()
        if day <= both and _works(table, day) != _works(published, day)
    )
    imported = {arranged_in(day) for day, one in published.items() if not is_of_table(one)}
    if not differ:
        yield check(
            N_("Published table"), Finding.WELL, N_("the book agrees with {document}"),
            document=document,
        )  # fmt: skip
    elif all(arranged_in(day) in imported for day in differ):
        yield check(
            N_("Published table"),
            Finding.NOTE,
            N_("{count} days differ from {document}; the imported notice is followed: {days}"),
            "duban calendar show",
            count=len(differ), document=document, days=_some(differ),
        )  # fmt: skip
    else:
        yield check(
            N_("Published table"),
            Finding.MEND,
            N_("{count} days differ from {document}, and no notice says so: {days}"),
            f"duban init --migrate; {IMPORT}",
            count=len(differ), document=document, days=_some(differ),
        )  # fmt: skip
    if table_until > until:
        yield check(
            N_("Published table"),
            Finding.MEND,
            N_("{document} reaches until {until}, the book does not"),
            "duban init --migrate",
            document=document, until=table_until,
        )  # fmt: skip


def _works(words: Mapping[date, DayWord], day: date) -> bool:
    return bool(words[day].works) if day in words else by_weekday(day)


def _gaps(words: Iterable[DayWord], until: date) -> Iterator[Check]:
    """A year that counts as published and names no day off was never taken over."""
    named = {
        arranged_in(word.day) for word in words if word.scope == Scope.STATE and word.works is False
    }
    lacking = [str(year) for year in range(min(named, default=until.year), until.year + 1)
               if year not in named]  # fmt: skip
    if lacking:
        yield check(
            N_("Years"), Finding.MEND, N_("the published days of these years are lacking: {years}"),
            IMPORT, years=lacking,
        )  # fmt: skip


def _own_words(words: list[DayWord]) -> Iterator[Check]:
    """Days set by several who contradict each other, and days set to what they are anyway."""
    own = {scope: in_force(words, (scope,)) for scope in list(Scope)[1:]}
    total = sum(len(days) for days in own.values())
    yield check(
        N_("Own days"), Finding.WELL, N_("{count} days are set by province, city or office"),
        count=total,
    )  # fmt: skip
    for scope, wider, day in _contradictions(own):
        yield check(
            N_("Own days"),
            Finding.NOTE,
            N_("{day}: {scope} says {kind}, {wider} says the contrary; {scope} is followed"),
            f"duban calendar unset {day} --scope {scope} --reason …",
            day=day, scope=scope, wider=wider, kind=DayKind.of(bool(own[scope][day].works)),
        )  # fmt: skip
    without = in_force(words, (Scope.STATE,))
    idle = sorted(
        {day for days in own.values() for day, one in days.items()
         if bool(one.works) == _works(without, day)}
        - {day for _, _, day in _contradictions(own)}
    )  # fmt: skip
    if idle:
        yield check(
            N_("Own days"),
            Finding.NOTE,
            N_("{count} days are set to what they are anyway: {days}"),
            "duban calendar unset DAY --reason …", count=len(idle), days=_some(idle),
        )  # fmt: skip


def _contradictions(
    own: Mapping[Scope, Mapping[date, DayWord]],
) -> Iterator[tuple[Scope, Scope, date]]:
    """List (narrower, wider, day) where two of our own words differ."""
    scopes = list(own)
    for place, wider in enumerate(scopes):
        for narrower in scopes[place + 1 :]:
            for day in sorted(own[wider].keys() & own[narrower].keys()):
                if own[wider][day].works != own[narrower][day].works:
                    yield narrower, wider, day


def _last_change(calendars: Calendars) -> Iterator[Check]:
    if last := calendars.last_change():
        yield check(
            N_("Last change"),
            Finding.WELL,
            N_("{on}, {actor}: {note}; {moved} of {open} open commitments had another distance"),
            on=last.on_day, actor=last.actor or Word(N_("The ledger")), note=last.note or None,
            moved=last.moved, open=last.open,
        )  # fmt: skip


def _some(things: Iterable[object]) -> list[object]:
    listed = list(things)
    return listed[:SHOWN] + (["…"] if len(listed) > SHOWN else [])

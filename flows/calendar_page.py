"""Working days as a clerk reads them: a grid for each month, totals, and who said so."""

from __future__ import annotations

from calendar import Calendar, monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows.tables import table
from ledgers.lines import as_json, column
from models.calendar import DayWord, by_weekday, in_force
from models.errors import NotAPeriod
from models.terms import DayKind, Scope
from models.words import N_, Speaker, cells

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.calendar import WorkCalendar

CELL, GAP = 5, 4  # a flag, two figures, a mark of two cells; between two months
HEADS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
MARKS = {False: N_("R"), True: N_("W")}
OWN, PROVISIONAL = "*", "?"
STYLES = {False: "red", True: "bold yellow"}
LEGEND = (
    N_("R day off"),
    N_("W made-up day"),
    N_("* set by ourselves"),
    N_("? provisional"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row of which the same is said on the same grounds."""

    first: date = column(N_("First"))
    last: date = column(N_("Last"))
    kind: DayKind = column(N_("Day"), default=DayKind.REST)
    reason: str = column(N_("Occasion"), default="", wide=True)
    scope: Scope = column(N_("Said by"), default=Scope.STATE)
    document: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """One month or twelve, as the book knows them."""

    months: tuple[date, ...]
    calendar: WorkCalendar
    said: dict[date, DayWord]

    @property
    def first(self) -> date:
        """The first day."""
        return self.months[0]

    @property
    def last(self) -> date:
        """The last day."""
        return _end(self.months[-1])

    def working_days(self, month: date) -> int:
        """Count the working days of a month."""
        return self.calendar.between(month - timedelta(days=1), _end(month))

    def stretches(self) -> list[Stretch]:
        """List what is said of days, as few lines as tell it."""
        made: list[Stretch] = []
        for day, word in sorted(self.said.items()):
            if made and _goes_on(made[-1], word):
                made[-1] = _stretch(word, made[-1].first, self.calendar)
            else:
                made.append(_stretch(word, day, self.calendar))
        return made

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        until = self.calendar.published_until
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "published_until": until.isoformat(),
            "working_days": sum(self.working_days(month) for month in self.months),
            "months": [
                {
                    "month": f"{month:%Y-%m}",
                    "working_days": self.working_days(month),
                    "provisional": _end(month) > until,
                }
                for month in self.months
            ],
            "stretches": as_json(self.stretches()),
        }


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _goes_on(one: Stretch, word: DayWord) -> bool:
    same = (one.kind, one.reason, one.scope, one.document)
    kind = DayKind.of(bool(word.works))
    next_day = one.last + timedelta(days=1)
    return word.day == next_day and same == (kind, word.reason, word.scope, word.document)


def _stretch(word: DayWord, first: date, calendar: WorkCalendar) -> Stretch:
    return Stretch(
        first, word.day, DayKind.of(bool(word.works)), word.reason, word.scope, word.document,
        calendar.is_provisional(word.day),
    )  # fmt: skip


def months_of(given: str, today: date) -> tuple[date, ...]:
    """Read a year or a month as typed; empty is this month. Raises NotAPeriod."""
    year, dash, month = (given or f"{today:%Y-%m}").partition("-")
    try:
        if len(year) != len("2020"):
            raise ValueError(given)
        wanted = [int(month)] if dash else range(1, 13)
        return tuple(date(int(year), one, 1) for one in wanted)
    except ValueError as trouble:
        raise NotAPeriod(given=given) from trouble


def calendar_page(book: Book, months: tuple[date, ...]) -> CalendarPage:
    """Read the page of these months from a book."""
    first, last = months[0], _end(months[-1])
    said = {
        day: word
        for day, word in in_force(book.calendars.words()).items()
        if first <= day <= last and (word.works != by_weekday(day) or word.reason)
    }
    return CalendarPage(months, book.calendar, said)


# -- drawing ----------------------------------------------------------------------------


def drawn(page: CalendarPage, speaker: Speaker) -> Iterator[Any]:
    """Draw the page: the grids two by two, the total, the legend, who said what."""
    grids: list[list[Text]] = [_grid(page, month, speaker) for month in page.months]
    width = 7 * CELL
    none: list[Text] = []
    for left, right in zip_longest(grids[::2], grids[1::2], fillvalue=none):
        for one, other in zip_longest(left, right, fillvalue=Text("")):
            line = one.copy()
            if other.plain:
                line.append(" " * (width + GAP - cells(line.plain)))
                line.append_text(other)
            yield line
        yield Text("")
    if len(page.months) > 1:
        total = sum(page.working_days(month) for month in page.months)
        said = N_("{year}: {count} working days")
        yield Text(speaker.say(said, year=str(page.first.year), count=total), style="bold")
    yield Text(_legend(speaker), style="dim")
    yield from _grounds(page, speaker)


def _legend(speaker: Speaker) -> str:
    return "   ".join(speaker.say(one) for one in LEGEND)


def _grounds(page: CalendarPage, speaker: Speaker) -> Iterator[Any]:
    """Say which days are what and why, then the documents; and where the published table ends."""
    if stretches := page.stretches():
        yield Text("")
        yield table(stretches, speaker)
        if documents := sorted({one.document for one in stretches if one.document}):
            yield Text(speaker.say(N_("By: {documents}"), documents=documents), style="dim")
    until = page.calendar.published_until
    if page.last > until:
        said = N_("Published until {until}; what lies after it is provisional.")
        yield Text(speaker.say(said, until=until), style="yellow")


def _grid(page: CalendarPage, month: date, speaker: Speaker) -> list[Text]:
    """Draw one month: its heading, the weekdays, its weeks."""
    until = page.calendar.published_until
    provisional = _end(month) > until
    heading = (
        N_("{month}: {count} working days, provisional")
        if provisional
        else N_("{month}: {count} working days")
    )
    said = speaker.say(heading, month=speaker.month(month), count=page.working_days(month))
    weekdays = "".join(_padded(f" {speaker.say(one)}") for one in HEADS)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        Text(said, style="bold"),
        Text(weekdays, style="dim"),
        *(_week(page, week, month, speaker) for week in weeks),
    ]


def _week(page: CalendarPage, week: Sequence[date], month: date, speaker: Speaker) -> Text:
    line = Text()
    for day in week:
        if day.month != month.month:
            line.append(" " * CELL)
            continue
        text, style = _day(page, day, speaker)
        line.append(_padded(text), style=style)
    return line


def _day(page: CalendarPage, day: date, speaker: Speaker) -> tuple[str, str]:
    word = page.said.get(day)
    works = page.calendar.is_working(day)
    flag = OWN if word and word.scope != Scope.STATE else " "
    if flag == " " and page.calendar.is_provisional(day):
        flag = PROVISIONAL
    mark = speaker.say(MARKS[works]) if word else ""
    weekend = "" if works else "dim"
    return f"{flag}{day.day:>2}{mark}", STYLES[works] if word else weekend


def _padded(text: str) -> str:
    return text + " " * (CELL - cells(text))

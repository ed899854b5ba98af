"""The day a document was issued (成文日期), as far as the document itself tells it.

Each sort of evidence is tried in turn, the weightiest first: a label, the date under a
signature, the imprint, a date alone in its line, the day it was put on a site or printed. A sort
that names two days tells nothing. A day in another year than the document's own number is not
believed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from models.numerals import whole

EDGE = 25  # lines at the head and at the foot of a document that can date it
LONGEST_MASTHEAD = 45  # characters of the line at the top of a newspaper's page

FIGURES = (
    r"(?P<year>(?:19|20)\d\d)\s*(?P<mark>[年./-])\s*(?P<month>\d{1,2})\s*(?:月|(?P=mark))"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?"
)
NUMERALS = (
    r"(?P<cyear>[〇零○一二三四五六七八九]{4})\s*年\s*(?P<cmonth>[元一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<cday>[一二三四五六七八九十]{1,3})\s*[日号]"
)
DAY = rf"(?:{FIGURES}|{NUMERALS})"
WEEKDAY = r"(?:\s*[(]?(?:星期|周)[一二三四五六日天][)]?)"
CLOCK = r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)"
BODY = (
    "(?:政府|办公室|办公厅|委员会|管委会|督查室|领导小组|指挥部|党委|省委|市委|区委|县委|工委|党组"
    "|公司|中心|法院|检察院|银行|局|厅|部|委|办|院)"
)
NAMED = r"\s*[:\]】]?\s*"
ALONE = re.compile(rf"[(]?{DAY}{WEEKDAY}?{CLOCK}?[)]?(?:\s*[(]此件[^)]*[)])?")
WRITTEN = re.compile(rf"成\s*文\s*(?:日\s*期|时\s*间){NAMED}{DAY}")
SIGNED = re.compile(
    rf"^[^\n,。;:、]{{0,40}}{BODY}(?:[(][^()\n]*[)])?\s+{DAY}(?=\s*(?:[(]此件|\n|$))", re.M
)
DISPATCHED = re.compile(rf"(?:发\s*文|签\s*发|印\s*发|制\s*发)\s*(?:日\s*期|时\s*间){NAMED}{DAY}")
IMPRINT = re.compile(rf"{DAY}\s*印\s*发")
PUBLISHED = re.compile(
    rf"(?:发\s*布|公\s*布|公\s*开|发\s*表|刊\s*发)\s*(?:日\s*期|时\s*间){NAMED}{DAY}"
)
DATED = re.compile(rf"^(?:日\s*期|时\s*间)\s*[:]\s*{DAY}{CLOCK}?\s*(?!.*地\s*点)", re.M)
MASTHEADS = (
    re.compile(rf"{DAY}(?:{WEEKDAY}|\s+\S*[版报])"),
    re.compile(rf"[版报]\S*\s+{DAY}"),
)
NUMBER = re.compile(r"[^\s,。《(]{1,15}[〔\[(【](?P<number>(?:19|20)\d\d)[〕\])】]\s*第?\d+\s*号")

Days = Iterator[date]


def issued_on_in(text: str) -> date | None:
    """Tell when a document was issued; nothing where that is not sure."""
    normal = unicodedata.normalize("NFKC", text)
    lines = [line.strip() for line in normal.splitlines() if line.strip()]
    whole_text = "\n".join(lines)
    for evidence in EVIDENCE:
        days = set(evidence(whole_text, lines))
        if len(days) == 1:
            (day,) = days
            return day if _fits_number(day, lines) else None
    return None


def _all(pattern: re.Pattern[str]) -> Callable[[str, list[str]], Days]:
    """Look for a pattern in the whole text."""
    return lambda text, _: _days(pattern.finditer(text))


def _imprint(_: str, lines: list[str]) -> Days:
    for line in _edges(lines):
        yield from _days(IMPRINT.finditer(line))


def _alone(_: str, lines: list[str]) -> Days:
    yield from _days(found for line in _edges(lines) if (found := ALONE.fullmatch(line)))


def _masthead(_: str, lines: list[str]) -> Days:
    for line in lines[:EDGE]:
        if len(line) <= LONGEST_MASTHEAD:
            yield from _days(found for one in MASTHEADS for found in one.finditer(line))


EVIDENCE: tuple[Callable[[str, list[str]], Days], ...] = (
    _all(WRITTEN), _all(SIGNED), _all(DISPATCHED), _imprint, _alone,
    _all(PUBLISHED), _all(DATED), _masthead,
)  # fmt: skip


def _edges(lines: list[str]) -> list[str]:
    return lines if len(lines) <= 2 * EDGE else lines[:EDGE] + lines[-EDGE:]


def _days(found: Iterator[re.Match[str]]) -> Days:
    """Read dates; what is no day of any calendar tells nothing."""
    for one in found:
        parts = one.groupdict()
        names = ("year", "month", "day") if parts["year"] else ("cyear", "cmonth", "cday")
        year, month, day = (whole(parts[name].replace("元", "一")) for name in names)
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _fits_number(day: date, lines: list[str]) -> bool:
    """Hold a day against the year in the document's own number, which stands alone at its head."""
    numbers = [found for line in lines[:EDGE] if (found := NUMBER.fullmatch(line))]
    return all(int(found["number"]) == day.year for found in numbers[:1])

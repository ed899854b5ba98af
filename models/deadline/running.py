"""Deadline phrases in running text: one scanner looks for candidates, the rules read them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from models.calendar import WorkCalendar
from models.deadline.bearing import Bearing, Stand, bearing
from models.deadline.counted import HERE
from models.deadline.meaning import Deadline, Found
from models.deadline.ranges import FROM_NOW, IN_TEXT, read_range
from models.deadline.reading import ASK, RULES, applied, resolved
from models.deadline.spelling import CLOSING, OPENING, same_width, spelled
from models.deadline.undated import (
    AFTERWARDS,
    AIM,
    AROUND,
    ASKED,
    EVENT_BEFORE,
    RECURRING,
    SOON_IN_TEXT,
)
from models.festivals import FESTIVALS, FOUNDED, PLANS
from models.numerals import SIGNS

FIGURE = rf"(?:\d{{1,4}}|[{SIGNS}]{{1,5}})"
UNIT = r"(?:年|月|日|号|天|周|季|个? ?(?:工作日|月|星期|季))"
# Where a phrase may begin. Whatever could begin earlier is taken whole or passed over whole,
# so that 去年底 never yields 年底.
CANDIDATE = re.compile(
    rf"(?<![\d.第A-Za-z{SIGNS}]){FIGURE} ?(?:(?:-|至|到) ?{FIGURE} ?)?{UNIT}"
    r"|(?<![\d.])20\d\d[./-]\d{1,2}(?:[./-]\d{1,2}|(?=[之以]?前|底))"
    r"|(?<![\d./])\d{1,2}[./]\d{1,2}(?=[之以]?前)"
    rf"|[{OPENING}]?(?:{'|'.join(sorted({*PLANS, *FESTIVALS, *FOUNDED}, key=len, reverse=True))})"
    r"|[今明次翌来后当本去上前]年|跨年|(?<![年度])全年"
    r"|(?<![\d去上前往历近同多每逐整半跨今明次翌来后当本])年[底末终内中度初]"
    r"|(?<!第)第[一二三四1-4]季|前[二三两23]个?季|[上下]半年"
    r"|[本下当]个?(?:月|季)|[本下这]个?(?:周|星期)|(?<![每逐\d])(?:周|星期)[一二三四五六日天末]"
    rf"|(?<![\d个本下当每上岁{SIGNS}])月[底末初中内]|(?<![\d个本下每四{SIGNS}])季度?[底末内]"
    r"|[今明后当次即]天|[即当次]日|今后|未来|此后|接下来|本届|任期内"
    r"|每|尽快|尽早|[主防]汛期|汛期|入汛|雨季|[供采]暖|供热|入冬|[上封]冻|[春秋]季|新?学期|开学|[寒暑]假"
    r"|春耕|三夏|麦收|秋收|今冬|全国两会|两会|[双两]节|(?<![环章季细情关时调双两春])节[前后]"
)
PASSED_OVER = re.compile(
    r"1\d{3} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?日)?|每(?:个?[年月周日天季]度?)?|[近同多往历]年"
)
COUNTED_FROM_EVENTS = {"working_days", "days", "weeks", "months", "years"}
WINDOW, CONTEXT = 32, 40
BROKEN = re.compile(r"(?<=[年月])\n(?=[底末内])|(?<=[底末])\n(?=前)")
STOP = re.compile(r"[\n\t。；;！!？?]")
CLAUSE = re.compile(r"[，,、：:（(）)]")


def deadlines_in(text: str, issued_on: date, calendar: WorkCalendar | None = None) -> list[Found]:
    """Find every phrase that sets a deadline or a period, in the order they stand.

    Reports and background are left out: 截至6月底, 今年上半年数据显示, 近三年. What only a
    person can decide (汛期前, 尽快) is found with ``deadline.ask``.
    """
    plain = BROKEN.sub(" ", same_width(text))
    found: list[Found] = []
    at = 0
    while match := CANDIDATE.search(plain, at):
        read = _read_at(plain, match.start(), issued_on, calendar)
        at = match.start() + 1 if read is None else read.end
        if read and (borne := _borne(plain, read, issued_on)):
            found.append(borne._replace(phrase=text[borne.start : borne.end]))
    return found


def _read_at(text: str, start: int, issued_on: date, calendar: WorkCalendar | None) -> Found | None:
    """Read the longest phrase that begins here; one without a rule is passed over whole."""
    window = STOP.split(text[start : start + WINDOW], maxsplit=1)[0]
    phrase, ends = spelled(window)
    end, deadline = _longest(phrase, issued_on, calendar)
    if not end:
        passed = PASSED_OVER.match(phrase)
        if passed is None:
            return None
        end = passed.end()
    stop = start + ends[end - 1]
    if text[start] in OPENING and text[stop : stop + 1] in tuple(CLOSING):
        stop += 1
    return Found(start, stop, phrase[:end], deadline)


def _longest(phrase: str, issued_on: date, calendar: WorkCalendar | None) -> tuple[int, Deadline]:
    """Return where the longest phrase ends, and what it means; 0 where none begins."""

    def read(text: str) -> Deadline | None:
        return resolved(text, issued_on, calendar)

    if match := RECURRING.match(phrase):
        return match.end(), Deadline(rule="standing")
    if match := ASKED.match(phrase) or SOON_IN_TEXT.match(phrase):
        return match.end(), ASK
    if (match := IN_TEXT.match(phrase)) and (found := read_range(match[0], issued_on, read)):
        return match.end(), found
    if match := FROM_NOW.match(phrase):
        end, found = _longest(match["right"], issued_on, calendar)
        if end:
            return match.start("right") + end, replace(found, rule="range")
    matches = [
        (rule, match)
        for rule in RULES
        if rule.may_match(phrase) and (match := rule.pattern.match(phrase))
    ]
    if not matches:
        return 0, Deadline()
    rule, best = max(matches, key=lambda one: one[1].end())
    if about := AROUND.match(phrase, best.end()):
        return about.end(), ASK
    if afterwards := AFTERWARDS.match(phrase, best.end()):
        return afterwards.end(), Deadline(rule="none")
    return best.end(), applied(rule, best, issued_on, calendar) or Deadline()


def _borne(text: str, read: Found, issued_on: date) -> Found | None:
    """Say what a phrase sets where it stands, or None where it sets nothing."""
    start, deadline = read.start, read.deadline
    before = STOP.split(text[max(0, start - CONTEXT) : start])[-1].rstrip()
    after = STOP.split(text[read.end : read.end + CONTEXT], maxsplit=1)[0].lstrip()
    if deadline.rule in ("", "none") or before.count("《") > before.count("》"):
        return None
    counted = deadline.rule in COUNTED_FROM_EVENTS
    if counted and (event := EVENT_BEFORE.search(before)):
        start -= len(text[:start]) - len(text[:start].rstrip()) + len(event[0])
        if not re.fullmatch(HERE, event[0]):
            deadline = ASK
    borne = bearing(Stand(read.phrase, before, after, deadline, issued_on))
    if borne is Bearing.REPORT:
        return None
    nearby = CLAUSE.split(before)[-1] + "|" + CLAUSE.split(after, maxsplit=1)[0]
    return Found(
        start,
        read.end,
        read.phrase,
        replace(deadline, aim=bool(AIM.search(nearby))),
        governs=borne is Bearing.PERIOD,
    )

"""The rules applied to one phrase: read_deadline, split_deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from models.calendar import WorkCalendar
from models.deadline.counted import COUNTED, HERE
from models.deadline.meaning import Deadline, Rule
from models.deadline.ranges import read_range
from models.deadline.spelling import phrase_spelled
from models.deadline.undated import (
    AFTERWARDS,
    AIM,
    AROUND,
    ASKED,
    DATED,
    FROM_EVENT,
    ONE_DAY,
    PAST,
    RECURRING,
    SEASON,
    SOON,
    STANDING,
    START,
)
from models.deadline.yearly import YEARLY

ASK = Deadline(rule="ask", ask=True)
RULES = (*COUNTED, *YEARLY)
Match = Callable[[re.Pattern[str], str], re.Match[str] | None]

LEAD_IN = re.compile(
    r"^(?:确保|保证|力争|争取|力求|原则上|计划|预计|拟|最[迟晚](?:不[超晚]过?)?于?|[不至][晚迟]于|不超过"
    r"|务必|务|必须|须|应|要|请|尽快|抓紧|于|在|到|至|将|限(?![期时])|从?现在起(?![至到-])"
    r"|(?:自|从)?即日起(?![至到-]|\d)|截止(?:时间|日期)?[到至:为]?"
    r"|(?:完成|办结|整改|办理|交付)?(?:时[限间]|期限)[:为是]?)+"
)
PHRASE_END = re.compile(r"[前底末内旬日号月份度年]|半年|\d(?=[^\d./-]|$)")
PHRASE_LAST = re.compile(r"(?P<rest>.+?)\s*[（(:：]\s*(?P<phrase>[^（(:：)）]+)[)）]?")
AT_MOST = 24  # characters in which a phrase before its work ends


def read_deadline(phrase: str, issued_on: date, calendar: WorkCalendar | None = None) -> Deadline:
    """Resolve a phrase as a document issued on that day means it."""
    return _read(phrase, issued_on, calendar, (re.Pattern.fullmatch, _beginning))


def split_deadline(
    text: str, issued_on: date, calendar: WorkCalendar | None = None
) -> tuple[str, str, Deadline]:
    """Part 「9月底前完成主体」 into its phrase, what is to be done, and the day it names."""
    text = text.strip()
    for mark in reversed(list(PHRASE_END.finditer(text[:AT_MOST]))):
        phrase, rest = text[: mark.end()], text[mark.end() :].strip(" \t:：,，、-—")
        found = _read(phrase, issued_on, calendar, (re.Pattern.fullmatch,))
        if found.due and rest and not rest[0].isdigit():
            return phrase, rest, found
    if match := PHRASE_LAST.fullmatch(text):
        found = read_deadline(match["phrase"], issued_on, calendar)
        if found.due:
            return match["phrase"].strip(), match["rest"].strip(), found
    return "", text, Deadline()


def applied(
    rule: Rule, match: re.Match[str], issued_on: date, calendar: WorkCalendar | None
) -> Deadline | None:
    """Apply a rule; a day that does not exist (2月30日) resolves to nothing."""
    try:
        return rule.read(match, issued_on, calendar)
    except LookupError:  # a lunar festival beyond our table
        return ASK
    except (ValueError, OverflowError):
        return None


def resolved(
    text: str,
    issued_on: date,
    calendar: WorkCalendar | None = None,
    matches: Match = re.Pattern.fullmatch,
) -> Deadline | None:
    """Try every rule on a phrase in its one spelling; the first that matches decides."""
    for rule in RULES:
        if rule.may_match(text) and (match := matches(rule.pattern, text)):
            return applied(rule, match, issued_on, calendar)
    return None


def _read(
    phrase: str, issued_on: date, calendar: WorkCalendar | None, ways: tuple[Match, ...]
) -> Deadline:
    spelt = phrase_spelled(phrase)
    text = LEAD_IN.sub("", spelt).rstrip("。；;，,、")
    found = _undated(text or spelt) or (text and _dated(text, issued_on, calendar, ways)) or None
    if found is None:
        return ASK if SOON.search(spelt) else Deadline()
    return replace(found, aim=bool(AIM.search(spelt))) if found.due else found


def _undated(text: str) -> Deadline | None:
    """Tell what means no day, whatever days stand in it: a report, a start, a duty, a question."""
    if PAST.search(text) or START.fullmatch(text):
        return Deadline(rule="none")
    if RECURRING.match(text) or (STANDING.search(text) and not DATED.search(text)):
        return Deadline(rule="standing")
    if ASKED.match(text) or SEASON.match(text):
        return ASK
    if FROM_EVENT.match(text) and not re.match(HERE, text):
        return ASK
    return None


def _dated(
    text: str, issued_on: date, calendar: WorkCalendar | None, ways: tuple[Match, ...]
) -> Deadline | None:
    found = read_range(text, issued_on, lambda end: resolved(end, issued_on, calendar))
    if found is None and len(ONE_DAY.findall(text)) > 1:
        return ASK
    for way in ways:
        found = found or resolved(text, issued_on, calendar, way)
    about = AROUND.search(text) or AFTERWARDS.search(text)
    return ASK if found and about and about.end() == len(text) else found


def _beginning(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Match the beginning of a phrase whose rest only says what is to happen by then."""
    match = pattern.match(text)
    rest = text[match.end() :] if match else ""
    return match if rest and re.match(r"[:,;，；、(（]?[^\W\d_]", rest) else None

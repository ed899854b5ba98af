"""The letter about what came in (来文): the same documents give the same bytes.

It says in its first line what there is to do. Whatever does not fit is cut from the end of the
lists, what was read first and what was set aside last, and every cut says how much it left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.digests import LIMIT, Part, inline, rendered
from ledgers.arrivals import ArrivalLine
from ledgers.digest_lines import LetterText, ReaderLine
from models.intake.arrival import Outcome
from models.words import N_, Speaker

LONGEST = 60  # characters of a name
MOST = (40, 30, 20, 15, 10, 8, 6, 5, 4, 3, 2, 1)  # entries of each list, until the letter fits

CAME = N_("{count} documents received")
MADE = N_("{count} new drafts")
ASIDE = N_("{count} set aside")
OF_ONE = {CAME: N_("1 document received"), MADE: N_("1 new draft")}
SUBJECT = N_("[Documents received] {day}: {headline}")


@dataclass(frozen=True, slots=True)
class Received:
    """Everything one letter tells."""

    read: tuple[ArrivalLine, ...]
    again: tuple[ArrivalLine, ...]
    aside: tuple[ArrivalLine, ...]
    empty: tuple[ArrivalLine, ...]

    @property
    def count(self) -> int:
        """How many documents and mails it tells of."""
        return len(self.read) + len(self.again) + len(self.aside) + len(self.empty)

    def total(self, name: str) -> int:
        """Add up one figure of all documents."""
        return sum(int(getattr(one, name)) for one in (*self.read, *self.again))


def compose_report(
    lines: Sequence[ArrivalLine], reader: ReaderLine, *, office: str, folder: str, on: date
) -> LetterText:
    """Write the letter to one reader: subject, HTML and its plain-text twin."""
    told = Received(*(
        tuple(one for one in lines if one.outcome == outcome)
        for outcome in (Outcome.READ, Outcome.AGAIN, Outcome.SET_ASIDE, Outcome.NOTHING_IN_IT)
    ))  # fmt: skip
    speaker = Speaker(reader.language)
    headline = _headline(told, speaker)
    for most in MOST:
        given = _given(told, speaker, most) | {
            "headline": headline, "office": office, "reader": reader.name,
            "folder": folder, "on": on,
        }  # fmt: skip
        text = rendered("inbox.txt.j2", speaker, **given)
        if len(text) <= LIMIT:
            break
    html = inline(rendered("inbox.html.j2", speaker, **given))
    subject = speaker.say(SUBJECT, day=speaker.short_date(on), headline=headline)
    return LetterText(subject=subject, html=html, text=text)


def _headline(told: Received, speaker: Speaker) -> str:
    """Say in a few words what came and what there is to do."""
    counts = ((CAME, told.count), (MADE, told.total("drafts")), (ASIDE, len(told.aside)))
    said = [_counted(speaker, sentence, count) for sentence, count in counts if count]
    return ("，" if speaker.language == "zh" else ", ").join(said)


def _counted(speaker: Speaker, sentence: str, count: int) -> str:
    return speaker.say(OF_ONE.get(sentence, sentence) if count == 1 else sentence, count=count)


def _given(told: Received, speaker: Speaker, most: int) -> dict[str, Any]:
    def part(some: Sequence[ArrivalLine]) -> Part[ArrivalLine]:
        return Part(some[:most], len(some))

    return {
        "read": part(told.read),
        "again": part(told.again),
        "aside": part(told.aside),
        "empty": part(told.empty),
        "drafts": told.total("drafts"),
        "to_do": _to_do(told, speaker),
        "short": _short,
        "made": _saying(speaker, _made),
        "where_from": _saying(speaker, _where_from),
        "dated": _saying(speaker, _dated),
        "said": lambda one: one.said.get(speaker.language, ""),
    }


def _saying(
    speaker: Speaker, tell: Callable[[ArrivalLine, Speaker], str]
) -> Callable[[ArrivalLine], str]:
    return lambda one: tell(one, speaker)


def _to_do(told: Received, speaker: Speaker) -> str:
    """Say what the new drafts still lack, over all documents."""
    lacks = (
        (N_("{count} need a deadline"), told.total("without_day")),
        (N_("{count} need a lead unit"), told.total("without_unit")),
    )
    return speaker.joined(speaker.say(one, count=count) for one, count in lacks if count)


def _made(one: ArrivalLine, speaker: Speaker) -> str:
    if not one.drafts:
        return speaker.say(N_("nothing in it that can be docketed"))
    lacks = (
        (N_("{count} need a deadline"), one.without_day),
        (N_("{count} need a lead unit"), one.without_unit),
    )
    said = [_counted(speaker, MADE, one.drafts)]
    said += [speaker.say(sentence, count=count) for sentence, count in lacks if count]
    return ("，" if speaker.language == "zh" else ", ").join(said)


def _where_from(one: ArrivalLine, speaker: Speaker) -> str:
    if one.sender:
        return speaker.say(N_("by mail from {sender}"), sender=_short(one.sender))
    return speaker.say(N_("from the folder"))


def _dated(one: ArrivalLine, speaker: Speaker) -> str:
    """Say from which day deadlines were counted, and warn where the document does not tell."""
    if not one.issued_on:
        return ""
    if one.doubtful:
        return speaker.say(
            N_("No date of issue found; deadlines are counted from {day}, when it came. Check."),
            day=one.issued_on,
        )
    return speaker.say(N_("issued on {day}"), day=one.issued_on)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 16]}…{text[-15:]}"

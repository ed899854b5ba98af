"""A rung in words: “5 working days after the deadline”, where the book keeps T+5."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.terms import Card, Step
from models.words import N_, Speaker

BASES = {
    "deadline": N_("deadline"),
    "milestone": N_("milestone"),
    "silence": N_("silence"),
    "reds": N_("red lights"),
}
BEFORE = N_("{days} working days before the {basis}")
ON_THE_DAY = N_("on the day of the {basis}")
AFTER = N_("{days} working days after the {basis}")
RED_AGAIN = N_("red light no. {times} within {days} days")
AGAIN = N_("{rung}, time {count}")
REDS = re.compile(r"red(\d+)in(\d+)")
DAYS = re.compile(r"(.*?)([+-]\d+)")


@dataclass(frozen=True, slots=True)
class RungName:
    """A rung as a list shows it: stored for a program, in words for a person."""

    basis: str
    rung: str

    def said(self, speaker: Speaker) -> str:
        """Say it."""
        return rung_said(self.basis, self.rung, speaker)


def rung_said(basis: str, stored: str, speaker: Speaker) -> str:
    """Say when a rung falls due, from the basis and key the book keeps of it."""
    key, _, place = stored.partition("#")
    said = _first(basis.partition(":")[0], key, speaker)
    return speaker.say(AGAIN, rung=said, count=int(place)) if place else said


def _first(basis: str, key: str, speaker: Speaker) -> str:
    if by_reds := REDS.fullmatch(key):
        times, days = map(int, by_reds.groups())
        return speaker.say(RED_AGAIN, times=times, days=days)
    if (by_days := DAYS.fullmatch(key)) is None:
        return key
    since, days = by_days[1], int(by_days[2])
    about = speaker.say(BASES[basis]) if since == "T" else _letter(since, speaker)
    sentence = BEFORE if days < 0 else AFTER if days else ON_THE_DAY
    return speaker.say(sentence, days=abs(days), basis=about)


def _letter(name: str, speaker: Speaker) -> str:
    """Name the card or step whose letter a rung is counted from."""
    terms = {one.value: one for one in (*Step, *Card)}
    return speaker.word(terms[name]) if name in terms else name

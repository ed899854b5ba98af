"""督办通知单: a notice that went out, as a Word document to be numbered, signed and sealed.

Its rows are those of the forms offices use (DOMAIN §2). The document is a draft for the
office's approval: number and seal are the office's own and are never faked. It tells what the
book said on the morning when it went out, whenever it is written; only who signed for it is
told as known today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.documents import Paper, Patch
from ledgers.pressed import is_notice
from models.broken_rules import NoNotice
from models.colours import card_colours
from models.filenames import safe_name
from models.ladder import answer_by
from models.terms import Card, Step
from models.words import N_, Speaker

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book
    from ledgers.pressed import NoticeLine
    from ledgers.whole import Whole
    from models.calendar import WorkCalendar
    from models.policy import Policy

LABELS = 34  # millimetres
BLANK = "　"  # to be filled in by hand
ROOM = 1  # empty lines for what is written by hand


def write_notice(
    at: Desk, book: Book, number: str, *, to: Path | None, card: str, on: date | None
) -> None:
    """``duban notice``: write the latest notice, or that of a colour. Raises NoNotice.

    With ``on`` it tells how the matter stood at the end of that day.
    """
    whole = book.lists.show(number, on or at.today)
    notice = chosen(whole, at.term("--card", card, Card) if card else None)
    day = on or notice.claimed_on
    with at.reading(day.isoformat(), as_told=on is None) as past:
        written = notice_of(past, number, notice, at.speaker, on=day)
    path = to or Path(safe_name(f"{title_of(at.speaker)}-{number}", 80) + ".docx")
    at.write(path, written)
    said = N_("Written: {path}. It is a draft: number and seal are the office's own.")
    at.say(said, path=str(path))


def chosen(whole: Whole, card: Card | None) -> NoticeLine:
    """Choose the latest supervision notice, or the latest of a colour. Raises NoNotice."""
    fit = [one for one in whole.notices if (one.card == card if card else is_notice(one))]
    if not fit:
        raise NoNotice(number=whole.line.number)
    return fit[-1]


def notice_of(past: Book, number: str, notice: NoticeLine, speaker: Speaker, *, on: date) -> bytes:
    """Write a notice as the book stood when it went out; ``past`` is the book of that day."""
    whole = past.lists.show(number, on)
    policy = past.policies.goes_by(notice.policy_id).policy.of(whole.line.category)
    sheet = Sheet(whole, notice, speaker, policy, past.calendar, past.policy.colours)
    return sheet.written(past.fact("office"))


TITLE = N_("Supervision notice")


def title_of(speaker: Speaker) -> str:
    """Head it as the office calls its notices."""
    own = speaker.own_word(Step.NOTICE.label)
    return own[:1].upper() + own[1:] or speaker.say(TITLE)


class Sheet:
    """One notice on its way to paper."""

    def __init__(
        self,
        whole: Whole,
        notice: NoticeLine,
        speaker: Speaker,
        policy: Policy,
        calendar: WorkCalendar,
        colours: Mapping[str, str],
    ) -> None:
        self._whole, self._notice, self._say = whole, notice, speaker.say
        self._speaker, self._policy, self._calendar = speaker, policy, calendar
        self._colours = colours

    def written(self, office: str) -> bytes:
        """Write it from the title to the seal's place."""
        notice, line = self._notice, self._whole.line
        paper = Paper(self._speaker)
        title = title_of(self._speaker)
        paper.title(title)
        paper.subtitle(self._say(N_("(draft for approval)")))
        paper.flush(self._heading(), self._card())
        rows = [(self._say(label), said) for label, said in self._rows(office) if said]
        paper.facts([*rows, *self._by_hand()], LABELS, form=True)
        issued = N_("Issued by {office}, {day}")
        paper.flush(self._say(issued, office=office, day=notice.claimed_on))
        subject = f"{title} {line.number}"
        return paper.saved(subject=subject, author=office, on=notice.claimed_on)

    def _heading(self) -> str:
        """Leave the number to the office; say how urgent it is."""
        notice = self._notice
        urgency = self._speaker.word(notice.card or notice.step)
        return self._say(
            N_("No.: ____________    Issued: {day}    Urgency: {urgency}"),
            day=notice.claimed_on, urgency=urgency,
        )  # fmt: skip

    def _card(self) -> Patch | None:
        """Show a card in its colour, the office's own where it chose one."""
        card = self._notice.card
        if card is None:
            return None
        return Patch(self._speaker.word(card), *card_colours(card, self._colours))

    def _rows(self, office: str) -> Iterable[tuple[str, str]]:
        one, line = self._whole, self._whole.line
        source = (one.source_document, one.source_passage, one.source_place)
        return (
            (N_("Matter"), self._joined([line.title, self._number()])),
            (N_("Source"), self._joined(source)),
            (N_("Leader's instruction"), self._instruction()),
            (N_("Content"), one.content),
            (N_("Closing standard"), one.standard),
            (N_("Lead unit"), self._joined([line.lead_unit, self._owner()])),
            (N_("Support units"), self._word([one.unit for one in one.support_units])),
            (N_("Deadline"), self._deadline()),
            (N_("How it stands"), line.verdict.said(self._speaker) if line.verdict else ""),
            (N_("Required"), self._required()),
            (N_("Feedback until"), self._feedback()),
            (N_("Contact"), self._joined([office, one.officer])),
        )

    def _number(self) -> str:
        return self._say(N_("ledger number {number}"), number=self._whole.line.number)

    def _owner(self) -> str:
        owner = self._whole.line.owner
        return self._say(N_("responsible: {name}"), name=owner) if owner else ""

    def _instruction(self) -> str:
        """Quote the leader's last instruction, with whose it is and of which day."""
        if not self._whole.instructions:
            return ""
        last = self._whole.instructions[-1]
        return self._say(
            N_("{leader}, {day}: “{words}”"),
            leader=last.leader, day=last.on_day, words=last.words,
        )  # fmt: skip

    def _deadline(self) -> str:
        line = self._whole.line
        if self._notice.milestone:
            title = self._notice.milestone
            step = next((one for one in self._whole.milestones if one.title == title), None)
            due = self._word(step.due) if step else ""
            return self._joined([self._say(N_("milestone “{title}”"), title=title), due])
        if line.due is None:
            return ""
        moved = line.original_due if line.original_due != line.due else None
        was = self._say(N_("originally {day}"), day=moved) if moved else ""
        return self._joined([self._word(line.due), was])

    def _required(self) -> str:
        return self._say(
            N_("Reply in writing: why it is late, what is being done, and when it will be done.")
        )

    def _feedback(self) -> str:
        """Say by when an answer is due: the day before the ladder climbs on."""
        notice = self._notice
        day = answer_by(notice.rung, notice.claimed_on, self._policy, self._calendar)
        return self._word(day) if day else BLANK

    def _by_hand(self) -> list[tuple[str, str]]:
        notice, gap = self._notice, "　" * 6
        signed = self._say(N_("Name: {gap} Date: {gap}"), gap=gap)
        if notice.signed_on:
            signed = self._say(
                N_("Name: {name}    Date: {day}"), name=notice.signed_by, day=notice.signed_on
            )
        return [
            (self._say(N_("Receipt")), signed),
            (self._say(N_("Result")), "\n" * (ROOM + 1) + "　"),
            (
                self._say(N_("Unit head")),
                "\n" * ROOM + self._say(N_("Signature (seal): {gap} Date: {gap}"), gap=gap),
            ),
        ]

    def _word(self, value: Any) -> str:
        return self._speaker.word(value) if value else ""

    def _joined(self, parts: Iterable[str]) -> str:
        return self._speaker.joined(filter(None, parts))

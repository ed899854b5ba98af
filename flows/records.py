"""办结事项卷宗: the record of one closed commitment, as a Word document a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flows.documents import Paper
from flows.story import sentences
from flows.whole_page import signed
from ledgers.archive import EventLine, Volume
from ledgers.archive_blocks import BLOCKS
from models.rung_words import rung_said
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.pressed import NoticeLine

# How wide each column of a block is, of the 156 mm between the margins.
WIDTHS = {
    "parts": (33, 62, 28, 33),
    "milestones": (12, 78, 33, 33),
    "instructions": (33, 22, 68, 33),
    "reports": (33, 16, 47, 30, 30),
    "obstacles": (33, 22, 40, 28, 33),
    "help_requests": (33, 47, 33, 43),
    "proposals": (33, 26, 18, 33, 17, 29),
    "extensions": (31, 31, 25, 20, 14, 17, 18),
    "closures": (33, 33, 31, 26, 33),
    "checks": (33, 24, 22, 17, 60),
    "objections": (33, 43, 17, 33, 30),
    "lookbacks": (33, 27, 33, 63),
    "callbacks": (33, 26, 22, 25, 50),
    "marks": (33, 28, 19, 18, 58),
}
FILES = (N_("Day"), N_("File name"), N_("Bytes"), "SHA-256")
NOTICES = (N_("Day"), N_("Notice"), N_("Sent to"), N_("Receipt"), N_("File name"))
EVENTS = (N_("Serial"), N_("Day"), N_("What happened"))
DATES = (
    (N_("Docketed"), "docketed_on"),
    (N_("Original deadline"), "original_due"),
    (N_("Current deadline"), "due"),
    (N_("Really done"), "actual_on"),
    (N_("Struck off"), "closed_on"),
)
SENT = N_("Supervision notices sent")
SEAL = N_(
    "The last event of this volume has the hash below. Each event's hash is computed from the "
    "event and from the hash before it, so nothing in between can be changed unnoticed. Each "
    "evening's seal is computed from all last hashes of that day and stands at the foot of the "
    "supervision digests: every reader's mailbox is a witness to it."
)


def record(
    volume: Volume,
    speaker: Speaker,
    *,
    office: str,
    bad: Mapping[str, str],
    notices: Sequence[str],
) -> bytes:
    """Write the record; ``bad`` says of files by name why they are not in the archive.

    ``notices`` are the files in which the volume's notices lie.
    """
    return _Record(volume, speaker, bad, notices).written(office)


class _Record:
    def __init__(
        self, volume: Volume, speaker: Speaker, bad: Mapping[str, str], notices: Sequence[str]
    ) -> None:
        self._volume, self._speaker, self._say, self._bad = volume, speaker, speaker.say, bad
        self._notices = notices
        self._paper = Paper(speaker)
        self._zh = speaker.language == "zh"

    def written(self, office: str) -> bytes:
        """Write it from the title to the last hash."""
        volume, paper = self._volume, self._paper
        title = self._say(N_("Volume of a closed commitment"))
        paper.title(title)
        paper.subtitle(f"{volume.number}　{volume.title}")
        self._facts()
        self._dates()
        self._blocks()
        self._sent()
        self._evidence()
        self._history()
        self._seal(office)
        return paper.saved(subject=f"{title} {volume.number}", author=office, on=volume.closed_on)

    # -- what it was ------------------------------------------------------------------------

    def _facts(self) -> None:
        one = self._volume
        rows = (
            (N_("No."), one.number),
            (N_("Commitment"), one.title),
            (N_("Category"), one.category),
            (N_("Kind"), self._goal()),
            (N_("Content"), one.content),
            (N_("Closing standard"), one.standard),
            (N_("Source"), one.source_document),
            (N_("Passage"), one.source_passage),
            (N_("Place"), one.source_place),
            (N_("Lead unit"), one.lead_unit),
            (N_("Support units"), one.support_units),
            (N_("Owner"), self._with_post(one.owner, one.owner_title)),
            (N_("Sponsor"), self._with_post(one.sponsor, one.sponsor_title)),
            (N_("Officer"), one.officer),
            (N_("Note"), one.note),
            (N_("How it ended"), self._ending()),
            (N_("Superseded by"), one.superseded_by),
        )
        self._paper.heading(self._say(N_("Basic facts")))
        self._paper.facts((self._say(label), self._word(value)) for label, value in rows if value)

    def _goal(self) -> str:
        one, word = self._volume, self._speaker.word
        if one.target is None:
            return word(one.kind)
        return self._say(
            N_("{kind}: {value} of {target}"),
            kind=one.kind,
            value=f"{word(one.value) if one.value is not None else 0}{one.measure}",
            target=f"{word(one.target)}{one.measure}",
        )

    def _ending(self) -> str:
        """Say how it ended, who decided it and why."""
        one, closing = self._volume, self._volume.closing
        parts = [self._word(one.ending)]
        if closing:
            parts.append(
                self._say(
                    N_("struck off on {day} by {who}"),
                    day=closing.on_day,
                    who=_who(closing, self._speaker),
                )
                if closing.actor
                else self._say(N_("struck off on {day}"), day=closing.on_day)
            )
            parts.append(closing.note)
        return self._joined(parts)

    def _with_post(self, name: str, title: str) -> str:
        if not name or not title:
            return name
        return f"{name}（{title}）" if self._zh else f"{name} ({title})"

    # -- when -------------------------------------------------------------------------------

    def _dates(self) -> None:
        """Set the dates side by side, each on its own for ever, and say whether it was in time."""
        one = self._volume
        self._paper.heading(self._say(N_("Deadlines and dates")))
        self._paper.table(
            [self._say(heading) for heading, _ in DATES],
            [[self._word(getattr(one, name)) or "—" for _, name in DATES]],
            (1,) * len(DATES),
        )
        said = (
            self._say(N_("Deadline as written: {text}."), text=one.due_text)
            if one.due_text
            else "",
            self._in_time(),
            self._say(N_("Extensions: {count}."), count=one.extensions) if one.extensions else "",
            self._say(N_("Times reopened: {count}."), count=one.reopened) if one.reopened else "",
        )
        if any(said):
            self._paper.text(("" if self._zh else " ").join(filter(None, said)))

    def _in_time(self) -> str:
        late = self._volume.days_late
        if late is None:
            return ""
        if not late:
            return self._say(N_("Measured by the original deadline, it was done in time."))
        return self._say(
            N_("Measured by the original deadline, it was {days} working days late."), days=late
        )

    # -- what was done ----------------------------------------------------------------------

    def _blocks(self) -> None:
        """Set every sort of facts in a table; what there is none of is named once, at the end."""
        none = []
        for block, rows in zip(BLOCKS, self._volume.tables, strict=True):
            if not rows:
                none.append(self._say(block.heading))
                continue
            self._paper.heading(self._say(block.heading))
            self._paper.table(
                [self._say(column.heading) for column in block.columns],
                [[self._word(value) for value in row] for row in rows],
                WIDTHS[block.question],
            )
        for heading, there in (
            (SENT, self._volume.notices),
            (N_("Evidence"), self._volume.files),
        ):
            if not there:
                none.append(self._say(heading))
        if none:
            self._paper.text(self._say(N_("The ledger has none of these: {none}."), none=none))

    def _sent(self) -> None:
        """List the notices that went out, each with its file."""
        if not self._volume.notices:
            return
        self._paper.heading(self._say(SENT))
        self._paper.table(
            [self._say(heading) for heading in NOTICES],
            [
                (self._word(one.claimed_on), self._notice(one), self._word(one.addressed),
                 signed(one, self._speaker), name)
                for one, name in zip(self._volume.notices, self._notices, strict=True)
            ],
            (31, 38, 23, 26, 38),
        )  # fmt: skip

    def _notice(self, one: NoticeLine) -> str:
        """Say what a notice was, with its card, and why it went out."""
        card = self._word(one.card)
        because = rung_said(one.basis, one.rung, self._speaker)
        return self._joined([self._with_post(self._word(one.step), card), because])

    def _evidence(self) -> None:
        if not self._volume.files:
            return
        self._paper.heading(self._say(N_("Evidence")))
        self._paper.table(
            [self._say(heading) for heading in FILES],
            [
                (
                    self._word(file.on_day),
                    self._joined([file.name, self._say(self._bad.get(file.name, ""))]),
                    f"{file.size:,}",
                    file.sha256,
                )
                for file in self._volume.files
            ],
            (33, 38, 22, 63),
        )

    def _history(self) -> None:
        self._paper.heading(self._say(N_("The whole history")))
        self._paper.table(
            [self._say(heading) for heading in EVENTS],
            [
                (str(one.place), self._word(one.on_day), self._told(one))
                for one in self._volume.events
            ],
            (12, 33, 111),
        )

    def _told(self, event: EventLine) -> str:
        """Tell an event as the history tells it."""
        return self._joined(sentences(event, self._speaker))

    # -- how it is proved -------------------------------------------------------------------

    def _seal(self, office: str) -> None:
        self._paper.heading(self._say(N_("How it can be proved")))
        self._paper.text(self._say(SEAL), with_next=True)
        self._paper.code(self._volume.head)
        self._paper.text(self._say(N_("Filing office: {office}"), office=office))
        self._paper.text(
            self._say(
                N_("Filed by: {gap} Checked by: {gap} Date: {gap}"),
                gap="　" * (5 if self._zh else 4),
            )
        )

    # -- words ------------------------------------------------------------------------------

    def _word(self, value: Any) -> str:
        return "" if value is None else self._speaker.word(value)

    def _joined(self, parts: Iterable[str]) -> str:
        return self._speaker.joined(filter(None, parts))


def _who(event: EventLine, speaker: Speaker) -> str:
    if not event.behalf:
        return event.actor
    return speaker.say(N_("{behalf} (entered by {actor})"), behalf=event.behalf, actor=event.actor)

"""The phrases of one letter: which sentence fits this reader, as short as a phone shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flows.sentences import (
    ANSWERED_BY,
    ANSWERS,
    DECIDED,
    MATTERS,
    REQUESTS,
    WORDS_GIVEN,
)
from ledgers.digest_lines import (
    Answered,
    Ask,
    Assigned,
    CauseRow,
    Change,
    Decision,
    Instructed,
    News,
    TakenOver,
    Unsigned,
)
from ledgers.lines import Line
from models.lifecycle import OFFICE, TURNS
from models.lights import DUE_IN, DUE_TODAY, OVERDUE, Reason
from models.terms import Ending, Light, Reader, Stage, Step
from models.words import N_, Speaker

NUMERALS = (
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四",
)  # fmt: skip


class Phrases:
    """Says the phrases of one letter in its reader's language."""

    def __init__(self, news: News, speaker: Speaker, words: int) -> None:
        """Remember the letter; ``words`` is how many characters a title may have."""
        self._speaker = speaker
        self._say = speaker.say
        self._zh = speaker.language == "zh"
        self._news = news
        self._words = words
        self._sections = 0

    def head(self, sentence: str, **facts: Any) -> str:
        """Say the next section's heading: 一、二、三、 in Chinese, 1. 2. 3. in English."""
        said = self._say(sentence, **facts)
        self._sections += 1
        mark = f"{NUMERALS[self._sections - 1]}、" if self._zh else f"{self._sections}. "
        return mark + said

    def aside(self, *parts: str) -> str:
        """Put parts in brackets, as each language writes them."""
        said = " · ".join(part for part in parts if part)
        return f"（{said}）" if self._zh else f" ({said})"

    def about(self, line: Line, last: str = "") -> str:
        """Name a matter in plain text: its title, and in brackets its number, its unit and more."""
        return self.short(line.title) + self.aside(line.number, line.lead_unit, last)

    def joined(self, *parts: str) -> str:
        """Join what is there into one sentence: a full stop stays only at its end."""
        *inner, last = [part for part in parts if part] or [""]
        return ("；" if self._zh else "; ").join((*(one.rstrip("。.") for one in inner), last))

    def labelled(self, label: str, text: str) -> str:
        """Write a label and its text."""
        return f"{label}：{text}" if self._zh else f"{label[:1].upper()}{label[1:]}: {text}"

    def short(self, text: str, longer: int = 0) -> str:
        """Put a text on one line and cut it to what a phone can show."""
        words = " ".join(text.split())
        most = self._words + longer
        return words if len(words) <= most else words[: most - 1] + "…"

    def day(self, day: date | None) -> str:
        """Write a date, with its year only where it is not the letter's."""
        if day is None:
            return self._say(N_("no deadline"))
        if day.year == self._news.on.year:
            return self._speaker.short_date(day)
        return self._speaker.word(day)

    def to(self) -> str:
        """Name the reader, with the post where it is known."""
        reader = self._news.reader
        return reader.name + (self.aside(reader.title) if reader.title else "")

    def light(self, light: Light) -> str:
        """Word a light; colour alone says nothing."""
        return self._speaker.word(light)

    def why(self, line: Line) -> str:
        """Say the reasons of a line's light."""
        return self.short(line.verdict.said(self._speaker), 40) if line.verdict else ""

    def distance(self, line: Line) -> str:
        """Say how far the deadline is, or by how much it was missed."""
        if line.days_left is None:
            return ""
        if line.days_left < 0:
            return self._say(OVERDUE, days=-line.days_left)
        return self._say(DUE_IN if line.days_left else DUE_TODAY, days=line.days_left)

    def due(self, line: Line) -> str:
        """Write a deadline; one whose working days are not published yet is called provisional."""
        day = self.day(line.due)
        return day + self.aside(self._say(N_("provisional"))) if line.provisional else day

    def overdue(self, line: Line) -> str:
        """Say by how much the deadline was missed; empty if it was not."""
        late = -(line.days_left or 0)
        return self._say(N_("{days} working days"), days=late) if late > 0 else ""

    def done(self, line: Line) -> str:
        """Say how far a matter is, as last reported."""
        if line.target is not None and line.value is not None:
            amounts = (
                f"{self._speaker.word(one)}{line.measure}" for one in (line.value, line.target)
            )
            return self._say(
                N_("{value} of {target}"), **dict(zip(("value", "target"), amounts, strict=True))
            )
        if line.percent is not None:
            return self._say(N_("{percent}% done"), percent=line.percent)
        return ""

    # -- decisions --------------------------------------------------------------------------

    def matter(self, decision: Decision) -> str:
        """Say what has happened, so that this decision is needed."""
        return self._say(
            MATTERS[decision.what],
            unit=decision.line.lead_unit,
            due=self.day(decision.line.due),
            until=self.day(decision.until),
            step=decision.step,
            level=decision.level,
        )

    def detail(self, decision: Decision) -> str:
        """Say what was written with a request: its reason, or what was found."""
        if decision.what == "proposal":
            why = self.why(decision.line)
            return self._say(N_("Grounds: {why}."), why=why) if why else ""
        if not decision.detail:
            return ""
        said = self._say(
            WORDS_GIVEN.get(decision.what, N_("Note: {detail}")),
            detail=self.short(decision.detail, 40),
        )
        if not decision.opinion or decision.what != "extension":
            return said
        opinion = self.short(decision.opinion, 40)
        return self.joined(said, self._say(N_("The office's opinion: {detail}"), detail=opinion))

    def waited(self, decision: Decision) -> str:
        """Say how long a decision has waited."""
        if decision.waiting_days <= 0:
            return self._say(N_("New today."))
        return self._say(
            N_("Waiting since {since}, {days} working days."),
            since=self.day(decision.since),
            days=decision.waiting_days,
        )

    def answer(self, decision: Decision) -> str:
        """Say exactly what to answer."""
        return self._say(ANSWERS[decision.what], until=self.day(decision.until))

    def command(self, decision: Decision) -> str:
        """Name the command that enters the answer, for readers who sit at the ledger."""
        turn = TURNS.get(ANSWERED_BY.get(decision.what, ""))
        at_the_ledger = self._news.reader.roles & OFFICE
        return f"duban {turn.typed(decision.line.number)}" if turn and at_the_ledger else ""

    def instead(self, one: Ask | Decision | Assigned) -> str:
        """Say for whom a deputy reads this; empty where it is the reader's own."""
        return self._say(N_("For {name}, as deputy"), name=one.instead_of) if one.instead_of else ""

    # -- asks -------------------------------------------------------------------------------

    def asked(self, ask: Ask) -> list[tuple[str, str]]:
        """List what a letter says of an ask in its order, each with the class of its paragraph.

        Most letters are made of these, so a template asks for them all at once.
        """
        said = (
            ("meta", self.instead(ask)),
            ("told", self.cause(ask)),
            ("told", self.pressed(ask)),
            ("answer", self.ask(ask)),
            ("meta", self.skipped(ask)),
        )
        return [(kind, text) for kind, text in said if text]

    def ask(self, ask: Ask) -> str:
        """Say what is asked of this reader."""
        return self._say(REQUESTS.get((ask.step, ask.reader_as)) or REQUESTS[ask.step, None])

    def step(self, ask: Ask, *, with_card: bool = True) -> str:
        """Name what a rung does, with its card and how often it has come."""
        card = self._speaker.word(ask.card) if ask.card and with_card else ""
        again = self._say(N_("sent {count} times"), count=ask.again) if ask.again > 1 else ""
        return " · ".join(filter(None, (self._speaker.word(ask.step), card, again)))

    def pressed(self, ask: Ask) -> str:
        """Say what makes a rung more than a matter of days: silence to a letter, another red."""
        if ask.again > 1:
            return self._say(N_("Sent again: neither signed for nor answered."))
        if ask.unanswered:
            return self._say(
                N_("{days} working days after the last notice the matter stands as it stood."),
                days=ask.unanswered,
            )
        return self._say(N_("The light has turned red again.")) if ask.red_again else ""

    def cause(self, ask: Ask) -> str:
        """Say what an ask is about: a milestone, silence or the deadline."""
        line = ask.line
        if ask.about:
            return self._say(N_("Milestone “{title}” is late"), title=self.short(ask.about))
        late = line.days_left is not None and line.days_left < 0
        silent = line.verdict.stale if line.verdict else None
        if silent and (ask.step == Step.ASK_REPORT or (not late and ask.step == Step.CHASE)):
            return silent.said(self._speaker)
        deadline = self.labelled(self._say(N_("Deadline")), self.due(line))
        return self.joined(deadline if line.due else "", self.distance(line))

    def skipped(self, ask: Ask) -> str:
        """Say that lower rungs were recorded and not sent one by one; empty if none were."""
        if not ask.skipped:
            return ""
        return self._say(
            N_("Earlier reminders recorded without being sent: {count}."), count=ask.skipped
        )

    def notice(self, ask: Ask) -> list[tuple[str, str]]:
        """List what a 督办单 says: the label and text of each row."""
        line = ask.line
        original = line.original_due if line.original_due != line.due else None
        was = self._say(N_("originally {day}"), day=self.day(original)) if original else ""
        rows = (
            (N_("In charge"), self.joined(line.lead_unit, line.owner)),
            (N_("Requirement"), self.requirement(line)),
            (N_("Deadline"), self.due(line) + (self.aside(was) if was else "")),
            (N_("Overdue"), self.overdue(line)),
            (N_("Progress"), self.done(line) or self._say(N_("not reported yet"))),
            (N_("Reply"), self.ask(ask)),
            (N_("Receipt"), self.receipt(ask)),
        )
        return [(self._say(label), text) for label, text in rows if text]

    def receipt(self, ask: Ask) -> str:
        """Ask the unit's own people to sign for a notice."""
        at_the_unit = ask.reader_as in (Reader.OWNER, Reader.UNIT_HEAD)
        return self._say(N_("Please sign for this notice.")) if at_the_unit else ""

    def requirement(self, line: Line) -> str:
        """Say what has to be reached, with the target where there is one."""
        kind = self._speaker.word(line.kind)
        target = "" if line.target is None else f"{self._speaker.word(line.target)}{line.measure}"
        said = f"{kind}{'' if self._zh else ' '}{target}" if target else kind
        return said + (self.aside(self.short(line.due_text)) if line.due_text else "")

    def decided(self, answered: Answered) -> str:
        """Say what was decided on a request of this reader's unit, and what is missing."""
        said = self._say(
            DECIDED[answered.what], due=self.day(answered.line.due), step=answered.step
        )
        if answered.missing:
            said += self.gap + self._say(N_("Missing: {proofs}."), proofs=answered.missing)
        return said

    def sign_off(self, line: Line) -> str:
        """Say until when an assignment may be rejected; silence is acceptance."""
        deadline = self.labelled(self._say(N_("Deadline")), self.due(line))
        return self.joined(
            deadline if line.due else "",
            self._say(
                N_("accept or reject within {days} working days; silence counts as acceptance")
                if self._news.accept_days
                else N_("accept or reject on the same day; silence counts as acceptance"),
                days=self._news.accept_days,
            ),
        )

    def instructed(self, one: Instructed) -> str:
        """Quote a leader's instruction, with the day set in it."""
        said = self._say(
            N_("{leader}: “{words}”"), leader=one.leader, words=self.short(one.words, 40)
        )
        due = self._say(N_("to be done by {day}"), day=self.day(one.due)) if one.due else ""
        return self.joined(said, due)

    def took_over(self, one: TakenOver) -> str:
        """Say what came with a post."""
        return self._say(
            N_("You have taken over from {before}: {count} open matters are yours now."),
            before=one.before,
            count=one.count,
        )

    def cause_row(self, row: CauseRow) -> str:
        """Say how many matters one cause holds up, and for how long."""
        return self._say(
            N_("{count} held up, the longest for {days} working days"),
            count=row.count,
            days=row.longest,
        )

    # -- changes and the annex ----------------------------------------------------------------

    def moved(self, change: Change) -> str:
        """Say how a light changed, and why."""
        line = change.line
        if line.stage == Stage.CLOSED:
            plain = line.ending in (None, Ending.DONE)
            return "" if plain else self._say(N_("ended as {ending}"), ending=line.ending)
        if line.stage != Stage.SUSPENDED and change in self._news.paused:
            return self._say(N_("resumed; the deadline is now {due}"), due=self.day(line.due))
        lights = ""
        if Light.NONE not in (change.before, change.after):
            lights = f"{self.light(change.before)}→{self.light(change.after)}"
        return self.joined(lights, self.why(line))

    def standing(self, line: Line) -> str:
        """Say a line's light and how far it is, for the list of what is due soon."""
        return " · ".join(one for one in (self.done(line), self.light(line.light)) if one)

    def silence(self, line: Line) -> str:
        """Say for how long nothing was heard of a matter."""
        if line.verdict and line.verdict.stale:
            return line.verdict.stale.said(self._speaker)
        if line.last_report_on:
            return self._say(N_("last report {day}"), day=self.day(line.last_report_on))
        return self._say(N_("not reported yet"))

    def unsigned(self, one: Unsigned) -> str:
        """Say since when a notice waits to be signed for."""
        return self._say(N_("sent {day}, not signed for"), day=self.day(one.since))

    def trouble(self, why: Reason) -> str:
        """Say why something could not be computed or addressed."""
        return self.short(why.said(self._speaker), 40)

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return gap(self._speaker)


def gap(speaker: Speaker) -> str:
    """Return what stands between two sentences of a language."""
    return "" if speaker.language == "zh" else " "

"""A walk through the drafts that wait: one screen each, one key each, small prompts to edit.

What is decided is written at once, each on a page of its own: whoever stops in the middle has
lost nothing.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ledgers.draft_lines import DraftLines
from models.errors import Refusal
from models.intake.draft_terms import DraftState
from models.intake.proposing import names_in
from models.not_ready import NotATerminal
from models.terms import Kind
from models.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.desk import Desk
    from ledgers.draft_lines import Comparison, DraftLine, DraftPage

POSITION = N_("{place} of {count}")
KEYS = N_("a docket   e edit   d drop   s later   ← → turn   q stop")
FIELDS = N_("1 name  2 unit  3 deadline  4 kind  5 target  6 measure  7 support  8 standard")
WHICH = N_("Which? (Enter: none)")
DONE = N_("{docketed} docketed, {dropped} dropped, {left} left for later.")
AROUNDS = (90, 60, 40, 25, 12)  # characters beside the quote: as many as the screen has room for
NEXT, BACK, STAY, STOP = 1, -1, 0, None  # what a key does with the place
FURTHER = N_("… more: duban drafts show {draft}")


def review(at: Desk, *, document: int, by: str, on: str) -> None:
    """``duban drafts review``. Raises NotATerminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NotATerminal(command="duban drafts review")
    with at.reading() as book:
        waiting = [one.draft for one in DraftLines(book).waiting(document=document)]
    if not waiting:
        at.say(N_("No draft waits for a decision."))
        return
    walk = Walk(at, waiting, by, on)
    with walk.screen():
        walk.go()
    at.say(DONE, docketed=walk.count["docketed"], dropped=walk.count["dropped"],
           left=walk.left())  # fmt: skip


class Walk:
    """Where an officer stands among the drafts, and what the last key did."""

    def __init__(self, at: Desk, drafts: Sequence[int], by: str, on: str) -> None:
        self._at, self._drafts, self._by, self._on = at, list(drafts), by, on
        self._place = 0
        self._news, self._wrong = "", False
        self._comparison: Comparison | None = None
        self.count: Counter[str] = Counter()

    @contextmanager
    def screen(self) -> Iterator[None]:
        """Use a screen of its own: what stood in the window before stands there again after."""
        out = self._at.out
        with out.screen(hide_cursor=False):
            yield

    def left(self) -> int:
        """Count what still waits."""
        return len(self._drafts) - self.count["docketed"] - self.count["dropped"]

    # -- going --------------------------------------------------------------------------

    def go(self) -> None:
        """Go from draft to draft until the last one or q."""
        import readchar

        keys: dict[str, Callable[[], int | None]] = {
            "a": self._approve, "e": self._edit, "d": self._drop,
            "s": lambda: NEXT, "q": lambda: STOP,
            readchar.key.RIGHT: lambda: NEXT, readchar.key.DOWN: lambda: NEXT,
            readchar.key.LEFT: lambda: BACK, readchar.key.UP: lambda: BACK,
            readchar.key.CTRL_D: lambda: STOP,
        }  # fmt: skip
        while 0 <= self._place < len(self._drafts):
            self._draw()
            try:
                pressed = readchar.readkey()
            except KeyboardInterrupt:
                return
            act = keys.get(pressed.lower() if len(pressed) == 1 else pressed)
            if act is None:
                continue
            self._news, self._wrong = "", False
            step = act()
            if step is STOP:
                return
            self._place = max(self._place + step, 0)

    @property
    def _draft(self) -> int:
        return self._drafts[self._place]

    def _page(self) -> DraftPage:
        with self._at.reading() as book:
            lines = DraftLines(book, self._comparison)
            page = lines.page(self._draft)
        self._comparison = lines.comparison
        return page

    # -- showing ------------------------------------------------------------------------

    def _draw(self) -> None:
        """Show a draft with as much of its passage as the screen has room for."""
        from rich.rule import Rule
        from rich.text import Text

        out, say, page = self._at.out, self._at.speaker.say, self._page()
        place = say(POSITION, place=self._place + 1, count=len(self._drafts))
        news = Text(self._news, style="bold red" if self._wrong else "green")
        room = out.height - 3 - len(out.render_lines(news))
        lines = next(
            (drawn for around in AROUNDS if len(drawn := self._drawn(page, around)) <= room),
            self._drawn(page, AROUNDS[-1]),
        )
        out.clear()
        out.print(Rule(place, style="dim", align="left"))
        for line in lines[:room] if len(lines) <= room else lines[: room - 1]:
            out.print(Text.assemble(*((one.text, one.style or "") for one in line)), end="\n",
                      no_wrap=True, overflow="ignore", crop=True)  # fmt: skip
        if len(lines) > room:
            out.print(Text(say(FURTHER, draft=self._draft), style="dim"))
        out.print(news)
        out.print(Text(say(KEYS), style="reverse"), end="")

    def _drawn(self, page: DraftPage, around: int) -> list[Any]:
        from rich.console import Group

        from flows.draft_page import draft_page

        shown = Group(*draft_page(page, self._at.speaker, around=around))
        return self._at.out.render_lines(shown, pad=False)

    # -- deciding -----------------------------------------------------------------------

    def _try(self, act: Callable[[Any, dict[str, Any]], str]) -> bool:
        """Write one decision on a page of its own; a refusal is shown and nothing is written."""
        at, self._comparison = self._at, None  # what is decided is like nothing any more
        try:
            with at.writing() as book:
                self._news = act(book, at.entry(book, self._by, self._on))
        except Refusal as refusal:
            self._news, self._wrong = refusal.said(at.speaker), True
        except ValueError as trouble:
            from models.mistakes import wrong_fields

            said = [one.said(at.speaker) for one in wrong_fields(trouble)]
            if not said:
                raise
            self._news, self._wrong = " ".join(said), True
        return not self._wrong

    def _approve(self) -> int:
        def approve(book: Any, entry: dict[str, Any]) -> str:
            made = book.drafts.approve(self._draft, **entry)
            said = N_("Docketed {number}, {title}.")
            return self._at.speaker.say(said, number=made.number, title=made.title)

        return self._counted("docketed", self._try(approve))

    def _drop(self) -> int:
        reason = self._ask(N_("Why is it not docketed? (Enter: go back)"))
        if not reason:
            return STAY

        def drop(book: Any, entry: dict[str, Any]) -> str:
            dropped = book.drafts.drop(self._draft, reason=reason, **entry)
            said = N_("Not docketed: {drafts}. The reason stays on record.")
            return self._at.speaker.say(said, drafts=dropped)

        return self._counted("dropped", self._try(drop))

    def _counted(self, what: str, done: bool) -> int:
        if not done:
            return STAY
        self.count[what] += 1
        return NEXT

    # -- editing ------------------------------------------------------------------------

    def _edit(self) -> int:
        line = self._page().line
        if line.state != DraftState.WAITING:
            return STAY
        given = self._asked(line)
        if given:

            def edit(book: Any, entry: dict[str, Any]) -> str:
                book.drafts.edit(self._draft, given, **entry)
                said = N_("Draft {draft} is changed; what was read is kept beside it.")
                return self._at.speaker.say(said, draft=self._draft)

            self._try(edit)
        return STAY

    def _asked(self, line: DraftLine) -> dict[str, Any]:
        """Ask which field, then what it is to say; what is left empty stays as it is."""
        asking: dict[str, Callable[[DraftLine], dict[str, Any]]] = {
            "1": lambda line: self._text("title", N_("Commitment name"), line.title),
            "2": self._unit,
            "3": lambda line: self._text("due_phrase", N_("Deadline"), line.due or line.due_text),
            "4": self._kind,
            "5": self._target,
            "6": lambda line: self._text("measure", N_("Counted in"), line.measure),
            "7": self._support,
            "8": lambda line: self._text("standard", N_("Closing standard"), line.standard),
        }
        chosen = self._ask(WHICH, above=FIELDS)
        return asking[chosen](line) if chosen in asking else {}

    def _text(self, name: str, label: str, now: Any) -> dict[str, Any]:
        said = self._ask(N_("{field} (now: {now})"), field=self._at.speaker.say(label), now=now)
        return {name: said} if said else {}

    def _unit(self, line: DraftLine) -> dict[str, Any]:
        near = [f"{n} {name}" for n, name in enumerate(line.near_units, 1)]
        said = self._ask(N_("Lead unit (now: {now}; nearest: {near})"), now=line.lead_unit or None,
                         near=near or None)  # fmt: skip
        if said.isdecimal() and 0 < int(said) <= len(line.near_units):
            said = line.near_units[int(said) - 1]
        return {"lead_unit": said} if said else {}

    def _kind(self, line: DraftLine) -> dict[str, Any]:
        kinds = list(Kind)
        told = "  ".join(f"{n} {self._at.speaker.word(one)}" for n, one in enumerate(kinds, 1))
        said = self._ask(N_("Kind: {kinds}"), kinds=told)
        if said.isdecimal() and 0 < int(said) <= len(kinds):
            return {"kind": kinds[int(said) - 1]}
        return {}

    def _target(self, line: DraftLine) -> dict[str, Any]:
        from flows.drafts import given_as_typed

        typed = self._text("target", N_("Target"), line.target)
        try:
            return given_as_typed(self._at, typed)
        except Refusal as refusal:
            self._news, self._wrong = refusal.said(self._at.speaker), True
            return {}

    def _support(self, line: DraftLine) -> dict[str, Any]:
        said = self._text("support_units", N_("Support units"), line.support_units or None)
        return {name: names_in(one) for name, one in said.items()}

    def _ask(self, sentence: str, *, above: str = "", **facts: Any) -> str:
        """Ask in the last lines of the screen; nothing said where the question is left."""
        import readline  # noqa: F401 - lets a line of Chinese be corrected while it is typed

        say = self._at.speaker.say
        print()
        if above:
            print(say(above))
        try:
            return input(f"{say(sentence, **facts)} > ").strip()
        except (EOFError, KeyboardInterrupt):
            return ""

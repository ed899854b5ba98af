"""How everything stands that a letter is about, in figures, and how they have moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flows.phrases import gap
from flows.sentences import LIT, LIT_WITH_SHARES
from ledgers.digest_lines import News
from models.shares import shares
from models.words import N_, Speaker

COUNTED = ("red", "yellow", "green", "overdue")
FEW = 20  # shares of fewer matters than this say less than their counts


class Overall:
    """Says the figures of one letter in its reader's language."""

    def __init__(self, news: News, speaker: Speaker) -> None:
        self._news, self._totals = news, news.totals
        self._speaker, self._say = speaker, speaker.say

    def verdict(self) -> str:
        """Say in one line how everything stands and what changed since the last digest."""
        totals, part = self._totals, self.shares()
        facts: dict[str, Any] = {name: getattr(totals, name) for name in COUNTED}
        facts |= {f"{name}_share": share for name, share in part.items()}
        said = self._say(LIT_WITH_SHARES if part else LIT, **facts) if totals.open else ""
        return gap(self._speaker).join(filter(None, (self.scope(), said, self.change())))

    def shares(self) -> dict[str, Decimal]:
        """Say what share of the open matters each light has; they add to 100 (Jinzhai 2025).

        Only whoever oversees the whole ledger wants shares, and of few matters nobody does.
        """
        totals, names = self._totals, ("red", "yellow", "green")
        if not self._news.reader.all_matters or totals.open < FEW:
            return {}
        counts = [getattr(totals, name) for name in names]
        return dict(zip(names, shares([*counts, totals.open - sum(counts)]), strict=False))

    def scope(self) -> str:
        """Say how many commitments this letter is about."""
        both = self._news.both
        if both:
            return self._say(
                N_("{wholes} open targets, split into {tasks} tasks."),
                wholes=both.wholes,
                tasks=both.tasks,
            )
        if self._news.reader.all_matters:
            return self._say(N_("{count} open in all."), count=self._totals.open)
        if not self._totals.open:
            return self._say(N_("No open matter of your own."))
        return self._say(N_("{count} open that concern you."), count=self._totals.open)

    def change(self) -> str:
        """Say how the figures moved since the last digest; empty in the first one."""
        totals, before = self._totals, self._news.before
        if before is None:
            return ""
        moves = [
            f"{self._say(label)} {count:+d}".replace("-", "−")
            for label, count in (
                (N_("Red"), totals.red - before.red),
                (N_("Yellow"), totals.yellow - before.yellow),
                (N_("Green"), totals.green - before.green),
                (N_("Late"), totals.overdue - before.overdue),
                (N_("Closed"), totals.closed - before.closed),
            )
            if count
        ]
        if not moves:
            return self._say(N_("No change since the last digest."))
        return self._say(N_("Since the last digest: {moves}."), moves=moves)

"""The life of a commitment as text: stage by stage, what may be done next and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.lifecycle import Turn
from models.lifecycle_moves import A_NEW_MATTER
from models.terms import Role, Stage
from models.words import N_, Speaker, cells

WIDTH = 80
BY, TURN = " " * 2, " " * 4
LEADS = N_("{label} → {stage}")
STAYS = N_("{label} (stays)")


def lifecycle_text(turns: Iterable[Turn], speaker: Speaker) -> str:
    """Tell each stage in the order of a matter's life; fits a screen of 80 cells."""
    turns = [turn for turn in turns if turn.stages or turn.to]
    begun = [turn for turn in turns if not turn.stages]
    told = [_block(speaker.say(A_NEW_MATTER), None, begun, speaker)] if begun else []
    for stage in Stage:
        leaving = [turn for turn in turns if stage in turn.stages]
        told += [_block(speaker.word(stage), stage, leaving, speaker)] if leaving else []
    return "\n\n".join(told) + "\n"


def _block(title: str, stage: Stage | None, turns: list[Turn], speaker: Speaker) -> str:
    """Tell the turns of one stage, under those who may take them."""
    lines = [title]
    comma = speaker.word(["", ""])
    left = max(cells(_told(one, stage, speaker)) for one in turns)
    for roles in dict.fromkeys(turn.roles for turn in turns):
        hands = [speaker.word(role) for role in Role if role in roles]
        lines += _folded(hands, comma)
        rows = [(_told(one, stage, speaker), one) for one in turns if one.roles == roles]
        lines += [line for told, one in rows for line in _row(told, one.command, left)]
    return "\n".join(lines)


def _told(turn: Turn, stage: Stage | None, speaker: Speaker) -> str:
    label = speaker.word(turn)
    if turn.to in (None, stage):
        return speaker.say(STAYS, label=label)
    return speaker.say(LEADS, label=label, stage=turn.to)


def _row(told: str, command: str, left: int) -> Iterator[str]:
    """Set the command beside the turn, or below it where the line would be too long."""
    command = f"duban {command}"
    gap = " " * (left - cells(told) + 2)
    if len(TURN) + left + 2 + len(command) <= WIDTH:
        yield f"{TURN}{told}{gap}{command}"
    else:
        yield TURN + told
        yield f"{TURN}{BY}{command}"


def _folded(words: list[str], comma: str) -> Iterator[str]:
    """Set words in a line, going on in the next where it is full."""
    line = BY
    for place, word in enumerate(words):
        piece = word + (comma if place < len(words) - 1 else "")
        if cells(line + piece.rstrip()) > WIDTH:
            yield line.rstrip()
            line = BY
        line += piece
    yield line

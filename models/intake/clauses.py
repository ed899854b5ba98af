"""A sentence's clauses as they are to be judged: each with its deadline and what it speaks of.

Some clauses say nothing by themselves. 「到2025年底前，」 only says when, 「年底前大头落地」 only
what is to become of what the clause before it names, 「2个未落实用地的中心，10月底前完成选址」
names it first: such are joined with their neighbour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from models.deadline import Year
from models.intake import tense
from models.intake.lexicon import NO_OBJECT
from models.intake.passages import Sentence, Span
from models.intake.periods import Governing, When
from models.intake.rules import BENEFIT, Around, judge, target
from models.intake.tense import Mode

BEGINNING = 3  # so early in a year, what is said of it has not happened yet


class Piece(NamedTuple):
    """A clause, or two that only together say something."""

    span: Span
    when: When
    mode: Mode
    led: bool = False
    """A clause that only says when has led it in."""


def pieces(
    sentence: Sentence, before: Mode, base: Mode, governing: Governing, issued_on: date
) -> list[Piece]:
    """Tell of each clause its deadline and its mode."""
    mode, told = before, []
    for span in sentence.clauses:
        when = governing.clause(span)
        mode = tense.of_clause(span.text, mode, base, issued_on)
        if _looks_ahead(when, base, issued_on) and not tense.is_told(span.text, issued_on):
            mode = Mode.PLANNED
        told.append(Piece(span, when, mode))
    return told


def _looks_ahead(when: When, base: Mode, issued_on: date) -> bool:
    """今年8条道路完成 looks ahead; 2020年某市完成…, said late in 2020, may also tell."""
    begun = issued_on.month <= BEGINNING
    if base is Mode.TOLD and not begun:
        return when.own
    return when.own or any(begun or one.deadline.year is not Year.SAID for one in when.inside)


def joined(told: Sequence[Piece], sentence: Span, issued_on: date) -> Iterator[Piece]:
    """Walk the pieces, those joined that need each other."""
    held: Piece | None = None
    for piece in told:
        if held and _belong_together(held, piece, issued_on):
            held = _join(held, piece, sentence)
            continue
        if held and not held.when.alone:
            yield held
        held = piece
    if held and not held.when.alone:
        yield held


def _belong_together(left: Piece, right: Piece, issued_on: date) -> bool:
    if right.mode is not Mode.PLANNED or right.when.alone:
        return False
    if left.when.alone:
        return left.when.own
    if left.when.dated(left.span):
        return False
    if NO_OBJECT.fullmatch(right.when.rest(right.span)):
        return right.when.own or not _promises(left)
    return _is_topic(left, issued_on) and right.when.own


def _promises(piece: Piece) -> bool:
    around = Around(dated=piece.when.dated(piece.span))
    return piece.mode is Mode.PLANNED and judge(piece.span.text, around) is not None


def _is_topic(piece: Piece, issued_on: date) -> bool:
    """Whether a clause only says of what: it counts something and promises nothing."""
    text = piece.span.text
    if tense.is_told(text, issued_on) or text.endswith("中") or BENEFIT.search(text):
        return False
    return target(text) is not None and judge(text, Around()) is None


def _join(left: Piece, right: Piece, sentence: Span) -> Piece:
    whole = sentence.part(left.span.start - sentence.start, right.span.end - sentence.start)
    if left.when.alone:
        inside = (*left.when.inside, *right.when.inside)
        when = right.when if right.when.own else When(left.when.found, inside=inside)
        return Piece(whole, when, right.mode, led=True)
    return Piece(whole, right.when, right.mode)

"""Where everything stands in the picture of a commitment's life. Plain geometry, no drawing.

The main line runs down the middle, a row for each stage. Between neighbours the arrows are
straight; longer ones run in lanes on the left. Stages off the line stand in a column on the
right, each in the row nearest to the stages it has to do with; a strip beside the middle has
the lanes that lead to other rows. What many stages share is noted in a dashed box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.lifecycle import Turn
from models.lifecycle_moves import Move, named, sorted_out
from models.lifecycle_shapes import (
    LINE,
    TEXT,
    TITLE,
    Arrow,
    Box,
    Label,
    Line,
    Picture,
    text_width,
    wrapped,
)
from models.terms import Role, Stage
from models.words import N_, Speaker

MARGIN = 18
MAIN_WIDTH, SIDE_WIDTH = 250, 166
LANE_TEXT, SLOT_TEXT = 88, 96  # labels beside arrows are wrapped to about this width
STUB = 18  # between the ends of two lanes at a box
STRIP_LANE = 14
PAD = 12
GAP = 36  # between two rows at least
TITLE_LINE = 24
CROWN = 46  # above the first row, for what begins there

PICTURE_TITLE = N_("The life of a commitment")
STAYS_SIGN = "↻ "
STAYS_MEAN = N_("the stage stays")
ANYWHERE = N_("in any open stage: {turn}")
DIVIDER = " · "


@dataclass
class Slot:
    """A height in a row at which a line leaves or reaches a box on the right."""

    above: float
    below: float
    y: float = 0.0


@dataclass
class SideWay:
    """An arrow between the main line and a stage beside it, or a note's."""

    move: Move
    side: int
    """Row of the stage beside the line."""
    mains: list[int]
    """Rows of the stages on the line."""
    outward: bool
    label: Label
    slot: Slot
    stubs: dict[int, Slot] = field(default_factory=dict)
    lane: int = 0

    @property
    def away(self) -> list[int]:
        """Rows on the line other than its own."""
        return [row for row in self.mains if row != self.side]

    @property
    def span(self) -> int:
        """How many rows it crosses at most."""
        return max((abs(row - self.side) for row in self.away), default=0)


@dataclass
class Lane:
    """A long arrow on the left, between two rows of the main line."""

    move: Move
    start: int
    end: int
    label: Label
    lane: int = 0
    ys: dict[int, float] = field(default_factory=dict)

    @property
    def top(self) -> int:
        """The upper of its rows."""
        return min(self.start, self.end)

    @property
    def bottom(self) -> int:
        """The lower of its rows."""
        return max(self.start, self.end)


class Layout:
    """Builds a ``Picture``, step by step; each step uses what those before it fixed."""

    def __init__(self, turns: Iterable[Turn], speaker: Speaker) -> None:
        self.moves = sorted_out(turns)
        self.speaker = speaker
        self.rows: list[Stage | None] = list(self.moves.main)
        self.notes = self._notes()
        self.beside = self._beside()
        self.lanes = self._lanes()
        self.side_ways = self._side_ways()
        self.note_slots: dict[int, int] = {}
        self.slots = self._slots()
        self.arrows: list[Arrow] = []

    # -- which row, which lane ----------------------------------------------------------

    def row(self, stage: Stage) -> int:
        """Tell in which row a stage stands, on the line or beside it."""
        if stage in self.moves.main:
            return self.moves.main.index(stage)
        return next(row for row, one in self.beside.items() if one == stage)

    def _notes(self) -> dict[int, list[Move]]:
        notes: dict[int, list[Move]] = {}
        for move in (*self.moves.begun, *self.moves.shared):
            if move.sources or move.to in self.moves.main[1:]:
                notes.setdefault(self.moves.main.index(move.to), []).append(move)
        return notes

    def _beside(self) -> dict[int, Stage]:
        """Give each stage beside the line the free row nearest to those it has to do with."""
        beside: dict[int, Stage] = {}
        for stage in self.moves.side:
            linked = [
                self.moves.main.index(other)
                for move in self.moves.arrows
                if stage in (*move.sources, move.to)
                for other in (*move.sources, move.to)
                if other in self.moves.main
            ]
            free = [n for n in range(len(self.rows) + 1) if n not in beside and n not in self.notes]
            best = min(free, key=lambda n: (sum(abs(n - one) for one in linked), -n))
            if best == len(self.rows):
                self.rows.append(None)
            beside[best] = stage
        return beside

    def _is_between_main(self, move: Move) -> bool:
        return len(move.sources) == 1 and {*move.sources, move.to} <= set(self.moves.main)

    def _lanes(self) -> list[Lane]:
        found = [
            Lane(move, self.row(move.sources[0]), self.row(move.to), self._label(move, LANE_TEXT))
            for move in self.moves.arrows
            if self._is_between_main(move)
        ]
        found = [one for one in found if one.bottom - one.top > 1]
        found.sort(key=lambda one: (one.bottom - one.top, one.top))
        for place, one in enumerate(found):
            taken = {
                other.lane
                for other in found[:place]
                if other.top <= one.bottom and one.top <= other.bottom
            }
            one.lane = next(lane for lane in range(len(found)) if lane not in taken)
        return found

    def _side_ways(self) -> list[SideWay]:
        ways = []
        for move in self.moves.arrows:
            mains = [self.row(one) for one in (*move.sources, move.to) if one in self.moves.main]
            sides = [one for one in (*move.sources, move.to) if one in self.moves.side]
            outward = move.to in self.moves.side
            if mains and sides:
                side = self.row(move.to if outward else sides[0])
                label = self._label(move, SLOT_TEXT)
                slot = Slot(label.height + 5, 9)
                ways.append(SideWay(move, side, mains, outward, label, slot))
        lanes = sorted((one for one in ways if one.away), key=lambda one: -one.span)
        for place, one in enumerate(lanes):
            one.lane = place
        return ways

    def _slots(self) -> list[list[Slot]]:
        """Stack the ends of lines in each row so that none has to cross its neighbour."""
        slots = []
        for row in range(len(self.rows)):
            here = [one for one in self.side_ways if one.side == row]
            leaving = [one for one in self.side_ways if row in one.away]
            for one in leaving:
                one.stubs[row] = Slot(9, 9)
            up = sorted((one for one in leaving if one.side < row), key=lambda one: -one.span)
            down = sorted((one for one in leaving if one.side > row), key=lambda one: one.span)
            stack = [one.stubs[row] for one in up]
            stack += [one.slot for one in sorted(here, key=self._from_where)]
            if row in self.notes:
                tall = self._note_height(row) / 2
                self.note_slots[row] = len(stack)
                stack.append(Slot(tall, tall))
            slots.append([*stack, *(one.stubs[row] for one in down)])
        return slots

    @staticmethod
    def _from_where(way: SideWay) -> tuple[int, int]:
        """Sort: from above, the nearest first; of the same row; from below, the farthest first."""
        if any(row < way.side for row in way.away):
            return (-1, way.span)
        return (1, -way.span) if way.away else (0, 0)

    # -- texts --------------------------------------------------------------------------

    def _lines(self, turns: Iterable[Turn], width: float) -> list[Line]:
        return [
            Line(text, self.moves.hand(turn))
            for turn in turns
            for text in wrapped(self.speaker.word(turn), width)
        ]

    def _label(self, move: Move, width: float, anchor: str = "middle") -> Label:
        return Label(0, 0, self._lines(move.turns, width), anchor)

    def _stage_texts(self, stage: Stage, width: float) -> list[Label]:
        """Write a stage's name, what is done there without leaving it, and odd ways out."""
        room = width - 2 * PAD
        title = wrapped(self.speaker.word(stage), room, TITLE)
        lines = []
        staying = self.moves.stays.get(stage, [])
        for hand in dict.fromkeys(self.moves.hand(turn) for turn in staying):
            same = [self.speaker.word(one) for one in staying if self.moves.hand(one) == hand]
            lines += [Line(one, hand) for one in _packed(same, room - 20)]
        if stage in self.moves.side:
            lines += self._odd_ways(stage, room)
        return [Label(0, 0, [Line(one) for one in title], size=TITLE), Label(0, 0, lines)]

    def _odd_ways(self, stage: Stage, room: float) -> list[Line]:
        """Write what no arrow shows: beginnings beside the line, ways from there to there."""
        lines = []
        for move in (*self.moves.begun, *self.moves.arrows):
            hand = self.moves.hand(*move.turns)
            text = self.speaker.word(move.turns)
            if stage in move.sources and move.to in self.moves.side:
                text = f"{text} → {self.speaker.word(move.to)}"
            elif move.sources or move.to != stage:
                continue
            lines += [Line(one, hand) for one in wrapped(text, room)]
        return lines

    def _note_texts(self, row: int) -> list[Label]:
        texts = []
        for move in self.notes[row]:
            names = named(move.sources, self.moves, self.speaker)
            room = SIDE_WIDTH - 2 * PAD
            texts.append(Label(0, 0, [Line(one) for one in wrapped(names, room)]))
            texts.append(Label(0, 0, self._lines(move.turns, room)))
        return texts

    def _note_height(self, row: int) -> float:
        return _texts_height(self._note_texts(row)) + PAD

    # -- where everything stands --------------------------------------------------------

    def picture(self) -> Picture:
        """Fix heights, then widths, then draw from the boxes outwards."""
        ys, heights = self._heights()
        left = sum(self._lane_widths())
        self.main_x = MARGIN + left + (8 if left else 0)
        self.main_right = self.main_x + MAIN_WIDTH
        strip = sum(1 for one in self.side_ways if one.away)
        self.strip_right = self.main_right + 8 + strip * STRIP_LANE
        texts = [one.label.width for one in self.side_ways]
        self.side_x = self.strip_right + max((*texts, 40)) + 24
        boxes = self._boxes(ys, heights)
        self._begin(boxes)
        self._straight(boxes)
        self._left(boxes)
        self._right(boxes)
        bottom = max(box.bottom for box in boxes)
        legend = self._legend(bottom + 30)
        right = max(
            *(box.right for box in boxes),
            *(one.left + one.width for one in legend),
        )
        title = [Line(self.speaker.say(PICTURE_TITLE))]
        return Picture(
            Label(MARGIN, MARGIN + LINE / 2, title, "start", TITLE + 3),
            boxes,
            self.arrows,
            legend,
            right + MARGIN,
            legend[-1].y + LINE / 2 + MARGIN,
        )

    def _heights(self) -> tuple[list[float], list[float]]:
        ys: list[float] = []
        heights: list[float] = []
        y: float = MARGIN + LINE + self._crown()
        for row, stage in enumerate(self.rows):
            needs = [sum(slot.above + slot.below for slot in self.slots[row]) + 8]
            needs.append((self._ends(row) + 1) * STUB)
            for one, width in ((stage, MAIN_WIDTH), (self.beside.get(row), SIDE_WIDTH)):
                if one:
                    needs.append(_texts_height(self._stage_texts(one, width)) + PAD)
            ys.append(y)
            heights.append(max(needs))
            y += heights[-1] + self._gap(row)
        return ys, heights

    def _ends(self, row: int) -> int:
        return sum(row in (one.start, one.end) for one in self.lanes)

    def _straight_moves(self, row: int) -> list[Move]:
        """List the arrows between a row and the next: down first."""
        pairs = [(row, row + 1), (row + 1, row)]
        moves = [move for move in self.moves.arrows if self._is_between_main(move)]
        ends = {(self.row(move.sources[0]), self.row(move.to)): move for move in moves}
        return [ends[pair] for pair in pairs if pair in ends]

    def _straight_label(self, row: int, move: Move) -> Label:
        alone = len(self._straight_moves(row)) == 1
        return self._label(move, MAIN_WIDTH * (0.5 if alone else 0.38) - 14, "start")

    def _gap(self, row: int) -> float:
        labels = [self._straight_label(row, move) for move in self._straight_moves(row)]
        return max((GAP, *(one.height + 22 for one in labels)))

    def _boxes(self, ys: Sequence[float], heights: Sequence[float]) -> list[Box]:
        boxes = []
        for row, stage in enumerate(self.rows):
            self._set_slots(row, ys[row], heights[row])
            columns = [
                (self.main_x, MAIN_WIDTH, stage),
                (self.side_x, SIDE_WIDTH, self.beside.get(row)),
            ]
            for x, width, one in columns:
                if one:
                    texts = self._stage_texts(one, width)
                    boxes.append(_box(x, ys[row], width, heights[row], texts, one))
            if row in self.notes:
                tall = self._note_height(row)
                y = ys[row] + (heights[row] - tall) / 2
                boxes.append(_box(self.side_x, y, SIDE_WIDTH, tall, self._note_texts(row)))
        return boxes

    def _set_slots(self, row: int, y: float, height: float) -> None:
        slots = self.slots[row]
        y += (height - sum(slot.above + slot.below for slot in slots)) / 2
        for slot in slots:
            slot.y = y + slot.above
            y += slot.above + slot.below

    # -- arrows -------------------------------------------------------------------------

    def _arrow(self, points: Sequence[tuple[float, float]], move: Move, **more: object) -> None:
        hand = self.moves.hand(*move.turns)
        self.arrows.append(Arrow(list(points), hand, **more))  # type: ignore[arg-type]

    def _begin(self, boxes: list[Box]) -> None:
        """Draw what begins in the first row; other beginnings are notes."""
        top = boxes[0]
        x, crown = top.x + top.width / 2, self._crown()
        for move in self.moves.begun:
            if move.to == top.stage:
                label = self._label(move, MAIN_WIDTH, "start")
                label.x, label.y = x + 12, top.y - crown / 2
                self._arrow([(x, top.y - crown + 10), (x, top.y)], move, label=label, dot=True)

    def _crown(self) -> float:
        """Leave as much above the first box as the names of what begins there need."""
        first = self.moves.main[0]
        begun = [move for move in self.moves.begun if move.to == first]
        return max((CROWN, *(self._label(one, MAIN_WIDTH).height + 22 for one in begun)))

    def _straight(self, boxes: list[Box]) -> None:
        at = {self.row(box.stage): box for box in boxes if box.stage in self.moves.main}
        for row in range(len(self.moves.main) - 1):
            moves = self._straight_moves(row)
            for place, move in enumerate(moves):
                x = self.main_x + MAIN_WIDTH * (0.5 if len(moves) == 1 else (0.14, 0.58)[place])
                upper, lower = (x, at[row].bottom), (x, at[row + 1].y)
                label = self._straight_label(row, move)
                label.x, label.y = x + 10, (upper[1] + lower[1]) / 2
                down = self.row(move.to) > row
                self._arrow([upper, lower] if down else [lower, upper], move, label=label)

    def _lane_widths(self) -> list[float]:
        lanes = max((one.lane + 1 for one in self.lanes), default=0)
        return [
            max(one.label.width for one in self.lanes if one.lane == lane) + 16
            for lane in range(lanes)
        ]

    def _left(self, boxes: list[Box]) -> None:
        at = {self.row(box.stage): box for box in boxes if box.stage in self.moves.main}
        for row, box in at.items():
            up = sorted((one for one in self.lanes if one.bottom == row), key=lambda o: o.lane)
            down = sorted((one for one in self.lanes if one.top == row), key=lambda o: -o.lane)
            ends = [*up, *down]
            for place, one in enumerate(ends):
                one.ys[row] = box.y + box.height / 2 + (place - (len(ends) - 1) / 2) * STUB
        widths = self._lane_widths()
        for one in self.lanes:
            x = self.main_x - 8 - sum(widths[: one.lane]) - widths[one.lane] / 2
            start, end = one.ys[one.start], one.ys[one.end]
            points = [(self.main_x, start), (x, start), (x, end), (self.main_x, end)]
            one.label.x, one.label.y = x, self._free_height(one)
            self._arrow(points, one.move, label=one.label)

    def _free_height(self, lane: Lane) -> float:
        """Find the height nearest to a lane's middle at which no other line crosses it."""
        crossing = [y for other in self.lanes if other.lane > lane.lane for y in other.ys.values()]
        top, bottom = sorted(lane.ys.values())
        half = lane.label.height / 2 + 5
        middle = (top + bottom) / 2
        free = [
            y
            for y in range(int(top + half) + 1, int(bottom - half))
            if all(abs(y - other) > half for other in crossing)
        ]
        return min(free, key=lambda y: abs(y - middle), default=middle)

    def _right(self, boxes: list[Box]) -> None:
        for row in self.notes:
            turns = tuple(turn for move in self.notes[row] for turn in move.turns)
            y = self.slots[row][self.note_slots[row]].y
            shared = Move((), self.notes[row][0].to, turns)
            self._arrow([(self.side_x, y), (self.main_right, y)], shared)
        for way in self.side_ways:
            y = way.slot.y
            middle = (self.strip_right + self.side_x) / 2
            way.label.x, way.label.y = middle, y - 5 - way.label.height / 2
            x = self.main_right + 12 + way.lane * STRIP_LANE
            side = (self.side_x, y)
            paths = [[(self.main_right, y), side]] if way.side in way.mains else []
            paths += [
                [(self.main_right, stub.y), (x, stub.y), (x, y), side]
                for stub in way.stubs.values()
            ]
            for place, path in enumerate(paths):
                whole = place == 0 or not way.outward
                points = path if whole else path[:-1]
                label = way.label if place == 0 else None
                self._arrow(
                    points if way.outward else points[::-1], way.move, label=label, head=whole
                )

    def _legend(self, y: float) -> list[Label]:
        """Say whose each colour is."""
        texts = [
            Line(self.speaker.word([role for role in Role if role in roles]), hand)
            for hand, roles in enumerate(self.moves.hands)
        ]
        texts.append(Line(STAYS_SIGN + self.speaker.say(STAYS_MEAN)))
        for turn in self.moves.anywhere:
            where = self.speaker.say(ANYWHERE, turn=turn)
            texts.append(Line(STAYS_SIGN + where, self.moves.hand(turn)))
        return [
            Label(MARGIN + 34, y + place * LINE, [one], "start") for place, one in enumerate(texts)
        ]


def _packed(texts: Sequence[str], width: float) -> list[str]:
    """Set short texts side by side as far as they go, breaking only those that are too long.

    Each line begins with the sign, but for what goes on with the line above.
    """
    lines: list[str] = []
    for text in texts:
        beside = lines[-1] + DIVIDER + text if lines else ""
        if beside and beside.startswith(STAYS_SIGN) and text_width(beside, TEXT) <= width + 20:
            lines[-1] = beside
        else:
            first, *more = wrapped(text, width)
            lines += [STAYS_SIGN + first, *more]
    return lines


def _texts_height(texts: Sequence[Label]) -> float:
    return (
        sum(len(text.lines) * (TITLE_LINE if text.size == TITLE else LINE) for text in texts) + PAD
    )


def _box(
    x: float,
    y: float,
    width: float,
    height: float,
    texts: list[Label],
    stage: Stage | None = None,
) -> Box:
    """Make a box with its texts centred in it."""
    top = y + (height - _texts_height(texts) + PAD) / 2
    for text in texts:
        tall = len(text.lines) * (TITLE_LINE if text.size == TITLE else LINE)
        text.x, text.y = x + width / 2, top + tall / 2
        top += tall
    return Box(x, y, width, height, texts, stage)


def laid_out(turns: Iterable[Turn], speaker: Speaker) -> Picture:
    """Lay out a table of turns as a picture."""
    return Layout(turns, speaker).picture()

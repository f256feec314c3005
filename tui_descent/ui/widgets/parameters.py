"""The table of all parameters: value, gradient, and the step each is about to take.

The numbers of a column end at one place if they can, so that their sizes can be compared at a
glance; the step is drawn as a bar as well.
"""

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from textual import events
from textual.geometry import Size
from textual.message import Message

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import as_fits, fitted
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Piece, Row

MARK = 1  # the cell of the ▸ before the selected parameter
GAP = 1
FRAME, FRAME_TOP, HEADER = 2, 1, 1
NEW = "•"
COLUMNS = ("values", "gradients", "steps")
CELLS = 8, 7, 6  # of a number: as many as there is room for
UNIT = re.compile(r"(x\d+[→^*]|h\d|b→|(sin|cos)\()|[xyw]\d*$|x\d")  # by its number, or a feature
LABEL = 5  # cells of the shortest names
COLUMN_LABEL = 7  # of the names of columns; longer ones are cut: `liv…→h1`
BAR = range(5, 12)  # cells of a bar: an axis in the middle, and as many on either side
NUMBERS_FROM = (
    MARK + LABEL + 3 * (CELLS[-1] + GAP) + BAR.start + GAP
)  # cells, for the step as a number, too
RIGHT = " ▏▎▍▌▋▊▉█"  # eighths of a cell, from its left edge
LEFT = " ▕▕▐▐▐▐██"  # the same from its right edge, of which there are fewer
AXIS = "┊"
VALUE, GRADIENT, STEP, AFTER = range(4)  # the columns that there may be
SHORT = 4  # letters of a head that is too long


class Parameters(Panel[Frame]):
    """One row a parameter; where they do not all fit the rows follow the selection.

    hidden  `gradients` or `steps`: a column that a lesson goes without
    """

    class Picked(Message):
        """A parameter was clicked on, the first is 0."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    hidden: frozenset[str] = frozenset()
    _first = 0  # the row that stands at the top

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        count = len(frame.short)
        room = size.height - 1
        looked_at = _looked_at(frame)
        if not self._first <= looked_at < self._first + room or self._first + room > count:
            self._first = _first_visible(looked_at, count, room)
        visible = self._visible(count, room)
        table = _Table(frame, size.width, self.hidden, visible)
        part = f"{visible.start + 1} to {visible.stop} of {count}" if count > room else ""
        self.entitle("parameters", part)
        return [table.header, *(table.row(index) for index in visible)]

    def _visible(self, count: int, room: int) -> range:
        return range(self._first, min(count, self._first + room))

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        frame, room = self._shown, self.size.height - HEADER
        row = event.y - FRAME_TOP - HEADER
        if frame is None or not 0 <= row < room:
            return
        index = self._first + row
        if index < len(frame.short):
            event.stop()
            self.post_message(self.Picked(index))

    def thing_at(self, x: int, y: int) -> tuple[int | None, str]:
        """Which parameter and which column there is; None: in the header; "": nothing."""
        frame = self._shown
        if frame is None:
            return None, ""
        index = self._first + y - HEADER
        if index >= len(frame.short):
            return None, ""
        visible = self._visible(len(frame.short), self.size.height - HEADER)
        column = _Table(frame, self.size.width, self.hidden, visible).column_at(x)
        return (index if y >= HEADER else None), column


def wanted_width(labels: Sequence[str]) -> int:
    """The width of a framed table in which no label is cut."""
    return FRAME + MARK + max(map(len, labels)) + 3 * (CELLS[0] + GAP) + GAP + BAR.start


def wanted_height(count: int) -> int:
    """The height of a framed table in which this many parameters are all visible."""
    return FRAME + HEADER + count


class _Table:
    """The columns for one moment, in as many cells as there are."""

    def __init__(self, frame: Frame, width: int, hidden: frozenset[str], visible: range) -> None:
        self._frame = frame
        self._alone = alone = len(frame.short) == 1  # with nothing to be compared with
        self._with_numbers = width >= NUMBERS_FROM or alone or frame.update is not None
        has_steps = frame.update is not None or "steps" not in hidden
        count = 3 if self._with_numbers and has_steps else 2
        without_bar = alone or frame.update is not None or "steps" in hidden
        label = _label_cells(frame.short, visible)
        beside = MARK + label + (0 if without_bar else GAP + BAR.start)
        fits = (one for one in CELLS if beside + count * (one + GAP) <= width)
        self._cells = next(fits, CELLS[-1])
        before = frame.update or frame
        self._numbers = before.values, before.gradients, before.steps, frame.values
        self._decimals = [_decimals(numbers, self._cells) for numbers in self._numbers]
        self._hidden = hidden if frame.update is None else frozenset()
        room = width - MARK - count * (self._cells + GAP)
        barred = not without_bar and frame.phase is None and room >= LABEL + GAP + BAR.start
        taken = GAP + BAR.start if barred else 0
        self._labels, self._label = _labels(frame.short, room - taken)
        left = room - self._label - GAP
        self._bar = min(left - (left + 1) % 2, BAR.stop - 1) if barred else 0
        self._longest = _largest(before.steps)

    @property
    def header(self) -> Row:
        update = self._frame.update is not None
        names = ("before", "step", "after") if update else ("value", "gradient", "step")
        heads: list[Piece] = []
        for column_id, name in zip(COLUMNS, names, strict=True):
            if column_id in self._hidden:
                continue
            if name == "step" and not self._with_numbers:
                if self._bar:
                    heads.append((f"{name:>{GAP + self._bar}}", "dim"))
                continue
            if name == "step" and self._bar:
                heads.append((" " * (GAP + self._bar), "dim"))
            head = name if len(name) <= self._cells else name[:SHORT]
            heads.append((f"{head:>{GAP + self._cells}}", "dim"))
        return [(" " * (MARK + self._label), "dim"), *heads]

    def column_at(self, x: int) -> str:
        """`labels` or one of COLUMNS; "" behind the last one."""
        ends = [("labels", MARK + self._label)]
        if self._frame.update is None:
            shown = [name for name in COLUMNS if name not in self._hidden]
            for name in shown:
                wide = name != "steps" or self._with_numbers
                bar = GAP + self._bar if name == "steps" and self._bar else 0
                cells = (GAP + self._cells if wide else 0) + bar
                ends.append((name, ends[-1][1] + cells))
        return next((name for name, end in ends if x < end), "")

    def row(self, index: int) -> Row:
        chosen = index == self._frame.selected
        label = self._labels[index]
        return [
            ("▸" if chosen else " ", "strong"),
            (f"{label:<{self._label}}", "strong" if chosen else "plain"),
            *self._cells_of(index),
        ]

    def _cells_of(self, index: int) -> list[Piece]:
        """The numbers and the bar; in the middle of a pass what is not known yet is blank."""
        frame = self._frame
        if frame.update is not None:
            return [
                self._number(VALUE, index),
                self._number(STEP, index),
                self._number(AFTER, index, new=True),
            ]
        pieces = [self._number(VALUE, index)]
        fresh = known = True
        if frame.phase is not None:
            network = frame.heading.network
            layer = network.place(index)[0] if network else 1
            known = layer >= frame.phase.has_backward
            fresh = layer == frame.phase.has_backward
        if "gradients" not in self._hidden:
            blank = (" " * (GAP + self._cells), "plain")
            marked = fresh and frame.phase is not None
            pieces.append(self._number(GRADIENT, index, marked) if known else blank)
        if frame.phase is None and "steps" not in self._hidden:
            if self._bar:
                pieces += self._barred(index)
            if self._with_numbers:
                pieces.append(self._number(STEP, index))
        return pieces

    def _number(self, column: int, index: int, new: bool = False) -> Piece:
        """A number; one that was just computed is marked."""
        value = float(self._numbers[column][index])
        if self._alone:
            shown = as_fits(value, self._cells)
        else:
            shown = fitted(value, self._cells, self._decimals[column]).strip()
        text = f"{NEW * new}{shown}"
        style = "alarm" if not math.isfinite(value) else "plain" if value else "dim"
        return f"{text:>{GAP + self._cells}}", style

    def _barred(self, index: int) -> list[Piece]:
        """The step as a bar from an axis in the middle, the largest of all steps a full one."""
        half = self._bar // 2
        step = float(self._frame.steps[index])
        share = abs(step) / self._longest if self._longest > 0.0 and math.isfinite(step) else 0.0
        eighths = min(round(share * 8 * half), 8 * half)
        cells = [min(max(eighths - 8 * cell, 0), 8) for cell in range(half)]
        left = "".join(LEFT[cell] for cell in reversed(cells)) if step < 0.0 else " " * half
        right = "".join(RIGHT[cell] for cell in cells) if step >= 0.0 else " " * half
        return [(" " * GAP + left, "plain"), (AXIS, "dim"), (right, "plain")]


def _largest(numbers: FloatArray) -> float:
    """The size of the largest finite one; 0.0: there is none."""
    return float(np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0))


def _decimals(numbers: FloatArray, cells: int) -> int:
    """How many decimals every number of a column has room for, leaving out the huge ones."""
    sizes = np.abs(numbers)
    largest = int(sizes[sizes < 10.0 ** (cells - 2)].max(initial=0.0))
    return cells - 2 - len(str(largest))


def _looked_at(frame: Frame) -> int:
    """The parameter that must be seen: the selected one, or the first whose gradient is new."""
    phase, network = frame.phase, frame.heading.network
    if phase is None or phase.kind != "backward" or network is None:
        return frame.selected
    fresh = network.layer_slices()[phase.layer - 1]
    return frame.selected if fresh.start <= frame.selected < fresh.stop else fresh.start


def _first_visible(selected: int, count: int, room: int) -> int:
    """Scroll by whole pages, so that most moves of the selection leave the rows in place."""
    if count <= room:
        return 0
    if room < 2:
        return selected
    page = max(1, room - 2)
    return min(max(0, (selected - 1) // page * page), count - room)


def _label_cells(short: tuple[str, ...], visible: range) -> int:
    """Cells that the labels need before the numbers get theirs."""
    if not _named(short):
        return LABEL
    longest = max((len(_joined(short[index])) for index in visible), default=LABEL)
    return min(max(LABEL, longest), COLUMN_LABEL)


def _joined(label: str) -> str:
    """`w1 x1→o1` becomes `x1→o1`, and `b    →o1` becomes `b→o1`."""
    parts = label.split()
    return "".join(parts) if parts[-1].startswith("→") else parts[-1]


@lru_cache(maxsize=8)
def _named(short: tuple[str, ...]) -> bool:
    """Whether inputs have names of their own, as columns do."""
    ends = [label.split()[-1] for label in short]
    return any(end[:1] != "→" and not UNIT.match(end) for end in ends)


@lru_cache(maxsize=8)  # of large networks there are thousands, the same in every frame
def _labels(short: tuple[str, ...], room: int) -> tuple[Sequence[str], int]:
    """The names, and how wide their column is; where they do not fit, shorter ones.

    `w1 x1→o1` and `b    →o1` become `x1→o1` and `b→o1`, or else `w1` and `b→o1`; but the name of
    a column of one's own data is rather shortened, to `side=east` and `=east`, than left out.
    """
    parts = [label.split() for label in short]
    joined = [_joined(label) for label in short]
    bare = ["".join(part) if part[-1].startswith("→") else part[0] for part in parts]
    choices = [short, joined, bare]
    if _named(short):
        choices = [short, joined]
        if len({label.rpartition("→")[2] for label in joined}) == 1:
            heads = [label.rpartition("→")[0] for label in joined]
            choices += [heads, [head[max(0, head.rfind("=")) :] for head in heads]]
    fitting = (names for names in choices if max(map(len, names)) <= room)
    chosen = next(fitting, joined if choices[-1] is bare else choices[-1])
    width = max(4, min(max(map(len, chosen)) + 2, room))
    return _fitting(chosen, width), width


def _fitting(names: Sequence[str], room: int) -> Sequence[str]:
    """Names that fit: of a weight the unit that it leads to stays whole, `liv…→h1`.

    Where two would then be the same, each word is cut: `s_l→o1` and `s_w→o1`.
    """
    cut = [
        _cut(name, room, lambda head, left: f"{head[: left - 1].rstrip('…')}…") for name in names
    ]
    if len(set(cut)) == len(set(names)):
        return cut
    worded = [_cut(name, room, _cut_words) for name in names]
    return worded if len(set(worded)) > len(set(cut)) else cut


def _cut(name: str, room: int, shorten: Callable[[str, int], str]) -> str:
    """A name whose start is shortened to the room that is left for it."""
    if len(name) <= room:
        return name
    head, arrow, target = name.rpartition("→")
    left = room - len(target) - len(arrow)
    if not arrow or left < 2:
        return shorten(name, room)
    return f"{shorten(head, left)}{arrow}{target}"


def _cut_words(name: str, room: int) -> str:
    """The first letters of each word, as many as there is room for."""
    words = name.split("_")
    letters = max(1, (room - len(words) + 1) // len(words))
    return "_".join(word[:letters] for word in words)[:room]

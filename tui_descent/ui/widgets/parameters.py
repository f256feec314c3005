"""The table of all parameters: value, gradient, and the step each is about to take."""

from collections.abc import Sequence

from textual.geometry import Size

from tui_descent.readable import WIDTH, column
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Piece, Row

MARK = 1  # the cell of the ▸ before the selected parameter
GAP = 1
FRAME, HEADER = 2, 1
NEW = "•"
BLANK = (" " * (GAP + WIDTH), "plain")
UNKNOWN = (f"{'?':>{GAP + WIDTH}}", "dim")
COLUMNS = ("values", "gradients", "steps")


class Parameters(Panel[Frame]):
    """One row a parameter; where they do not all fit the rows follow the selection.

    hidden  `gradients` or `steps`: a column that a lesson hides
    """

    hidden: frozenset[str] = frozenset()

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        count = len(frame.short)
        labels, label_width = _labels(frame.short, size.width - MARK - 3 * (WIDTH + GAP))
        header: Row = [
            (" " * (MARK + label_width), "dim"),
            *((f"{title:>{GAP + WIDTH}}", "dim") for title in _titles(frame)),
        ]
        room = size.height - 1
        first = _first_visible(_looked_at(frame), count, room)
        visible = range(first, min(count, first + room))
        part = f"{visible.start + 1} to {visible.stop} of {count}" if count > room else ""
        if part != (self.border_subtitle or ""):
            self.border_subtitle = part or None
        return [
            header,
            *(_row(frame, index, labels, label_width, self.hidden) for index in visible),
        ]


def wanted_width(labels: Sequence[str]) -> int:
    """The width of a framed table in which no label is cut."""
    return FRAME + MARK + max(map(len, labels)) + 3 * (WIDTH + GAP)


def wanted_height(count: int) -> int:
    """The height of a framed table in which this many parameters are all visible."""
    return FRAME + HEADER + count


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
    page = max(1, room - 2)
    return min(max(0, (selected - 1) // page * page), count - room)


def _labels(short: Sequence[str], room: int) -> tuple[Sequence[str], int]:
    """The names, and how wide their column is; where they do not fit, shorter ones.

    `w1 x1→o1` and `b    →o1` become `x1→o1` and `b→o1`, or else `w1` and `b→o1`.
    """
    parts = [label.split() for label in short]
    joined = ["".join(part) if part[-1].startswith("→") else part[-1] for part in parts]
    bare = ["".join(part) if part[-1].startswith("→") else part[0] for part in parts]
    fitting = (names for names in (short, joined, bare) if max(map(len, names)) <= room)
    chosen = next(fitting, joined)
    return chosen, max(4, min(max(map(len, chosen)) + 2, room))


def _row(
    frame: Frame, index: int, labels: Sequence[str], label_width: int, hidden: frozenset[str]
) -> Row:
    chosen = index == frame.selected
    label = labels[index]
    if len(label) > label_width:
        label = label[: label_width - 1] + "…"
    return [
        ("▸" if chosen else " ", "accent"),
        (f"{label:<{label_width}}", "strong" if chosen else "plain"),
        *_known(_cells(frame, index), frame, hidden),
    ]


def _known(cells: list[Piece], frame: Frame, hidden: frozenset[str]) -> list[Piece]:
    """Without what is hidden; what an update has done is no secret."""
    if frame.update is None:
        for place, column_name in enumerate(COLUMNS):
            if column_name in hidden:
                cells[place] = UNKNOWN
    return cells


def _titles(frame: Frame) -> tuple[str, str, str]:
    return ("before", "step", "after") if frame.update else ("value", "gradient", "step")


def _cells(frame: Frame, index: int) -> list[Piece]:
    """The three numbers; in the middle of a pass what is not known yet is blank."""
    update, phase = frame.update, frame.phase
    value = _number(float(frame.values[index]))
    if update is not None:
        step = _number(float(update.steps[index]))
        return [_number(float(update.values[index])), step, _new(value)]
    gradient = _number(float(frame.gradients[index]))
    step = _number(float(frame.steps[index]))
    if phase is None:
        return [value, gradient, step]
    network = frame.heading.network
    layer = network.place(index)[0] if network else 1
    known = layer >= phase.has_backward
    fresh = known and layer == phase.has_backward
    return [value, (_new(gradient) if fresh else gradient) if known else BLANK, BLANK]


def _new(piece: Piece) -> Piece:
    """What was just computed is marked."""
    text, style = piece
    unmarked = text.lstrip(" ")
    return f"{NEW + unmarked:>{GAP + WIDTH}}", style


def _number(value: float) -> Piece:
    text = " " * GAP + column(value)
    if value != value or value in (float("inf"), float("-inf")):
        return text, "alarm"
    if value == 0.0:
        return text, "dim"
    return text, "plus" if value > 0.0 else "minus"

"""The directions drawn: for each of them how a ball let go at one side goes on, pass by pass."""

import math
from collections import Counter
from textwrap import wrap

from msgspec import Struct
from textual.geometry import Size

from tui_descent.analysis.directions import Directions
from tui_descent.analysis.gauge import DECADES, Gauge
from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import as_fits
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.landscape_words import broken
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import DOT, GRID, UPRIGHT
from tui_descent.views.directions import Spectrum, in_words, made_of, passes_in_words, summary

PASSES = 8  # of a track
REACH = 1.15  # distances to either side of the bottom that a track shows
LANDS, PASSED = "○", "•"
OUT = "◂▸"  # it lies further out, on either side
CURVATURE, FACTOR, WORD, HALVES, GAIN = 8, 7, 8, 10, 9  # cells of the columns
NARROW, USUAL, WIDE = 9, 13, 25  # cells of a track
PARTS = 6  # cells at least for what a direction is made of
TICK, TICKS, HERE = "╵", "║", "▲"
BEFORE = 4  # cells before the scale of the limits
ROOMY = 13  # rows, from which on there is that scale


class DirectionsPanel(Panel[Frame]):
    """A row for each direction, the steepest first; below them limits, and what it all says."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Spectrum | None = frame.pictures.get("directions")
        if shown is None:
            self.entitle("directions")
            return [[(f" {_why_not(frame)}", "dim")]]
        found, late = shown.directions, shown.broke is None and shown.passes != frame.passes
        self.entitle(
            "directions",
            f"of pass {shown.passes}" if late else "",
            f"as {found.optimizer.name} scales them" if found.optimizer.scales else "",
        )
        gauge = frame.gauge if size.height >= ROOMY else None
        limits = [] if gauge is None else _limits(found.limits, gauge, frame, size.width)
        words = [line for text in summary(shown) for line in wrap(text, max(size.width - 2, 8))]
        if shown.broke is not None:
            words = ["".join(text for text, _ in broken(shown.broke, size.width)).strip(), *words]
        least = 1 + min(len(found.bends), 3)
        words = words[: max(0, size.height - len(limits) - least)]
        room = size.height - len(limits) - len(words)
        table = _table(found, frame.short, Size(size.width, room))
        return [*table, *limits, *([(f" {line}", "plain")] for line in words)]


def _why_not(frame: Frame) -> str:
    if frame.under_way:
        return "the pass is not made yet"
    return "it has diverged: no directions here" if frame.ended else "they are being worked out …"


class Columns(Struct, frozen=True):
    """Which columns there are, and how wide the track and the last one are."""

    track: int
    halves: bool
    gain: bool
    parts: int

    @classmethod
    def fitting(cls, width: int) -> "Columns":
        """The columns for a panel of this width: first the track, then the others."""
        left = width - CURVATURE - 1 - FACTOR - 1 - WORD
        track = USUAL if left >= USUAL + 2 + PARTS else NARROW
        halves = left >= USUAL + 2 + HALVES + 2 * PARTS
        gain = left >= USUAL + 2 + HALVES + GAIN + 4 * PARTS
        left -= HALVES * halves + GAIN * gain
        if left >= WIDE + 2 + 5 * PARTS:
            track = WIDE
        return cls(track, halves, gain, max(0, left - track - 2))


def _table(found: Directions, names: tuple[str, ...], size: Size) -> list[Row]:
    """The header and the rows; of more than there is room for the steepest and the last ones."""
    columns = Columns.fitting(size.width)
    head = f"{'curves':>{CURVATURE}} {'passes':^{columns.track}} {'a pass':>{FACTOR}} {'':{WORD}}"
    head += f"{'halves in':>{HALVES}}" * columns.halves + f"{'to gain':>{GAIN}}" * columns.gain
    if columns.parts >= PARTS:
        head += " made of" if columns.parts > PARTS else " of"
    count, room = len(found.bends), size.height - 1
    if count + (found.missing > 0) <= room:
        first = found.upper if found.missing else count
        last = count - first
    else:
        first = max(1, room // 2)
        last = max(0, room - 1 - first)
    hidden = count + found.missing - first - last
    places = [*range(first), *range(count - last, count)]
    path = found.path(PASSES)
    rows = [_row(found, place, path[place], names, columns) for place in places]
    if hidden:
        rows.insert(first, [(f"{'':{CURVATURE + 1}}… {hidden} more between", "dim")])
    elif 2 * count <= room:
        words = [f"   {in_words(found, place)}" for place in places]
        if max(map(len, words), default=0) <= size.width:
            told: list[Row] = [[(text, "dim")] for text in words]
            rows = [row for pair in zip(rows, told, strict=True) for row in pair]
    return [[(head, "dim")], *rows[:room]]


def _row(
    found: Directions, place: int, path: FloatArray, names: tuple[str, ...], columns: Columns
) -> Row:
    factor = f"{'×' + as_fits(float(found.factors[place]), FACTOR - 1):>{FACTOR}}"
    told = f" {factor} {found.words[place]:{WORD}}"
    if columns.halves:
        told += f"{passes_in_words(float(found.halving[place]), short=True):>{HALVES}}"
    if columns.gain:
        gain = float(found.gains[place])
        told += f"{as_fits(gain, GAIN - 1) if gain else '–':>{GAIN}}"
    if columns.parts >= PARTS:
        told += f" {made_of(found, place, names, columns.parts)}"
    curvature = "~0" if found.level[place] else as_fits(float(found.bends[place]), CURVATURE - 2)
    bend = f"{curvature:>{CURVATURE}}"
    return [(f"{bend} ", "plain"), *_track(path, columns.track), (told, "plain")]


def _track(path: FloatArray, width: int) -> Row:
    """Where a ball stands after each pass, the bottom in the middle."""
    chars, styles = [" "] * width, ["grid"] * width
    chars[width // 2] = UPRIGHT
    for passes in range(len(path) - 1, -1, -1):
        at, out = _column(float(path[passes]), width)
        sign = DOT if passes == 0 else LANDS if passes == 1 else PASSED
        if out and passes > 1:
            continue
        chars[at] = OUT[at > 0] if out else sign
        styles[at] = "strong" if passes < 2 else "plain"
    return pieces(chars, styles)


def _column(distance: float, width: int) -> tuple[int, bool]:
    """The cell of a distance, and whether it lies outside; the ball begins at the side of +1."""
    if not abs(distance) <= REACH:
        return (0 if distance < 0.0 else width - 1), True
    return round((distance / REACH + 1.0) / 2.0 * (width - 1)), False


def _limits(limits: FloatArray, gauge: Gauge, frame: Frame, width: int) -> list[Row]:
    """The gauge's scale of learning rates, with a tick above which each direction climbs."""
    room = max(width - BEFORE - 1, 1)
    ticks = Counter(
        place for limit in limits.tolist() if (place := _place(limit, gauge, room)) is not None
    )
    chars = [(TICK if ticks[at] == 1 else TICKS) if ticks[at] else GRID for at in range(room)]
    styles = ["plain" if ticks[at] else "grid" for at in range(room)]
    here = _place(frame.learning_rate, gauge, room)
    if here is not None:
        chars[here], styles[here] = HERE, "strong"
    told = "╵ limit of a direction"
    numbers = [" "] * room
    for decade in range(DECADES):
        text = f"{float(f'1e{gauge.lowest + decade}'):g}"
        at = decade * room // DECADES
        if text not in ("0", "inf") and at + len(text) < room - len(told):
            numbers[at : at + len(text)] = text
    scale = "".join(numbers)[: room - len(told)] + told
    return [[(" lr ", "dim"), *pieces(chars, styles)], [(f"{'':{BEFORE}}{scale}", "dim")]]


def _place(rate: float, gauge: Gauge, room: int) -> int | None:
    """The cell of a rate; None: it lies outside, or is none."""
    if not 0.0 < rate < math.inf:
        return None
    at = math.floor((math.log10(rate) - gauge.lowest) / DECADES * room)
    return at if 0 <= at < room else None

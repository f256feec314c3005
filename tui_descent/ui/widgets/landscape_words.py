"""What stands beside and below a landscape: its numbers, its scale, and what it is in words."""

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np

from tui_descent.arithmetic.fitting import fitting
from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import numbers, plain, ticks_below
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.cells import Cells, head
from tui_descent.ui.widgets.ground import bands_of, swatch
from tui_descent.ui.widgets.panel import Piece, Row
from tui_descent.ui.widgets.plots import DOT
from tui_descent.ui.widgets.ways import LOWEST, SHADOW
from tui_descent.views.landscape import Landscape, side_ticks
from tui_descent.views.scales import flat

HAIR = 1e-6  # of a dot
NEARLY_0 = 1e-6  # of the window: a coordinate that is written as 0
RESIDUE = 1e-13  # of the highest ground: a lowest height that is written as 0
DOUBLE = "⇒⇗⇑⇖⇐⇙⇓⇘"  # heads for the way down, beside those of the step


def side_numbers(shown: Landscape, rows: int) -> dict[int, str]:
    low, high = shown.window[2:]
    values = side_ticks(low, high, rows)
    places = [math.floor((high - value) / (high - low) * rows + HAIR) for value in values]
    texts = numbers(values, high - low)
    return dict(zip((min(place, rows - 1) for place in places), texts, strict=True))


def numbers_below(shown: Landscape, left: int) -> Row:
    low, high = shown.window[:2]
    columns = shown.heights.shape[1] // 2
    values = ticks_below(low, high, columns)
    line = Cells(left + columns, 1, "dim")
    for value, text in zip(values, numbers(values, high - low), strict=True):
        column = left + min(math.floor((value - low) / (high - low) * columns + HAIR), columns - 1)
        start = min(max(column - len(text) // 2, 0), left + columns - len(text))
        line.write(start, 0, text, "dim")
    return line.rows()[0]


def legend(shown: Landscape, width: int, flat: bool) -> Row:
    """The colours from the lowest to the highest, and the levels between them."""
    if not shown.levels:
        return _no_levels(shown, width)
    swatches, texts = _swatches(shown, flat)
    if shown.coarse:
        return [(" low ", "dim"), *swatches, (" high", "dim")]
    for wide, every in ((2, 1), (1, 1), (1, 2), (1, 3), (1, 4)):
        row: list[Piece] = [(" ", "dim")]
        for place, (char, style) in enumerate(swatches):
            row.append((char * wide, style))
            if place < len(texts) and place % every == every - 1:
                row.append((f" {texts[place]} ", "dim"))
        if sum(len(text) for text, _ in row) <= width:
            break
    return row


def _swatches(shown: Landscape, flat: bool) -> tuple[list[Piece], list[str]]:
    """A cell of each band, and the levels between them; bands of one character are one."""
    bands = bands_of(np.array([-np.inf, *shown.levels]), shown.levels)
    swatches, texts = [swatch(int(band), flat) for band in bands], level_texts(shown)
    if not flat:
        return swatches, list(texts)
    chars = [char for char, _ in swatches]
    last = [place for place, (one, other) in enumerate(pairwise(chars)) if one != other]
    return [swatches[place] for place in (*last, -1)], [texts[place] for place in last]


def broken(broke: int, width: int) -> Row:
    """From which pass on there was nothing more to draw, and that this is the one before."""
    texts = (
        f" too large to draw from pass {broke} on; this is pass {broke - 1}",
        f" pass {broke - 1}, the last that can be drawn",
    )
    return [(next((text for text in texts if len(text) <= width), texts[-1]), "plain")]


def level_texts(shown: Landscape) -> tuple[str, ...]:
    """The levels as they are written."""
    bounds = shown.bounds
    return numbers(shown.levels, bounds.high - bounds.low if bounds else math.inf)


def _no_levels(shown: Landscape, width: int) -> Row:
    """Why there are no contours: it is flat to rounding, or nothing in it is a finite number."""
    if shown.bounds is None:
        return [(" no height here is a finite number", "dim")]
    low, high = shown.bounds.low, shown.bounds.high
    if flat(np.array([low, high])):
        return fitting(
            width,
            lambda digits: [(f" {plain(low, digits)} all over, but for rounding", "dim")],
            lambda digits: [(f" {plain(low, digits)} all over", "dim")],
        )
    return fitting(
        width, lambda digits: [(f" from {plain(low, digits)} to {plain(high, digits)}", "dim")]
    )


Turned = Callable[[FloatArray], FloatArray]


def words_of(frame: Frame, shown: Landscape, width: int, follow: str, turned: Turned) -> list[Row]:
    """How steep it is, where the next step leads, the lowest point, and what the map is of.

    follow  the key that puts the point in the middle
    turned  what a way on the ground looks like on the screen: to the right, upwards
    """
    if shown.broke is not None:
        return [broken(shown.broke, width), _lowest(shown, width, follow)]
    steepness = [partial(_steepness, shown, turned, brief=brief) for brief in (False, True)]
    rows: list[Row] = [fitting(width, *steepness), _lowest(shown, width, follow)]
    if shown.laid is not None:
        rows.append(_laid(frame, shown, width))
    if shown.samples < shown.all_samples:
        rows.append([(f" on {shown.samples} of {shown.all_samples} samples", "dim")])
    elif shown.batch:
        rows.append([(" heights: the loss on all samples", "dim")])
    return rows


def _steepness(shown: Landscape, turned: Turned, digits: int, brief: bool = False) -> Row:
    """Slope and step as arrows and numbers, as far as the pass has found them out."""
    if shown.slope is None or shown.downhill is None:
        return [(" the slope is not known yet", "dim")]
    slope = "batch slope" if shown.batch else "slope"
    slope = slope if brief else f"steepest {slope}"
    row: list[Piece] = [
        (f" {slope} ", "dim"),
        (f"{head(turned(shown.downhill), DOUBLE)} {plain(shown.slope, min(digits, 4))}", "slope"),
    ]
    if shown.step is None:
        return row if brief else [*row, ("  step not known yet", "dim")]
    size = float(np.linalg.norm(shown.step))
    step = "  " if brief else "  step "
    told = f"{head(turned(shown.step))} {plain(size, min(digits, 3))}"
    return [*row, (step, "dim"), (told, "step")]


def _laid(frame: Frame, shown: Landscape, width: int) -> Row:
    """Through which pass the plane was laid, and what of the picture is a shadow on it."""
    through, of = (f" plane {word} pass {shown.laid}" for word in ("through", "of"))
    here = here_sign(shown)
    shadows = [
        name
        for name, is_one in (("path", len(shown.path) > 1), (here, not shown.is_on_it))
        if is_one
    ]
    texts = [through, of]
    if shadows:
        are = "are shadows" if len(shadows) > 1 else "is a shadow"
        long, brief = f"the {' and '.join(shadows)} {are}", f"{' and '.join(shadows)} {are}"
        short = f"{', '.join(shadows)}: {are.split()[-1]}"
        texts = [f"{through}; {long}", f"{of}; {brief}", f"{of}; {short}", of]
    if here == SHADOW and frame.loss is not None:
        ground, loss = plain(shown.ground, 3), plain(shown.loss, 3)
        texts = [f"{text}: {ground} there, the loss is {loss}" for text in texts[:2]] + texts
    return [(next((text for text in texts if len(text) <= width), texts[-1]), "dim")]


def other_pass(frame: Frame, shown: Landscape) -> str:
    """Of a plane through the place after another pass: after which."""
    return "" if shown.laid in (None, frame.passes) else f"plane of pass {shown.laid}"


def _lowest(shown: Landscape, width: int, follow: str) -> Row:
    x, y = shown.now
    low_x, high_x, low_y, high_y = shown.window
    if not (low_x <= x <= high_x and low_y <= y <= high_y):
        return [(f" {here_sign(shown)} is outside; {follow} goes there", "plain")]
    if shown.fog:
        return [(" fog: you see what it came near", "dim")]
    if shown.coarse:
        return [(" the lowest point is looked for", "dim")]
    residue = RESIDUE * max(abs(shown.bounds.low), abs(shown.bounds.high)) if shown.bounds else 0.0
    if shown.floor is not None:
        lowest = 0.0 if abs(shown.floor) < residue else shown.floor
        return fitting(
            width,
            lambda digits: [
                (f" lowest here {plain(lowest, min(digits, 5))}, along a floor", "plain")
            ],
            lambda digits: [(f" lowest {plain(lowest, min(digits, 5))}, along a floor", "plain")],
        )
    if not shown.minima:
        return [(" no lowest point inside", "dim")]
    rounding = NEARLY_0 * (high_x - low_x), NEARLY_0 * (high_y - low_y), residue
    x, y, height = (
        0.0 if abs(one) < dust else one for one, dust in zip(shown.minima[0], rounding, strict=True)
    )

    def row(words: str, digits: int, place: bool = True) -> Row:
        digits = min(digits, 5)
        at = f" at ({plain(x, digits)}, {plain(y, digits)})" if place else ""
        return [(f" {LOWEST}", "strong"), (f" {words} {plain(height, digits)}{at}", "plain")]

    return fitting(
        width,
        partial(row, "lowest here"),
        partial(row, "lowest"),
        partial(row, "lowest here", place=False),
    )


def here_sign(shown: Landscape) -> str:
    """What stands where the descent is."""
    return DOT if shown.is_so_high else SHADOW

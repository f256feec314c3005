"""The gauge: learning rates on a log scale, painted in the zones of the next pass."""

import math

from textual.geometry import Size

from tui_descent.analysis.gauge import DECADES, Gauge
from tui_descent.analysis.probe import ZONES
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Piece, Row

MARKER = "▲"
LIMIT = "┆"
LOOKS = {"slow": ("·", "dim"), "good": ("━", "plus"), "overshoots": ("≈", "minus")}
RISES = ("!", "alarm")
WORDS = {"slow": "slow", "good": "good", "overshoots": "overshoots", "rises": "loss rises"}
WORDS_NOW = {
    "slow": "slow",
    "good": "good",
    "overshoots": "overshoots",
    "rises": "the loss rises",
}
NOWHERE = -9  # the column of a marker that is not drawn
AT_0 = "nothing moves"
BESIDE = 26  # cells for the predicted loss beside the bar


class GaugeBar(Panel[Frame]):
    """The zones with their words and the present rate; below them the scale and the limit.

    A negative rate has a scale of negative rates. A rate of 0 has no place on a logarithmic
    scale, and so no marker; it is told in words.
    """

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown = frame.gauge
        if frame.under_way:
            return [[(" lr: the next loss is not known yet", "dim")]]
        if shown is None:
            return [[(" no next pass: the descent has diverged", "dim")]]
        rate = frame.learning_rate
        if size.width < 60:
            return [self._in_words(shown, rate)]
        width = min(64, size.width - BESIDE - 4)
        at = NOWHERE if rate == 0.0 else _column(math.log10(abs(rate)), shown, width)
        bar: Row = [(" lr ", "dim"), *_bar(shown, width, at)]
        scale: Row = [(" " * 4, "dim"), *_scale(shown, width, rate < 0.0)]
        return [
            [*bar, (f" next loss {shown.predicted:.6g}", "strong")],
            [*scale, (f" {_beside_scale(shown, rate)}", "dim")],
        ]

    def _in_words(self, shown: Gauge, rate: float) -> Row:
        zone = AT_0 if rate == 0.0 else WORDS_NOW[shown.zone]
        return [(f" next loss {shown.predicted:.6g}: {zone}", "plain")]


def _beside_scale(shown: Gauge, rate: float) -> str:
    """The limit as a number, and on what the zones rest if not on all samples."""
    seen = shown.probe
    if rate == 0.0:
        return f"lr is 0: {AT_0}"
    if seen.samples < seen.all_samples:
        return f"by {seen.samples} of {seen.all_samples} samples"
    if rate < 0.0:
        return "rates below 0"
    return "" if shown.limit is None else f"limit {shown.limit:.4g}"


def _column(exponent: float, shown: Gauge, width: int) -> int:
    place = math.floor((exponent - shown.lowest) / DECADES * width)
    return min(max(place, 0), width - 1)


def _bar(shown: Gauge, width: int, at: int) -> Row:
    """The zones as runs of their glyph, with their words where there is room beside the marker."""
    count = len(shown.probe.zones)
    zones = [ZONES[shown.probe.zones[column * count // width]] for column in range(width)]
    pieces: list[Piece] = []
    start = 0
    for column in range(1, width + 1):
        if column < width and zones[column] == zones[start]:
            continue
        glyph, style = LOOKS.get(zones[start], RISES)
        text = _run(WORDS[zones[start]], glyph, start, column, at)
        pieces += [(char, style) for char in text]
        start = column
    if at != NOWHERE:
        pieces[at] = (MARKER, "strong")
    return pieces


def _run(word: str, glyph: str, start: int, end: int, at: int) -> str:
    """A zone's cells from `start` up to `end`, the word in the longer part beside the marker.

    A cell of the zone stands on either side of the word, but where the marker does.
    """
    parts = [(start, at), (at + 1, end)] if start <= at < end else [(start, end)]
    left, right = max(parts, key=lambda part: part[1] - part[0])
    inner_left, inner_right = left + (left != at + 1), right - (right != at)
    if inner_right - inner_left < len(word):
        return glyph * (end - start)
    text = f"{word:{glyph}^{inner_right - inner_left}}"
    return f"{glyph * (inner_left - start)}{text}{glyph * (end - inner_right)}"


def _scale(shown: Gauge, width: int, negative: bool) -> Row:
    """The decades, and a tick where the limit is, which is one for positive rates."""
    tick = None if negative else _tick(shown, width)
    text = [" "] * width
    free = 0  # the first cell that no number has taken
    for decade in range(DECADES):
        rate = float(f"1e{shown.lowest + decade}")
        if not 0.0 < rate < math.inf:  # there is no such number
            continue
        label = f"{'−' if negative else ''}{rate:g}"
        place = decade * width // DECADES
        if tick == place:
            place += 1
        elif tick is not None and place < tick < place + len(label):
            place = tick - len(label)  # the limit is above this number, and stands behind it
        if free <= place <= width - len(label):
            text[place : place + len(label)] = label
            free = place + len(label) + 1
    pieces: list[Piece] = [(char, "dim") for char in text]
    if tick is not None:
        pieces[tick] = (LIMIT, "strong")
    return pieces


def _tick(shown: Gauge, width: int) -> int | None:
    """The column of the limit; None where none is known, or it is outside the window."""
    if shown.limit is None or shown.limit <= 0.0:
        return None
    exponent = math.log10(shown.limit)
    inside = shown.lowest <= exponent < shown.lowest + DECADES
    return _column(exponent, shown, width) if inside else None

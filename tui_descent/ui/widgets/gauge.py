"""The gauge: learning rates on a log scale, painted in the zones of the next pass."""

import math

from textual.geometry import Size

from tui_descent.engine.gauge import DECADES, Gauge
from tui_descent.engine.probe import ZONES
from tui_descent.frame import Frame
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
BESIDE = 26  # cells for the predicted loss beside the bar


class GaugeBar(Panel[Frame]):
    """The zones with their words and the present rate; below them the scale and the limit."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown = frame.gauge
        if shown is None:
            return [[(" no next pass: the descent has diverged", "dim")]]
        if size.width < 60:
            return [self._in_words(shown)]
        width = min(64, size.width - BESIDE - 4)
        at = (
            0
            if frame.learning_rate == 0.0
            else _column(math.log10(abs(frame.learning_rate)), shown, width)
        )
        bar: Row = [(" lr ", "dim"), *_bar(shown, width, at)]
        return [
            [*bar, (f" next loss {shown.predicted:.6g}", "strong")],
            [(" " * 4, "dim"), *_scale(shown, width), (f" {_beside_scale(shown)}", "dim")],
        ]

    def _in_words(self, shown: Gauge) -> Row:
        return [(f" next loss {shown.predicted:.6g}: {WORDS_NOW[shown.zone]}", "plain")]


def _beside_scale(shown: Gauge) -> str:
    """The limit as a number, and on what the zones rest if not on all samples."""
    seen = shown.probe
    if seen.samples < seen.all_samples:
        return f"by {seen.samples} of {seen.all_samples} samples"
    return "" if shown.limit is None else f"limit {shown.limit:.4g}"


def _column(exponent: float, shown: Gauge, width: int) -> int:
    place = math.floor((exponent - shown.lowest) / DECADES * width)
    return min(max(place, 0), width - 1)


def _bar(shown: Gauge, width: int, at: int) -> Row:
    """The zones as runs of their glyph, each long enough run with its word inside."""
    count = len(shown.probe.zones)
    zones = [ZONES[shown.probe.zones[column * count // width]] for column in range(width)]
    pieces: list[Piece] = []
    start = 0
    for column in range(1, width + 1):
        if column < width and zones[column] == zones[start]:
            continue
        glyph, style = LOOKS.get(zones[start], RISES)
        length = column - start
        word = WORDS[zones[start]]
        text = f"{word:{glyph}^{length}}" if length >= len(word) + 2 else glyph * length
        pieces += [(char, style) for char in text]
        start = column
    pieces[at] = (MARKER, "strong")
    return pieces


def _scale(shown: Gauge, width: int) -> Row:
    """The decades, and a tick where the limit is."""
    text = [" "] * width
    for decade in range(DECADES):
        label = f"{10.0 ** (shown.lowest + decade):g}"
        place = decade * width // DECADES
        text[place : place + len(label)] = label
    pieces: list[Piece] = [(char, "dim") for char in text[:width]]
    if shown.limit is not None and shown.limit > 0.0:
        exponent = math.log10(shown.limit)
        if shown.lowest <= exponent < shown.lowest + DECADES:
            pieces[_column(exponent, shown, width)] = (LIMIT, "strong")
    return pieces

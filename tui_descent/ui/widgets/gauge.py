"""The gauge: learning rates on a log scale, painted in the zones of the next pass."""

import math
from itertools import groupby

import numpy as np
from textual import events
from textual.geometry import Size
from textual.message import Message

from tui_descent.analysis.gauge import AT_REST, DECADES, Gauge
from tui_descent.analysis.probe import ZONES
from tui_descent.session.frame import Frame, is_equal
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.panel import Panel, Row

MARKER = "▲"
LIMIT = "┆"
LOOKS = {
    "slow": ("·", "dim"),
    "good": ("━", "plus"),
    "overshoots": ("≈", "minus"),
    AT_REST: ("·", "dim"),
}
RISES = ("!", "alarm")
WORDS = {
    "slow": "slow",
    "good": "good",
    "overshoots": "overshoots",
    "rises": "loss rises",
    AT_REST: AT_REST,
}
WORDS_NOW = {
    "slow": "slow",
    "good": "good",
    "overshoots": "overshoots",
    "rises": "the loss rises",
}
NOWHERE = -9  # the column of a marker that is not drawn
AT_0 = "nothing moves"
LEAST_BAR = 60  # columns, below which it is told in words
BEFORE = 4  # cells before the bar
BESIDE = 26  # cells for the predicted loss beside the bar, where there is but one row


class GaugeBar(Panel[Frame]):
    """The zones with their words and the present rate; below them scale, limit and next loss.

    A negative rate has a scale of negative rates. A rate of 0 has no place on a logarithmic
    scale, and so no marker; it is told in words.
    """

    class Picked(Message):
        """A learning rate was clicked on."""

        def __init__(self, rate: float) -> None:
            super().__init__()
            self.rate = rate

    def on_click(self, event: events.Click) -> None:
        frame, width = self._shown, bar_width(self.size)
        column = event.x - BEFORE
        if frame is None or frame.gauge is None or not 0 <= column < width or frame.under_way:
            return
        event.stop()
        rate = _round_in(frame.gauge, column, width)
        self.post_message(self.Picked(-rate if frame.learning_rate < 0.0 else rate))

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown = frame.gauge
        if frame.under_way:
            return [[(" lr: the next loss is not known yet", "dim")]]
        if shown is None:
            return [[(" no next pass: the descent has diverged", "dim")]]
        rate = frame.learning_rate
        width = bar_width(size)
        if not width:
            return [_in_words(frame, shown)]
        told = f"next loss {shown.predicted:.6g}"
        at = NOWHERE if rate == 0.0 else _column(math.log10(abs(rate)), shown, width)
        bar: Row = [(" lr ", "dim"), *_bar(shown, width, at)]
        if size.height < 2:
            return [[*bar, (f" {told}", "strong")]]
        notes = _notes(_on_what(shown, rate), told + _trend(frame, shown))
        scale = _scale(shown, width - len(notes) - 2, width, rate < 0.0)
        if not any(LIMIT in text for text, _ in scale) and shown.limit is not None and rate >= 0.0:
            notes = _notes(f"limit {shown.limit:.4g}", notes)
            scale = _scale(shown, width - len(notes) - 2, width, negative=False)
        return [bar, [(" " * BEFORE, "dim"), *scale, (f"  {notes}", "strong")]]


def bar_width(size: Size) -> int:
    """How many cells the bar has in a panel of this size; 0: there is none."""
    if size.width < LEAST_BAR:
        return 0
    return size.width - BEFORE - 1 - (BESIDE if size.height < 2 else 0)


def _notes(*notes: str) -> str:
    return " · ".join(filter(None, notes))


def _trend(frame: Frame, shown: Gauge) -> str:
    """Which way the next pass leads; of as many cells in any case."""
    if frame.loss is None or is_equal(shown.predicted, frame.loss):
        return "  "
    return " ▼" if shown.predicted < frame.loss else " ▲"


def _in_words(frame: Frame, shown: Gauge) -> Row:
    zone = AT_0 if frame.learning_rate == 0.0 else WORDS_NOW[shown.zone]
    now, rate = frame.loss, frame.learning_rate
    if now is not None and shown.changes_nothing(rate, shown.predicted, now):
        zone = AT_REST
    return [(f" next loss {shown.predicted:.6g}: {zone}", "plain")]


def _on_what(shown: Gauge, rate: float) -> str:
    """On what the zones rest, if not on all samples and rates above 0."""
    seen = shown.probe
    if rate == 0.0:
        return f"lr is 0: {AT_0}"
    if seen.samples < seen.all_samples:
        return f"on {seen.samples} of {seen.all_samples} samples"
    return "rates below 0" if rate < 0.0 else ""


def _column(exponent: float, shown: Gauge, width: int) -> int:
    place = math.floor((exponent - shown.lowest) / DECADES * width)
    return min(max(place, 0), width - 1)


def _bar(shown: Gauge, width: int, at: int) -> Row:
    """The zones as runs of their glyph, with their words where there is room beside the marker."""
    chars: list[str] = []
    styles: list[str] = []
    for zone, run in groupby(zones_of(shown, width)):
        start, stop = len(chars), len(chars) + len([*run])
        glyph, style = LOOKS.get(zone, RISES)
        chars += _run(WORDS[zone], glyph, start, stop, at)
        styles += [style] * (stop - start)
    if at != NOWHERE:
        chars[at], styles[at] = MARKER, "strong"
    return pieces(chars, styles)


def rate_at(shown: Gauge, column: int, width: int) -> float:
    """The learning rate in the middle of a column; without its sign."""
    return float(10.0 ** (shown.lowest + (column + 0.5) / width * DECADES))


def _round_in(shown: Gauge, column: int, width: int) -> float:
    """The roundest learning rate in a column; without its sign."""
    middle, half = rate_at(shown, column, width), 10.0 ** (0.5 * DECADES / width)
    rounded = (float(f"{middle:.{digits}g}") for digits in range(1, 6))
    return next((rate for rate in rounded if middle / half <= rate < middle * half), middle)


def zones_of(shown: Gauge, width: int) -> list[str]:
    """The name of each column's zone; at a place of rest, where nothing is to be gained, that.

    It is the zone of the nearest of the rates that were probed on the column's side of the limit.
    """
    seen, columns = shown.probe, np.arange(width)
    places = columns * len(seen.zones) // width
    if shown.limit is not None and shown.limit > 0.0 and seen.rates[-1] > 0.0:
        exponents = shown.lowest + (columns + 0.5) / width * DECADES
        above, probed_above = exponents > math.log10(shown.limit), seen.rates[places] > shown.limit
        aside = places + above.astype(int) - probed_above
        places = np.minimum(np.maximum(aside, 0), len(seen.zones) - 1)
    probed = zip(seen.rates.tolist(), seen.losses.tolist(), seen.zones.tolist(), strict=True)
    names = [
        AT_REST if shown.changes_nothing(rate, loss, seen.now) else ZONES[zone]
        for rate, loss, zone in probed
    ]
    return [names[place] for place in places.tolist()]


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


def _scale(shown: Gauge, room: int, width: int, negative: bool) -> Row:
    """The decades in the first `room` columns of `width`, and a tick that names the limit.

    There is a limit for positive rates alone.
    """
    tick = None if negative else _tick(shown, width)
    text = [" "] * max(room, 0)
    if tick is not None and tick < room:
        name = f"limit {shown.limit:.4g}"
        label = f"{LIMIT}{name}" if tick + len(name) < room else f"{name}{LIMIT}"
        tick -= label.index(LIMIT)
        if tick >= 0:
            text[tick : tick + len(label)] = label
    taken = {place for place, char in enumerate(text) if char != " "}
    for decade in range(DECADES):
        rate = float(f"1e{shown.lowest + decade}")
        if not 0.0 < rate < math.inf:  # there is no such number
            continue
        label = f"{'−' if negative else ''}{rate:g}"
        place = decade * width // DECADES
        cells = range(place - 1, place + len(label) + 1)
        if place + len(label) <= room and taken.isdisjoint(cells):
            text[place : place + len(label)] = label
    return pieces(text, ["strong" if place in taken else "dim" for place in range(len(text))])


def _tick(shown: Gauge, width: int) -> int | None:
    """The column of the limit; None where none is known, or it is outside the window."""
    if shown.limit is None or shown.limit <= 0.0:
        return None
    exponent = math.log10(shown.limit)
    inside = shown.lowest <= exponent < shown.lowest + DECADES
    return _column(exponent, shown, width) if inside else None

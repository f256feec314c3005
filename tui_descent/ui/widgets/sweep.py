"""The plot of a learning-rate sweep, what its marks mean, and what it says in words."""

import math
from collections.abc import Sequence
from textwrap import wrap

from msgspec import Struct
from textual.geometry import Size

from tui_descent.analysis.sweep import Outcome
from tui_descent.readable import notch_above, notch_below
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import DOT, LABEL, blank_figure, cell

DIVERGED = "×"
HIGHER = "↑"
LOWER = "↓"
NOW_RATE = "▲"
NOW_LOSS = "┄"
CURSOR = "│"
MARKS = {DIVERGED: "alarm", HIGHER: "minus", LOWER: "plus", DOT: "strong", NOW_RATE: "strong"}
RISE = 100.0  # times the present loss: what lies above is marked at the top edge
FALL = 1e-10  # times the present loss: what lies below is marked at the bottom edge
SMALLEST, LARGEST = 1e-300, 1e300  # where an axis ends in any case
WIDE = 1e3  # times the lowest is the highest loss: then the axis ends at powers of ten


class Sweep(Struct, frozen=True):
    """Some learning rates, and where each of them leads.

    rates     in rising order, all positive
    cursor    the place of the chosen one
    rate      the present learning rate, which need not be among them
    loss      the present loss
    start     passes that were made before
    passes    to make at each rate
    done      how many of them were made, while it is under way
    outcomes  one for each rate; none while it is under way
    """

    rates: tuple[float, ...]
    cursor: int
    rate: float
    loss: float
    start: int
    passes: int
    done: int = 0
    outcomes: tuple[Outcome, ...] = ()

    @property
    def chosen(self) -> float:
        """The rate under the cursor."""
        return self.rates[self.cursor]

    @property
    def best(self) -> Outcome | None:
        """The outcome with the lowest loss."""
        finite = [one for one in self.outcomes if not _diverged(one)]
        return min(finite, key=lambda one: one.loss, default=None)


class RateAxis(Struct, frozen=True):
    """From which to which value an axis goes, and whether by logarithms."""

    low: float
    high: float
    logarithmic: bool = True

    def part(self, value: float) -> float:
        """Where a value lies, from 0 at the low end to 1 at the high end or beyond."""
        if not self.logarithmic:
            # In halves, because the difference of two numbers near 1e308 overflows.
            return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        if value <= 0.0:
            return -math.inf
        start = math.log10(self.low)
        return (math.log10(value) - start) / (math.log10(self.high) - start)

    def ticks(self, most: int) -> list[float]:
        """Both ends, and between them as many powers of ten as there is room for."""
        if not self.logarithmic:
            return [self.low, self.high]
        between = range(math.ceil(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
        stride = max(1, math.ceil(len(between) / max(most - 2, 1)))
        clear = 0.7 / most  # parts of the axis that an end keeps to itself
        powers = [float(f"1e{power}") for power in between[:: stride or 1]]
        return [self.low, *(one for one in powers if clear < self.part(one) < 1 - clear), self.high]


class SweepPlot(Panel[Sweep]):
    """The loss against the learning rate, both logarithmic, with the cursor's column."""

    def draw(self, shown: Sweep, size: Size) -> list[Row]:
        if size.width < 16 or size.height < 5:
            return []
        x_axis, y_axis = RateAxis(shown.rates[0], shown.rates[-1]), loss_axis(shown)
        marks = [_mark(outcome, y_axis) for outcome in shown.outcomes]
        plot, left = _lines(shown, size, x_axis, y_axis, _runs(shown.outcomes, marks))
        height, width = size.height - 3, size.width - left
        edge = [" "] * size.width
        canvas = [edge, *plot]

        columns = [left + cell(x_axis.part(rate), 2, width) for rate in shown.rates]
        here = columns[shown.cursor]
        now = y_axis.part(shown.loss)
        if shown.outcomes and math.isfinite(now):
            line = plot[cell(1.0 - now, 4, height)]
            line[left:] = [NOW_LOSS if char == " " else char for char in line[left:]]
        for line in canvas[: height + 1]:
            line[here] = CURSOR
        for place, mark in enumerate(marks):
            column = columns[place]
            if mark == DOT:
                continue
            row = plot[height - 1] if mark == LOWER else edge
            joined = place > 0 and marks[place - 1] == mark
            for between in range(columns[place - 1] + 1 if joined else column, column + 1):
                row[between] = mark
        if marks:
            mark, loss = marks[shown.cursor], shown.outcomes[shown.cursor].loss
            at = {DOT: 1 + cell(1.0 - y_axis.part(loss), 4, height), LOWER: height}.get(mark, 0)
            canvas[at][here] = mark
        if shown.rates[0] <= shown.rate <= shown.rates[-1]:
            plot[height][left + cell(x_axis.part(shown.rate), 2, width)] = NOW_RATE

        def style(column: int, char: str) -> str:
            if char in MARKS:
                return MARKS[char]
            if column == here and char == CURSOR:
                return "plain"
            return "accent" if "⠀" < char <= "⣿" else "dim"

        return [pieces(line, [style(*one) for one in enumerate(line)]) for line in canvas]


def _lines(
    shown: Sweep, size: Size, x_axis: RateAxis, y_axis: RateAxis, runs: list[list[Outcome]]
) -> tuple[list[list[str]], int]:
    """What plotext draws, its cells line by line, and the column in which the plot begins.

    Of the height one line is left for the marks above; two are the axis and its numbers.
    """
    y_ticks = y_axis.ticks(max(2, (size.height - 3) // 3)) if shown.outcomes else []
    labels = [f"{tick:.3g}" for tick in y_ticks]
    label_width = max([LABEL, *map(len, labels)])
    figure = blank_figure(Size(size.width, size.height - 1))
    figure.scatter([0.0], [0.0], marker=" ")  # else there are no axes where there is no line
    for run in runs:
        x = [x_axis.part(one.learning_rate) for one in run]
        y = [min(max(y_axis.part(one.loss), 0.0), 1.0) for one in run]
        figure.plot(x, y, marker="braille")
    figure.xlim(0.0, 1.0)
    figure.ylim(0.0, 1.0)
    figure.yticks([*map(y_axis.part, y_ticks)], [f"{label:>{label_width}}" for label in labels])
    x_ticks = x_axis.ticks(10)
    figure.xticks([*map(x_axis.part, x_ticks)], [f"{tick:g}" for tick in x_ticks])
    drawn = figure.uncolorize(figure.build()).split("\n")
    return [list(line) for line in drawn], label_width + 1


def loss_axis(shown: Sweep) -> RateAxis:
    """From the lowest loss to the highest, readable numbers both, the present one between.

    What is out of all proportion to the present loss stays outside. Where a loss is negative,
    as on some surfaces, there are no logarithms.
    """
    losses = [one.loss for one in shown.outcomes if not _diverged(one)]
    if min([shown.loss, *losses]) < 0.0:
        room = RISE * max(1.0, abs(shown.loss))
        low = max(min([shown.loss, *losses]), shown.loss - room)
        high = min(max([shown.loss, *losses]), shown.loss + room)
        end = notch_above(max(abs(low), abs(high)))
        return RateAxis(-end, end, logarithmic=False)
    positive = [loss for loss in losses if loss > 0.0]
    now = shown.loss or min(positive, default=1.0)
    low = min(max(min([now, *positive]), now * FALL, SMALLEST), LARGEST)
    high = max(min(max([now, *positive]), now * RISE, LARGEST), low)
    if high / low > WIDE:
        return RateAxis(10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high)))
    low, high = notch_below(low), notch_above(high)
    return RateAxis(low, high if high > low else 10.0 * low)


def _diverged(outcome: Outcome) -> bool:
    return outcome.verdict.word == "diverged" or not math.isfinite(outcome.loss)


def _runs(outcomes: Sequence[Outcome], marks: Sequence[str]) -> list[list[Outcome]]:
    """The lines of the plot: broken where a rate diverged, and not drawn along an edge."""
    runs: list[list[tuple[Outcome, str]]] = [[]]
    for outcome, mark in zip(outcomes, marks, strict=True):
        if mark == DIVERGED:
            runs.append([])
        elif runs[-1] and runs[-1][-1][1] == mark != DOT:
            runs.append([(outcome, mark)])
        else:
            runs[-1].append((outcome, mark))
    return [[outcome for outcome, _ in run] for run in runs if any(mark == DOT for _, mark in run)]


def _mark(outcome: Outcome, axis: RateAxis) -> str:
    """What stands for one outcome: on the line, or at an edge."""
    if _diverged(outcome):
        return DIVERGED
    part = axis.part(outcome.loss)
    return HIGHER if part > 1.0 else LOWER if part < 0.0 else DOT


class SweepWords(Panel[Sweep]):
    """`at 0.25: loss 0.0123 after 100 passes, converging`, or how far it has come.

    Where a line is left it says which rate leads lowest.
    """

    def draw(self, shown: Sweep, size: Size) -> list[Row]:
        words = f"at {shown.chosen:.6g}: {_words(shown)}"
        rows: list[Row] = [[(f" {line}", "plain")] for line in wrap(words, size.width - 1)]
        if shown.best:
            best = f"lowest: loss {shown.best.loss:.6g} at {shown.best.learning_rate:.6g}"
            rows.append([(f" {best}", "dim")])
        return rows


def _words(shown: Sweep) -> str:
    if not shown.outcomes:
        return f"{shown.done} of {shown.passes} passes done"
    outcome = shown.outcomes[shown.cursor]
    more = " more" if shown.start else ""
    made = outcome.passes - shown.start
    passes = f"{made}{more} {'pass' if made == 1 else 'passes'}"
    return f"loss {outcome.loss:.6g} after {passes}, {outcome.verdict.word}"


def meaning_of_marks(shown: Sweep) -> str:
    """What those marks mean that can be seen."""
    axis = loss_axis(shown)
    seen = {_mark(one, axis) for one in shown.outcomes}
    inside = shown.rates[0] <= shown.rate <= shown.rates[-1]
    drawn = bool(shown.outcomes) and math.isfinite(axis.part(shown.loss))
    now = f"{NOW_RATE if inside else ''}{NOW_LOSS if drawn else ''} now"
    meanings = ((DIVERGED, "diverged"), (HIGHER, "higher"), (LOWER, "lower"))
    others = [f"{mark} {meaning}" for mark, meaning in meanings if mark in seen]
    return "  ".join(filter(None, ["" if now == " now" else now, *others]))

"""The gauge as it is drawn: no word and no number is cut by a mark."""

import math
import re

import numpy as np
import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tui_descent.analysis.gauge import DECADES
from tui_descent.analysis.limits import Limit
from tui_descent.engine import record
from tui_descent.presets import load
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.terminal.glyphs import ascii_cells
from tui_descent.ui.widgets.gauge import LIMIT, LOOKS, MARKER, RISES, WORDS, GaugeBar, bar_width

GLYPHS = {glyph for glyph, _ in (*LOOKS.values(), RISES)}
WIDTHS = range(60, 101, 3)


def frame_at(rate: float, preset: str = "one-weight") -> Frame:
    return Session(load(preset), learning_rate=rate).frame()


def with_limit(frame: Frame, limit: float) -> Frame:
    assert frame.gauge is not None
    return replace(frame, gauge=record.replace(frame.gauge, bound=Limit(limit)))


def bar_and_scale(frame: Frame, width: int) -> tuple[str, str]:
    """The bar, and what stands below it, without the notes at its end."""
    bar, scale = GaugeBar().draw(frame, Size(width, 2))
    notes = scale[-1][0]
    above, below = ("".join(text for text, _ in row)[4:] for row in (bar, scale))
    assert len(above) == bar_width(Size(width, 2)) == width - 5
    assert below.endswith(notes)
    assert "next loss" in notes
    assert len(below) == len(above)
    return above, below.removesuffix(notes)


def notes_of(frame: Frame, width: int) -> str:
    return GaugeBar().draw(frame, Size(width, 2))[1][-1][0]


def words_in(bar: str) -> list[str]:
    for glyph in (*GLYPHS, MARKER):
        bar = bar.replace(glyph, "\n")
    return [word for word in bar.split("\n") if word]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_marker_never_cuts_a_word(width: int) -> None:
    seen = set()
    for rate in np.geomspace(1e-3, 1.0, 61):
        bar, _ = bar_and_scale(frame_at(float(rate)), width)
        assert set(words_in(bar)) <= set(WORDS.values())
        assert bar.count(MARKER) == 1
        seen |= set(words_in(bar))
    assert {"slow", "good", "loss rises"} <= seen


def test_a_word_stands_in_the_longer_part_beside_the_marker() -> None:
    bar, _ = bar_and_scale(frame_at(0.05), 69)  # a window of 16 cells for each decade
    at = bar.index(MARKER)
    good = [column for column, char in enumerate(bar) if char in "━good▲"]
    assert good[0] < at < good[-1]
    assert (bar.index("good") < at) == (at - good[0] > good[-1] - at)
    assert bar[bar.index("good") - 1] in "━▲"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_limit_never_cuts_a_number(width: int) -> None:
    frame = frame_at(0.05)
    assert frame.gauge is not None
    lowest, cells = frame.gauge.lowest, bar_width(Size(width, 2))
    decades = [f"{10.0 ** (lowest + decade):g}" for decade in range(DECADES)]
    for exponent in np.arange(lowest, lowest + DECADES, 0.02):
        limited = with_limit(frame, 10.0**exponent)
        _, scale = bar_and_scale(limited, width)
        name = f"limit {10.0**exponent:.4g}"
        if LIMIT not in scale:  # below the notes, which say it then
            assert name in notes_of(limited, width)
            continue
        assert scale.count(name) == 1
        assert abs(scale.index(LIMIT) - (exponent - lowest) / DECADES * cells) < 1.0 + 1e-9
        numbers = scale.replace(name, " ").replace(LIMIT, " ").split()
        assert set(numbers) <= set(decades)
        for number in numbers:
            bare = scale.replace(name, " " * len(name))
            found = re.search(rf"(?<!\S){re.escape(number)}(?!\S)", bare)
            assert found is not None
            place = found.start()
            decade = math.log10(float(number)) - lowest
            assert place == pytest.approx(decade / DECADES * cells, abs=1.0)


def test_without_colour_or_unicode_the_words_are_as_whole() -> None:
    bar, scale = bar_and_scale(frame_at(0.05), 80)
    assert "".join(ascii_cells(list(bar))).split("^")[0].endswith("=")
    assert "good" in "".join(ascii_cells(list(bar)))
    assert "".join(ascii_cells(list(scale))).split() == ["0.001", "0.01", ":limit", "0.1111", "1"]


@pytest.mark.parametrize("rate", [1e308, -1e308])
def test_at_the_end_of_all_numbers_the_scale_has_those_that_there_are(rate: float) -> None:
    bar, scale = bar_and_scale(frame_at(rate), 80)
    assert bar.count(MARKER) == 1
    sign = "−" if rate < 0.0 else ""
    assert scale.split() == [f"{sign}1e+307", f"{sign}1e+308"]


@pytest.mark.parametrize("rate", [-10.0, -1.0, -0.03, -2e-7])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_negative_rate_stands_at_its_own_value(rate: float, width: int) -> None:
    frame = frame_at(rate)
    assert frame.gauge is not None
    bar, scale = bar_and_scale(with_limit(frame, -rate), width)
    cells, lowest = bar_width(Size(width, 2)), frame.gauge.lowest
    exponent = math.log10(-rate) - lowest
    assert abs(bar.index(MARKER) - exponent / DECADES * cells) < 1.0 + 1e-9
    numbers = scale.split()
    assert all(number.startswith("−") for number in numbers)
    assert LIMIT not in scale  # that of the positive rates
    for number in numbers:
        decade = math.log10(float(number.replace("−", ""))) - lowest
        assert scale.index(number) == pytest.approx(decade / DECADES * cells, abs=1.0)
    assert "rates below 0" in notes_of(frame, width)


@pytest.mark.parametrize("width", [40, *WIDTHS])
def test_a_rate_of_0_has_no_marker_and_its_own_words(width: int) -> None:
    rows = GaugeBar().draw(frame_at(0.0), Size(width, 2))
    text = "\n".join("".join(part for part, _ in row) for row in rows)
    assert MARKER not in text
    assert "nothing moves" in text
    assert "next loss 16" in text

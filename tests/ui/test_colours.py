"""The colours of map and mountain, computed from the palettes: bands and marks stand apart."""

from itertools import pairwise

import pytest
from rich.color import Color
from rich.style import Style
from textual.theme import Theme

from tui_descent.ui.theme import (
    BALL,
    BANDS,
    DARK,
    DARK_16,
    DARK_256,
    LIGHT,
    LIGHT_16,
    LIGHT_256,
    MARK,
    NONE,
    luminance,
    palette,
)
from tui_descent.ui.widgets.ground import DENSE, swatch

FILLED = [DARK, LIGHT, DARK_256, LIGHT_256]


def contrast(one: Color, other: Color) -> float:
    """WCAG 2's contrast ratio."""
    dark, light = sorted((luminance(one) + 0.05, luminance(other) + 0.05))
    return light / dark


def colours(style: Style) -> tuple[Color, Color]:
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color, style.bgcolor


def bands(theme: Theme) -> list[Color]:
    return [colours(palette(theme)[f"ground {MARK} {band}"])[1] for band in range(BANDS)]


@pytest.mark.parametrize("theme", FILLED, ids=lambda theme: theme.name)
def test_neighbouring_bands_are_told_apart_and_go_one_way(theme: Theme) -> None:
    ramp = bands(theme)
    for one, other in pairwise(ramp):
        assert contrast(one, other) >= 1.25
    lights = [luminance(one) for one in ramp]
    assert lights == sorted(lights, reverse=theme.dark)  # low ground stands out


@pytest.mark.parametrize("theme", FILLED, ids=lambda theme: theme.name)
def test_marks_and_the_way_are_seen_on_every_band(theme: Theme) -> None:
    for band in range(BANDS):
        assert contrast(*colours(palette(theme)[f"ground {MARK} {band}"])) >= 3.0
        ball = colours(palette(theme)[f"ground {BALL} {band}"])
        assert contrast(*ball) >= 3.0
        assert contrast(ball[1], bands(theme)[band]) >= 3.0


@pytest.mark.parametrize("theme", [DARK_16, LIGHT_16], ids=lambda theme: theme.name)
def test_sixteen_colours_keep_the_order_of_light(theme: Theme) -> None:
    inks = [palette(theme)[f"ground {band} {NONE}"].color for band in range(BANDS)]
    lights = [luminance(ink) for ink in inks if ink is not None]
    assert len(lights) == BANDS
    assert lights == sorted(lights, reverse=theme.dark)


def test_without_colours_low_ground_is_dense() -> None:
    places = [DENSE.tolist().index(swatch(band, flat=True)[0]) for band in range(BANDS)]
    assert places == sorted(places)
    assert {*places} == set(range(len(DENSE)))
    assert "".join(DENSE) == "█▓▒░·"

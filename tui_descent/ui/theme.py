"""The two themes: one accent, blue for plus and orange for minus.

The colours are Okabe and Ito's, safe for the colour-blind, chosen with their nearest of
the 256 that a terminal has over SSH; what they say is also said by a sign or a word.
"""

from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="descent-dark",
    primary="#56b4e9",
    secondary="#8a8a8a",
    accent="#f0e442",
    success="#56b4e9",
    warning="#e69f00",
    error="#d55e00",
    foreground="#d0d0d0",
    background="#121212",
    surface="#121212",
    panel="#303030",
    dark=True,
    variables={
        "heights": "#0087af #005f87 #005f5f #3a3a3a #303030 #262626 #1c1c1c",
        "on-heights": "#d0d0d0",
    },
)

LIGHT = Theme(
    name="descent-light",
    primary="#0072b2",
    secondary="#6c6c6c",
    accent="#a05a00",
    success="#0072b2",
    warning="#b35900",
    error="#af3a00",
    foreground="#262626",
    background="#ffffff",
    surface="#ffffff",
    panel="#d0d0d0",
    dark=False,
    variables={
        "heights": "#5fafd7 #87d7d7 #afd7d7 #d0d0d0 #dadada #e4e4e4 #eeeeee",
        "on-heights": "#262626",
    },
)


GROUNDS = 7  # of the landscape, the lowest first


def palette(theme: Theme) -> dict[str, Style]:
    """The styles that panels are painted with, by name.

    `NAME@k` is a style on the k-th ground of the landscape.
    """
    text = theme.foreground or "ansi_default"
    return _palette(
        text,
        theme.secondary or "ansi_default",
        theme.primary,
        theme.success or "ansi_default",
        theme.warning or "ansi_default",
        theme.error or "ansi_default",
        theme.background or "ansi_default",
        theme.panel or "ansi_default",
        theme.accent or "ansi_default",
        theme.variables.get("heights", ""),
        theme.variables.get("on-heights", text),
    )


@lru_cache(maxsize=8)
def _palette(
    text: str,
    dim: str,
    accent: str,
    plus: str,
    minus: str,
    alarm: str,
    background: str,
    cursor: str,
    step: str,
    heights: str,
    on_heights: str,
) -> dict[str, Style]:
    ground = Color.parse(background).rich_color

    def style(color: str, bold: bool = False) -> Style:
        return Style(color=Color.parse(color).rich_color, bgcolor=ground, bold=bold or None)

    plain = {
        "plain": style(text),
        "dim": style(dim),
        "strong": style(text, bold=True),
        "plus": style(plus),
        "minus": style(minus),
        "accent": style(accent),
        "alarm": style(alarm, bold=True),
        "step": style(step, bold=True),
        "slope": style(minus),
        "low": style(text, bold=True),
        "path": style(text),
        "contour": style(dim),
        "shade": style(dim),
        "label": style(text),
        "cursor": Style(color=Color.parse(text).rich_color, bgcolor=Color.parse(cursor).rich_color),
    }
    return plain | _on_grounds(plain, heights.split() or [background] * GROUNDS, on_heights)


def _on_grounds(plain: dict[str, Style], grounds: list[str], text: str) -> dict[str, Style]:
    """The styles of what stands in a landscape, on each of its grounds."""
    styles = {}
    for place, ground in enumerate(grounds):
        background = Color.parse(ground)
        lines = background.blend(Color.parse(text), 0.45).rich_color
        # Of the next ground: one of the 256 colours in any case, and close to this one.
        texture = Color.parse(grounds[min(place + 1, len(grounds) - 2)]).rich_color
        for name in ("strong", "step", "slope", "low", "path", "label", "contour", "shade"):
            style = plain[name] + Style(bgcolor=background.rich_color)
            if name in ("strong", "low", "path", "label"):
                style += Style(color=Color.parse(text).rich_color)
            elif name in ("contour", "shade"):
                style += Style(color=lines if name == "contour" else texture)
            styles[f"{name}@{place}"] = style
    return styles

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
)


def palette(theme: Theme) -> dict[str, Style]:
    """The styles that panels are painted with, by name."""
    return _palette(
        theme.foreground or "ansi_default",
        theme.secondary or "ansi_default",
        theme.primary,
        theme.success or "ansi_default",
        theme.warning or "ansi_default",
        theme.error or "ansi_default",
        theme.background or "ansi_default",
        theme.panel or "ansi_default",
        theme.accent or "ansi_default",
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
) -> dict[str, Style]:
    ground = Color.parse(background).rich_color

    def style(color: str, bold: bool = False) -> Style:
        return Style(color=Color.parse(color).rich_color, bgcolor=ground, bold=bold or None)

    return {
        "plain": style(text),
        "dim": style(dim),
        "strong": style(text, bold=True),
        "plus": style(plus),
        "minus": style(minus),
        "accent": style(accent),
        "alarm": style(alarm, bold=True),
        "step": style(step, bold=True),
        "cursor": Style(color=Color.parse(text).rich_color, bgcolor=Color.parse(cursor).rich_color),
    }

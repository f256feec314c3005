"""The two themes: one accent, blue for plus and orange for minus.

The colours are Okabe and Ito's, safe for the colour-blind, chosen with their nearest of
the 256 that a terminal has over SSH; what they say is also said by a sign or a word.
"""

from dataclasses import replace
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

LEVELS = 4  # steps from nothing to the largest number

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
    panel="#444444",
    dark=True,
    variables={"heights": "#0087af #005f87 #005f5f #3a3a3a #303030 #1c1c1c"},
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
    panel="#b2b2b2",
    dark=False,
    variables={"heights": "#5fafd7 #87d7d7 #afd7d7 #d0d0d0 #dadada #eeeeee"},
)


GROUNDS = 6  # of the landscape, the lowest first: one for each shade
SHADES = " ·:░▒▓"  # from low to high, told apart without colour
TINTS = (-0.30, -0.20, -0.10, 0.10, 0.20, 0.30)  # how much of a colour lies over the background


MORE_HUES = ("#009e73", "#cc79a7", "#f0e442", "#9f8fd0")  # after those for plus and minus
HUES = 2 + len(MORE_HUES)


# Of the sixteen colours only these come out the same everywhere: bright black, for one, is
# the background's colour in some terminals. A cursor shows by reversing, never by a shade.
REVERSED = {"cursor": "reverse"}

DARK_16 = Theme(
    name="descent-dark-16",
    primary="#55ffff",
    secondary="#aaaaaa",
    accent="#ffff55",
    success="#55ffff",
    warning="#aa5500",
    error="#ff5555",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#aaaaaa",
    dark=True,
    variables=REVERSED,
)

LIGHT_16 = Theme(
    name="descent-light-16",
    primary="#0000aa",
    secondary="#555555",
    accent="#aa00aa",
    success="#0000aa",
    warning="#aa0000",
    error="#aa0000",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#555555",
    dark=False,
    variables=REVERSED,
)

# No colour is sent at all, see changes.py: bold, dim and reverse are all there is.
COLORLESS = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="descent-colorless",
    variables={**BUILTIN_THEMES["ansi-dark"].variables, **REVERSED},
)


def themes(colors: ColorSystem | None) -> tuple[Theme, Theme]:
    """The dark and the light theme for this many colours; None: without colour."""
    if colors is None:
        return COLORLESS, COLORLESS
    return (DARK_16, LIGHT_16) if colors == ColorSystem.STANDARD else (DARK, LIGHT)


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
        theme.ansi,
        theme.variables.get("cursor") == "reverse",
        theme.accent or "ansi_default",
        theme.variables.get("heights", ""),
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
    colorless: bool,
    reverse: bool,
    step: str,
    heights: str,
) -> dict[str, Style]:
    ground = Color.parse(background).rich_color

    def style(color: str, bold: bool = False) -> Style:
        return Style(color=Color.parse(color).rich_color, bgcolor=ground, bold=bold or None)

    def tint(color: str, part: float) -> RichColor:
        return Color.parse(background).blend(Color.parse(color), part).rich_color

    tinted = not colorless and not reverse

    def inverse(color: str) -> Style:
        if colorless:
            return style(color, bold=True) + Style(reverse=True)
        return Style(color=ground, bgcolor=Color.parse(color).rich_color, bold=True)

    shaded = Style(color=Color.parse(text).rich_color, bgcolor=Color.parse(cursor).rich_color)
    faint = style(dim) + Style(dim=True) if colorless else style(dim)
    on_map = {
        "strong": style(text, bold=True),
        "step": style(step, bold=True),
        "slope": style(minus),
        "path": style(text),
        "contour": faint,
        "shade": faint,
    }
    return {
        "plain": style(text),
        "dim": faint,
        "grid": faint if reverse or colorless else style(cursor),
        "plus": style(plus),
        "minus": style(minus),
        "accent": style(accent),
        "alarm": style(alarm, bold=True),
        "badge": inverse(accent),
        "under": Style(color=tint(accent, 0.3), bgcolor=tint(accent, 0.15)) if tinted else faint,
        "badge alarm": inverse(alarm),
        "cursor": style(text) + Style(reverse=True) if reverse else shaded,
        **on_map,
        **_on_grounds(on_map, heights.split()),
        **_shades(text, minus, plus, alarm, background, flat=reverse),
        **_number_shades(text, plus, minus, background, flat=reverse),
    }


def _on_grounds(on_map: dict[str, Style], grounds: list[str]) -> dict[str, Style]:
    """What stands on the landscape's map, as `NAME@k` on its k-th ground.

    Without grounds only the glyphs tell them apart.
    """
    if not grounds:
        return {
            f"{name}@{place}": style for name, style in on_map.items() for place in range(GROUNDS)
        }
    styles = {}
    for place, ground in enumerate(grounds):
        below = Color.parse(ground)
        # Of the next ground: one of the 256 colours in any case, and close to this one.
        texture = Color.parse(grounds[min(place + 1, GROUNDS - 2)])
        line = below.blend(Color.from_rich_color(on_map["path"].color), 0.45)
        own = {"shade": texture.rich_color, "contour": line.rich_color}
        for name, style in on_map.items():
            color = own.get(name, style.color)
            styles[f"{name}@{place}"] = style + Style(color=color, bgcolor=below.rich_color)
    return styles


def _shades(
    text: str, low: str, high: str, alarm: str, background: str, flat: bool
) -> dict[str, Style]:
    """What lies under the points of a plane, and the points on it.

    `shade 0` to `shade 5` go from one end to the other; `class 0` to `class 5` have no order;
    `on shade 0` … are what stands there, `wrong` is what must be seen among it. Flat: where
    there are no colours between the background's and the full one, only the glyphs have it.
    """
    ground = Color.parse(background)
    tints = [
        (f"shade {number}", Color.parse(low if tint < 0.0 else high), abs(tint))
        for number, tint in enumerate(TINTS)
    ]
    hues = [low, high, *MORE_HUES]
    tints += [(f"class {number}", Color.parse(hue), TINTS[-2]) for number, hue in enumerate(hues)]
    paper, loud = ground.rich_color, Color.parse(alarm).rich_color
    ink = Color.parse(text).rich_color
    if flat:
        styles = {"wrong": Style(color=loud, bgcolor=paper, bold=True, reverse=True)}
        for name, color, _ in tints:
            styles[name] = Style(color=color.rich_color, bgcolor=paper)
            styles[f"on {name}"] = Style(color=ink, bgcolor=paper, bold=True)
        return styles
    styles = {"wrong": Style(color=paper, bgcolor=loud, bold=True)}
    for name, color, tint in tints:
        behind = ground.blend(color, tint).rich_color
        front = ground.blend(color, 2.0 * tint).rich_color
        styles[name] = Style(color=front, bgcolor=behind)
        styles[f"on {name}"] = Style(color=ink, bgcolor=behind)
    return styles


def _number_shades(
    text: str, plus: str, minus: str, background: str, flat: bool
) -> dict[str, Style]:
    """How large a number is, by how much of its sign's colour is mixed into the background.

    `plus0` to `plus4` and `minus0` to `minus4` are for a glyph that says the same, `cell+0` …
    for text on it. Flat: the text alone is coloured.
    """
    ground = Color.parse(background)
    styles = {}
    for sign, word, color in (("+", "plus", plus), ("-", "minus", minus)):
        full = Color.parse(color)
        for level in range(LEVELS + 1):
            if flat:
                styles[f"{word}{level}"] = styles[f"cell{sign}{level}"] = Style(
                    color=full.rich_color, bgcolor=ground.rich_color
                )
                continue
            below = ground.blend(full, 0.02 + 0.78 * level / LEVELS)
            above = below.blend(full, 0.5 if level else 0.2)
            if level == LEVELS:
                above = below.blend(ground, 0.25)
            styles[f"{word}{level}"] = Style(color=above.rich_color, bgcolor=below.rich_color)
            tint = ground.blend(full, 0.10 + 0.30 * level / LEVELS)
            styles[f"cell{sign}{level}"] = Style(
                color=Color.parse(text).rich_color, bgcolor=tint.rich_color
            )
    return styles

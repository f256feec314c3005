"""The two themes: one accent, blue for plus and orange for minus.

The colours are Okabe and Ito's, safe for the colour-blind, chosen with their nearest of
the 256 that a terminal has over SSH; what they say is also said by a sign or a word.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui_descent.terminal.changes import FAINT

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
    variables={
        "heights": (
            "#eae74b #add64c #6dc55e #25b276 #259a87 #1b8489 "
            "#007091 #06599c #2e428f #342e73 #2d1d50"
        ),
        "side": "#444444",
        "frame": "#444444",
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
    panel="#b2b2b2",
    dark=False,
    variables={
        "heights": (
            "#1d0a47 #333188 #26479e #035fa5 #00779b #008e94 "
            "#2ea490 #62b88b #96cb8d #cadea3 #f5f3cd"
        ),
        "side": "#b2b2b2",
        "frame": "#b2b2b2",
    },
)


# Of map and mountain: bands of height, the lowest first, and what else is in a cell.
BANDS = 11
TEXT, QUIET, FOG, MARK, BALL = range(BANDS, BANDS + 5)  # inks; the last two are seen on any band
RUNNER = BANDS + 5  # the ink of the first runner of a race; the others' follow
NONE, SIDE = -1, -2  # behind: the background, the side of a mountain that is cut
SHADES = " ·:░▒▓"  # of the fit, told apart without colour
TINTS = (-0.42, -0.28, -0.16, 0.16, 0.28, 0.42)  # how much of a colour lies over the background


# Of the runners of a race, each of which has its number, too.
RUNNERS = ["#56b4e9", "#e69f00", "#00b386", "#cc79a7", "#f2f2f2", "#9f8fd0", "#e8743b", "#c8b400"]
MORE_HUES = ("#009e73", "#cc79a7", "#f0e442", "#9f8fd0")  # after those for plus and minus
HUES = 2 + len(MORE_HUES)


# Of 256 colours the nearest of which neighbours stay apart.
DARK_256 = replace(
    DARK,
    name="descent-dark-256",
    variables={
        "heights": "228 220 112 142 34 32 27 25 21 19 17",
        "side": "238",
        "frame": "#444444",
    },
)
LIGHT_256 = replace(
    LIGHT,
    name="descent-light-256",
    variables={
        "heights": "17 19 21 25 27 32 34 142 112 220 230",
        "side": "248",
        "frame": "#b2b2b2",
    },
)

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
    variables={**REVERSED, "frame": FAINT, "heights": "15 15 14 14 6 6 6 12 12 4 4"},
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
    panel="#aaaaaa",
    dark=False,
    variables={**REVERSED, "frame": "#aaaaaa", "heights": "0 0 4 4 12 12 6 6 6 14 14"},
)

# No colour is sent at all, see changes.py: bold, dim and reverse are all there is.
COLORLESS = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="descent-colorless",
    variables={**BUILTIN_THEMES["ansi-dark"].variables, **REVERSED, "frame": FAINT},
)


def themes(colors: ColorSystem | None) -> tuple[Theme, Theme]:
    """The dark and the light theme for this many colours; None: without colour."""
    if colors is None:
        return COLORLESS, COLORLESS
    if colors == ColorSystem.STANDARD:
        return DARK_16, LIGHT_16
    return (DARK_256, LIGHT_256) if colors == ColorSystem.EIGHT_BIT else (DARK, LIGHT)


def is_flat(theme: Theme) -> bool:
    """Whether there are too few colours to have two of a ramp in a cell."""
    return theme.variables.get("cursor") == "reverse"


def palette(theme: Theme) -> "Palette":
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
        theme.variables.get("side", ""),
        theme.variables.get("frame", "ansi_default"),
    )


class Palette(dict[str, Style]):
    """Styles by name; those of two colours in a cell are made when they are first asked for."""

    def __init__(
        self, styles: dict[str, Style], bands: list[RichColor], side: RichColor | None
    ) -> None:
        super().__init__(styles)
        self._bands, self._side = bands, side

    def __missing__(self, name: str) -> Style:
        if name.startswith("ground "):
            style = _on_ground(name, self, self._bands, self._side)
        elif name.startswith(("shade ", "class ")) and name.count(" ") == 2:
            kind, one, other = name.split()
            style = _halves(self[f"{kind} {one}"], self[f"{kind} {other}"])
        elif name.startswith("pixels "):
            style = _halves(*(self[one] for one in name.split()[1:]))
        else:
            raise KeyError(name)
        self[name] = style
        return style


def _halves(one: Style, other: Style) -> Style:
    """A cell of which one part has the one style's background, and the rest the other's."""
    return Style(color=one.bgcolor, bgcolor=other.bgcolor)


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
    side: str,
    frame: str,
) -> "Palette":
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
    styles = {
        "plain": style(text),
        "dim": faint,
        "frame": style(frame),
        "title": style(dim),
        "tab": style(dim, bold=True) + Style(reverse=True),
        "grid": faint if reverse or colorless else style(cursor),
        "plus": style(plus),
        "minus": style(minus),
        "accent": style(accent),
        "alarm": style(alarm, bold=True),
        "badge": inverse(accent),
        "under": Style(color=tint(accent, 0.3), bgcolor=tint(accent, 0.15)) if tinted else faint,
        "badge alarm": inverse(alarm),
        "cursor": style(text) + Style(reverse=True) if reverse else shaded,
        "strong": style(text, bold=True),
        "ball": inverse(text),
        "step": style(step, bold=True),
        "slope": style(minus),
        **_runners(text, background, colorless or reverse),
        **_shades(text, minus, plus, alarm, background, flat=reverse),
        **_number_shades(text, plus, minus, background, flat=reverse),
    }
    return Palette(styles, [_color(one) for one in heights.split()], _color(side) if side else None)


def _color(text: str) -> RichColor:
    """A colour by its number of 256, or by its parts."""
    return RichColor.parse(text) if text.startswith("#") else RichColor.from_ansi(int(text))


def _on_ground(
    name: str, styles: Mapping[str, Style], bands: list[RichColor], side: RichColor | None
) -> Style:
    """The style `ground INK BACK` of a cell of map or mountain.

    Without room for colours, there are few or none, the ground is told by its characters.
    """
    ink, back = (int(number) for number in name.split()[1:])
    if ink >= RUNNER:
        return styles[f"badge {ink - RUNNER + 1}"]
    inks = {TEXT: "plain", QUIET: "dim", FOG: "grid", MARK: "strong", BALL: "ball"}
    if side is None:
        on_none = styles[inks[ink]] if ink in inks else styles["plain"]
        return on_none + Style(color=bands[ink]) if bands and ink < BANDS else on_none
    paper = styles["plain"].bgcolor
    behind = bands[back] if back >= 0 else side if back == SIDE else paper
    if ink < BANDS:
        return Style(color=bands[ink], bgcolor=behind)
    if ink in (MARK, BALL) and back >= 0:
        front = seen_on(bands[back])
        if ink == BALL:
            return Style(color=seen_on(front), bgcolor=front, bold=True)
        return Style(color=front, bgcolor=behind, bold=True)
    return styles[inks[ink]] + Style(bgcolor=behind)


WHITE, BLACK = RichColor.from_ansi(231), RichColor.from_ansi(16)


def seen_on(color: RichColor) -> RichColor:
    """White or black, whichever stands out more from a colour."""
    light = luminance(color) + 0.05
    return WHITE if 1.05 / light > light / 0.05 else BLACK


def luminance(color: RichColor) -> float:
    """How light a colour is, 0 to 1 (WCAG 2's relative luminance)."""
    parts = (part / 255.0 for part in color.get_truecolor())
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _runners(text: str, background: str, flat: bool) -> dict[str, Style]:
    """`runner 1` … for the curves of a race's runners, `badge 1` … for the numbers on them.

    Flat: there are not enough colours, so only the numbers tell them apart.
    """
    paper, ink = Color.parse(background), Color.parse(text)
    light = luminance(paper.rich_color) > 0.5
    styles = {}
    for number, hue in enumerate(RUNNERS, start=1):
        if flat:
            styles[f"runner {number}"] = Style(color=ink.rich_color, bgcolor=paper.rich_color)
            styles[f"badge {number}"] = Style(
                color=ink.rich_color, bgcolor=paper.rich_color, bold=True, reverse=True
            )
            continue
        color = Color.parse(hue)
        line = color.blend(ink, 0.45) if light else color
        styles[f"runner {number}"] = Style(color=line.rich_color, bgcolor=paper.rich_color)
        styles[f"badge {number}"] = Style(color=BLACK, bgcolor=color.rich_color, bold=True)
    return styles


def _shades(
    text: str, low: str, high: str, alarm: str, background: str, flat: bool
) -> dict[str, Style]:
    """What lies under the points of a plane, and the points on it.

    `shade 0` to `shade 5` go from one end to the other; `class 0` to `class 5` have no order;
    `on shade 0` … are for signs drawn on them, `wrong` for those that must be noticed. Flat: where
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

"""A recording as a picture that moves: SVG with CSS animations in a loop, and no script.

Each frame is a group that holds what changes, on a ground of its own, and lies over those before
it. It is hidden until its time has come. Where a reader wants no motion, the last frame stands.
"""

from collections.abc import Iterator, Sequence
from html import escape

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

from tui_descent.terminal.recording import Recorder, Shot

WIDTH, HEIGHT, EDGE = 8, 17, 12  # pixels of a cell, and of what is around them all
BASE = 13  # pixels from a line's top to the foot of its letters
FONT = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
GROUND, INK = "#121212", "#d0d0d0"


def moving_picture(recorder: Recorder, title: str, seconds: float) -> str:
    """Return the SVG; `seconds` is how long it takes until it begins again."""
    inks: dict[str, str] = {}
    frames = ["".join(_frame(shot, inks)) for shot in recorder.shots]
    width = recorder.columns * WIDTH + 2 * EDGE
    height = recorder.rows * HEIGHT + 2 * EDGE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            ' xml:space="preserve">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{_styles(recorder.shots, inks, seconds)}\n</style>",
            f'<rect width="100%" height="100%" rx="6" fill="{GROUND}"/>',
            f'<g transform="translate({EDGE} {EDGE})">',
            *(f'<g class="f" id="f{number}">{text}</g>' for number, text in enumerate(frames)),
            "</g>",
            "</svg>",
            "",
        ]
    )


def _styles(shots: Sequence[Shot], inks: dict[str, str], seconds: float) -> str:
    rules = [
        f"text{{font:13.3px {FONT};fill:{INK};white-space:pre}}",
        "rect{shape-rendering:crispEdges}",
        *(f".{name}{{{rule}}}" for rule, name in inks.items()),
        f".f{{animation:{seconds:g}s step-end infinite}}",
    ]
    for number, shot in enumerate(shots[1:], start=1):
        begin = f"{100.0 * shot.seconds / seconds:.3f}%{{visibility:visible}}"
        rules.append(f"@keyframes k{number}{{0%{{visibility:hidden}}{begin}}}")
        rules.append(f"#f{number}{{animation-name:k{number}}}")
    return "\n".join([*rules, "@media (prefers-reduced-motion:reduce){.f{animation:none}}"])


def _frame(shot: Shot, inks: dict[str, str]) -> Iterator[str]:
    """The ground of each run of cells, and its text."""
    for y, x, width, text, style in shot.changed:
        size = f'width="{width * WIDTH}" height="{HEIGHT}"'
        ground = _colours(style)[1]
        yield f'<rect x="{x * WIDTH}" y="{y * HEIGHT}" {size} fill="{ground}"/>'
        if bare := text.strip(" "):
            yield _text(bare, x + len(text) - len(text.lstrip(" ")), y, _rule(style), inks)


def _text(text: str, x: int, y: int, rule: str, inks: dict[str, str]) -> str:
    """A text as wide as its cells, whatever the font."""
    known = f' class="{inks.setdefault(rule, f"i{len(inks)}")}"' if rule else ""
    place = f'x="{x * WIDTH}" y="{y * HEIGHT + BASE}"'
    wide = f' textLength="{cell_len(text) * WIDTH}"' if len(text) > 1 else ""
    return f"<text{known} {place}{wide}>{escape(text)}</text>"


def _colours(style: Style | None) -> tuple[str, str]:
    ink, ground = INK, GROUND
    if style is not None:
        ink, ground = _hex(style.color, INK), _hex(style.bgcolor, GROUND)
        if style.reverse:
            ink, ground = ground, ink
    return ink, ground


def _hex(color: Color | None, default: str) -> str:
    return default if color is None or color.is_default else color.get_truecolor().hex


def _rule(style: Style | None) -> str:
    """What a text needs beside what all have."""
    ink, _ = _colours(style)
    rules = [f"fill:{ink}"] if ink != INK else []
    if style is not None:
        rules += ["font-weight:bold"] if style.bold else []
        rules += ["opacity:.6"] if style.dim else []
        rules += ["font-style:italic"] if style.italic else []
        rules += ["text-decoration:underline"] if style.underline else []
    return ";".join(rules)

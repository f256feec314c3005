"""Sending only what changed leaves the same screen as sending everything."""

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from tui_descent.terminal.changes import ChangedCells, TerminalContents, pieces_of

WIDTH, HEIGHT = 12, 3
STYLES = [
    Style(),
    Style.parse("#d0d0d0 on #121212"),
    Style.parse("bold #d0d0d0 on #121212"),
    Style.parse("#56b4e9 on #121212"),
    Style.parse("#56b4e9 on #303030"),
    Style.parse("underline #e69f00 on #121212"),
    Style.parse("bold"),
    Style.parse("bold underline #e69f00 on #121212"),
    Style.parse("bold reverse #d0d0d0 on #121212"),
    Style.parse("reverse"),
]
CHARS = ["a", "b", " ", "−", "●", "漢"]

segments = st.tuples(
    st.lists(st.sampled_from(CHARS), max_size=8).map("".join), st.sampled_from(STYLES)
)
lines = st.lists(segments, max_size=4)
screens = st.lists(lines, min_size=HEIGHT, max_size=HEIGHT)


def update(screen: list[list[tuple[str, Style]]]) -> LayoutUpdate:
    strips = [
        [Strip([Segment(text, style) for text, style in line]).adjust_cell_length(WIDTH, STYLES[1])]
        for line in screen
    ]
    return LayoutUpdate(list(strips), Region(0, 0, WIDTH, HEIGHT))


def changes(update: LayoutUpdate, contents: TerminalContents) -> ChangedCells:
    return ChangedCells(pieces_of(update), Size(WIDTH, HEIGHT), contents)


def seen(screen: pyte.Screen) -> list[list[object]]:
    """Each cell as a person sees it: a blank has no colour but its background."""
    rows: list[list[object]] = []
    for y in range(HEIGHT):
        row: list[object] = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            look: tuple[object, ...] = (cell.data, cell.bg, cell.underscore, cell.reverse)
            visible = cell.data.strip() or cell.underscore or cell.reverse
            row.append((*look, cell.fg, cell.bold) if visible else look)
        rows.append(row)
    return rows


@settings(max_examples=300)
@given(st.lists(screens, min_size=1, max_size=4))
def test_changes_lead_to_the_same_screen(frames: list[list[list[tuple[str, Style]]]]) -> None:
    console = Console(color_system="256", force_terminal=True)
    contents = TerminalContents()
    changed, whole = (pyte.Screen(WIDTH, HEIGHT) for _ in range(2))
    for frame in frames:
        sent = changes(update(frame), contents).render_segments(console)
        pyte.Stream(changed).feed(sent)
        whole.reset()
        everything = changes(update(frame), TerminalContents()).render_segments(console)
        pyte.Stream(whole).feed(everything)
        assert seen(changed) == seen(whole)
        # And everything is what Textual itself would have sent.
        plain = pyte.Screen(WIDTH, HEIGHT)
        pyte.Stream(plain).feed(update(frame).render_segments(console).replace("\n", ""))
        assert seen(changed) == seen(plain)


def test_nothing_is_sent_when_nothing_changed() -> None:
    console = Console(color_system="256", force_terminal=True)
    contents = TerminalContents()
    frame = [[("same", STYLES[1])]] * HEIGHT
    assert changes(update(frame), contents).render_segments(console)
    assert changes(update(frame), contents).render_segments(console) == ""
    contents.forget()
    assert changes(update(frame), contents).render_segments(console)


def test_a_letter_and_its_accent_are_one_cell() -> None:
    console = Console(color_system="256", force_terminal=True)
    contents = TerminalContents()
    sent = [
        changes(update([[(text, Style())], [], []]), contents).render_segments(console)
        for text in ("ay\u0302b", "ayb", "ay\u0302b", "ay\u0302c", "a\x07y\u0302c")
    ]
    assert sent[1:] == ["\x1b[1;2Hy", "\x1b[1;2Hy\u0302", "\x1b[1;3Hc", ""]


def test_one_digit_costs_one_digit() -> None:
    console = Console(color_system="256", force_terminal=True)
    contents = TerminalContents()
    before, after = ([[(text, STYLES[3])], [], []] for text in ("+0.1234", "+0.1235"))
    changes(update(before), contents).render_segments(console)
    sent = changes(update(after), contents).render_segments(console)
    assert sent == "\x1b[1;7H\x1b[38;5;74;48;5;233m5\x1b[0m"


def test_the_question_is_asked_once_the_cells_are_sent() -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("?")
        return "?"

    screen = [[("loss", STYLES[0])]] * HEIGHT
    pieces = pieces_of(update(screen))
    changed = ChangedCells(pieces, Size(WIDTH, HEIGHT), TerminalContents(), ask=ask)
    assert changed.changed
    assert asked == []  # a screen that is gone by now is not sent, and nobody would answer
    assert changed.render_segments(Console()).endswith("?")
    assert asked == ["?"]

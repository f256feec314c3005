"""Only rows with changes are painted, and the screen is as if all of it had been."""

from collections.abc import Iterable
from typing import Any

import pytest
from rich.console import RenderableType
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui_descent.terminal.changes import pieces_of
from tui_descent.terminal.terminal_app import PreparedScreen, TerminalApp

WIDTH, HEIGHT = 30, 8
OVER = Region(10, 4, 8, 2)
SHEETS = ("left", "right", "over")


class Sheet(Widget):
    """All of it is one letter."""

    letter = "a"
    painted = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.painted += crop.height
        return [Strip([Segment(self.letter * crop.width)])] * crop.height


class Sheets(PreparedScreen[None]):
    """Two sheets beside each other, and one that lies over parts of both."""

    CSS = f"""
    Sheets {{ layers: below above; layout: horizontal; }}
    Sheet {{ layer: below; width: 1fr; }}
    #over {{
        layer: above; offset: {OVER.x} {OVER.y}; width: {OVER.width}; height: {OVER.height};
    }}
    """

    def compose(self) -> ComposeResult:
        for name in SHEETS:
            yield Sheet(id=name)


class Watched(TerminalApp):
    """Notes what it sends."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[tuple[int, int], str] = {}
        self.twice = False

    def on_mount(self) -> None:
        self.push_screen(Sheets())

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            pieces = pieces_of(renderable)
            self.twice |= len({(y, x) for y, x, _ in pieces}) < len(pieces)
            for y, x, strip in pieces:
                self.cells.update({(y, x + at): char for at, char in enumerate(strip.text)})

    @property
    def sheets(self) -> list[Sheet]:
        return [self.screen.query_one(f"#{name}", Sheet) for name in SHEETS]

    @property
    def seen(self) -> list[str]:
        return ["".join(self.cells[y, x] for x in range(WIDTH)) for y in range(HEIGHT)]

    def change(self, number: int, letter: str, rows: Iterable[int]) -> None:
        sheet = self.sheets[number]
        sheet.letter = letter
        assert isinstance(self.screen, Sheets)
        self.screen.repaint(sheet, rows)


async def test_a_row_with_nothing_over_it_is_painted_by_its_widget_alone() -> None:
    app = Watched()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        before = [sheet.painted for sheet in app.sheets]
        app.change(0, "b", [1])
        await pilot.pause()
        assert [sheet.painted for sheet in app.sheets] == [before[0] + 1, *before[1:]]
        assert app.seen == ["a" * 30, "b" * 15 + "a" * 15, *["a" * 30] * 6]


@pytest.mark.parametrize(
    ("number", "rows"), [(0, [3, 4, 5]), (0, [4]), (1, [7, 5]), (2, [0, 1]), (2, [1]), (1, [6, 9])]
)
async def test_what_lies_over_others_stays_above_them(number: int, rows: list[int]) -> None:
    app = Watched()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        for letter in "bc":
            app.change(2, "o", [0, 1])
            app.change(number, letter, rows)
            await pilot.pause()
            place = app.sheets[number].region
            over = {(y, x) for y in OVER.line_range for x in OVER.column_range}
            changed = {(place.y + y, x) for y in rows if y < HEIGHT for x in place.column_range}
            own = over if number == 2 else changed - over
            assert {app.cells[at] for at in own} == {letter}
            assert {app.cells[at] for at in over - own} <= {"o"}


async def test_what_has_changed_for_two_reasons_is_sent_once() -> None:
    app = Watched()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        app.sheets[2].refresh()
        app.change(2, "b", [1])
        await pilot.pause()
        assert {app.cells[y, OVER.x] for y in OVER.line_range} == {"b"}
        assert not app.twice


async def test_what_two_widgets_share_is_painted_by_both() -> None:
    app = Watched()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        app.sheets[0].letter, app.sheets[1].letter = "bc"
        app.screen.refresh(Region(12, 1, 6, 1))
        await pilot.pause()
        assert app.seen[1][12:18] == "bbbccc"


async def test_what_is_beside_a_widget_above_is_painted_below_it() -> None:
    app = Watched()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        app.sheets[0].letter = "b"
        app.sheets[0].refresh(Region(2, OVER.y, 3, 1))
        await pilot.pause()
        assert app.seen[OVER.y][2:5] == "bbb"
        assert app.seen[OVER.y][OVER.x : OVER.right] == "a" * OVER.width

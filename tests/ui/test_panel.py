"""What all panels have in common: their frame, and which lines are made anew."""

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.css.types import EdgeType
from textual.geometry import Size
from textual.widget import Widget

from tui_descent.terminal.terminal_app import PreparedScreen
from tui_descent.text import safe
from tui_descent.ui.widgets.panel import ORDINARY, Panel, Row

TITLES = ("", "loss", "a title that has more words than there is room for", "損失 と 勾配 の 表")
LINE: tuple[EdgeType, str] = ("round", "white")


class Counted(Panel[int]):
    def draw(self, shown: int, size: Size) -> list[Row]:
        return [[("always the same", "plain")], [(f"{shown}", "strong"), ("→−", "dim")], [("", "")]]


class Both(App[None]):
    """A panel, and a widget that Textual frames, of the same size."""

    def __init__(self, framed: bool, width: int) -> None:
        super().__init__()
        self._framed, self._width = framed, width

    def get_default_screen(self) -> PreparedScreen[None]:
        return PreparedScreen()

    def compose(self) -> ComposeResult:
        for one in (Counted(), Widget(classes="plain")):
            one.styles.width, one.styles.height = self._width, 5
            one.styles.border_top = LINE
            if self._framed:
                one.styles.border = LINE
            yield one


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("width", [12, 30, 70])
async def test_its_frame_is_that_of_textual(framed: bool, width: int) -> None:
    app = Both(framed, width)
    async with app.run_test(size=(80, 24)):
        panel, plain = app.query_one(Counted), app.query_one(".plain")
        for title in TITLES:
            for note in TITLES:
                panel.entitle(title, note)
                panel.show(1)
                plain.border_title, plain.border_subtitle = title or None, note or None
                for y in (0, 4) if framed else (0,):
                    ours, theirs = (
                        one.render_lines(one.outer_size.region)[y].text for one in (panel, plain)
                    )
                    assert ours == theirs


async def test_lines_that_are_the_same_are_the_same_strips() -> None:
    async with Both(True, 30).run_test(size=(80, 24)) as pilot:
        panel = pilot.app.query_one(Counted)
        panel.show(1)
        before = panel.render_lines(panel.outer_size.region)
        panel.show(2)
        after = panel.render_lines(panel.outer_size.region)
        same = [one is other for one, other in zip(before, after, strict=True)]
        assert same == [True, True, False, True, True]
        assert after[2].text.startswith("│2→−")


def test_what_is_drawn_without_being_measured_is_safe_and_has_one_cell() -> None:
    found = [char for char in map(chr, range(0x110000)) if ORDINARY.fullmatch(char)]
    assert len(found) > 95  # ASCII, and more
    assert all(safe(char) == char and cell_len(char) == 1 for char in found)


async def test_a_panel_whose_screen_is_gone_draws_nothing() -> None:
    app = Both(framed=True, width=30)
    async with app.run_test():
        panel = app.query_one(Counted)
        panel.show(1)
        assert len(panel.render_lines(panel.outer_size.region)) == 5
        await panel.remove()
        panel.show(2)  # as by a message that was under way
        assert not panel.is_attached

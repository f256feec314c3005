"""The panels of directions and sharpness: what stands in their rows."""

import numpy as np
import pytest
from textual.geometry import Size

from tests.ui.test_screens import opened, press, text_of
from tests.ui.test_what import place_of, told
from tui_descent.analysis.directions import WORDS
from tui_descent.analysis.hessian import hessian
from tui_descent.presets import load
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.meanings import OF_DIRECTION
from tui_descent.ui.screens.what import WhatScreen
from tui_descent.ui.widgets.directions import LANDS, DirectionsPanel
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.plots import DOT
from tui_descent.ui.widgets.sharpness import SharpnessPlot


def drawn(panel: Panel[Frame], session: Session, view: str, width: int, height: int) -> list[str]:
    session.cameras.watch({view: (width, height)})
    rows = panel.draw(session.frame(), Size(width, height))
    return ["".join(text for text, _ in row) for row in rows]


def directions(
    name: str, width: int = 46, height: int = 17, rate: float | None = None, passes: int = 0
) -> list[str]:
    session = Session(load(name), learning_rate=rate)
    session.step(passes)
    return drawn(DirectionsPanel(id="directions"), session, "directions", width, height)


def test_each_row_tells_where_a_ball_let_go_is_carried() -> None:
    """1, −0.6, 0.36 … of the distance: the other side, nearer; 0.92 …: hardly a step."""
    _, steep, _, flat, *_ = directions("ravine")
    assert steep.split()[0] == "4"
    assert flat.split()[0] == "0.2"
    bottom = steep.index("┊") if "┊" in steep else flat.index("┊")
    assert steep.index(LANDS) < bottom < steep.index(DOT)
    assert bottom < flat.index(DOT)
    assert "×−0.6 zigzags  w2" in steep
    assert "×0.92 settles  w1" in flat


def test_what_climbs_leaves_the_track() -> None:
    _, steep, words, *_ = directions("ravine", rate=0.6)
    assert "◂" in steep
    assert words.strip() == "above its limit: lands 1.4 times as far out"


@pytest.mark.parametrize("width", [24, 30, 38, 46, 60, 78, 118, 190])
@pytest.mark.parametrize("height", [1, 2, 4, 8, 17, 40])
@pytest.mark.parametrize("name", ["ravine", "xor", "one-weight", "mini-batches"])
def test_it_fits_and_shows_as_many_as_there_is_room_for(name: str, width: int, height: int) -> None:
    rows = directions(name, width, height)
    assert len(rows) <= height
    if width >= 38:
        assert max(map(len, rows)) <= width
    count = Session(load(name)).parameter_count
    shown = [row for row in rows if "×" in row]
    assert len(shown) <= count
    if height > 2:
        assert len(shown) >= min(count, height - 2, 2)
    if len(shown) < count and height > 3:
        assert sum("more between" in row for row in rows) == 1
        assert f"{count - len(shown)} more between" in "".join(rows)


def test_each_limit_has_its_tick_on_the_scale_of_the_gauge() -> None:
    """0.5 and 10 on a scale from 0.01 to 100, the rate at 0.4."""
    rows = directions("ravine")
    scale = next(row for row in rows if row.startswith(" lr "))
    room = 46 - 4 - 1
    for rate, sign in ((0.4, "▲"), (0.5, "╵"), (10.0, "╵")):
        place = int((np.log10(rate) + 2.0) / 4.0 * room)
        assert scale[4 + place] == sign


def test_the_sharpness_stands_beside_its_edge() -> None:
    session = Session(load("xor"))
    session.step(30)
    rows = drawn(SharpnessPlot(id="sharpness"), session, "sharpness", 56, 17)
    steepest = np.linalg.eigvalsh(hessian(session.objective, session.state.theta).whole())[-1]
    assert (
        rows[0].strip() == f"sharpness λmax {steepest:.4g}, below the edge 2/lr = {2.0 / 0.3:.4g}"
    )
    assert sum("●" in row for row in rows) == 2
    assert any("‖g‖" in row for row in rows)
    assert len(rows) <= 17
    low = drawn(SharpnessPlot(id="sharpness"), session, "sharpness", 46, 8)
    assert sum("●" in row for row in low) == 1


async def test_each_word_and_sign_of_it_is_explained() -> None:
    assert {*WORDS} <= OF_DIRECTION.keys()
    app = opened("ravine")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "space", "view directions", "W"])
        await pilot.pause()
        screen, text = app.screen, text_of(pilot)
        assert isinstance(screen, WhatScreen)
        for word in ("zigzags", "settles", "condition", "╵", "▲", "○"):
            at = place_of(text, word)
            assert told(screen, at).startswith(OF_DIRECTION[word])

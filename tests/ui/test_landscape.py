"""Landscape and slice as they are drawn: what stands in which cell."""

import asyncio
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.lib.stride_tricks import sliding_window_view
from textual.geometry import Size

from tests.ui.test_screens import press, text_of
from tests.views.test_landscape import seen, watching
from tui_descent.actions.registry import keys
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.terminal.glyphs import ascii_cell
from tui_descent.ui.app import DescentApp
from tui_descent.ui.keys import footer, usual
from tui_descent.ui.theme import BANDS
from tui_descent.ui.widgets.cells import BRAILLE, DOTS
from tui_descent.ui.widgets.ground import DENSE, HAZE, QUARTERS, Ground, Grounded, cells_of, swatch
from tui_descent.ui.widgets.landscape import LandscapePanel
from tui_descent.ui.widgets.landscape_words import legend
from tui_descent.ui.widgets.lines import Footer, FooterText
from tui_descent.ui.widgets.mountain import MountainPanel
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.slice import SlicePanel
from tui_descent.views import pictures
from tui_descent.views.landscape import Landscape
from tui_descent.views.relief import Map
from tui_descent.views.scales import Bounds

SIZE = (36, 17)
SURFACES = ["two-weights", "ravine", "saddle", "himmelblau", "rosenbrock"]


def drawn(session: Session, size: tuple[int, int] = SIZE) -> tuple[Landscape, list[str]]:
    """The landscape, and its rows as text."""
    shown = seen(session)
    rows = LandscapePanel().draw(session.frame(), Size(*size))
    return shown, ["".join(text for text, _ in row) for row in rows]


def map_of(shown: Landscape, lines: list[str]) -> list[str]:
    """The cells of the map, from the top, without the numbers beside it."""
    rows, columns = shown.heights.shape[0] // 4, shown.heights.shape[1] // 2
    return [line[-columns:] if len(line) >= columns else line for line in lines[:rows]]


def cells(
    shown: Landscape, column: int, row: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The heights in one cell of the map, counted from the top."""
    heights = shown.heights[::-1]
    return heights[4 * row : 4 * row + 4, 2 * column : 2 * column + 2]


def bands(shown: Landscape, heights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The colour of each height, by its definition."""
    place = (heights[..., None] >= np.array(shown.levels)).sum(-1)
    return np.asarray(np.rint(place * (BANDS - 1) / max(1, len(shown.levels))))


@pytest.mark.parametrize("name", SURFACES)
def test_each_quarter_of_a_cell_has_the_colour_of_its_height(name: str) -> None:
    shown = seen(watching(name))
    ground = Ground(Map(shown), shown.levels, flat=False)
    checked = 0
    for row, column in np.ndindex(*ground.char.shape):
        four = bands(shown, cells(shown, column, row).reshape(2, 2, 2).mean(1))
        if len(set(four.ravel())) > 2:
            continue  # a cell has two colours; of three the one between goes with the nearer
        code = QUARTERS.tolist().index(ground.char[row, column])
        inks = [[code >> (2 * y + x) & 1 for x in (0, 1)] for y in (0, 1)]
        painted = np.where(inks, ground.ink[row, column], ground.back[row, column])
        np.testing.assert_array_equal(painted, four)
        checked += 1
    assert checked > 0.8 * ground.char.size


@pytest.mark.parametrize("name", SURFACES)
def test_on_a_slow_line_a_cell_has_one_colour_that_of_a_quarter_of_it(name: str) -> None:
    shown = seen(watching(name))
    ground = Ground(Map(shown), shown.levels, flat=False, cheap=True)
    assert set(ground.char.ravel()) == {" "}
    for row, column in np.ndindex(*ground.char.shape):
        four = bands(shown, cells(shown, column, row).reshape(2, 2, 2).mean(1))
        assert ground.back[row, column] in four
    fine = Ground(Map(shown), shown.levels, flat=False)
    pieces, fewer = (sum(map(len, one.rows())) for one in (fine, ground))
    assert fewer < pieces


@pytest.mark.parametrize("name", SURFACES)
def test_characters_tell_the_bands_apart_without_colour(name: str) -> None:
    shown = seen(watching(name, size=(79, 28)))
    ground = Ground(Map(shown), shown.levels, flat=True)
    heights = cells_of(np.asarray(shown.heights[::-1])).mean((2, 3))
    dense = [DENSE.tolist().index(char) for char in ground.char.ravel()]
    order = np.argsort(heights.ravel())
    ranks = np.array(dense)[order]
    assert len({*dense}) >= 3
    assert (ranks[: len(ranks) // 10].mean()) < ranks[-len(ranks) // 10 :].mean()


@pytest.mark.parametrize("name", SURFACES)
def test_the_legend_names_each_level_between_the_colours_on_its_sides(name: str) -> None:
    shown = seen(watching(name, size=(79, 28)))
    row = legend(shown, 79, flat=False)
    texts = [text.replace("−", "-") for text, style in row if style == "dim" and text.strip()]
    np.testing.assert_allclose([float(text) for text in texts], shown.levels)
    colours = [int(style.split()[1]) for _, style in row if style.startswith("ground")]
    edges = [-np.inf, *shown.levels]
    np.testing.assert_array_equal(colours, bands(shown, np.array([edges]))[0])


@pytest.mark.parametrize("name", SURFACES)
def test_without_colour_the_legend_names_the_levels_at_which_the_character_changes(
    name: str,
) -> None:
    shown = seen(watching(name, size=(79, 28)))
    row = legend(shown, 79, flat=True)
    chars = [text[0] for text, style in row if style.startswith("ground")]
    assert len({*chars}) == len(chars) > 2
    texts = [float(text.replace("−", "-")) for text, style in row if style == "dim" and text != " "]
    around = [np.nextafter(level, side) for level in texts for side in (-np.inf, np.inf)]
    found = [swatch(int(band), flat=True)[0] for band in bands(shown, np.array(around))]
    assert found == [char for pair in pairwise(chars) for char in pair]


@pytest.mark.parametrize("name", ["two-weights", "ravine", "himmelblau", "rosenbrock"])
def test_the_marks_stand_in_the_cells_of_their_places(name: str) -> None:
    session = watching(name)
    session.step(3)
    shown, lines = drawn(session)
    low_x, high_x, low_y, high_y = shown.window
    chars = map_of(shown, lines)
    rows, columns = len(chars), shown.heights.shape[1] // 2
    marks = [("●", shown.now), *(("◇", (x, y)) for x, y, _ in shown.minima)]
    for mark, (x, y) in marks:
        column = int((x - low_x) / (high_x - low_x) * columns)
        row = int((high_y - y) / (high_y - low_y) * rows)
        near = [chars[at][max(0, column - 1) : column + 2] for at in (row - 1, row, row + 1)]
        assert any(mark in part for part in near)
        assert sum(line.count(mark) for line in chars) == sum(one == mark for one, _ in marks)


def dots_of(lines: list[str]) -> np.ndarray[Any, Any]:
    """The braille dots of lines, shape (4·rows, 2·columns)."""
    codes = np.array([[max(ord(char) - BRAILLE, 0) for char in line] for line in lines])
    bits = (codes[..., None, None] & np.array(DOTS)) > 0
    return np.asarray(bits).swapaxes(1, 2).reshape(4 * codes.shape[0], 2 * codes.shape[1])


@pytest.mark.parametrize(
    ("view", "panel"), [("landscape", LandscapePanel), ("mountain", MountainPanel)]
)
def test_the_legs_of_a_zigzag_stay_apart(view: str, panel: type[Grounded]) -> None:
    """The ravine's descent at rate 0.6 crosses the valley with each of its eight passes."""
    session = Session(load("ravine"))
    session.cameras.watch({view: (48, 17)})
    session.set_learning_rate(0.6)
    session.step(8)
    rows = panel().draw(session.frame(), Size(48, 17))[:13]
    dots = dots_of(["".join(text for text, _ in row).ljust(48)[:48] for row in rows])
    around = np.pad(dots.astype(int), 1)
    neighbours = sliding_window_view(around, (3, 3)).sum((2, 3)) - dots
    assert dots.sum() > 70
    assert (dots & (neighbours > 4)).sum() <= 3  # a line, or two that meet, has no more of them


def test_the_lowest_point_is_told_in_words() -> None:
    _, lines = drawn(watching("two-weights"))
    assert any("lowest here 0 at (2, 1)" in line for line in lines)
    _, lines = drawn(watching("saddle"))
    assert any("no lowest point inside" in line for line in lines)


@pytest.mark.parametrize("name", ["diabetes", "xor", "circle", "vanishing"])
@pytest.mark.parametrize("size", [(36, 17), (79, 28), (38, 6)])
def test_the_point_is_a_shadow_where_the_map_is_not_so_high(
    name: str, size: tuple[int, int]
) -> None:
    session = watching(name, size=size)
    told = set()
    for _ in range(45):
        shown, lines = drawn(session, size)
        text = "\n".join(lines)
        mark, other = ("●", "◌") if shown.is_so_high else ("◌", "●")
        assert sum(line.count(mark) for line in map_of(shown, lines)) == 1
        assert other not in text
        if size[1] > 9:
            is_shadow = not shown.is_on_it
            said = re.search(r"plane (of|through) pass (\d+)(.*)", text)
            assert said is not None
            assert int(said[2]) == shown.laid
            assert (mark in said[3]) == is_shadow
            assert ("shadow" in said[3]) == (is_shadow or len(shown.path) > 1)
        heights = re.search(r"◌ (?:are|is a) shadows?: (\S+) there, the loss is (\S+)", text)
        if heights:
            assert not shown.is_so_high
            for number, value in zip(heights.groups(), (shown.ground, shown.loss), strict=True):
                assert float(number.replace("−", "-")) == pytest.approx(value, rel=5e-3)
            told.add("heights")
        told.add(mark)
        session.step()
    assert {"●", "◌"} <= told
    assert ("heights" in told) == (size[0] == 79)


def test_the_shadow_differs_from_the_point_in_ascii_too() -> None:
    assert len({ascii_cell(mark) for mark in "●◌◇"}) == 3


def test_ground_without_contours_says_why() -> None:
    session = watching("two-weights")
    frame = session.frame()
    assert frame.pictures["landscape"] is not None
    heights = frame.pictures["landscape"].heights
    rounding = np.full_like(heights, 1e25)
    rounding[::2] *= 1.0 + 3e-16
    for ground, says in (
        (rounding, "1e+25 all over, but for rounding"),
        (np.full_like(heights, np.inf), "no height here is a finite number"),
        (1e-310 * (1.0 + np.abs(heights)), "from "),
    ):
        shown = replace(
            frame.pictures["landscape"],
            heights=ground,
            bounds=Bounds.of(ground),
            levels=(),
            minima=(),
            floor=None,
        )
        rows = LandscapePanel().draw(replace(frame, pictures={"landscape": shown}), Size(*SIZE))
        text = "\n".join("".join(part for part, _ in row) for row in rows)
        assert says in text.replace("−", "-")
        assert "as high everywhere" not in text


def test_a_coarse_map_says_no_heights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "FRAME", 1e-6)
    session = Session(load("himmelblau"))
    session.cameras.watch({"landscape": SIZE})
    frame = session.frame()
    assert frame.pictures["landscape"] is not None
    assert frame.pictures["landscape"].coarse
    rows = LandscapePanel().draw(frame, Size(*SIZE))
    lines = ["".join(text for text, _ in row) for row in rows]
    assert not re.search(r"\d", "".join(map_of(frame.pictures["landscape"], lines)))
    assert any(line.startswith(" low ") and line.endswith(" high") for line in lines)
    assert any("is looked for" in line for line in lines)
    assert not any("no lowest point" in line or "◇" in line for line in lines)


def test_numbers_too_large_to_draw_are_no_divergence(tmp_path: Path) -> None:
    (tmp_path / "huge.toml").write_text("""
format = 1
title = "huge"
[data]
inputs = [[1.0], [2.0]]
targets = [[1e150], [3e150]]
[network]
layers = [1, 1]
activations = ["identity"]
weights = [[[1.0]]]
bias_values = [[0.0]]
[training]
learning_rate = 0.1
""")
    session = Session(load(str(tmp_path / "huge.toml")))
    session.cameras.watch({"landscape": SIZE, "slice": SIZE})
    session.step(3)
    assert not session.ended
    for panel in (LandscapePanel(), SlicePanel()):
        ((text, _),) = panel.draw(session.frame(), Size(*SIZE))[0]
        assert "too large" in text
        assert "diverged" not in text


def test_the_step_points_with_the_velocity_and_the_slope_straight_down() -> None:
    session = watching("momentum")
    session.step(5)
    shown, lines = drawn(session)
    words = next(line for line in lines if "slope" in line)
    arrows = dict(zip("→↗↑↖←↙↓↘", range(8), strict=True)) | dict(
        zip("⇒⇗⇑⇖⇐⇙⇓⇘", range(8), strict=True)
    )
    slope, step = (arrows[char] for char in words if char in arrows)
    assert shown.downhill is not None
    assert shown.step is not None
    for eighth, way in ((slope, shown.downhill), (step, shown.step)):
        assert eighth == round(float(np.arctan2(way[1], way[0])) / (np.pi / 4.0)) % 8
    assert slope != step


def test_fog_leaves_cells_blank_and_levels_and_the_lowest_point_untold() -> None:
    session = watching("himmelblau")
    session.step(3)
    _, clear = drawn(session)
    session.fog = True
    shown, lines = drawn(session)
    hidden = 0
    for row, line in enumerate(map_of(shown, lines)):
        for column, char in enumerate(line):
            area = shown.seen[::-1][4 * row : 4 * row + 4, 2 * column : 2 * column + 2]
            if not area.any() and char not in "•○" and not 0x2800 <= ord(char) < 0x2900:
                assert char == HAZE
                hidden += 1
    assert hidden > 200
    assert not any("◇" in line for line in lines)
    assert any("◇" in line for line in clear)
    assert any("slope" in line for line in lines)
    assert shown.heights[~shown.seen].max() > shown.levels[-1]
    assert shown.levels[-1] < shown.heights[shown.seen].max()


@pytest.mark.parametrize("size", [(38, 4), (30, 9), (36, 17), (79, 28), (12, 2), (5, 1)])
@pytest.mark.parametrize("name", ["two-weights", "xor", "mini-batches"])
def test_nothing_is_wider_or_higher_than_its_panel(name: str, size: tuple[int, int]) -> None:
    session = Session(load(name))
    session.cameras.watch({"landscape": size, "slice": size})
    for fog in (False, True):
        session.fog = fog
        session.step(3)
        frame = session.frame()
        for panel in (LandscapePanel(), SlicePanel()):
            rows = panel.draw(frame, Size(*size))
            assert len(rows) <= size[1]
            if size[0] >= 36:
                assert all(sum(len(text) for text, _ in row) <= size[0] for row in rows)


async def test_a_fine_picture_comes_by_itself_and_keys_are_heard_meanwhile() -> None:
    app = DescentApp(Session(load("digits")))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, ["space", "space", "view landscape", "space"])
        assert "pass 3 " in text_of(pilot)
        async with asyncio.timeout(60.0):
            while "coarse" in text_of(pilot) or "slope" not in text_of(pilot):
                await pilot.pause()
        assert "300 of 1797 samples" in text_of(pilot)


@pytest.mark.parametrize("folded", [False, True])
def test_its_keys_push_no_other_out_that_one_cannot_do_without(folded: bool) -> None:
    shown = footer(
        usual(folded, ground=True, turns=False, cure=False), keys("training", "everywhere")
    )
    rows = Footer().draw(FooterText(tuple(shown)), Size(76, 1))
    line = "".join(text for text, _ in rows[0])
    assert len(line) <= 77  # the last cell is a space
    for key in ("space pass", "b back", "z closer", "y fog", "? help", "q quit"):
        assert f" {key} " in line


async def test_a_low_map_beside_the_hero_says_through_which_pass_its_plane_was_laid() -> None:
    session = Session(load("xor"))
    async with DescentApp(session).run_test(size=(120, 40)) as pilot:
        await press(pilot, ["space"] * 14)
        laid = session.cameras.landscape.sight.laid
        assert laid is not None
        assert 0 < laid.passes < 14
        assert f"plane of pass {laid.passes}" in text_of(pilot)


async def test_its_keys_are_named_while_it_is_seen() -> None:
    app = DescentApp(Session(load("two-weights")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "y fog" not in text_of(pilot)
        await press(pilot, ["view landscape"])
        assert "↑↓ lr  z closer  y fog  ? help" in text_of(pilot)


async def test_keys_move_the_camera_and_the_fog() -> None:
    session = Session(load("two-weights"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await pilot.press("H")
        await pilot.pause()
        assert "landscape and mountain are not on the screen" in text_of(pilot)
        await press(pilot, ["view landscape"])
        windows = []
        for key in ("z", "Z", "H", "J", "K", "L", "c"):
            await pilot.press(key)
            await pilot.pause()
            shown = session.frame().pictures["landscape"]
            assert shown is not None
            windows.append(shown.window)
        assert len(set(windows)) == 5  # Z undoes z, K undoes J, L undoes H
        assert "lowest here" in text_of(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert session.fog
        assert "lowest here" not in text_of(pilot)
        await pilot.press("l")
        await pilot.pause()
        assert "levels" in text_of(pilot)


@pytest.mark.parametrize("view", [("landscape", LandscapePanel), ("mountain", MountainPanel)])
def test_rows_that_look_as_before_are_the_same_and_all_others_are_made_afresh(
    view: tuple[str, type[Grounded]],
) -> None:
    name, kind = view
    session, panel = watching("himmelblau"), kind()
    session.cameras.watch({name: (60, 20)})
    before: list[Row] = []
    kept = 0
    for _ in range(12):
        frame = session.frame()
        rows = panel.draw(frame, Size(60, 20))
        assert [*map(tuple, rows)] == [*map(tuple, kind().draw(frame, Size(60, 20)))]
        again = panel.draw(frame, Size(60, 20))
        assert all(one is other for one, other in zip(rows[:14], again[:14], strict=True))
        kept += sum(one is other for one, other in zip(rows, before, strict=False))
        before = rows
        session.step()
    assert kept > 60

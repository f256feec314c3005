"""Points set by hand: put, moved and taken away by keys and clicks, and learned from."""

import numpy as np
import pytest

from tests.ui.test_screens import text_of
from tui_descent.presets import load
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.points import points_of
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.points import PointsScreen


def problem_of(session: Session) -> NetworkProblem:
    problem = session.preset.problem
    assert isinstance(problem, NetworkProblem)
    return problem


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (120, 40)])
async def test_five_points_are_put_and_fitted(size: tuple[int, int]) -> None:
    session = Session(load("circle"))
    async with DescentApp(session).run_test(size=size) as pilot:
        await pilot.press("D", "c", "1", *["right"] * 5, "1", *["up"] * 2, "2")
        await pilot.press("shift+left", "2", "down", "down", "down", "1", "enter")
        await pilot.pause()
        data = problem_of(session).data
        assert data.samples == 5
        assert data.targets[0].tolist() == [0.0, 0.0, 1.0, 1.0, 0.0]
        assert np.unique(data.inputs, axis=1).shape == (2, 5)
        assert session.state.passes == 0
        first = session.loss
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert session.loss < first
        await pilot.press("U", "U")
        await pilot.pause()
        assert problem_of(session).data.samples == 200


@pytest.mark.parametrize(("width", "words"), [(40, "learn  escape"), (80, "learn from these")])
async def test_the_footer_has_room_for_putting_learning_and_going_back(
    width: int, words: str
) -> None:
    async with DescentApp(Session(load("circle"))).run_test(size=(width, 12)) as pilot:
        await pilot.press("D")
        await pilot.pause()
        footer = text_of(pilot).rstrip().splitlines()[-1]
        assert "1-2 put" in footer
        assert words in footer
        assert "escape back" in footer


async def test_over_one_input_a_point_has_its_height_for_a_target() -> None:
    session = Session(load("sine"))
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "c", "1", *["right"] * 8, *["up"] * 4, "1", "enter")
        await pilot.pause()
        data = problem_of(session).data
        assert data.samples == 2
        assert data.inputs[0, 1] > data.inputs[0, 0]
        assert data.targets[0, 1] > data.targets[0, 0]


async def test_a_point_is_moved_and_taken_away() -> None:
    session = Session(load("circle"))
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "c", "2", *["right"] * 9, "1", "m", *["down"] * 4, "space")
        screen = pilot.app.screen
        assert isinstance(screen, PointsScreen)
        points = screen._editing.points
        assert points.kinds == (1, 0)
        assert points.places[1][1] < points.places[0][1]
        await pilot.press("x")
        assert [*screen._editing.points.kinds] == [1]
        await pilot.press("u")
        assert [*screen._editing.points.kinds] == [1, 0]
        await pilot.press("escape")
        assert "escape again" in text_of(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert problem_of(session).data.samples == 200


async def test_a_point_that_is_carried_is_put_down_or_left() -> None:
    session = Session(load("circle"))
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "c", "2", "m", "right", "right", "right")
        assert "space puts it down" in text_of(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PointsScreen)
        first = screen._editing.points.places
        await pilot.press("escape")
        assert "it stays where it was" in text_of(pilot)
        assert screen._editing.points.places == first
        await pilot.press("left", "left", "left", "m", "right", "enter")
        assert screen._editing.points.places != first
        assert len(screen._editing.points.places) == 1


async def test_a_click_moves_the_cursor_and_a_second_one_puts_a_point() -> None:
    session = Session(load("circle"))
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "c")
        await pilot.click(offset=(30, 8))
        await pilot.click(offset=(30, 8))
        screen = pilot.app.screen
        assert isinstance(screen, PointsScreen)
        assert len(screen._editing.points.places) == 1
        assert "1 points" not in text_of(pilot)


async def test_without_a_point_there_is_nothing_to_learn_from() -> None:
    session = Session(load("circle"))
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "c", "enter")
        assert "put at least one point" in text_of(pilot)


@pytest.mark.parametrize("name", ["bowl", "diabetes", "iris-species", "digits"])
async def test_where_no_hand_can_set_points_it_says_so(name: str) -> None:
    session = Session(load(name))
    assert points_of(session) is None
    async with DescentApp(session).run_test(size=(100, 30)) as pilot:
        await pilot.press("D")
        assert "points are set by hand where" in text_of(pilot)


@pytest.mark.parametrize("name", ["circle", "sine", "xor", "moons", "one-weight", "gaussians"])
async def test_what_is_left_as_it_was_changes_nothing(name: str) -> None:
    session = Session(load(name))
    session.step(2)
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        await pilot.press("D", "left", "enter")
        await pilot.pause()
        assert session.state.passes == 2

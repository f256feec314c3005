"""The landscape: heights, minima, contours and path against formulas; fog and planes."""

from collections.abc import Callable

import numpy as np
import pytest

from tui_descent.engine import history
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.session.another import restart_with
from tui_descent.session.elsewhere import past
from tui_descent.session.other_runs import fork
from tui_descent.session.session import Session
from tui_descent.views.landscape import Landscape
from tui_descent.views.landscape_camera import SIGHT

SIZE = (36, 17)


Formula = Callable[[FloatArray, FloatArray], FloatArray]


def line_through_points(w: FloatArray, b: FloatArray) -> FloatArray:
    """The loss of `two-weights`, point by point."""
    errors = [(w * x + b - (2.0 * x + 1.0)) ** 2 for x in (-1.0, 0.0, 1.0, 2.0)]
    return np.asarray(sum(errors) / 4.0)


FORMULAS: dict[str, tuple[Formula, list[tuple[float, float]]]] = {
    "two-weights": (line_through_points, [(2.0, 1.0)]),
    "ravine": (lambda x, y: 0.1 * x**2 + 2.0 * y**2, [(0.0, 0.0)]),
    "saddle": (lambda x, y: x**2 - y**2, []),
    "himmelblau": (
        lambda x, y: (x**2 + y - 11.0) ** 2 + (x + y**2 - 7.0) ** 2,
        [
            (3.0, 2.0),
            (-2.805118, 3.131312),
            (-3.779310, -3.283186),
            (3.584428, -1.848126),
        ],
    ),
    "rosenbrock": (lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2, [(1.0, 1.0)]),
}


def watching(name: str, rate: float | None = None, size: tuple[int, int] = SIZE) -> Session:
    session = Session(load(name), learning_rate=rate)
    session.cameras.watch({"landscape": size})
    return session


def seen(session: Session) -> Landscape:
    """The landscape once its fine picture was made, and another where the first moved the view."""
    found: Landscape | None = session.frame().pictures["landscape"]
    while session.cameras.due:
        (job,) = session.cameras.due
        picture = job.run()
        assert picture is not None
        assert session.cameras.take(job, picture)
        found = session.frame().pictures["landscape"]
    assert found is not None
    assert not found.coarse
    return found


def in_window(shown: Landscape) -> bool:
    """Whether the point is to be seen."""
    low_x, high_x, low_y, high_y = shown.window
    x, y = shown.now
    return low_x <= x <= high_x and low_y <= y <= high_y


def places(shown: Landscape) -> tuple[FloatArray, FloatArray]:
    """The coordinates of all dots."""
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.heights.shape
    x = low_x + (np.arange(columns) + 0.5) * (high_x - low_x) / columns
    y = low_y + (np.arange(rows) + 0.5) * (high_y - low_y) / rows
    across, up = np.meshgrid(x, y)
    return across, up


@pytest.mark.parametrize("name", FORMULAS)
def test_heights_and_minima_are_those_of_the_formula(name: str) -> None:
    formula, minima = FORMULAS[name]
    session = watching(name)
    shown = seen(session)
    np.testing.assert_allclose(shown.heights, formula(*places(shown)), rtol=1e-9, atol=1e-9)
    low_x, high_x, low_y, high_y = shown.window
    inside = [(x, y) for x, y in minima if low_x < x < high_x and low_y < y < high_y]
    assert inside == minima
    found = sorted((x, y) for x, y, _ in shown.minima)
    np.testing.assert_allclose(np.array(found), np.array(sorted(inside)), atol=2e-4)
    for _, _, height in shown.minima:
        assert height == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_path_is_the_way_of_the_descent_and_the_step_is_the_next_one(name: str) -> None:
    session = watching(name)
    way = [session.state.theta]
    for _ in range(6):
        session.step()
        way.append(session.state.theta)
    shown = seen(session)
    np.testing.assert_array_equal(shown.path, np.array(way))
    np.testing.assert_array_equal(shown.downhill, -session.state.gradient)
    assert shown.slope == pytest.approx(float(np.linalg.norm(session.state.gradient)))
    session.step()
    assert shown.step is not None
    np.testing.assert_allclose(way[-1] + shown.step, session.state.theta, atol=1e-12)


@pytest.mark.parametrize("name", FORMULAS)
def test_levels_are_readable_and_lie_between_heights(name: str) -> None:
    shown = seen(watching(name))
    assert 4 <= len(shown.levels) <= 10
    for level in shown.levels:
        assert float(f"{level:.3g}") == level
        assert shown.heights.min() < level < shown.heights.max()


def test_overshooting_crosses_the_walls_of_the_ravine_and_comes_closer() -> None:
    session = watching("ravine", 0.45)
    session.step(8)
    heights_of_walls = seen(session).path[:, 1]
    assert (np.sign(heights_of_walls[1:]) == -np.sign(heights_of_walls[:-1])).all()
    assert (np.diff(np.abs(heights_of_walls)) < 0.0).all()


def test_contours_rise_by_factors_or_evenly_as_asked() -> None:
    session = watching("himmelblau")
    assert seen(session).logarithmic
    session.cameras.landscape.logarithmic = False
    even = seen(session)
    assert not even.logarithmic
    np.testing.assert_allclose(np.diff(even.levels), even.levels[1] - even.levels[0])
    session = watching("saddle")
    session.cameras.landscape.logarithmic = True
    assert not seen(session).logarithmic  # heights below 0 have no logarithm


def test_fog_hides_what_is_further_from_the_path_than_one_sees() -> None:
    session = watching("himmelblau")
    session.fog = True
    session.step(6)
    shown = seen(session)
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.heights.shape
    across, up = (high_x - low_x) / columns, (high_y - low_y) / rows
    x, y = places(shown)
    distances = np.min(  # in dots
        [np.hypot((x - place[0]) / across, (y - place[1]) / up) for place in shown.path], axis=0
    )
    reach = SIGHT * min(rows, columns)
    assert shown.seen[distances < reach - 1.0].all()
    assert not shown.seen[distances > reach + 1.0].any()
    session.fog = False
    assert seen(session).seen.all()


def test_a_ghost_keeps_its_path() -> None:
    session = watching("two-weights")
    session.step(5)
    whole = seen(session).path
    fork(session)
    session.back(3)
    session.set_learning_rate(0.3)
    session.step(2)
    shown = seen(session)
    np.testing.assert_array_equal(shown.others[0][1].places, whole)
    assert not np.array_equal(shown.path, whole[: len(shown.path)])


def test_a_plane_of_a_larger_network_is_laid_through_the_point_and_says_when() -> None:
    session = watching("diabetes")
    start = session.state.theta
    session.step(3)
    shown = seen(session)
    assert shown.laid == 3
    session.step(2)
    shown = seen(session)
    assert shown.laid == 3
    at = np.unravel_index(1000, shown.heights.shape)
    x, y = (float(axis[at]) for axis in places(shown))
    alone = Session(load("diabetes"))
    alone.step(3)
    theta = alone.state.theta.copy()
    theta[[0, 1]] = x, y
    assert shown.heights[at] == pytest.approx(float(session.objective.value(theta)))
    np.testing.assert_allclose(shown.path[0], start[[0, 1]])
    session.cameras.landscape.follow()
    assert seen(session).laid == 5
    session.reset()
    assert seen(session).laid == 0


def test_another_selected_parameter_goes_to_the_right_and_a_chosen_one_upwards() -> None:
    session = watching("diabetes")
    assert seen(session).names == ("w1 bmi→o1", "w2 blood_pressure→o1")
    session.select(2)
    assert seen(session).names == ("b →o1", "w2 blood_pressure→o1")
    session.cameras.landscape.second()
    session.select(1)
    assert seen(session).names == ("w1 bmi→o1", "b →o1")


def test_principal_directions_of_the_path_hold_most_of_it() -> None:
    session = watching("xor")
    session.step(30)
    shown = seen(session)
    assert shown.explained is not None
    assert shown.laid == 30
    assert 0.8 < sum(shown.explained) <= 1.0 + 1e-9
    states = np.array([state.theta for state, _, _ in past(session)])
    differences = states - states.mean(axis=0)
    variances = np.linalg.svd(differences, compute_uv=False) ** 2
    np.testing.assert_allclose(shown.explained, variances[:2] / variances.sum(), rtol=1e-6)
    session.cameras.landscape.next_plane()
    assert seen(session).explained is None


def test_with_two_parameters_there_is_no_other_plane() -> None:
    session = watching("ravine")
    before = seen(session)
    assert "whole landscape" in session.cameras.landscape.next_plane()
    assert "whole landscape" in session.cameras.landscape.second()
    assert before.laid is None
    assert seen(session).names == ("w1", "w2")


def test_a_picture_that_takes_long_is_coarse_first_and_then_fine() -> None:
    session = watching("digits")
    session.step(2)
    coarse = session.frame().pictures["landscape"]
    assert coarse is not None
    assert coarse.coarse
    assert coarse.minima == ()
    (job,) = session.cameras.due
    picture = job.run()
    assert picture is not None
    assert session.cameras.take(job, picture)
    fine = session.frame().pictures["landscape"]
    assert fine is not None
    assert not fine.coarse
    assert not session.cameras.due
    assert (fine.samples, fine.all_samples) == (300, 1797)
    assert fine.window == coarse.window
    apart = np.abs(fine.heights - coarse.heights).max()
    assert 0.0 < apart < 0.3 * (fine.heights.max() - fine.heights.min())


def test_a_picture_of_what_is_looked_at_no_more_is_dropped() -> None:
    session = watching("digits")
    session.frame()
    (outdated,) = session.cameras.due
    session.cameras.zoom(1)
    session.frame()
    (job,) = session.cameras.due
    assert job is not outdated
    assert outdated.run() is None
    picture = job.run()
    assert picture is not None
    assert not session.cameras.take(outdated, picture)
    assert session.cameras.take(job, picture)


@pytest.mark.parametrize("name", ["ravine", "xor", "one-weight", "two-weights"])
def test_after_divergence_the_last_picture_stays_and_says_when_it_broke(name: str) -> None:
    session = watching(name, 1e3)
    begun = seen(session).now if name != "one-weight" else None
    session.step(400)
    assert session.ended
    if begun is None:
        return
    shown = seen(session)
    assert shown.broke is not None
    last = session.walk.history.state(shown.broke - 1)
    assert (np.abs([*last.theta, *last.gradient]) < 1e100).all()
    after = session.walk.history.state(shown.broke)
    assert not (np.abs([*after.theta, *after.gradient]) < 1e100).all()
    assert in_window(shown)
    assert shown.step is None
    session.reset()
    assert seen(session).now == begun
    assert seen(session).broke is None


def test_another_problem_in_the_same_session_has_its_own_landscape() -> None:
    session = watching("ravine")
    seen(session)
    restart_with(session, load("two-weights"))
    assert seen(session).names == ("w1 x1→o1", "b →o1")


@pytest.mark.parametrize("name", ["diabetes", "xor", "circle", "vanishing", "iris-species"])
def test_the_map_is_as_high_as_the_loss_where_it_says_so(name: str) -> None:
    session = watching(name)
    seen(session)
    said = set()
    for _ in range(50):
        shown = seen(session)
        assert shown.loss == pytest.approx(session.loss, rel=1e-9)
        # The map's own height under the point, from the dots around it.
        low_x, high_x, low_y, high_y = shown.window
        rows, columns = shown.heights.shape
        column = int((shown.now[0] - low_x) / (high_x - low_x) * columns)
        row = int((shown.now[1] - low_y) / (high_y - low_y) * rows)
        around = shown.heights[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
        slack = 1e-9 * abs(shown.ground) + 0.1 * (around.max() - around.min())
        assert around.min() - slack <= shown.ground <= around.max() + slack
        edges = [shown.heights.min(), *shown.levels, shown.heights.max()]
        above = int(np.searchsorted(shown.levels, shown.ground, side="right"))
        band = edges[above + 1] - edges[above]
        assert shown.is_so_high == (abs(shown.loss - shown.ground) <= 0.25 * band), name
        if shown.laid == session.state.passes:
            assert shown.is_on_it
            assert shown.is_so_high
        said.add(shown.is_so_high)
        session.step()
    assert said == {True, False} or name == "iris-species"


@pytest.mark.parametrize("name", FORMULAS)
def test_with_two_parameters_the_point_is_always_on_the_map(name: str) -> None:
    session = watching(name)
    for _ in range(12):
        shown = seen(session)
        assert shown.is_on_it
        assert shown.is_so_high
        assert shown.ground == pytest.approx(session.loss, rel=1e-9, abs=1e-12)
        session.step()


def test_a_hand_that_moves_a_weight_takes_the_point_off_the_plane() -> None:
    session = watching("diabetes")
    assert seen(session).is_on_it
    session.selected = 2
    session.set_parameter(60.0)
    session.selected = 0
    shown = seen(session)
    assert (shown.laid, shown.is_on_it, shown.is_so_high) == (0, False, False)


def test_places_are_joined_where_one_pass_led_from_one_to_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "CHECKPOINTS", 16)
    monkeypatch.setattr(history, "SMALLEST_ROOM", 16)
    session = watching("ravine", 0.45)
    session.step(80)
    session.set_parameter(3.0)
    session.step(3)
    way = seen(session).way
    places = {state.passes: state.theta for state, _, _ in past(session)}
    at = [
        next(number for number, theta in places.items() if np.array_equal(theta, place))
        for place in way.places
    ]
    assert at == sorted(at)
    assert at[-10:] == list(range(74, 84))
    for before, number, joined in zip(at, at[1:], way.joined[1:], strict=False):
        assert joined == (number == before + 1 and number != 80)
    assert not way.joined[0]
    assert not way.joined[: at.index(74) - 5].any()  # of the years before there are only some


def test_a_floor_has_no_lowest_point() -> None:
    """With w1·w2·x = x the loss is 0 all along a hyperbola; with himmelblau at four points."""
    shown = seen(watching("saddle-network"))
    assert shown.minima == ()
    assert shown.floor == pytest.approx(0.0, abs=1e-11)
    shown = seen(watching("himmelblau"))
    assert len(shown.minima) == 4
    assert shown.floor is None
    for name in ("saddle", "plateau"):  # it falls beyond an edge; it has one bottom
        assert seen(watching(name)).floor is None

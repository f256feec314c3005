"""The fit: its numbers against the network's own, computed another way."""

import numpy as np
import pytest
from msgspec.structs import replace

from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Batches, Dataset
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.presets import load
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session
from tui_descent.views.fit import ABOVE, BELOW, Fit, Fitting, left_of

SIZE = (36, 17)
CORNER = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]


def fit_of(name: str, passes: int = 0) -> tuple[Fit, NetworkProblem, FloatArray]:
    session = Session(load(name))
    session.cameras.watch({"fit": SIZE})
    session.step(passes)
    fit = session.frame().pictures["fit"]
    problem = load(name).problem
    assert fit is not None
    assert isinstance(problem, NetworkProblem)
    return fit, problem, session.state.theta


def by_hand(problem: NetworkProblem, theta: FloatArray, inputs: FloatArray) -> FloatArray:
    """W·a + b and the activation, layer after layer, one point at a time."""
    arrays = problem.network.arrays(theta)
    columns = []
    for point in inputs.T:
        a = point
        for number, activation in enumerate(problem.network.activations, start=1):
            z = arrays[f"W{number}"] @ a + arrays[f"b{number}"]
            if activation.name == "tanh":
                a = np.tanh(z)
            elif activation.name == "sigmoid":
                a = 1.0 / (1.0 + np.exp(-z))
            elif activation.name == "softmax":
                a = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
            else:
                assert activation.name == "identity"
                a = z
        columns.append(a)
    return np.array(columns).T


def problem_of(
    inputs: list[list[float]], targets: list[list[float]], loss: str = "mse", last: str = "identity"
) -> NetworkProblem:
    """A network without a hidden layer; a row for each point."""
    data = Dataset(np.array(inputs).T, np.array(targets).T)
    network = Network((len(inputs[0]), len(targets[0])), (ACTIVATIONS[last](),))
    return NetworkProblem(
        network, data, make_loss(loss), Batches(data), "glorot_uniform", 1.0, 0, None
    )


@pytest.mark.parametrize("name", ["sine", "circle", "xor", "iris", "diabetes", "iris-species"])
def test_the_predictions_are_the_networks(name: str) -> None:
    fit, problem, theta = fit_of(name, 20)
    expected = by_hand(problem, theta, problem.data.inputs)
    np.testing.assert_allclose(fit.points.predictions, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(fit.points.targets, problem.data.targets)
    assert fit.total == problem.data.samples == fit.points.count


@pytest.mark.parametrize("name", ["circle", "xor", "diabetes"])
def test_each_cell_of_the_plane_is_what_is_said_at_its_middle(name: str) -> None:
    fit, problem, theta = fit_of(name, 30)
    assert fit.grid is not None
    _, rows, columns = fit.grid.shape
    across, up = fit.axes
    scale = problem.data.units
    for row, column in ((0, 0), (3, 7), (rows - 1, columns - 1)):
        point = np.array(
            [
                [across.low + (column + 0.5) / columns * (across.high - across.low)],
                [up.high - (row + 0.5) / rows * (up.high - up.low)],
            ]
        )
        seen = scale.seen(point) if scale else point
        expected = by_hand(problem, theta, seen)[:, 0]
        np.testing.assert_allclose(fit.grid[:, row, column], expected, rtol=1e-9)


@pytest.mark.parametrize("name", ["sine", "iris"])
def test_the_curve_is_what_is_said_along_the_axis(name: str) -> None:
    fit, problem, theta = fit_of(name, 30)
    assert fit.grid is not None
    x = np.linspace(fit.axes[0].low, fit.axes[0].high, fit.grid.shape[1])[None, :]
    seen = problem.data.units.seen(x) if problem.data.units else x
    np.testing.assert_allclose(fit.grid, by_hand(problem, theta, seen), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("name", "passes"), [("circle", 60), ("moons", 100), ("gaussians", 0)])
def test_wrong_is_what_lies_on_the_other_side_of_a_half(name: str, passes: int) -> None:
    fit, problem, _ = fit_of(name, passes)
    wrong = int(np.sum((fit.points.predictions > 0.5) != (problem.data.targets > 0.5)))
    assert fit.wrong(fit.points) == wrong > 0


@pytest.mark.parametrize("name", ["iris-species", "digits"])
def test_of_several_classes_the_largest_output_counts(name: str) -> None:
    fit, problem, _ = fit_of(name, 5)
    pairs = zip(fit.points.predictions.T, problem.data.targets.T, strict=True)
    wrong = sum(max(range(len(p)), key=p.__getitem__) != list(t).index(1.0) for p, t in pairs)
    assert fit.wrong(fit.points) == wrong > 0
    assert fit.classes is not None
    assert fit.classes.names == problem.data.classes


def test_standardised_inputs_are_shown_as_they_were_given() -> None:
    fit, _, _ = fit_of("iris")
    given = np.loadtxt("presets/iris.csv", delimiter=",", skiprows=1, usecols=2)
    np.testing.assert_allclose(fit.points.inputs[0], given, rtol=1e-12)
    assert fit.axes[0].name == "petal_length"
    assert fit.axes[0].notches == (2.0, 4.0, 6.0)
    assert fit.outputs == ("petal_width",)


@pytest.mark.parametrize(
    ("inputs", "targets", "loss", "last", "kind", "classes"),
    [
        ([[1.0]], [[2.0]], "mse", "identity", "curve", None),
        ([[1.0], [2.0]], [[2.0, 1.0], [0.0, 3.0]], "mse", "identity", "curve", None),
        ([[1.0, 2.0]], [[5.0]], "mse", "identity", "table", None),
        ([[1.0, 2.0]] * 9, [[5.0]] * 9, "mse", "identity", "table", None),
        (CORNER, [[0.0], [1.0], [1.0]], "mse", "identity", "plane", ("0", "1")),
        (CORNER, [[-1.0], [1.0], [1.0]], "mse", "tanh", "plane", ("-1", "1")),
        (CORNER, [[0.5], [1.0], [1.0]], "mse", "tanh", "plane", None),
        (CORNER, [[0.0], [0.0], [0.0]], "bce", "sigmoid", "plane", ("0", "1")),
        (CORNER, [[1.0, 2.0]] * 3, "mse", "identity", "table", None),
        ([[0.0, 0.0, 1.0]] * 2, [[1.0, 0.0], [0.0, 1.0]], "mse", "identity", "table", ("1", "2")),
    ],
)  # fmt: skip
def test_what_is_shown_follows_from_the_data(
    inputs: list[list[float]],
    targets: list[list[float]],
    loss: str,
    last: str,
    kind: str,
    classes: tuple[str, ...] | None,
) -> None:
    problem = problem_of(inputs, targets, loss, last)
    fit = Fitting(problem, SIZE).at(problem.initial_parameters(0))
    assert fit.kind == kind
    assert (fit.classes.names if fit.classes else None) == classes


def test_the_border_between_minus_one_and_one_is_zero() -> None:
    problem = problem_of(CORNER, [[-1.0], [1.0], [1.0]])
    fit = Fitting(problem, SIZE).at(np.array([0.3, 0.3, -0.2]))  # says -0.2, 0.1, 0.1
    assert fit.wrong(fit.points) == 0
    fit = Fitting(problem, SIZE).at(np.array([0.3, 0.1, -0.2]))  # says -0.2, -0.1, 0.1
    assert fit.wrong(fit.points) == 1


def test_points_that_are_held_out_are_predicted_too() -> None:
    problem = problem_of([[0.0], [1.0]], [[0.0], [2.0]])
    held_out = Dataset(np.array([[3.0, -4.0]]), np.array([[6.0, 0.0]]))
    fit = Fitting(replace(problem, held_out=held_out), SIZE).at(np.array([2.0, 1.0]))
    assert fit.validation is not None
    assert fit.validation.predictions.tolist() == [[7.0, -7.0]]
    assert fit.axes[0].low < -4.0 < 3.0 < fit.axes[0].high
    assert fit.points.predictions.tolist() == [[1.0, 3.0]]


def test_of_very_many_samples_an_even_part_is_looked_at() -> None:
    count = 400_000
    inputs = np.arange(count, dtype=np.float64)[None, :]
    data = Dataset(inputs, inputs)
    problem = NetworkProblem(
        Network((1, 1), (ACTIVATIONS["identity"](),)),
        data, make_loss("mse"), Batches(data), "zeros", 1.0, 0, None,
    )  # fmt: skip
    fit = Fitting(problem, SIZE).at(np.zeros(2))
    assert fit.total == count
    assert fit.points.inputs[0, :3].tolist() == [0.0, 2.0, 4.0]


def test_a_frame_holds_the_fit_only_where_it_is_looked_at() -> None:
    session = Session(load("circle"))
    assert session.frame().pictures.get("fit") is None
    session.cameras.watch({"fit": SIZE})
    first = session.frame().pictures["fit"]
    assert first is not None
    assert session.frame().pictures["fit"] is first  # nothing changed, nothing is computed
    session.step()
    assert session.frame().pictures["fit"] is not first
    session.cameras.watch({"fit": (60, 25)})
    larger = session.frame().pictures["fit"]
    assert larger is not None
    assert larger.grid is not None
    cells = 25 - ABOVE - BELOW, 60 - left_of(larger.axes[1])
    assert larger.grid.shape[1:] == (2 * cells[0], 2 * cells[1])


def test_predictions_that_are_gone_are_known_as_such() -> None:
    problem = problem_of([[1.0], [2.0]], [[0.0], [2.0]])
    fitting = Fitting(problem, SIZE)
    assert fitting.at(np.array([1e300, 0.0])).finite
    assert not fitting.at(np.array([1.7e308, 0.0])).finite
    assert not fitting.at(np.array([np.nan, 0.0])).finite

"""Many passes at once are the same passes, to the bit; each is made by hand here, one by one."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.engine.problems import objective
from tui_descent.data.surfaces import make_surface
from tui_descent.engine import evaluator
from tui_descent.engine.batches import Batches
from tui_descent.engine.descent import Descent, Plan, State
from tui_descent.engine.objective import NetworkObjective, Objective
from tui_descent.engine.optimizers import OPTIMIZERS, GradientDescent, Momentum
from tui_descent.engine.penalty import Penalty
from tui_descent.engine.schedules import Cosine

RULES = [*(make() for make in OPTIMIZERS.values()), Momentum(0.8, dampening=0.3)]


def network(batch: int | None = None, shuffle: bool = False, l2: float = 0.0) -> NetworkObjective:
    """A small network on ten points; batches of four leave two for the last of an epoch."""
    whole = objective((2, 4, 1), ("tanh", "sigmoid"), samples=10)
    batches = Batches(whole.data, batch, shuffle, seed=3)
    penalty = Penalty(0.5 * l2, l2, whole.network.is_weight) if l2 else None
    return NetworkObjective(whole.network, whole.data, whole.loss, batches, penalty)


DESCENTS: dict[str, Callable[[], Descent]] = {
    "full batch": lambda: Descent(network()),
    "batches": lambda: Descent(network(4)),
    "shuffled": lambda: Descent(network(4, shuffle=True)),
    "schedule": lambda: Descent(network(), {3: 0.5, 40: -0.2}),
    "plan": lambda: Descent(network(4), plan=Plan(Cosine(30), 0.3)),
    "clipping": lambda: Descent(network(), clip_norm=0.01),
    "penalty": lambda: Descent(network(4, l2=0.1)),
    "frozen": lambda: Descent(network(), frozen=(0, 3)),
    "frozen and clipping": lambda: Descent(network(), frozen=(0, 3), clip_norm=0.01),
    "surface": lambda: Descent(make_surface("rosenbrock")),
}


def start_of(descent: Descent, rule: int, rate: float = 0.01) -> State:
    count = descent.objective.parameter_count
    theta = np.random.default_rng(1).normal(size=count)
    return descent.start(theta, RULES[rule], rate)


def one_by_one(descent: Descent, state: State, count: int) -> tuple[list[State], list[float]]:
    """Passes made of the objective and the optimizer's pure functions, up to where one diverges."""
    states, losses = [], []
    for number in range(state.passes + 1, state.passes + count + 1):
        with np.errstate(all="ignore"):
            gradient = descent.clipped(state.gradient)
            step, memory = state.optimizer.update(
                gradient, state.optimizer_state, state.learning_rate, state.theta
            )
            step[list(descent.frozen)] = 0.0
            theta = state.theta + step
            value, gradient = descent.objective.value_and_gradient(theta, number)
            losses.append(float(descent.objective.value(theta)))
        finite = all(bool(np.isfinite(numbers).all()) for numbers in (theta, value, gradient))
        rate = descent.next_rate(state.learning_rate, number)
        state = State(number, theta, float(value), gradient, rate, state.optimizer, memory, finite)
        states.append(state)
        if not (finite and np.isfinite(losses[-1])):
            break
    return states, losses


def assert_same(one: State, other: State) -> None:
    assert one[:1] + one[4:6] + one[7:] == other[:1] + other[4:6] + other[7:]
    numbers = (one.theta, one.gradient, np.array(one.batch_loss), *one.optimizer_state)
    others = (other.theta, other.gradient, np.array(other.batch_loss), *other.optimizer_state)
    assert [part.tobytes() for part in numbers] == [part.tobytes() for part in others]


@pytest.mark.parametrize("name", DESCENTS)
@pytest.mark.parametrize("rule", range(len(RULES)))
def test_every_state_and_loss_is_that_of_passes_made_by_hand(name: str, rule: int) -> None:
    descent = DESCENTS[name]()
    start = start_of(descent, rule, 1e-4 if name == "surface" else 0.01)
    expected, expected_losses = one_by_one(descent, start, 60)
    states, losses = descent.passes(start, 60)
    assert losses == expected_losses
    for one, other in zip(states, expected, strict=True):
        assert_same(one, other)
    assert_same(descent.advance(start, 60), expected[-1])


@pytest.mark.parametrize("every", [0, 1, 8, 64])
@pytest.mark.parametrize("recent", [1, 5])
def test_states_are_kept_of_every_so_many_passes_and_of_the_last(every: int, recent: int) -> None:
    descent = Descent(network())
    start = descent.advance(start_of(descent, 0), 3)
    states, losses = descent.passes(start, 50, every, recent)
    last = {*range(54 - recent, 54)}
    kept = [number for number in range(4, 54) if number in last or (every and number % every == 0)]
    assert [state.passes for state in states] == kept
    assert len(losses) == 50


@pytest.mark.parametrize("name", DESCENTS)
@pytest.mark.parametrize("rule", range(len(RULES)))
@pytest.mark.parametrize("rate", [1e30, 1e155])
def test_where_it_diverges_it_ends_at_the_very_pass(name: str, rule: int, rate: float) -> None:
    descent = DESCENTS[name]()
    start = start_of(descent, rule, rate)
    expected, expected_losses = one_by_one(descent, start, 300)
    states, losses = descent.passes(start, 300, every=16)
    np.testing.assert_array_equal(losses, expected_losses)
    assert_same(states[-1], expected[-1])
    assert [state.finite for state in states[:-1]] == [True] * (len(states) - 1)


def test_the_pass_in_which_a_number_overflows_is_that_of_the_formula() -> None:
    """x² + y² at a rate of 3: each pass multiplies the distance by −5."""
    descent = Descent(make_surface("bowl"))
    start = descent.start(np.array([1.0, 0.0]), GradientDescent(), 3.0)
    states, losses = descent.passes(start, 1000, every=100)
    exact = math.ceil(math.log(np.finfo(float).max) / 2.0 / math.log(5.0))
    assert [state.passes for state in states] == [100, 200, exact]
    assert [state.finite for state in states] == [True, True, False]
    assert len(losses) == exact
    assert math.isinf(losses[-1])


@pytest.mark.parametrize("rule", range(len(RULES)))
@pytest.mark.parametrize("rate", [0.0, 0.1, -1e-300])
@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_a_slope_that_is_not_finite_makes_a_step_that_is_not(
    rule: int, rate: float, bad: float
) -> None:
    """Many passes at once are checked at their end alone, because of that."""
    optimizer, theta = RULES[rule], np.array([1.0, 2.0])
    memory = optimizer.init(theta)
    with np.errstate(all="ignore"):
        for _ in range(2):
            step, memory = optimizer.update(np.array([0.5, 0.5]), memory, rate, theta)
        step, memory = optimizer.update(np.array([0.5, bad]), memory, rate, theta)
    assert np.isfinite(step).tolist() == [True, False]


def test_a_frozen_slope_that_is_not_finite_ends_the_descent() -> None:
    """It moves nothing: after it θ, loss and all other slopes may be finite again."""

    class Odd(NetworkObjective):
        def in_place(self, leading=()):  # type: ignore[no-untyped-def]
            theta, look = super().in_place(leading)

            def odd(passes: int):  # type: ignore[no-untyped-def]
                value, gradient = look(passes)
                gradient = gradient.copy()
                gradient[0] = np.inf if passes == 5 else 0.0
                return value, gradient

            return theta, odd

    whole = network()
    descent = Descent(Odd(whole.network, whole.data, whole.loss), frozen=(0,))
    states, losses = descent.passes(start_of(descent, 0), 20)
    assert (states[-1].passes, states[-1].finite, len(losses)) == (5, False, 5)


@pytest.mark.parametrize("name", ["full batch", "batches", "penalty"])
def test_a_network_that_is_remembered_goes_the_same_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = DESCENTS[name]()
    expected = small.advance(start_of(small, 5), 30)
    monkeypatch.setattr(evaluator, "LARGE", 0)
    large = DESCENTS[name]()
    start = start_of(large, 5)
    for number in (1, 7, 22):
        large.objective.value(start.theta + number)  # what else is asked does not count
        start = large.advance(start, number)
    assert_same(start, expected)


def test_no_passes_lead_nowhere() -> None:
    descent = Descent(network())
    start = start_of(descent, 0)
    assert descent.advance(start, 0) is start
    assert descent.passes(start, 0) == ([], [])


@pytest.mark.parametrize("leading", [(), (3,)])
def test_a_look_in_place_is_value_and_gradient(leading: tuple[int, ...]) -> None:
    problem: Objective = network(4, shuffle=True)
    theta, look = problem.in_place(leading)
    for passes in (0, 1, 2, 3, 7, 1):
        here = np.random.default_rng(passes).normal(size=(*leading, problem.parameter_count))
        expected, slope = problem.value_and_gradient(here, passes)
        theta[...] = here
        value, gradient = look(passes)
        np.testing.assert_array_equal(value, expected)
        np.testing.assert_array_equal(gradient, slope)

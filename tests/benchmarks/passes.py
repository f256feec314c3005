"""`python -m tests.benchmarks.passes`: one pass of ours against a hand-written numpy loop.

On our side each pass makes an immutable state, checks that it is finite and enters it into
the history; on the other side nothing but the arithmetic is done. Where torch is installed
its eager loop is timed in turn as well.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from tests.benchmarks.by_hand import HandWritten
from tests.benchmarks.side_by_side import paired
from tests.benchmarks.with_torch import torch_loop
from tui_descent.analysis.sweep import sweep
from tui_descent.data.initialization import initial_parameters
from tui_descent.engine.activations import Tanh
from tui_descent.engine.batches import Batches, Dataset
from tui_descent.engine.descent import Descent
from tui_descent.engine.history import RECENT, History
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import GradientDescent

RATE = 0.01
ROUNDS = 15
SECONDS = 0.1  # of one round on each side, about
CASES = [
    ((2, 4, 2, 1), 200, 200),
    ((2, 4, 2, 1), 200, 10),
    ((2, 8, 8, 1), 500, 500),
    ((8, 64, 64, 4), 1024, 1024),
]


def problem(
    layers: tuple[int, ...], samples: int, batch: int
) -> tuple[Network, Dataset, NetworkObjective]:
    """A network of tanh layers on random points."""
    generator = np.random.default_rng(0)
    network = Network(layers, (Tanh(),) * (len(layers) - 1))
    data = Dataset(
        generator.normal(size=(layers[0], samples)),
        generator.uniform(-0.8, 0.8, size=(layers[-1], samples)),
    )
    objective = NetworkObjective(network, data, make_loss("mse"), Batches(data, batch))
    return network, data, objective


def timed(train: Callable[[int], object], passes: int) -> Callable[[], float]:
    """Return a function that gives the µs of one pass."""

    def once() -> float:
        began = time.perf_counter()
        train(passes)
        return (time.perf_counter() - began) / passes * 1e6

    return once


def case(layers: tuple[int, ...], samples: int, batch: int) -> str:
    """Return a row of the table."""
    network, data, objective = problem(layers, samples, batch)
    theta = initial_parameters(network, "glorot_uniform", 0)
    blocks = network.blocks(theta)
    hand = HandWritten(blocks, data.inputs, data.targets, batch)
    descent = Descent(objective)
    state = descent.start(theta, GradientDescent(), RATE)
    history = History(descent, state, state.batch_loss)
    full_batch = batch == samples

    def ours(passes: int) -> float:
        nonlocal state
        states, losses = descent.passes(state, passes, history.stride, RECENT, on_all=False)
        history.extend(states, losses)
        state = states[-1]
        assert state.finite, "diverged"
        return losses[-2]

    began = time.perf_counter()
    by_hand_loss = hand.train(100, RATE)
    passes = max(20, int(SECONDS / ((time.perf_counter() - began) / 100)))
    assert abs(ours(100) - by_hand_loss) < 1e-9 * by_hand_loss, "they do not compute the same"
    by_hand, us, ratio = paired(
        timed(lambda count: hand.train(count, RATE), passes), timed(ours, passes), ROUNDS
    )
    row = f"{by_hand:>8.1f} µs{us:>8.1f} µs{1.0 / ratio:>10.0%}"
    in_torch = torch_loop(blocks, data.inputs, data.targets, batch)
    if in_torch is not None:
        _, _, slower = paired(
            timed(ours, passes), timed(lambda count: in_torch(count, RATE), passes), ROUNDS
        )
        row += f"{slower:>12.1f} ×"
    name = f"{'-'.join(map(str, layers))}, {samples}" + ("" if full_batch else f", batch {batch}")
    return f"{name:<28}{row}"


def sweep_case() -> str:
    """Return how much a sweep of 64 rates costs, as a share of 64 single runs."""
    network, _, objective = problem((2, 4, 2, 1), 200, 200)
    descent = Descent(objective)
    start = descent.start(initial_parameters(network, "glorot_uniform", 0), GradientDescent(), RATE)
    rates = np.geomspace(1e-3, 1e-1, 64)
    passes = 100  # the default of the command

    def single() -> float:
        began = time.perf_counter()
        for rate in rates:
            state = start._replace(learning_rate=float(rate))
            for _ in range(passes):
                state = descent.advance(state)
        return time.perf_counter() - began

    def together() -> float:
        began = time.perf_counter()
        sweep(descent, start, rates, passes)
        return time.perf_counter() - began

    _, _, ratio = paired(single, together, 7)
    return f"a sweep of 64 rates costs {ratio:.2f} × 64 single runs (with its verdicts)"


def main() -> None:
    """Print the table."""
    print(f"{'tanh network, samples':<28}{'by hand':>11}{'ours':>11}{'speed':>10}{'torch':>14}")
    for layers, samples, batch in CASES:
        print(case(layers, samples, batch))
    print(sweep_case())


if __name__ == "__main__":
    main()

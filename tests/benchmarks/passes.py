"""`python -m tests.benchmarks.passes`: one pass of ours against a hand-written numpy loop.

On our side many passes are made at once; all losses are entered into the history, and the states
that it keeps. On the other side nothing but the arithmetic is done. Where torch is installed its
eager loop is timed in turn as well. Below stands what 64 descents cost, made together.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from tests.benchmarks.by_hand import HandWritten
from tests.benchmarks.side_by_side import paired
from tests.benchmarks.with_torch import torch_loop
from tui_descent.analysis.rows import abreast
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
TORCH_ROUNDS, TORCH_PASSES = 7, 500
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
            timed(ours, min(passes, TORCH_PASSES)),
            timed(lambda count: in_torch(count, RATE), min(passes, TORCH_PASSES)),
            TORCH_ROUNDS,
        )
        row += f"{slower:>12.1f} ×"
    name = f"{'-'.join(map(str, layers))}, {samples}" + ("" if full_batch else f", batch {batch}")
    return f"{name:<28}{row}"


def sixty_four() -> str:
    """Return what 64 descents at once cost, as a share of 64 single ones."""
    network, _, objective = problem((2, 4, 2, 1), 200, 200)
    descent = Descent(objective)
    start = descent.start(initial_parameters(network, "glorot_uniform", 0), GradientDescent(), RATE)
    rates = np.geomspace(1e-3, 1e-1, 64)
    starts = [start._replace(learning_rate=float(rate)) for rate in rates]
    passes = 100  # the default of the command

    def pass_by_pass() -> None:
        for state in starts:
            for _ in range(passes):
                state = descent.advance(state)

    def many_at_once() -> None:
        for state in starts:
            descent.advance(state, passes)

    def raced() -> None:
        abreast(descent, starts).passes(passes, 0, 1)

    def swept() -> None:
        sweep(descent, start, rates, passes)

    def ratio(first: Callable[[], None], second: Callable[[], None]) -> float:
        return paired(seconds(first), seconds(second), 7)[2]

    return "\n".join(
        [
            f"64 descents at once cost {ratio(pass_by_pass, raced):.2f} × 64, pass by pass,",
            f"or {ratio(many_at_once, raced):.2f} × 64 that make many passes at once;",
            f"a sweep with its verdicts {ratio(pass_by_pass, swept):.2f} × 64, pass by pass",
        ]
    )


def seconds(function: Callable[[], None]) -> Callable[[], float]:
    """Return a function that gives the seconds that a call takes."""

    def once() -> float:
        began = time.perf_counter()
        function()
        return time.perf_counter() - began

    return once


def main() -> None:
    """Print the table."""
    print(f"{'tanh network, samples':<28}{'by hand':>11}{'ours':>11}{'speed':>10}{'torch':>14}")
    for layers, samples, batch in CASES:
        print(case(layers, samples, batch))
    print(sixty_four())


if __name__ == "__main__":
    main()

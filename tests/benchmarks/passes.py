"""`python -m tests.benchmarks.passes`: one pass of ours against a hand-written numpy loop.

On our side each pass makes an immutable state, checks that it is finite and enters it into
the history; on the other side nothing but the arithmetic is done.
"""

import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from tests.benchmarks.by_hand import HandWritten
from tests.benchmarks.side_by_side import paired
from tui_descent.engine.activations import Tanh
from tui_descent.engine.data import Dataset
from tui_descent.engine.descent import Descent
from tui_descent.engine.history import History
from tui_descent.engine.initialization import initial_parameters
from tui_descent.engine.losses import make_loss
from tui_descent.engine.network import Network
from tui_descent.engine.objective import NetworkObjective
from tui_descent.engine.optimizers import GradientDescent

RATE = 0.01
ROUNDS = 15
SECONDS = 0.15  # of one round on each side, about
CASES = [((2, 4, 2, 1), 200)]


def case(layers: tuple[int, ...], samples: int) -> tuple[float, float, float]:
    """Return µs a pass by hand, µs of ours, and ours / by hand."""
    generator = np.random.default_rng(0)
    network = Network(layers, (Tanh(),) * (len(layers) - 1))
    data = Dataset(
        generator.normal(size=(layers[0], samples)),
        generator.uniform(-0.8, 0.8, size=(layers[-1], samples)),
    )
    theta = initial_parameters(network, "glorot_uniform", 0)
    hand = HandWritten(network.blocks(theta), data.inputs, data.targets, samples)
    descent = Descent(NetworkObjective(network, data, make_loss("mse")))
    state = descent.start(theta, GradientDescent(), RATE)
    history = History(descent, state)

    began = time.perf_counter()
    by_hand_loss = hand.train(100, RATE)
    passes = max(20, int(SECONDS / ((time.perf_counter() - began) / 100)))
    for _ in range(100):
        last, state = state, descent.advance(state)
        history.append(state)
    assert abs(last.batch_loss - by_hand_loss) < 1e-9 * by_hand_loss, "they do not compute the same"

    def ours() -> float:
        nonlocal state
        began = time.perf_counter()
        for _ in range(passes):
            state = descent.advance(state)
            if not state.finite:
                raise AssertionError("diverged")
            history.append(state)
        return (time.perf_counter() - began) / passes * 1e6

    def by_hand() -> float:
        began = time.perf_counter()
        hand.train(passes, RATE)
        return (time.perf_counter() - began) / passes * 1e6

    return paired(by_hand, ours, ROUNDS)


def main() -> None:
    """Print the table."""
    print(f"{'network, samples':<24}{'by hand':>10}{'ours':>10}   speed of hand-written")
    for layers, samples in CASES:
        hand, ours, ratio = case(layers, samples)
        name = f"{'-'.join(map(str, layers))} tanh, {samples}"
        print(f"{name:<24}{hand:>7.1f} µs{ours:>7.1f} µs   {1.0 / ratio:.0%}")


if __name__ == "__main__":
    main()

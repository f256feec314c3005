"""`python -m tests.benchmarks.race`: eight runs in a race against eight sessions, one by one.

A pass of the race is one call to its session, and so is each of the eight beside it: states,
histories and losses are kept on both sides. The ratio that is printed is race / eight sessions,
once for eight rates of one optimizer, once for the seven optimizers and one more rate.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.benchmarks.side_by_side import paired
from tui_descent.engine.optimizers import OPTIMIZERS, GradientDescent
from tui_descent.presets import load
from tui_descent.session import race
from tui_descent.session.race import Entry, LineUp
from tui_descent.session.session import Session

RATE = 1e-4  # nobody diverges
ROUNDS = 9
SECONDS = 0.05  # of one round on each side, about
PROBLEMS = (
    "ravine",
    "himmelblau",
    "xor",
    "circle",
    "mini-batches",
    "iris-species",
    "spiral",
    "digits",
)


def sessions(name: str, entries: tuple[Entry, ...]) -> tuple[Session, list[Session]]:
    """A race of these, and each of them alone."""
    preset = load(name)
    together = Session(preset, optimizer=entries[0].optimizer, learning_rate=RATE)
    race.start(together, LineUp("eight", entries, 0))
    alone = [
        Session(load(name), optimizer=entry.optimizer, learning_rate=entry.learning_rate)
        for entry in entries
    ]
    return together, alone


def timed(step: Callable[[int], object], passes: int) -> Callable[[], float]:
    """Return a function that gives the µs of one pass."""

    def once() -> float:
        began = time.perf_counter()
        step(passes)
        return (time.perf_counter() - began) / passes * 1e6

    return once


def row(name: str, entries: tuple[Entry, ...]) -> str:
    """The µs of eight sessions and of the race, and their ratio."""
    together, alone = sessions(name, entries)

    def one_by_one(passes: int) -> None:
        for session in alone:
            session.step(passes)

    began = time.perf_counter()
    one_by_one(5)
    together.step(5)
    passes = max(5, int(SECONDS / ((time.perf_counter() - began) / 10)))
    eight, race_us, ratio = paired(timed(one_by_one, passes), timed(together.step, passes), ROUNDS)
    return f"{eight:>9.0f} µs{race_us:>9.0f} µs{ratio:>7.2f}"


def main() -> None:
    """Print the table."""
    rates = tuple(Entry(GradientDescent(), RATE * (1 + place / 8)) for place in range(8))
    mixed = (*(Entry(make(), RATE) for make in OPTIMIZERS.values()), rates[1])
    print(f"{'':<14}{'8 rates':>12}{'race':>12}{'ratio':>7}{'8 optimizers':>15}{'race':>9}  ratio")
    for name in PROBLEMS:
        print(f"{name:<14}{row(name, rates)}   {row(name, mixed)}", flush=True)


if __name__ == "__main__":
    main()

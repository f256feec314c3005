"""What a learner does with a problem, in words.

A recipe plays a session as a person would, with a rate chosen against the limit of the place that
it stands at, and notes the words.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.population.floors import curvatures
from tui_descent import actions
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session


@dataclass
class Play:
    """A session under somebody's hands."""

    session: Session
    random: random.Random
    words: list[str] = field(default_factory=list)

    def do(self, line: str) -> None:
        """Do what the line says and note it."""
        actions.run(self.session, line)
        self.words.append(line)

    def step(self, *choices: int) -> None:
        """Make one of these numbers of passes."""
        if not self.session.ended:
            self.do(f"step {self.random.choice(choices)}")

    def rate(self, low: float, high: float) -> None:
        """Take a rate between two multiples of the limit here, evenly on a log scale."""
        limit = self.limit()
        factor = low * (high / low) ** self.random.random()
        self.do(f"rate {limit * factor:.3g}")

    def limit(self) -> float:
        """2/λmax here, times what the velocity makes of it; 1 where nothing curves."""
        session = self.session
        largest = curvatures(session.objective, session.state.theta, session.preset.frozen)[1]
        largest = max(largest, 1e-12) if np.isfinite(largest) else 1.0
        optimizer = session.state.optimizer
        mu = getattr(optimizer, "momentum", 0.0)
        factor = 2.0 * (1.0 + mu)
        if optimizer.name == "nesterov":
            factor /= 1.0 + 2.0 * mu
        return factor / largest if largest > 1e-9 else 1.0

    def velocity(self) -> None:
        """Take momentum or nesterov, often with another μ."""
        name = self.random.choice(("momentum", "momentum", "nesterov"))
        mu = self.random.choice((0.5, 0.9, 0.9, 0.95, 0.99))
        self.do(f"optimizer {name} momentum={mu:g}")

    def adaptive(self) -> str:
        """Take one of the optimizers that scale each parameter."""
        name = self.random.choice(("adam", "adam", "rmsprop", "adagrad", "adamw"))
        self.do(f"optimizer {name}")
        return name


Recipe = Callable[[Play], None]


def healthy(play: Play) -> None:
    play.rate(0.25, 0.85)
    play.step(1, 2, 3, 5, 8, 12, 20, 40)


def small(play: Play) -> None:
    play.rate(1e-5, 0.03)
    play.step(1, 3, 5, 20, 60, 200)


def long(play: Play) -> None:
    play.rate(0.3, 0.9)
    play.step(300, 600, 1000, 2000)


def very_long(play: Play) -> None:
    play.rate(0.4, 0.9)
    play.step(3000, 6000, 10000)


def zigzag(play: Play) -> None:
    play.rate(0.85, 0.99)
    play.step(1, 2, 3, 6, 15, 30)


def a_little_above(play: Play) -> None:
    play.rate(1.01, 1.12)
    play.step(2, 5, 10, 20, 40, 90)


def above(play: Play) -> None:
    play.rate(1.2, 5.0)
    play.step(1, 2, 3, 4, 6, 10, 20)


def far_above(play: Play) -> None:
    play.rate(5.0, 200.0)
    play.step(1, 2, 3, 5, 3000)


def raised(play: Play) -> None:
    play.rate(0.3, 0.7)
    play.step(20, 50, 150, 400)
    play.rate(1.03, 4.0)
    play.step(1, 2, 4, 8, 16, 40)


def lowered(play: Play) -> None:
    play.rate(0.3, 0.8)
    play.step(3, 10, 40)
    play.rate(1e-4, 0.02)
    play.step(1, 3, 10, 50)


def velocity(play: Play) -> None:
    play.velocity()
    play.rate(0.01, 0.4)
    play.step(2, 4, 6, 9, 13, 20, 33, 60)


def velocity_long(play: Play) -> None:
    play.velocity()
    play.rate(0.03, 0.6)
    play.step(150, 400, 1000, 2500)


def velocity_above(play: Play) -> None:
    play.velocity()
    play.rate(1.05, 2.5)
    play.step(2, 4, 7, 12, 25, 60)


def adaptive(play: Play) -> None:
    name = play.adaptive()
    low, high = (0.02, 0.5) if name == "adagrad" else (0.003, 0.1)
    play.do(f"rate {low * (high / low) ** play.random.random():.2g}")
    play.step(3, 10, 30, 80, 200)


def hovering(play: Play) -> None:
    play.adaptive()
    play.do(f"rate {0.2 * 25.0 ** play.random.random():.2g}")
    play.step(5, 20, 60, 150, 500)


def creeping(play: Play) -> None:
    play.adaptive()
    play.do(f"rate {1e-7 * 1000.0 ** play.random.random():.2g}")
    play.step(2, 10, 40)


def adaptive_long(play: Play) -> None:
    name = play.adaptive()
    low, high = (0.2, 1.0) if name == "adagrad" else (0.003, 0.05)
    play.do(f"rate {low * (high / low) ** play.random.random():.2g}")
    play.step(1000, 2500)


def batches(play: Play) -> None:
    _batch(play)
    play.rate(0.03, 0.25)
    play.step(3, 10, 25, 47, 90, 160)


def batches_small(play: Play) -> None:
    _batch(play)
    play.rate(1e-4, 5e-3)
    play.step(5, 30, 90)


def noise_floor(play: Play) -> None:
    _batch(play)
    play.rate(0.05, 0.4)
    play.step(700, 1501, 2203)


def batches_above(play: Play) -> None:
    _batch(play)
    play.rate(0.7, 3.0)
    play.step(2, 5, 12, 40, 300)


def batches_adaptive(play: Play) -> None:
    _batch(play)
    adaptive(play)


def _batch(play: Play) -> None:
    problem = play.session.preset.problem
    assert isinstance(problem, NetworkProblem)
    sizes = [size for size in (1, 1, 2, 4, 5, 8) if size < problem.data.samples]
    play.do(f"batch {play.random.choice(sizes)}")


def rate_zero(play: Play) -> None:
    if play.random.random() < 0.6:
        play.rate(0.1, 0.5)
        play.step(5, 20)
    play.do("rate 0")
    play.step(1, 5, 30)


def rate_negative(play: Play) -> None:
    if play.random.random() < 0.5:
        play.rate(0.1, 0.5)
        play.step(5, 20)
    play.do(f"rate -{play.limit() * play.random.choice((0.01, 0.1, 0.5)):.3g}")
    play.step(1, 3, 8, 40)


def by_hand(play: Play) -> None:
    play.rate(0.1, 0.6)
    play.step(5, 20)
    label = play.session.labels[play.random.randrange(len(play.session.labels))]
    play.do(f"set {label} {play.random.choice((-1.5, 0.3, 2.0)):g}")
    if play.random.random() < 0.5:
        play.step(1, 3, 12)


def at_pass_0(play: Play) -> None:
    play.rate(1e-3, 3.0)
    if play.random.random() < 0.5:
        play.step(5, 20)
        play.do("reset")


def at_the_limit(play: Play) -> None:
    play.do(f"rate {play.limit():.17g}")
    play.step(1, 2, 5, 20)


def optimizer_changed(play: Play) -> None:
    play.rate(0.2, 0.8)
    play.step(5, 30, 100)
    play.velocity()
    play.rate(0.01, 0.3)
    play.step(1, 3, 8, 20)


def as_it_is(play: Play) -> None:
    play.step(1, 5, 20, 60, 200, 600)


def as_it_is_long(play: Play) -> None:
    play.step(1000, 2000, 4000)


def scaled_inputs(play: Play) -> None:
    play.do("standardize on")
    play.rate(0.2, 0.9)
    play.step(2, 6, 20, 100, 500)

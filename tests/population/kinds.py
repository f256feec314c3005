"""From the problems to situations: what a learner does with each, in words.

A recipe plays a session as a person would, with a rate chosen against the limit of the place that
it stands at, and notes the words. What is true where it ends is found out later.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.population.floors import curvatures
from tests.population.problems import Problem, problems
from tests.population.situation import preset_of
from tui_descent import commands
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session import Session


@dataclass
class Play:
    """A session under somebody's hands."""

    session: Session
    random: random.Random
    words: list[str] = field(default_factory=list)

    def do(self, line: str) -> None:
        """Do what the line says and note it."""
        commands.run(self.session, line)
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


COMMON: list[tuple[str, Recipe, float]] = [
    ("healthy", healthy, 2.0), ("small rate", small, 1.5), ("small rate: lowered", lowered, 0.8),
    ("long", long, 1.5), ("long: very", very_long, 0.8), ("zigzag", zigzag, 1.0),
    ("above: a little", a_little_above, 1.2), ("above", above, 1.5), ("above: far", far_above, 1.0),
    ("above: raised", raised, 1.2), ("above: at the limit", at_the_limit, 0.3),
    ("velocity", velocity, 1.5), ("velocity: long", velocity_long, 0.8),
    ("velocity: above", velocity_above, 0.7), ("velocity: changed", optimizer_changed, 0.4),
    ("adaptive", adaptive, 1.2), ("adaptive: hovering", hovering, 1.2),
    ("adaptive: creeping", creeping, 0.6), ("adaptive: long", adaptive_long, 0.6),
    ("by hand", by_hand, 0.5), ("rate: zero", rate_zero, 0.4),
    ("rate: negative", rate_negative, 0.3), ("pass 0", at_pass_0, 0.3),
]  # fmt: skip
BATCHED: list[tuple[str, Recipe, float]] = [
    ("batches", batches, 2.0), ("batches: small rate", batches_small, 0.7),
    ("batches: noise floor", noise_floor, 1.6), ("batches: above", batches_above, 1.2),
    ("batches: adaptive", batches_adaptive, 0.7),
]  # fmt: skip
SICK: list[tuple[str, Recipe, float]] = [
    ("healthy", healthy, 1.5), ("long", long, 2.0), ("small rate", small, 0.7),
    ("above", above, 0.7),
    ("adaptive", adaptive, 1.0), ("velocity", velocity, 0.7), ("long: very", very_long, 0.7),
    ("adaptive: hovering", hovering, 0.4), ("above: raised", raised, 0.5),
]  # fmt: skip
STUCK: list[tuple[str, Recipe, float]] = [("long", long, 1.0), ("healthy", healthy, 1.0)]
PARABOLA: list[tuple[str, Recipe, float]] = [*COMMON, ("above: bouncing", at_the_limit, 2.0)]
UNSCALED: list[tuple[str, Recipe, float]] = [
    ("unscaled: long", long, 2.0), ("unscaled", healthy, 2.0), ("unscaled: small rate", small, 1.0),
    ("unscaled: above", above, 0.7), ("unscaled: velocity", velocity_long, 1.0),
    ("unscaled: adaptive", adaptive, 1.0), ("unscaled: scaled", scaled_inputs, 1.0),
]  # fmt: skip
FINISHED: list[tuple[str, Recipe, float]] = [
    ("long", long, 1.0), ("long: very", very_long, 1.5), ("velocity: long", velocity_long, 1.0),
    ("adaptive: long", adaptive_long, 1.0), ("zigzag", zigzag, 0.3), ("healthy", healthy, 0.5),
]  # fmt: skip
# Words of one situation are parted by ";", situations by "|".
CASES = {
    "case: far from zero": "step 5 | step 100 | step 1000",
    "case: xor, small initial weights": "step 10 | step 100 | step 1000",
    "case: flat valley": "step 100 | step 1000 | step 3000",
    "case: limit of the batches": "step 3 | step 200 | step 2000 | rate 2.5e-5; step 400",
    "case: a velocity through the bottom": (
        "step 2 | step 3 | step 4 | step 7 | step 12 | step 40 | step 120"
    ),
    "saddle": "step 60 | step 60; nudge w2 up; step 5",
    "saddle-network": "step 60",
    "zero-weights": "step 60 | optimizer adam; step 200",
    "plateau": "step 10 | rate 1000; step 300",
    "dead-relu": "step 2 | step 40 | rate 0.1; step 200",
    "vanishing": "step 30 | step 1000 | rate 30; step 200",
    "one-weight": (
        "step 1 | rate 0.1; step 4 | rate 0.1111111111111111; step 9 | rate 0.12; step 4 | "
        "rate 0.2; step 12 | rate 5; step 400 | rate 0.000001; step 5 | step 2000"
    ),
    "xor": (
        "step 30 | step 300 | step 3000 | activation relu; step 40 | rate 3; step 10 | "
        "activation sigmoid; step 200 | activation relu; rate 0.05; step 2000"
    ),
    "rosenbrock": "step 30 | step 2000 | optimizer adam; rate 0.1; step 100",
    "unscaled": "step 5 | step 60 | rate 0.021; step 30 | optimizer momentum; rate 0.01; step 50",
    "mini-batches": "step 30 | step 79 | step 800 | rate 0.6; step 120 | rate 0.0001; step 40",
    "gaussians": "step 10 | step 1000 | step 5000 | rate 100; step 50",
    "iris": "step 5 | step 200 | standardize off; rate 0.05; step 10 | standardize off; step 30",
    "diabetes": "step 5 | step 300 | standardize off; rate 0.00001; step 20",
    "iris-species": "step 20 | step 1000 | standardize off; step 200",
    "digits": "step 3 | rate 20; step 10 | rate 0.0001; step 5",
    "spiral": "step 20 | rate 1; step 60 | optimizer sgd; rate 0.001; step 20",
    "momentum": "step 4 | step 9 | step 80",
    "himmelblau": "step 3 | step 100 | rate 0.03; step 20",
    "double-well": "step 60 | rate 0.5; step 10 | rate 1; step 40 | set w1 0.2; step 40",
    "adam": "step 10 | step 400 | rate 5; step 60",
    "circle": "step 20 | step 100 | step 2000",
    "moons": "step 10 | step 2000 | batch 20; step 60",
    "sine": "rate 0.2; step 12 | step 500 | step 4000 | rate 1; step 30",
    "scaled": "step 2 | step 60",
    "bowl": "rate 0.5; step 1 | rate 1; step 5 | rate 1.05; step 30",
    "ravine": "step 10 | rate 0.51; step 60 | step 200",
    "two-weights": "step 3 | step 400",
    "three-weights": "step 3 | rate 0.08; step 6",
    "baseline-network": "step 1 | step 20 | rate 1; step 5",
}


def situations() -> Iterator[tuple[str, Problem, list[str]]]:
    """Yield (kind, problem, words) of all, always the same."""
    for problem in problems():
        seen: set[tuple[str, ...]] = set()
        for way in filter(None, CASES.get(problem.name, "").split("|")):
            words = [word.strip() for word in way.split(";")]
            seen.add(tuple(words))
            yield ("case" if "case" in problem.traits else "shipped"), problem, words
        chance = random.Random(problem.name)
        for kind, recipe in _chosen(problem, chance):
            play = Play(Session(preset_of(problem.tables)), chance)
            with np.errstate(all="ignore"):
                recipe(play)
            if tuple(play.words) not in seen:
                seen.add(tuple(play.words))
                yield kind, problem, play.words


def _chosen(problem: Problem, chance: random.Random) -> list[tuple[str, Recipe]]:
    traits = problem.traits
    if "case" in traits or "shipped" in traits:
        return []
    menus: list[tuple[list[tuple[str, Recipe, float]], int]]
    if "batched" in traits:
        menus = [(BATCHED, 4)]
    elif "sick" in traits:
        menus = [(STUCK, 1), (SICK, 1)]
    elif "parabola" in traits:
        menus = [(PARABOLA, 3)]
    elif "unscaled" in traits:
        menus = [(UNSCALED, 2), (COMMON, 1)]
    elif traits & {"underfitting", "fits", "separable"}:
        menus = [(FINISHED, 1), (COMMON, 1)]
    elif "surface" in traits or "chain" in traits:
        menus = [(COMMON, 1), ([*STUCK, *FINISHED], 1)]
    else:
        menus = [(COMMON, 2)]
    chosen: list[tuple[str, Recipe]] = []
    for menu, count in menus:
        entries = list(menu)
        for _ in range(count):
            entry = chance.choices(entries, [weight for *_, weight in entries])[0]
            entries.remove(entry)
            prefix = next((name for name in PREFIXES if name in traits), "")
            kind = f"{prefix}: {entry[0]}" if prefix else entry[0]
            chosen.append((kind, entry[1]))
    return chosen


PREFIXES = (
    "saddle", "plateau", "dead", "saturated", "vanishing", "equal", "zeros", "small", "frozen",
    "corner", "separable", "underfitting", "fits", "chain",
)  # fmt: skip

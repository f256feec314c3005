"""From the problems to situations: which recipes are played with which problem.

What is true where a recipe ends is found out later.
"""

import random
from collections.abc import Iterator

import numpy as np

from tests.population.problem import Problem
from tests.population.problems import problems
from tests.population.recipes import (
    Play,
    Recipe,
    a_little_above,
    above,
    adaptive,
    adaptive_long,
    at_pass_0,
    at_the_limit,
    batches,
    batches_above,
    batches_adaptive,
    batches_small,
    by_hand,
    creeping,
    far_above,
    healthy,
    hovering,
    long,
    lowered,
    noise_floor,
    optimizer_changed,
    raised,
    rate_negative,
    rate_zero,
    scaled_inputs,
    small,
    velocity,
    velocity_above,
    velocity_long,
    very_long,
    zigzag,
)
from tests.population.situation import preset_of
from tui_descent.session.session import Session

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
        "activation sigmoid; step 200 | activation relu; rate 0.05; step 2000 | "
        "step 100; rate -0.1; step 3"
    ),
    "rosenbrock": "step 30 | step 2000 | optimizer adam; rate 0.1; step 100",
    "unscaled": "step 5 | step 60 | rate 0.021; step 30 | optimizer momentum; rate 0.01; step 50",
    "mini-batches": "step 30 | step 79 | step 800 | rate 0.6; step 120 | rate 0.0001; step 40",
    "gaussians": "step 10 | step 1000 | step 5000 | rate 100; step 50",
    "iris": (
        "step 5 | step 200 | step 20; rate -0.05; step 2 | "
        "standardize off; rate 0.05; step 10 | standardize off; step 30"
    ),
    "diabetes": "step 5 | step 300 | standardize off; rate 0.00001; step 20",
    "iris-species": "step 20 | step 1000 | standardize off; step 200",
    "digits": "step 3 | rate 20; step 10 | rate 0.0001; step 5",
    "spiral": "step 20 | rate 1; step 60 | optimizer sgd; rate 0.001; step 20",
    "momentum": "step 4 | step 9 | step 80",
    "himmelblau": "step 3 | step 100 | rate 0.03; step 20",
    "double-well": "step 60 | rate 0.5; step 10 | rate 1; step 40 | set w1 0.2; step 40",
    "adam": "step 10 | step 400 | rate 5; step 60",
    "circle": "step 20 | step 100 | step 2000 | step 50; rate 0; step 3",
    "moons": "step 10 | step 2000 | batch 20; step 60",
    "sine": "rate 0.2; step 12 | step 500 | step 4000 | rate 1; step 30",
    "scaled": "step 2 | step 60",
    "bowl": "rate 0.5; step 1 | rate 1; step 5 | rate 1.05; step 30 | rate -0.1; step 4",
    "ravine": "step 10 | rate 0.51; step 60 | step 200",
    "two-weights": (
        "step 3 | step 400 | step 5; reset | step 5; set w1 3 | step 5; set w1 3; step 1"
    ),
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

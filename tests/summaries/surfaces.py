"""The claims of the presets that are surfaces."""

import numpy as np

from tests.summaries.replay import (
    Claim,
    Claims,
    after,
    close,
    diverges,
    limit,
    loss,
    passes_until,
    rate,
    rounds_to,
    sign_changes,
    slopes,
    way,
    weights,
)
from tui_descent.presets import load
from tui_descent.session.session import Session

CLAIMS: Claims = {
    "bowl": (
        Claim(
            "A learning rate of 0.5 gets there in 1 pass",
            lambda: weights("bowl", "rate 0.5", "step") == [0.0, 0.0],
        ),
        Claim(
            "above it each pass crosses the middle",
            lambda: (
                sign_changes(way("bowl", 20, "rate 0.49")[:, 0]) == 0
                and sign_changes(way("bowl", 20, "rate 0.51")[:, 0]) == 20
                and sign_changes(way("bowl", 20, "rate 1.5")[:, 0]) == 20
            ),
        ),
        Claim(
            "above 1 each lands further away",
            lambda: (
                loss("bowl", "rate 0.99", "step") < loss("bowl") < loss("bowl", "rate 1.01", "step")
                and diverges("bowl", "rate 1.01", "step 1000")
            ),
        ),
    ),
    "ravine": (
        Claim(
            "At the same distance from the middle its walls are twenty times as steep as its floor",
            lambda: close(
                slopes("ravine", "set w1 0", "set w2 3")[1],
                20.0 * slopes("ravine", "set w1 3", "set w2 0")[0],
            ),
        ),
        Claim(
            "The walls set the limit of the learning rate, 0.5",
            lambda: (
                close(limit("ravine"), 0.5)
                and loss("ravine", "rate 0.49", "step 2000") < 1e-20
                and diverges("ravine", "rate 0.51", "step 2000")
            ),
        ),
        Claim(
            "Raise the rate from 0.4 and watch w2",
            lambda: rate("ravine") == 0.4 and sign_changes(way("ravine", 9)[:, 1]) == 9,
        ),
    ),
    "momentum": (
        Claim(
            "10 passes lead below 0.001", lambda: passes_until("momentum", 0.001, "step 50") == 10
        ),
        Claim(
            "Plain descent would diverge at this rate, 0.6",
            lambda: rate("momentum") == 0.6 and diverges("momentum", "optimizer sgd", "step 200"),
        ),
    ),
    "double-well": (
        Claim(
            "from 0.1 it reaches the deep valley at -1.484",
            lambda: (
                weights("double-well") == [0.1]
                and rounds_to(weights("double-well", "step 100")[0], "-1.484")
                and loss("double-well", "step 100") < 0.1
            ),
        ),
        Claim(
            "from 0.2 the shallow one at 1.332",
            lambda: (
                rounds_to(weights("double-well", "set w1 0.2", "step 100")[0], "1.332")
                and loss("double-well", "set w1 0.2", "step 100") > 0.9
            ),
        ),
        Claim(
            "The hump between them is at 0.152",
            lambda: (
                slopes("double-well", "set w1 0.1515")
                > [0.0]
                > slopes("double-well", "set w1 0.1525")
            ),
        ),
    ),
    "saddle": (
        Claim(
            "It walks straight to a place without slope and stays there: a saddle, not a minimum",
            lambda: (
                close(weights("saddle", "step 2000"), [0.0, 0.0])
                and not way("saddle", 50)[:, 1].any()
                and loss("saddle", "step 2000", "set w2 0.1") < loss("saddle", "step 2000")
            ),
        ),
        Claim(
            "Nudge w2 by hand, ever so little, and it slides down for ever",
            lambda: all(
                loss("saddle", "step 50", nudge, "step 400") < -1e20
                for nudge in ("nudge w2 up", "nudge w2 down", "set w2 1e-12")
            ),
        ),
    ),
    "plateau": (
        Claim(
            "1,000 passes take the loss only from 0.99995 to 0.9997",
            lambda: (
                rounds_to(loss("plateau"), "0.99995")
                and rounds_to(loss("plateau", "step 1000"), "0.9997")
            ),
        ),
        Claim(
            "Set w1 to 2 and w2 to 1 by hand, and it falls in within 6",
            lambda: passes_until("plateau", 0.01, "set w1 2", "set w2 1", "step 9") == 6,
        ),
    ),
    "himmelblau": (
        Claim(
            "Four minima, all of height 0",
            lambda: _rests("himmelblau") == {(3.0, 2.0), (-2.8, 3.1), (-3.8, -3.3), (3.6, -1.8)},
        ),
    ),
    "rosenbrock": (
        Claim(
            "It reaches the floor of the bent valley in 2 passes",
            lambda: _above_the_floor(1) > 0.1 and _above_the_floor(2) < 0.01,
        ),
        Claim(
            "within 0.1 of the minimum at (1, 1) after 5,686 passes",
            lambda: _to_the_minimum(5685) > 0.1 >= _to_the_minimum(5686),
        ),
        Claim(
            "within 0.01 after 11,329",
            lambda: _to_the_minimum(11328) > 0.01 >= _to_the_minimum(11329),
        ),
    ),
}


def _rests(name: str) -> set[tuple[float, ...]]:
    """The places, to a digit, where descents from forty random starts come to rest at height 0."""
    session, found = Session(load(name)), set()
    for _ in range(40):
        session.new_weights()
        session.step(500)
        assert session.loss < 1e-20
        found.add(tuple(np.round(session.state.theta, 1).tolist()))
    return found


def _above_the_floor(passes: int) -> float:
    """How far from the floor of its valley, y = x², the point is."""
    x, y = weights("rosenbrock", f"step {passes}")
    return abs(y - x * x)


def _to_the_minimum(passes: int) -> float:
    return float(np.linalg.norm(after("rosenbrock", f"step {passes}").state.theta - 1.0))

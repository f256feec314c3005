"""The claims of the presets with so few points that one can compute them by hand."""

import numpy as np

from tests.summaries.replay import (
    Claim,
    Claims,
    close,
    curvatures,
    dead,
    diverges,
    errors,
    layers,
    limit,
    loss,
    losses,
    lowest_of_a_line,
    outputs,
    passes_until,
    problem,
    rate,
    rounds_to,
    sign_changes,
    slopes,
    way,
    weights,
)
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.session.session import Session

BELOW = ("0.01", "0.012", "0.015", "0.02", "0.025", "0.03", "0.04", "0.05")  # 1/18, in notches

CLAIMS: Claims = {
    "baseline-network": (
        Claim(
            "It says 9 where 13 is right",
            lambda: (
                close(outputs("baseline-network")[-1], 9.0) and _is_off_by("baseline-network", -4.0)
            ),
        ),
        Claim(
            "Change one or two weights by hand and the error is gone",
            lambda: (
                loss("baseline-network", "set h1->o1 2.8") < 1e-20
                and loss("baseline-network", "set h1->o1 3", "set h2->o1 -2") == 0.0
            ),
        ),
    ),
    "one-weight": (
        Claim(
            "It gets faster; above 1/18 = 0.056 each pass crosses the valley",
            lambda: (
                [passes_until("one-weight", 0.01, f"rate {one}", "step 30") for one in BELOW]
                == [19, 16, 12, 9, 7, 5, 3, 2]
                and sign_changes(_from_the_minimum("0.055")) == 0
                and sign_changes(_from_the_minimum("0.056")) == 5
            ),
        ),
        Claim(
            "above 1/9 = 0.111 it climbs out",
            lambda: (
                close(limit("one-weight"), 1.0 / 9.0)
                and loss("one-weight", "rate 0.111", "step 100") < 16.0
                and diverges("one-weight", "rate 0.112", "step 1000")
            ),
        ),
    ),
    "two-weights": (
        Claim("a surface over two numbers", lambda: len(weights("two-weights")) == 2),
        Claim(
            "does not lead straight to the minimum (w1 = 2, b = 1)",
            lambda: (
                loss("two-weights", "set w1 2", "set b 1") == 0.0
                and weights("two-weights") == [-2.0, 4.0]
                and close(slopes("two-weights"), [-9.0, 2.0])
            ),
        ),
    ),
    "three-weights": (
        Claim("An error of 7", lambda: _is_off_by("three-weights", 7.0)),
        Claim(
            "One pass leads from (0, 2, 1) to (-0.14, 1.72, 0.58)",
            lambda: (
                weights("three-weights") == [0.0, 2.0, 1.0]
                and close(weights("three-weights", "step"), [-0.14, 1.72, 0.58])
            ),
        ),
        Claim(
            "each takes 28 % off the error",
            lambda: close(np.sqrt(losses("three-weights", "step 9")), 7.0 * 0.72 ** np.arange(10)),
        ),
    ),
    "xor": (
        Claim(
            "Without its hidden layer this network could get no lower than 0.25",
            lambda: close(lowest_of_a_line("xor"), 0.25),
        ),
        Claim(
            "4 passes lead to a loss of 0.26, 12 more to 0.24",
            lambda: (
                rounds_to(loss("xor", "step 4"), "0.26")
                and rounds_to(loss("xor", "step 16"), "0.24")
            ),
        ),
        Claim("after 72 it is below 0.01", lambda: passes_until("xor", 0.01, "step 99") == 72),
    ),
    "zero-weights": (
        Claim(
            "every hidden unit gets the same gradient, 0",
            lambda: not any(slopes("zero-weights", "step 100")[:12]),
        ),
        Claim(
            "The loss falls from 0.5 to 0.25 and stays there",
            lambda: (
                loss("zero-weights") == 0.5
                and close(loss("zero-weights", "step 100"), 0.25)
                and close(loss("zero-weights", "step 2000"), 0.25)
            ),
        ),
        Claim(
            "With new random weights they do differ", lambda: _random_weights_learn("zero-weights")
        ),
    ),
    "saddle-network": (
        Claim("Two weights in a row", lambda: weights("saddle-network") == [1.0, -1.0]),
        Claim(
            "meet at 0, where both gradients vanish while the loss is still 1",
            lambda: (
                close(weights("saddle-network", "step 400"), [0.0, 0.0])
                and close(slopes("saddle-network", "step 400"), [0.0, 0.0])
                and close(loss("saddle-network", "step 400"), 1.0)
            ),
        ),
        Claim(
            "Start the second one at -0.999 instead",
            lambda: loss("saddle-network", "set w2 -0.999", "step 100") < 1e-6,
        ),
    ),
    "vanishing": (
        Claim(
            "Six units in a row, all weights 1",
            lambda: layers("vanishing") == (1,) * 7 and weights("vanishing") == [1.0] * 6,
        ),
        Claim(
            "Each sigmoid passes on at most a quarter of the error signal",
            lambda: all(0.0 < a[0, 0] * (1.0 - a[0, 0]) <= 0.25 for a in outputs("vanishing")[1:]),
        ),
        Claim(
            "the first gradient is 0.0007 of the last",
            lambda: rounds_to(slopes("vanishing")[0] / slopes("vanishing")[-1], "0.0007"),
        ),
    ),
    "dead-relu": (
        Claim("four ReLU units", lambda: layers("dead-relu") == (1, 4, 1)),
        Claim("a learning rate that is too large", lambda: limit("dead-relu") < rate("dead-relu")),
        Claim(
            "After four passes every unit is off for every point, its gradient exactly 0",
            lambda: (
                dead("dead-relu", "step 3") < 4 == dead("dead-relu", "step 4")
                and not any(slopes("dead-relu", "step 4")[:12])
            ),
        ),
        Claim(
            "no lower rate brings it back",
            lambda: all(
                dead("dead-relu", "step 4", f"rate {lower}", "step 200") == 4
                for lower in ("0.1", "0.01", "0.001")
            ),
        ),
        Claim(
            "Reset and try 0.1",
            lambda: (
                loss("dead-relu", "step 4", "rate 0.1", "reset", "step 200") < 0.001
                and dead("dead-relu", "step 4", "rate 0.1", "reset", "step 200") == 0
            ),
        ),
    ),
    "unscaled": (
        Claim("Curvatures 1 and 100", lambda: close(curvatures("unscaled"), [1.0, 100.0])),
        Claim(
            "the limit of the learning rate, 0.02",
            lambda: (
                close(limit("unscaled"), 0.02) and diverges("unscaled", "rate 0.0202", "step 2000")
            ),
        ),
        Claim(
            "Just below it the small one needs 209 passes to bring the loss below 0.001",
            lambda: (
                rate("unscaled") == 0.0198 and passes_until("unscaled", 0.001, "step 300") == 209
            ),
        ),
    ),
    "scaled": (
        Claim(
            "Each input has mean 0 and standard deviation 1",
            lambda: (
                close(problem("scaled").data.inputs.mean(axis=1), [0.0, 0.0])
                and close(problem("scaled").data.inputs.std(axis=1), [1.0, 1.0])
            ),
        ),
        Claim("both curvatures are 2", lambda: close(curvatures("scaled"), [2.0, 2.0])),
        Claim(
            "at a rate of 0.3 the loss is below 0.001 after 5 passes instead of 209",
            lambda: (
                rate("scaled") == 0.3
                and passes_until("scaled", 0.001, "step 9") == 5
                and passes_until("unscaled", 0.001, "step 300") == 209
            ),
        ),
    ),
    "adam": (
        Claim(
            "both weights set out at the same pace though one input is 10 times the other",
            lambda: (
                bool(np.allclose(weights("adam", "step"), 0.1, rtol=1e-6))
                and close(problem("adam").data.inputs.std(axis=1) * [10.0, 1.0], 7.0710678118654755)
            ),
        ),
        Claim("55 passes lead below 0.001", lambda: passes_until("adam", 0.001, "step 99") == 55),
        Claim(
            "At a rate of 0.1, where plain descent diverges",
            lambda: rate("adam") == 0.1 and diverges("adam", "optimizer sgd", "step 100"),
        ),
        Claim(
            "It swings on the way",
            lambda: sign_changes(way("adam", 55)[:, 1] - weights("adam", "step 1000")[1]) >= 3,
        ),
    ),
}


def _is_off_by(name: str, error: float) -> bool:
    """Whether the one point that there is has this error."""
    return errors(name).shape == (1, 1) and float(errors(name)[0, 0]) == error


def _from_the_minimum(of_rate: str) -> FloatArray:
    """How far from 10/3 the weight is after each of five passes, with its sign, shape (6,)."""
    return way("one-weight", 5, f"rate {of_rate}")[:, 0] - 10.0 / 3.0


def _random_weights_learn(name: str) -> bool:
    """Whether five random starts in a row lead below 0.001."""
    session, reached = Session(load(name)), []
    for _ in range(5):
        session.new_weights()
        session.step(2000)
        reached.append(session.loss)
    return max(reached) < 0.001

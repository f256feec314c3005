"""The claims of the presets with made or real data."""

import numpy as np

from tests.summaries.replay import (
    Claim,
    Claims,
    after,
    close,
    errors,
    layers,
    loss,
    losses,
    lowest_of_a_line,
    problem,
    rises,
    rounds_to,
    samples,
    weights,
    wrong,
)

CLAIMS: Claims = {
    "gaussians": (
        Claim(
            "The easiest two classes: one unit and a straight line separate them",
            lambda: layers("gaussians") == (2, 1) and wrong("gaussians", "step 100") == 0,
        ),
        Claim(
            "The loss keeps falling and never reaches 0",
            lambda: _falls_in_each("gaussians", 2000) and loss("gaussians", "step 2000") > 0.0,
        ),
        Claim(
            "a sigmoid comes closer and closer to 0 and 1 but never gets there",
            lambda: bool(
                (_sizes("gaussians", 100) > _sizes("gaussians", 2000)).all()
                and (_sizes("gaussians", 2000) > 0.0).all()
            ),
        ),
    ),
    "circle": (
        Claim("four hidden units", lambda: layers("circle") == (2, 4, 1)),
        Claim("The loss falls in every pass", lambda: _falls_in_each("circle", 500)),
        Claim(
            "from 0.82 to 0.55 in 50 passes, to 0.31 in 50 more",
            lambda: (
                rounds_to(loss("circle"), "0.82")
                and rounds_to(loss("circle", "step 50"), "0.55")
                and rounds_to(loss("circle", "step 100"), "0.31")
            ),
        ),
        Claim(
            "After 200 passes 1 of 200 points is still wrong",
            lambda: samples("circle") == 200 and wrong("circle", "step 200") == 1,
        ),
    ),
    "moons": (
        Claim("Eight ReLU units", lambda: layers("moons") == (2, 8, 1)),
        Claim(
            "until the two moons come apart. After 900 passes no point is mistaken for",
            lambda: wrong("moons", "step 500") > 0 == wrong("moons", "step 900"),
        ),
    ),
    "spiral": (
        Claim(
            "two layers of sixteen units and Adam",
            lambda: (
                layers("spiral") == (2, 16, 16, 1)
                and after("spiral").state.optimizer.name == "adam"
            ),
        ),
        Claim("10 of the first 22 passes raise the loss", lambda: rises("spiral", "step 22") == 10),
        Claim(
            "after 250 no point is mistaken for one of the other spiral",
            lambda: wrong("spiral", "step 100") > 0 == wrong("spiral", "step 250"),
        ),
    ),
    "sine": (
        Claim("Eight tanh units", lambda: layers("sine") == (1, 8, 1)),
        Claim("through forty noisy points", lambda: samples("sine") == 40),
        Claim(
            "At a learning rate of 0.2 the loss climbs to 6.2 first, and then it recovers",
            lambda: (
                rounds_to(float(losses("sine", "rate 0.2", "step 200").max()), "6.2")
                and loss("sine", "rate 0.2", "step 1000") < 0.01
            ),
        ),
    ),
    "mini-batches": (
        Claim("Forty noisy points, one for each pass", lambda: samples("mini-batches") == 40),
        Claim(
            "40 passes are one epoch",
            lambda: after("mini-batches", "epoch").state.passes == 40,
        ),
        Claim(
            "In the first epoch 10 of them raise the loss on all points, later about half",
            lambda: (
                rises("mini-batches", "epoch") == 10
                and 400
                <= rises("mini-batches", "epoch 25") - rises("mini-batches", "epoch 3")
                <= 480
            ),
        ),
    ),
    "iris": (
        Claim("through 150 flowers", lambda: samples("iris") == 150),
        Claim(
            "The loss stops falling at 0.042",
            lambda: (
                rounds_to(loss("iris", "step 200"), "0.042")
                and close(loss("iris", "step 200"), lowest_of_a_line("iris"))
            ),
        ),
    ),
    "diabetes": (
        Claim("442 patients", lambda: samples("diabetes") == 442),
        Claim(
            "The loss falls from 29,074 to 3,582",
            lambda: (
                rounds_to(loss("diabetes"), "29,074")
                and rounds_to(loss("diabetes", "step 100"), "3,582")
                and rounds_to(lowest_of_a_line("diabetes"), "3,582")
            ),
        ),
        Claim(
            "91 % of that is the work of the bias, which has to reach the mean, 152",
            lambda: (
                rounds_to(100.0 * _share_of_the_bias(), "91")
                and rounds_to(weights("diabetes", "step 200")[-1], "152")
            ),
        ),
        Claim("The two weights do the rest", lambda: layers("diabetes") == (2, 1)),
    ),
    "iris-species": (
        Claim(
            "Four measurements, three species, a softmax over three units",
            lambda: layers("iris-species") == (4, 3),
        ),
        Claim(
            "after 200 passes 146 of 150 flowers are named correctly",
            lambda: (
                samples("iris-species") == 150 and wrong("iris-species", "step 200") == 150 - 146
            ),
        ),
    ),
    "digits": (
        Claim("1,797 pictures", lambda: samples("digits") == 1797),
        Claim("8 × 8 pixels, ten classes", lambda: layers("digits") == (8 * 8, 32, 10)),
        Claim("2,410 parameters", lambda: len(weights("digits")) == 2410),
        Claim(
            "After 100 passes 98.7 % are named correctly",
            lambda: rounds_to(100.0 * (1.0 - wrong("digits", "step 100") / 1797.0), "98.7"),
        ),
    ),
}


def _falls_in_each(name: str, passes: int) -> bool:
    """Whether each of so many passes lowers the loss."""
    return bool((np.diff(losses(name, f"step {passes}")) < 0.0).all())


def _sizes(name: str, passes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The size of each point's error after so many passes, shape (outputs, samples)."""
    return np.abs(errors(name, f"step {passes}"))


def _share_of_the_bias() -> float:
    """The part of the loss's whole fall that is there with the bias at the mean of the targets."""
    mean = float(problem("diabetes").data.targets.mean())
    start, lowest = loss("diabetes"), lowest_of_a_line("diabetes")
    return (start - loss("diabetes", f"set b {mean}")) / (start - lowest)

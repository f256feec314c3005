"""Questions about one linear unit whose loss explodes: the rate is too high for the data."""

import numpy as np

from tests.public.question import Overflow, Question, Ratio, column, network

TOO_HIGH = r"limit|too (large|high|long)|lower"  # what the answers call the cause
LOWER = r"\brate\b|scale the inputs|standardi[sz]e"

DIVERGED = frozenset({"diverged"})
DIVERGING = frozenset({"diverging"})


def _by_tens() -> Question:
    # Their start is random in ±1000. It follows from the weights that they print after a pass,
    # 4612.54003906 and 406.81304932: those are linear in those before.
    return Question(
        name="linear-by-tens",
        source="https://stackoverflow.com/questions/39314946",
        asked="four points on y = 2x with x from 10 to 40: all nan, though 1 to 4 work",
        answer="the rate is far too high: the weight swings ever wider and overflows; lower it",
        preset=network(
            column([10, 20, 30, 40]),
            column([20, 40, 60, 80]),
            [1, 1],
            ["identity"],
            0.1,
            weights=[[[-37.684755]]],
            bias_values=[[260.480036]],
        ),
        words=("step 100",),
        trouble=Overflow(),
        printed={1: 1.60368e10},
        remedy=("reset", "rate 0.001"),
        cured=(15.0, 10_000),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _to_forty() -> Question:
    # The start follows from what they print after a pass at two rates, see above.
    return Question(
        name="linear-to-forty",
        source="https://stackoverflow.com/questions/48335501",
        asked="eight points with x from 5 to 40: -1e12 after eleven passes, then nan",
        answer="0.01 is too high for such inputs; try smaller ones, 0.001 converges",
        preset=network(
            column(range(5, 41, 5)),
            column(range(2, 17, 2)),
            [1, 1],
            ["identity"],
            0.01,
            weights=[[[2.20865]]],
            bias_values=[[-0.82043]],
        ),
        words=("step 11",),
        trouble=Ratio(least=100.0),
        remedy=("reset", "rate 0.001"),
        cured=(0.0137, 3000),
        verdicts=DIVERGING,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _one_by_one() -> Question:
    return Question(
        name="keras-one-by-one",
        source="https://github.com/keras-team/keras/issues/3040",
        asked="y = 2x for x from 0 to 199, one sample a pass: the weights become nan",
        answer="the rate, 0.001, is too high",
        preset=network(
            column(range(200)),
            column(range(0, 400, 2)),
            [1, 1],
            ["identity"],
            0.001,
            training={"batch_size": 1, "shuffle": True},
        ),
        words=("step 200",),
        trouble=Overflow(),
        remedy=("reset", "rate 0.00001"),
        cured=(2e-5, 200),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _five_houses() -> Question:
    return Question(
        name="five-points-summed",
        source="https://github.com/llSourcell/linear_regression_live/issues/4",
        asked="five points with x from 32 to 61 and a sum of squares: nan at once",
        answer="a rate of 0.000001 works; normalising the data avoids it",
        preset=network(
            column([32, 53, 61, 47, 59]),
            column([31, 68, 62, 71, 87]),
            [1, 1],
            ["identity"],
            0.01,
            training={"reduction": "sum"},
            weights=[[[0.3]]],
            bias_values=[[-0.3]],
        ),
        words=("step 1000",),
        trouble=Overflow(),
        remedy=("reset", "standardize on"),
        cured=(594.2, 100),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
        floor=594.17,
    )


def _far_point() -> Question:
    return Question(
        name="one-far-point",
        source="https://github.com/tensorflow/tensorflow/issues/12030",
        asked="four points work; with a fifth at x = 35 everything is nan",
        answer="the sum of squares is too steep for a rate of 0.01; lower it",
        read=False,
        preset=network(
            column([1, 2, 3, 4, 35]),
            column([0, -1, -2, -3, -34]),
            [1, 1],
            ["identity"],
            0.01,
            training={"reduction": "sum"},
            weights=[[[0.3]]],
            bias_values=[[-0.3]],
        ),
        words=("step 1000",),
        trouble=Overflow(),
        remedy=("reset", "rate 0.0001"),
        cured=(1.6, 1000),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _hundred() -> Question:
    # The demo that they changed: y = 0.1x + 0.3, a hundred x between 0 and 1, a rate of 0.5.
    x = np.arange(100.0)
    return Question(
        name="arange-hundred",
        source="https://github.com/tensorflow/tensorflow/issues/3148",
        asked="the demo works for x between 0 and 1; for x from 0 to 99 it gives nan",
        answer="too high a rate for such x: divide them by 100, or take 0.0001 and many passes",
        preset=network(column(x), column(0.1 * x + 0.3), [1, 1], ["identity"], 0.5),
        words=("step 5",),
        trouble=Ratio(least=1e6),
        remedy=("reset", "rate 0.0001"),
        cured=(0.026, 100),
        verdicts=DIVERGING,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _wide_inputs() -> Question:
    generator = np.random.default_rng(0)
    x = 100.0 * generator.random(500)
    y = 5.0 * x + 3.0 + 0.1 * generator.standard_normal(500)
    return Question(
        name="wide-inputs",
        source="https://mejorcodigo.com/p/45698.html",
        asked="five hundred x in 0 to 1 work; times 100 the gradients explode to nan",
        answer="nothing is wrong but the rate: who scales the data scales the rate it takes",
        preset=network(column(x), column(y), [1, 1], ["identity"], 0.01, init="zeros"),
        words=("step 200",),
        trouble=Overflow(),
        remedy=("reset", "standardize on"),
        cured=(0.0088, 1000),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
        floor=0.0087,
    )


def _cubic() -> Question:
    # One of their twenty outputs: the others have the same input, and the ratio is the same.
    x = np.linspace(-10.0, 10.0, 100)
    y = x**3 + x**2 + x
    weights = np.random.default_rng(0).normal(0.0, 3.0, (1, 80))
    return Question(
        name="cubic-summed",
        source="https://stats.stackexchange.com/questions/594738",
        asked="one sample of eighty numbers up to 910: the loss grows 141 times with each pass",
        answer="such inputs take a far smaller rate than 0.000001, or must be scaled",
        read=False,
        preset=network(
            [y[:80].tolist()],
            column(y[80:81]),
            [80, 1],
            ["identity"],
            1e-6,
            training={"reduction": "sum"},
            weights=[weights.tolist()],
        ),
        words=("step 5",),
        trouble=Ratio(least=141.0, most=141.2),
        remedy=("reset", "rate 1e-7"),
        cured=(0.00035, 10),
        verdicts=DIVERGING,
        cause=TOO_HIGH,
        cure=LOWER,
    )


def _parabola() -> Question:
    # Their targets have noise of 0.2; here none.
    x = np.linspace(2.0, 5.0, 3)
    return Question(
        name="parabola-momentum",
        source="https://discuss.pytorch.org/t/71751",
        asked="a parabola through three points with momentum 0.9: infinite above 0.0001",
        answer="the sum of squares of x² is steep, and momentum adds the steps up; lower the rate",
        read=False,
        preset=network(
            np.column_stack([x**2, x]).tolist(),
            column(np.sin(x)),
            [2, 1],
            ["identity"],
            0.01,
            training={"reduction": "sum", "optimizer": {"name": "momentum", "momentum": 0.9}},
        ),
        words=("step 4",),
        trouble=Ratio(least=100.0),
        remedy=("reset", "rate 1e-4"),
        cured=(0.7, 100),
        verdicts=DIVERGING,
        cause=TOO_HIGH,
        cure=LOWER,
    )


RATES = (
    _by_tens(),
    _to_forty(),
    _one_by_one(),
    _five_houses(),
    _far_point(),
    _hundred(),
    _wide_inputs(),
    _cubic(),
    _parabola(),
)

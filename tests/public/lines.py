"""Questions about one linear unit: rates too high, data that are not scaled, long valleys."""

import numpy as np

from tests.public.question import Climb, Overflow, Question, Ratio, Rest, Rise, column, network

TOO_HIGH = r"limit|too (large|high|long)|lower"  # what the answers call the cause
LOWER = r"\brate\b|scale the inputs|standardi[sz]e"
SCALE = r"scale the inputs|standardi[sz]e"

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


def _skinny_valley() -> Question:
    # As a network: the rows of A are two samples, without a bias. Standardised, two points are
    # (1, 1) and (-1, -1), so that one direction of the weights is lost: it ends at 50.
    a = [[-2.4969e02, -4.1511e00], [-4.1511e00, -2.0755e-01]]
    return Question(
        name="skinny-valley",
        source="https://discuss.pytorch.org/t/208572",
        asked="Ax = b with two unknowns: 46 of 100 is left after a million passes, "
        "1.603e-5 is slow, 1.604e-5 diverges",
        answer="ill-conditioned: no rate helps, another optimizer or preconditioning does",
        preset=network(
            a,
            column([0, 10]),
            [2, 1],
            ["identity"],
            1e-5,
            training={"reduction": "sum"},
            biases=False,
            init="zeros",
        ),
        words=("step 2000",),
        trouble=Rest(loss=99.82),
        remedy=("optimizer adam", "rate 0.1"),
        cured=(7.2, 3000),
        verdicts=frozenset({"slow"}),
        cause=r"condition|narrow|valley|steep",
        cure=r"adam|momentum",
        never=SCALE,
    )


def _intercept() -> Question:
    # Their slope and intercept start at random between 0 and 1.
    x = np.arange(400.0)
    return Question(
        name="intercept-crawls",
        # A copy without the address of the question on Stack Overflow.
        source="https://huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1",
        asked="y = 4x + 3 for x from 0 to 399: after 100 passes the intercept is still 0.5",
        answer="x is large: standardise it and raise the rate",
        preset=network(
            column(x),
            column(4.0 * x + 3.0),
            [1, 1],
            ["identity"],
            1e-5,
            weights=[[[0.5]]],
            bias_values=[[0.5]],
        ),
        words=("step 100",),
        trouble=Rest(loss=1.5503),
        remedy=("standardize on", "rate 0.1"),
        cured=(1e-12, 100),
        verdicts=frozenset({"slow"}),
        cause=r"condition|scale|inputs",
        cure=SCALE,
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


def _adam_too_long() -> Question:
    # A fifth of their thousand inputs. When it begins hangs on rounding; that it does, does not:
    # the squared gradients that Adam remembers decay by 0.999 a pass.
    generator = np.random.default_rng(1)
    return Question(
        name="adam-too-long",
        source="https://datascience.stackexchange.com/questions/25024",
        asked="64 points, Adam: 1e-12 after 300 passes, and after 5,000 it has climbed to 0.002",
        answer="the remembered squares have become tiny, so the steps are too long; "
        "lower the rate, raise epsilon, or stop",
        read=False,
        preset=network(
            generator.standard_normal((64, 200)).tolist(),
            generator.standard_normal((64, 1)).tolist(),
            [200, 1],
            ["identity"],
            0.001,
            training={"reduction": "sum", "optimizer": "adam"},
            seed=1,
        ),
        words=("step 1000",),
        until=1e-8,
        trouble=Climb(times=1e6),
        remedy=("rate 0.0001",),
        cured=(1e-9, 300),
        verdicts=frozenset({"unsteady", "rising", "diverging"}),
        cause=TOO_HIGH,
        cure=r"\brate\b|sgd",
    )


def _nearly_two() -> Question:
    return Question(
        name="rate-one-point-nine",
        source="https://github.com/mkingopng/neural_networks",
        asked="f(x) = Ax with f(1) = 1 at a rate of 1.9: 0.5, 0.405, 0.328, from side to side",
        answer="each step crosses the valley; half the rate goes to the bottom",
        read=False,
        preset=network(
            column([1]),
            column([1]),
            [1, 1],
            ["identity"],
            1.9,
            "half_squared_error",
            biases=False,
            init="zeros",
        ),
        words=("step 3",),
        trouble=Ratio(least=0.8099, most=0.8101),
        printed={0: 0.5, 1: 0.405},
        remedy=("rate 1",),
        cured=(1e-30, 1),
        verdicts=frozenset({"overshooting"}),
        cause=r"cross",
        cure=r"\brate\b",
        needed=False,
        patience=(5,),
    )


def _noise() -> Question:
    # They name no numbers but one sample a pass: forty points of a noisy line.
    generator = np.random.default_rng(3)
    x = generator.uniform(-1.0, 1.0, 40)
    y = 2.0 * x + 1.0 + generator.normal(0.0, 0.5, 40)
    return Question(
        name="one-by-one-noise",
        source="https://stackoverflow.com/questions/50360138",
        asked="with one example a pass the cost goes up now and then: is that expected?",
        answer="yes: one example's slope is not that of all; larger batches are smoother",
        preset=network(
            column(x),
            column(y),
            [1, 1],
            ["identity"],
            0.1,
            training={"batch_size": 1, "shuffle": True},
        ),
        words=("step 84",),
        trouble=Rise(),
        remedy=("batch full",),
        cured=(0.2532, 200),
        verdicts=frozenset({"noisy"}),
        cause=r"batch|sample|all",
        needed=False,
        floor=0.2531,
    )


LINES = (
    _by_tens(),
    _to_forty(),
    _one_by_one(),
    _five_houses(),
    _far_point(),
    _hundred(),
    _wide_inputs(),
    _skinny_valley(),
    _intercept(),
    _cubic(),
    _parabola(),
    _adam_too_long(),
    _nearly_two(),
    _noise(),
)

"""Questions about one linear unit in other trouble: long valleys, zigzags, noise, Adam."""

import numpy as np

from tests.public.question import Climb, Question, Ratio, Rest, Rise, column, network
from tests.public.rates import TOO_HIGH

SCALE = r"scale the inputs|standardi[sz]e"


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
    _skinny_valley(),
    _intercept(),
    _adam_too_long(),
    _nearly_two(),
    _noise(),
)

"""Questions about networks: stuck losses, dead and saturated units, starts that do not work."""

import itertools

import numpy as np

from tests.public.question import Overflow, Points, Question, Rest, column, network
from tests.public.rates import DIVERGED, LOWER, TOO_HIGH

CORNERS: Points = [[0, 0], [0, 1], [1, 0], [1, 1]]
EXCLUSIVE = column([0, 1, 1, 0])
EIGHT: Points = [[0, 0.1], [0.6, 0.8], [0.1, 0.2], [0.9, 0.8], [0.9, 0.7], [0.3, 0], [0.2, 0.2]]

OTHER_WEIGHTS = r"(other|new|random|larger) (initial )?weights|initial weights|start elsewhere"
STUCK = frozenset({"level", "plateau", "saddle"})
CREEPING = STUCK | {"slow"}


def _unscaled_target() -> Question:
    # All samples in each pass; theirs were batches of 32.
    x = np.arange(100.0)
    return Question(
        name="unscaled-target",
        source="https://stats.stackexchange.com/questions/418955",
        asked="two linear units in a row, inputs scaled, targets up to 9804: it diverges",
        answer="the targets are not scaled; as they are only a very small rate works",
        preset=network(
            column((x - x.mean()) / x.std()),
            column(x**2 + 3.0),
            [1, 1, 1],
            ["identity", "identity"],
            0.01,
            seed=1,
        ),
        words=("step 300",),
        trouble=Overflow(),
        remedy=("reset", "rate 1e-5"),
        cured=(555_300.0, 1000),
        verdicts=DIVERGED,
        cause=TOO_HIGH,
        cure=LOWER,
        floor=555_278.0,
    )


def _no_hidden_layer() -> Question:
    return Question(
        name="xor-without-hidden",
        source="https://ai.stackexchange.com/questions/27010",
        asked="two inputs, two softmax outputs, XOR: always 0.5 and 0.5",
        answer="one layer can only part points by a straight line: it takes a hidden layer",
        preset=network(
            CORNERS,
            [[0, 1], [1, 0], [1, 0], [0, 1]],
            [2, 2],
            ["softmax"],
            0.5,
            "cross_entropy",
            seed=1,
        ),
        words=("step 1000",),
        trouble=Rest(loss=0.6931),
        verdicts=frozenset({"minimum"}),
        cause=r"no more to give|(can|could) do no better|no way down|nothing lower|hidden",
        needed=False,
        floor=0.693147,
    )


def _keras_xor() -> Question:
    return Question(
        name="xor-keras",
        source="https://github.com/keras-team/keras/issues/1295",
        asked="XOR with two sigmoid units: after 500 passes all four outputs are near 0.5",
        answer="0.01 and 500 passes are too little: 0.1 with Nesterov's momentum and thousands",
        preset=network(CORNERS, EXCLUSIVE, [2, 2, 1], ["sigmoid", "sigmoid"], 0.01, "bce", seed=0),
        words=("step 500",),
        trouble=Rest(loss=0.6984),
        remedy=("optimizer nesterov momentum=0.9", "rate 0.1"),
        cured=(0.36, 1000),
        verdicts=CREEPING,
        cure=r"nesterov|momentum|adam|\brate\b",
    )


def _small_weights() -> Question:
    return Question(
        name="xor-small-weights",
        # A copy without the address of the question on Stack Overflow.
        source="https://huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1",
        asked="XOR with five sigmoid units and weights of 0.01: the loss stays where it was",
        answer="the initial weights are too small: do not scale them by 0.01; a higher rate helps",
        preset=network(
            CORNERS,
            EXCLUSIVE,
            [2, 5, 1],
            ["sigmoid", "sigmoid"],
            0.1,
            "bce",
            init="normal",
            init_scale=0.01,
            seed=1,
        ),
        words=("step 3000",),
        trouble=Rest(loss=0.6931),
        remedy=("init normal 1", "rate 1"),
        cured=(0.0022, 3000),
        verdicts=CREEPING,
        cure=rf"adam|momentum|{OTHER_WEIGHTS}",
    )


def _two_relus() -> Question:
    # They name no optimizer and no rate.
    return Question(
        name="xor-two-relus",
        source="https://stats.stackexchange.com/questions/320672",
        asked="XOR with two ReLU units stops at 0.34; sigmoids do it, and five ReLUs",
        answer="the network can, but not from every start: other weights, or more units",
        preset=network(CORNERS, EXCLUSIVE, [2, 2, 1], ["relu", "sigmoid"], 0.5, "bce", seed=29),
        words=("step 3000",),
        trouble=Rest(loss=0.3467),
        remedy=("new",),
        cured=(0.0023, 1500),
        verdicts=frozenset({"minimum", "level", "plateau"}),
        cure=OTHER_WEIGHTS,
    )


def _relu_output() -> Question:
    x = np.arange(-1.0, 6.0)
    return Question(
        name="relu-output",
        source="https://community.deeplearning.ai/t/324182",
        asked="y = 2x - 1 with ReLU in all layers, Adam: six or seven runs of ten do not move",
        answer="the output unit is off for every point and gets no slope: dead; "
        "no ReLU at the output, or another start",
        read=False,
        preset=network(
            column(x),
            column(2.0 * x - 1.0),
            [1, 4, 2, 1],
            ["relu", "relu", "relu"],
            0.001,
            training={"optimizer": "adam"},
            seed=3,
        ),
        words=("step 500",),
        trouble=Rest(loss=25.0),
        remedy=("activation identity 3",),
        cured=(18.0, 1000),
        verdicts=STUCK,
        cause=r"dead|off for|lets? nothing through",
        cure=OTHER_WEIGHTS,
    )


def _one_relu() -> Question:
    # Two hundred fixed points; theirs were drawn anew in each pass.
    x = np.random.default_rng(0).standard_normal(200)
    return Question(
        name="one-relu",
        source="https://stats.stackexchange.com/questions/379884",
        asked="one ReLU unit that starts at -10 must become 1: it stops at 0",
        answer="from that side the slope vanishes towards 0, so it cannot cross; start elsewhere",
        read=False,
        preset=network(
            column(x),
            column(np.maximum(x, 0.0)),
            [1, 1],
            ["relu"],
            0.01,
            biases=False,
            weights=[[[-10.0]]],
            seed=1,
        ),
        words=("step 2000",),
        trouble=Rest(loss=0.45288),
        remedy=("new",),
        cured=(1e-8, 1000),
        verdicts=frozenset({"minimum", "level"}),
        cure=OTHER_WEIGHTS,
    )


def _dead_hidden() -> Question:
    # Their weights lie within 0.05 and are negative; the points are those of keras#126.
    points = [*EIGHT, [0.5, 0.9]]
    return Question(
        name="dead-hidden",
        source="https://stats.stackexchange.com/questions/450100",
        asked="positive inputs and one hidden ReLU unit with negative weights: dead for ever?",
        answer="yes; another start, inputs around 0, or a leaky ReLU",
        preset=network(
            points,
            column(float(a + b > 0.5) for a, b in points),
            [2, 1, 1],
            ["relu", "sigmoid"],
            0.1,
            "bce",
            weights=[[[-0.03, -0.04]], [[0.02]]],
        ),
        words=("step 100",),
        trouble=Rest(loss=0.6931),
        remedy=("standardize on",),
        cured=(0.015, 1000),
        verdicts=STUCK,
        cause=r"dead|off for|lets? nothing through",
        cure=rf"{OTHER_WEIGHTS}|scale the inputs|standardi[sz]e",
    )


def _zeros() -> Question:
    return Question(
        name="zero-weights-circle",
        source="https://community.deeplearning.ai/t/121049",
        asked="a circle of 300 points, 2-10-5-1, all weights 0: the cost does not change",
        answer="all units are alike and 0, so no weight gets a slope: draw them at random",
        preset={
            "format": 1,
            "title": "A public question",
            "data": {"generator": "circle", "samples": 300, "noise": 0.03},
            "network": {
                "layers": [2, 10, 5, 1],
                "activations": ["relu", "relu", "sigmoid"],
                "init": "zeros",
            },
            "training": {"learning_rate": 0.01, "loss": "bce"},
        },
        words=("step 1000",),
        trouble=Rest(loss=0.6931),
        remedy=("init he_uniform",),
        cured=(0.07, 3000),
        verdicts=STUCK,
        cause=r"equal|alike|the same|dead|zero",
        cure=OTHER_WEIGHTS,
    )


def _four_layers() -> Question:
    # Eight units instead of five hundred in each layer, and five bits.
    bits = [list(map(float, each)) for each in itertools.product((0, 1), repeat=5)]
    weights = np.random.default_rng(0).standard_normal(5)
    return Question(
        name="four-sigmoid-layers",
        source="https://ai.stackexchange.com/questions/16557",
        asked="binary vectors to numbers through four sigmoid layers: the loss stays high",
        answer="each sigmoid passes on a quarter of the slope at most: it vanishes; "
        "use another activation",
        preset=network(
            bits,
            column(float(np.dot(each, weights)) + 2.0 * each[0] * each[1] for each in bits),
            [5, 8, 8, 8, 8, 1],
            ["sigmoid", "sigmoid", "sigmoid", "sigmoid", "identity"],
            0.01,
            seed=0,
        ),
        words=("step 1000",),
        trouble=Rest(loss=0.932),
        remedy=("activation relu",),
        cured=(0.032, 1000),
        verdicts=CREEPING,
        cause=r"first layer|vanish",
        cure=rf"adam|activation|relu|tanh|{OTHER_WEIGHTS}",
    )


def _thousands() -> Question:
    # They name neither hidden units nor a rate.
    return Question(
        name="thousand-from-sigmoid",
        source="https://stackoverflow.com/questions/9048031",
        asked="a sigmoid output for targets up to 1000 does not converge",
        answer="a sigmoid ends at 1: take a linear output, and scale the inputs",
        preset=network(
            [[0, 0], [0, 1], [1000, 1], [1, 1]],
            column([0, 1000, 1, 0]),
            [2, 3, 1],
            ["sigmoid", "sigmoid"],
            0.1,
            seed=0,
        ),
        words=("step 100",),
        trouble=Rest(loss=249_500.5),
        remedy=("activation identity 2",),
        cured=(166_700.0, 300),
        verdicts=frozenset({"level", "plateau", "minimum"}),
        cause=r"saturat|flat end|no more to give",
        needed=False,
    )


NETWORKS = (
    _unscaled_target(),
    _no_hidden_layer(),
    _keras_xor(),
    _small_weights(),
    _two_relus(),
    _relu_output(),
    _one_relu(),
    _dead_hidden(),
    _zeros(),
    _four_layers(),
    _thousands(),
)

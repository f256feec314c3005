"""Questions whose data no training can use: the program must refuse them and say why."""

from tests.public.networks import EIGHT
from tests.public.question import Points, Refusal, Tables, column, network

POINTS: Points = [*EIGHT, [0.5, 0.9]]
IS_LARGE = [float(a + b > 0.5) for a, b in POINTS]


def _sigmoid(targets: Points) -> Tables:
    return network(POINTS, targets, [2, 1], ["sigmoid"], 0.5, "bce")


def _softmax(targets: Points, units: int) -> Tables:
    # Eight hidden units instead of their sixty-four; they had the squared error as loss.
    return network(
        POINTS,
        targets,
        [2, 8, 8, units],
        ["tanh", "tanh", "softmax"],
        0.1,
        "cross_entropy",
        {"optimizer": {"name": "nesterov", "momentum": 0.9}},
    )


SHARES: Points = [[1.0 - each, each] for each in IS_LARGE]

REFUSED = (
    Refusal(
        name="minus-one",
        source="https://datascience.stackexchange.com/questions/52144",
        asked="binary cross-entropy for labels -1 and 1",
        answer="it is defined for 0 and 1: take (y + 1) / 2",
        preset=_sigmoid(column(2.0 * each - 1.0 for each in IS_LARGE)),
        refused=(r"targets", r"bce", r"-1|−1", r"\b0\b.*\b1\b"),
        mended=_sigmoid(column(IS_LARGE)),
    ),
    Refusal(
        name="one-softmax",
        source="https://github.com/keras-team/keras/issues/126",
        asked="softmax over a single unit: the prediction is 1 for every point",
        answer="a softmax needs as many units as there are classes; for one unit use a sigmoid",
        preset=_softmax(column(IS_LARGE), units=1),
        refused=(r"softmax", r"two units|2 units|sigmoid"),
        mended=_softmax(SHARES, units=2),
    ),
    Refusal(
        name="negative-classes",
        source="https://github.com/BVLC/caffe/issues/4633",
        asked="classes -1 and 1 under a softmax",
        answer="classes are counted from 0, one output for each",
        preset=_softmax([[-each, each] for each in (2.0 * one - 1.0 for one in IS_LARGE)], units=2),
        refused=(r"targets", r"cross_entropy", r"one_hot|shares?|add up"),
        mended=_softmax(SHARES, units=2),
    ),
)

"""Words about learning rates, about how a descent is doing, and about several runs."""

from tui_descent.analysis.words import WORDS
from tui_descent.glossary.term import Term

RATES = (
    Term(
        "learning rate",
        "How long a step is for a given slope: with sgd, step = −lr · slope.",
        "With lr 0.1, a slope of 4 makes a step of −0.1 · 4 = −0.4.",
        ("lr", "rate", "η", "eta"),
    ),
    Term(
        "limit",
        "The learning rate above which steps swing wider and wider, as long as the ground stays "
        "like here.",
        "Curvature 18 under sgd: the limit is 2 / 18 = 0.111.",
    ),
    Term(
        "gauge",
        "The bar of learning rates: what the next pass would do at each of them.",
        "▲ within ━ says that the present rate is good.",
        in_words="What the next pass would do at each learning rate. "
        "Example: rates from about 0.0056 to 0.056: good.",
    ),
    Term(
        "next loss",
        "The loss after the next pass, computed in advance.",
        "next loss 1.2 ▼ says that the next pass will bring the loss down to 1.2.",
        in_words="The loss after the next pass, computed in advance. "
        "Example: next loss 1.2 says that the next pass will bring the loss to 1.2.",
    ),
    Term(
        "slow",
        "The loss would fall, but by less than a tenth of what a good rate gains.",
        "If the best rate lowers the loss by 1, these lower it by less than 0.1.",
        ("·",),
        where="gauge",
    ),
    Term(
        "good",
        "The loss would fall well, by a step no longer than the limit allows.",
        "If the best rate lowers the loss by 1, these lower it by at least 0.1.",
        ("━",),
        where="gauge",
    ),
    Term(
        "overshoots",
        "The step is longer than the best one, but still lands lower than it began.",
        "From the left wall of a valley it lands on the right one, further down.",
        ("≈", "overshoot"),
        where="gauge",
    ),
    Term(
        "loss rises",
        "The step is so long that it lands higher than it began.",
        "From 1 beside the bottom of x² it lands 2 beyond: the loss goes from 1 to 2² = 4.",
        ("!", "rises"),
        where="gauge",
    ),
    Term(
        "nothing to gain",
        "At a minimum: the next pass would change the loss by next to nothing.",
        "At MINIMUM the loss may go from 1e-15 to 2e-15: next to nothing.",
        where="gauge",
    ),
    Term(
        "schedule",
        "A rule by which the learning rate changes from pass to pass.",
        "step every=20 gamma=0.5 halves it after every 20 passes.",
        ("off",),
    ),
    Term(
        "notch",
        "One step up or down of the learning rate, to the next round number.",
        "From 0.1 the next notch up is 0.12.",
    ),
    Term(
        "sweep",
        "Many learning rates tried from here, to see where each leads.",
        "Of 0.01, 0.1 and 1 it may turn out that only 0.1 gets anywhere.",
    ),
)

EXAMPLES = {
    "starting": "Pass 0 of every problem.",
    "converging": "The losses 8, 4 and 2: one pass halves them.",
    "slow": "The losses 8, 7.999 and 7.998.",
    "overshooting": "The weight goes 2, 4, 3, around a bottom at 3.3, and the loss falls.",
    "rising": "The losses 8, 6 and 6.1.",
    "unsteady": "The losses 2, 5, 3, 5, 2, 5: up and down, and no lower.",
    "diverging": "The losses 1, 4, 16, 64: each pass makes it worse.",
    "diverged": "The loss is inf or nan.",
    "noisy": "The losses 0.11, 0.1, 0.12, 0.11 with batches of a single sample.",
    "level": "The slope is 1e-9, and the curvatures are too small to tell what lies around.",
    "saddle": "Where x² − y² has no slope, y leads down.",
    "minimum": "x² at x = 0.",
    "plateau": "The loss is stuck at 0.25, and all slopes are about 1e-9.",
}

VERDICTS = (
    Term(
        "verdict",
        "The word in the first line for how the descent is doing; the line below the gauge says "
        "why.",
        "CONVERGING, fell 12 passes in a row.",
        in_words="The word for how the descent is doing; the command verdict says why. "
        "Example: verdict converging: the loss fell 12 passes in a row.",
    ),
    *(Term(word, meaning, EXAMPLES[word], (), "verdict") for word, meaning in WORDS.items()),
    Term(
        "predicted",
        "By how much the last pass would have changed the loss if the slope had stayed the same: "
        "slope × step, added up.",
        "Slope 4, step −0.4: predicted 4 · (−0.4) = −1.6.",
    ),
    Term(
        "got",
        "By how much the last pass really changed the loss; the more the ground bends, the more "
        "it differs from predicted.",
        "predicted −1.6, got −1.3: the slope became gentler on the way.",
    ),
    Term(
        "cure",
        "What the program suggests where something is wrong; it has tried it out first.",
        "set lr to 0.05.",
        ("advice", "suggestion"),
    ),
    Term(
        "cause",
        "Why it is going the way it is.",
        "The learning rate is too large.",
        ("why",),
    ),
    Term(
        "converge",
        "To come closer and closer to a place and stay there.",
        "1, 0.5, 0.25, 0.125 converges to 0.",
        ("converged",),
    ),
    Term(
        "diverge",
        "To get further and further away.",
        "1, −2, 4, −8 diverges.",
    ),
    Term(
        "velocity",
        "The speed that momentum and adam have built up; it can carry a step uphill for a while.",
        "Like a ball, it rolls through the bottom and some way up the other side.",
        ("speed",),
    ),
    Term(
        "zigzags",
        "Each pass crosses the bottom to the other side, and comes closer.",
        "A distance of 1, −0.8, 0.64 from the bottom.",
        where="directions",
    ),
    Term(
        "swings",
        "Speed carries it past the bottom and back again, over many passes.",
        "momentum 0.9 does so in a valley that is steep enough.",
        where="directions",
    ),
    Term(
        "settles",
        "Within ten passes at least half of the distance to the bottom is gone.",
        "×0.9 a pass leaves 0.9**10 = 0.349 of it.",
        where="directions",
    ),
    Term(
        "creeps",
        "It takes more than ten passes to halve the distance to the bottom.",
        "×0.99 a pass leaves 0.99**10 = 0.904 of it after ten passes.",
        where="directions",
    ),
    Term(
        "escapes",
        "The loss curves down this way, so each pass leads further away, downhill.",
        "From 0.01 beside a saddle: 0.012, 0.0144, and so on.",
        where="directions",
    ),
    Term(
        "climbs",
        "The learning rate is above this direction's limit, so each pass lands higher.",
        "A distance of 1, −1.5, 2.25 from the bottom.",
        where="directions",
    ),
)

RUNS = (
    Term(
        "run",
        "The passes that were made from a start, one after the other.",
        "{fork} keeps a run as a ghost, and you go on with another.",
        ("runs",),
    ),
    Term(
        "ghost",
        "A run that was kept; it is drawn dimly, to compare with.",
        "{fork} at pass 50, back to 20, another rate: now you see two ways on.",
        ("ghosts", "fork"),
        in_words="A run that was kept, to compare with. "
        "Example: {fork} at pass 50, back to 20, another rate: now there are two ways on.",
    ),
    Term(
        "race",
        "Several optimizers going on from one place, pass by pass, side by side.",
        "sgd, momentum and adam start at the same weights.",
    ),
    Term(
        "runner",
        "One of the runs in a race; its number stands on the map and in the list.",
        "3 nesterov 0.2 0.005: runner 3, at a learning rate of 0.2, has a loss of 0.005.",
        ("runners",),
        in_words="One of the runs in a race; it has a number. "
        "Example: runner 3: nesterov rate 0.2 loss 0.005.",
    ),
    Term(
        "leads",
        "Has the lowest loss in a race.",
        "5 rmsprop 0.2 0.0036★ leads.",
        ("★",),
        in_words="Has the lowest loss in a race. Example: race: 1 sgd 4.86, 2 momentum 0.31 leads.",
    ),
    Term(
        "reset",
        "Back to pass 0, with the same initial weights.",
        "After a reset, the same learning rate makes the same passes again.",
    ),
    Term(
        "preset",
        "A problem in a file: data, network, loss and learning rate.",
        "xor is a preset, and you can write your own.",
        ("problem",),
    ),
)

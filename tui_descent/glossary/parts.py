"""Names in the registries: losses, activations, optimizers, schedules, initial weights.

Each registry is gone through name by name. A new name without words of its own here has those that
its class tells of itself.
"""

from inspect import getdoc

import numpy as np

from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.hyperparameters import symbols
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.glossary.term import Term
from tui_descent.readable import plain

Words = tuple[str, str, tuple[str, ...]]  # meaning, example, other names

OF_LOSSES: dict[str, Words] = {
    "mse": (
        "Mean squared error: the errors squared, and their mean.",
        "Errors 3 and 1: (9 + 1) / 2 = 5.",
        ("mean squared error",),
    ),
    "squared_error": (
        "The errors squared and added up, not divided by their number.",
        "Errors 3 and 1: 3² + 1² = 10.",
        (),
    ),
    "half_squared_error": (
        "Half of the errors squared and added up; its slope is then simply the error.",
        "Errors 3 and 1: (3² + 1²) / 2 = 5.",
        (),
    ),
    "mae": (
        "Mean absolute error: the mean of the errors without their signs.",
        "Errors 3 and −1: (3 + 1) / 2 = 2.",
        ("mean absolute error",),
    ),
    "huber": (
        "Squared for small errors and straight for large ones, so that a single outlier counts "
        "less.",
        "An error of 0.5 costs 0.5² / 2 = 0.125, one of 3 costs 3 − 0.5 = 2.5.",
        (),
    ),
    "bce": (
        "Binary cross-entropy: −ln of the share that the network gave to the right one of two "
        "answers.",
        "Right answer 1, output 0.5: the loss is 0.693.",
        ("binary cross-entropy",),
    ),
    "cross_entropy": (
        "−ln of the share that the network gave to the right class.",
        "A share of 0.9 costs 0.105, one of 0.1 costs 2.3.",
        ("cross-entropy",),
    ),
}
OF_ACTIVATIONS: dict[str, Words] = {
    "identity": ("Leaves the sum as it is: a linear unit.", "2 stays 2, −3 stays −3.", ()),
    "sigmoid": (
        "Squeezes any number in between 0 and 1, in the shape of an S.",
        "0 becomes 0.5, and 10 nearly 1.",
        (),
    ),
    "tanh": (
        "Squeezes any number in between −1 and 1, in the shape of an S.",
        "0 stays 0, 1 becomes 0.762, and 10 nearly 1.",
        (),
    ),
    "relu": ("Keeps numbers above 0 and turns all others into 0.", "3 stays 3, −2 becomes 0.", ()),
    "leaky_relu": (
        "Like relu, but below 0 it keeps a small part, so that no unit can die.",
        "3 stays 3, −2 becomes −0.02 where a hundredth is kept.",
        ("slope",),
    ),
    "elu": ("Like relu, with a smooth bend down towards −1 below 0.", "−2 becomes −0.865.", ()),
    "softplus": ("A relu with a rounded corner.", "0 becomes 0.693, and 10 nearly 10.", ()),
    "gelu": (
        "A rounded relu that dips a little below 0.",
        "1 becomes 0.841, and −1 becomes −0.159.",
        (),
    ),
    "sin": ("The sine wave.", "0 becomes 0, 1.571 becomes 1, and 3.142 nearly 0.", ()),
    "softmax": (
        "Turns the sums of a layer into shares that add up to 1; the largest sum gets the most.",
        "Sums 2, 1 and 0 become 0.665, 0.245 and 0.09.",
        (),
    ),
}
OF_OPTIMIZERS = {
    "sgd": "Slope 4 and lr 0.1: the step is −0.1 · 4 = −0.4.",
    "momentum": "Slope 1 in every pass, momentum 0.9: the velocity grows 1, 1.9, 2.71, towards 10.",
    "nesterov": "First pass, slope 4, momentum 0.9: it steps as for a slope of 4 + 0.9 · 4 = 7.6.",
    "adagrad": "After slopes of 3 and 4 it divides by √(3² + 4²) = 5.",
    "rmsprop": "Steep or flat: where the slope is steady, a step is about as long as the rate.",
    "adam": "Its first step is as long as the learning rate, whatever the slope.",
    "adamw": "With weight decay 0.01 and lr 0.1 a weight loses a thousandth of itself each pass.",
}
OF_SETTINGS: dict[str, tuple[str, str]] = {
    "momentum": (
        "The part of its velocity that an optimizer keeps from pass to pass.",
        "With 0.9 a velocity of 2 gives 0.9 · 2 = 1.8 to the next pass.",
    ),
    "dampening": (
        "The part of each new slope that the velocity leaves out.",
        "With 0.1, nine tenths of a slope are added: 1 − 0.1 = 0.9.",
    ),
    "eps": (
        "A tiny number that keeps an optimizer from dividing by 0.",
        "Where all slopes are 0, √v + ε is still 1e-8.",
    ),
    "alpha": (
        "The part of its mean of squared slopes that rmsprop keeps from pass to pass.",
        "With 0.99 each new slope counts 1 − 0.99 = 0.01.",
    ),
    "beta1": (
        "The part of its mean of slopes that adam keeps from pass to pass.",
        "With 0.9 each new slope counts 1 − 0.9 = 0.1.",
    ),
    "beta2": (
        "The part of its mean of squared slopes that adam keeps from pass to pass.",
        "With 0.999 each new slope counts 1 − 0.999 = 0.001.",
    ),
    "weight_decay": (
        "The part of each parameter, times the learning rate, that adamw takes away in a pass.",
        "With 0.01 and lr 0.1 a weight of 2 loses 0.01 · 0.1 · 2 = 0.002.",
    ),
}
SPELLED = {"μ": "mu", "β₁": "beta₁", "β₂": "beta₂", "ε": "epsilon", "λ": "lambda"}
OF_SCHEDULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "constant": ("0.1, 0.1, 0.1.", ()),
    "step": ("every 20 gamma 0.5: 0.1 for 20 passes, 0.05 for the next 20, then 0.025.", ()),
    "exponential": ("gamma 0.5: 0.1, 0.05, 0.025.", ()),
    "inverse_time": ("decay 1: 0.1, then 0.1 / 2 = 0.05, then 0.1 / 3 = 0.0333.", ()),
    "cosine": ("passes 100: 0.1 at first, 0.05 after 50 passes, 0 after 100.", ()),
    "warmup": ("passes 4: 0.025, 0.05, 0.075, 0.1, and then 0.1.", ("warm-up",)),
    "one_cycle": ("passes 100: up for 30 passes, down for 70.", ()),
}
OF_RULES: dict[str, tuple[str, str]] = {  # the settings of a schedule
    "every": (
        "The number of passes between two steps of a schedule.",
        "every=20: after 20 passes, after 40, and so on.",
    ),
    "gamma": ("What a schedule multiplies the learning rate by.", "With 0.5 it halves."),
    "decay": (
        "How quickly inverse_time shrinks the learning rate.",
        "1: one pass halves it.",
    ),
    "to": (
        "Where a cosine schedule ends, as a learning rate.",
        "to=0.01 ends at lr 0.01.",
    ),
}
OF_INITS: dict[str, tuple[str, str]] = {
    "zeros": ("All 0: every unit of a layer stays like every other.", "0, 0, 0."),
    "constant": ("All the same.", "0.5, 0.5, 0.5."),
    "normal": ("Drawn from the bell curve around 0 with spread 1.", "0.3, −1.2, 0.7."),
    "uniform": ("Drawn between −1 and 1, all equally likely.", "0.3, −0.9, 0.7."),
    "glorot_uniform": (
        "Drawn between two bounds that suit tanh; the more units, the narrower they are.",
        "For 2 inputs and 4 units from −1 to 1.",
    ),
    "glorot_normal": (
        "Drawn from a bell curve that suits tanh; the more units, the narrower it is.",
        "For 2 inputs and 4 units with a spread of 0.577.",
    ),
    "he_uniform": (
        "Drawn between two bounds that suit relu; the more inputs, the narrower they are.",
        "For 6 inputs from −1 to 1.",
    ),
    "he_normal": (
        "Drawn from a bell curve that suits relu; the more inputs, the narrower it is.",
        "For 2 inputs with a spread of 1.",
    ),
}
STATE = (
    Term(
        "v",
        "What an optimizer remembers: its velocity, or (in adam) its mean of squared slopes.",
        "v ← μ·v + g: the new velocity is made of the old one and the slope.",
        ("m", "s", "moment", "moments"),
    ),
)


def _letters() -> dict[str, str]:
    """The letter of each setting of an optimizer, by its name."""
    return {name: mark for rule in OPTIMIZERS.values() for name, mark in symbols(rule).items()}


def _spelled(letter: str) -> tuple[str, ...]:
    spelled = SPELLED.get(letter)
    return (letter, spelled) if spelled else (letter,)


def _sentence(gist: str) -> str:
    return f"{gist[0].upper()}{gist[1:]}."


def _first_line(kind: object) -> str:
    return (getdoc(kind) or "").partition("\n")[0]


def of_loss(name: str) -> Term:
    """The term of a loss; without words of its own: what its class says."""
    own = _first_line(LOSSES[name]), f"In a preset: loss = {name}.", ()
    return Term(name, *OF_LOSSES.get(name, own), "loss")


def of_activation(name: str) -> Term:
    """The term of an activation; without words of its own: what becomes of −1 and 1."""
    known = OF_ACTIVATIONS.get(name)
    if known is None:
        kind, sums = ACTIVATIONS[name], np.array([[-1.0, 1.0]])
        outputs = np.empty_like(sums)
        kind().apply(sums, outputs)
        below, above = (plain(one, 3) for one in outputs.ravel())
        known = _first_line(kind), f"−1 becomes {below}, and 1 becomes {above}.", ()
    return Term(name, *known, "activation")


def of_optimizer(name: str) -> Term:
    """The term of an optimizer; without an example of its own: its equations."""
    rule = OPTIMIZERS[name]
    example = OF_OPTIMIZERS.get(name) or f"{'; '.join(rule.equations)}."
    return Term(name, _sentence(rule.gist), example, (), "optimizer")


def of_setting(name: str, letter: str) -> Term:
    """The term of an optimizer's setting; without words of its own: whose it is, and where."""
    known = OF_SETTINGS.get(name)
    if known is None:
        rules = [rule for rule in OPTIMIZERS.values() if name in symbols(rule)]
        whose = " and ".join(rule.name for rule in rules)
        where = next((one for rule in rules for one in rule.equations if letter in one), letter)
        known = f"A setting of {whose}: the {letter} in its equations.", f"{where}."
    return Term(name, *known, _spelled(letter), "setting")


def of_schedule(name: str) -> Term:
    """The term of a schedule; without an example of its own: its formula."""
    rule = SCHEDULES[name]
    known = OF_SCHEDULES.get(name) or (f"{rule.formula}.", ())
    return Term(name, _sentence(rule.gist), *known, "schedule")


LOSS_FUNCTIONS = tuple(map(of_loss, LOSSES))
ACTIVATION_FUNCTIONS = tuple(map(of_activation, ACTIVATIONS))
OPTIMIZER_NAMES = (
    *map(of_optimizer, OPTIMIZERS),
    *(of_setting(*one) for one in _letters().items()),
    *STATE,
)
SCHEDULE_NAMES = (
    *map(of_schedule, SCHEDULES),
    *(Term(name, *words, (), "setting of a schedule") for name, words in OF_RULES.items()),
)
INITIAL_WEIGHTS = tuple(
    Term(name, *OF_INITS[name], (), "initial weights") for name in INITIALIZATIONS
)

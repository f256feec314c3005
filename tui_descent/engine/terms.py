"""What an optimizer makes of one gradient, term by term, for a reader to follow.

Each term is a line of arithmetic: its formula, the numbers that stand in it, and what comes
out. The last one is the step. The numbers are those of the optimizer's own state; a test
holds every line against the update itself.
"""

import math
from dataclasses import dataclass

from tui_descent.engine.descent import State
from tui_descent.engine.optimizers import (
    Adagrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)


@dataclass(frozen=True, slots=True)
class Term:
    """`name = formula`, the same with `numbers` for the letters, and its value.

    formula  with {0}, {1} … where the numbers stand
    letters  what stands there before the numbers do
    """

    name: str
    formula: str
    letters: tuple[str, ...]
    numbers: tuple[float, ...]
    value: float


def terms(state: State, index: int, frozen: bool) -> tuple[Term, ...]:
    """Return the terms of the step that the next pass makes with the parameter `index`."""
    if frozen:
        return (Term("step", "{0}, because it is frozen", ("0",), (0.0,), 0.0),)
    optimizer, rate = state.optimizer, state.learning_rate
    gradient = float(state.gradient[index])
    kept = [float(part[index]) if part.ndim else float(part) for part in state.optimizer_state]
    match optimizer:
        case GradientDescent():
            return (_step(rate, "g", gradient),)
        case Momentum(momentum=mu):
            return _momentum(mu, kept[0], gradient, rate)
        case Nesterov(momentum=mu):
            return _nesterov(mu, kept[0], gradient, rate)
        case Adagrad(eps=eps):
            return _adagrad(eps, kept[0], gradient, rate)
        case RMSProp(alpha=alpha, eps=eps):
            return _rmsprop(alpha, eps, kept[0], gradient, rate)
        case Adam():
            return _adam(optimizer, kept, gradient, rate)
        case AdamW():
            adam = Adam(optimizer.beta1, optimizer.beta2, optimizer.eps)
            made = _adam(adam, kept, gradient, rate)
            return _decayed(made, optimizer.weight_decay, float(state.theta[index]), rate)
    raise TypeError(f"no terms are written for {optimizer.name}")


def _step(rate: float, name: str, value: float) -> Term:
    return Term("step", "−{0}·{1}", ("η", name), (rate, value), -rate * value)


def _momentum(mu: float, velocity: float, gradient: float, rate: float) -> tuple[Term, ...]:
    new = mu * velocity + gradient
    first = Term("v", "{0}·{1} + {2}", ("μ", "v", "g"), (mu, velocity, gradient), new)
    return first, _step(rate, "v", new)


def _nesterov(mu: float, velocity: float, gradient: float, rate: float) -> tuple[Term, ...]:
    new = mu * velocity + gradient
    ahead = gradient + mu * new
    return (
        Term("v", "{0}·{1} + {2}", ("μ", "v", "g"), (mu, velocity, gradient), new),
        Term("d", "{0} + {1}·{2}", ("g", "μ", "v"), (gradient, mu, new), ahead),
        _step(rate, "d", ahead),
    )


def _scaled(rate: float, above: tuple[str, float], below: tuple[str, float], eps: float) -> Term:
    divisor = math.sqrt(below[1]) + eps
    value = -rate * (above[1] / divisor) if divisor else math.nan
    letters = ("η", above[0], below[0], "ε")
    return Term("step", "−{0}·{1} / (√{2} + {3})", letters, (rate, above[1], below[1], eps), value)


def _adagrad(eps: float, total: float, gradient: float, rate: float) -> tuple[Term, ...]:
    new = total + gradient * gradient
    first = Term("s", "{0} + {1}²", ("s", "g"), (total, gradient), new)
    return first, _scaled(rate, ("g", gradient), ("s", new), eps)


def _rmsprop(
    alpha: float, eps: float, square: float, gradient: float, rate: float
) -> tuple[Term, ...]:
    new = alpha * square + (1.0 - alpha) * (gradient * gradient)
    numbers = (alpha, square, 1.0 - alpha, gradient)
    first = Term("s", "{0}·{1} + {2}·{3}²", ("α", "s", "(1−α)", "g"), numbers, new)
    return first, _scaled(rate, ("g", gradient), ("s", new), eps)


def _adam(adam: Adam, kept: list[float], gradient: float, rate: float) -> tuple[Term, ...]:
    mean, square, count = kept[0], kept[1], kept[2] + 1.0
    one, two = adam.beta1, adam.beta2
    new_mean = one * mean + (1.0 - one) * gradient
    new_square = two * square + (1.0 - two) * (gradient * gradient)
    mean_now = new_mean / (1.0 - one**count)
    square_now = new_square / (1.0 - two**count)
    moment = "{0}·{1} + {2}·{3}"
    corrected = "{0} / (1 − {1}^{2})"
    return (
        Term("m", moment, ("β₁", "m", "(1−β₁)", "g"), (one, mean, 1.0 - one, gradient), new_mean),
        Term(
            "v",
            moment + "²",
            ("β₂", "v", "(1−β₂)", "g"),
            (two, square, 1.0 - two, gradient),
            new_square,
        ),
        Term("m̂", corrected, ("m", "β₁", "t"), (new_mean, one, count), mean_now),
        Term("v̂", corrected, ("v", "β₂", "t"), (new_square, two, count), square_now),
        _scaled(rate, ("m̂", mean_now), ("v̂", square_now), adam.eps),
    )


def _decayed(made: tuple[Term, ...], decay: float, value: float, rate: float) -> tuple[Term, ...]:
    *before, step = made
    adams = Term("a", step.formula, step.letters, step.numbers, step.value)
    total = step.value - rate * decay * value
    numbers = (step.value, rate, decay, value)
    return (
        *before,
        adams,
        Term("step", "{0} − {1}·{2}·{3}", ("a", "η", "λ", "w"), numbers, total),
    )

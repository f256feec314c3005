"""The learning rate and the optimizer, and what the verdict suggests."""

import math

import numpy as np

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, count, exactly, number, one_of
from tui_descent.engine.hyperparameters import settings, with_setting
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.readable import notch_down, notch_up
from tui_descent.session.session import Session
from tui_descent.text import counted

UNFINISHED = "this is the middle of a pass; {pass} finishes it, then comes a verdict"
TIMES = "*×x"  # before the factor of a rate, as in `rate *10`


def raise_rate(session: Session) -> None:
    """One readable notch up."""
    session.set_learning_rate(notch_up(session.state.learning_rate))


def lower_rate(session: Session) -> None:
    """One readable notch down."""
    session.set_learning_rate(notch_down(session.state.learning_rate))


def scale_rate(session: Session, factor: float) -> None:
    """Multiply the learning rate, to twelve digits, so that ×10 and ÷10 stay readable."""
    scaled = float(f"{session.state.learning_rate * factor:.12g}")
    if math.isfinite(scaled):
        session.set_learning_rate(scaled)


def rate(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "rate 0.1, rate up or rate down")
    planned = session.walk.schedule_words if session.walk.follows_plan else ""
    if word == "up":
        raise_rate(session)
    elif word == "down":
        lower_rate(session)
    elif word[0] in TIMES:
        scale_rate(session, number(word[1:], "*10"))
    elif word[0] == "/":
        scale_rate(session, 1.0 / _divisor(word[1:]))
    else:
        session.set_learning_rate(number(word, "0.1"))
    told = f"the learning rate is {session.state.learning_rate:g}"
    if planned and not session.walk.follows_plan:
        return f"{told} from here on, and no longer by the {planned} schedule"
    return told


def _divisor(word: str) -> float:
    divisor = number(word, "/10")
    if divisor == 0.0:
        raise CommandError("nothing can be divided by 0; write, for example, /10")
    return divisor


def sweep(session: Session, words: Words, _: Teacher | None) -> str:
    from tui_descent.session import elsewhere

    passes = count(words, "sweep 100") if words else elsewhere.SWEPT
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    rates = np.array(elsewhere.rates_to_sweep(session))
    outcomes = elsewhere.sweep(session, rates, passes, lambda done: True)
    session.sweeps += 1
    lowest = min(outcomes, key=lambda one: one.loss if math.isfinite(one.loss) else math.inf)
    return (
        f"of {len(rates)} rates from {rates[0]:.6g} to {rates[-1]:.6g} the lowest loss after "
        f"{counted(passes, 'pass', 'passes')} is {lowest.loss:.6g}, at {lowest.learning_rate:.6g}"
    )


def optimizer(session: Session, words: Words, _: Teacher | None) -> str:
    chosen = chosen_optimizer(session, words)
    if chosen == session.state.optimizer:
        return f"{chosen.name} is in use already: nothing changed"
    session.set_optimizer(chosen)
    return f"{chosen.name} from here on: same weights, {chosen.start}"


def chosen_optimizer(session: Session, words: Words) -> Optimizer:
    """Return the optimizer that these words name; raises CommandError."""
    usage = "optimizer momentum momentum=0.5"
    if not words:
        raise CommandError(f"which one? {usage}, or: {', '.join(OPTIMIZERS)}")
    name = one_of(words[0], list(OPTIMIZERS))
    used = session.state.optimizer
    chosen = used if used.name == name else OPTIMIZERS[name]()
    for word in words[1:]:
        setting, equals, value = word.partition("=")
        if not equals or setting not in settings(chosen):
            has = ", ".join(settings(chosen)) or "none"
            raise CommandError(f"{word!r} is not a setting of {name}; its settings: {has}")
        try:
            chosen = with_setting(chosen, setting, number(value, f"{setting}=0.5"))
        except ValueError as error:
            raise CommandError(str(error)) from None
    return chosen


def cure(session: Session, words: Words, _: Teacher | None) -> str:
    from tui_descent.session.remedies import follow

    if not session.known.step:
        raise CommandError(UNFINISHED)
    advice = session.advice.verdict(lambda: not session.leaving).cure
    if advice is None:
        raise CommandError(no_cure(session))
    return follow(session, advice)


def no_cure(session: Session) -> str:
    """Why there is none: in a lesson it is not named."""
    if not session.advice.named:
        return "in a lesson it is for you to find out what helps"
    return "the verdict suggests nothing here"


ACTIONS = (
    Action(
        "rate",
        "VALUE|up|down",
        "set the learning rate, or move it a notch",
        rate,
        "rate 0.1 sets it, and so does rate 1/9; rate up and rate down move it a notch, "
        "rate *10 and rate /10 much further.",
        (
            Key("rate-up", "up", "learning rate one notch up", "lr", line="rate up"),
            Key("rate-down", "down", "learning rate one notch down", line="rate down"),
            Key("rate-times", "right_square_bracket", "learning rate × 10", line="rate *10"),
            Key("rate-divide", "left_square_bracket", "learning rate ÷ 10", line="rate /10"),
            Key(
                "rate-type",
                "equals_sign",
                "type a learning rate",
                call="type_rate",
                words="rate VALUE",
            ),
        ),
        moves=True,
        seen=True,
        then="forecast",
    ),
    Action(
        "optimizer",
        "NAME [SETTING=VALUE …]",
        "choose the optimizer",
        optimizer,
        "optimizer adam; with a setting: optimizer momentum momentum=0.5.",
        (Key("optimizer", "o", "choose the optimizer", "optimizer", call="dialog('optimizer')"),),
        moves=True,
        loses=True,
        then="forecast",
    ),
    Action(
        "cure",
        "",
        "do what the verdict suggests",
        cure,
        keys=(Key("cure", "M", "do what the line below the gauge suggests", "cure"),),
        moves=True,
        loses=True,
        then="pass",
    ),
    Action(
        "sweep",
        "[PASSES]",
        "where each of many learning rates would lead from here",
        example="sweep 20 makes twenty passes at each rate; you stay where you are.",
        keys=(
            Key(
                "sweep",
                "s",
                "learning-rate sweep: see where each rate leads",
                "sweep",
                call="dialog('sweep')",
            ),
        ),
        moves=True,
        looks=True,
        run=sweep,
    ),
)

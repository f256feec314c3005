"""By which keys of the training screen a command is done: Textual's names of them, in order."""

from collections.abc import Callable

from tui_descent.commands.arguments import Words, count, exactly, number, parameter
from tui_descent.commands.doing import chosen_optimizer
from tui_descent.engine.formulas import settings
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.session import Session


def key(name: str) -> Callable[[Session, Words], list[str]]:
    return lambda session, words: [name]


def step(session: Session, words: Words) -> list[str]:
    hundreds, ones = divmod(count(words, "step 3"), 100)
    return ["greater_than_sign"] * hundreds + ["space"] * ones


def rate(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "rate 0.1, rate up or rate down")
    if word in ("up", "down"):
        return [word]
    return ["equals_sign", *typed(number(word, "0.1")), "enter"]


def typed(value: float) -> list[str]:
    """The keys that type a number."""
    names = {".": "full_stop", "-": "minus", "+": "plus"}
    return [names.get(char, char) for char in repr(value)]


def select(session: Session, words: Words) -> list[str]:
    offset = parameter(session, words[0]) - session.selected
    count = session.parameter_count
    forwards, backwards = offset % count, -offset % count
    return ["right"] * forwards if forwards <= backwards else ["left"] * backwards


def set(session: Session, words: Words) -> list[str]:
    name, value = exactly(words, 2, "set W1[x1->h2] 0.5")
    return [*select(session, [name]), "enter", *typed(number(value, "0.5")), "enter"]


def nudge(session: Session, words: Words) -> list[str]:
    name, direction = exactly(words, 2, "nudge w1 up")
    return [*select(session, [name]), "plus" if direction == "up" else "minus"]


def optimizer(session: Session, words: Words) -> list[str]:
    """Open the chooser, go to the optimizer, type each setting, take it."""
    chosen, used = chosen_optimizer(session, words), session.state.optimizer
    known = list(OPTIMIZERS)
    down = known.index(chosen.name) - known.index(used.name)
    pressed = ["o", *(["down"] * down if down > 0 else ["up"] * -down)]
    at = -1
    for word in words[1:]:
        setting, _, value = word.partition("=")
        place = list(settings(chosen)).index(setting)
        pressed += ["right"] * ((place - at) % (len(settings(chosen)) + 1))
        pressed += [*typed(number(value, "0.5")), "enter"]
        at = place
    return [*pressed, "enter"]


def check(session: Session, words: Words) -> list[str]:
    return [*(select(session, words) if words else []), "g"]

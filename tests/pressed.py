"""By which keys of the training screen a command is done: Textual's names of them, in order."""

from collections.abc import Mapping

from msgspec.structs import replace

from tui_descent.actions import CommandError, parse
from tui_descent.actions.action import Words
from tui_descent.actions.arguments import count, exactly, number, parameter
from tui_descent.actions.rates import chosen_optimizer
from tui_descent.engine.hyperparameters import settings
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.presets.setup import Setup, Value, setup_of, with_setting
from tui_descent.session.session import Session


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


def set_value(session: Session, words: Words) -> list[str]:
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


def activation(session: Session, words: Words) -> list[str]:
    """Open the setup, choose it in the row of the hidden layers, of one layer or of all."""
    setup = setup_of(session.preset)
    rows = [at for at, row in enumerate(setup) if row.option == "activation"]
    if len(words) == 1:
        rows = rows[:1]
    elif words[1] != "all":
        rows = [at for at in rows if setup[at].layer == int(words[1])]
    return _chosen(setup, dict.fromkeys(rows, words[0]))


def batch(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "batch 5 or batch full")
    setup = setup_of(session.preset)
    at = _row(setup, "batch_size")
    return _chosen(setup, {}, {at: setup[at].most if word == "full" else int(word)})


def standardize(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "standardize on or standardize off")
    setup = setup_of(session.preset)
    return _chosen(setup, {_row(setup, "standardize"): word == "on"})


def init(session: Session, words: Words) -> list[str]:
    setup = setup_of(session.preset)
    scale = number(words[1], "0.1") if len(words) == 2 else 1.0
    return _chosen(setup, {_row(setup, "init"): words[0]}, {_row(setup, "scale"): scale})


def loss(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "loss bce")
    setup = setup_of(session.preset)
    return _chosen(setup, {_row(setup, "loss"): word})


def hidden(session: Session, words: Words) -> list[str]:
    """Type the number of layers where it is another, and the units of each."""
    setup = setup_of(session.preset)
    at = _row(setup, "layers")
    numbers: dict[int, float] = {} if setup[at].value == len(words) else {at: len(words)}
    setup = with_setting(setup, at, replace(setup[at], value=len(words)))
    first = _row(setup, "units")
    numbers |= {first + place: int(word) for place, word in enumerate(words)}
    return _chosen(setup, {}, numbers)


def data(session: Session, words: Words) -> list[str]:
    """Choose other points, or type how many of them are held out."""
    (word,) = exactly(words, 1, "data spiral or data held-out=10")
    setup = setup_of(session.preset)
    key, equals, value = word.partition("=")
    if not equals:
        return _chosen(setup, {_row(setup, "data"): word})
    return _chosen(setup, {}, {_row(setup, key.replace("-", "_")): int(value)})


def race(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "race optimizers")
    return ["O", *(["down"] if word == "rates" else []), "enter"]


def penalty(session: Session, words: Words) -> list[str]:
    name, size = exactly(words, 2, "penalty l2 0.01")
    setup = setup_of(session.preset)
    return _chosen(setup, {}, {_row(setup, name): number(size, "0.01")})


def schedule(session: Session, words: Words) -> list[str]:
    """Choose the rule; type each of its settings that is given, in the rows that then follow."""
    setup = setup_of(session.preset)
    at = _row(setup, "schedule")
    rows = with_setting(setup, at, replace(setup[at], value=words[0]))
    parts = dict(word.split("=") for word in words[1:])
    numbers = {
        place: float(parts[row.option.removeprefix("schedule.")])
        for place, row in enumerate(rows)
        if row.option.removeprefix("schedule.") in parts and row.option.startswith("schedule.")
    }
    return _chosen(setup, {at: words[0]}, numbers)


def _row(setup: Setup, option: str) -> int:
    return [row.option for row in setup].index(option)


def _chosen(
    setup: Setup, turned: Mapping[int, Value], numbers: Mapping[int, float] | None = None
) -> list[str]:
    """The keys of the setup: turn some rows to their values, type numbers in others."""
    pressed, at = ["a"], 0
    for place in sorted({*turned, *(numbers or {})}):
        pressed += ["down"] * (place - at)
        at = place
        if numbers and place in numbers:
            pressed += [*typed(numbers[place]), "enter"]
            continue
        while setup[place].value != turned[place]:
            setup = with_setting(setup, place, setup[place].turned(1))
            pressed.append("right")
    return [*pressed, "enter"]


def guess(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "guess 2.24")
    return ["u", *typed(number(word, "2.24")), "enter"]


def answer(session: Session, words: Words) -> list[str]:
    (word,) = exactly(words, 1, "answer 2")
    return [word]


def epoch(session: Session, words: Words) -> list[str]:
    return ["e"] * count(words, "epoch 2")


def back(session: Session, words: Words) -> list[str]:
    return ["b"] * count(words, "back 3")


OWN = {
    "step": step,
    "epoch": epoch,
    "back": back,
    "rate": rate,
    "select": select,
    "set": set_value,
    "nudge": nudge,
    "optimizer": optimizer,
    "check": check,
    "activation": activation,
    "batch": batch,
    "standardize": standardize,
    "init": init,
    "loss": loss,
    "hidden": hidden,
    "data": data,
    "race": race,
    "penalty": penalty,
    "schedule": schedule,
    "guess": guess,
    "answer": answer,
}


def keys_for(session: Session, line: str) -> list[str]:
    """Return Textual's names of the keys that do what the line says; raises CommandError."""
    action, words = parse(line)
    if action.word in OWN:
        return OWN[action.word](session, words)
    if not action.keys:
        raise CommandError(f"{action.word} has no keys on the training screen")
    return [action.keys[0].keys.split(",")[0]]

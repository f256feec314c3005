"""What stands after a command: numbers, names of parameters, choices; or what is wrong with it."""

import math
from collections.abc import Sequence

from tui_descent.actions.action import Words
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session.session import Session
from tui_descent.text import did_you_mean

MOST_PASSES = 1_000_000  # in one command


class CommandError(Exception):
    """What is wrong with a command and what would be right, as one sentence."""


def parameter(session: Session, name: str) -> int:
    """Return the index of a parameter: W1[x1→h2], W1[x1->h2], x1->h2, w1 or b1.

    An input that has a name of its own, as a column does, may be called by its number, too.
    """
    wanted = name.replace("->", "→")
    labels = session.labels
    in_array = [label for label in labels if label.startswith(f"{wanted}[")]
    if len(in_array) > 1:
        raise CommandError(f"{wanted} holds {len(in_array)} numbers; name one: {in_array[0]}")
    names = _names(session)
    if wanted in names:
        return names[wanted]
    folded = {known.casefold(): index for known, index in names.items()}
    if wanted.casefold() in folded:
        return folded[wanted.casefold()]
    labels = labels if session.has_network else session.short
    there_are = ", ".join([*labels[:4], "…"] if len(labels) > 4 else labels)
    raise CommandError(f"there is no parameter {name!r}; there are: {there_are}")


def _names(session: Session) -> dict[str, int]:
    """Every name of every parameter; where two would have the same, it is the first one's."""
    names: dict[str, int] = {}
    arrays = [label[: label.index("[")] for label in session.labels]
    biases = sum(array.startswith("b") for array in arrays)
    for index, (label, short) in enumerate(zip(session.labels, session.short, strict=True)):
        inside = label[label.index("[") + 1 : -1]
        array = arrays[index]
        is_bias = array.startswith("b")
        names.setdefault(label, index)
        if label.startswith("w["):  # of a formula they are also called x and y
            names.setdefault(f"w{inside}", index)
        names.setdefault(f"b→{inside}" if is_bias else inside, index)
        if not is_bias:
            names.setdefault(short.split()[0], index)
        if arrays.count(array) == 1:
            names.setdefault(array, index)
        if is_bias and biases == 1:
            names.setdefault("b", index)
    for index, label in enumerate(session.objective.numbered_labels):
        names.setdefault(label, index)
        names.setdefault(label[label.index("[") + 1 : -1], index)
    return names


def number(word: str, example: str) -> float:
    """Return a finite number; 1/9 is one, too."""
    above, slash, below = word.replace("−", "-").replace(",", ".").partition("/")
    try:
        value = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        raise CommandError(f"{word!r} is not a number; write one like {example}") from None
    if not math.isfinite(value):
        raise CommandError(f"{word} is not a finite number; write one like {example}")
    return value


def count(words: Words, usage: str) -> int:
    """The one argument, a number of passes; without it 1."""
    if not words:
        return 1
    if len(words) > 1 or not words[0].isdecimal() or len(words[0]) > 9:
        raise CommandError(f"{' '.join(words)!r} is not a number of passes; write: {usage}")
    return min(int(words[0]), MOST_PASSES)


def exactly(words: Words, count: int, usage: str) -> Words:
    if len(words) != count:
        raise CommandError(f"write it like this: {usage}")
    return words


def one_of(word: str, choices: Sequence[str]) -> str:
    if word not in choices:
        remedy = did_you_mean(word, choices, f"choose one of: {', '.join(choices)}")
        raise CommandError(f"{word!r} is not known; {remedy}")
    return word


def network(session: Session) -> NetworkProblem:
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        raise CommandError("this is a surface; only networks have points, units and activations")
    return problem


def no_words(session: Session, words: Words) -> None:
    if words:
        raise CommandError(
            f"{' '.join(words)!r} does not belong here; this command takes nothing after it"
        )

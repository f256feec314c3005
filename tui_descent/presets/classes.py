"""Targets that are classes: a label for each sample becomes one output for each class."""

import numpy as np

from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.presets.checks import Checks
from tui_descent.presets.targets import MANY_CLASSES, OutputLayer


def classes_of(
    labels: list[str], key: str, outputs: OutputLayer, checks: Checks
) -> tuple[str, ...]:
    """Return the different labels, refused unless there is an output for each.

    They stand in the order of numbers if they all are, else of the alphabet.
    """
    different = set(labels)
    count = len(different)
    wrong = f"{count} classes where the last layer has {outputs.units} "
    wrong += "unit" if outputs.units == 1 else "units"
    if count == 1:
        checks.fail(key, f"only one class: {labels[0]}", "give points of two classes or more")
    if count != outputs.units and count > MANY_CLASSES and 2 * count > len(labels):
        remedy = "leave data.one_hot out if they are numbers, or give more points of each class"
        checks.fail(key, wrong, remedy)
    if count != outputs.units:
        checks.fail(key, wrong, f"make the last entry of network.layers {count}")
    if all(label.isdecimal() and len(label) < 16 for label in different):
        return tuple(sorted(different, key=lambda label: (int(label), label)))
    return tuple(sorted(different))


def one_hot(labels: list[str], classes: tuple[str, ...], key: str, checks: Checks) -> FloatArray:
    """Return 1 for the class of each sample and 0 for the others, shape (classes, samples)."""
    number = {label: place for place, label in enumerate(classes)}
    hot = np.zeros((len(classes), len(labels)))
    for sample, label in enumerate(labels):
        if label not in number:
            known = ", ".join(classes[:MANY_CLASSES])
            checks.fail(f"{key}[{sample}]", f"{label!r} is not a class", f"there are: {known}")
        hot[number[label], sample] = 1.0
    return read_only(hot)


def labels_of(targets: list[list[float] | float | str], key: str, checks: Checks) -> list[str]:
    """Return the label of each literal target: a text, or a number as it is usually written."""
    if not targets:
        checks.fail(key, "empty", "give at least one point")
    return [_label(target, f"{key}[{place}]", checks) for place, target in enumerate(targets)]


def _label(target: list[float] | float | str, key: str, checks: Checks) -> str:
    if isinstance(target, list):
        if len(target) != 1:
            wrong = f"{len(target)} numbers where data.one_hot takes one class"
            checks.fail(key, wrong, "give one class for each point, or leave data.one_hot out")
        target = target[0]
    if isinstance(target, str):
        if not target.strip():
            checks.fail(key, "empty", "give a class")
        return target.strip()
    return f"{checks.finite(target, key, '1'):.17g}"


def words_as_targets(words: tuple[str, ...], columns: int, outputs: OutputLayer) -> str:
    """Return the remedy for a CSV column of these words, one of this many target columns."""
    if columns > 1:
        return "name columns of numbers, or a single column of classes with data.one_hot = true"
    if not 2 <= len(words) <= max(MANY_CLASSES, outputs.units):
        return "name a column of numbers, or of a few classes with data.one_hot = true"
    if len(words) == 2 and outputs.activation == "sigmoid" and outputs.units == 1:
        return f"write {words[0]} as 0 and {words[1]} as 1"
    return outputs.for_classes(len(words))

"""What both kinds of script have: their heading, the points, the order of batches, the loop."""

import numpy as np

from tui_descent.engine.batches import PURPOSE
from tui_descent.export.departure import Departure
from tui_descent.export.literals import listed
from tui_descent.presets.preset import NetworkProblem, SurfaceProblem
from tui_descent.text import message


def heading(departure: Departure, with_what: str) -> str:
    """Return the first lines: what this is, and what it prints."""
    preset, first = departure.preset, departure.state.passes
    return "\n".join(
        [
            f"# {message(preset.title)}: {message(preset.shape)}, in {with_what}.",
            "#",
            f"# It goes on after pass {first}, and prints the number of each pass and the loss",
            "# after it, on all samples." if _has_batches(departure) else "# after it.",
        ]
    )


def _has_batches(departure: Departure) -> bool:
    return departure.preset.objective.passes_per_epoch > 1


def batches(departure: Departure, arange: str) -> str:
    """Return the function that says which samples a pass uses; empty where it uses all."""
    problem = departure.problem
    if isinstance(problem, SurfaceProblem) or not _has_batches(departure):
        return ""
    size, samples = problem.batches.size, problem.data.samples
    order = f"order = {arange}({samples})"
    told = "The samples of the next pass after this many"
    if problem.batches.shuffled:
        seeds = f"[{problem.batches.seed}, {PURPOSE}, epoch]"
        order = f"order = np.random.default_rng({seeds}).permutation({samples})"
        told += ", in a new order in each epoch"
    return "\n".join(
        [
            "def batch(passes):",
            f'    """{told}."""',
            f"    epoch, place = divmod(passes, {problem.batches.count})",
            f"    {order}",
            f"    return order[place * {size} : (place + 1) * {size}]",
        ]
    )


def points(problem: NetworkProblem, array: str, rows: bool) -> str:
    """Return the lines that hold the points.

    array  the call that makes an array of a list
    rows   whether each sample is a row, as PyTorch has it, or a column
    """
    inputs, targets = problem.data.inputs, problem.data.targets
    if rows:
        inputs, targets = inputs.T, targets.T
    told = "a row" if rows else "a column"
    return "\n".join(
        [
            f"# Each sample is {told}.",
            f"inputs = {array}({listed(inputs)})",
            f"targets = {array}({listed(targets)})",
        ]
    )


def mask_of(departure: Departure) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return 1 for each parameter that passes move, 0 for each frozen one, shape (P,)."""
    moving = np.ones(len(departure.state.theta))
    moving[list(departure.preset.frozen)] = 0.0
    return moving


def loop_range(departure: Departure) -> str:
    """Return the loop's first line."""
    first = departure.state.passes
    return f"for passes in range({first}, {first + departure.passes}):"

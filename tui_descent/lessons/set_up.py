"""Conditions on how the problem is set up: network, data, loss and first weights."""

from tui_descent.data.generators import GENERATORS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.losses import LOSSES
from tui_descent.lessons.condition import condition
from tui_descent.lessons.observations import Observations, problem_of
from tui_descent.lessons.ranges import Range


@condition(Range, needs="network")
def batch_size(seen: Observations, _: Range) -> int | None:
    """Samples in a pass."""
    problem, tables = problem_of(seen), seen.session.preset.tables
    if problem is None:
        return None
    return min(tables.training.batch_size or problem.data.samples, problem.data.samples)


@condition(str, '"relu"', needs="network", choices=tuple(ACTIVATIONS))
def activation(seen: Observations, _: str) -> str | None:
    """The one activation of all hidden layers (of the output if there is no hidden layer)."""
    problem = problem_of(seen)
    if problem is None:
        return None
    activations = problem.network.activations
    names = {one.name for one in activations[:-1] or activations}
    return names.pop() if len(names) == 1 else None


@condition(Range, words="number of hidden units", needs="network")
def hidden_units(seen: Observations, _: Range) -> int | None:
    """How many hidden units there are, in all hidden layers together."""
    problem = problem_of(seen)
    return None if problem is None else sum(problem.network.layers[1:-1])


@condition(str, '"bce"', needs="network", choices=tuple(LOSSES))
def loss_function(seen: Observations, _: str) -> str | None:
    """Which loss the passes lower."""
    problem = problem_of(seen)
    return None if problem is None else problem.loss.name


@condition(str, '"spiral"', needs="network", choices=tuple(GENERATORS))
def generator(seen: Observations, _: str) -> str | None:
    """By which rule the points are made."""
    data = seen.session.preset.tables.data
    return None if data is None else data.generator


@condition(bool, "true", needs="network")
def standardized(seen: Observations, _: bool) -> bool:
    """Whether the inputs are scaled."""
    data = seen.session.preset.tables.data
    return data is not None and data.standardize


@condition(str, '"zeros"', needs="network", choices=tuple(INITIALIZATIONS))
def init(seen: Observations, _: str) -> str | None:
    """How the weights were drawn; nothing where the preset gives them."""
    problem = problem_of(seen)
    return problem.init if problem is not None and problem.start is None else None


@condition(Range, needs="network")
def held_out(seen: Observations, _: Range) -> int | None:
    """How many points are held out."""
    problem = problem_of(seen)
    if problem is None:
        return None
    return 0 if problem.held_out is None else problem.held_out.samples

"""A script in numpy alone: the forward and the backward pass written out, layer by layer.

The operations and their order are those of the engine, so that the losses are the same bits.
"""

import inspect
import re
from functools import partial
from typing import Any

from tui_descent.data.surfaces import Surface
from tui_descent.engine.descent import CLIP_EPSILON
from tui_descent.engine.hyperparameters import settings
from tui_descent.engine.optimizers import Optimizer
from tui_descent.export import numpy_layers, parts
from tui_descent.export.departure import Departure
from tui_descent.export.formula import numpy_formula
from tui_descent.export.literals import listed
from tui_descent.export.rates import learning_rate, varies
from tui_descent.presets.format import SurfaceTable
from tui_descent.presets.preset import SurfaceProblem

UPDATES: dict[str, tuple[tuple[str, ...], str]] = {
    "sgd": ((), "step = -rate * gradient"),
    "momentum": (
        ("velocity",),
        "velocity = momentum * velocity + gradient\nstep = -rate * velocity",
    ),
    "damped": (
        ("velocity", "count"),
        """\
count = count + 1.0
taken = 1.0 if count == 1.0 else 1.0 - dampening
velocity = momentum * velocity + taken * gradient
step = -rate * velocity""",
    ),
    "nesterov": (
        ("velocity",),
        """\
velocity = momentum * velocity + gradient
step = -rate * (gradient + momentum * velocity)""",
    ),
    "adagrad": (
        ("total",),
        """\
total = total + gradient * gradient
step = -rate * (gradient / (np.sqrt(total) + eps))""",
    ),
    "rmsprop": (
        ("square",),
        """\
square = alpha * square + (1.0 - alpha) * (gradient * gradient)
step = -rate * (gradient / (np.sqrt(square) + eps))""",
    ),
    "adam": (
        ("mean", "square", "count"),
        """\
count = count + 1.0
mean = beta1 * mean + (1.0 - beta1) * gradient
square = beta2 * square + (1.0 - beta2) * (gradient * gradient)
mean_now = mean / (1.0 - beta1**count)
square_now = square / (1.0 - beta2**count)
step = -rate * (mean_now / (np.sqrt(square_now) + eps))""",
    ),
}
UPDATES["adamw"] = (
    UPDATES["adam"][0],
    f"{UPDATES['adam'][1]}\nstep = step - rate * weight_decay * theta",
)


def numpy_script(departure: Departure) -> str:
    """Return the script; raises ExportError where something cannot be said."""
    problem = departure.problem
    if isinstance(problem, SurfaceProblem):
        functions, numbers = (
            [_surface(departure.preset.tables.surface, problem.surface)],
            [_place(departure)],
        )
    else:
        functions = numpy_layers.functions(problem)
        numbers = [parts.points(problem, "np.array", rows=False), numpy_layers.start(departure)]
    rates, rate = learning_rate(departure)
    functions += [text for text in (parts.batches(departure, "np.arange"), rates) if text]
    numbers.append(_optimizer(departure, rate))
    loop = _loop(departure, rate)
    imports = "import math\n\n" * any("math." in text for text in (*functions, loop))
    top = f"{imports}import numpy as np\n\n"
    top += 'np.seterr(all="ignore")  # what grows beyond all bounds is inf, and no warning'
    return "\n\n\n".join(
        [f"{parts.heading(departure, 'numpy')}\n\n{top}", *functions, "\n\n".join([*numbers, loop])]
    )


def _surface(table: SurfaceTable | None, surface: Surface) -> str:
    """The height and the gradient, as the program itself works them out."""
    formula: Any = surface.formula
    if table is not None and table.formula is not None:
        source = numpy_formula(table.formula)
    else:
        source = inspect.getsource(formula.func if isinstance(formula, partial) else formula)
        source = re.sub(r"def _\w+\(w: FloatArray", "def height_and_gradient(w", source).rstrip()
        source = source.replace(") -> Heights:", "):").replace("condition: float = ", "condition=")
    if isinstance(formula, partial):
        condition = formula.keywords["condition"]
        source = re.sub(r"condition=[\d.]+", f"condition={condition!r}", source)
    if surface.penalty is None:
        return source.replace("height_and_gradient", "loss_and_gradient")
    lines = numpy_layers.penalty_lines(surface.penalty)
    return f"{source}\n\n\n{numpy_layers.penalised('height_and_gradient', 'theta', lines)}"


def _place(departure: Departure) -> str:
    return f"theta = np.array({listed(departure.state.theta)})"


def _optimizer(departure: Departure, rate: str) -> str:
    """Its learning rate, where that stays the same, its settings and its state."""
    optimizer, state = departure.state.optimizer, departure.state.optimizer_state
    known = settings(optimizer)
    if not known.get("dampening", 1.0):
        del known["dampening"]
    lines = [f"# The optimizer: {optimizer.name}."]
    lines += [] if varies(rate) else [f"rate = {rate}"]
    lines += [f"{name} = {value!r}" for name, value in known.items()]
    names = UPDATES[_kind(optimizer)][0]
    for name, array in zip(names, state, strict=True):
        if array.ndim == 0:
            lines.append(f"{name} = {float(array)!r}  # passes made with it")
        elif array.any():
            lines.append(f"{name} = np.array({listed(array)})")
        else:
            lines.append(f"{name} = np.zeros({len(array)})")
    frozen = departure.preset.frozen
    if frozen:
        lines.append(f"frozen = {list(frozen)}  # places in theta that no pass may move")
    return "\n".join(lines)


def _kind(optimizer: Optimizer) -> str:
    damped = optimizer.name == "momentum" and settings(optimizer)["dampening"]
    return "damped" if damped else optimizer.name


def _loop(departure: Departure, rate: str) -> str:
    everything = "loss_and_gradient(theta)"
    if not isinstance(departure.problem, SurfaceProblem):
        everything = "loss_and_gradient(theta, inputs, targets)"
    batched = departure.preset.objective.passes_per_epoch > 1
    lines = [] if batched else [f"loss, gradient = {everything}"]
    lines.append(parts.loop_range(departure))
    body = []
    if batched:
        body += [
            "columns = batch(passes)",
            "some, theirs = (np.take(all, columns, axis=1) for all in (inputs, targets))",
            "loss, gradient = loss_and_gradient(theta, some, theirs)",
        ]
    body += _clipping(departure)
    body += [f"rate = {rate}"] if varies(rate) else []
    body += [*UPDATES[_kind(departure.state.optimizer)][1].split("\n")]
    if departure.preset.frozen:
        body.append("step[frozen] = 0.0")
    body += ["theta = theta + step", f"loss, {'_' if batched else 'gradient'} = {everything}"]
    body.append("print(passes + 1, float(loss))")
    return "\n".join([*lines, *(f"    {line}" for line in body)]) + "\n"


def _clipping(departure: Departure) -> list[str]:
    """Shorten a gradient that is too long, as torch.nn.utils.clip_grad_norm_ does."""
    most = departure.preset.clip_norm
    if most is None:
        return []
    lines = ["moving = gradient"]
    if departure.preset.frozen:
        lines = ["moving = gradient.copy()", "moving[frozen] = 0.0"]
    return [
        *lines,
        "length = np.sqrt((moving * moving).sum())",
        f"gradient = gradient * np.minimum(1.0, {most!r} / (length + {CLIP_EPSILON!r}))",
    ]

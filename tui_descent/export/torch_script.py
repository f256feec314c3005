"""A script in PyTorch: nn.Sequential, a loss, an optimizer, and the loop around them."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.losses import Loss
from tui_descent.engine.penalty import Penalty
from tui_descent.export import parts
from tui_descent.export.departure import Departure, ExportError
from tui_descent.export.formula import torch_formula
from tui_descent.export.literals import listed
from tui_descent.export.rates import learning_rate, varies
from tui_descent.export.torch_optimizer import optimizer
from tui_descent.presets.format import SurfaceTable
from tui_descent.presets.preset import NetworkProblem, SurfaceProblem

TAKE_NUMPY = "export it to numpy instead"
MODULES = {
    "identity": "",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU({slope})",
    "elu": "nn.ELU({alpha})",
    "softplus": "nn.Softplus(threshold=40.0)",
    "gelu": "nn.GELU()",
    "sin": "Sin()",
    "softmax": "nn.Softmax(dim=1)",
}
SIN = """\
class Sin(nn.Module):
    def forward(self, z):
        return torch.sin(z)"""
# The call that makes a loss, and by what it is divided where that is not the call's own affair.
LOSSES = {
    "mse": ("nn.MSELoss(reduction={reduction!r})", ""),
    "squared_error": ('nn.MSELoss(reduction="sum")', " / len(targets)"),
    "half_squared_error": ('nn.MSELoss(reduction="sum")', " / (2.0 * len(targets))"),
    "mae": ("nn.L1Loss(reduction={reduction!r})", ""),
    "huber": ("nn.HuberLoss(reduction={reduction!r})", ""),
    "bce": ("nn.BCEWithLogitsLoss(reduction={reduction!r})  # it makes the sigmoid", ""),
    "cross_entropy": ("nn.CrossEntropyLoss(reduction={reduction!r})  # it makes the softmax", ""),
}
SURFACES = {
    "bowl": "x**2 + y**2",
    "ravine": "0.1 * x**2 + 0.1 * {condition} * y**2",
    "saddle": "x**2 - y**2",
    "double_well": "x**4 / 4 - x**2 + 0.3 * x + 1.5",
    "plateau": "1 - torch.exp(-(x**2 + y**2) / 2)",
    "rosenbrock": "(1 - x) ** 2 + 100 * (y - x**2) ** 2",
    "himmelblau": "(x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2",
    "beale": ("(1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2"),
}


def torch_script(departure: Departure) -> str:
    """Return the script; raises ExportError where PyTorch cannot say something."""
    if departure.state.learning_rate < 0.0 or any(rate < 0.0 for rate in departure.rates.values()):
        raise ExportError("PyTorch takes no learning rate below 0", TAKE_NUMPY)
    problem = departure.problem
    if isinstance(problem, SurfaceProblem):
        functions = _surface(departure.preset.tables.surface, problem)
        numbers = [_place(departure)]
    else:
        functions = _losses(problem)
        numbers = [
            parts.points(problem, "torch.tensor", rows=True),
            _network(problem),
            _weights(problem, departure.state.theta),
        ]
    rates, rate = learning_rate(departure)
    batches = parts.batches(departure, "torch.arange")
    functions += [text for text in (batches, rates) if text]
    numbers += [optimizer(departure), *_frozen(departure)]
    loop = _loop(departure, rate)
    whole = "\n\n\n".join([*functions, "\n\n".join([*numbers, loop])])
    heading = f"{parts.heading(departure, 'PyTorch')}\n\n{_imports(whole)}"
    return f"{heading}\n\n\n{whole}" if functions else f"{heading}\n\n{whole}"


def _imports(script: str) -> str:
    lines = ["import math\n"] if "math." in script else []
    lines += ["import numpy as np"] if "np." in script else []
    lines += ["import torch"]
    lines += ["from torch import nn"] if "nn." in script.replace("torch.nn.", "") else []
    return "\n".join([*lines, "", "torch.set_default_dtype(torch.float64)"])


def _surface(table: SurfaceTable | None, problem: SurfaceProblem) -> list[str]:
    assert table is not None
    if table.formula is not None:
        height = torch_formula(table.formula)
    else:
        coordinates = "x, y = w" if problem.surface.dimensions == 2 else "(x,) = w"
        formula = SURFACES[str(table.name)].format(condition=repr(table.condition))
        height = f"def height(w):\n    {coordinates}\n    return {formula}"
    if problem.surface.penalty is None:
        return [height.replace("def height(w)", "def loss_of(w)")]
    penalty = _penalty(problem.surface.penalty, "w")
    return [height, f"def loss_of(w):\n    return height(w){penalty}"]


def _place(departure: Departure) -> str:
    return f"w = torch.tensor({listed(departure.state.theta)}, requires_grad=True)"


def _penalty(penalty: Penalty, weights: str) -> str:
    """What is added to the loss; `weights` names them as one tensor."""
    squares = f" + 0.5 * {penalty.l2!r} * ({weights} ** 2).sum()" if penalty.l2 else ""
    return squares + (f" + {penalty.l1!r} * {weights}.abs().sum()" if penalty.l1 else "")


def _losses(problem: NetworkProblem) -> list[str]:
    """The loss as a function of a batch, and a module that PyTorch does not have."""
    bend = [SIN] if any(one.name == "sin" for one in problem.network.activations) else []
    lines = ["def loss_of(inputs, targets):", f"    error = {_error(problem.loss)}"]
    if problem.penalty is None:
        return [*bend, "\n".join([lines[0], f"    return {_error(problem.loss)}"])]
    weights = "weights = torch.cat([layer.weight.ravel() for layer in network if hasattr(layer, "
    lines.append(f'    {weights}"weight")])')
    lines.append(f"    return error{_penalty(problem.penalty, 'weights')}")
    return [*bend, "\n".join(lines)]


def _error(loss: Loss) -> str:
    divided = LOSSES[loss.name][1]
    if loss.reduction == "sum":
        divided = " / 2.0" if loss.name == "half_squared_error" else ""
    return f"criterion(network(inputs), targets){divided}"


def _network(problem: NetworkProblem) -> str:
    network, lines = problem.network, ["network = nn.Sequential("]
    for number, activation in enumerate(network.activations, start=1):
        bias = "" if network.biases else ", bias=False"
        lines.append(
            f"    nn.Linear({network.layers[number - 1]}, {network.layers[number]}{bias}),"
        )
        given = {
            name: repr(getattr(activation, name))
            for name in ("slope", "alpha")
            if hasattr(activation, name)
        }
        own = number == len(network.activations) and problem.loss.last_activation is not None
        module = "" if own else MODULES[activation.name].format(**given)
        lines += [f"    {module},"] if module else []
    criterion = LOSSES[problem.loss.name][0].format(reduction=problem.loss.reduction)
    criterion = criterion.replace("'", '"').replace('(reduction="mean")', "()")
    return "\n".join([*lines, ")", f"criterion = {criterion}"])


def linear_places(problem: NetworkProblem) -> list[int]:
    """Which entries of nn.Sequential are the linear layers."""
    places, place = [], 0
    for activation in problem.network.activations:
        places.append(place)
        place += 2 if MODULES[activation.name] else 1
    return places


def _weights(problem: NetworkProblem, theta: FloatArray) -> str:
    lines = ["network.load_state_dict(", "    {"]
    for place, (name, array) in _named(problem, theta):
        within = listed(array).replace("\n", "\n        ")
        lines.append(f'        "{place}.{name}": torch.tensor({within}),')
    return "\n".join([*lines, "    }", ")"])


def _named(problem: NetworkProblem, theta: FloatArray) -> list[tuple[int, tuple[str, FloatArray]]]:
    """The parameters in PyTorch's order, with the place of their layer."""
    arrays = problem.network.arrays(theta)
    places = linear_places(problem)
    return [
        (places[int(name[1:]) - 1], ("weight" if name[0] == "W" else "bias", array))
        for name, array in arrays.items()
    ]


def _frozen(departure: Departure) -> list[str]:
    """Masks: 0 for the parameters that no pass may move."""
    if not departure.preset.frozen:
        return []
    mask = parts.mask_of(departure)
    arrays = departure.preset.objective.arrays(mask).values()
    rows = ",\n".join(f"    torch.tensor({listed(np.asarray(array))})" for array in arrays)
    return [f"moving = [  # 0 for what no pass may move\n{rows},\n]"]


def _loop(departure: Departure, rate: str) -> str:
    surface = isinstance(departure.problem, SurfaceProblem)
    everything = "loss_of(w)" if surface else "loss_of(inputs, targets)"
    here = everything
    body = []
    if departure.preset.objective.passes_per_epoch > 1:
        body.append("columns = batch(passes)")
        here = "loss_of(inputs[columns], targets[columns])"
    if varies(rate):
        body.append(f'optimizer.param_groups[0]["lr"] = {rate}')
    body += ["optimizer.zero_grad()", f"{here}.backward()"]
    parameters = "[w]" if surface else "network.parameters()"
    frozen = bool(departure.preset.frozen)
    if frozen:
        parameters = "[w]" if surface else "parameters"
        body += [
            "before = [parameter.detach().clone() for parameter in parameters]",
            "for parameter, mask in zip(parameters, moving):",
            "    parameter.grad *= mask",
        ]
    if departure.preset.clip_norm is not None:
        clip = f"{parameters}, {departure.preset.clip_norm!r}"
        body.append(f"torch.nn.utils.clip_grad_norm_({clip})")
    body += ["optimizer.step()", "with torch.no_grad():"]
    if frozen:
        body += [
            "    for parameter, mask, old in zip(parameters, moving, before):",
            "        parameter.copy_(torch.where(mask > 0, parameter, old))",
        ]
    body.append(f"    print(passes + 1, {everything}.item())")
    first = [f"parameters = {'[w]' if surface else 'list(network.parameters())'}"] * frozen
    lines = [*first, parts.loop_range(departure), *(f"    {line}" for line in body)]
    return "\n".join(lines) + "\n"

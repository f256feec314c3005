"""A network in numpy, written out: its layers, their slopes, and the losses."""

from itertools import pairwise
from typing import Any

from tui_descent.engine.activations import Activation
from tui_descent.engine.losses import Loss
from tui_descent.engine.penalty import Penalty
from tui_descent.export.departure import Departure
from tui_descent.export.literals import listed
from tui_descent.presets.preset import NetworkProblem

# What a layer's activation makes of its sums, and ∂L/∂z of ∂L/∂a; {z}, {a}, {d} are their names.
SIGMOID = "1.0 / (1.0 + np.exp(-{z}))"
ACTIVATIONS = {
    "identity": ("{z}", "{d}"),
    "sigmoid": (SIGMOID, "{d} * ((1.0 - {a}) * {a})"),
    "tanh": ("np.tanh({z})", "{d} * (1.0 - {a} * {a})"),
    "relu": ("np.maximum({z}, 0.0)", "{d} * ({z} > 0.0)"),
    "leaky_relu": (
        "{z} * np.where({z} > 0.0, 1.0, {slope})",
        "{d} * np.where({z} > 0.0, 1.0, {slope})",
    ),
    "elu": (
        "np.where({z} > 0.0, {z}, {alpha} * np.expm1(np.minimum({z}, 0.0)))",
        "{d} * np.where({z} > 0.0, 1.0, {alpha} * np.exp(np.minimum({z}, 0.0)))",
    ),
    "softplus": ("np.logaddexp({z}, 0.0)", "{d} * (" + SIGMOID + ")"),
    "gelu": ("gelu({z})", "{d} * slope_of_gelu({z}, {a})"),
    "sin": ("np.sin({z})", "{d} * np.cos({z})"),
    "softmax": ("softmax({z})", "({d} - ({d} * {a}).sum(axis=0)) * {a}"),
}
HELPERS = {
    "gelu": '''\
def gelu(z):
    """z times the share of a normal distribution that lies below z."""
    erf = np.array([math.erf(x) for x in (z * math.sqrt(0.5)).ravel()]).reshape(z.shape)
    return z * (0.5 + 0.5 * erf)


def slope_of_gelu(z, a):
    share = np.divide(a, z, out=np.full_like(z, 0.5), where=z != 0.0)
    return share + z * (np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))''',
    "softmax": '''\
def softmax(z):
    """Shares that add up to 1 over the units of the layer."""
    power = np.exp(z - z.max(axis=0))
    return power / power.sum(axis=0)''',
}
WITH_ONES = '''\
def with_ones(a):
    """With a row of ones below, which the biases are multiplied by."""
    return np.vstack([a, np.ones((1, a.shape[1]))])'''
SQUARED = """\
error = {a} - targets
loss = error.ravel().dot(error.ravel()) * factor
{d} = error * (2.0 * factor)"""
LOSSES = {
    "mse": SQUARED,
    "squared_error": SQUARED,
    "half_squared_error": SQUARED,
    "mae": """\
error = {a} - targets
loss = np.abs(error).ravel().sum() * factor
{d} = np.sign(error) * factor""",
    "huber": """\
error = {a} - targets
size = np.abs(error)
loss = np.where(size <= 1.0, 0.5 * error * error, size - 0.5).ravel().sum() * factor
{d} = np.clip(error, -1.0, 1.0) * factor""",
    "bce": """\
each = np.maximum({z}, 0.0) - {z} * targets + np.log1p(np.exp(-np.abs({z})))
loss = each.ravel().sum() * factor
{d} = ({a} - targets) * factor  # with the slope of the sigmoid in it""",
    "cross_entropy": """\
total = targets.sum(axis=0)
shifted = {z} - {z}.max(axis=0)
each = total * np.log(np.exp(shifted).sum(axis=0)) - (targets * shifted).sum(axis=0)
loss = each.sum() * factor
{d} = ({a} * total - targets) * factor  # with the slope of the softmax in it""",
}


def functions(problem: NetworkProblem) -> list[str]:
    """The network's loss and gradient, and what they call."""
    network = problem.network
    used = {activation.name for activation in network.activations}
    found = [text for name, text in HELPERS.items() if name in used]
    if network.biases:
        found.append(WITH_ONES)
    named = "loss_and_gradient" if problem.penalty is None else "error_and_gradient"
    found.append(_loss_and_gradient(problem, named))
    if problem.penalty is not None:
        lines = penalty_lines(problem.penalty)
        found.append(penalised(named, "theta, inputs, targets", lines))
    return found


def start(departure: Departure) -> str:
    """Theta, made of one array a layer."""
    problem = departure.problem
    assert isinstance(problem, NetworkProblem)
    blocks = problem.network.blocks(departure.state.theta)
    told = " and last its bias" * problem.network.biases
    lines = [f"# A row for each unit, with its weights{told}."]
    lines += [f"layer{n} = np.array({listed(block)})" for n, block in enumerate(blocks, start=1)]
    return "\n".join([*lines, f"theta = {_joined('layer', len(blocks))}"])


def _joined(name: str, count: int) -> str:
    return f"np.concatenate([{', '.join(f'{name}{n}.ravel()' for n in range(1, count + 1))}])"


def _loss_and_gradient(problem: NetworkProblem, named: str) -> str:
    network = problem.network
    count = len(network.activations)
    lines = [f"def {named}(theta, inputs, targets):"]
    lines.append('    """The loss of these samples, and its gradient, in the order of theta."""')
    ends = network.layer_slices()
    for number, (rows, columns) in enumerate(network.block_shapes, start=1):
        part = f"theta[{ends[number - 1].start}:{ends[number - 1].stop}]"
        lines.append(f"    layer{number} = {part}.reshape({rows}, {columns})")
    body = ["", "# forward"]
    for number, activation in enumerate(network.activations, start=1):
        body.append(f"z{number} = layer{number} @ {_below(number, network.biases)}")
        body.append(f"a{number} = {_text(activation, 0, number)}")
    body += ["", "# the loss", f"factor = {_factor(problem.loss)}"]
    names = {"z": f"z{count}", "a": f"a{count}", "d": f"delta{count}"}
    body += LOSSES[problem.loss.name].format(**names).split("\n")
    body += ["", "# backward: delta is the slope of the loss by z"]
    if problem.loss.last_activation is None:
        body += _pulled_back(network.activations[-1], count)
    for upper, lower in pairwise(range(count, 0, -1)):
        body.append(f"gradient{upper} = delta{upper} @ {_below(upper, network.biases)}.T")
        weights = f"layer{upper}[:, :-1]" if network.biases else f"layer{upper}"
        body.append(f"delta{lower} = {weights}.T @ delta{upper}")
        body += _pulled_back(network.activations[lower - 1], lower)
    body.append(f"gradient1 = delta1 @ {_below(1, network.biases)}.T")
    body.append(f"return loss, {_joined('gradient', count)}")
    return "\n".join([*lines, *(f"    {line}".rstrip() for line in body)])


def _below(number: int, biases: bool) -> str:
    name = f"a{number - 1}" if number > 1 else "inputs"
    return f"with_ones({name})" if biases else name


def _text(activation: Activation, which: int, number: int) -> str:
    """An activation (0) or its way back (1) with the names of a layer."""
    values: dict[str, Any] = {
        name: repr(getattr(activation, name))
        for name in ("slope", "alpha")
        if hasattr(activation, name)
    }
    names = {"z": f"z{number}", "a": f"a{number}", "d": f"delta{number}"}
    return ACTIVATIONS[activation.name][which].format(**names, **values)


def _pulled_back(activation: Activation, number: int) -> list[str]:
    if activation.name == "identity":
        return []
    return [f"delta{number} = {_text(activation, 1, number)}"]


def _factor(loss: Loss) -> str:
    top = 0.5 if loss.name == "half_squared_error" else 1.0
    if loss.reduction == "sum":
        return f"{top}  # the sum of all errors"
    each_sample = loss.name in ("squared_error", "half_squared_error", "cross_entropy")
    return f"{top} / {'targets.shape[1]' if each_sample else 'targets.size'}"


def penalty_lines(penalty: Penalty) -> str:
    """How the penalty, and its slope, are added to loss and gradient."""
    weights = "theta"
    lines = []
    if not penalty.weights.all():
        lines.append(f"counts = np.array({listed(penalty.weights)})  # 0 for biases")
        weights = "theta * counts"
    return "\n".join(
        [
            *lines,
            f"weights = {weights}",
            f"penalty = 0.5 * {penalty.l2!r} * (weights * weights).sum()"
            f" + {penalty.l1!r} * np.abs(weights).sum()",
            f"slope = {penalty.l2!r} * weights + {penalty.l1!r} * np.sign(weights)",
            "return loss + penalty, gradient + slope",
        ]
    )


def penalised(named: str, parameters: str, lines: str) -> str:
    """The function that adds a penalty to what another one returns."""
    body = "\n".join(f"    {line}" for line in lines.split("\n"))
    return "\n".join(
        [
            f"def loss_and_gradient({parameters}):",
            '    """The same with the penalty on large weights."""',
            f"    loss, gradient = {named}({parameters})",
            body,
        ]
    )

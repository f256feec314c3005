"""The optimizer of a PyTorch script, with the state that it has here."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.hyperparameters import settings
from tui_descent.export.departure import Departure, ExportError
from tui_descent.export.literals import listed
from tui_descent.presets.preset import SurfaceProblem

CALLS = {
    "sgd": "SGD({parameters}, lr={rate})",
    "momentum": "SGD({parameters}, lr={rate}, momentum={momentum}, dampening={dampening})",
    "nesterov": "SGD({parameters}, lr={rate}, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad({parameters}, lr={rate}, eps={eps})",
    "rmsprop": "RMSprop({parameters}, lr={rate}, alpha={alpha}, eps={eps})",
    "adam": "Adam({parameters}, lr={rate}, betas=({beta1}, {beta2}), eps={eps})",
    "adamw": (
        "AdamW({parameters}, lr={rate}, betas=({beta1}, {beta2}), eps={eps}, "
        "weight_decay={weight_decay})"
    ),
}
# What PyTorch calls the arrays of a state, in their order here.
STATES = {
    "sgd": (),
    "momentum": ("momentum_buffer",),
    "nesterov": ("momentum_buffer",),
    "adagrad": ("sum",),
    "rmsprop": ("square_avg",),
    "adam": ("exp_avg", "exp_avg_sq"),
    "adamw": ("exp_avg", "exp_avg_sq"),
}


def optimizer(departure: Departure) -> str:
    """Return the lines that make it, and fill its state where it has one by now."""
    chosen = departure.state.optimizer
    known, name = settings(chosen), chosen.name
    if name == "momentum" and not known["momentum"] and known["dampening"]:
        wrong = "PyTorch dampens nothing where the momentum is 0"
        raise ExportError(wrong, "set the dampening to 0, or export it to numpy")
    if name == "nesterov" and not known["momentum"]:
        name = "sgd"  # the same, and PyTorch refuses a momentum of 0 there
    surface = isinstance(departure.problem, SurfaceProblem)
    call = CALLS[name].format(
        parameters="[w]" if surface else "network.parameters()",
        rate=repr(departure.state.learning_rate),
        **{setting: repr(value) for setting, value in known.items()},
    )
    made = f"optimizer = torch.optim.{call.replace(', dampening=0.0', '')}"
    state = _state(departure, STATES[name])
    return f"{made}\n{state}" if state else made


def _state(departure: Departure, names: tuple[str, ...]) -> str:
    arrays = [array for array in departure.state.optimizer_state if array.ndim]
    counts = [float(array) for array in departure.state.optimizer_state if not array.ndim]
    if not (any(counts) or any(array.any() for array in arrays)):
        return ""  # it has not begun
    step = counts[0] if counts else float(departure.state.passes)
    objective = departure.preset.objective
    rows = [
        [_tensor(part) for part in objective.arrays(array).values()]
        for array in arrays[: len(names)]
    ]
    lines = ["states = [  # one for each parameter"]
    for values in zip(*rows, strict=True):
        lines.append("    {")
        if "momentum_buffer" not in names:
            lines.append(f'        "step": torch.tensor({step!r}),')
        lines += [f'        "{name}": {value},' for name, value in zip(names, values, strict=True)]
        lines.append("    },")
    lines.append("]")
    lines.append('for parameter, state in zip(optimizer.param_groups[0]["params"], states):')
    lines.append("    optimizer.state[parameter].update(state)")
    return "\n".join(lines)


def _tensor(array: FloatArray) -> str:
    within = listed(np.asarray(array)).replace("\n", "\n        ")
    return f"torch.tensor({within})"

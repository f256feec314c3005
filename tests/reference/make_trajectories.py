"""Make `trajectories.json`: descents computed by PyTorch in float64, for our tests to match.

`python tests/reference/make_trajectories.py` needs torch (2.13.0, the CPU build) and nothing
of this project. Each case is a preset's tables, so that what is tested is also the way from
a preset file to the numbers. The tests read the JSON and need no torch.
"""

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

KEPT = (0, 1, 2, 3, 7, 20)

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z, slope=0.01: torch.nn.functional.leaky_relu(z, slope),
    "elu": lambda z, alpha=1.0: torch.nn.functional.elu(z, alpha),
    # torch's own softplus is linear above 20; this one is ln(1 + eᶻ).
    "softplus": lambda z: torch.logaddexp(z, torch.zeros(())),
    "gelu": torch.nn.functional.gelu,
    "sin": torch.sin,
    "softmax": lambda z: torch.softmax(z, dim=1),
}

OPTIMIZERS = {
    "sgd": lambda p, rate, o: torch.optim.SGD(p, rate),
    "momentum": lambda p, rate, o: torch.optim.SGD(p, rate, momentum=o.get("momentum", 0.9)),
    "nesterov": lambda p, rate, o: torch.optim.SGD(
        p, rate, momentum=o.get("momentum", 0.9), nesterov=True
    ),
    "adagrad": lambda p, rate, o: torch.optim.Adagrad(p, rate, **o),
    "rmsprop": lambda p, rate, o: torch.optim.RMSprop(p, rate, **o),
    "adam": lambda p, rate, o: torch.optim.Adam(p, rate, **_betas(o)),
    "adamw": lambda p, rate, o: torch.optim.AdamW(p, rate, **_betas(o)),
}


def _betas(options: dict[str, float]) -> dict[str, Any]:
    rest = {name: value for name, value in options.items() if not name.startswith("beta")}
    return {"betas": (options.get("beta1", 0.9), options.get("beta2", 0.999)), **rest}


def named(entry: Any) -> tuple[str, dict[str, float]]:
    if isinstance(entry, str):
        return entry, {}
    return entry["name"], {name: value for name, value in entry.items() if name != "name"}


class Problem:
    """The network of a preset's tables, in torch's own terms."""

    def __init__(self, tables: dict[str, Any]) -> None:
        data, network, training = tables["data"], tables["network"], tables["training"]
        self.inputs = torch.tensor(data["inputs"], dtype=torch.float64)
        self.targets = torch.tensor(data["targets"], dtype=torch.float64)
        self.activations = [named(entry) for entry in network["activations"]]
        self.loss_name = training.get("loss", "mse")
        self.reduction = training.get("reduction", "mean")
        frozen = training.get("frozen", [])
        self.arrays: dict[str, torch.Tensor] = {}
        for number, weights in enumerate(network["weights"], start=1):
            self.arrays[f"W{number}"] = torch.tensor(weights, dtype=torch.float64)
            if network.get("biases", True):
                biases = network["bias_values"][number - 1]
                self.arrays[f"b{number}"] = torch.tensor(biases, dtype=torch.float64)
        for name, array in self.arrays.items():
            array.requires_grad_(name not in frozen)
        self.moving = [array for array in self.arrays.values() if array.requires_grad]

    def loss(self, rows: slice) -> torch.Tensor:
        a, z = self.inputs[rows], None
        for number, (name, options) in enumerate(self.activations, start=1):
            bias = self.arrays.get(f"b{number}")
            z = torch.nn.functional.linear(a, self.arrays[f"W{number}"], bias)
            a = ACTIVATIONS[name](z, **options)
        assert z is not None
        return self._of(z, a, self.targets[rows])

    def _of(self, z: torch.Tensor, a: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        functional, reduction = torch.nn.functional, self.reduction
        if self.loss_name == "mse":
            return functional.mse_loss(a, t, reduction=reduction)
        if self.loss_name.endswith("squared_error"):
            each = ((a - t) ** 2).sum(dim=1)
            whole = each.mean() if reduction == "mean" else each.sum()
            return 0.5 * whole if self.loss_name.startswith("half") else whole
        if self.loss_name == "mae":
            return functional.l1_loss(a, t, reduction=reduction)
        if self.loss_name == "huber":
            return functional.huber_loss(a, t, reduction=reduction)
        if self.loss_name == "bce":
            return functional.binary_cross_entropy_with_logits(z, t, reduction=reduction)
        return functional.cross_entropy(z, t, reduction=reduction)


def descend(case: dict[str, Any]) -> dict[str, Any]:
    """Return the case with the records of some passes, and where it stops being finite."""
    tables, passes = case["tables"], case["passes"]
    training = tables["training"]
    problem = Problem(tables)
    name, options = named(training.get("optimizer", "sgd"))
    rate = training["learning_rate"]
    optimizer = OPTIMIZERS[name](problem.moving, abs(rate), options)
    optimizer.param_groups[0]["lr"] = rate  # torch refuses a negative one only at first
    samples = len(problem.inputs)
    size = training.get("batch_size", samples)
    batches = [slice(start, start + size) for start in range(0, samples, size)]
    schedule = {int(at): value for at, value in case.get("schedule", {}).items()}
    records: list[dict[str, Any]] = []
    for number in range(passes + 1):
        if number in schedule:
            optimizer.param_groups[0]["lr"] = schedule[number]
        optimizer.zero_grad()
        batch_loss = problem.loss(batches[number % len(batches)])
        batch_loss.backward()
        with torch.no_grad():
            loss = problem.loss(slice(None))
        record = {
            "pass": number,
            "loss": loss.item(),
            "batch_loss": batch_loss.item(),
            "parameters": {key: array.tolist() for key, array in problem.arrays.items()},
            "gradients": {
                key: array.grad.tolist()
                for key, array in problem.arrays.items()
                if array.grad is not None
            },
        }
        if not _finite(record):
            return {**case, "records": records, "not_finite_at": number}
        if number in KEPT or number == passes:
            records.append(record)
        optimizer.step()
    return {**case, "records": records}


def _finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_finite(inner) for inner in value.values())
    if isinstance(value, list):
        return all(_finite(inner) for inner in value)
    return not isinstance(value, float) or math.isfinite(value)


def tables(
    seed: int,
    layers: list[int],
    activations: list[Any],
    samples: int = 5,
    targets: str = "normal",
    biases: bool = True,
    scale: float = 1.0,
    **training: Any,
) -> dict[str, Any]:
    """A preset with random points and weights."""
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> torch.Tensor:
        return (scale * torch.randn(*shape, generator=generator)).round(decimals=4)

    made: dict[str, Any] = {
        "normal": lambda: normal(samples, layers[-1]).tolist(),
        "binary": lambda: (normal(samples, layers[-1]) > 0).double().tolist(),
        "one_hot": lambda: torch.eye(layers[-1])[torch.arange(samples) % layers[-1]].tolist(),
    }
    network = {
        "layers": layers,
        "activations": activations,
        "biases": biases,
        "weights": [normal(out, into).tolist() for into, out in pairwise(layers)],
    }
    if biases:
        network["bias_values"] = [normal(out).tolist() for out in layers[1:]]
    return {
        "format": 1,
        "title": "reference",
        "data": {"inputs": normal(samples, layers[0]).tolist(), "targets": made[targets]()},
        "network": network,
        "training": {"learning_rate": 0.05, **training},
    }


def cases() -> list[dict[str, Any]]:
    """Every name at least once, and the situations in which tools go wrong."""
    made = []

    def add(name: str, table: dict[str, Any], passes: int = 20, **more: Any) -> None:
        made.append({"name": name, "tables": table, "passes": passes, **more})

    optimizers: list[Any] = [
        *OPTIMIZERS,
        {"name": "momentum", "momentum": 0.5},
        {"name": "nesterov", "momentum": 0.3},
        {"name": "adagrad", "eps": 1e-3},
        {"name": "rmsprop", "alpha": 0.8, "eps": 1e-4},
        {"name": "adam", "beta1": 0.5, "beta2": 0.9, "eps": 1e-4},
        {"name": "adamw", "weight_decay": 0.3},
    ]
    seed = 0
    for optimizer in optimizers:
        name, options = named(optimizer)
        label = " ".join([name, *(f"{key}={value}" for key, value in options.items())])
        for loss, last, targets in (
            ("mse", "identity", "normal"),
            ("bce", "sigmoid", "binary"),
            ("cross_entropy", "softmax", "one_hot"),
        ):
            seed += 1
            add(
                f"{label}, {loss}, batches of 2 from 5, rate changed twice",
                tables(
                    seed, [3, 4, 2], ["tanh", last], 5, targets,
                    loss=loss, optimizer=optimizer, batch_size=2,
                ),
                schedule={"3": 0.2, "11": 0.01},
            )  # fmt: skip
    for activation in (
        "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "sin",
        {"name": "leaky_relu", "slope": 0.2}, {"name": "elu", "alpha": 0.7},
    ):  # fmt: skip
        seed += 1
        name = json.dumps(activation)
        add(name, tables(seed, [2, 3, 3, 1], [activation, "tanh", activation], 6))
    for loss, last, targets in (
        ("mse", "identity", "normal"),
        ("squared_error", "tanh", "normal"),
        ("half_squared_error", "identity", "normal"),
        ("mae", "identity", "normal"),
        ("huber", "identity", "normal"),
        ("bce", "sigmoid", "binary"),
        ("cross_entropy", "softmax", "one_hot"),
    ):
        for reduction in ("mean", "sum"):
            seed += 1
            table = tables(
                seed, [2, 3, 3], ["tanh", last], 7, targets, loss=loss, reduction=reduction
            )
            add(f"{loss}, {reduction}", table)
    add("softmax with mse", tables(90, [2, 3, 3], ["tanh", "softmax"], 6, "one_hot"))
    for frozen in (["b1", "b2"], ["W1"], ["b1"]):
        add(
            f"frozen {frozen}",
            tables(91, [2, 3, 1], ["tanh", "identity"], optimizer="adamw", frozen=frozen),
        )
    add("no biases", tables(92, [3, 2, 2], ["relu", "identity"], biases=False))
    add("rate 0", tables(93, [2, 3, 1], ["tanh", "identity"], learning_rate=0.0))
    add("negative rate", tables(94, [2, 3, 1], ["tanh", "identity"], learning_rate=-0.05))
    saddle = tables(95, [1, 1, 1], ["identity", "identity"], 1, biases=False, learning_rate=0.1)
    saddle["data"] = {"inputs": [[1.0]], "targets": [[1.0]]}
    saddle["network"]["weights"] = [[[1.0]], [[-1.0]]]
    add("onto the saddle of w₁w₂", saddle, 60)
    nudged = json.loads(json.dumps(saddle))
    nudged["network"]["weights"] = [[[1.0]], [[-0.999]]]
    add("past the saddle of w₁w₂", nudged, 60)
    certain = tables(96, [2, 1], ["sigmoid"], 4, "binary", scale=1000.0, loss="bce")
    add("bce at logits of a thousand and more", certain)
    many = tables(97, [2, 3], ["softmax"], 4, "one_hot", scale=1000.0, loss="cross_entropy")
    add("cross_entropy at logits of a thousand and more", many)
    for name, rate, optimizer in (
        ("sgd", 5.0, "sgd"), ("momentum", 3.0, "momentum"), ("nesterov", 3.0, "nesterov"),
    ):  # fmt: skip
        add(
            f"overflow with {name}",
            tables(98, [2, 2, 1], ["identity", "identity"], learning_rate=rate,
                   optimizer=optimizer),
            400,
        )  # fmt: skip
    deep = tables(99, [3, 5, 4, 3, 2], ["gelu", "elu", "softplus", "identity"], 9,
                  optimizer="adam", batch_size=4)  # fmt: skip
    add("four layers, short last batch, Adam", deep)
    return made


if __name__ == "__main__":
    file = Path(__file__).with_name("trajectories.json")
    lines = ",\n".join(json.dumps(descend(case), ensure_ascii=False) for case in cases())
    file.write_text(f"[\n{lines}\n]\n", "utf-8")
    print(f"{len(cases())} trajectories in {file.name}")

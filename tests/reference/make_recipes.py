"""Make `recipes.json`: penalties, clipping, dampening, schedules and features by PyTorch.

`python -m tests.reference.make_recipes` needs torch (2.13.0, the CPU build) and nothing of this
project. Each case is a preset's tables; the tests read the JSON and need no torch.
"""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import torch
from torch.optim import lr_scheduler

from tests.reference.make_trajectories import OPTIMIZERS, Problem, named, tables

KEPT = (0, 1, 10, 24)
PASSES = 24


def rates(entry: Any, peak: float) -> list[float]:
    """The rate of each pass by torch's own schedulers, and by the formula where it has none."""
    name, options = named(entry)
    warm = options.pop("warmup", 0)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], peak)
    scheduler: Any
    if name == "step":
        scheduler = lr_scheduler.StepLR(optimizer, int(options["every"]), options["gamma"])
    elif name == "exponential":
        scheduler = lr_scheduler.ExponentialLR(optimizer, options["gamma"])
    elif name == "inverse_time":
        decay = options["decay"]
        scheduler = lr_scheduler.LambdaLR(optimizer, lambda k: 1.0 / (1.0 + decay * k))
    elif name == "cosine":
        scheduler = lr_scheduler.CosineAnnealingLR(
            optimizer, int(options["passes"]), options.get("to", 0.0)
        )
    elif name == "warmup":
        count = int(options["passes"])
        scheduler = lr_scheduler.LambdaLR(optimizer, lambda k: min(1.0, (k + 1) / count))
    elif name == "one_cycle":
        scheduler = lr_scheduler.OneCycleLR(
            optimizer, peak, total_steps=int(options["passes"]), cycle_momentum=False
        )
    else:
        scheduler = lr_scheduler.ConstantLR(optimizer, 1.0)
    last = {"cosine": "passes", "one_cycle": "passes"}.get(name)
    # Torch's cosine turns up again after its end, and its cycle ends with an error: ours stay.
    most = PASSES if last is None else int(options[last]) - (name == "one_cycle")
    found = []
    for k in range(PASSES + 1):
        found.append(optimizer.param_groups[0]["lr"] * (min(1.0, (k + 1) / warm) if warm else 1.0))
        if k < most:
            optimizer.step()
            scheduler.step()
    return found


def features(inputs: torch.Tensor, names: list[str]) -> torch.Tensor:
    """Columns of `x1^2*sin(x2)` and the like, from inputs of shape (samples, numbers)."""
    columns = []
    for name in names:
        column = torch.ones(len(inputs), dtype=torch.float64)
        for factor in name.split("*"):
            wave = re.fullmatch(r"(sin|cos)\(x(\d+)\)", factor)
            if wave:
                column = column * getattr(torch, wave[1])(inputs[:, int(wave[2]) - 1])
            else:
                at, _, power = factor[1:].partition("^")
                column = column * inputs[:, int(at) - 1] ** int(power or 1)
        columns.append(column)
    return torch.stack(columns, dim=1)


class Recipe(Problem):
    """A problem with features and penalties."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__(given)
        training, data = given["training"], given["data"]
        if "features" in data:
            self.inputs = features(self.inputs, data["features"])
        if data.get("standardize"):
            self.inputs = (self.inputs - self.inputs.mean(0)) / self.inputs.std(0, correction=0)
        self.l1, self.l2 = training.get("l1", 0.0), training.get("l2", 0.0)

    def penalty(self) -> torch.Tensor:
        weights = [array for name, array in self.arrays.items() if name.startswith("W")]
        squares = sum((weight**2).sum() for weight in weights)
        sizes = sum(weight.abs().sum() for weight in weights)
        return torch.as_tensor(0.5 * self.l2 * squares + self.l1 * sizes)


def descend(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The case with some of its records."""
    training = given["training"]
    problem = Recipe(given)
    rule, options = named(training.get("optimizer", "sgd"))
    dampening = {key: options.pop(key) for key in ("dampening",) if key in options}
    optimizer = OPTIMIZERS[rule](problem.moving, training["learning_rate"], options)
    for key, value in dampening.items():
        optimizer.param_groups[0][key] = value
    planned = rates(training.get("schedule", "constant"), training["learning_rate"])
    samples = len(problem.inputs)
    size = training.get("batch_size", samples)
    batches = [slice(start, start + size) for start in range(0, samples, size)]
    records = []
    for number in range(PASSES + 1):
        optimizer.param_groups[0]["lr"] = planned[number]
        optimizer.zero_grad()
        batch_loss = problem.loss(batches[number % len(batches)]) + problem.penalty()
        batch_loss.backward()
        with torch.no_grad():
            penalty = problem.penalty()
            loss = problem.loss(slice(None)) + penalty
        if number in KEPT:
            records.append(
                {
                    "pass": number,
                    "learning_rate": planned[number],
                    "loss": loss.item(),
                    "batch_loss": batch_loss.item(),
                    "penalty": penalty.item(),
                    "parameters": {key: one.tolist() for key, one in problem.arrays.items()},
                    "gradients": {
                        key: one.grad.tolist()
                        for key, one in problem.arrays.items()
                        if one.grad is not None
                    },
                }
            )
        if "clip_norm" in training:
            torch.nn.utils.clip_grad_norm_(problem.moving, training["clip_norm"])
        optimizer.step()
    return {"name": name, "tables": given, "records": records}


SCHEDULES: list[Any] = [
    {"name": "constant", "warmup": 4},
    {"name": "step", "every": 7, "gamma": 0.3},
    {"name": "step", "every": 5, "gamma": 0.5, "warmup": 3},
    {"name": "exponential", "gamma": 0.9},
    {"name": "exponential", "gamma": 0.8, "warmup": 5},
    {"name": "inverse_time", "decay": 0.25},
    {"name": "inverse_time", "decay": 0.1, "warmup": 2},
    {"name": "cosine", "passes": 20},
    {"name": "cosine", "passes": 9, "to": 0.01, "warmup": 4},
    {"name": "warmup", "passes": 10},
    {"name": "one_cycle", "passes": 20},
    {"name": "one_cycle", "passes": 3},
]
RULES: list[Any] = ["sgd", {"name": "momentum", "momentum": 0.8}, "adam"]


def cases() -> list[dict[str, Any]]:
    """Each alone, and together where they meet."""
    made = []
    seeds = iter(range(1000, 2000))

    def add(name: str, data: dict[str, Any] | None = None, **training: Any) -> None:
        loss = training.pop("loss", "mse")
        layers = training.pop("layers", [3, 4, 2])
        last, kind = {"mse": ("identity", "normal"), "bce": ("sigmoid", "binary")}[loss]
        one = tables(next(seeds), layers, ["tanh", last], 6, kind, loss=loss, **training)
        one["data"] |= data or {}
        made.append(descend(name, _with_raw(one)))

    for optimizer in (*OPTIMIZERS,):
        for batch, (l1, l2) in product((None, 2), ((0.0, 0.1), (0.05, 0.0), (0.02, 0.3))):
            more: dict[str, Any] = {} if batch is None else {"batch_size": batch}
            add(f"{optimizer}, l1 {l1}, l2 {l2}", optimizer=optimizer, l1=l1, l2=l2, **more)
        for clip in (0.05, 0.5, 50.0):
            add(f"{optimizer}, clipped to {clip}", optimizer=optimizer, clip_norm=clip)
    add("all of it", loss="bce", optimizer="adamw", l1=0.01, l2=0.05, clip_norm=0.2, batch_size=4)
    add("clipped, a layer frozen", clip_norm=0.1, frozen=["W1"])
    add("penalty, a layer frozen", l2=0.2, l1=0.1, frozen=["b1", "W2"])
    for dampening in (0.1, 0.5, 1.0):
        rule = {"name": "momentum", "momentum": 0.9, "dampening": dampening}
        add(f"dampening {dampening}", optimizer=rule)
        add(f"dampening {dampening}, batches", optimizer=rule, batch_size=2, l2=0.1)
    for schedule, rule, batch in product(SCHEDULES, RULES, (6, 2)):
        label = json.dumps(schedule), json.dumps(rule), batch
        add(f"{label}", schedule=schedule, optimizer=rule, batch_size=batch, learning_rate=0.3)
    two = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)", "x1^3*cos(x2)"]
    for standardize in (False, True):
        shape = {"standardize": standardize}
        add("features of two", {"features": two, **shape}, layers=[8, 3, 1], l2=0.01)
        add("powers of one", {"features": ["x1^3", "x1", "sin(x1)"], **shape}, layers=[3, 3, 1])
    return made


def _with_raw(given: dict[str, Any]) -> dict[str, Any]:
    """Inputs are as many numbers as the features are made of."""
    data = given["data"]
    if "features" in data:
        count = max(
            int(number) for name in data["features"] for number in re.findall(r"x(\d)", name)
        )
        data["inputs"] = [row[:count] for row in data["inputs"]]
    return given


if __name__ == "__main__":
    file = Path(__file__).with_name("recipes.json")
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases())
    file.write_text(f"[\n{lines}\n]\n", "utf-8")
    print(f"{len(cases())} recipes in {file.name}")

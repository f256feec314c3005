"""A cure: something a learner can do about how it is going, with its numbers."""

from typing import Literal

from tui_descent.engine.optimizers import Optimizer
from tui_descent.engine.record import Value, replace

Weights = Literal["", "same", "new"]


class Trial(Value):
    """What came of a cure, tried behind the scenes: the losses after this many passes.

    averaged  whether they are means over the last passes, because batches make them jump
    """

    passes: int
    loss: float
    instead: float
    averaged: bool = False


class Cure(Value):
    """What to change; what is None or "" stays as it is.

    learning_rate, optimizer
    standardize  give each input mean 0 and standard deviation 1
    activation   of all hidden layers
    weights      "same": start again from the same initial weights, "new": from new random ones
    nudge        (index, value): put this parameter there by hand
    trial        what came of it; None: not tried
    """

    learning_rate: float | None = None
    optimizer: Optimizer | None = None
    standardize: bool = False
    activation: str = ""
    weights: Weights = ""
    nudge: tuple[int, float] | None = None
    name: str = ""
    trial: Trial | None = None

    def after(self, trial: Trial) -> "Cure":
        """The same, with what came of it."""
        return replace(self, trial=trial)

    @property
    def action(self) -> str:
        """What to do, in words: "reset and set the learning rate to 0.05"."""
        parts = []
        if self.standardize:
            parts.append("scale the inputs")
        elif self.activation:
            parts.append(f"start again with {self.activation} units")
        elif self.weights == "same":
            parts.append("reset")
        elif self.weights == "new":
            parts.append("start from new weights")
        if self.nudge is not None:
            parts.append(f"set {self.name} to {self.nudge[1]:g}")
        if self.optimizer is not None:
            parts.append(f"use {self.optimizer.name}")
        if self.learning_rate is not None:
            parts.append(f"set the learning rate to {self.learning_rate:g}")
        return " and ".join(parts)

    @property
    def brief(self) -> str:
        """The same in a few words: "reset, lr 0.05"."""
        short = self.action.replace(" and set the learning rate to", ", lr")
        short = short.replace("the learning rate", "lr")
        return short.replace("start from ", "").replace("start again with ", "")

    def __str__(self) -> str:
        if self.trial is None:
            return self.action
        tried = self.trial
        mean = "on average " if tried.averaged else ""
        return (
            f"{self.action} (tried for {tried.passes} passes: "
            f"loss {tried.loss:.3g} {mean}instead of {tried.instead:.3g})"
        )

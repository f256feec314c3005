"""Schedules: learning rates that change with the passes by a rule.

Each gives the rate of pass k + 1 from η, the rate that is set, and k, the passes done. Where
PyTorch has the rule in torch.optim.lr_scheduler, its values are these. A class is all there is
to know of a rule.
"""

import math
from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, NamedTuple

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.record import Value, fields

Rate = float | FloatArray  # a number, or shape (..., 1): one for each descent


class Bounds(NamedTuple):
    """What a setting may be."""

    least: float = 0.0
    most: float = math.inf
    whole: bool = False


Number = Annotated[float, Bounds()]
Passes = Annotated[float, Bounds(whole=True)]
SomePasses = Annotated[float, Bounds(1.0, whole=True)]


class Schedule(Value, ABC):
    """A rule for the learning rate; a setting without a default must be given.

    name     the name that presets use
    gist     what it does, in half a sentence
    formula  the rate of the next pass, with η the rate that is set and k the passes done
    """

    name: ClassVar[str]
    gist: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def rate(self, peak: Rate, passes: int) -> Rate:
        """The learning rate of the next pass after this many, where `peak` is set."""


def _warmed(rate: Rate, passes: int, warmup: float) -> Rate:
    return rate * ((passes + 1) / warmup) if passes < warmup else rate


class Constant(Schedule):
    """The same rate all along."""

    name: ClassVar[str] = "constant"
    gist: ClassVar[str] = "always the same"
    formula: ClassVar[str] = "η"

    warmup: Passes = 0.0

    def rate(self, peak: Rate, passes: int) -> Rate:
        return _warmed(peak, passes, self.warmup)


class Step(Schedule):
    """torch.optim.lr_scheduler.StepLR."""

    name: ClassVar[str] = "step"
    gist: ClassVar[str] = "multiplied by gamma at regular intervals"
    formula: ClassVar[str] = "η · gamma^n, n = k / every rounded down"

    every: SomePasses
    gamma: Annotated[float, Bounds(most=1e6)] = 0.1
    warmup: Passes = 0.0

    def rate(self, peak: Rate, passes: int) -> Rate:
        times = passes // int(self.every)
        return _warmed(peak * self.gamma**times, passes, self.warmup)


class Exponential(Schedule):
    """torch.optim.lr_scheduler.ExponentialLR."""

    name: ClassVar[str] = "exponential"
    gist: ClassVar[str] = "multiplied by gamma after every pass"
    formula: ClassVar[str] = "η · gamma^k"

    gamma: Annotated[float, Bounds(most=1.0)]
    warmup: Passes = 0.0

    def rate(self, peak: Rate, passes: int) -> Rate:
        return _warmed(peak * self.gamma**passes, passes, self.warmup)


class InverseTime(Schedule):
    """Robbins & Monro 1951: steps whose sum has no bound, and whose squares' sum has one."""

    name: ClassVar[str] = "inverse_time"
    gist: ClassVar[str] = "down, quickly at first and more and more slowly"
    formula: ClassVar[str] = "η / (1 + decay·k)"

    decay: Number
    warmup: Passes = 0.0

    def rate(self, peak: Rate, passes: int) -> Rate:
        return _warmed(peak / (1.0 + self.decay * passes), passes, self.warmup)


class Cosine(Schedule):
    """torch.optim.lr_scheduler.CosineAnnealingLR, which stays at its end."""

    name: ClassVar[str] = "cosine"
    gist: ClassVar[str] = "half a cosine wave from η to its last value, then constant"
    formula: ClassVar[str] = "to + (η − to)·(1 + cos(π·min(k, passes)/passes))/2"

    passes: SomePasses
    to: Number = 0.0
    warmup: Passes = 0.0

    def rate(self, peak: Rate, passes: int) -> Rate:
        way = 0.5 * (1.0 + math.cos(math.pi * min(passes, self.passes) / self.passes))
        return _warmed(self.to + (peak - self.to) * way, passes, self.warmup)


class Warmup(Schedule):
    """Up along a straight line, and then it stays."""

    name: ClassVar[str] = "warmup"
    gist: ClassVar[str] = "up in a straight line, then constant"
    formula: ClassVar[str] = "η · min(1, (k + 1)/passes)"

    passes: SomePasses

    def rate(self, peak: Rate, passes: int) -> Rate:
        return _warmed(peak, passes, self.passes)


class OneCycle(Schedule):
    """torch.optim.lr_scheduler.OneCycleLR with its defaults (Smith & Topin 2018).

    From η/25 up to η in the first three tenths, down to η/250000 in the rest, along a cosine.
    """

    name: ClassVar[str] = "one_cycle"
    gist: ClassVar[str] = "up for three tenths of the passes, down for the rest, then constant"
    formula: ClassVar[str] = "η/25 up to η, then down to η/250000, each half a wave of the cosine"

    passes: SomePasses

    def rate(self, peak: Rate, passes: int) -> Rate:
        top, end = 0.3 * self.passes - 1.0, self.passes - 1.0
        low = peak / 25.0
        if passes <= top:
            return _along(low, peak, passes / top if top else 1.0)
        return _along(peak, low / 1e4, (min(passes, end) - top) / (end - top))


def _along(start: Rate, stop: Rate, part_done: float) -> Rate:
    """From the one to the other along half a wave of the cosine."""
    return stop + (start - stop) / 2.0 * (1.0 + math.cos(math.pi * part_done))


SCHEDULES: dict[str, type[Schedule]] = {
    rule.name: rule for rule in (Constant, Step, Exponential, InverseTime, Cosine, Warmup, OneCycle)
}


def settings_of(schedule: Schedule) -> dict[str, float]:
    """Its settings by name, in its own order."""
    return {name: getattr(schedule, name) for name in fields(schedule)}


def required(rule: type[Schedule]) -> list[str]:
    """The settings that must be given."""
    return [name for name in fields(rule) if not hasattr(rule, name)]


def why_not(rule: type[Schedule], name: str, value: float) -> str:
    """What values a setting may have, as a request, where this is none of them; else ""."""
    (bounds,) = fields(rule)[name].__metadata__
    least, most, whole = bounds
    if whole and value != int(value):
        return "give a whole number"
    if least <= value <= most:
        return ""
    return f"give {least:g} or more" if most == math.inf else f"give {least:g} to {most:g}"

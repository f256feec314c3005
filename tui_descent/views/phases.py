"""The phases of one pass: forward, loss, backward, update.

A pass can be walked through a phase at a time: forward layer by layer, the loss, backward
layer by layer from the output, and the update, with which the pass is made.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from tui_descent.presets import Preset
from tui_descent.presets.preset import NetworkProblem

Kind = Literal["forward", "loss", "backward", "update"]


class Known(Struct, frozen=True):
    """What has been found out of where the descent stands.

    predictions  whether it is known what comes out for each sample
    loss         whether the loss is known
    first        the slopes are known of the parameters from this index on: backward the last
                 layer comes first
    step         whether the next pass's step is known
    """

    predictions: bool
    loss: bool
    first: int
    step: bool


EVERYTHING = Known(predictions=True, loss=True, first=0, step=True)  # between two passes


class Phase(Struct, frozen=True):
    """One phase.

    layer   of forward and backward: 1 is the first after the inputs; else 0
    layers  how many layers there are after the inputs; 1 on a surface
    """

    kind: Kind
    layer: int
    layers: int

    @property
    def text(self) -> str:
        """`forward 1/2`, `loss`, `backward 2/2`, `update`."""
        return f"{self.kind} {self.layer}/{self.layers}" if self.layer else self.kind

    @property
    def has_forward(self) -> int:
        """Up to which layer, 1 the first, the activations are known."""
        return self.layer if self.kind == "forward" else self.layers

    @property
    def has_loss(self) -> bool:
        """Whether the loss is known."""
        return self.kind != "forward"

    @property
    def has_backward(self) -> int:
        """Down to which layer the error signals and gradients are known; layers + 1: none."""
        if self.kind == "backward":
            return self.layer
        return 1 if self.kind == "update" else self.layers + 1

    @property
    def has_step(self) -> bool:
        """Whether the pass is made: with the update, and not before, its steps are known."""
        return self.kind == "update"

    def known(self, starts: Sequence[int], count: int) -> Known:
        """What is known in the middle of the pass, and all of it once the pass is made.

        starts  of each layer the index of its first parameter
        count   of all parameters
        """
        if self.has_step:
            return EVERYTHING
        begun = self.has_backward <= self.layers
        first = starts[self.has_backward - 1] if begun else count
        return Known(self.has_forward == self.layers, self.has_loss, first, step=False)


def phases_of(preset: Preset) -> tuple[Phase, ...]:
    """All phases of a pass on this problem; a surface counts as one layer."""
    problem = preset.problem
    return phases(len(problem.network.activations) if isinstance(problem, NetworkProblem) else 1)


def phases(layers: int) -> tuple[Phase, ...]:
    """All phases of one pass through this many layers, in order."""
    return (
        *(Phase("forward", layer, layers) for layer in range(1, layers + 1)),
        Phase("loss", 0, layers),
        *(Phase("backward", layer, layers) for layer in range(layers, 0, -1)),
        Phase("update", 0, layers),
    )

"""A network's shape: its layers, and where each weight and bias lives in θ.

θ holds one block a layer of shape (fan_out, fan_in + 1): a row is one unit, its weights
first, its bias last. W and b are views into that block, in the layout of textbooks and of
torch.nn.Linear: z = W·a + b. Leading axes of θ are independent descents.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from tui_descent.engine.activations import Activation
from tui_descent.engine.arrays import FloatArray, read_only
from tui_descent.engine.record import Value


class Network(Value):
    """Fully connected layers.

    layers       units of each layer, the inputs first: (2, 4, 1)
    activations  one for each layer after the inputs
    biases       whether units have a bias
    inputs       what the inputs are called; empty: x1, x2 …
    recorded     what records call them; empty: x1, x2 …
    """

    layers: tuple[int, ...]
    activations: tuple[Activation, ...]
    biases: bool = True
    inputs: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()

    @cached_property
    def parameter_count(self) -> int:
        """P, the length of θ."""
        return sum(fan_out * columns for fan_out, columns in self.block_shapes)

    @cached_property
    def block_shapes(self) -> tuple[tuple[int, int], ...]:
        """(fan_out, fan_in + 1) of each layer; without biases (fan_out, fan_in)."""
        return tuple(
            (fan_out, fan_in + self.biases)
            for fan_in, fan_out in zip(self.layers, self.layers[1:], strict=False)
        )

    def blocks(self, theta: FloatArray) -> list[FloatArray]:
        """The layers' blocks as views into θ of shape (..., P)."""
        blocks = []
        start = 0
        for fan_out, columns in self.block_shapes:
            stop = start + fan_out * columns
            blocks.append(theta[..., start:stop].reshape(*theta.shape[:-1], fan_out, columns))
            start = stop
        return blocks

    def arrays(self, theta: FloatArray) -> dict[str, FloatArray]:
        """W1, b1, W2, … as views into θ (or into anything of its shape, as a gradient)."""
        arrays = {}
        for number, block in enumerate(self.blocks(theta), start=1):
            fan_in = self.layers[number - 1]
            arrays[f"W{number}"] = block[..., :fan_in]
            if self.biases:
                arrays[f"b{number}"] = block[..., fan_in]
        return arrays

    def pack(self, weights: Sequence[FloatArray], biases: Sequence[FloatArray]) -> FloatArray:
        """Return θ, shape (P,), from one matrix and one vector a layer."""
        theta = np.zeros(self.parameter_count)
        for number, block in enumerate(self.blocks(theta)):
            fan_in = self.layers[number]
            block[:, :fan_in] = weights[number]
            if self.biases:
                block[:, fan_in] = biases[number]
        return theta

    def place(self, index: int) -> tuple[int, int, int]:
        """Where an entry of θ lives: its layer (1 is the first after the inputs), the unit that
        it leads to, and its column: which unit of the layer below, or the last for the bias.
        """
        for number, (fan_out, columns) in enumerate(self.block_shapes, start=1):
            if index < fan_out * columns:
                return number, *divmod(index, columns)
            index -= fan_out * columns
        raise IndexError(f"{index} more than there are parameters")

    def layer_slices(self) -> tuple[slice, ...]:
        """Which entries of θ belong to each layer after the inputs."""
        ends = [0, *accumulate(fan_out * columns for fan_out, columns in self.block_shapes)]
        return tuple(slice(*ends_of) for ends_of in pairwise(ends))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The full name of each entry of θ: `W1[x1→h2]`, `b1[h2]`."""
        return self._labels(self.unit_names(0))

    @cached_property
    def recorded_labels(self) -> tuple[str, ...]:
        """The same as records name it."""
        return self._labels(self.recorded or self.numbered_inputs)

    @cached_property
    def numbered_labels(self) -> tuple[str, ...]:
        """The same with inputs that are called x1, x2 …, whatever else they are called."""
        return self._labels(self.numbered_inputs)

    def _labels(self, inputs: tuple[str, ...]) -> tuple[str, ...]:
        labels = []
        for number in range(1, len(self.layers)):
            sources = inputs if number == 1 else self.unit_names(number - 1)
            targets = self.unit_names(number)
            for target in targets:
                labels += [f"W{number}[{source}→{target}]" for source in sources]
                labels += [f"b{number}[{target}]"] * self.biases
        return tuple(labels)

    @cached_property
    def is_weight(self) -> FloatArray:
        """1 for each entry of θ that is a weight, 0 for each that is a bias, shape (P,)."""
        kinds = np.ones(self.parameter_count)
        if self.biases:
            for block in self.blocks(kinds):
                block[:, -1] = 0.0
        return read_only(kinds)

    def unit_names(self, layer: int) -> tuple[str, ...]:
        """x1 … for inputs, o1 … for outputs, h1 … for the hidden layer; where there are
        several hidden layers, h2.3 is the third unit of the second."""
        last = len(self.layers) - 1
        if layer == 0:
            return self.inputs or self.numbered_inputs
        hidden = "h" if last == 2 else f"h{layer}."
        prefix = "o" if layer == last else hidden
        return tuple(f"{prefix}{unit}" for unit in range(1, self.layers[layer] + 1))

    @property
    def numbered_inputs(self) -> tuple[str, ...]:
        """x1, x2 …, one for each input."""
        return tuple(f"x{number}" for number in range(1, self.layers[0] + 1))

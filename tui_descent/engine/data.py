"""The points that a network learns from."""

from dataclasses import dataclass

from tui_descent.engine.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Samples as columns, because that is how they meet the weights: z = W·a.

    inputs   shape (inputs, samples)
    targets  shape (outputs, samples)
    """

    inputs: FloatArray
    targets: FloatArray

    @property
    def samples(self) -> int:
        """How many points there are."""
        return int(self.inputs.shape[1])

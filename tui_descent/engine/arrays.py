"""The one array type of the engine, and how an array becomes a value."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def read_only(values: object) -> FloatArray:
    """Return a float64 copy of `values` that raises when something writes to it."""
    array = np.array(values, dtype=np.float64, order="C")
    array.flags.writeable = False
    return array

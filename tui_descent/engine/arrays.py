"""The one array type of the engine, and how an array becomes a value."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

ZERO, ONE = np.array(0.0), np.array(1.0)  # ufuncs take them faster than Python floats


def read_only(values: object) -> FloatArray:
    """Return a float64 copy of `values` that raises when something writes to it."""
    array = np.array(values, dtype=np.float64, order="C")
    array.flags.writeable = False
    return array


def above_ones(rows: int, columns: int) -> FloatArray:
    """Return an array to fill, shape (rows, columns), that lies in memory above a row of ones.

    What a layer multiplies by its weights and its biases is then there without a copy.
    """
    whole = np.empty((rows + 1, columns))
    whole[rows] = 1.0
    return whole[:rows]


def frozen(array: FloatArray) -> FloatArray:
    """Return the same array; from now on it raises when something writes to it, or its memory."""
    array.flags.writeable = False
    if isinstance(array.base, np.ndarray):
        array.base.flags.writeable = False
    return array


def thawed(array: FloatArray) -> FloatArray | None:
    """Return the same memory to write on, for who alone has it; None: it is not a frozen view."""
    whole = array.base
    if not isinstance(whole, np.ndarray) or not whole.flags.owndata or not _is_part(array, whole):
        return None
    whole.flags.writeable = True
    begin = _begin(array, whole)
    return whole.reshape(-1)[begin : begin + array.size].reshape(array.shape)


def with_ones(values: FloatArray) -> FloatArray:
    """Return values with a row of ones below: a copy, unless they lie above one, both frozen."""
    rows, columns = values.shape
    whole = values.base
    if isinstance(whole, np.ndarray) and not whole.flags.writeable and _is_part(values, whole):
        begin, size = _begin(values, whole), (rows + 1) * columns
        memory = whole.reshape(-1)[begin : begin + size]
        if len(memory) == size and bool((memory[rows * columns :] == 1.0).all()):
            return memory.reshape(rows + 1, columns)
    padded = np.ones((rows + 1, columns))
    padded[:rows] = values
    return padded


def _is_part(array: FloatArray, whole: FloatArray) -> bool:
    """Whether an array is one piece of another's memory."""
    return array.dtype == whole.dtype and array.flags.c_contiguous and whole.flags.c_contiguous


def _begin(array: FloatArray, whole: FloatArray) -> int:
    """Where in the memory of a whole its part begins, in numbers."""
    return int(array.ctypes.data - whole.ctypes.data) // whole.itemsize

"""Numbers to which more are added, in memory that may be a row of one large matrix."""

import numpy as np

from tui_descent.engine.arrays import FloatArray

FIRST_ROOM = 256  # numbers


class Values:
    """A growing row of numbers.

    room  where they are kept as long as there is room; None: in memory of their own
    """

    def __init__(self, room: FloatArray | None = None) -> None:
        self._room = np.empty(FIRST_ROOM) if room is None else room
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, values: FloatArray) -> None:
        """Add numbers, shape (count,)."""
        end = self._count + len(values)
        if end > len(self._room):
            room = np.empty(2 * end)
            room[: self._count] = self._room[: self._count]
            self._room = room
        self._room[self._count : end] = values
        self._count = end

    def drop_last(self) -> None:
        """Forget the last number."""
        self._count -= 1

    def array(self) -> FloatArray:
        """The numbers, shape (count,), where they are kept."""
        return self._room[: self._count]

    def are_in(self, matrix: FloatArray) -> bool:
        """Whether they are still kept in this matrix."""
        return np.may_share_memory(self._room, matrix)

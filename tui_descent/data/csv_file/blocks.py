"""Many rows at once: where cells begin and end, and the numbers in them, without a loop in Python.

A number of at most 15 digits is its digits as a whole number over a power of ten. Both are exact,
so their quotient is the float64 that is nearest, as `float` gives it.
"""

import numpy as np

from tui_descent.engine.arrays import FloatArray

MOST_DIGITS = 15  # that a float64 holds exactly
LONGEST = MOST_DIGITS + 2  # with a sign and a point
NEWLINE, ZERO, MINUS = 10, 48, 45
TENS = 10.0 ** np.arange(MOST_DIGITS + 1)

Places = np.ndarray[tuple[int, int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


class Block:
    """Whole lines without quotation marks, divided into cells.

    starts, ends  shape (rows, width): where each cell lies in `content`
    """

    def __init__(self, content: bytes, starts: Places, ends: Places) -> None:
        self._content = content
        self._bytes: Bytes = np.frombuffer(content, dtype=np.uint8)
        self.starts = starts
        self.ends = ends

    def text(self, row: int, column: int, encoding: str) -> str:
        """What a cell says."""
        cell = self._content[self.starts[row, column] : self.ends[row, column]]
        return cell.decode(encoding)

    def texts(self, column: int, encoding: str) -> list[str]:
        """What the cells of a column say."""
        content = self._content
        places = zip(self.starts[:, column].tolist(), self.ends[:, column].tolist(), strict=True)
        return [content[start:end].decode(encoding) for start, end in places]

    def numbers(self, point: int) -> tuple[FloatArray, Flags]:
        """What the cells say as numbers, and which of them are plain ones, shape (rows, width).

        point  the byte that stands before decimals
        """
        starts, lengths = self.starts.ravel(), (self.ends - self.starts).ravel()
        longest = min(int(lengths.max(initial=0)), LONGEST)
        padded = np.concatenate([self._bytes, np.zeros(longest, dtype=np.uint8)])
        digits = np.zeros(len(starts), dtype=np.int64)
        count, behind, points = (np.zeros(len(starts), dtype=np.uint8) for _ in range(3))
        for place in range(longest):
            char = padded[starts + place]
            inside = lengths > place
            figure = char - np.uint8(ZERO)
            is_digit = (figure < 10) & inside
            digits = np.where(is_digit, digits * 10 + figure, digits)
            count += is_digit
            behind += is_digit & (points > 0)
            points += (char == point) & inside
        minus = (padded[starts] == MINUS) & (lengths > 0)
        plain = (count + points + minus == lengths) & (count > 0) & (points < 2)
        plain &= (count <= MOST_DIGITS) & (lengths <= LONGEST)
        values = digits / TENS[np.minimum(behind, MOST_DIGITS)]
        shape = self.starts.shape
        return np.where(minus, -values, values).reshape(shape), plain.reshape(shape)


def block_of(content: bytes, separator: int, width: int) -> Block | None:
    """Return lines of bytes as a block; None: not each of them is a row of this many cells."""
    data = np.frombuffer(content, dtype=np.uint8)
    found = np.flatnonzero((data == separator) | (data == NEWLINE))
    if not len(found) or len(found) % width:
        return None
    ends: Places = found.astype(np.int64).reshape(len(found) // width, width)
    last = data[ends[:, -1]]
    if not (last == NEWLINE).all() or content.count(b"\n") != len(ends):
        return None
    starts = np.empty_like(ends)
    starts.ravel()[0] = 0
    starts.ravel()[1:] = ends.ravel()[:-1] + 1
    if (ends[:, -1] - starts[:, 0] < width).any():
        return None  # a row of empty cells is none
    return Block(content, starts, ends)

"""Weights in the units of the file that the inputs come from, before they were scaled."""

import numpy as np

from tui_descent.readable import plain
from tui_descent.session.frame import Frame


def own_value(frame: Frame, at: int) -> float | None:
    """What a parameter of the first layer is for inputs as they stand in the file.

    A weight w of an input with centre m and spread s is w/s, a bias b is b − Σ w·m/s: with these
    the network gives the same outputs. None: it is none of these, or inputs were not scaled.
    """
    network, scaling = frame.heading.network, frame.heading.scaling
    if network is None or scaling is None or scaling.center is None or scaling.spread is None:
        return None
    fan_out, columns = network.block_shapes[0]
    if at >= fan_out * columns:
        return None
    row, column = divmod(at, columns)
    weights = frame.values[row * columns : row * columns + network.layers[0]]
    spread, center = scaling.spread[:, 0], scaling.center[:, 0]
    with np.errstate(all="ignore"):
        if column < network.layers[0]:
            return float(weights[column] / spread[column])
        return float(frame.values[at] - (weights * center / spread).sum())


def own_words(frame: Frame, at: int) -> str:
    """The same as a sentence part, with centre and spread; "": there is nothing to say."""
    value, scaling, network = own_value(frame, at), frame.heading.scaling, frame.heading.network
    if value is None or scaling is None or network is None:
        return ""
    column = at % network.block_shapes[0][1]
    words = f"in the file's own units {plain(value)}"
    if column >= network.layers[0] or scaling.center is None or scaling.spread is None:
        return words
    center, spread = (plain(float(one[column, 0]), 4) for one in (scaling.center, scaling.spread))
    return f"{words} ({scaling.inputs[column]} has mean {center}, spread {spread})"

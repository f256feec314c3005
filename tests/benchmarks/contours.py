"""`python -m tests.benchmarks.contours [PRESET …]`: the map beside matplotlib's contours.

It draws both into PRESET-map.png, in the same window with the same levels and colours, and
prints how many quarters of cells have the band of the loss in their middle. matplotlib is not
installed with the project: `pip install matplotlib`.
"""

import sys

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.theme import DARK, palette
from tui_descent.ui.widgets.ground import QUARTERS, Ground, bands_of
from tui_descent.views.landscape import Landscape
from tui_descent.views.pictures import objective_of
from tui_descent.views.relief import Map

SIZE = (74, 27)
PASSES = 8
FINE = 400  # places along each side of matplotlib's picture


def quarters(ground: Ground) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The band of each quarter of a cell, the first row at the top."""
    rows, columns = ground.char.shape
    found = np.zeros((2 * rows, 2 * columns), dtype=np.int64)
    codes = [[QUARTERS.tolist().index(char) for char in line] for line in ground.char]
    for y, x in np.ndindex(2, 2):
        filled = (np.array(codes) >> (2 * y + x)) & 1
        found[y::2, x::2] = np.where(filled, ground.ink, ground.back)
    return found


def losses(session: Session, x: FloatArray, y: FloatArray) -> FloatArray:
    """The loss at places of the plane."""
    laid = session.cameras.landscape.sight.laid
    assert laid is not None
    across, up = np.meshgrid(x, y)
    places = np.column_stack([across.ravel(), up.ravel()])
    found = np.asarray(objective_of(session.preset).value(laid.plane.theta(places)))
    return np.asarray(found.reshape(across.shape))


def main() -> None:
    """Draw each preset that is named, or himmelblau and ravine."""
    import matplotlib  # type: ignore[import-not-found,unused-ignore]

    matplotlib.use("Agg")
    from matplotlib import pyplot  # type: ignore[import-not-found,unused-ignore]
    from matplotlib.colors import ListedColormap  # type: ignore[import-not-found,unused-ignore]

    styles = palette(DARK)
    ramp = [styles[f"ground {band} -1"].color for band in range(11)]
    colours = [one.get_truecolor().hex for one in ramp if one is not None]
    for name in sys.argv[1:] or ["himmelblau", "ravine"]:
        session = Session(load(name))
        session.cameras.watch({"landscape": SIZE})
        session.step(PASSES)
        shown: Landscape = session.frame().pictures["landscape"]
        low_x, high_x, low_y, high_y = shown.window
        drawn = quarters(Ground(Map(shown), shown.levels, flat=False))
        rows, columns = drawn.shape
        x = low_x + (np.arange(columns) + 0.5) * (high_x - low_x) / columns
        y = high_y - (np.arange(rows) + 0.5) * (high_y - low_y) / rows
        exact = bands_of(losses(session, x, y), shown.levels)
        print(
            f"{name}: {np.mean(drawn == exact):.1%} of the quarters have the band of their middle"
        )
        figure, (left, right) = pyplot.subplots(1, 2, figsize=(16, 6))
        window = (low_x, high_x, low_y, high_y)
        left.imshow(
            drawn, cmap=ListedColormap(colours), vmin=-0.5, vmax=10.5, extent=window, aspect="auto"
        )
        fine_x, fine_y = np.linspace(low_x, high_x, FINE), np.linspace(low_y, high_y, FINE)
        fine = losses(session, fine_x, fine_y)
        bands = bands_of(np.array([-np.inf, *shown.levels]), shown.levels)
        levels = [fine.min() - 1e-9, *shown.levels, fine.max() + 1e-9]
        right.contourf(fine_x, fine_y, fine, levels, colors=[colours[band] for band in bands])
        for axes, title in ((left, "tui-descent"), (right, "matplotlib")):
            axes.plot(*shown.path.T, "w.-")
            axes.set_xlim(low_x, high_x)
            axes.set_ylim(low_y, high_y)
            axes.set_title(title)
        figure.savefig(f"{name}-map.png")


if __name__ == "__main__":
    main()

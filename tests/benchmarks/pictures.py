"""`python -m tests.benchmarks.pictures [PRESET …]`: what a picture adds to a pass.

For each view and size, in milliseconds: its part of the frame, which is the median of frames
with it less the median of frames without it, taken in turn; and the drawing of its rows. Then
the sum, and that over what a pass of the smallest network takes in the same moments.
"""

import argparse
import os
import statistics
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from textual.geometry import Size

from tests.benchmarks.rules import milliseconds
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.workspace import panel_of
from tui_descent.views.view import views_of

SIZES = {"80x24": (46, 18), "200x60": (98, 47)}  # of a hero in a window of that size
PASSES = 40
MEASURED = (
    *("landscape", "mountain", "slice", "fit", "network", "loss"),
    *("directions", "sharpness"),
)


def part_of(name: str, view: str, size: tuple[int, int]) -> tuple[float, float, float]:
    """Milliseconds of a pass that the view has, of its drawing, and of a pass beside them."""
    session, beside = Session(load(name)), Session(load("two-weights"))
    panel = panel_of(view)
    without, seen, drawn, passes = [], [], [], []
    for _ in range(PASSES):
        passes.append(milliseconds(beside.step) + milliseconds(beside.frame))
        session.step()
        session.frame()  # what every frame needs, once a pass
        session.cameras.watch({})
        without.append(milliseconds(session.frame))
        session.cameras.watch({view: size})
        seen.append(milliseconds(session.frame))
        frame = session.frame()
        drawn.append(milliseconds(partial(panel.draw, frame, Size(*size))))
    camera = max(0.0, statistics.median(seen) - statistics.median(without))
    return camera, statistics.median(drawn), statistics.median(passes)


def main() -> None:
    """Print a row for each view of each preset that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("presets", nargs="*", default=["ravine", "himmelblau", "xor", "spiral"])
    for name in parser.parse_args().presets:
        print(f"{name:<14} {'window':>7} {'camera':>7} {'rows':>6} {'ms':>6} {'over a pass':>12}")
        for view in MEASURED:
            if view not in views_of(load(name)):
                continue
            for window, size in SIZES.items():
                camera, drawn, beside = part_of(name, view, size)
                whole = camera + drawn
                print(
                    f"{view:<14} {window:>7} {camera:7.2f} {drawn:6.2f} {whole:6.2f} "
                    f"{whole / beside:12.2f}"
                )


if __name__ == "__main__":
    main()

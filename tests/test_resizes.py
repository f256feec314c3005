"""Whatever sizes a window is given, what stands there is what a repaint paints, in real tmux.

A few series of what `python -m tests.benchmarks.resizes` does at length.
"""

import shutil

import pytest

from tests.resizes import SCREENS, stale_cells

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.mark.parametrize("name", ["lesson", "help"])
def test_no_cell_is_stale_after_a_series_of_sizes(name: str) -> None:
    screen = next(screen for screen in SCREENS if screen.name == name)
    assert stale_cells(screen, seed=4, series=2) == []

"""`python -m tests.benchmarks.resizes [SERIES]`: random sizes of a window in tmux, on every screen.

It prints how many series there were, and how many cells differed from a repaint afterwards.
"""

import sys

from tests.resizes import SCREENS, stale_cells


def main() -> None:
    """Go through the screens, over and over."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    wrong = 0
    for seed in range(series):
        screen = SCREENS[seed % len(SCREENS)]
        stale = stale_cells(screen, seed)
        if stale:
            print(f"{screen.name}, seed {seed}: {len(stale)} cells, the first at {stale[0]}")
        wrong += len(stale)
    print(f"{series} series on {len(SCREENS)} screens: {wrong} cells differ from a repaint")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

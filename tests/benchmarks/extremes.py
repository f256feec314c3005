"""How absurd numbers fare: `python -m tests.benchmarks.extremes [SEEDS] [FIRST]`."""

import sys
import tempfile
import time
from pathlib import Path

from tests.extremes import play


def main(seeds: int = 1000, first: int = 0) -> int:
    """Print every exception once, by its last line and place; the status is 1 if there is one."""
    falls: dict[str, int] = {}
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + seeds):
            fall = play(seed, Path(folder))
            if fall is None:
                continue
            place = "".join(fall.text.splitlines()[-4:])
            if place not in falls:
                print(f"seed {seed}: {', '.join(fall.did)}\n{fall.text}", flush=True)
            falls[place] = falls.get(place, 0) + 1
    print(f"{seeds} seeds in {time.perf_counter() - start:.0f} s: {sum(falls.values())} exceptions")
    return int(bool(falls))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*numbers))

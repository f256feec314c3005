"""Mutated presets, CSV files, lessons, sessions: `python -m tests.benchmarks.fuzz [N] [FIRST]`.

N of each, by default 2,000. No exception, none longer than 5 s, all in less than 500 MB.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzzing import KINDS

LONGEST = 5.0  # seconds of computing
MOST_MEMORY = 500  # MB


def main(count: int = 2000, first: int = 0) -> int:
    """Print what fell, once for each place; the status is 1 if anything did."""
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        for kind, fuzz in KINDS.items():
            falls: set[str] = set()
            longest, begun = 0.0, time.perf_counter()
            for seed in range(first, first + count):
                start = time.process_time()
                fall = fuzz(seed, Path(folder))
                longest = max(longest, time.process_time() - start)
                place = "".join(fall.text.splitlines()[-4:]) if fall else ""
                if fall and place not in falls:
                    falls.add(place)
                    print(f"{kind}, seed {seed}\n{fall.text}", flush=True)
            seconds = time.perf_counter() - begun
            print(f"{kind}: {count} in {seconds:.0f} s, longest {longest:.1f} s, {len(falls)} fell")
            wrong |= bool(falls) or longest > LONGEST
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    print(f"most memory: {memory} MB")
    return int(wrong or memory > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""`python -m tests.benchmarks.random_keys [KEYS [RESIZES]]`: any keys on any problem or lesson.

It prints how many runs ended as they should, by q with status 0 and a terminal as it was.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.random_keys import play_at_random
from tui_descent.lessons.listing import lesson_names
from tui_descent.presets import names as presets

EACH = 400  # keys of one run
WORKERS = 2


def main() -> None:
    """Play, two at a time."""
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    resizes = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    runs = -(-keys // EACH)
    what = [("open", name) for name in presets()] + [("learn", name) for name in lesson_names()]
    jobs = [(what[seed % len(what)], seed) for seed in range(runs)]
    with ThreadPoolExecutor(WORKERS) as pool:
        outcomes = list(
            pool.map(lambda job: play_at_random(job[0], job[1], EACH, -(-resizes // runs)), jobs)
        )
    bad = [outcome for outcome in outcomes if not outcome.fine]
    for one in bad:
        print(f"{' '.join(one.arguments)}, seed {one.seed}: status {one.status}, {one.restored}")
        print(one.text[-3000:])
    print(f"{runs} runs of {EACH} keys, {resizes} resizes: {runs - len(bad)} ended as they should")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

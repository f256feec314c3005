"""What it costs to know how it is going: verdict and limit a pass, and a search for a cure.

    python -m tests.benchmarks.rules [PRESET ...]

For each preset: the time of verdict and limit after a pass, in milliseconds and over that of a
whole frame; then the time of a search for a cure, where its state asks for one.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tui_descent.presets import descriptions, load
from tui_descent.session.session import Session

PASSES = 30


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return 1000.0 * (time.perf_counter() - began)


def verdict_and_limit(session: Session) -> object:
    """What a frame says of how it is going."""
    return session.advice.quick, session.advice.limit


def main(names: list[str]) -> None:
    """Print a row for each preset."""
    print(f"{'preset':<18} {'rules ms':>9} {'frame ms':>9} {'ratio':>6} {'cure ms':>8}  word")
    for name in names or [one.name for one in descriptions()]:
        session = Session(load(name))
        rules, frames = [], []
        for _ in range(PASSES):
            session.step()
            if session.ended:
                break
            rules.append(milliseconds(partial(verdict_and_limit, session)))
            frames.append(milliseconds(session.frame))
        median, whole = statistics.median(rules), statistics.median(frames)
        search = session.advice.search()
        tried = "" if search is None else f"{milliseconds(search.run):.0f}"
        word = session.advice.quick.word
        ratio = median / (median + whole)
        print(f"{name:<18} {median:9.2f} {whole:9.2f} {ratio:6.2f} {tried:>8}  {word}")


if __name__ == "__main__":
    main(sys.argv[1:])

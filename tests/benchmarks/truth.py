"""`python -m tests.benchmarks.truth`: how much of what the program says is true.

Each situation of `tests/population` is played with a real session; the verdict's word, its cure
and the gauge are held against what is known to happen there. Printed are shares by kind, for the
half that may be tuned on and for the half that is held back.

    --failures tuned|held|all|none   which wrong words and cures are told (tuned)
    --kind TEXT                      only kinds that contain this
    --id s017                        one situation, with all its facts
"""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import msgspec

from tests.population.judging import Judgement, judge
from tests.population.situation import Situation, population

COLUMNS = ("words true", "cures that help", "silent", "good diverges")


def main() -> None:
    """Print the tables and what is wrong."""
    parser = argparse.ArgumentParser(description="How much of what the program says is true.")
    parser.add_argument("--failures", choices=("tuned", "held", "all", "none"), default="tuned")
    parser.add_argument("--kind", default="")
    parser.add_argument("--id", default="")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    chosen = [
        situation
        for situation in population().situations
        if options.kind in situation.kind and options.id in ("", situation.id)
    ]
    began = time.perf_counter()
    # Long ones first, so that no process is left with them at the end.
    order = sorted(chosen, key=lambda situation: -situation.facts.passes)
    with ProcessPoolExecutor(options.processes) as pool:
        judged = list(pool.map(judge, order, chunksize=4))
    elsewhere = [judgement for judgement in judged if not judgement.reached]
    judged = [judgement for judgement in judged if judgement.reached]
    judged.sort(key=lambda judgement: judgement.situation.id)
    for judgement in judged:
        if options.failures in (judgement.situation.half, "all"):
            for line in judgement.failures:
                print(line)
    for judgement in elsewhere:
        print("\n".join(judgement.failures))
    print()
    _table(judged)
    if not any(judgement.has_cures for judgement in judged):
        print("the verdict has no cures yet: none is judged")
    if options.id:
        for judgement in judged:
            print(msgspec.json.format(msgspec.json.encode(judgement.situation), indent=1).decode())
    print(f"{len(judged)} situations in {time.perf_counter() - began:.0f} s")


def _table(judged: list[Judgement]) -> None:
    width = max(len(_group(judgement.situation)) for judgement in judged) + 2
    print(f"{'':<{width}}" + "".join(f"{column:>20}" for column in COLUMNS))
    groups = list(dict.fromkeys(_group(judgement.situation) for judgement in judged))
    for group in sorted(groups):
        _row(group, [one for one in judged if _group(one.situation) == group], width)
    print()
    for half in ("tuned", "held"):
        _row(half, [one for one in judged if one.situation.half == half], width)
    _row("all", judged, width)


def _group(situation: Situation) -> str:
    """What stands before the colon of its kind."""
    return situation.kind.partition(":")[0]


def _row(name: str, judged: list[Judgement], width: int) -> None:
    counts = (
        [one.word_true for one in judged],
        [one.cure_helps for one in judged if one.cure_helps is not None],
        [one.silent for one in judged if one.silent is not None],
    )
    cells = [_share(sum(flags), len(flags)) for flags in counts]
    good = sum(one.good_rates for one in judged)
    cells.append(_share(sum(one.good_rates_that_diverge for one in judged), good))
    print(f"{name:<{width}}" + "".join(f"{cell:>20}" for cell in cells))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.1%} of {whole:4d}" if whole else "–"


if __name__ == "__main__":
    main()

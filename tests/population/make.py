"""`python -m tests.population.make`: find out the facts of every situation.

It needs PyTorch, for the exact Hessians, and some minutes; the benchmark and the tests read
`situations.json` and need neither.

    --share K     only every K-th problem
    --cache DIR   keep what was found out there, and take from there what is known already
"""

import argparse
import hashlib
import math
import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import msgspec

from tests.population.facts import facts_of, floor_elsewhere
from tests.population.kinds import situations
from tests.population.situation import FILE, Facts, session_of

Task = tuple[str, dict[str, Any], list[list[str]], Path | None]
FOUND = 4  # raise it where something is found out in another way


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Find out the facts of every situation.")
    parser.add_argument("--share", type=int, default=1)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    everything = list(situations())
    names = list(dict.fromkeys(problem.name for _, problem, _ in everything))[:: options.share]
    chosen = [entry for entry in everything if entry[1].name in names]
    by_problem = {problem.name: problem.tables for _, problem, _ in chosen}
    tasks: list[Task] = [
        (name, tables, [words for _, one, words in chosen if one.name == name], options.cache)
        for name, tables in by_problem.items()
    ]
    found: dict[tuple[str, tuple[str, ...]], Facts] = {}
    began = time.perf_counter()
    with ProcessPoolExecutor(options.processes) as pool:
        for done, (name, facts) in enumerate(pool.map(_of_problem, tasks), start=1):
            for words, each in facts:
                found[name, tuple(words)] = each
            seconds = time.perf_counter() - began
            print(f"{done}/{len(tasks)} {seconds:.0f} s {name}", file=sys.stderr)
    listed = [
        {
            "id": _identity(problem.name, words),
            "kind": kind,
            "problem": problem.name,
            "words": words,
            "facts": _compact(found[problem.name, tuple(words)]),
        }
        for kind, problem, words in chosen
        if (problem.name, tuple(words)) in found
    ]
    lines = ",\n".join(msgspec.json.encode(one).decode() for one in listed)
    tables = ",\n".join(
        f"{msgspec.json.encode(name).decode()}:{msgspec.json.encode(one).decode()}"
        for name, one in by_problem.items()
    )
    FILE.write_text(f'{{"problems":{{\n{tables}\n}},"situations":[\n{lines}\n]}}\n', "utf-8")
    print(f"{len(listed)} situations of {len(by_problem)} problems in {FILE.name}")


def _identity(problem: str, words: list[str]) -> str:
    """A short name that does not hang on the other situations."""
    return hashlib.sha256(repr((problem, words)).encode()).hexdigest()[:6]


def _of_problem(task: Task) -> tuple[str, list[tuple[list[str], Facts]]]:
    """The facts of all situations of a problem; the lowest floor of any holds for all."""
    name, tables, each, cache = task
    floors: dict[str, float] = {}
    found = []
    for words in each:
        try:
            key = repr(session_of(tables, words).preset.tables.network)
            facts = _known(cache, tables, words)
            if facts is None:
                if key not in floors:
                    floors[key] = floor_elsewhere(session_of(tables, words).preset)
                facts = facts_of(tables, words, floors[key])
                _keep(cache, tables, words, facts)
        except Exception:
            print(f"left out: {name}; {', '.join(words)}", file=sys.stderr)
            traceback.print_exc()
            continue
        floors[key] = min(floors.get(key, math.inf), facts.elsewhere)
        found.append((words, key, facts))
    return name, [
        (words, msgspec.structs.replace(facts, elsewhere=floors[key]))
        for words, key, facts in found
    ]


def _file(cache: Path, tables: dict[str, Any], words: list[str]) -> Path:
    key = repr((FOUND, tables, words)).encode()
    return cache / f"{hashlib.sha256(key).hexdigest()}.msgpack"


def _known(cache: Path | None, tables: dict[str, Any], words: list[str]) -> Facts | None:
    if cache is None or not _file(cache, tables, words).is_file():
        return None
    return msgspec.msgpack.decode(_file(cache, tables, words).read_bytes(), type=Facts)


def _keep(cache: Path | None, tables: dict[str, Any], words: list[str], facts: Facts) -> None:
    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)
        _file(cache, tables, words).write_bytes(msgspec.msgpack.encode(facts))


def _compact(value: Any, digits: int = 8) -> Any:
    """Eight significant digits, three in lists; 1e308 for what is not finite: JSON has no word."""
    if isinstance(value, Facts):
        return _compact(msgspec.to_builtins(value))
    if isinstance(value, dict):
        inside = digits if "facts" in value or "loss" in value else 5
        return {str(key): _compact(inner, inside) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_compact(inner, 3 if len(value) > 2 else digits) for inner in value]
    if isinstance(value, float):
        if abs(value) < 1e308:
            return float(f"{value:.{digits}g}")
        return -1e308 if value < 0.0 else 1e308
    return value


if __name__ == "__main__":
    main()

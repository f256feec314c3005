"""`python -m tests.benchmarks.long_runs`: a million passes of xor, their memory, their past."""

import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import contextlib
import io

from tests.benchmarks.side_by_side import paired
from tui_descent.cli import run_command
from tui_descent.engine.descent import Descent
from tui_descent.presets import load
from tui_descent.session.session import Session

MILLION = 1_000_000
VISITED = (1, 999, 123_456, 500_000, 777_777, 999_998)


def memory() -> float:
    """MB of this process that are its own."""
    with open("/proc/self/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1000


def frames(session: Session) -> float:
    """Milliseconds of a frame, the median of some, each after one more pass."""
    times = []
    for _ in range(51):
        session.step()
        began = time.perf_counter()
        session.frame()
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1e3


def main() -> None:
    """Print what a million passes cost."""
    session = Session(load("xor"))
    session.step(1000)
    session.frame()
    print(f"a frame after a thousand passes: {frames(session):.2f} ms")
    before = memory()
    session.step(MILLION - session.state.passes)
    session.frame()
    print(f"memory of a million passes: {memory() - before:.1f} MB more than of a thousand")
    print(f"a frame after a million passes: {frames(session):.2f} ms")
    times = []
    for passes in VISITED:
        session.go_to(MILLION)
        began = time.perf_counter()
        session.go_to(passes)
        times.append((time.perf_counter() - began) * 1e3)
    print(f"going to any of {len(VISITED)} passes: {max(times):.1f} ms at most")

    preset = load("xor")
    passes = 100_000

    def engine() -> float:
        descent = Descent(preset.objective)
        state = descent.start(preset.initial_parameters(), preset.optimizer, 0.3)
        began = time.perf_counter()
        descent.advance(state, passes)
        return time.perf_counter() - began

    def run() -> float:
        began = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            run_command(["run", "xor", f"--passes={passes}", f"--every={passes}"])
        return time.perf_counter() - began

    _, _, ratio = paired(engine, run, 7)
    print(f"run --passes {passes} --every {passes}: {1.0 / ratio:.0%} of the engine's own loop")


if __name__ == "__main__":
    main()

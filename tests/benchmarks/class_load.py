"""`python -m tests.benchmarks.class_load [sessions]`: a whole class logs in at once.

All sessions start within two seconds on this machine's cores. How long each waits for its
first screen, what memory each has to itself (PSS: shared pages count as their share), and
what processor time they use while nobody presses a key.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.program import PROGRAM, environment
from tests.pty_terminal import Terminal

SESSIONS = 30
WITHIN = 2.0  # seconds in which they start
PATIENCE = 120.0
REST = 5.0  # seconds without a key
SIGN = "pass 0 "


def pss(process: int) -> float:
    """Megabytes of memory, each shared page divided by those who share it."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024.0


def processor_time(process: int) -> float:
    """Seconds of processor time since the process began."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_screens(stack: ExitStack, sessions: int) -> tuple[list[Terminal], list[float]]:
    """Start them all; return them with the seconds that each took to its first screen."""
    terminals: list[Terminal] = []
    began: list[float] = []
    took: dict[int, float] = {}
    start = time.monotonic()
    while len(took) < sessions:
        now = time.monotonic()
        if now - start > PATIENCE:
            raise SystemExit(f"only {len(took)} of {sessions} came up")
        if len(terminals) < sessions and now - start >= len(terminals) * WITHIN / sessions:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            began.append(now)
            terminal = Terminal(["open", "xor"], environment(home), program=PROGRAM)
            terminals.append(stack.enter_context(terminal))
        for number, terminal in enumerate(terminals):
            if number not in took:
                while terminal.read(0.0):
                    continue
                if SIGN in terminal.text:
                    took[number] = time.monotonic() - began[number]
        terminals[-1].read(0.005)
    return terminals, [took[number] for number in range(sessions)]


def main() -> None:
    """Print times, memory and idle processor time."""
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS
    with ExitStack() as stack:
        terminals, times = first_screens(stack, sessions)
        for terminal in terminals:
            terminal.press("space")
            terminal.wait_for("pass 1 ")
        processes = [terminal.process.pid for terminal in terminals]
        before = [processor_time(process) for process in processes]
        stopped = time.monotonic()
        while time.monotonic() - stopped < REST:
            terminals[0].read(REST)
        used = [
            processor_time(process) - then for process, then in zip(processes, before, strict=True)
        ]
        memory = [pss(process) for process in processes]
        for terminal in terminals:
            terminal.press("q")
        statuses = {terminal.end() for terminal in terminals}
    cores = len(os.sched_getaffinity(0))
    print(
        f"{sessions} sessions within {WITHIN:g} s on {cores} cores: first screen after "
        f"{statistics.median(times):.1f} s (median), {max(times):.1f} s (last)"
    )
    print(f"memory (PSS): {statistics.median(memory):.1f} MB each, {max(memory):.1f} MB at most")
    print(f"idle for {REST:g} s: {max(used):.2f} s of processor time at most; statuses {statuses}")


if __name__ == "__main__":
    main()

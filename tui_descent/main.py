"""The program: what is set before the commands, and all that they need, are imported."""

import gc
import io
import os
import sys

AT_FIRST = 200_000  # new objects after which Python looks for garbage while modules are imported
BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Run the command line, and end the process with its status."""
    gc.set_threshold(AT_FIRST)
    if sys.stdout is None:  # closed by who started us: write to nobody
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):  # where a character has no bytes, its name has
        sys.stdout.reconfigure(errors="backslashreplace")
    # Small matrices are slower on several threads, and thirty learners share one machine.
    # It must be said before numpy is imported.
    for variable in BLAS_THREADS:
        os.environ.setdefault(variable, "1")
    from tui_descent import completion
    from tui_descent.cli import run_command

    if completion.ASKED_BY in os.environ:
        completion.prepare()
    status = run_command(sys.argv[1:])
    gc.freeze()  # Python need not look through it all for garbage: it ends
    sys.exit(status)

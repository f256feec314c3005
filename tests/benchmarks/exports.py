"""Exported scripts beside the program: the largest relative difference of the next 20 losses.

`python -m tests.benchmarks.exports` prints a row for each preset; the column of PyTorch needs a
Python that has it, named by the environment variable TORCH_PYTHON, or this one.
"""

from tests.exports import departures, difference, losses_of, printed, torch_python
from tui_descent.export import script


def main() -> None:
    """Print the table."""
    shipped = list(departures())
    columns = {"numpy": printed([script(one, "numpy") for _, one in shipped])}
    if python := torch_python():
        columns["torch"] = printed([script(one, "torch") for _, one in shipped], python)
    print(f"{'preset':<18}", *(f"{target:<8}" for target in columns))
    for place, (name, departure) in enumerate(shipped):
        own = losses_of(departure)
        apart = [difference(own, losses[place]) for losses in columns.values()]
        print(f"{name:<18}", *(f"{one:<8.1e}" for one in apart))


if __name__ == "__main__":
    main()

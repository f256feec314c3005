"""What every test stands on: a home of its own."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.program import environment, fork_server
from tui_descent.engine.batches import Dataset
from tui_descent.presets import data
from tui_descent.presets.checks import Checks
from tui_descent.presets.csv_points import Selection
from tui_descent.presets.format import DataTable
from tui_descent.presets.targets import OutputLayer, Source

sys.dont_write_bytecode = False  # each worker, at each run, would compile all tests again

SHIPPED = Path(__file__).parents[1] / "presets"

# The same examples at every run, so that a change is judged by what it changes; new ones are
# searched for with `make search`. No deadline: other tests run beside each example.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("EXAMPLES", "same"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Search for garbage neither while thousands of tests are collected, nor among them later."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(20_000, 20)  # new objects, and such searches, before old ones are looked at
    gc.enable()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who starts the program for the first time."""
    home = tmp_path / "home"
    home.mkdir()
    return environment(home)


@pytest.fixture(autouse=True)
def _no_user_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm-256color")
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _shipped_tables_once() -> Iterator[None]:
    """The points of shipped CSV files are read once: those of `digits` take a fifth of a second."""
    known: dict[str, tuple[Dataset, Source, Selection]] = {}
    read = data._from_csv

    def once(
        table: DataTable, path: Path, outputs: OutputLayer, checks: Checks
    ) -> tuple[Dataset, Source, Selection]:
        if path.parent != SHIPPED:
            return read(table, path, outputs, checks)
        key = f"{path} {table} {outputs}"
        if key not in known:
            known[key] = read(table, path, outputs, checks)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "_from_csv", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _end_fork_server() -> Iterator[None]:
    yield
    if fork_server.cache_info().currsize:
        fork_server().close()

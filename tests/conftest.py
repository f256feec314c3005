"""What every test stands on: a home of its own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pty_terminal import environment
from tui_descent.cli import BLAS_THREADS

for variable in BLAS_THREADS:  # as the program itself has it; several tests run beside each other
    os.environ.setdefault(variable, "1")

settings.register_profile("patient", deadline=None)  # other tests run beside each example
settings.load_profile("patient")


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

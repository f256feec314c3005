"""Where the tests of progress keep it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lessons.sessions import IN_FOLDER, SESSIONS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is not there yet, nor is its folder."""
    return tmp_path / "state" / IN_FOLDER


@pytest.fixture(autouse=True)
def _close_sessions() -> Iterator[None]:
    yield
    while SESSIONS:
        SESSIONS.pop().close()

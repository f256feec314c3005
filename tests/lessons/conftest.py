"""Where the tests of progress keep it."""

from pathlib import Path

import pytest

from tests.lessons.sessions import IN_FOLDER


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that is not there yet, nor is its folder."""
    return tmp_path / "state" / IN_FOLDER

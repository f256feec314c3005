"""The versions of other packages that may be installed beside this one."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_no_textual_without_the_theme_of_a_colourless_screen_may_be_installed() -> None:
    needed = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    textual = next(one for one in map(Requirement, needed) if one.name == "textual")
    without = ("8.2.0", "8.2.1", "8.2.2", "8.2.3", "8.2.4")  # KeyError: 'ansi-dark'
    assert not list(textual.specifier.filter(without))
    assert "8.2.5" in textual.specifier

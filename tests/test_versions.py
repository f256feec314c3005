"""The versions of other packages that may be installed beside this one."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_no_textual_may_be_installed_with_which_no_screen_opens_or_keys_differ() -> None:
    needed = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    textual = next(one for one in map(Requirement, needed) if one.name == "textual")
    without_theme = ("8.2.0", "8.2.1", "8.2.2", "8.2.3", "8.2.4")  # KeyError: 'ansi-dark'
    with_kitty_always = ("8.2.5", "8.2.6")  # they know no TEXTUAL_DISABLE_KITTY_KEY
    assert not list(textual.specifier.filter([*without_theme, *with_kitty_always]))
    assert "8.2.7" in textual.specifier

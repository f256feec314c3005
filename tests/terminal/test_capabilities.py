"""What the environment says about the terminal."""

import pytest

from tui_descent.terminal.capabilities import terminal


@pytest.mark.parametrize(
    ("environ", "encoding", "ascii"),
    [
        ({"LANG": "C.UTF-8"}, "utf-8", False),
        ({"LANG": "de_DE.utf8"}, "utf-8", False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "UTF-8", False),
        ({"LANG": "sr_RS.UTF-8@latin"}, "utf-8", False),
        ({"LANG": "C", "LC_CTYPE": "en_US.UTF-8"}, "utf-8", False),
        ({"LANG": "C"}, "utf-8", True),
        ({}, "utf-8", True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "utf-8", True),
        ({"LANG": "de_DE.ISO-8859-1"}, "utf-8", True),
        ({"LANG": "de_DE@euro"}, "utf-8", True),
        ({"LANG": "C.UTF-8"}, "iso8859-1", True),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, "utf-8", True),
        ({"LANG": "C.UTF-8", "TERM": "vt220"}, "utf-8", True),
        ({"LANG": "C.UTF-8", "TERM": "xterm"}, "utf-8", False),
        ({"OS": "Windows_NT"}, "utf-8", False),
        ({"OS": "Windows_NT"}, "cp1252", True),
    ],
)
def test_ascii_by_itself(environ: dict[str, str], encoding: str, ascii: bool) -> None:
    assert terminal(environ, encoding).ascii is ascii
    assert terminal(environ, encoding, ascii=True).ascii


def test_a_locale_that_python_has_put_in_place_of_c_is_still_c() -> None:
    assert terminal({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", utf8_mode=True).ascii
    assert not terminal({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", utf8_mode=False).ascii


@pytest.mark.parametrize(
    ("environ", "colorless"),
    [
        ({}, False),
        ({"NO_COLOR": ""}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": "0"}, True),
        ({"TERM": "vt100"}, True),
    ],
)
def test_no_color_as_its_standard_says(environ: dict[str, str], colorless: bool) -> None:
    assert terminal(environ, "utf-8").colorless is colorless

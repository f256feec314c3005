"""Every character of the program has an ASCII stand-in of its own, one cell wide."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tui_descent
from tui_descent.terminal.glyphs import STAND_INS, UNKNOWN, ascii_cell, ascii_cells
from tui_descent.ui.theme import SHADES

PACKAGE = Path(tui_descent.__file__).parent
PRESETS = PACKAGE.parent / "presets"


def written() -> set[str]:
    """All characters beyond ASCII in string literals, style sheets and shipped texts.

    But for those that the reader of CSV files looks for: it reads them, and writes none.
    """
    chars: set[str] = set()
    read = {*(PACKAGE / "data" / "csv_file").glob("*.py")}
    for source in {*PACKAGE.rglob("*.py")} - read:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                chars |= set(node.value)
    for pattern, folder in (("*.tcss", PACKAGE), ("*.toml", PACKAGE), ("*.toml", PRESETS)):
        for text in folder.rglob(pattern):
            chars |= set(text.read_text("utf-8"))
    return {char for char in chars if not char.isascii()}


def test_every_character_of_the_program_has_an_entry_of_its_own() -> None:
    chars = written()
    assert len(chars) > 40
    assert sorted(chars - set(STAND_INS)) == []


def test_an_entry_is_one_visible_ascii_character() -> None:
    wrong = {char for char, ascii in STAND_INS.items() if len(ascii) != 1 or not ascii.isascii()}
    assert wrong == set()
    blank = {char for char, ascii in STAND_INS.items() if not ascii.strip()}
    assert blank == {"\u00a0", "\u2009", "\u202f", "\u2800"}


@given(st.text(min_size=0, max_size=3))
def test_any_cell_becomes_one_ascii_character(cell: str) -> None:
    assert len(ascii_cell(cell)) == 1
    assert ascii_cell(cell).isascii()


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ("x1→h2 −0.5 × ∂", "x1>h2 -0.5 x d"),
        ("δληΣ∇", "dlnSg"),
        ("╭─┤│┴╯", "+-+|++"),
        ("⠁⠉⠒⠤⣀⡀⡇⡎⢇⣿⠇", "''--_.|/\\#|"),
        ("éü漢", f"eu{UNKNOWN}"),
    ],
)
def test_what_stands_for_what(cells: str, seen: str) -> None:
    assert "".join(map(ascii_cell, cells)) == seen


@pytest.mark.parametrize(
    ("cells", "seen"),
    [
        ("xor · 2-4-1 · sgd", "xor * 2-4-1 * sgd"),
        ("(−0.5)·0.4·(−2) = δ·a", "(-0.5)*0.4*(-2) = d*a"),
        ("−η·m′·θ", "-n*m'*o"),
        (" ·····slow··▲·━━ ", " .....slow..^.== "),
        ("·:░", ".:-"),
    ],
)
def test_a_dot_multiplies_between_factors_and_parts_words(cells: str, seen: str) -> None:
    assert "".join(ascii_cells(cells)) == seen


def test_the_shades_of_a_plane_stay_in_order() -> None:
    assert "".join(map(ascii_cell, SHADES)) == " .:-=%"


def test_a_zone_of_the_gauge_is_told_from_every_other() -> None:
    assert len({ascii_cell(glyph) for glyph in "·━≈!▲┆"}) == 6

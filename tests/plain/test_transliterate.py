"""No byte that a terminal could take for a command, and ASCII where there is no more."""

from hypothesis import given
from hypothesis import strategies as st

from tui_descent.plain.transliterate import printable


@given(st.text(), st.booleans())
def test_whatever_comes_the_line_is_printable(text: str, ascii: bool) -> None:
    line = printable(text, ascii)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line)
    line.encode("ascii" if ascii else "utf-8")


def test_symbols_become_words() -> None:
    spelled = printable("λmin = −0.5: Σ δ·a over W1[x1→h2], m̂ ≤ √2²…", ascii=True)
    assert spelled == "lambdamin = -0.5: sum delta*a over W1[x1->h2], m_hat <= sqrt 2^2..."
    assert printable("Σ −3", ascii=False) == "Σ -3"

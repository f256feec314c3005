"""The verdict below the gauge: told shorter where there is little room, and never cut."""

import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tui_descent.actions import run
from tui_descent.analysis.causes import Cause
from tui_descent.analysis.cure import Cure
from tui_descent.analysis.verdict import WORDS, Verdict
from tui_descent.presets import load
from tui_descent.presets.loading import names
from tui_descent.session.frame import Frame
from tui_descent.session.session import Session
from tui_descent.ui.widgets.lines import CURE, VerdictLine

SIZES = [Size(40, 1), Size(40, 2), Size(60, 1), Size(80, 1), Size(120, 1)]
LONG = "the loss fell 15 or more passes in a row, but here it would take about 880 000 passes to "
LONG += (
    "halve what is left to gain; the rate 0.001234 is above the limit 0.001122 here, but no slope "
    "leads that way"
)


def shown(frame: Frame, size: Size) -> str:
    """What stands on the line; it must be one of the verdict's own sentences, whole."""
    line = VerdictLine()
    line.introduces = False  # that is not the verdict's
    line.key_names = {CURE: "M"}
    rows = ["".join(text for text, _ in row) for row in line.draw(frame, size)]
    assert len(rows) <= size.height
    assert all(len(row) <= size.width for row in rows)
    said = " ".join(row.strip() for row in rows)
    verdict = frame.verdict
    assert verdict is not None
    assert f"{verdict.word}: {said}" in list(verdict.shorter("M"))
    return said


@pytest.mark.parametrize("name", names())
def test_no_preset_has_a_verdict_that_is_cut(name: str) -> None:
    session = Session(load(name))
    start = session.state.learning_rate
    for factor in (1.0, 0.01, 30.0):
        for passes in (0, 3, 30):
            run(session, "reset")
            session.set_learning_rate(factor * start)
            session.step(passes)
            for size in SIZES:
                assert shown(session.frame(), size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("word", list(WORDS))
def test_no_word_has_a_text_that_is_cut(word: str, size: Size) -> None:
    frame = Session(load("bowl")).frame()
    cause = Cause("ill-conditioned", LONG)
    cure = Cure(0.00123, standardize=True, weights="new", nudge=(0, 1e-7), name="W1[x1→h12]")
    for verdict in (Verdict(word, LONG), Verdict(word, LONG, LONG, cause, cure)):
        assert shown(replace(frame, verdict=verdict), size)


def test_the_clause_that_the_word_rests_on_is_left_last() -> None:
    frame = Session(load("bowl")).frame()
    slow = Verdict(
        "slow", "the loss keeps falling, but here it would take about 150 passes to halve it"
    )
    assert shown(replace(frame, verdict=slow), Size(60, 1)) == (
        "here it would take about 150 passes to halve it"
    )
